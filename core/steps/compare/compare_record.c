#include "steps/compare/compare.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "format/digest.h"
#include "model/words.h"
#include "steps/certs.h"

enum { SHOWN_BYTES = 120 }; /* of a value in a message */

struct compare {
    const struct bundle_parts *p;
    const struct evidence *evidence;
    struct view entry; /* the certificate's file, or case.xml */
};

static void differ(struct compare *c, const char *field, struct view recorded, struct view real)
{
    struct arena *arena = c->p->arena;
    if (!view_eq(recorded, real))
        problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, c->entry, "the record has %s '%s', the certificate '%s'",
                    field, text_cut(arena, recorded, SHOWN_BYTES), text_cut(arena, real, SHOWN_BYTES));
}

static void differ_word(struct compare *c, const char *field, const char *recorded, const char *real)
{
    differ(c, field, view_of(recorded), view_of(real));
}

static void differ_flag(struct compare *c, const char *field, bool recorded, bool real)
{
    differ_word(c, field, recorded ? "true" : "false", real ? "true" : "false");
}

static void differ_number(struct compare *c, const char *field, size_t recorded, size_t real)
{
    differ(c, field, view_fmt(c->p->arena, "%zu", recorded), view_fmt(c->p->arena, "%zu", real));
}

static void differ_time(struct compare *c, const char *field, int64_t recorded, int64_t real)
{
    char said[TIME_TEXT], is[TIME_TEXT];
    if (recorded != real)
        differ_word(c, field, recorded == TIME_NONE ? "none" : time_text(recorded, said), real == TIME_NONE ? "none" : time_text(real, is));
}

static void differ_digest(struct compare *c, const char *field, const unsigned char *recorded, const unsigned char *real, size_t n)
{
    if (memcmp(recorded, real, n) != 0)
        differ(c, field, digest_hex(c->p->arena, recorded, n), digest_hex(c->p->arena, real, n));
}

static void compare_names(struct compare *c, const struct cert *recorded, const struct cert *real)
{
    differ_flag(c, "the presence of subject alternative names", recorded->has_san, real->has_san);
    differ_number(c, "the number of subject alternative names", recorded->n_names_in_all, real->n_names_in_all);
    for (size_t i = 0; i < recorded->n_names && i < real->n_names; i++) {
        differ_word(c, "the kind of a subject alternative name", name_kind_word(recorded->names[i].kind),
                    name_kind_word(real->names[i].kind));
        differ(c, "the subject alternative name", recorded->names[i].text, real->names[i].text);
        differ_flag(c, "the mark for an invalid name", recorded->names[i].invalid, real->names[i].invalid);
    }
    if (recorded->n_names_in_all == real->n_names_in_all)
        differ_number(c, "the number of listed alternative names", recorded->n_names, real->n_names);
}

static void compare_usages(struct compare *c, const struct cert *recorded, const struct cert *real)
{
    differ_flag(c, "the presence of extended key usages", recorded->has_eku, real->has_eku);
    differ_number(c, "the number of extended key usages", recorded->n_eku_names, real->n_eku_names);
    for (size_t i = 0; i < recorded->n_eku_names && i < real->n_eku_names; i++)
        differ(c, "the extended key usage", recorded->eku_names[i], real->eku_names[i]);
}

/* Lists of public CAs change, so a difference in trust is worth a note and no more. */
static void compare_trust(struct compare *c, const struct cert *recorded, const struct cert *real)
{
    const struct bundle_problem note = { .kind = BUNDLE_CASE_CONTRADICTS_CERTIFICATE, .severity = SEV_NOTE, .option = "--ca-bundle" };
    if (c->evidence->trust_known && recorded->publicly_trusted != real->publicly_trusted)
        problem_add_as(c->p->problems, note, c->entry, "compare the CA bundles; --ca-bundle names another one",
                       "the record says that it is %spublicly trusted; by the CA bundle here it is%s",
                       recorded->publicly_trusted ? "" : "not ", real->publicly_trusted ? "" : " not");
}

/* Said once: that all else differs, too, is no news. */
static void say_another(struct compare *c, const struct cert *recorded, const struct cert *real)
{
    struct arena *arena = c->p->arena;
    problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, c->entry,
                "it is another certificate than the one in the record: it has the SHA-256 %s and the subject '%s', the record %s and '%s'",
                digest_hex(arena, real->sha256, sizeof real->sha256).p, text_cut(arena, real->subject, SHOWN_BYTES),
                digest_hex(arena, recorded->sha256, sizeof recorded->sha256).p, text_cut(arena, recorded->subject, SHOWN_BYTES));
}

