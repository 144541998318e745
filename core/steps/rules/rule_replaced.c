#include "base/civil.h"
#include "base/utf8.h"
#include "model/words.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

enum { SHOWN_HOST = 80, SHOWN_PLACES = 3 };

/* The first that is asked for and is so to the old one: the main certificate before the others. NULL: none is. */
static const struct cert *find_asked(const struct rule_run *run, bool (*is)(const struct replaced *old, const struct cert *cert))
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert_list *certs = &run->facts->evidence->certs;
    const struct cert *main = rule_main(run->facts);
    if (main && is(old, main))
        return main;
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i]->store != STORE_NONE && is(old, certs->items[i]))
            return certs->items[i];
    return NULL;
}

static bool follows(const struct replaced *old, const struct cert *cert)
{
    return certs_follows(cert, old->subject, old->key_sha256);
}

/* What takes the place of the old one: the main certificate, unless another that is asked for has its name or key. */
static const struct cert *successor(const struct rule_run *run)
{
    const struct cert *found = find_asked(run, follows);
    return found ? found : rule_main(run->facts);
}

static bool is_replaced(const struct replaced *old, const struct cert *cert)
{
    unsigned char sha256[32];
    unsigned char sha1[20];
    return (hex_read(old->sha256, sha256, sizeof sha256) && memcmp(sha256, cert->sha256, sizeof sha256) == 0) ||
           (hex_read(old->sha1, sha1, sizeof sha1) && memcmp(sha1, cert->sha1, sizeof sha1) == 0);
}

static void check_renews_itself(struct rule_run *run)
{
    const struct view id = run->facts->record->replaced.case_id;
    const struct cert *cert = find_asked(run, is_replaced);
    if (cert && id.n)
        rule_fire(run, "%s is the very certificate that %s asked for", rule_cert_name(run, cert), rule_name(run, id));
    else if (cert)
        rule_fire(run, "%s is the very certificate that it would replace", rule_cert_name(run, cert));
    if (cert || id.n == 0 || !view_eq(id, run->facts->record->id))
        return;
    rule_fire(run, "it would renew the case %s, and has the same id itself", rule_name(run, id));
    rule_hint(run, "give it an id of its own: --id");
    rule_option(run, "--id");
}

static void check_ends_sooner(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert *new = successor(run);
    char ends[DAY_PHRASE], ended[DAY_PHRASE];
    if (!new || old->sha256.n == 0 || new->not_after == TIME_NONE || old->not_after == TIME_NONE || new->not_after >= old->not_after)
        return;
    rule_fire(run, "it expires on %s, before the one it replaces (%s)", day_phrase(day_of_time(new->not_after), ends),
              day_phrase(day_of_time(old->not_after), ended));
}

/* Signed by a CA of that name: what is asked for needs it, unless it brings one of that name itself. */
static const struct cert *issued_by(const struct rule_run *run, const struct replaced *old)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i]->store != STORE_NONE && view_eq(certs->items[i]->issuer, old->subject))
            return certs->items[i];
    return NULL;
}

static size_t count_asked(const struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    size_t n = 0;
    for (size_t i = 0; i < certs->n; i++)
        n += certs->items[i]->store != STORE_NONE;
    return n;
}

/* Whatever the record calls it: who removes by its thumbprint takes it from everybody. */
static bool is_windows_own(const struct rule_run *run, const struct replaced *old)
{
    const struct windows_roots *roots = run->facts->windows_roots;
    unsigned char sha256[32];
    return roots && hex_read(old->sha256, sha256, sizeof sha256) && windows_roots_trust(roots, sha256);
}

/* Its owner may have been renamed, or have a new key; a certificate that has neither name nor key of the old one is another's. */
static void check_unrelated(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    const struct cert *new = successor(run);
    if (is_windows_own(run, old)) {
        rule_fire(run, "what it would replace, %s, is a root that Windows trusts by itself", rule_name(run, old->subject));
        rule_hint(run, "leave --renews out: that root stays where it is");
        return;
    }
    if (!new || old->sha256.n == 0 || follows(old, new) || find_asked(run, is_replaced))
        return;
    const struct cert *below = issued_by(run, old);
    if (below) {
        rule_fire(run, "%s would be removed, which issued %s", rule_name(run, old->subject), rule_cert_name(run, below));
        return;
    }
    rule_fire(run, "it would replace %s, which has another name%s than %s", rule_name(run, old->subject),
              old->key_sha256.n && !rule_is_recorded(run->facts, new) ? " and another key" : "",
              count_asked(run) > 1 ? "all that is asked for" : rule_cert_name(run, new));
    rule_severity(run, SEV_WARNING);
}

static void check_needed_after(struct rule_run *run)
{
    const struct replaced *old = &run->facts->record->replaced;
    int32_t needed = run->facts->record->deadline.needed_by;
    char day[DAY_PHRASE], ends[DAY_PHRASE];
    if (old->sha256.n && old->not_after != TIME_NONE && needed != DAY_NONE && needed >= day_of_time(old->not_after))
        rule_fire(run, "it is needed by %s, and the one it replaces expires on %s", day_phrase(needed, day),
                  day_phrase(day_of_time(old->not_after), ends));
}

