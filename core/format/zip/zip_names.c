#include "format/zip/zip_map.h"

#include <utf8proc.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/escape.h"
#include "model/finding.h"

enum {
    MODE_MASK = 0170000,
    MODE_FILE = 0100000,
    MODE_FOLDER = 0040000,
    MODE_LINK = 0120000,
    MODE_PIPE = 0010000, /* what came from standard input; it is unpacked as a file */
    DOS_FOLDER = 0x10,
    MADE_ON_UNIX = 3,
    MADE_ON_MACOS = 19,
    FLAG_UTF8 = 1 << 11
};

/* What is wrong with one part between slashes; NULL when it is harmless. */
static const char *part_problem(struct view part)
{
    if (part.n == 0)
        return "an empty part";
    if (view_eq_text(part, "..") || view_eq_text(part, "."))
        return "a part that means another folder";
    if (part.p[part.n - 1] == '.' || part.p[part.n - 1] == ' ' || part.p[0] == ' ')
        return "a part that begins or ends in a space or a dot, which Windows drops";
    return name_is_reserved(part) ? "a name that is a device on Windows" : NULL;
}

/* Names that nobody marked are in whatever code page their writer had, such as CP437; its letters are all harmless. */
static const char *character_problem(struct view name, bool marked)
{
    uint32_t code;
    while (name.n) {
        if (!utf8_take(&name, &code)) {
            if (marked)
                return "bytes that are not UTF-8";
            name = view_from(name, 1);
            continue;
        }
        if (code_is_control(code) || code_is_bidi(code) || code_is_invisible(code))
            return "a control, bidirectional or invisible character";
        if (code < 0x80 && strchr("\\:*?\"<>|", (int)code))
            return code == '\\' ? "a backslash" : "a character that Windows gives a meaning of its own";
    }
    return NULL;
}

static const char *name_problem(struct view name, bool marked)
{
    if (name.n == 0)
        return "no name";
    if (name.n > LIMIT_ENTRY_NAME)
        return "a name that is too long";
    if (name.p[0] == '/')
        return "an absolute path";
    const char *problem = character_problem(name, marked);
    struct view rest = name, part;
    while (!problem && view_cut(&rest, '/', &part))
        problem = part_problem(part);
    return problem;
}

static uint32_t mode_of(const struct archive_entry *e)
{
    bool has_mode = e->version_made >> 8 == MADE_ON_UNIX || e->version_made >> 8 == MADE_ON_MACOS;
    return has_mode ? e->attributes >> 16 & MODE_MASK : 0;
}

static bool is_folder(const struct archive_entry *e)
{
    return mode_of(e) == MODE_FOLDER || (e->name.n && e->name.p[e->name.n - 1] == '/') || e->attributes & DOS_FOLDER;
}

static const char *kind_problem(const struct archive_entry *e)
{
    uint32_t mode = mode_of(e);
    if (mode == MODE_LINK)
        return "a symbolic link";
    return mode != 0 && mode != MODE_FILE && !(mode == MODE_PIPE && e->size) && !is_folder(e) ? "neither a file nor a folder" : NULL;
}

static bool is_ascii(struct view name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] >= 0x80)
            return false;
    return true;
}

/* Whoever unpacks it as root, and keeps modes, has a program that runs with its owner's rights. */
static bool has_rights_of_owner(const struct archive_entry *e)
{
    enum { SET_USER_OR_GROUP = 06000 };
    return mode_of(e) && !is_folder(e) && (e->attributes >> 16 & SET_USER_OR_GROUP);
}

void zip_check_name(struct arena *arena, const struct archive_entry *e, struct bundle_problems *problems)
{
    const struct bundle_problem note = { .kind = BUNDLE_UNSAFE_NAME, .severity = SEV_NOTE };
    const char *kind = kind_problem(e), *name = name_problem(e->name, e->flags & FLAG_UTF8);
    if (kind)
        problem_add(arena, problems, BUNDLE_UNSAFE_NAME, e->name, "it is %s", kind);
    if (name)
        problem_add(arena, problems, BUNDLE_UNSAFE_NAME, e->name, "it has %s", name);
    if (has_rights_of_owner(e))
        problem_add(arena, problems, BUNDLE_UNSAFE_NAME, e->name, "its mode is %o: unpacked, it would run with the rights of its owner",
                    (unsigned)(e->attributes >> 16 & 07777));
    if (!kind && is_folder(e) && e->size)
        problem_add(arena, problems, BUNDLE_UNSAFE_NAME, e->name, "it is a folder, but has %u bytes of data", e->size);
    else if (!kind && is_folder(e))
        problem_add_as(arena, problems, note, e->name, "nothing to do: it holds nothing", "it is a folder, which a bundle doesn't need");
    if (!name && !is_ascii(e->name) && !(e->flags & FLAG_UTF8))
        problem_add_as(arena, problems, note, e->name, "if the name matters, pack it with a program that marks names as UTF-8",
                       "its name goes beyond ASCII and isn't marked as UTF-8, so programs show different names");
}

struct folded {
    struct view text;
    size_t entry;
};

/* NFKC with case folding, which for ASCII is lower case; a name that is not UTF-8 stays as it is. */
static struct view fold(struct arena *arena, struct view name)
{
    if (is_ascii(name))
        return view_lower(arena, name);
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)name.p, (utf8proc_ssize_t)name.n, &out,
                                      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    struct view folded = n >= 0 ? view_dup(arena, (struct view){ .p = (const char *)out, .n = (size_t)n }) : name;
    free(out);
    return folded;
}

static int by_text_alone(const void *left, const void *right)
{
    return view_cmp(((const struct folded *)left)->text, ((const struct folded *)right)->text);
}

static int by_text(const void *left, const void *right)
{
    const struct folded *a = left, *b = right;
    int order = view_cmp(a->text, b->text);
    return order ? order : a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* A name that is a file for one entry and a folder for another: the second one can't be unpacked, or replaces the first. */
static void check_file_and_folder(struct arena *arena, const struct archive *a, const struct folded *names,
                                  struct bundle_problems *problems)
{
    for (size_t i = 0; i < a->n_entries; i++) {
        struct view text = names[i].text;
        for (size_t n = 1; n + 1 < text.n; n++) {
            if (text.p[n] != '/')
                continue;
            const struct folded key = { .text = view_first(text, n) };
            if (bsearch(&key, names, a->n_entries, sizeof *names, by_text_alone))
                problem_add(arena, problems, BUNDLE_DUPLICATE_ENTRY, a->entries[names[i].entry].name,
                            "another entry is a file by the name of its folder");
        }
    }
}

void zip_check_duplicates(struct arena *arena, const struct archive *a, struct bundle_problems *problems)
{
    struct folded *names = NEW(arena, struct folded, a->n_entries + 1);
    for (size_t i = 0; i < a->n_entries; i++)
        names[i] = (struct folded){ .text = fold(arena, view_first(a->entries[i].name, 4 * LIMIT_ENTRY_NAME)), .entry = i };
    qsort(names, a->n_entries, sizeof names[0], by_text);
    for (size_t i = 1; i < a->n_entries; i++) {
        if (!view_eq(names[i].text, names[i - 1].text))
            continue;
        bool same = view_eq(a->entries[names[i].entry].name, a->entries[names[i - 1].entry].name);
        problem_add(arena, problems, BUNDLE_DUPLICATE_ENTRY, a->entries[names[i].entry].name,
                    same ? "another entry has this name" : "another entry has this name but for case or encoding");
    }
    check_file_and_folder(arena, a, names, problems);
}
