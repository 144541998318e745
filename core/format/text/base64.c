#include "format/text/base64.h"

int base64_digit(char c)
{
    static const unsigned char letters[256] = { /* one more than they mean: 0 is none */
        ['+'] = 63, ['/'] = 64, ['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
        ['A'] = 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
        ['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
    };
    return letters[(unsigned char)c] - 1;
}

/* Whole groups of four letters, as most of a text is, up to where something else stands. */
static size_t take_groups(struct view text, size_t at, char *to, size_t *n)
{
    for (; text.n - at >= 4; at += 4) {
        int a = base64_digit(text.p[at]), b = base64_digit(text.p[at + 1]);
        int c = base64_digit(text.p[at + 2]), d = base64_digit(text.p[at + 3]);
        if ((a | b | c | d) < 0)
            break;
        to[(*n)++] = (char)(a << 2 | b >> 4);
        to[(*n)++] = (char)(b << 4 | c >> 2);
        to[(*n)++] = (char)(c << 6 | d);
    }
    return at;
}

bool base64_decode(struct arena *arena, struct view text, struct view *out)
{
    char *decoded = NEW(arena, char, text.n / 4 * 3 + 4);
    size_t n = 0;
    unsigned digits = 0;
    unsigned padding = 0;
    uint32_t group = 0;
    for (size_t i = 0; i < text.n; i++) {
        size_t from = i;
        if (digits % 4 == 0 && !padding)
            i = take_groups(text, i, decoded, &n);
        digits += (unsigned)(i - from);
        if (i == text.n)
            break;
        int digit = base64_digit(text.p[i]);
        if (is_space(text.p[i]))
            continue;
        if (text.p[i] == '=' ? digits % 4 < 2 : digit < 0 || padding)
            return false;
        padding += text.p[i] == '=';
        group = group << 6 | (digit < 0 ? 0 : (uint32_t)digit);
        if (++digits % 4)
            continue;
        decoded[n++] = (char)(group >> 16 & 0xFF);
        if (padding < 2)
            decoded[n++] = (char)(group >> 8 & 0xFF);
        if (padding < 1)
            decoded[n++] = (char)(group & 0xFF);
        group = 0;
        if (padding && view_trim(view_from(text, i + 1)).n)
            return false;
    }
    *out = (struct view){ .p = decoded, .n = n };
    return digits > 0 && digits % 4 == 0;
}
