#include "base/civil.h"
#include "base/file.h"
#include "format/digest.h"
#include "model/words.h"
#include "steps/rules.h"

enum { FIRST_NAMES = 8, SUGGESTIONS = 8 }; /* environments named in a hint; unknown ones that are compared with all there are */

static const char *inventory_name(struct rule_run *run)
{
    const struct inventory *inventory = run->facts->inventory;
    return inventory && inventory->path.n ? rule_name(run, path_name(inventory->path)) : "the inventory";
}

static bool is_case(const struct rule_run *run)
{
    return run->facts->record->route && run->facts->record->route->channel == CHANNEL_SUPPORT_CASE;
}

/* The name (or key) nearest to the word; empty when none is near. */
static struct view nearest(struct rule_run *run, struct view word)
{
    const struct inventory *inventory = run->facts->inventory;
    size_t n = inventory ? inventory->n_environments : 0;
    struct view *words = NEW(run->arena, struct view, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        words[i] = inventory->environments[i].name;
        words[n + i] = inventory->environments[i].key;
    }
    size_t at = view_nearest(word, words, 2 * n);
    return at == SIZE_MAX ? VIEW("") : words[at];
}

static const char *all_names(struct rule_run *run)
{
    const struct inventory *inventory = run->facts->inventory;
    const char *list = "";
    size_t n = inventory ? inventory->n_environments : 0;
    for (size_t i = 0; i < n && i < FIRST_NAMES; i++)
        list = view_fmt(run->arena, "%s%s%s", list, i ? ", " : "", rule_name(run, inventory->environments[i].name)).p;
    return n > FIRST_NAMES ? view_fmt(run->arena, "%s and %zu more", list, n - FIRST_NAMES).p : list;
}

static void check_unknown(struct rule_run *run)
{
    const struct view_list *unknown = run->facts->unknown_environments;
    for (size_t i = 0; unknown && i < unknown->n; i++) {
        struct view near = i < SUGGESTIONS ? nearest(run, unknown->items[i]) : VIEW("");
        rule_fire(run, "no environment in %s has the name or key %s", inventory_name(run), rule_name(run, unknown->items[i]));
        if (near.n)
            rule_hint(run, "did you mean %s?", rule_name(run, near));
        else if (all_names(run)[0])
            rule_hint(run, "it has %s", all_names(run));
    }
}

static void check_missing(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    if (facts->record->n_environments || (facts->unknown_environments && facts->unknown_environments->n) || !facts->decided.main)
        return;
    rule_fire(run, "no environment is named, so nobody knows where to install it");
    if (all_names(run)[0])
        rule_hint(run, "name them with -e; %s has %s", inventory_name(run), all_names(run));
}

static void check_hosting(struct rule_run *run, enum hosting hosting, const char *what)
{
    const struct case_record *record = run->facts->record;
    for (size_t i = 0; i < record->n_environments; i++)
        if (record->environments[i].hosting == hosting)
            rule_fire(run, "%s %s", rule_name(run, record->environments[i].name), what);
}

static void check_odc(struct rule_run *run)
{
    check_hosting(run, HOST_ODC, "is in OutSystems Developer Cloud (ODC), where no certificates are installed");
}

static void check_personal(struct rule_run *run)
{
    check_hosting(run, HOST_PERSONAL, "is a Personal Environment, for which no certificates are installed");
}

static void check_unknown_hosting(struct rule_run *run)
{
    check_hosting(run, HOST_UNKNOWN, "may be in OutSystems Cloud or self-managed: the inventory doesn't say which");
}

static void check_java(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    for (size_t i = 0; i < record->n_environments; i++)
        if (record->environments[i].java)
            rule_fire(run, "%s runs on a Java application server, and all that is known here is about IIS on Windows",
                      rule_name(run, record->environments[i].name));
}

