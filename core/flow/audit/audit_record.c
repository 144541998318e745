#include "flow/audit/audit_parts.h"

#include "format/catalog_read.h"
#include "format/digest.h"
#include "format/zip/zip.h"
#include "model/assets.h"
#include "steps/bundle.h"
#include "steps/compare/compare.h"
#include "steps/deadline.h"

enum { MANY_DAYS = 30, OLD_DAYS = 30 }; /* business days that no published delivery takes; days after which a case is old */

/* --- dates --- */

/* What counted the dates isn't at hand: a warning, unless the policy answers for it. */
static void say_unknown(struct audit *a, enum policy_known_kind kind, const unsigned char sha256[32], const char *what)
{
    bool known = policy_knows(a->w->resources->policy, kind, sha256, (struct view){ 0 });
    const struct bundle_problem like = { .kind = BUNDLE_DATES_UNCONFIRMED, .severity = known ? SEV_NOTE : SEV_WARNING };
    problem_add_as(&a->problems, like, bundle_part_name(PART_RECORD), "", "%s%s", what, known ? "; the policy knows it" : "");
}

static void say_unlikely(struct audit *a)
{
    const struct case_record *c = a->record;
    char submitted[MOMENT_PHRASE], now[MOMENT_PHRASE];
    if (c->deadline.submitted > a->w->resources->wishes->now + CLOCKS_DIFFER)
        problem_add(&a->problems, BUNDLE_DATES_UNLIKELY, bundle_part_name(PART_RECORD),
                    "it says that it was submitted on %s, and it is %s", moment_phrase(c->deadline.submitted, submitted),
                    moment_phrase(a->w->resources->wishes->now, now));
    if (c->service.days > MANY_DAYS)
        problem_add(&a->problems, BUNDLE_DATES_UNLIKELY, bundle_part_name(PART_RECORD),
                    "it counts with a delivery in %u business days; more than %d are published for no service", c->service.days, MANY_DAYS);
}

/* All of it is judged as if it were submitted now. */
static void say_past(struct audit *a)
{
    const struct deadline *d = &a->record->deadline;
    const int32_t prepared = day_of_time(d->submitted), today = day_of_time(a->w->resources->wishes->now);
    const int32_t last = d->expected_delivery == DAY_NONE ? prepared + OLD_DAYS : d->expected_delivery;
    char then[DAY_PHRASE], now[DAY_PHRASE];
    if (prepared < today && last < today)
        problem_add(&a->problems, BUNDLE_DATES_PAST, (struct view){ 0 },
                    "it was prepared on %s, %.*s ago; its certificates and dates are judged as of %s", day_phrase(prepared, then),
                    VIEW_ARG(view_counted(a->keep, (size_t)(today - prepared), "day")), day_phrase(today, now));
}

/* The catalog that the record names, when it is at hand: that of the resources, or the built-in one. A copy of that has its bytes and
 * another name, and the record may have either. */
static const struct catalog *find_catalog(struct audit *a)
{
    const struct case_record *c = a->record;
    const struct catalog *given = a->w->resources->catalog;
    unsigned char sha256[32];
    struct view bytes = asset_get("catalog.xml");
    struct err e;
    bool is_given = memcmp(given->sha256, c->catalog_sha256, sizeof sha256) == 0;
    if (is_given && (view_eq(given->origin, c->catalog_origin) || !view_eq_text(c->catalog_origin, "built in")))
        return given;
    digest_sha256(bytes, sha256);
    struct catalog *built_in = NEW(a->keep, struct catalog, 1);
    bool usable =
        memcmp(sha256, c->catalog_sha256, sizeof sha256) == 0 && catalog_read(a->keep, VIEW("built in"), bytes, built_in, &e);
    return usable ? built_in : is_given ? given : NULL;
}

/* The holidays that the record names, as of its submission; *out NULL when they aren't at hand. */
static bool find_holidays(const struct audit *a, const struct holidays **out, struct err *e)
{
    static const struct holidays none = { .from = DAY_NONE, .to = DAY_NONE };
    const struct holidays *given = a->w->resources->holidays;
    bool is_given = given->source.n && memcmp(given->sha256, a->record->holidays_sha256, sizeof given->sha256) == 0;
    *out = a->record->holidays_source.n ? NULL : &none;
    return *out || !is_given || worker_holidays(a->w, a->record->deadline.submitted, out, e);
}

