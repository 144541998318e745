#include "format/bundle/bundle_parts.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/escape.h"
#include "format/x509/x509.h"
#include "format/zip/zip_map.h"

static const struct view names[PART_NAMED_COUNT] = {
    [PART_TICKET] = VIEW_ROW("TICKET.txt"),
    [PART_SUBMIT] = VIEW_ROW("SUBMIT.txt"),
    [PART_RECORD] = VIEW_ROW("case.xml"),
    [PART_MANIFEST] = VIEW_ROW("manifest.json"),
    [PART_SUMS] = VIEW_ROW("SHA256SUMS"),
    [PART_SIGNATURE] = VIEW_ROW("SHA256SUMS.p7s"),
    [PART_REMINDERS] = VIEW_ROW("reminders.ics"),
    [PART_RUNBOOK] = VIEW_ROW("RUNBOOK.html"),
    [PART_INSTALL] = VIEW_ROW("install.ps1"),
    [PART_INSTALL_ALL] = VIEW_ROW("install-all.ps1"),
    [PART_VERIFY] = VIEW_ROW("verify.ps1"),
};

enum bundle_part bundle_part_of(struct view name)
{
    for (size_t i = 0; i < PART_NAMED_COUNT; i++)
        if (view_eq(name, names[i]))
            return (enum bundle_part)i;
    if (!view_starts(name, VIEW("certificates/")) || view_has(view_from(name, 13), '/'))
        return PART_OTHER;
    return view_ends(name, VIEW(".cer")) ? PART_CERTIFICATE : view_ends(name, VIEW(".pfx")) ? PART_PFX : PART_OTHER;
}

struct view bundle_part_name(enum bundle_part part)
{
    return part < PART_NAMED_COUNT ? names[part] : (struct view){ 0 };
}

void bundle_open(struct arena *arena, struct view bytes, struct archive *archive, struct bundle_problems *problems,
                 struct bundle_parts *out)
{
    zip_map(arena, bytes, archive, problems);
    zip_bytes(arena, archive, problems);
    *out = (struct bundle_parts){ .arena = arena, .problems = problems, .archive = archive };
    zip_entries(arena, archive, &out->entries, &out->n_entries);
    for (size_t i = 0; i < out->n_entries; i++) {
        enum bundle_part part = bundle_part_of(out->entries[i].name);
        if (part < PART_NAMED_COUNT)
            out->named[part] = &out->entries[i];
    }
    out->ours =
        bundle_has_entry(out, names[PART_RECORD]) || bundle_has_entry(out, names[PART_MANIFEST]) || bundle_has_entry(out, names[PART_SUMS]);
}

bool bundle_has_entry(const struct bundle_parts *p, struct view name)
{
    for (size_t i = 0; i < p->archive->n_entries; i++)
        if (view_eq(p->archive->entries[i].name, name))
            return true;
    return false;
}

bool bundle_records(const struct case_record *record, struct view name)
{
    if (view_eq(name, record->pfx_file))
        return true;
    for (size_t i = 0; i < record->n_certs; i++)
        if (view_eq(name, record->certs[i].file))
            return true;
    return false;
}

const struct cert_file *bundle_file(const struct evidence *evidence, struct view name)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (view_eq(evidence->files[i]->path, name))
            return evidence->files[i];
    return NULL;
}

const struct cert_file *bundle_file_of(const struct evidence *evidence, const struct zip_entry *entry)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (entry->bytes.n && evidence->files[i]->bytes.p == entry->bytes.p)
            return evidence->files[i];
    return NULL;
}

bool bundle_has_problem(const struct bundle_parts *p, enum bundle_problem_kind kind, struct view entry)
{
    struct view safe = text_safe(p->arena, view_first(entry, LIMIT_ENTRY_NAME));
    for (size_t i = 0; i < p->problems->n; i++)
        if (p->problems->items[i].kind == kind && view_eq(p->problems->items[i].entry, safe))
            return true;
    return false;
}

static bool name_is_taken(const struct case_cert *certs, size_t n, struct view name)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(certs[i].file, name))
            return true;
    return false;
}

static struct view entry_name(struct arena *arena, const struct cert *cert, size_t digest_bytes, const char *ending)
{
    const size_t least = slug_loses_letters(cert->subject_cn) ? 4 : 0;
    struct view name = x509_file_name(arena, cert, digest_bytes > least ? digest_bytes : least, ending);
    return VIEW_JOIN(arena, VIEW("certificates/"), name);
}

struct view bundle_cert_name(struct arena *arena, const struct case_cert *certs, size_t n, const struct cert *cert)
{
    struct view name = entry_name(arena, cert, 0, ".cer");
    /* Four bytes of a digest can be made equal on purpose, all of them can't. */
    for (size_t bytes = 4; bytes <= sizeof cert->sha256 && name_is_taken(certs, n, name); bytes *= 2)
        name = entry_name(arena, cert, bytes, ".cer");
    return name;
}

struct view bundle_pfx_name(struct arena *arena, const struct cert *cert)
{
    return entry_name(arena, cert, 0, ".pfx");
}