/* "11.9" is older than "11.20.0.1"; what is no number is not judged. */
static bool is_older(struct view version, struct view than)
{
    struct view a, b;
    uint64_t x, y;
    while (version.n && than.n) {
        if (!view_cut(&version, '.', &a) || !view_cut(&than, '.', &b) || !view_number(a, UINT32_MAX, &x) || !view_number(b, UINT32_MAX, &y))
            return false;
        if (x != y)
            return x < y;
    }
    return false;
}

static void check_server_version(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct platform *platform = run->facts->platform;
    for (size_t i = 0; platform && i < record->n_environments; i++)
        if (is_older(record->environments[i].os_version, platform->needs_server))
            rule_fire(run, "%s runs Platform Server %.*s, and %.*s needs at least %.*s: its front-ends run an older Windows",
                      rule_name(run, record->environments[i].name), VIEW_ARG(view_first(record->environments[i].os_version, 40)),
                      VIEW_ARG(platform->title), VIEW_ARG(platform->needs_server));
}

static void check_edition(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    const struct service *service = &facts->record->service;
    if (facts->record->edition == EDITION_BASIC && service->id.n && service->not_in_basic)
        rule_fire(run, "the service \"%.*s\" is not part of the Basic edition", VIEW_ARG(service->name));
}

static void check_contact(struct rule_run *run)
{
    if (is_case(run) && run->facts->record->contact.n == 0)
        rule_fire(run, "nobody is named as the contact of this case");
}

static void check_repeated_environments(struct rule_run *run, const struct view_list *names)
{
    const struct environment **known = NEW(run->arena, const struct environment *, names->n);
    for (size_t i = 0; i < names->n; i++) {
        known[i] = inventory_find(run->facts->inventory, names->items[i]);
        for (size_t j = 0; j < i; j++)
            if (known[i] == known[j] && (known[i] || view_eq_nocase(names->items[i], names->items[j]))) {
                rule_fire(run, "the environment %s is named twice", rule_name(run, names->items[i]));
                break;
            }
    }
}

static const struct view_list *recorded_names(const struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    struct view_list *names = NEW(run->arena, struct view_list, 1);
    for (size_t i = 0; i < record->n_environments; i++)
        *LIST_ADD(run->arena, names) = record->environments[i].name;
    return names;
}

static void check_duplicate(struct rule_run *run)
{
    const struct request *request = run->facts->request;
    if (!request) { /* in an audit only the record tells what was asked for */
        check_repeated_environments(run, recorded_names(run));
        return;
    }
    const struct view_list *paths = &request->certificates;
    if (request->repeats_row) {
        rule_fire(run, "row %zu asks for the same certificate in %s", request->repeats_row, rule_name(run, request->repeats_environment));
        rule_hint(run, "leave one of the two rows out, or put in the certificate or the environment that was meant");
    }
    check_repeated_environments(run, &request->environments);
    for (size_t i = 0; i < paths->n; i++)
        for (size_t j = 0; j < i; j++)
            if (view_eq(paths->items[i], paths->items[j])) {
                rule_fire(run, "the file %s is named twice", rule_name(run, path_name(paths->items[i])));
                break;
            }
}

static bool is_replaced(const struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    unsigned char sha256[32];
    return run->facts->decided.main && digest_parse(old->sha256, sha256, sizeof sha256) &&
           memcmp(sha256, run->facts->decided.main->sha256, sizeof sha256) == 0;
}

static void check_renews_itself(struct rule_run *run)
{
    if (is_replaced(run))
        rule_fire(run, "%s is the very certificate that %s asked for", rule_cert_name(run, run->facts->decided.main),
                  rule_name(run, run->facts->record->replaced.case_id));
}

static void check_ends_sooner(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert *main = run->facts->decided.main;
    char ends[DATE_TEXT], ended[DATE_TEXT];
    if (!main || old->sha256.n == 0 || main->not_after == TIME_NONE || old->not_after == TIME_NONE || main->not_after >= old->not_after)
        return;
    rule_fire(run, "it expires on %s, before the one it replaces (%s)", day_text(day_of_time(main->not_after), ends),
              day_text(day_of_time(old->not_after), ended));
}

