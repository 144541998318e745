#include "format/secrets/password_scan.h"

#include "base/utf8.h"
#include "format/secrets/password_line.h"

enum {
    FOLDED_BYTES = 8,    /* of a password that is looked for in any letter case */
    FOLDED_MOST = 128,   /* a longer one is looked for as it is */
    BESIDE_BYTES = 4,    /* the longest character before and behind it */
    PIECE_BYTES = 4 << 10,
};
enum bounds { ANYWHERE, AS_WORD, AS_WORD_OF_NAME };

/* What stands before and behind a word in sentences, scripts and addresses. */
static bool is_edge(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'`*()<>[]{}=:/?&,;|", c);
}

/* Spaces, quotes and dashes of word processors, and the quotes of books. */
static bool is_wide_edge(struct view v)
{
    return text_space(v) || view_starts(v, VIEW("\xE2\x80")) || view_starts(v, VIEW("\xC2\xAB")) || view_starts(v, VIEW("\xC2\xBB"));
}

static bool begins_word(struct view text, size_t at)
{
    size_t last = at;
    while (last && at - last < BESIDE_BYTES && (text.p[--last] & 0xC0) == 0x80)
        continue;
    return at == 0 || is_edge(text.p[at - 1]) || (last + 1 < at && is_wide_edge(view_first(view_from(text, last), at - last)));
}

static bool ends_word(struct view behind)
{
    while (behind.n && strchr(".!", behind.p[0]) && behind.p[0])
        behind = view_from(behind, 1);
    return behind.n == 0 || is_edge(behind.p[0]) || is_wide_edge(behind);
}

static bool is_letter_or_digit(char c)
{
    return is_letter(c) || is_digit(c);
}

static bool is_of_name(char c)
{
    return is_letter_or_digit(c) || (unsigned char)c >= 0x80;
}

static bool is_bounded(struct view text, size_t at, size_t end, enum bounds bounds)
{
    if (bounds == AS_WORD)
        return begins_word(text, at) && ends_word(view_from(text, end));
    return bounds == ANYWHERE || ((at == 0 || !is_of_name(text.p[at - 1])) && (end == text.n || !is_of_name(text.p[end])));
}

/* From one place of the text to another; what is beside these still tells where a word ends. */
static bool stands_between(struct view text, size_t from, size_t to, struct view password, enum bounds bounds)
{
    for (size_t at; view_find(view_from(view_first(text, to), from), password, &at);) {
        from += at;
        if (is_bounded(text, from, from + password.n, bounds))
            return true;
        while (++from < to && is_letter_or_digit(text.p[from - 1]))
            continue; /* no word begins there */
    }
    return false;
}

/* From the front of *text as much as there is room for, whole characters: in small letters, and any white space as one space; `as_read`:
 * and each character as who reads it sees it. */
static void fold(struct view *text, bool as_read, char *room, size_t size, size_t *n)
{
    while (text->n && *n + PASSWORD_CHAR_BYTES <= size) {
        char c[PASSWORD_CHAR_BYTES] = { ' ' };
        size_t space = text_space(*text), taken = space ? space : 1, bytes = 1;
        if (!space && as_read)
            bytes = password_char(*text, c, &taken);
        else if (!space)
            c[0] = text->p[0];
        *text = view_from(*text, taken);
        if (c[0] == ' ' && *n && room[*n - 1] == ' ')
            continue;
        for (size_t i = 0; i < bytes; i++)
            room[(*n)++] = small_letter(c[i]);
    }
}

/* In pieces, of which each begins with the end of the one before. */
static bool stands_folded_in(struct view text, bool as_read, struct view password, enum bounds bounds)
{
    enum { KEPT = FOLDED_MOST + 2 * BESIDE_BYTES };
    char wanted[FOLDED_MOST + PASSWORD_CHAR_BYTES], room[PIECE_BYTES];
    size_t n_wanted = 0, n = 0, from = 0;
    fold(&password, as_read, wanted, sizeof wanted, &n_wanted);
    if (as_read && n_wanted < FOLDED_BYTES)
        return false;
    for (;;) {
        fold(&text, as_read, room, sizeof room, &n);
        const struct view piece = { .p = room, .n = n };
        if (stands_between(piece, from, text.n ? n - BESIDE_BYTES : n, (struct view){ .p = wanted, .n = n_wanted }, bounds))
            return true;
        if (text.n == 0)
            return false;
        memmove(room, room + n - KEPT, KEPT);
        n = KEPT;
        from = BESIDE_BYTES;
    }
}

/* Of letters alone it may be any word in other letters; with white space in it nobody can tell which, or where lines were wrapped. */
static bool is_told(struct view text, struct view password, enum bounds bounds)
{
    bool folded = false;
    for (size_t i = 0; i < password.n && password.n <= FOLDED_MOST; i++)
        folded = folded || (password.n >= FOLDED_BYTES && !is_letter(password.p[i]));
    if (!folded)
        return stands_between(text, 0, text.n, password, bounds);
    return stands_folded_in(text, false, password, bounds) ||
           (password_chars_differ(text) && stands_folded_in(text, true, password, bounds));
}

bool password_told(struct view text, struct view password)
{
    password = text_trim(password);
    return password.n >= PASSWORD_WORD_BYTES && is_told(text, password, AS_WORD);
}

bool password_stands_in(struct view bytes, struct view password)
{
    return password.n && is_told(bytes, password, ANYWHERE);
}

bool password_in_name(struct view name, struct view password)
{
    return password.n >= PASSWORD_WORD_BYTES && is_told(name, password, AS_WORD_OF_NAME);
}
