#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/host_read.h"
#include "format/inventory_read.h"
#include "model/probe.h"
#include "steps/rules/rules.h"

static void check_contact(struct rule_run *run)
{
    if (case_goes_to_support(run->facts->record) && run->facts->record->contact.n == 0)
        rule_fire(run, "nobody is named as the contact of this case");
    else if (case_goes_to_support(run->facts->record) && !view_has(run->facts->record->contact, '@'))
        rule_fire(run, "the contact %s has no e-mail address", rule_name(run, run->facts->record->contact));
}

static void check_consumed(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    struct view scheme;
    (void)url_authority(record->consumes, &scheme);
    const struct probe_scheme *known = probe_scheme_by_name(scheme);
    bool is_root = record->purpose == PURPOSE_TRUSTED_ROOT;
    bool is_plain = view_eq_nocase(scheme, VIEW("http")) || view_eq_nocase(scheme, VIEW("ws"));
    bool is_called = is_root || record->purpose == PURPOSE_CLIENT_SIDE;
    if (is_called && known && known->starttls != STARTTLS_NONE) {
        rule_fire(run, "%s begins without TLS: a certificate is looked at only where TLS follows after a dialog (STARTTLS)",
                  rule_name(run, record->consumes));
        rule_hint(run, "nothing to do where it does; else name the address with TLS, or leave the request out");
        rule_severity(run, SEV_NOTE);
        rule_option(run, "--consumes");
    } else if (is_called && is_plain) {
        rule_fire(run, "%s has no TLS, so no certificate is looked at there", rule_name(run, record->consumes));
        rule_hint(run, "if it is %ss://, say so with --consumes; else no request is needed", scheme.n == 2 ? "ws" : "http");
        rule_option(run, "--consumes");
    } else if (is_root && hosting_of_host(record->consumes) != HOST_UNKNOWN) {
        rule_fire(run, "%s shows a certificate of the vendor's, which Windows trusts by itself", rule_name(run, record->consumes));
    }
}

struct named {
    const struct environment *known; /* by the inventory; NULL: only its name tells which one it is */
    struct view name;
    size_t at;
};

