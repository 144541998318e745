#include "base/utf8.h"

#include "base/arena.h"

#include <utf8proc.h>

bool utf8_take(struct view *in, uint32_t *code)
{
    utf8proc_int32_t first;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)in->p, (utf8proc_ssize_t)in->n, &first);
    if (n <= 0)
        return false;
    *code = (uint32_t)first;
    *in = view_from(*in, (size_t)n);
    return true;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)out);
}

/* `v` itself where it is no UTF-8; else *own is to be freed. */
static struct view fold(struct view v, utf8proc_uint8_t **own)
{
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)v.p, (utf8proc_ssize_t)v.n, own,
                                      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    return n >= 0 ? (struct view){ .p = (const char *)*own, .n = (size_t)n } : v;
}

struct view text_folded(struct arena *arena, struct view v)
{
    if (view_is_ascii(v))
        return view_lower(arena, v);
    utf8proc_uint8_t *own = NULL;
    struct view folded = view_dup(arena, fold(v, &own));
    free(own);
    return folded;
}

int text_cmp(struct view a, struct view b)
{
    if (view_is_ascii(a) && view_is_ascii(b))
        return view_cmp_nocase(a, b);
    utf8proc_uint8_t *own[2] = { NULL };
    int order = view_cmp(fold(a, &own[0]), fold(b, &own[1]));
    free(own[0]);
    free(own[1]);
    return order;
}

/* No letter of ASCII is folded into another one, or away: where the first difference is one, the rest needn't be folded. */
bool text_same(struct view a, struct view b)
{
    size_t n = 0;
    while (n < a.n && n < b.n && small_letter(a.p[n]) == small_letter(b.p[n]))
        n++;
    if (view_is_ascii(view_first(view_from(a, n), 1)) && view_is_ascii(view_first(view_from(b, n), 1)))
        return n == a.n && n == b.n;
    return a.n && b.n && text_cmp(a, b) == 0;
}

size_t utf8_length(struct view v)
{
    struct view rest = view_from(v, utf8_printable(v));
    uint32_t code;
    while (utf8_take(&rest, &code))
        rest = view_from(rest, utf8_printable(rest));
    return v.n - rest.n;
}

bool utf8_valid(struct view v)
{
    return utf8_length(v) == v.n;
}

/* Eight bytes at once; a byte below a space may make the next look like another of those. */
static bool are_printable(const char *p)
{
    const uint64_t each = 0x0101010101010101;
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return (((bytes - ' ' * each) | (bytes + each) | bytes) & 0x80 * each) == 0;
}

size_t utf8_printable(struct view v)
{
    size_t n = 0;
    while (n + 8 <= v.n && are_printable(v.p + n))
        n += 8;
    while (n < v.n && v.p[n] >= ' ' && v.p[n] <= '~')
        n++;
    return n;
}

size_t text_space(struct view v)
{
    struct view rest = v;
    uint32_t code;
    if (v.n == 0 || (unsigned char)v.p[0] < 0x80)
        return v.n && is_space(v.p[0]);
    return utf8_take(&rest, &code) && utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_ZS ? v.n - rest.n : 0;
}

struct view text_trim(struct view v)
{
    for (;;) {
        v = view_trim(v);
        size_t front = text_space(v), last = v.n;
        while (last && (v.p[--last] & 0xC0) == 0x80)
            continue;
        if (front)
            v = view_from(v, front);
        else if (v.n && text_space(view_from(v, last)) == v.n - last)
            v.n = last;
        else
            return v;
    }
}

