#include "format/zip/zip_map.h"

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

/* What the bytes from 0x80 on mean in the code pages of MS-DOS: CP437 of America, CP850 of Western Europe. */
static const uint16_t page_437[] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE, 0x00EC, 0x00C4, 0x00C5,
    0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192,
    0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510,
    0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567,
    0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580,
    0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229,
    0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0,
};
static const uint16_t page_850[] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE, 0x00EC, 0x00C4, 0x00C5,
    0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6, 0x00DC, 0x00F8, 0x00A3, 0x00D8, 0x00D7, 0x0192,
    0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x00AE, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x00C1, 0x00C2, 0x00C0, 0x00A9, 0x2563, 0x2551, 0x2557, 0x255D, 0x00A2, 0x00A5, 0x2510,
    0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x00E3, 0x00C3, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x00A4,
    0x00F0, 0x00D0, 0x00CA, 0x00CB, 0x00C8, 0x0131, 0x00CD, 0x00CE, 0x00CF, 0x2518, 0x250C, 0x2588, 0x2584, 0x00A6, 0x00CC, 0x2580,
    0x00D3, 0x00DF, 0x00D4, 0x00D2, 0x00F5, 0x00D5, 0x00B5, 0x00FE, 0x00DE, 0x00DA, 0x00DB, 0x00D9, 0x00FD, 0x00DD, 0x00AF, 0x00B4,
    0x00AD, 0x00B1, 0x2017, 0x00BE, 0x00B6, 0x00A7, 0x00F7, 0x00B8, 0x00B0, 0x00A8, 0x00B7, 0x00B9, 0x00B3, 0x00B2, 0x25A0, 0x00A0,
};

struct view zip_name(struct arena *arena, const struct archive_entry *e)
{
    enum { FIRST_THAT_DIFFERS = 0xA9 }; /* below it the letters are all but the same, and from it on only CP850 has any */
    struct view name = e->name;
    bool western = false;
    if (e->flags & FLAG_UTF8 || utf8_valid(name))
        return name;
    for (size_t i = 0; i < name.n; i++)
        western = western || (unsigned char)name.p[i] >= FIRST_THAT_DIFFERS;
    char *p = NEW(arena, char, 3 * name.n);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        unsigned byte = (unsigned char)name.p[i];
        n += utf8_encode(byte < 0x80 ? byte : (western ? page_850 : page_437)[byte - 0x80], p + n);
    }
    return (struct view){ .p = p, .n = n };
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
        problem_add(problems, BUNDLE_UNSAFE_NAME, e->name, "it is %s", kind);
    if (name)
        problem_add(problems, BUNDLE_UNSAFE_NAME, e->name, "it has %s", name);
    if (has_rights_of_owner(e))
        problem_add(problems, BUNDLE_UNSAFE_NAME, e->name, "its mode is %o: unpacked, it would run with the rights of its owner",
                    (unsigned)(e->attributes >> 16 & 07777));
    if (!kind && is_folder(e) && e->size)
        problem_add(problems, BUNDLE_UNSAFE_NAME, e->name, "it is a folder, but has %u bytes of data", e->size);
    else if (!kind && is_folder(e))
        problem_add_as(problems, note, e->name, "nothing to do: it holds nothing", "it is a folder, which a bundle doesn't need");
    if (!name && !view_is_ascii(e->name) && !(e->flags & FLAG_UTF8))
        problem_add_as(problems, note, zip_name(arena, e), "if the name matters, pack it with a program that marks names as UTF-8",
                       "its name goes beyond ASCII and isn't marked as UTF-8, so programs show different names%s",
                       utf8_valid(e->name) ? "" : "; this is how MS-DOS had it");
}

/* A name that is a file for one entry and a folder for another: the second one can't be unpacked, or replaces the first. */
static void check_file_and_folder(const struct archive *a, const struct view_at *names, struct bundle_problems *problems)
{
    for (size_t i = 0; i < a->n_entries; i++) {
        struct view text = names[i].word;
        for (size_t n = 1; n + 1 < text.n; n++) {
            if (text.p[n] != '/')
                continue;
            const struct view folder = view_first(text, n);
            if (bsearch(&folder, names, a->n_entries, sizeof *names, view_order))
                problem_add(problems, BUNDLE_DUPLICATE_ENTRY, a->entries[names[i].at].name,
                            "another entry is a file by the name of its folder");
        }
    }
}

void zip_check_duplicates(struct arena *arena, const struct archive *a, struct bundle_problems *problems)
{
    struct view_at *names = NEW(arena, struct view_at, a->n_entries + 1);
    for (size_t i = 0; i < a->n_entries; i++)
        names[i] = (struct view_at){
            .word = text_folded(arena, view_first(zip_name(arena, &a->entries[i]), 4 * LIMIT_ENTRY_NAME)),
            .at = i,
        };
    qsort(names, a->n_entries, sizeof names[0], view_at_order);
    for (size_t i = 1; i < a->n_entries; i++) {
        if (!view_eq(names[i].word, names[i - 1].word))
            continue;
        bool same = view_eq(a->entries[names[i].at].name, a->entries[names[i - 1].at].name);
        problem_add(problems, BUNDLE_DUPLICATE_ENTRY, a->entries[names[i].at].name,
                    same ? "another entry has this name" : "another entry has this name but for case or encoding");
    }
    check_file_and_folder(a, names, problems);
}