/* Its owner may have been renamed, or have a new key; a certificate that has neither name nor key of the old one is another's. */
static void check_unrelated(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert *main = run->facts->decided.main;
    unsigned char key[32];
    if (!main || old->sha256.n == 0 || view_eq(old->subject, main->subject) || is_replaced(run))
        return;
    if (digest_parse(old->key_sha256, key, sizeof key) && memcmp(key, main->spki_sha256, sizeof key) == 0)
        return;
    rule_fire(run, "it would replace %s, which has another name%s than %s", rule_name(run, old->subject),
              old->key_sha256.n ? " and another key" : "", rule_cert_name(run, main));
}

static void check_other_kind(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct replaced *old = &record->replaced;
    if (old->purpose == PURPOSE_NONE || run->facts->decided.purpose == PURPOSE_NONE)
        return;
    if (old->purpose != run->facts->decided.purpose)
        rule_fire(run, "%s asked for %s, this is %s: nothing is replaced", rule_name(run, old->case_id), purpose_word(old->purpose),
                  purpose_word(run->facts->decided.purpose));
    else if (old->hosting != record->hosting && record->hosting != HOST_UNKNOWN)
        rule_fire(run, "%s was for %s, this is for %s: nothing is replaced there", rule_name(run, old->case_id),
                  hosting_phrase(old->hosting), hosting_phrase(record->hosting));
}

static void check_delivery(struct rule_run *run)
{
    const struct deadline *d = &run->facts->record->deadline;
    char delivery[DATE_TEXT], needed[DATE_TEXT];
    if (d->expected_delivery != DAY_NONE && d->needed_by != DAY_NONE && d->expected_delivery > d->needed_by)
        rule_fire(run, "the expected delivery is %s, but it is needed by %s", day_text(d->expected_delivery, delivery),
                  day_text(d->needed_by, needed));
}

static void check_submit_by(struct rule_run *run)
{
    const struct deadline *d = &run->facts->record->deadline;
    int32_t today = day_of_time(d->submitted);
    char last[DATE_TEXT], needed[DATE_TEXT];
    if (d->submit_by == DAY_NONE || d->submit_by >= today)
        return;
    rule_fire(run, "the last day to submit it was %s, for delivery by %s", day_text(d->submit_by, last), day_text(d->needed_by, needed));
}

/* The latest date that somebody acts on now, and what it is called. The renewal is years away: no holiday file reaches that far. */
static int32_t latest_date(const struct deadline *d, const char **name)
{
    int32_t latest = d->expected_delivery;
    *name = "expected delivery";
    if (d->submit_by != DAY_NONE && d->submit_by > latest)
        latest = d->submit_by, *name = "last day to submit";
    return latest;
}

static void check_holidays(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct deadline *d = &record->deadline;
    char day[DATE_TEXT], end[DATE_TEXT];
    const char *name;
    int32_t latest = latest_date(d, &name), today = day_of_time(d->submitted);
    if (d->expected_delivery == DAY_NONE)
        return;
    if (record->holidays_source.n == 0 || record->holidays_to == DAY_NONE) {
        rule_fire(run, "no holidays were given, so a public holiday may have been counted as a business day");
        rule_hint(run, "build it with the public holidays: --holidays FILE (.ics, or lines of YYYY-MM-DD and a name)");
    } else if (latest > record->holidays_to) {
        rule_fire(run, "the %s (%s) lies behind the end of the holidays in %s (%s)", name, day_text(latest, day),
                  rule_name(run, path_name(record->holidays_source)), day_text(record->holidays_to, end));
    } else if (record->holidays_from != DAY_NONE && today < record->holidays_from) {
        rule_fire(run, "the day of submission (%s) lies before the first of the holidays in %s (%s)", day_text(today, day),
                  rule_name(run, path_name(record->holidays_source)), day_text(record->holidays_from, end));
    }
}