static void compare_cert(struct compare *c, const struct cert *recorded, const struct cert *real)
{
    if (!cert_same(recorded, real)) {
        say_another(c, recorded, real);
        return;
    }
    differ_digest(c, "the thumbprint (SHA-1)", recorded->sha1, real->sha1, sizeof real->sha1);
    differ(c, "the subject", recorded->subject, real->subject);
    differ(c, "the subject's short name", recorded->subject_cn, real->subject_cn);
    differ(c, "the issuer", recorded->issuer, real->issuer);
    differ(c, "the issuer's short name", recorded->issuer_cn, real->issuer_cn);
    differ(c, "the serial number", cert_serial_shown(c->p->arena, recorded), cert_serial_shown(c->p->arena, real));
    differ_time(c, "the first day of validity", recorded->not_before, real->not_before);
    differ_time(c, "the last day of validity", recorded->not_after, real->not_after);
    differ_word(c, "the key type", key_type_word(recorded->key.type), key_type_word(real->key.type));
    differ_number(c, "the key size", recorded->key.bits, real->key.bits);
    differ(c, "the curve", recorded->key.curve, real->key.curve);
    differ(c, "the signature algorithm", recorded->signature, real->signature);
    differ_flag(c, "the CA mark", recorded->ca, real->ca);
    differ_flag(c, "the self-signed mark", recorded->self_signed, real->self_signed);
    differ_flag(c, "the mark for a private key", recorded->has_key, real->has_key);
    differ_word(c, "the role", role_word(recorded->role), role_word(real->role));
    differ_word(c, "the store", store_word(recorded->store), store_word(real->store));
    compare_names(c, recorded, real);
    compare_usages(c, recorded, real);
    compare_trust(c, recorded, real);
}

/* The certificate that is meant: by digest, else the only one. */
static const struct cert *cert_of(const struct cert_list *certs, const struct cert *recorded)
{
    const struct cert *same = cert_find(certs, recorded);
    return !same && certs->n == 1 ? certs->items[0] : same;
}

static void say_none(struct compare *c, const struct case_cert *shipped, size_t n)
{
    problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, shipped->file,
                "'%.*s', of which the record speaks, is not among its %zu certificates",
                VIEW_ARG(view_first(shipped->cert->subject, SHOWN_BYTES)), n);
}

static void say_inside(struct compare *c, const struct case_cert *shipped, const char *what)
{
    problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, shipped->file, "what the record says is in it: '%.*s' %s",
                VIEW_ARG(view_first(shipped->cert->subject, SHOWN_BYTES)), what);
}

/* Nobody opened the PFX, but what is said of it has to fit together. */
static void compare_said(struct compare *c, const struct case_cert *shipped, const struct cert_file *file, bool is_main)
{
    const struct cert *said = shipped->cert;
    struct cert follows = *said;
    certs_give_role(&follows);
    bool both_roots = follows.store == STORE_ROOT && (said->role == ROLE_ROOT || said->role == ROLE_SELF_SIGNED); /* of version 1 */
    if (file->container != CONTAINER_PKCS12)
        say_inside(c, shipped, "is in no PFX");
    if (said->store != follows.store || (said->role != follows.role && !both_roots))
        say_inside(c, shipped, "has a role or a store that doesn't follow from the rest");
    if (said->has_key != is_main)
        say_inside(c, shipped, is_main ? "has no key, and is what the case is about" : "has a key, and isn't what the case is about");
    if (said->self_signed && !view_eq(said->subject, said->issuer))
        say_inside(c, shipped, "is self-signed, and has another name as its issuer");
}

/* Everybody sees what of it stands in clear, but not to which the key belongs. */
static void compare_in_clear(struct compare *c, const struct case_cert *shipped, const struct cert_file *file)
{
    const struct cert_list *certs = &file->in_clear;
    const struct cert *seen = file->pfx.all_in_clear ? cert_of(certs, shipped->cert) : cert_find(certs, shipped->cert);
    if (seen) {
        struct cert real = *seen;
        real.has_key = shipped->cert->has_key;
        certs_give_role(&real);
        compare_cert(c, shipped->cert, &real);
    } else if (file->pfx.all_in_clear) {
        say_none(c, shipped, certs->n);
    }
}