/* By the holidays that the record names. */
static bool count_again(struct audit *a, const struct holidays *holidays, struct err *e)
{
    const struct case_record *c = a->record;
    const struct deadline_question question = deadline_of_case(c, holidays, c->deadline.submitted, c->deadline.needed_by);
    struct deadline counted;
    compare_holidays(&a->parts, c, holidays);
    if (!deadline_find(a->keep, &question, &counted, e))
        return false;
    compare_dates(&a->parts, c, &counted);
    return true;
}

void audit_dates(struct audit *a)
{
    const struct case_record *c = a->record;
    const struct catalog *catalog = find_catalog(a);
    const struct holidays *holidays;
    struct err e;
    say_unlikely(a);
    say_past(a);
    if (catalog)
        compare_catalog(&a->parts, c, catalog);
    else
        say_unknown(a, KNOWN_CATALOG, c->catalog_sha256,
                    "the catalog that it names is not at hand, so its dates were only counted by what it says itself");
    bool readable = find_holidays(a, &holidays, &e);
    if (readable && !holidays)
        say_unknown(a, KNOWN_HOLIDAYS, c->holidays_sha256,
                    "the holidays that it names are not at hand, so its dates were not counted again");
    else if (!readable || !count_again(a, holidays, &e))
        problem_add(&a->problems, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, bundle_part_name(PART_RECORD),
                    "its dates can't be counted again: %s", e.what);
}

/* --- what stays shut --- */

static size_t file_index(const struct evidence *evidence, struct view name)
{
    size_t i = 0;
    while (i < evidence->n_files && !view_eq(evidence->files[i]->path, name))
        i++;
    return i;
}

/* By its name: no signature can be looked at. */
static const struct cert *named_issuer(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i] != cert && view_eq(certs->items[i]->subject, cert->issuer))
            return certs->items[i];
    return NULL;
}

/* The newest; `best` of those that were looked at before. */
static const struct cert *named_renewal(const struct cert_list *certs, const struct cert *of, const struct cert *best)
{
    for (size_t i = 0; i < certs->n; i++)
        if (cert_renews_by_name(certs->items[i], of) && (!best || certs->items[i]->not_after > best->not_after))
            best = certs->items[i];
    return best;
}

/* What rules ask by number stands in a record by name. */
static void fill_by_names(struct cert *cert)
{
    static const struct { const char *in; enum signature_hash hash; } hashes[] = {
        { "md2", HASH_MD2 }, { "md5", HASH_MD5 }, { "sha1", HASH_SHA1 }, { "SHA1", HASH_SHA1 },
    };
    size_t at;
    for (size_t i = 0; i < COUNT_OF(hashes); i++)
        if (view_find(cert->signature, view_of(hashes[i].in), &at))
            cert->signature_hash = hashes[i].hash;
    for (size_t i = 0; i < cert->n_eku_names; i++)
        cert->eku |= x509_purpose_bit(cert->eku_names[i]);
}

void audit_recorded(struct audit *a, struct cert_list *out)
{
    const struct evidence *evidence = &a->evidence;
    for (size_t i = 0; a->record && i < a->record->n_certs; i++) {
        const struct case_cert *said = &a->record->certs[i];
        size_t at = file_index(evidence, said->file);
        if (!said->inside_pfx || (at < evidence->n_files && pfx_is_open(&evidence->files[at]->pfx)))
            continue;
        struct cert *copy = NEW(a->keep, struct cert, 1);
        *copy = *said->cert;
        copy->file = at;
        fill_by_names(copy);
        *LIST_ADD(a->keep, out) = copy;
    }
    for (size_t i = 0; i < out->n; i++) {
        struct cert *cert = out->items[i];
        const struct cert *issuer = cert->self_signed ? cert : named_issuer(out, cert);
        cert->issuer_cert = issuer ? issuer : named_issuer(&evidence->certs, cert);
        cert->renewed_by = named_renewal(&evidence->certs, cert, named_renewal(out, cert, NULL));
    }
}

/* --- texts and bytes --- */

static bool templates_at_hand(const struct audit *a)
{
    unsigned char sha256[32];
    if (!a->w->resources->templates)
        return false;
    templates_digest(a->w->resources->templates, sha256);
    return memcmp(sha256, a->record->templates_sha256, sizeof sha256) == 0 &&
           view_eq(resources_generator(a->w->resources, a->keep), a->record->generator);
}