struct view text_unquoted(struct view v)
{
    static const struct view marks[] = {
        VIEW_ROW("\""), VIEW_ROW("\u201C"), VIEW_ROW("\u201D"), VIEW_ROW("\u201E"), VIEW_ROW("\u00AB"), VIEW_ROW("\u00BB"), /* double */
        VIEW_ROW("'"),  VIEW_ROW("\u2018"), VIEW_ROW("\u2019"), VIEW_ROW("\u201A"), VIEW_ROW("\u2039"), VIEW_ROW("\u203A"),
    };
    enum { EACH = COUNT_OF(marks) / 2 };
    size_t at;
    v = text_trim(v);
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        for (size_t k = i / EACH * EACH; view_starts(v, marks[i]) && k < (i / EACH + 1) * EACH; k++) {
            struct view open = marks[i], close = marks[k];
            if (v.n < open.n + close.n || !view_ends(v, close))
                continue;
            struct view inside = view_from(view_first(v, v.n - close.n), open.n);
            return view_find(inside, open, &at) || view_find(inside, close, &at) ? v : text_trim(inside);
        }
    return v;
}

struct range {
    uint32_t from, to;
};

static bool in_ranges(uint32_t code, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (code >= ranges[i].from && code <= ranges[i].to)
            return true;
    return false;
}

bool code_is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029;
}

bool code_is_bidi(uint32_t code)
{
    static const struct range bidi[] = {
        { 0x061C, 0x061C }, { 0x200E, 0x200F }, { 0x202A, 0x202E }, { 0x2066, 0x2069 },
    };
    return code >= 0x061C && in_ranges(code, bidi, COUNT_OF(bidi));
}

bool code_is_invisible(uint32_t code)
{
    static const struct range invisible[] = {
        { 0x00AD, 0x00AD },   { 0x034F, 0x034F },   { 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },     { 0x180B, 0x180F },
        { 0x200B, 0x200D },   { 0x2060, 0x2065 },   { 0x206A, 0x206F },   { 0x2800, 0x2800 },     { 0x3164, 0x3164 },
        { 0xE000, 0xF8FF },
        { 0xFDD0, 0xFDEF },   { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF },   { 0xFFA0, 0xFFA0 },     { 0xFFF0, 0xFFFB },
        { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF }, { 0xF0000, 0x10FFFF },
    };
    return (code & 0xFFFE) == 0xFFFE || in_ranges(code, invisible, COUNT_OF(invisible));
}

char code_plain(uint32_t code)
{
    utf8proc_int32_t plain[4];
    const utf8proc_option_t fully = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK;
    int ignored = 0;
    bool is_one = utf8proc_decompose_char((utf8proc_int32_t)code, plain, 4, fully, &ignored) == 1 && plain[0] < 0x80;
    return is_one && (is_letter((char)plain[0]) || is_digit((char)plain[0])) ? (char)plain[0] : '\0';
}

/* Fullwidth, mathematical and the like: its compatibility form is a Latin letter (Unicode UAX #15). */
static bool is_dressed(uint32_t code)
{
    utf8proc_int32_t plain[4];
    const utf8proc_option_t fully = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT;
    int ignored = 0;
    return code > 0x24F && utf8proc_decompose_char((utf8proc_int32_t)code, plain, 4, fully, &ignored) == 1 && plain[0] < 0x80 &&
           is_letter((char)plain[0]);
}

/* Latin letters with their accents are below the first twin, U+01C0; in UTF-8 all from there on begins with one of these bytes. */
static bool is_below_twins(struct view v)
{
    size_t n = 0;
    while (n < v.n && (unsigned char)v.p[n] < 0xC7)
        n++;
    return n == v.n;
}

