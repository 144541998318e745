#include "format/text/text_read.h"

#include "base/utf8.h"

static unsigned unit_at(struct view bytes, size_t i, bool big_endian)
{
    unsigned first = (unsigned char)bytes.p[i];
    unsigned second = (unsigned char)bytes.p[i + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
}

bool text_is_utf16(struct view bytes, bool *big_endian, size_t *skip)
{
    enum { LOOKED_AT = 32, AT_LEAST = 4 };
    if (bytes.n < 2)
        return false;
    *skip = 2;
    *big_endian = true;
    if (unit_at(bytes, 0, true) == 0xFEFF)
        return true;
    *big_endian = false;
    if (unit_at(bytes, 0, false) == 0xFEFF)
        return true;
    *skip = 0;
    *big_endian = bytes.p[0] == 0;
    size_t units = bytes.n / 2 < LOOKED_AT ? bytes.n / 2 : LOOKED_AT;
    for (size_t i = 0; i < units; i++) {
        unsigned unit = unit_at(bytes, 2 * i, *big_endian);
        if (unit != '\t' && unit != '\n' && unit != '\r' && (unit < ' ' || unit > '~'))
            return false;
    }
    return units >= AT_LEAST;
}

struct view utf16_to_utf8(struct arena *arena, struct view bytes, bool big_endian)
{
    enum { MOST_BYTES_A_UNIT = 3, REPLACEMENT = 0xFFFD };
    char *out = NEW(arena, char, bytes.n / 2 * MOST_BYTES_A_UNIT + 5);
    size_t n = 0;
    for (size_t i = 0; i + 1 < bytes.n; i += 2) {
        uint32_t code = unit_at(bytes, i, big_endian);
        if (code >= 0xD800 && code <= 0xDFFF) {
            unsigned low = i + 3 < bytes.n ? unit_at(bytes, i + 2, big_endian) : 0;
            if (code <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
                code = 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF));
                i += 2;
            } else {
                code = REPLACEMENT;
            }
        }
        n += utf8_encode(code, out + n);
    }
    return (struct view){ .p = out, .n = n };
}

static uint32_t long_unit_at(struct view bytes, size_t i, bool big_endian)
{
    uint32_t first = unit_at(bytes, i, big_endian), second = unit_at(bytes, i + 2, big_endian);
    return big_endian ? first << 16 | second : second << 16 | first;
}

/* It has the mark, or its first characters are ASCII in 32 bits. */
static bool is_utf32(struct view bytes, bool *big_endian, size_t *skip)
{
    enum { AT_LEAST = 2 };
    if (bytes.n < 4 * AT_LEAST || bytes.n % 4)
        return false;
    *big_endian = bytes.p[0] == 0;
    *skip = long_unit_at(bytes, 0, *big_endian) == 0xFEFF ? 4 : 0;
    for (size_t i = *skip; i < bytes.n && i < 32; i += 4) {
        uint32_t code = long_unit_at(bytes, i, *big_endian);
        if (*skip ? code > 0x10FFFF : code > '~' || (code < ' ' && code != '\t' && code != '\n' && code != '\r'))
            return false;
    }
    return true;
}

static struct view utf32_to_utf8(struct arena *arena, struct view bytes, bool big_endian)
{
    char *out = arena_text(arena, bytes.n);
    size_t n = 0;
    for (size_t i = 0; i + 3 < bytes.n; i += 4) {
        uint32_t code = long_unit_at(bytes, i, big_endian);
        n += utf8_encode(code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? 0xFFFD : code, out + n);
    }
    return (struct view){ .p = out, .n = n };
}

struct view text_normal(struct arena *arena, struct view bytes, unsigned *form)
{
    bool big_endian;
    size_t skip;
    if (view_starts(bytes, VIEW(UTF8_MARK))) {
        *form |= TEXT_MARK;
        return view_from(bytes, strlen(UTF8_MARK));
    }
    if (is_utf32(bytes, &big_endian, &skip)) {
        *form |= TEXT_UTF32 | (skip ? (unsigned)TEXT_MARK : 0);
        return utf32_to_utf8(arena, view_from(bytes, skip), big_endian);
    }
    if (!text_is_utf16(bytes, &big_endian, &skip))
        return bytes;
    *form |= TEXT_UTF16 | (skip ? (unsigned)TEXT_MARK : 0);
    return utf16_to_utf8(arena, view_from(bytes, skip), big_endian);
}

/* Bytes beyond ASCII that stand alone among letters: what an editor for Western Europe saves. */
static bool looks_like_1252(struct view bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F || c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D)
            return false;
    }
    return true;
}

const char *text_problem(struct view bytes)
{
    return utf8_valid(bytes) ? NULL : looks_like_1252(bytes) ? "not UTF-8: it looks like Windows-1252" : "not UTF-8 text";
}

bool text_read(struct arena *arena, struct view bytes, struct view *out, struct err *e)
{
    unsigned form = 0;
    *out = text_normal(arena, bytes, &form);
    const char *problem = text_problem(*out);
    size_t line = problem ? 1 + view_count(view_first(*out, utf8_length(*out)), '\n') : 0;
    return !problem || err_set(e, ST_FORMAT, "save it as UTF-8", "line %zu: %s", line, problem);
}

bool text_is_wide(struct view first, bool *big_endian)
{
    unsigned unit = first.n < 2 ? 0 : unit_at(first, 0, true);
    *big_endian = unit == 0xFEFF || (unit && unit <= 0xFF);
    return *big_endian || unit == 0xFFFE || (unit && (unit & 0xFF) == 0);
}

bool text_ends_line(struct view bytes, bool wide, bool big_endian)
{
    if (!wide)
        return view_ends(bytes, VIEW("\n"));
    return bytes.n >= 2 && bytes.n % 2 == 0 && unit_at(bytes, bytes.n - 2, big_endian) == '\n';
}

size_t text_from_1252(struct view bytes, char *out)
{
    static const uint16_t from_0x80[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    };
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        n += utf8_encode(c >= 0x80 && c < 0xA0 ? from_0x80[c - 0x80] : c, out + n);
    }
    return n;
}