static int by_environment(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->known != y->known)
        return (uintptr_t)x->known < (uintptr_t)y->known ? -1 : 1;
    int order = x->known ? 0 : text_cmp(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static bool is_repeated(const struct named *one, const struct named *next)
{
    return one->known == next->known && (one->known || text_same(one->name, next->name));
}

/* Sorted, as a case may have a thousand of them. */
static void check_repeated_environments(struct rule_run *run, const struct view_list *names)
{
    struct named *sorted = NEW(run->arena, struct named, names->n);
    bool *repeated = NEW(run->arena, bool, names->n);
    for (size_t i = 0; i < names->n; i++)
        sorted[i] = (struct named){ inventory_find(run->facts->inventory, names->items[i]), names->items[i], i };
    qsort(sorted, names->n, sizeof *sorted, by_environment);
    for (size_t i = 1; i < names->n; i++)
        repeated[sorted[i].at] = is_repeated(&sorted[i - 1], &sorted[i]);
    for (size_t i = 0; i < names->n; i++)
        if (repeated[i])
            rule_fire(run, "the environment %s is named twice", rule_name(run, names->items[i]));
}

static const struct view_list *recorded_names(const struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    struct view_list *names = NEW(run->arena, struct view_list, 1);
    for (size_t i = 0; i < record->n_environments; i++)
        *LIST_ADD(run->arena, names) = record->environments[i].name;
    return names;
}

static bool is_recorded(const struct rule_run *run, struct view environment)
{
    const struct case_record *record = run->facts->record;
    size_t i = 0;
    while (i < record->n_environments && !view_eq(record->environments[i].name, environment))
        i++;
    return i < record->n_environments;
}

/* A request for cloud and self-managed environments becomes two cases: each tells of its own. */
static void check_repeated_rows(struct rule_run *run)
{
    enum { SHOWN = 3 };
    const struct request *request = run->facts->request;
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    size_t n = 0;
    for (size_t i = 0; i < request->n_repeats; i++) {
        const struct repeated *r = &request->repeats[i];
        if (is_recorded(run, r->environment) && n++ < SHOWN)
            buf_fmt(&text, "%srow %zu %sin %s", n == 1 ? "" : ", ", r->row, n == 1 ? "asks for the same certificate " : "",
                    rule_name(run, r->environment));
    }
    if (n > SHOWN)
        buf_fmt(&text, " and %zu more", n - SHOWN);
    if (n == 0)
        return;
    rule_fire(run, "%.*s", VIEW_ARG(buf_view(&text)));
    rule_hint(run, "leave one of the two rows out, or put in the certificate or the environment that was meant; rows are "
                   "counted without a sheet's header and empty lines");
}

static void check_duplicate(struct rule_run *run)
{
    const struct request *request = run->facts->request;
    if (!request) { /* in an audit only the record tells what was asked for */
        check_repeated_environments(run, recorded_names(run));
        return;
    }
    const struct view_list *paths = &request->certificates;
    check_repeated_rows(run);
    check_repeated_environments(run, &request->environments);
    for (size_t i = 0; i < paths->n; i++)
        for (size_t j = 0; j < i; j++)
            if (view_eq(paths->items[i], paths->items[j])) {
                rule_fire(run, "the file %s is named twice", rule_name(run, path_name(paths->items[i])));
                break;
            }
}

/* The end of an old certificate is no day that anybody can move. */
static void hint_of_renewal(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    char end[MOMENT_PHRASE];
    if (record->replaced.not_after < record->deadline.submitted)
        rule_hint(run, "submit today, say in the case why it is urgent, and tell those who depend on it that the old certificate has "
                       "expired: what needs it fails until the new one is installed");
    else
        rule_hint(run, "submit today, say in the case why it is urgent, and tell those who depend on it: what needs the old certificate "
                       "fails from %s on, until the new one is installed", moment_phrase(record->replaced.not_after, end));
}

static void check_delivery(struct rule_run *run)
{
    const struct deadline *d = &run->facts->record->deadline;
    char delivery[DAY_PHRASE], needed[DAY_PHRASE];
    if (!deadline_is_late(d))
        return;
    rule_fire(run, "the expected delivery is %s, but it is needed by %s", day_phrase(d->expected_delivery, delivery),
              day_phrase(d->needed_by, needed));
    if (case_replaced_ends_first(run->facts->record))
        hint_of_renewal(run);
}

static void check_submit_by(struct rule_run *run)
{
    const struct deadline *d = &run->facts->record->deadline;
    char last[DAY_PHRASE], needed[DAY_PHRASE];
    if (deadline_submit_passed(d))
        rule_fire(run, "the last day to %s it was %s, for delivery by %s", case_goes_to_support(run->facts->record) ? "submit" : "start",
                  day_phrase(d->submit_by, last), day_phrase(d->needed_by, needed));
    else if (d->submit_by == DAY_NONE && deadline_needed_passed(d))
        rule_fire(run, "the day it is needed by, %s, has passed", day_phrase(d->needed_by, needed));
    else
        return;
    if (!case_goes_to_support(run->facts->record))
        rule_hint(run, "do it at once, and tell those who depend on it");
}

static void check_holidays(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct deadline *d = &record->deadline;
    char day[DAY_PHRASE], end[DAY_PHRASE];
    int32_t last = deadline_last_day(d), today = day_of_time(d->submitted);
    if (d->expected_delivery == DAY_NONE)
        return;
    if (record->holidays_source.n == 0 || record->holidays_to == DAY_NONE) {
        rule_fire(run, "no holidays were given, so a public holiday may have been counted as a business day");
        rule_hint(run, "build it with the public holidays: --holidays FILE (.ics, or lines of YYYY-MM-DD and a name)");
        rule_option(run, "--holidays");
    } else if (case_is_beyond_holidays(record)) {
        rule_fire(run, "the %s (%s) lies after the end of the holidays in %s (%s)",
                  last == d->expected_delivery ? "expected delivery" : "day it is needed by", day_phrase(last, day),
                  rule_name(run, path_name(record->holidays_source)), day_phrase(record->holidays_to, end));
    } else if (record->holidays_from != DAY_NONE && today < record->holidays_from) {
        rule_fire(run, "the day of submission (%s) lies before the first of the holidays in %s (%s)", day_phrase(today, day),
                  rule_name(run, path_name(record->holidays_source)), day_phrase(record->holidays_from, end));
    }
}

static const struct rule rules[] = {
    { { "contact-missing", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_contact, .option = "--contact" },
    { { "consumes-needs-none", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_consumed, .option = "--consumes" },
    { { "duplicate-request", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_duplicate },
    { { "delivery-after-needed-by", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_delivery },
    { { "submit-by-passed", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_submit_by },
    { { "holidays-not-covered", GROUP_REQUEST, SEV_NOTE }, SCOPE_REQUEST, .check = check_holidays,
      .option = "--holidays" },
};
const struct rule_table rules_request = { rules, COUNT_OF(rules) };
