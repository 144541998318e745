#include "steps/compare/compare.h"

#include "base/limits.h"
#include "format/secrets/key_scan.h"
#include "format/secrets/password_scan.h"
#include "format/text/escape.h"
#include "model/finding.h"

static void blank(char *text, size_t n, struct view name)
{
    size_t from = 0, at;
    for (; name.n && view_find((struct view){ .p = text + from, .n = n - from }, name, &at); from += at + name.n)
        memset(text + from + at, 'x', name.n);
}

enum { NAMES_EACH = 5 /* beside its alternative ones */ };

static size_t count_names(const struct evidence *evidence)
{
    size_t n = 0;
    for (size_t i = 0; i < evidence->certs.n; i++)
        n += NAMES_EACH + evidence->certs.items[i]->n_names;
    return n;
}

struct view compare_without_names(struct arena *arena, struct view text, const struct evidence *evidence, size_t *left)
{
    const size_t n = count_names(evidence);
    if (n > *left / (text.n + 1))
        return text;
    *left -= n * (text.n + 1);
    char *out = NEW(arena, char, text.n + 1);
    memcpy(out, text.p, text.n);
    for (size_t i = 0; i < evidence->certs.n; i++) {
        const struct cert *cert = evidence->certs.items[i];
        const struct view names[NAMES_EACH] = { cert->subject, cert->issuer, cert->subject_cn, cert->issuer_cn,
                                                slug(arena, cert->subject_cn) };
        for (size_t k = 0; k < COUNT_OF(names); k++)
            blank(out, text.n, names[k]);
        for (size_t k = 0; k < cert->n_names; k++)
            blank(out, text.n, cert->names[k].text);
    }
    return (struct view){ .p = out, .n = text.n };
}

static void check_password(const struct bundle_parts *p, const struct zip_entry *entry, const struct evidence *evidence,
                           size_t *left)
{
    const struct bundle_problem maybe = { .kind = BUNDLE_PASSWORD, .severity = SEV_WARNING };
    struct password_found found;
    if (!password_scan_file(entry->bytes, &found) ||
        !password_scan(compare_without_names(p->arena, entry->bytes, evidence, left), &found))
        return;
    if (found.likely)
        problem_add(p->problems, BUNDLE_PASSWORD, entry->name, "line %u tells a password", found.line);
    else
        problem_add_as(p->problems, maybe, entry->name, "read the line; if it tells a password, take it out and change it",
                       "line %u may tell a password", found.line);
}

/* A PFX where it belongs, in a client's case or, without a record, as the vendor asks for it: its password must be needed. */
static void check_pfx(const struct bundle_parts *p, const struct zip_entry *entry, const struct cert_file *file)
{
    if (!file || file->container != CONTAINER_PKCS12) {
        problem_add(p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, entry->name, "the record has it as a PFX, and it is none");
        return;
    }
    if (file->oddities & FILE_TRAILING_DATA)
        problem_add(p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, entry->name,
                    "there is more in it than the PFX, which is all that a bundle's .pfx holds");
    if (file->pfx.oddities & PFX_EMPTY_PASSWORD)
        problem_add(p->problems, BUNDLE_SECRET, entry->name, "the private key in this PFX is protected by no password");
    else if (file->pfx.oddities & PFX_KEY_NOT_ENCRYPTED)
        problem_add(p->problems, BUNDLE_SECRET, entry->name, "the private key in this PFX is not encrypted");
}

static void say_key(const struct bundle_parts *p, const struct zip_entry *entry, const struct key_found *found)
{
    problem_add(p->problems, BUNDLE_SECRET, entry->name, "it holds %s%s", found->what,
                bundle_part_of(entry->name) == PART_PFX ? ", and the record names no such file" : "");
}

void compare_secrets(const struct bundle_parts *p, struct view pfx_file, const struct evidence *evidence, bool made)
{
    const struct zip_entry *record = p->named[PART_RECORD];
    struct key_found in_record = { 0 };
    size_t left = LIMIT_AUDIT_NAMES;
    bool clean = !(record && key_scan(record->bytes, &in_record)) && made;
    for (size_t i = 0; i < p->n_entries; i++) {
        const struct zip_entry *entry = &p->entries[i];
        enum bundle_part part = bundle_part_of(entry->name);
        if (clean && part < PART_NAMED_COUNT && part != PART_SIGNATURE && part != PART_RECORD)
            continue;
        bool recorded = pfx_file.n && view_eq(entry->name, pfx_file);
        const struct cert_file *file = recorded ? bundle_file(evidence, entry->name) : bundle_file_of(evidence, entry);
        if (recorded || (!p->ours && file && file->container == CONTAINER_PKCS12)) {
            check_pfx(p, entry, file);
            continue;
        }
        struct key_found found = in_record;
        if (entry == record ? found.what != NULL : key_scan(entry->bytes, &found))
            say_key(p, entry, &found);
        if (!file || file->container != CONTAINER_DER) /* in which its issuer wrote every word */
            check_password(p, entry, evidence, &left);
    }
}

static int by_place(const void *left, const void *right)
{
    const struct view *a = left, *b = right;
    return a->p < b->p ? -1 : a->p > b->p;
}

static void check_gap(const struct bundle_parts *p, struct view bytes, size_t from, size_t to)
{
    struct key_found found;
    if (to > from && key_scan(view_first(view_from(bytes, from), to - from), &found))
        problem_add(p->problems, BUNDLE_SECRET, (struct view){ 0 }, "%s lies outside of the entries, at byte %zu", found.what,
                    from + found.at);
}

void compare_secrets_outside(const struct bundle_parts *p, struct view bytes)
{
    const struct archive *a = p->archive;
    struct view *covered = NEW(p->arena, struct view, a->n_entries);
    size_t n = 0, at = 0;
    for (size_t i = 0; i < a->n_entries; i++)
        if (a->entries[i].unpacked)
            covered[n++] = a->entries[i].packed;
    qsort(covered, n, sizeof *covered, by_place);
    for (size_t i = 0; i < n; i++) {
        size_t begin = (size_t)(covered[i].p - bytes.p);
        check_gap(p, bytes, at, begin);
        at = begin + covered[i].n;
    }
    check_gap(p, bytes, at, bytes.n);
}
