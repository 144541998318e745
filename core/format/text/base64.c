#include "format/text/base64.h"

int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '/')
        return c == '+' ? 62 : 63;
    return -1;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool base64_decode(struct arena *arena, struct view text, struct view *out)
{
    char *decoded = NEW(arena, char, text.n / 4 * 3 + 4);
    size_t n = 0;
    unsigned digits = 0;
    unsigned padding = 0;
    uint32_t group = 0;
    for (size_t i = 0; i < text.n; i++) {
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

struct view base64_of_sha256(struct arena *arena, const unsigned char sha256[32])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char padded[33] = { 0 };
    char text[44];
    memcpy(padded, sha256, 32);
    for (size_t i = 0; i < 11; i++) {
        unsigned three = (unsigned)padded[3 * i] << 16 | (unsigned)padded[3 * i + 1] << 8 | padded[3 * i + 2];
        for (size_t k = 0; k < 4; k++)
            text[4 * i + k] = digits[three >> (18 - 6 * k) & 63];
    }
    text[43] = '=';
    return view_dup(arena, (struct view){ .p = text, .n = sizeof text });
}