static void compare_shipped(struct compare *c, const struct case_cert *shipped, bool is_main)
{
    const struct cert_file *file = bundle_file(c->evidence, shipped->file);
    c->entry = shipped->file;
    if (!bundle_has_entry(c->p, shipped->file)) {
        if (!bundle_has_problem(c->p, BUNDLE_ENTRY_MISSING, shipped->file))
            problem_add(c->p->problems, BUNDLE_ENTRY_MISSING, shipped->file, "case.xml names it, but it is not in the bundle");
        return;
    }
    if (!file)
        return; /* not unpacked, which has been said */
    if (shipped->inside_pfx && !pfx_is_open(&file->pfx)) {
        compare_said(c, shipped, file, is_main);
        compare_in_clear(c, shipped, file);
        return;
    }
    const struct cert *real = cert_of(&file->certs, shipped->cert);
    if (real)
        compare_cert(c, shipped->cert, real);
    if (!real)
        say_none(c, shipped, file->certs.n);
    else if (!shipped->inside_pfx && file->certs.n == 1 && !view_eq(file->bytes, real->der))
        problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, shipped->file,
                    "there is more in it than the DER of its certificate, which is all that a bundle's .cer holds");
    if (!shipped->inside_pfx && file->certs.n > 1)
        problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, shipped->file,
                    "it holds %zu certificates; the record has one of them", file->certs.n);
}

/* Whatever else is in it goes onto every server, too; but for a leaf of others, which no store of trust takes. */
static void compare_unnamed(struct compare *c, const struct case_record *record, const struct cert_list *certs)
{
    const struct cert *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *cert = certs->items[i];
        bool named = cert->role == ROLE_LEAF && !cert->has_key;
        for (size_t k = 0; k < record->n_certs && !named; k++)
            named = record->certs[k].inside_pfx && cert_same(record->certs[k].cert, cert);
        if (!named && n++ == 0)
            first = cert;
    }
    if (first)
        problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, c->entry,
                    "it holds %.*s that the record doesn't name, '%.*s' (SHA-256 %s)%s",
                    VIEW_ARG(view_counted(c->p->arena, n, "certificate")), VIEW_ARG(view_first(first->subject, SHOWN_BYTES)),
                    digest_hex(c->p->arena, first->sha256, sizeof first->sha256).p, n == 1 ? "" : " to begin with");
}

static void compare_pfx(struct compare *c, const struct case_record *record)
{
    const struct cert_file *file = record->pfx_file.n ? bundle_file(c->evidence, record->pfx_file) : NULL;
    c->entry = record->pfx_file;
    if (!file)
        return;
    compare_unnamed(c, record, pfx_is_open(&file->pfx) ? &file->certs : &file->in_clear);
    differ_digest(c, "the digest of the PFX", record->pfx_sha256, file->sha256, sizeof file->sha256);
    if (pfx_is_open(&file->pfx) || pfx_wants_password(&file->pfx))
        differ(c, "the encryption of the PFX", record->pfx_encryption, file->pfx.encryption);
    if (record->pfx_came_as.n && memcmp(record->pfx_came_sha256, file->sha256, sizeof file->sha256) == 0)
        problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, c->entry,
                    "the record says that it was encrypted anew, and it is the file as it was given");
}

static void compare_strangers(struct compare *c, const struct case_record *record)
{
    for (size_t i = 0; i < c->p->n_entries; i++) {
        struct view name = c->p->entries[i].name;
        enum bundle_part part = bundle_part_of(name);
        if ((part == PART_CERTIFICATE || part == PART_PFX) && !bundle_records(record, name))
            problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, name, "case.xml doesn't name it");
    }
}

static void say(struct compare *c, const char *what)
{
    problem_add(c->p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, bundle_part_name(PART_RECORD), "%s", what);
}

/* A check can only lower the severity of its rule, and nobody can accept an error. */
static void compare_findings(struct compare *c, const struct findings *recorded)
{
    for (size_t i = 0; i < recorded->n; i++) {
        const struct finding *f = &recorded->items[i];
        if (f->accepted && (f->severity == SEV_ERROR || f->rule->severity == SEV_ERROR))
            say(c, view_fmt(c->p->arena, "the record accepts %s, which is an error", f->rule->id).p);
        else if (f->severity > f->rule->severity)
            say(c, view_fmt(c->p->arena, "the record has %s as %s, which is never more than %s", f->rule->id, severity_word(f->severity),
                            severity_word(f->rule->severity)).p);
    }
}

/* Whatever its maker: no program that writes a record leaves words in it that only people see. */
void compare_markup(const struct bundle_parts *p)
{
    static const struct view head = VIEW_ROW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    const struct zip_entry *entry = p->named[PART_RECORD];
    size_t at;
    if (entry && (!view_starts(entry->bytes, head) || view_find(entry->bytes, VIEW("<!"), &at)))
        problem_add(p->problems, BUNDLE_SCHEMA_VIOLATION, entry->name, "it begins otherwise than a record does, or holds a comment");
}