static const struct rule rules[] = {
    { { "environment-unknown", GROUP_REQUEST, SEV_ERROR, "No such environment", "look up the name in LifeTime, or in the inventory file",
        "A case names environments, and the vendor installs on exactly those. A wrong name is found days later, or not at all. Names and "
        "keys are compared without regard to case, and only with the inventory that was given.",
        "the vendor's articles ask for clear environments" },
      SCOPE_REQUEST, check_unknown },
    { { "environment-missing", GROUP_REQUEST, SEV_ERROR, "No environment is named", "name each environment with -e NAME",
        "Certificates are installed on the front-ends of the environments that the request names. The vendor asks for clear "
        "environments; a request without any has not started the clock.",
        "the vendor's articles ask for clear environments; that the clock stands still is our judgement" },
      SCOPE_REQUEST, check_missing },
    { { "odc-environment", GROUP_REQUEST, SEV_ERROR, "ODC has no such service",
        "the partner's server needs a certificate from a public CA; there is nothing to install on ODC",
        "In OutSystems Developer Cloud nobody installs certificates: connections work with public CAs only. The vendor's articles on "
        "certificates are for OutSystems 11.",
        "the vendor's certificate management article" },
      SCOPE_REQUEST, check_odc },
    { { "personal-environment", GROUP_REQUEST, SEV_ERROR, "Personal Environments have no such service",
        "use an environment of your infrastructure, or a partner's server with a certificate from a public CA",
        "Personal Environments (outsystemscloud.com) are shared and free; the service to install certificates is described for "
        "infrastructures only. That it is not offered is our reading, since the vendor doesn't say it in so many words.",
        "our judgement, on the vendor's certificate management article" },
      SCOPE_REQUEST, check_personal },
    { { "hosting-unknown", GROUP_REQUEST, SEV_ERROR, "Cloud or self-managed is not known",
        "say it with --hosting cloud or --hosting self-managed",
        "Who installs a certificate depends on the hosting: in OutSystems Cloud the vendor does, by case, elsewhere you do. LifeTime's "
        "list says it in IsCloudEnvironment; without that, the host name decides if it is one of the vendor's.",
        "the vendor's LifeTime API v2; the host name as fallback is our judgement" },
      SCOPE_REQUEST, check_unknown_hosting },
    { { "java-application-server", GROUP_REQUEST, SEV_ERROR, "Environments on Java are out of scope",
        "ask the vendor how certificates are installed there; nothing here is about Java key stores",
        "OutSystems 11 runs on IIS, and so do the stores, the runbooks and the checks here. LifeTime's list says JAVA in "
        "ApplicationServerType for what is left of older versions, where certificates live in key stores of the application server.",
        "the vendor's LifeTime API v2; our scope" },
      SCOPE_REQUEST, check_java },
    { { "platform-contradicts-server", GROUP_REQUEST, SEV_WARNING, "This Platform Server can't run on that Windows",
        "say which Windows its front-ends run (--platform, or platform in the inventory), so that the files are checked for it",
        "What a PFX may be encrypted with, and which protocols a connection can use, depends on the version of Windows. Windows Server "
        "2022 needs Platform Server 11.20, 2025 needs 11.35, so an environment with an older one runs an older Windows than the one "
        "that the files were checked for. In OutSystems Cloud Windows Server 2022 is likely, not certain.",
        "the vendor's system requirements; the catalog has the versions" },
      SCOPE_REQUEST, check_server_version },
    { { "service-not-in-edition", GROUP_REQUEST, SEV_ERROR, "The edition doesn't include this service",
        "ask your account manager, or use a partner's server with a certificate from a public CA",
        "The vendor's list of services says that adding to the trusted root store is not available in the Basic edition. The edition is "
        "taken from the inventory; when it doesn't say any, nothing is refused.",
        "the vendor's list of service changes (2022)" },
      SCOPE_REQUEST, check_edition },
    { { "contact-missing", GROUP_REQUEST, SEV_WARNING, "No contact is named",
        "add --contact \"Name <name@example.com>\", or put it into the inventory",
        "A case from someone who is not listed as a contact is suspended until an administrator authorises it. And the vendor must know "
        "whom to ask, for a client-side certificate also for the password.",
        "the vendor's support portal" },
      SCOPE_REQUEST, check_contact },
    { { "duplicate-request", GROUP_REQUEST, SEV_WARNING, "The same thing is asked for twice",
        "leave one of them out, or put in the one that was meant",
        "The same environment or file stands in the request more than once. The bundle holds it once, but often another one was meant, "
        "such as the second environment of two with similar names. In a batch it is also a later row for the same certificate, purpose and "
        "environment as an earlier one: both get a bundle, but the vendor would be asked twice.",
        "our judgement" },
      SCOPE_REQUEST, check_duplicate },
    { { "renews-itself", GROUP_REQUEST, SEV_ERROR, "It replaces itself",
        "give the renewed certificate that its owner sent, or leave --renews out",
        "A renewal brings a new certificate in the place of one that was asked for before. The same certificate again changes nothing "
        "on the front-ends, and the old one still expires: most often the old file was picked.",
        "our judgement" },
      SCOPE_REQUEST, check_renews_itself },
    { { "renewal-ends-sooner", GROUP_REQUEST, SEV_WARNING, "It expires before the one it replaces",
        "compare its dates with the one in use: an older certificate may have been picked",
        "A renewed certificate nearly always lasts longer than its predecessor. One that ends sooner is often an older file of the same "
        "name, and installing it brings the day of the outage forward.",
        "our judgement" },
      SCOPE_REQUEST, check_ends_sooner },
    { { "renews-unrelated", GROUP_REQUEST, SEV_WARNING, "It replaces a certificate of somebody else",
        "leave --renews out, unless the owner of both says that the old one is no longer needed",
        "A renewal has the name of its predecessor, or at least its key. When both differ, the old certificate is another one that may "
        "still be needed: the ticket and install.ps1 -RemoveReplaced ask for its removal, and whatever relies on it fails.",
        "our judgement" },
      SCOPE_REQUEST, check_unrelated },
    { { "renews-another-kind", GROUP_REQUEST, SEV_WARNING, "It replaces a certificate of another kind",
        "give the bundle of the case that it follows, or leave --renews out",
        "The ticket asks to remove the old certificate once the new one works. A trusted root doesn't take the place of a client "
        "certificate, nor one in the cloud that of one on servers of your own: the old one would be looked for where it never was.",
        "our judgement" },
      SCOPE_REQUEST, check_other_kind },
    { { "delivery-after-needed-by", GROUP_REQUEST, SEV_WARNING, "It will probably come too late",
        "submit today, say in the case why it is urgent, and move the date if that can be done",
        "The expected delivery is counted in business days from the submission, by the delivery time in the catalog. That is the "
        "vendor's target and no guarantee, so a date before it will only be met by luck.",
        "the vendor's list of service changes (2022): target delivery in business days" },
      SCOPE_REQUEST, check_delivery },
    { { "submit-by-passed", GROUP_REQUEST, SEV_WARNING, "The last day to submit has passed",
        "submit today, say in the case why it is urgent, and tell those who depend on it",
        "Counted back from the day it is needed, or from the day before the replaced certificate expires, the request should have been "
        "submitted already. The vendor doesn't watch the expiry of these certificates.",
        "the vendor's certificate management article; the counting is our convention" },
      SCOPE_REQUEST, check_submit_by },
    { { "holidays-not-covered", GROUP_REQUEST, SEV_NOTE, "Holidays are not known for all dates",
        "build it with a holiday file that reaches further: --holidays FILE",
        "The vendor publishes no list of holidays and says that business hours vary with the customer's location. Each holiday that is "
        "not known makes the true delivery a day later than the one shown.",
        "our judgement, on the vendor's list of service changes (2022)" },
      SCOPE_REQUEST, check_holidays },
};
const struct rule_table rules_request = { rules, COUNT_OF(rules) };
