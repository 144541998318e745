#include "format/text/shell_word.h"

#include "base/arena.h"
#include "base/utf8.h"

bool shell_plain(struct view word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == '\0' || !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:+@%,", word.p[i]))
            return false;
    return word.n > 0;
}

static bool is_safe(struct view word)
{
    struct arena arena = { 0 };
    bool same = view_eq(text_safe(&arena, word), word);
    arena_free(&arena);
    return same;
}

static void put_word(struct buf *to, struct view word)
{
    if (shell_plain(word)) {
        buf_put(to, word);
        return;
    }
    buf_putc(to, '\'');
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == '\'')
            buf_text(to, "'\\''");
        else
            buf_putc(to, word.p[i]);
    buf_putc(to, '\'');
}

void shell_word(struct buf *to, struct view word, const char *otherwise)
{
    if (word.n == 0 || !is_safe(word))
        buf_text(to, otherwise);
    else
        put_word(to, word);
}

void shell_path(struct buf *to, struct view path, const char *otherwise)
{
    if (path.n && path.p[0] == '-' && is_safe(path))
        buf_text(to, "./");
    shell_word(to, path, otherwise);
}
