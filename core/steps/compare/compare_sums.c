#include "steps/compare/compare.h"

#include "format/container/container.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "format/json/json.h"
#include "model/finding.h"
#include "model/words.h"
#include "steps/rules/rules.h"

#define MANIFEST_FORMAT "certcase/manifest/"

enum source { FROM_ARCHIVE, FROM_SUMS, FROM_MANIFEST };

/* One mention of a name. */
struct mention {
    struct view name;
    enum source source;
    const struct manifest_entry *listed;
    const struct zip_entry *entry; /* NULL when it couldn't be unpacked */
};

struct mentions {
    struct mention *items;
    size_t n, cap;
};

/* --- what must be there --- */

static void need(struct bundle_parts *p, enum bundle_part part)
{
    struct view name = bundle_part_name(part);
    if (!bundle_has_entry(p, name))
        problem_add(p->problems, BUNDLE_ENTRY_MISSING, name, "it is not in the bundle");
}

static bool is_known_format(struct bundle_parts *p, struct view bytes)
{
    struct json *root;
    struct err e;
    if (!json_read(p->arena, bytes, &root, &e))
        return true;
    struct view schema = json_text(root, "schema");
    if (!view_starts(schema, VIEW(MANIFEST_FORMAT)) || view_eq_text(schema, MANIFEST_FORMAT "1"))
        return true;
    return problem_add(p->problems, BUNDLE_VERSION_UNKNOWN, bundle_part_name(PART_MANIFEST), "its format is \"%.*s\"",
                       VIEW_ARG(view_first(schema, 100)));
}

static void read_manifest(struct bundle_parts *p)
{
    const struct zip_entry *entry = p->named[PART_MANIFEST];
    struct err e;
    if (!entry)
        return;
    p->has_manifest = manifest_read(p->arena, entry->bytes, &p->manifest, &e);
    if (!p->has_manifest && is_known_format(p, entry->bytes))
        problem_add(p->problems, BUNDLE_SCHEMA_VIOLATION, entry->name, "%s", e.what);
}

static void read_sums(struct bundle_parts *p, struct manifest_entry **rows, size_t *n)
{
    const struct zip_entry *entry = p->named[PART_SUMS];
    struct err e;
    *n = 0;
    if (entry && !sums_read(p->arena, entry->bytes, rows, n, &e)) {
        problem_add(p->problems, BUNDLE_SCHEMA_VIOLATION, entry->name, "%s", e.what);
        *n = 0;
    }
}

/* --- who mentions what --- */

static void mention_listed(struct bundle_parts *p, struct mentions *all, enum source source, const struct manifest_entry *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *LIST_ADD(p->arena, all) = (struct mention){ .name = rows[i].name, .source = source, .listed = &rows[i] };
}

static int by_name(const void *left, const void *right)
{
    const struct mention *a = left, *b = right;
    int order = view_cmp(a->name, b->name);
    return order ? order : (int)a->source - (int)b->source;
}

static const char *list_name(enum source source)
{
    return source == FROM_SUMS ? "SHA256SUMS" : "manifest.json";
}

static void check_listed(struct bundle_parts *p, const struct mention *m, const unsigned char sha256[32])
{
    if (memcmp(m->listed->sha256, sha256, 32) != 0)
        problem_add(p->problems, BUNDLE_DIGEST_MISMATCH, m->name, "its SHA-256 is not the one in %s", list_name(m->source));
    if (m->source == FROM_MANIFEST && m->listed->size != m->entry->bytes.n)
        problem_add(p->problems, BUNDLE_SIZE_MISMATCH, m->name, "it has %zu bytes; manifest.json says %llu", m->entry->bytes.n,
                    (unsigned long long)m->listed->size);
}

/* The lists that must name it: a list can't hold its own digest, nor that of what is made from it. */
static bool must_list(struct view name, enum source source)
{
    enum bundle_part part = bundle_part_of(name);
    return part != PART_SUMS && part != PART_SIGNATURE && (source == FROM_SUMS || part != PART_MANIFEST);
}

/* What a Mac puts beside the files it packs. */
static bool is_of_mac(struct view name)
{
    return view_starts(name, VIEW("__MACOSX/")) || view_ends(name, VIEW(".DS_Store"));
}

static bool is_of_windows(struct view name)
{
    return view_ends_nocase(name, VIEW("desktop.ini")) || view_ends_nocase(name, VIEW("Thumbs.db"));
}

/* A program that packs again may put it in; with data in it it is told of anyway. */
static bool is_empty_folder(const struct zip_entry *entry)
{
    return entry && entry->bytes.n == 0 && view_ends(entry->name, VIEW("/"));
}

