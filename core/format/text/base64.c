#include "format/text/base64.h"

#include <openssl/evp.h>

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
static size_t take_groups(struct view text, char *out, size_t most)
{
    size_t at = 0;
    for (; text.n - at >= 4 && most - at / 4 * 3 >= 3; at += 4) {
        int a = base64_digit(text.p[at]), b = base64_digit(text.p[at + 1]);
        int c = base64_digit(text.p[at + 2]), d = base64_digit(text.p[at + 3]);
        if ((a | b | c | d) < 0)
            break;
        *out++ = (char)(a << 2 | b >> 4);
        *out++ = (char)(b << 4 | c >> 2);
        *out++ = (char)(c << 6 | d);
    }
    return at;
}

struct base64_front base64_front(struct view text, int (*other)(char c), char *out, size_t most)
{
    struct base64_front f = { 0 };
    uint32_t group = 0;
    for (size_t n = 0; f.end < text.n && n < most; f.end++, n = f.letters * 3 / 4) {
        size_t whole = f.letters % 4 ? 0 : take_groups(view_from(text, f.end), out + n, most - n);
        f.letters += whole;
        f.end += whole;
        n += whole / 4 * 3;
        if (f.end == text.n || n == most)
            break;
        int value = base64_digit(text.p[f.end]);
        if (value < 0)
            value = other(text.p[f.end]);
        if (value == BASE64_END)
            break;
        if (value < 0)
            continue;
        group = group << 6 | (uint32_t)value;
        if (++f.letters % 4 != 1) /* each but the first of four ends a byte */
            out[n] = (char)(group >> 2 * (-f.letters % 4));
    }
    return f;
}

static int space_alone(char c)
{
    return is_space(c) ? BASE64_OVER : BASE64_END;
}

bool base64_decode(struct arena *arena, struct view text, struct view *out)
{
    char *decoded = arena_text(arena, text.n / 4 * 3 + 3);
    struct base64_front f = base64_front(text, space_alone, decoded, SIZE_MAX);
    size_t padding = 0;
    for (size_t i = f.end; i < text.n; i++) {
        if (text.p[i] != '=' && !is_space(text.p[i]))
            return false;
        padding += text.p[i] == '=';
    }
    *out = (struct view){ .p = decoded, .n = f.letters * 3 / 4 };
    return f.letters > 0 && padding < 3 && f.letters % 4 + padding == (padding ? 4 : 0);
}

struct view base64_encode(struct arena *arena, struct view bytes)
{
    char *text = arena_text(arena, (bytes.n + 2) / 3 * 4);
    int n = EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes.p, (int)bytes.n);
    return (struct view){ .p = text, .n = (size_t)n };
}

static bool is_letters(struct view line)
{
    for (size_t i = 0; i < line.n; i++)
        if (base64_digit(line.p[i]) < 0 && line.p[i] != '=')
            return false;
    return line.n > 0;
}

struct view base64_take_run(struct view *text)
{
    struct view rest = *text, line;
    size_t n = 0;
    while (n < rest.n && (base64_digit(rest.p[n]) >= 0 || rest.p[n] == '='))
        n++;
    rest = view_from(rest, n);
    while (n && text->p[n - 1] != '=' && rest.n) {
        struct view next = rest;
        size_t skip = next.p[0] == '\r' && next.n > 1 && next.p[1] == '\n' ? 2 : 1;
        if (next.p[0] != '\n' && next.p[0] != '\r')
            break;
        next = view_from(next, skip);
        if (!view_line(&next, &line) || !is_letters(view_trim(line)))
            break;
        line = view_trim(line);
        n = (size_t)(line.p + line.n - text->p);
        rest = view_from(*text, n);
    }
    struct view run = view_first(*text, n);
    *text = rest;
    return run;
}