uint32_t text_twin(struct view v)
{
    static const struct range latin[] = { { 'A', 'Z' }, { 'a', 'z' }, { 0xC0, 0x1BF }, { 0x1C4, 0x24F } };
    /* Rare ones stand in both, whole: what clicks, phonetics, Cherokee, Coptic, Lisu, Lycian and Carian have of Latin forms. */
    static const struct range others[] = {
        { 0x01C0, 0x01C3 }, { 0x0250, 0x02AF }, { 0x0370, 0x058F }, { 0x13A0, 0x13FD }, { 0x1D00, 0x1D2B }, { 0x2C80, 0x2CE3 },
        { 0xA4D0, 0xA4F7 }, { 0xA730, 0xA731 }, { 0xAB70, 0xABBF }, { 0x10280, 0x102DF },
    };
    static const struct range twins[] = {
        { 0x037F, 0x037F }, { 0x0391, 0x0392 }, { 0x0395, 0x0397 }, { 0x0399, 0x039A }, { 0x039C, 0x039D }, { 0x039F, 0x039F },
        { 0x03A1, 0x03A1 }, { 0x03A4, 0x03A5 }, { 0x03A7, 0x03A7 }, { 0x03BD, 0x03BD }, { 0x03BF, 0x03BF }, { 0x03F2, 0x03F3 },
        { 0x03F9, 0x03F9 }, { 0x0405, 0x0406 }, { 0x0408, 0x0408 }, { 0x0410, 0x0410 }, { 0x0412, 0x0412 }, { 0x0415, 0x0415 },
        { 0x041A, 0x041A }, { 0x041C, 0x041E }, { 0x0420, 0x0423 }, { 0x0425, 0x0425 }, { 0x0430, 0x0430 }, { 0x0435, 0x0435 },
        { 0x043E, 0x043E }, { 0x0440, 0x0441 }, { 0x0443, 0x0443 }, { 0x0445, 0x0445 }, { 0x0455, 0x0456 }, { 0x0458, 0x0458 },
        { 0x01C0, 0x01C3 }, { 0x0250, 0x02AF }, { 0x054D, 0x054D }, { 0x0555, 0x0555 }, { 0x0566, 0x0566 }, { 0x0570, 0x0570 },
        { 0x0575, 0x0575 }, { 0x0578, 0x0578 }, { 0x057D, 0x057D }, { 0x0581, 0x0581 }, { 0x0585, 0x0585 }, { 0x13A0, 0x13FD },
        { 0x1D00, 0x1D2B }, { 0x2C80, 0x2CE3 }, { 0xA4D0, 0xA4F7 }, { 0xA730, 0xA731 }, { 0xAB70, 0xABBF }, { 0x10280, 0x102DF },
        { 0x04AE, 0x04AE }, { 0x04BB, 0x04BB }, { 0x04C0, 0x04C0 }, { 0x04CF, 0x04CF }, { 0x0501, 0x0501 }, { 0x051A, 0x051D },
    };
    size_t n_latin = 0, n_others = 0, n_twins = 0;
    bool has_latin = false; /* of the word; and its first twin */
    bool in_front = false; /* of all Latin letters, as "OOO" of a company is */
    uint32_t in_word = 0, last = 0;
    if (is_below_twins(v))
        return 0;
    for (uint32_t code; v.n;) {
        if (!utf8_take(&v, &code)) {
            v = view_from(v, 1);
            code = ' ';
        }
        bool is_latin = in_ranges(code, latin, COUNT_OF(latin)), dressed = is_dressed(code);
        bool is_other = dressed || in_ranges(code, others, COUNT_OF(others));
        bool goes_on = is_latin || is_other || (code >= '0' && code <= '9');
        uint32_t twin = dressed || (is_other && in_ranges(code, twins, COUNT_OF(twins))) ? code : 0;
        has_latin = goes_on && (has_latin || is_latin);
        in_word = goes_on ? (in_word ? in_word : twin) : 0;
        if (has_latin && in_word)
            return in_word;
        in_front = in_front || (is_other && n_latin == 0);
        last = twin ? twin : last;
        n_latin += is_latin;
        n_others += is_other;
        n_twins += twin != 0;
    }
    return n_latin && n_others == n_twins && (n_others == 1 || !in_front) ? last : 0;
}

static bool code_is_safe(uint32_t code)
{
    return !code_is_control(code) && !code_is_bidi(code) && !code_is_invisible(code);
}

