#include "flow/audit/audit_parts.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "flow/case/make_case.h"
#include "flow/inspect.h"
#include "format/bundle/case_xml.h"
#include "format/text/shell_word.h"
#include "model/words.h"

enum { NEEDS_FILES = 6, NEEDS_BYTES = 400 + NEEDS_FILES * (4 * LIMIT_ENTRY_NAME + 8) };

/* What can't be read may only be newer than this program. */
static bool is_known_version(struct audit *a, struct view bytes)
{
    struct xml *root;
    struct err e;
    if (!xml_read(a->keep, bytes, NULL, &root, &e))
        return true;
    struct view version = xml_attr(root, "version");
    if (!view_eq_text(root->name, "case") || version.n == 0 || view_eq_text(version, CASE_XML_VERSION))
        return true;
    return problem_add(&a->problems, BUNDLE_VERSION_UNKNOWN, bundle_part_name(PART_RECORD), "its format version is \"%.*s\"",
                       VIEW_ARG(view_first(version, 50)));
}

void audit_read_record(struct audit *a)
{
    const struct zip_entry *entry = a->parts.named[PART_RECORD];
    struct case_record *record = NEW(a->keep, struct case_record, 1);
    struct err e;
    if (!entry)
        return;
    if (case_from_xml(a->keep, entry->bytes, a->w->reader, &bundle_lookup, record, &e)) {
        a->record = record;
        if (!case_id_valid(record->id)) /* whoever unpacks or collects bundles names files by it */
            problem_add(&a->problems, BUNDLE_SCHEMA_VIOLATION, entry->name, "its id is no name for a file");
    } else if (is_known_version(a, entry->bytes)) {
        problem_add(&a->problems, e.status == ST_LIMIT ? BUNDLE_LIMIT_EXCEEDED : BUNDLE_SCHEMA_VIOLATION, entry->name, "%s", e.what);
    }
}

void audit_long_texts(struct audit *a)
{
    for (enum bundle_part part = 0; part < PART_NAMED_COUNT; part++) {
        const struct zip_entry *entry = bundle_part_is_text(part) ? a->parts.named[part] : NULL;
        if (!entry || entry->bytes.n <= LIMIT_TICKET_BYTES)
            continue;
        problem_add(&a->problems, BUNDLE_LIMIT_EXCEEDED, entry->name,
                    "it has %zu bytes; no text of a bundle has more than %d", entry->bytes.n, LIMIT_TICKET_BYTES);
        a->parts.named[part] = NULL;
    }
}

/* With a record its files; without one whatever looks like a certificate. NULL for others. */
static struct cert_file *find_certificate_file(const struct audit *a, const struct zip_entry *entry)
{
    enum bundle_part part = bundle_part_of(entry->name);
    if (a->record ? !bundle_records(a->record, entry->name) : part < PART_NAMED_COUNT)
        return NULL;
    struct cert_file *file = inspect_identify(a->keep, view_dup(a->keep, entry->name), entry->bytes);
    return a->record || part != PART_OTHER || container_is_certificate(file->container) ? file : NULL;
}

/* Archives in archives end nowhere, so they are named and left shut. */
static void name_archives(struct audit *a)
{
    const struct bundle_problem warning = { .kind = BUNDLE_LIMIT_EXCEEDED, .severity = SEV_WARNING };
    for (size_t i = 0; i < a->parts.n_entries; i++)
        if (view_starts(a->parts.entries[i].bytes, VIEW("PK\3\4")))
            problem_add_as(&a->problems, warning, a->parts.entries[i].name, "unpack it and audit it on its own",
                           "it is an archive itself, which isn't looked into");
}

/* As the record has their certificates: then the rules begin with the same one as when the case was made. */
static void order_files(const struct audit *a)
{
    struct cert_file **files = a->evidence.files;
    size_t n = 0;
    for (size_t i = 0; a->record && i < a->record->n_certs; i++)
        for (size_t k = n; k < a->evidence.n_files; k++)
            if (view_eq(files[k]->path, a->record->certs[i].file)) {
                struct cert_file *found = files[k];
                memmove(files + n + 1, files + n, (k - n) * sizeof(struct cert_file *));
                files[n++] = found;
                break;
            }
}

