#include "format/secrets/password_line.h"

#include "base/utf8.h"
#include "format/secrets/byte_pairs.h"

enum { GONE = '\0' };

/* What word processors and other keyboards write for a mark of ASCII, and what nobody sees. */
static const struct { struct view written; char stands_for; } others[] = {
    { VIEW_ROW("\xE2\x80\x90"), '-' },  { VIEW_ROW("\xE2\x80\x91"), '-' },  { VIEW_ROW("\xE2\x80\x92"), '-' },
    { VIEW_ROW("\xE2\x80\x93"), '-' },  { VIEW_ROW("\xE2\x80\x94"), '-' },  { VIEW_ROW("\xE2\x88\x92"), '-' },
    { VIEW_ROW("\xC2\xA0"), ' ' },      { VIEW_ROW("\xE3\x80\x80"), ' ' },  { VIEW_ROW("\xE2\x80\x9C"), '"' },
    { VIEW_ROW("\xE2\x80\x9D"), '"' },  { VIEW_ROW("\xE2\x80\x9E"), '"' },  { VIEW_ROW("\xE2\x80\x98"), '\'' },
    { VIEW_ROW("\xE2\x80\x99"), '\'' }, { VIEW_ROW("\xE2\x80\x9A"), '\'' }, { VIEW_ROW("\xC2\xAD"), GONE },
    { VIEW_ROW("\xE2\x80\x8B"), GONE }, { VIEW_ROW("\xE2\x80\x8C"), GONE }, { VIEW_ROW("\xE2\x80\x8D"), GONE },
    { VIEW_ROW("\xE2\x81\xA0"), GONE }, { VIEW_ROW("\xEF\xBB\xBF"), GONE }, { VIEW_ROW("\\u00AD"), GONE },
    { VIEW_ROW("\\u200B"), GONE },      { VIEW_ROW("\\u200C"), GONE },      { VIEW_ROW("\\u200D"), GONE },
    { VIEW_ROW("\\u2060"), GONE },      { VIEW_ROW("\\uFEFF"), GONE },
};

/* U+FF01 to U+FF5E are the characters of ASCII in the width of Chinese ones. */
static char full_width(struct view v)
{
    if (v.n < 3 || (unsigned char)v.p[0] != 0xEF)
        return GONE;
    const unsigned middle = (unsigned char)v.p[1], last = (unsigned char)v.p[2];
    if (middle == 0xBC && last >= 0x81 && last <= 0xBF)
        return (char)(last - 0x81 + '!');
    return middle == 0xBD && last >= 0x80 && last <= 0x9E ? (char)(last - 0x80 + '`') : GONE;
}

static char take(struct view v, size_t *n)
{
    const char wide = full_width(v);
    *n = wide ? 3 : 1;
    if (wide)
        return wide;
    for (size_t i = 0; (v.p[0] == '\\' || (unsigned char)v.p[0] >= 0x80) && i < COUNT_OF(others); i++)
        if (view_starts(v, others[i].written)) {
            *n = others[i].written.n;
            return others[i].stands_for;
        }
    return v.p[0];
}

/* &#83; or &#x53; */
static uint32_t reference_of_number(struct view v, size_t *n)
{
    enum { MOST = 0x10FFFF };
    int code = 0, base = v.n > 2 && small_letter(v.p[2]) == 'x' ? 16 : 10, digit;
    size_t at = base == 16 ? 3 : 2;
    for (; at < v.n && code <= MOST && (digit = hex_digit(v.p[at])) >= 0 && digit < base; at++)
        code = base * code + digit;
    *n = at + 1;
    return at < v.n && v.p[at] == ';' && code <= MOST ? (uint32_t)code : GONE;
}

static uint32_t reference(struct view v, size_t *n)
{
    static const struct { struct view written; char stands_for; } named[] = {
        { VIEW_ROW("&amp;"), '&' },  { VIEW_ROW("&lt;"), '<' },   { VIEW_ROW("&gt;"), '>' },
        { VIEW_ROW("&quot;"), '"' }, { VIEW_ROW("&apos;"), '\'' }, { VIEW_ROW("&nbsp;"), ' ' },
    };
    for (size_t i = 0; i < COUNT_OF(named); i++)
        if (view_starts(v, named[i].written)) {
            *n = named[i].written.n;
            return (unsigned char)named[i].stands_for;
        }
    return view_starts(v, VIEW("&#")) ? reference_of_number(v, n) : GONE;
}

size_t password_char(struct view v, char out[PASSWORD_CHAR_BYTES], size_t *n)
{
    const int octet = v.p[0] == '%' ? hex_byte(view_from(v, 1)) : -1;
    const uint32_t code = v.p[0] == '&' ? reference(v, n) : GONE;
    size_t bytes = code ? utf8_encode(code, out) : 1, taken;
    if (octet > 0) {
        out[0] = (char)octet;
        *n = 3;
    } else if (!code) {
        out[0] = take(v, n);
    } else if (bytes > 1) {
        const char c = take((struct view){ .p = out, .n = bytes }, &taken);
        if (taken == 1)
            return bytes;
        out[0] = c;
    }
    return out[0] != GONE;
}

bool password_chars_differ(struct view text)
{
    enum { ENCODED = 1, REFERENCE = 2 };
    static const struct byte_pairs pairs = {
        .first = { ['%'] = ENCODED, ['&'] = REFERENCE },
        .second = { ['2'] = ENCODED, ['3'] = ENCODED, ['4'] = ENCODED, ['5'] = ENCODED, ['6'] = ENCODED, ['7'] = ENCODED,
                    ['C'] = ENCODED, ['c'] = ENCODED, ['#'] = REFERENCE, ['a'] = REFERENCE, ['l'] = REFERENCE, ['g'] = REFERENCE,
                    ['q'] = REFERENCE, ['n'] = REFERENCE },
    };
    return pair_next(&pairs, text, 0) < text.n || password_line_differs(text);
}

bool password_line_differs(struct view text)
{
    enum { SOFT = 1, ZERO = 2, WIDE = 4, ESCAPED = 8 };
    static const struct byte_pairs pairs = {
        .first = { [0xC2] = SOFT, [0xE2] = ZERO, [0xE3] = ZERO, [0xEF] = WIDE, ['\\'] = ESCAPED },
        .second = { [0xAD] = SOFT, [0x80] = ZERO, [0x81] = ZERO, [0x88] = ZERO, [0xBB] = WIDE, [0xBC] = WIDE, [0xBD] = WIDE,
                    ['u'] = ESCAPED },
    };
    return pair_next(&pairs, text, 0) < text.n;
}

/* Long lines come in overlapping pieces. */
size_t password_line(struct view text, char *room, size_t size, size_t *n)
{
    size_t at = 0, taken;
    *n = 0;
    while (at < text.n && *n < size) {
        char c = take(view_from(text, at), &taken);
        at += taken;
        if (c == '\n' || c == '\r')
            break;
        if (c != GONE)
            room[(*n)++] = c;
    }
    return at;
}