static bool is_digest_part(struct view part)
{
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < part.n; i++) {
        digits += hex_digit(part.p[i]) >= 0;
        letters += is_letter(part.p[i]);
    }
    return part.n == 8 && digits == part.n && letters; /* without a letter it is a day */
}

/* The id that a case gets by itself has the certificate's SHA-256 in it, and is what most people read of a bundle. */
static void compare_id(struct compare *c, const struct case_record *record)
{
    const struct bundle_problem note = { .kind = BUNDLE_CASE_CONTRADICTS_CERTIFICATE, .severity = SEV_NOTE };
    struct view rest = record->id, part, other = { 0 };
    if (!view_starts(rest, view_of(purpose_word(record->purpose))))
        return;
    while (view_cut(&rest, '-', &part)) {
        for (size_t i = 0; i < record->n_certs; i++)
            if (view_eq(part, digest_hex(c->p->arena, record->certs[i].cert->sha256, 4)))
                return;
        other = is_digest_part(part) ? part : other;
    }
    if (other.n)
        problem_add_as(c->p->problems, note, bundle_part_name(PART_RECORD),
                       "look at the certificate itself: the id was chosen by hand",
                       "its id names a certificate whose SHA-256 begins with %.*s, and none is in it", VIEW_ARG(other));
}

/* What a record that became a bundle can't say. */
static void compare_itself(struct compare *c, const struct case_record *record)
{
    if (record->verdict != VERDICT_ACCEPTED)
        say(c, "the case is recorded as rejected, so it was never meant to be submitted");
    else if (findings_count(&record->findings, SEV_ERROR))
        say(c, "the case is recorded as accepted although it records an error");
    compare_findings(c, &record->findings);
    compare_id(c, record);
    if (record->n_certs == 0)
        say(c, "the record names no certificate");
    else if (record->purpose != PURPOSE_CLIENT_SIDE && (record->pfx_file.n || record->certs[0].inside_pfx))
        say(c, "only a client-side case ships a PFX");
    const struct replaced *old = &record->replaced;
    if ((old->case_id.n || old->subject.n || old->sha1.n) && (old->sha1.n == 0 || old->sha256.n == 0))
        say(c, "it replaces a certificate without saying which: a thumbprint and a SHA-256");
    if (record->route && !route_has_bundle(record->route))
        say(c, "this needs no request at all, so there is nothing to submit");
    for (size_t i = 0; i < record->n_environments; i++)
        if (record->environments[i].hosting != record->hosting) {
            say(c, "an environment is hosted in another way than the case");
            break;
        }
    for (size_t i = 0; i < record->n_environments; i++)
        if (record->environments[i].n_front_end_names > record->environments[i].front_ends) {
            say(c, "an environment has more front-ends by their names than by their number");
            break;
        }
    if (!c->p->has_manifest)
        return;
    const struct manifest *m = &c->p->manifest;
    struct view generator = view_fmt(c->p->arena, "%.*s %.*s", VIEW_ARG(m->generator_name), VIEW_ARG(m->generator_version));
    if (!view_eq(m->case_id, record->id) || !view_eq(generator, record->generator))
        say(c, "manifest.json names another case or another generator");
}

void compare_record(const struct bundle_parts *p, const struct case_record *record, const struct evidence *evidence)
{
    struct compare c = { .p = p, .evidence = evidence };
    compare_itself(&c, record);
    for (size_t i = 0; i < record->n_certs; i++)
        compare_shipped(&c, &record->certs[i], i == 0);
    compare_pfx(&c, record);
    compare_strangers(&c, record);
}

void compare_record_join(struct arena *arena, const struct case_record *c, const struct evidence *evidence, struct case_record *out)
{
    struct case_cert *certs = NEW(arena, struct case_cert, c->n_certs);
    *out = *c;
    out->certs = certs;
    for (size_t i = 0; i < c->n_certs; i++) {
        const struct cert_file *file = bundle_file(evidence, c->certs[i].file);
        const struct cert *real = file ? cert_of(&file->certs, c->certs[i].cert) : NULL;
        struct cert *joined = NEW(arena, struct cert, 1);
        *joined = *c->certs[i].cert;
        if (real && !c->certs[i].inside_pfx)
            joined->der = real->der;
        if (real)
            memcpy(joined->spki_sha256, real->spki_sha256, sizeof joined->spki_sha256);
        certs[i] = c->certs[i];
        certs[i].cert = joined;
    }
    const struct cert_file *pfx = c->pfx_file.n ? bundle_file(evidence, c->pfx_file) : NULL;
    if (pfx) {
        out->pfx_bytes = pfx->bytes;
        memcpy(out->pfx_sha256, pfx->sha256, sizeof out->pfx_sha256);
    }
}
