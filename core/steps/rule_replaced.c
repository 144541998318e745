#include "base/civil.h"
#include "format/digest.h"
#include "model/words.h"
#include "steps/rules.h"

static bool is_replaced(const struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    unsigned char sha256[32];
    unsigned char sha1[20];
    const struct cert *main = rule_main(run->facts);
    return main && ((digest_parse(old->sha256, sha256, sizeof sha256) && memcmp(sha256, main->sha256, sizeof sha256) == 0) ||
                    (digest_parse(old->sha1, sha1, sizeof sha1) && memcmp(sha1, main->sha1, sizeof sha1) == 0));
}

static void check_renews_itself(struct rule_run *run)
{
    const struct view id = run->facts->record->replaced.case_id;
    const char *name = is_replaced(run) ? rule_cert_name(run, rule_main(run->facts)) : NULL;
    if (name && id.n)
        rule_fire(run, "%s is the very certificate that %s asked for", name, rule_name(run, id));
    else if (name)
        rule_fire(run, "%s is the very certificate that it would replace", name);
}

static void check_ends_sooner(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert *main = rule_main(run->facts);
    char ends[DAY_PHRASE], ended[DAY_PHRASE];
    if (!main || old->sha256.n == 0 || main->not_after == TIME_NONE || old->not_after == TIME_NONE || main->not_after >= old->not_after)
        return;
    rule_fire(run, "it expires on %s, before the one it replaces (%s)", day_phrase(day_of_time(main->not_after), ends),
              day_phrase(day_of_time(old->not_after), ended));
}

/* Its owner may have been renamed, or have a new key; a certificate that has neither name nor key of the old one is another's. */
static void check_unrelated(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert *main = rule_main(run->facts);
    unsigned char key[32];
    if (!main || old->sha256.n == 0 || view_eq(old->subject, main->subject) || is_replaced(run))
        return;
    if (digest_parse(old->key_sha256, key, sizeof key) && memcmp(key, main->spki_sha256, sizeof key) == 0)
        return;
    rule_fire(run, "it would replace %s, which has another name%s than %s", rule_name(run, old->subject),
              old->key_sha256.n && !rule_is_recorded(run->facts, main) ? " and another key" : "", rule_cert_name(run, main));
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

static void check_changed(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    if (!old->changed.n)
        return;
    rule_fire(run, "%s was changed after it was made (%.*s)", rule_name(run, old->bundle), VIEW_ARG(view_first(old->changed, 300)));
}

static const struct rule rules[] = {
    { { "renews-itself", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_renews_itself,
      .option = "--renews" },
    { { "renewal-ends-sooner", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_ends_sooner },
    { { "renews-unrelated", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_unrelated,
      .option = "--renews" },
    { { "renews-another-kind", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_other_kind,
      .option = "--renews" },
    { { "renews-changed-bundle", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_changed,
      .option = "--renews" },
};
const struct rule_table rules_replaced = { rules, COUNT_OF(rules) };