/* Documents are zip archives, too. */
static void say_without_certificate(struct audit *a)
{
    static const struct { const char *part, *is, *hint; } documents[] = {
        { "xl/", "it is an Excel workbook, not a bundle",
          "give a bundle (.zip); requests in a sheet are for `certcase batch`, saved as CSV" },
        { "word/", "it is a Word document, not a bundle", "give a bundle (.zip)" },
        { "ppt/", "it is a PowerPoint presentation, not a bundle", "give a bundle (.zip)" },
    };
    const struct bundle_problem like = { .kind = BUNDLE_ENTRY_MISSING, .severity = -1 };
    bool is_office = bundle_has_entry(&a->parts, VIEW("[Content_Types].xml"));
    for (size_t i = 0; is_office && i < a->archive.n_entries; i++)
        for (size_t k = 0; k < COUNT_OF(documents); k++)
            if (view_starts(a->archive.entries[i].name, view_of(documents[k].part))) {
                a->is_other = true;
                problem_add_as(&a->problems, like, (struct view){ 0 }, documents[k].hint, "%s", documents[k].is);
                return;
            }
    problem_add(&a->problems, BUNDLE_ENTRY_MISSING, (struct view){ 0 }, "there is no certificate in it");
}

bool audit_read_certificates(struct audit *a, struct err *e)
{
    struct arena *arena = a->keep;
    struct inspect_group group = { .opened = &a->password };
    size_t total = 0, certs = 0;
    name_archives(a);
    a->evidence.files = NEW(arena, struct cert_file *, a->parts.n_entries);
    for (size_t i = 0; i < a->parts.n_entries; i++) {
        const struct zip_entry *entry = &a->parts.entries[i];
        struct cert_file *file = find_certificate_file(a, entry);
        if (!file)
            continue;
        if (entry->bytes.n > LIMIT_AUDIT_CERT_BYTES - total || a->evidence.n_files == LIMIT_FILES) {
            problem_add(&a->problems, BUNDLE_LIMIT_EXCEEDED, entry->name,
                        "it isn't looked into: with it more than %d files or %d bytes of certificates would be", LIMIT_FILES,
                        LIMIT_AUDIT_CERT_BYTES);
            continue;
        }
        total += entry->bytes.n;
        if (!inspect_open(a->w, arena, &group, file, e))
            return false;
        const size_t more = file->certs.n + file->in_clear.n;
        if (more > LIMIT_CERTS - certs) {
            problem_add(&a->problems, BUNDLE_LIMIT_EXCEEDED, entry->name,
                        "its certificates aren't looked at: with them more than %d in the bundle would be", LIMIT_CERTS);
            continue;
        }
        certs += more;
        a->evidence.files[a->evidence.n_files++] = file;
    }
    order_files(a);
    if (!a->parts.ours && a->evidence.n_files == 0 && a->archive.usable)
        say_without_certificate(a);
    return true;
}