static void check_unlisted(struct bundle_parts *p, struct view name, const bool listed[3])
{
    bool sums = p->named[PART_SUMS] && must_list(name, FROM_SUMS) && !listed[FROM_SUMS];
    bool manifest = p->has_manifest && must_list(name, FROM_MANIFEST) && !listed[FROM_MANIFEST];
    const struct bundle_problem like = { .kind = BUNDLE_ENTRY_UNLISTED, .severity = -1 };
    const char *what = sums && manifest ? "SHA256SUMS and manifest.json don't list it" :
                       sums             ? "SHA256SUMS doesn't list it" :
                                          "manifest.json doesn't list it";
    if (bundle_part_of(name) == PART_OTHER && !sums && !manifest)
        problem_add(p->problems, BUNDLE_ENTRY_UNLISTED, name, "it is listed, but no part of any case");
    else if ((sums || manifest) && (is_of_mac(name) || is_of_windows(name)))
        problem_add_as(p->problems, like, name, "the program that packed it again put it there: send the bundle as it was made",
                       "%s", what);
    else if (sums || manifest)
        problem_add(p->problems, BUNDLE_ENTRY_UNLISTED, name, "%s", what);
}

/* All mentions of one name: m[0..n). */
static void check_name(struct bundle_parts *p, struct mention *m, size_t n)
{
    bool listed[3] = { false };
    const struct zip_entry *entry = NULL;
    unsigned char sha256[32];
    for (size_t i = 0; i < n; i++) {
        if (listed[m[i].source] && m[i].source != FROM_ARCHIVE)
            problem_add(p->problems, BUNDLE_SCHEMA_VIOLATION, view_of(list_name(m[i].source)), "it lists '%.*s' twice",
                        VIEW_ARG(view_first(m[i].name, 150)));
        listed[m[i].source] = true;
        if (m[i].entry)
            entry = m[i].entry;
    }
    if (!listed[FROM_ARCHIVE]) {
        if (!bundle_has_problem(p, BUNDLE_ENTRY_MISSING, m->name))
            problem_add(p->problems, BUNDLE_ENTRY_MISSING, m->name, "%s it, but it is not in the bundle",
                        listed[FROM_SUMS] && listed[FROM_MANIFEST] ? "SHA256SUMS and manifest.json list" :
                        listed[FROM_SUMS]                          ? "SHA256SUMS lists" :
                                                                     "manifest.json lists");
        return;
    }
    if (!is_empty_folder(entry))
        check_unlisted(p, m->name, listed);
    if (!entry)
        return;
    if (n > 1)
        digest_sha256(entry->bytes, sha256);
    for (size_t i = 0; i < n; i++) {
        m[i].entry = entry;
        if (m[i].source != FROM_ARCHIVE)
            check_listed(p, &m[i], sha256);
    }
}

void compare_sums(struct bundle_parts *p)
{
    struct mentions all = { 0 };
    struct manifest_entry *sums = NULL;
    size_t n_sums;
    if (!p->ours)
        return;
    for (int part = PART_TICKET; part <= PART_SUMS; part++)
        need(p, (enum bundle_part)part);
    read_manifest(p);
    read_sums(p, &sums, &n_sums);
    for (size_t i = 0; i < p->archive->n_entries; i++) {
        struct view name = p->archive->entries[i].name;
        *LIST_ADD(p->arena, &all) =
            (struct mention){ .name = name, .source = FROM_ARCHIVE, .entry = zip_find(p->entries, p->n_entries, name) };
    }
    mention_listed(p, &all, FROM_SUMS, sums, n_sums);
    if (p->has_manifest)
        mention_listed(p, &all, FROM_MANIFEST, p->manifest.entries, p->manifest.n_entries);
    LIST_SORT(&all, by_name);
    for (size_t i = 0, n; i < all.n; i += n) {
        for (n = 1; i + n < all.n && view_eq(all.items[i].name, all.items[i + n].name);)
            n++;
        check_name(p, &all.items[i], n);
    }
}

struct view compare_change(struct bundle_parts *p)
{
    compare_sums(p);
    for (size_t i = 0; p->ours && i < p->problems->n; i++) {
        const struct bundle_problem *problem = &p->problems->items[i];
        if (rules_problem_severity(problem) == SEV_ERROR && problem->kind != BUNDLE_VERSION_UNKNOWN)
            return view_fmt(p->arena, "%.*s%s%.*s", VIEW_ARG(problem->entry), problem->entry.n ? ": " : "", VIEW_ARG(problem->detail));
    }
    return (struct view){ 0 };
}

/* --- no lists --- */

/* Windows takes dots and spaces off the end of a name. */
static struct view trimmed(struct view name)
{
    while (name.n && (name.p[name.n - 1] == '.' || name.p[name.n - 1] == ' '))
        name.n--;
    return name;
}