static bool is_other_purpose(const struct case_record *c)
{
    return c->replaced.purpose != PURPOSE_NONE && c->purpose != PURPOSE_NONE && c->replaced.purpose != c->purpose;
}

bool rule_replaces_another_kind(const struct case_record *c)
{
    bool other_place = c->replaced.purpose != PURPOSE_NONE && c->replaced.hosting != c->hosting && c->hosting != HOST_UNKNOWN;
    return is_other_purpose(c) || other_place;
}

/* Another infrastructure's has the same name, but neither its key nor its host. */
static bool is_same_place(const struct environment *old, const struct environment *new)
{
    bool same_host = view_eq_nocase(old->host, new->host);
    if ((old->key.n && view_eq_nocase(old->key, new->key)) || (same_host && old->host.n))
        return true;
    return text_same(old->name, new->name) && (same_host || old->host.n == 0 || new->host.n == 0);
}

/* The old case was there, too: NULL. Else what it was for instead: the one of that name, or its first. */
static const struct environment *find_instead(const struct replaced *replaced, const struct environment *new)
{
    const struct environment *old = replaced->environments;
    for (size_t i = 0; i < replaced->n_environments; i++) {
        if (is_same_place(&replaced->environments[i], new))
            return NULL;
        if (text_same(replaced->environments[i].name, new->name))
            old = &replaced->environments[i];
    }
    return old;
}

/* Where the old case wasn't: the first few, and how many in all. */
struct places {
    const struct environment *old; /* what it was for instead of the first */
    const char *list;
    size_t n;
};

static void add_place(struct rule_run *run, struct places *to, const struct environment *old, const char *between, const char *place)
{
    if (to->n++ == 0)
        *to = (struct places){ .old = old, .list = place, .n = 1 };
    else if (to->n <= SHOWN_PLACES)
        to->list = view_fmt(run->arena, "%s%s%s", to->list, between, place).p;
}

static const char *more_places(struct rule_run *run, const struct places *places)
{
    return places->n > SHOWN_PLACES ? view_fmt(run->arena, " and %zu more", places->n - SHOWN_PLACES).p : "";
}

static void hint_elsewhere(struct rule_run *run)
{
    rule_hint(run, "if it only got a new name or address, nothing; else the old certificate stays in use and keeps its own reminder: leave "
                   "--renews out");
    rule_option(run, "--renews");
}

/* One of each sort, however many there are: a bundle tells its findings. */
static void check_elsewhere(struct rule_run *run)
{
    const struct case_record *c = run->facts->record;
    const char *id = rule_name(run, c->replaced.case_id);
    struct places moved = { 0 }, added = { 0 };
    for (size_t i = 0; c->replaced.n_environments && i < c->n_environments; i++) {
        const struct environment *new = &c->environments[i], *old = find_instead(&c->replaced, new);
        if (old && text_same(old->name, new->name))
            add_place(run, &moved, old, "; for ",
                      view_fmt(run->arena, "%s at %.*s, this is for %.*s", rule_name(run, old->name),
                               VIEW_ARG(view_first(old->host, SHOWN_HOST)), VIEW_ARG(view_first(new->host, SHOWN_HOST))).p);
        else if (old)
            add_place(run, &added, old, ", ", rule_name(run, new->name));
    }
    if (moved.n) {
        rule_fire(run, "%s was for %s%s", id, moved.list, more_places(run, &moved));
        hint_elsewhere(run);
    }
    if (added.n) {
        rule_fire(run, "%s was for %s%s, not for %s%s", id, rule_name(run, added.old->name),
                  c->replaced.n_environments > 1 ? " and others" : "", added.list, more_places(run, &added));
        hint_elsewhere(run);
    }
}

static void check_other_kind(struct rule_run *run)
{
    const struct case_record *c = run->facts->record;
    const struct replaced *old = &c->replaced;
    if (is_other_purpose(c))
        rule_fire(run, "%s asked for %s, this is %s: nothing is replaced", rule_name(run, old->case_id), purpose_word(old->purpose),
                  purpose_word(c->purpose));
    else if (rule_replaces_another_kind(c))
        rule_fire(run, "%s was for %s, this is for %s: nothing is replaced there", rule_name(run, old->case_id),
                  hosting_phrase(old->hosting), hosting_phrase(c->hosting));
    else
        check_elsewhere(run);
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
    { { "needed-after-old-expires", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_needed_after, .option = "--needed-by" },
    { { "renews-unrelated", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_unrelated,
      .option = "--renews" },
    { { "renews-another-kind", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_other_kind,
      .option = "--renews" },
    { { "renews-changed-bundle", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_changed,
      .option = "--renews" },
};
const struct rule_table rules_replaced = { rules, COUNT_OF(rules) };