void audit_signature(struct audit *a)
{
    const struct bundle_problem note = { .kind = BUNDLE_SIGNER_UNTRUSTED, .severity = SEV_NOTE, .option = "--trust" };
    const struct zip_entry *entry = a->parts.named[PART_SIGNATURE], *sums = a->parts.named[PART_SUMS];
    const struct bundle_problem untrusted = { .kind = BUNDLE_SIGNER_UNTRUSTED, .severity = -1 };
    bool wanted = a->w->resources->policy && a->w->resources->policy->signature_required;
    const struct bundle_problem unsigned_ = { .kind = BUNDLE_UNSIGNED, .severity = wanted ? SEV_ERROR : SEV_WARNING };
    if (!entry) {
        if ((wanted || a->w->resources->signers) && !bundle_has_entry(&a->parts, bundle_part_name(PART_SIGNATURE)))
            problem_add_as(&a->problems, unsigned_, (struct view){ 0 }, "", "SHA256SUMS.p7s is not in the bundle");
        return;
    }
    signer_verify(a->w->resources->signers, a->w->x509, a->keep, sums ? sums->bytes : VIEW(""), entry->bytes, a->w->resources->wishes->now,
                  &a->signature);
    const struct cert *signer = a->signature.signer;
    char day[DAY_PHRASE];
    struct view by = signer ? signer->subject : VIEW("somebody unknown"), why = a->signature.why;
    switch (a->signature.state) {
    case SIGNATURE_INVALID:
        problem_add(&a->problems, BUNDLE_SIGNATURE_INVALID, entry->name, "%.*s", VIEW_ARG(why));
        break;
    case SIGNATURE_UNTRUSTED:
        if (a->signature.expired && signer && cert_has_expired(signer, a->w->resources->wishes->now))
            why = view_fmt(a->keep, "its certificate expired on %s", day_phrase(day_of_time(signer->not_after), day));
        problem_add_as(&a->problems, untrusted, entry->name,
                       a->signature.expired ? "have it signed anew; --at of the day of submission tells whether it was right then" : "",
                       "signed by %.*s: %.*s", VIEW_ARG(view_first(by, 200)), VIEW_ARG(why));
        break;
    case SIGNATURE_UNCHECKED:
        problem_add_as(&a->problems, note, entry->name, "give the CA of your signers with --trust",
                       "signed by %.*s; no CA was given to trust, so anybody may have made the signature", VIEW_ARG(view_first(by, 200)));
        break;
    case SIGNATURE_GOOD:
        break;
    }
}

/* A bundle that was unpacked and packed again with its folder around it. */
static bool find_folder(const struct audit *a, struct view *folder)
{
    static const struct view inside = VIEW_ROW("/case.xml");
    if (a->parts.ours)
        return false;
    for (size_t i = 0; i < a->parts.n_entries; i++) {
        struct view name = a->parts.entries[i].name;
        *folder = view_first(name, name.n - (view_ends(name, inside) ? inside.n : name.n));
        if (folder->n && utf8_valid(*folder))
            return true;
    }
    return false;
}

/* The command that makes the missing parts, when its files fit into a line. */
static void put_build(const struct audit *a, struct buf *b)
{
    size_t n = a->evidence.n_files;
    bool named = n > 0 && n <= NEEDS_FILES;
    buf_text(b, "; `certcase build");
    for (size_t i = 0; i < n && named; i++) {
        buf_putc(b, ' ');
        shell_path(b, a->evidence.files[i]->path, "FILE");
    }
    buf_text(b, named ? " --environments INVENTORY -e NAME` makes them" : "` makes them from the certificate files");
}

struct view audit_needs(const struct audit *a)
{
    static const char *const what[] = {
        [PART_TICKET] = "a ticket (TICKET.txt)",
        [PART_RECORD] = "a record with environments, contact and dates (case.xml)",
        [PART_MANIFEST] = "a list of its files (manifest.json)",
        [PART_SUMS] = "their digests (SHA256SUMS)",
    };
    AUTO(buf_free) struct buf b = BUF_INIT(NEEDS_BYTES);
    struct view folder;
    if (!a->archive.usable || a->is_other)
        return (struct view){ 0 };
    if (find_folder(a, &folder))
        return view_fmt(a->keep, "its parts at the top: pack what is inside of the folder \"%.*s\", not the folder",
                        VIEW_ARG(view_first(folder, LIMIT_ENTRY_NAME)));
    for (size_t i = 0; i < COUNT_OF(what); i++)
        if (!a->parts.named[i])
            buf_fmt(&b, "%s%s", b.n ? ", " : "", what[i]);
    if (b.n == 0 && !a->record)
        buf_text(&b, "a record that can be read (case.xml)");
    if (b.n)
        put_build(a, &b);
    return view_dup(a->keep, buf_view(&b));
}
