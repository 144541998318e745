#include "format/secrets/password_scan.h"

/* What stands before and behind a word in sentences, scripts and addresses. */
static bool is_edge(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'`()<>[]{}=:/?&,;|", c);
}

static bool ends_word(struct view behind)
{
    while (behind.n && strchr(".!", behind.p[0]) && behind.p[0])
        behind = view_from(behind, 1);
    return behind.n == 0 || is_edge(behind.p[0]);
}

bool password_told(struct view text, struct view password)
{
    size_t from = 0, at;
    if (password.n < PASSWORD_WORD_BYTES)
        return false;
    for (; view_find(view_from(text, from), password, &at); from += at + 1)
        if ((from + at == 0 || is_edge(text.p[from + at - 1])) && ends_word(view_from(text, from + at + password.n)))
            return true;
    return false;
}

static bool is_of_name(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

bool password_in_name(struct view name, struct view password)
{
    size_t from = 0, at;
    if (password.n < PASSWORD_WORD_BYTES)
        return false;
    for (; view_find(view_from(name, from), password, &at); from += at + 1) {
        size_t begin = from + at, end = begin + password.n;
        if ((begin == 0 || !is_of_name(name.p[begin - 1])) && (end == name.n || !is_of_name(name.p[end])))
            return true;
    }
    return false;
}
