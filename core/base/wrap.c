#include "base/wrap.h"

size_t text_columns(struct view v)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++)
        n += ((unsigned char)v.p[i] & 0xC0) != 0x80; /* not a continuation byte of UTF-8 */
    return n;
}

void put_spaces(struct sink *to, size_t n)
{
    static const char spaces[] = "                                ";
    for (; n > sizeof spaces - 1; n -= sizeof spaces - 1)
        put_text(to, spaces);
    put(to, (struct view){ .p = spaces, .n = n });
}

void put_wrapped(struct sink *to, struct view text, size_t at, size_t indent, size_t width)
{
    struct view word, run = { 0 }; /* words of one line with one space between them: written at once */
    while (view_cut(&text, ' ', &word)) {
        size_t length = text_columns(word);
        bool first = run.n == 0, fits = first || at + 1 + length <= width;
        if (length == 0)
            continue;
        if (!first && fits && word.p == run.p + run.n + 1) {
            run.n += 1 + word.n;
            at += 1 + length;
            continue;
        }
        put(to, run);
        put_text(to, first ? "" : fits ? " " : "\n");
        put_spaces(to, fits ? 0 : indent);
        at = first ? at + length : fits ? at + 1 + length : indent + length;
        run = word;
    }
    put(to, run);
    put_text(to, "\n");
}

void put_cell(struct sink *to, struct view text, size_t width)
{
    size_t columns = text_columns(text);
    if (columns > width) {
        size_t at = 0;
        for (columns = 0; columns < width - 3; columns++)
            do
                at++;
            while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80);
        put(to, view_first(text, at));
        put_text(to, "...");
        columns = width;
    } else {
        put(to, text);
    }
    put_spaces(to, width - columns);
}
