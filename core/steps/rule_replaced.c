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
    { { "renews-itself", GROUP_REQUEST, SEV_ERROR, "It replaces itself",
        "give the renewed certificate that its owner sent, or leave --renews out",
        "A renewal brings a new certificate in the place of one that was asked for before. The same certificate again changes nothing "
        "on the front-ends, and the old one still expires: most often the old file was picked.",
        "our judgement" },
      SCOPE_REQUEST, .check = check_renews_itself, .option = "--renews" },
    { { "renewal-ends-sooner", GROUP_REQUEST, SEV_WARNING, "It expires before the one it replaces",
        "compare its dates with the one in use: an older certificate may have been picked",
        "A renewed certificate nearly always lasts longer than its predecessor. One that ends sooner is often an older file of the same "
        "name, and installing it brings the day of the outage forward.",
        "our judgement" },
      SCOPE_REQUEST, .check = check_ends_sooner },
    { { "renews-unrelated", GROUP_REQUEST, SEV_WARNING, "It replaces a certificate of somebody else",
        "leave --renews out, unless the owner of both says that the old one is no longer needed",
        "A renewal has the name of its predecessor, or at least its key. When both differ, the old certificate is another one that may "
        "still be needed: the ticket and install.ps1 -RemoveReplaced ask for its removal, and whatever relies on it fails.",
        "our judgement" },
      SCOPE_REQUEST, .check = check_unrelated, .option = "--renews" },
    { { "renews-another-kind", GROUP_REQUEST, SEV_WARNING, "It replaces a certificate of another kind",
        "give the bundle of the case that it follows, or leave --renews out",
        "The ticket asks to remove the old certificate once the new one works. A trusted root doesn't take the place of a client "
        "certificate, nor one in the cloud that of one on servers of your own: the old one would be looked for where it never was.",
        "our judgement" },
      SCOPE_REQUEST, .check = check_other_kind, .option = "--renews" },
    { { "renews-changed-bundle", GROUP_REQUEST, SEV_WARNING, "The bundle that it renews was changed",
        "`certcase audit` says what is wrong with the old bundle: get it again from where it was archived, or leave --renews out and name "
        "environments and contact yourself",
        "--renews takes environments, contact and the certificate to be replaced from the record of the old bundle. Its own lists of "
        "digests no longer fit its files, so somebody changed it after it was made, and what is taken over may be theirs.",
        "our judgement" },
      SCOPE_REQUEST, .check = check_changed, .option = "--renews" },
};
const struct rule_table rules_replaced = { rules, COUNT_OF(rules) };