/* "##[", "##vso[": after whatever stands before it on the line. */
static bool starts_bracket_command(struct view v)
{
    size_t n = 2;
    if (v.n < 3 || v.p[0] != '#' || v.p[1] != '#')
        return false;
    while (n < v.n && is_letter(v.p[n]))
        n++;
    return n < v.n && v.p[n] == '[';
}

/* "::add-mask": wherever it stands, as a line may be broken before it. Hexadecimal digits alone are part of an address. */
static bool starts_colon_command(struct view v)
{
    bool is_word = false;
    if (v.n < 3 || v.p[0] != ':' || v.p[1] != ':' || !is_letter(v.p[2]))
        return false;
    for (size_t n = 2; n < v.n && (is_letter(v.p[n]) || v.p[n] == '-'); n++)
        is_word = is_word || v.p[n] == '-' || (v.p[n] | 0x20) > 'f';
    return is_word;
}

static bool starts_command(struct view v)
{
    return starts_bracket_command(v) || starts_colon_command(v);
}

static bool has_command_of(struct view v, char mark)
{
    for (const char *hit; v.n && (hit = memchr(v.p, mark, v.n)); v = view_from(v, 1)) {
        v = view_from(v, (size_t)(hit - v.p));
        if (starts_command(v))
            return true;
    }
    return false;
}

static bool has_command(struct view v)
{
    return has_command_of(v, '#') || has_command_of(v, ':');
}

/* One character of *in as it may be shown: itself, or its escape. Room for 10 bytes and a NUL. */
static size_t take_safe(struct view *in, char out[11])
{
    uint32_t code;
    bool is_command = starts_command(*in);
    if (!utf8_take(in, &code)) {
        int n = snprintf(out, 11, "\\x%02X", (unsigned)(unsigned char)in->p[0]);
        *in = view_from(*in, 1);
        return (size_t)n;
    }
    if (code_is_safe(code) && !is_command)
        return utf8_encode(code, out);
    return (size_t)snprintf(out, 11, code > 0xFFFF ? "\\U%08X" : "\\u%04X", (unsigned)code);
}

size_t text_escape_length(struct view v)
{
    size_t digits = view_starts(v, VIEW("\\u")) ? 4 : view_starts(v, VIEW("\\U")) ? 8 : view_starts(v, VIEW("\\x")) ? 2 : 0;
    for (size_t i = 0; i < digits; i++)
        if (i + 2 >= v.n || hex_digit(v.p[i + 2]) < 0)
            return 0;
    return digits ? digits + 2 : 0;
}

static bool is_safe(struct view v)
{
    uint32_t code;
    if (has_command(v))
        return false;
    for (v = view_from(v, utf8_printable(v)); utf8_take(&v, &code); v = view_from(v, utf8_printable(v)))
        if (!code_is_safe(code))
            return false;
    return v.n == 0;
}

struct view text_safe(struct arena *arena, struct view v)
{
    char piece[11];
    size_t n = 0;
    if (is_safe(v))
        return v;
    for (struct view rest = v; rest.n;)
        n += take_safe(&rest, piece);
    char *p = NEW(arena, char, n + 1), *at = p;
    while (v.n) {
        size_t size = take_safe(&v, piece);
        memcpy(at, piece, size);
        at += size;
    }
    return (struct view){ .p = p, .n = n };
}

void text_safe_into(char *out, size_t size, struct view v)
{
    char piece[11];
    size_t n = 0, cut = 0; /* cut: the last place where "..." still fits */
    while (v.n) {
        size_t more = take_safe(&v, piece);
        if (n + more >= size) {
            if (size > 3)
                memcpy(out + cut, "...", 3), n = cut + 3;
            break;
        }
        memcpy(out + n, piece, more);
        n += more;
        if (n + 3 < size)
            cut = n;
    }
    out[n < size ? n : size - 1] = '\0';
}

const char *text_cut(struct arena *arena, struct view v, size_t size)
{
    char *out = NEW(arena, char, size);
    text_safe_into(out, size, v);
    return out;
}