/* By what Windows and shells run it for: its ending, or how it begins. A certificate file can be a script as well. */
static bool is_program(const struct zip_entry *entry)
{
    static const char *const endings[] = {
        ".ps1", ".psm1", ".psd1", ".ps1xml", ".bat",  ".cmd", ".exe",  ".com",  ".scr",  ".pif",         ".dll", ".cpl", ".sys",
        ".msi", ".msp",  ".msix", ".appx",   ".vbs",  ".vbe", ".js",   ".jse",  ".mjs",  ".wsf",         ".wsh", ".hta", ".lnk",
        ".url", ".reg",  ".inf",  ".jar",    ".py",   ".pyw", ".pl",   ".rb",   ".sh",   ".bash",        ".chm", ".msc", ".xll",
        ".docm", ".xlsm", ".application", ".settingcontent-ms",
    };
    static const char *const beginnings[] = { "#!", "MZ", "\177ELF", "\xcf\xfa\xed\xfe" };
    struct view name = trimmed(entry->name);
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        if (view_ends_nocase(name, view_of(endings[i])))
            return true;
    for (size_t i = 0; i < COUNT_OF(beginnings); i++)
        if (view_starts(entry->bytes, view_of(beginnings[i])))
            return true;
    return false;
}

/* What an ending promises, and what of it is in the bytes. */
static const struct {
    const char *ending;
    enum container means; /* CONTAINER_COUNT: some certificate */
} promises[] = {
    { ".cer", CONTAINER_COUNT }, { ".crt", CONTAINER_COUNT }, { ".der", CONTAINER_COUNT }, { ".pem", CONTAINER_COUNT },
    { ".p7b", CONTAINER_COUNT }, { ".pfx", CONTAINER_COUNT }, { ".p12", CONTAINER_COUNT }, { ".txt", CONTAINER_TEXT },
    { ".md", CONTAINER_TEXT }, { ".csv", CONTAINER_TEXT }, { ".log", CONTAINER_TEXT }, { ".pdf", CONTAINER_PDF },
    { ".png", CONTAINER_IMAGE }, { ".jpg", CONTAINER_IMAGE }, { ".jpeg", CONTAINER_IMAGE }, { ".gif", CONTAINER_IMAGE },
    { ".zip", CONTAINER_ZIP }, { ".docx", CONTAINER_ZIP }, { ".xlsx", CONTAINER_ZIP }, { ".htm", CONTAINER_HTML },
    { ".html", CONTAINER_HTML },
};

static size_t promise_of(struct view name)
{
    size_t i = 0;
    while (i < COUNT_OF(promises) && !view_ends_nocase(name, view_of(promises[i].ending)))
        i++;
    return i;
}

static void say_unaccounted(const struct bundle_parts *p, const struct zip_entry *entry)
{
    const struct bundle_problem warning = { .kind = BUNDLE_ENTRY_UNLISTED, .severity = SEV_WARNING };
    const struct bundle_problem note = { .kind = BUNDLE_ENTRY_UNLISTED, .severity = SEV_NOTE };
    enum container kind = sniff(entry->bytes, (struct view){ 0 });
    size_t end = promise_of(entry->name);
    struct view inner = end < COUNT_OF(promises) ? view_first(entry->name, entry->name.n - strlen(promises[end].ending)) : entry->name;
    bool is_harmless = end < COUNT_OF(promises) && promises[end].means == CONTAINER_TEXT && bundle_part_of(entry->name) == PART_OTHER;
    if (is_of_mac(entry->name) || view_starts(entry->name, VIEW("META-INF/"))) /* Java's jar */
        problem_add_as(p->problems, note, entry->name, "nothing to do", "the program that packed it put it there");
    else if (promise_of(inner) < COUNT_OF(promises))
        problem_add_as(p->problems, warning, entry->name, "", "its name has two endings, and it is %s", container_phrase(kind));
    else if (end == COUNT_OF(promises) || (promises[end].means != kind && kind != CONTAINER_EMPTY) || promises[end].means == CONTAINER_ZIP)
        problem_add_as(p->problems, warning, entry->name, "", "it is %s%s, and nothing accounts for it", container_phrase(kind),
                       end == COUNT_OF(promises) || promises[end].means == kind ? ""
                       : promises[end].means == CONTAINER_COUNT ? ", not the certificate that its name promises"
                                                                : ", not what its name promises");
    else
        problem_add_as(p->problems, is_harmless ? note : warning, entry->name, is_harmless ? "read it before you pass it on" : "",
                       "it is no certificate, and there is neither a record nor a list of digests that accounts for it");
}

/* A certificate's file, but for a ceiling, which has been said. */
static bool is_left_out(const struct zip_entry *entry)
{
    enum bundle_part part = bundle_part_of(entry->name);
    struct cert_file file = { .path = entry->name, .name = entry->name, .bytes = entry->bytes };
    container_identify(&file);
    return entry->bytes.n && part >= PART_NAMED_COUNT && (part != PART_OTHER || container_is_certificate(file.container));
}

void compare_unaccounted(const struct bundle_parts *p, const struct evidence *evidence)
{
    for (size_t i = 0; i < p->n_entries; i++) {
        const struct zip_entry *entry = &p->entries[i];
        if (is_program(entry))
            problem_add(p->problems, BUNDLE_ENTRY_UNLISTED, entry->name,
                        "it can be run, and there is neither a record nor a list of digests that accounts for it");
        else if (!bundle_file_of(evidence, entry) && !view_ends(entry->name, VIEW("/")) && !is_left_out(entry))
            say_unaccounted(p, entry);
    }
}
