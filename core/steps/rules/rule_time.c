#include "base/civil.h"
#include "format/digest.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

enum { SOON_DAYS = 60, LONG_DAYS = 825 };

static void lower_unless_installed(struct rule_run *run)
{
    if (!rule_is_installed(run))
        rule_severity(run, SEV_WARNING);
}

static bool is_expired(const struct rule_run *run)
{
    return cert_has_expired(run->cert, run->facts->now);
}

/* The day that it has to work on: of the delivery, or when it is needed where that is later; DAY_NONE: nobody has said. */
static int32_t first_day_of_use(const struct rule_run *run)
{
    const struct case_record *c = run->facts->record;
    int32_t delivery = run->facts->expected_delivery, needed = c ? c->deadline.needed_by : DAY_NONE;
    return delivery == DAY_NONE || (needed != DAY_NONE && needed > delivery) ? needed : delivery;
}

/* The day that it has to last until. Whether a renewal ends before what it replaces, rule_replaced.c says. */
static int32_t day_to_reach(const struct rule_run *run)
{
    const struct case_record *c = run->facts->record;
    return c && c->replaced.sha256.n ? run->facts->expected_delivery : first_day_of_use(run);
}

static bool ends_before_use(const struct rule_run *run)
{
    int32_t day = day_to_reach(run);
    return day != DAY_NONE && run->cert->not_after != TIME_NONE && !is_expired(run) && day_of_time(run->cert->not_after) < day;
}

static void leave_to_renewal(struct rule_run *run, enum severity severity)
{
    rule_hint(run, "nothing to do: the one that renews it is there, too");
    rule_severity(run, severity);
}

static void check_expired(struct rule_run *run)
{
    char when[MOMENT_PHRASE];
    if (!is_expired(run))
        return;
    moment_phrase(run->cert->not_after, when);
    if (certs_is_outdated(run->cert, run->facts->now)) {
        bool twin = certs_is_spare(run->cert, run->facts->now);
        rule_fire(run, "%s expired on %s; %s is there, too%s", rule_cert_name(run, run->cert), when,
                  twin ? "another certificate of the same CA" : "the one that renews it", run->cert->in_pfx ? "" : ", so it is left out");
        if (twin) {
            rule_hint(run, "nothing to do: the other one vouches for the same");
            rule_severity(run, SEV_NOTE);
            return;
        }
        rule_hint(run, "when the new one works, have the old one removed from the servers: its thumbprint is %s",
                  digest_thumbprint(run->arena, run->cert->sha1, sizeof run->cert->sha1).p);
        rule_severity(run, SEV_WARNING);
        return;
    }
    rule_fire(run, "%s expired on %s", rule_cert_name(run, run->cert), when);
    lower_unless_installed(run);
}

static void check_not_yet_valid(struct rule_run *run)
{
    char when[MOMENT_PHRASE];
    int64_t from = run->cert->not_before;
    int32_t delivery = run->facts->expected_delivery, use = first_day_of_use(run);
    if (from == TIME_NONE || from <= run->facts->now)
        return;
    rule_fire(run, "%s is valid only from %s", rule_cert_name(run, run->cert), moment_phrase(from, when));
    if (delivery != DAY_NONE && day_of_time(from) < delivery) {
        rule_hint(run, "no need to wait: it is valid by the expected delivery; don't let it replace the old one earlier");
        rule_severity(run, SEV_WARNING);
    } else if (use != DAY_NONE && day_of_time(from) < use) {
        rule_hint(run, "it is valid by the day it is needed: have it installed in between, and let it not replace the old one earlier");
        rule_severity(run, SEV_WARNING);
    } else {
        lower_unless_installed(run);
    }
}

static void check_expires_soon(struct rule_run *run)
{
    int64_t end = run->cert->not_after, now = run->facts->now;
    char when[MOMENT_PHRASE], left[LEFT_TEXT];
    if (end == TIME_NONE || is_expired(run) || ends_before_use(run) || days_left(day_of_time(now), day_of_time(end)) >= SOON_DAYS)
        return;
    rule_fire(run, "%s expires on %s (%s)", rule_cert_name(run, run->cert), moment_phrase(end, when), days_left_text(now, end, left));
    const struct cert_list all = rule_all_certs(run);
    if (certs_is_renewed(&all, run->cert, now))
        leave_to_renewal(run, SEV_NOTE);
}

/* Roots live for decades by design, and a self-signed certificate is its own root. */
static void check_long_validity(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if ((cert->role != ROLE_LEAF && cert->role != ROLE_CLIENT) || cert->not_before == TIME_NONE || cert->not_after == TIME_NONE)
        return;
    int64_t days = (cert->not_after - cert->not_before) / SECONDS_A_DAY;
    if (cert->not_after == TIME_NEVER)
        rule_fire(run, "%s never expires", rule_cert_name(run, cert));
    else if (days > LONG_DAYS)
        rule_fire(run, "%s is valid for %lld days", rule_cert_name(run, cert), (long long)days);
}

static void check_expires_before_delivery(struct rule_run *run)
{
    char when[MOMENT_PHRASE], day[DAY_PHRASE];
    int32_t use = day_to_reach(run);
    const struct cert *newer = run->cert->renewed_by;
    if (!ends_before_use(run))
        return;
    rule_fire(run, "%s expires on %s, before %s on %s", rule_cert_name(run, run->cert), moment_phrase(run->cert->not_after, when),
              use == run->facts->expected_delivery ? "the expected delivery" : "it is needed", day_phrase(use, day));
    lower_unless_installed(run);
    if (newer && cert_takes_over(newer, run->cert, run->facts->now) && day_of_time(newer->not_after) >= use)
        leave_to_renewal(run, SEV_WARNING);
}

static const struct rule rules[] = {
    { { "expired", GROUP_TIME, SEV_ERROR, .send = SEND_RENEWED }, SCOPE_CERT, .check = check_expired, .by_record = true },
    { { "not-yet-valid", GROUP_TIME, SEV_ERROR, .send = SEND_IN_FORCE }, SCOPE_CERT, .check = check_not_yet_valid, .by_record = true },
    { { "expires-soon", GROUP_TIME, SEV_WARNING, .send = SEND_RENEWED }, SCOPE_CERT, .check = check_expires_soon, .by_record = true },
    { { "long-validity", GROUP_TIME, SEV_NOTE }, SCOPE_CERT, .check = check_long_validity, .by_record = true },
    { { "expires-before-delivery", GROUP_TIME, SEV_ERROR, .send = SEND_RENEWED }, SCOPE_CERT,
      .check = check_expires_before_delivery, .by_record = true },
};
const struct rule_table rules_time = { rules, COUNT_OF(rules) };