static bool write_again(struct audit *a, const struct case_record *joined, struct remade *out)
{
    const struct zip_entry *signature = a->parts.named[PART_SIGNATURE];
    if (!bundle_write(a->keep, joined, &out->texts, NULL, &out->packed, &out->error))
        return false;
    if (!signature)
        return true;
    /* A signature can't be made again without its key: the one that is there stands for it, behind the sums. */
    struct zip_entry *with = NEW(a->keep, struct zip_entry, out->packed.n_entries + 1);
    size_t n_with = 0;
    for (size_t i = 0; i < out->packed.n_entries; i++) {
        with[n_with++] = out->packed.entries[i];
        if (view_eq(out->packed.entries[i].name, bundle_part_name(PART_SUMS)))
            with[n_with++] = *signature;
    }
    out->packed.entries = with;
    out->packed.n_entries = n_with;
    return zip_pack(a->keep, with, n_with, &out->packed.bytes, &out->error);
}

void audit_remake(struct audit *a, struct remade *out)
{
    struct case_record joined;
    *out = (struct remade){ .state = REMADE_NOT };
    if (!a->record || !templates_at_hand(a))
        return;
    compare_record_join(a->keep, a->record, &a->evidence, &joined);
    if (!ticket_texts(a->keep, a->w->resources->templates, &joined, &out->texts, &out->error))
        out->state = REMADE_NO_TEXTS;
    else if (!write_again(a, &joined, out))
        out->state = REMADE_TEXTS;
    else
        out->state = view_eq(out->packed.bytes, a->bytes) ? REMADE_SAME : REMADE_OTHER;
}

/* A difference that has a name already needs no second one; with a name that is no error only the packing may differ. */
static bool is_explained(const struct audit *a, enum severity least)
{
    for (size_t i = 0; i < a->problems.n; i++) {
        const struct bundle_problem *p = &a->problems.items[i];
        if (rules_problem_severity(p) >= least && p->kind != BUNDLE_SECRET && p->kind != BUNDLE_PASSWORD &&
            p->kind != BUNDLE_SIGNATURE_INVALID && p->kind != BUNDLE_SIGNER_UNTRUSTED && p->kind != BUNDLE_UNSIGNED &&
            p->kind != BUNDLE_DATES_UNCONFIRMED && p->kind != BUNDLE_DATES_UNLIKELY)
            return true;
    }
    return false;
}

/* The first entry that is otherwise; the lists follow from the others. NULL: none. */
static const struct zip_entry *find_difference(const struct audit *a, const struct remade *made)
{
    const struct zip_entry *list = NULL;
    for (size_t i = 0; i < made->packed.n_entries; i++) {
        const struct zip_entry *want = &made->packed.entries[i], *have = zip_find(a->parts.entries, a->parts.n_entries, want->name);
        enum bundle_part part = bundle_part_of(want->name);
        if (have && view_eq(have->bytes, want->bytes))
            continue;
        if (part != PART_SUMS && part != PART_MANIFEST)
            return want;
        list = want;
    }
    return list;
}

static void report_difference(struct audit *a, const struct remade *made)
{
    const struct bundle_problem warning = { .kind = BUNDLE_NOT_REPRODUCIBLE, .severity = SEV_WARNING };
    const struct zip_entry *other = is_explained(a, SEV_ERROR) ? NULL : find_difference(a, made);
    if (other)
        problem_add(&a->problems, BUNDLE_NOT_REPRODUCIBLE, other->name, "made again it has other bytes");
    else if (!is_explained(a, SEV_WARNING))
        problem_add_as(&a->problems, warning, (struct view){ 0 },
                       "find out who packed it again and why; make the case again to be sure",
                       a->parts.n_entries == made->packed.n_entries ? "its entries are right, but another program has packed them" :
                                                               "it has entries that certcase doesn't make");
}

static void compare_texts(struct audit *a, const struct case_texts *texts)
{
    for (enum bundle_part part = 0; part < PART_NAMED_COUNT; part++)
        if (bundle_part_is_text(part))
            compare_text(&a->parts, part, texts->of[part]);
}

void audit_compare_remade(struct audit *a, const struct remade *made)
{
    const char *what = made->error.what;
    switch (made->state) {
    case REMADE_NOT:
        audit_unmade(a);
        break;
    case REMADE_NO_TEXTS:
        problem_add(&a->problems, BUNDLE_NOT_REPRODUCIBLE, (struct view){ 0 }, "its texts can't be made again: %s", what);
        break;
    case REMADE_TEXTS:
        compare_texts(a, &made->texts);
        if (!is_explained(a, SEV_ERROR))
            problem_add(&a->problems, BUNDLE_NOT_REPRODUCIBLE, (struct view){ 0 }, "it can't be made again: %s", what);
        break;
    case REMADE_OTHER:
        compare_texts(a, &made->texts);
        report_difference(a, made);
        break;
    case REMADE_SAME:
        break;
    }
}
