#include "format/text/shell_word.h"

#include "base/arena.h"
#include "base/utf8.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define CURVED_DOUBLE_QUOTES "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E" /* to PowerShell they are straight ones */

static const struct {
    const char *plain;
    char quote;
    const char *never[8]; /* between the quotes it would mean something */
} rules[] = {
    [OS_SHELL_POSIX] = { LETTERS "._-/:+@%,", '\'', { NULL } },
    [OS_SHELLS_WINDOWS] = { LETTERS "._-/:+\\", '"', { "\"", "%", "$", "`", CURVED_DOUBLE_QUOTES } },
};

static bool is_plain(struct view word, enum os_shells shells)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == '\0' || !strchr(rules[shells].plain, word.p[i]))
            return false;
    if (shells == OS_SHELLS_WINDOWS && word.n && word.p[0] == '-') /* PowerShell makes two words of -a.b and of -a:b */
        return !view_has(word, '.') && !view_has(word, ':');
    return word.n > 0;
}

bool shell_plain(struct view word)
{
    return is_plain(word, os_shells);
}

static bool is_safe(struct view word)
{
    struct arena arena = { 0 };
    bool same = view_eq(text_safe(&arena, word), word);
    arena_free(&arena);
    return same;
}

/* A backslash in front of the closing quote would take its meaning. */
static bool can_be_quoted(struct view word, enum os_shells shells)
{
    for (const char *const *never = rules[shells].never; *never; never++)
        if (os_find(word.p, word.n, *never, strlen(*never)))
            return false;
    return shells == OS_SHELL_POSIX || word.p[word.n - 1] != '\\';
}

static void put_quoted(struct buf *to, struct view word, char quote)
{
    buf_putc(to, quote);
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == quote)
            buf_text(to, "'\\''");
        else
            buf_putc(to, word.p[i]);
    buf_putc(to, quote);
}

void shell_word_in(struct buf *to, enum os_shells shells, struct view word, const char *otherwise)
{
    if (is_plain(word, shells))
        buf_put(to, word);
    else if (word.n && is_safe(word) && can_be_quoted(word, shells))
        put_quoted(to, word, rules[shells].quote);
    else
        buf_text(to, otherwise);
}

void shell_word(struct buf *to, struct view word, const char *otherwise)
{
    shell_word_in(to, os_shells, word, otherwise);
}

void shell_path(struct buf *to, struct view path, const char *otherwise)
{
    bool is_input = view_eq_text(path, "-");
    if (path.n && path.p[0] == '-' && !is_input && is_safe(path))
        buf_text(to, "./");
    shell_word(to, is_input ? VIEW("") : path, otherwise);
}
