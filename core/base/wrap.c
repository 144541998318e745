#include "base/wrap.h"

#include "base/utf8.h"

#include <utf8proc.h>

/* Takes the next character; what is no UTF-8 is a column a byte. */
static size_t take_columns(struct view *v)
{
    uint32_t code = (unsigned char)v->p[0];
    if (code >= 0x80 && utf8_take(v, &code))
        return (size_t)utf8proc_charwidth((utf8proc_int32_t)code);
    *v = view_from(*v, 1);
    return 1;
}

size_t text_columns(struct view v)
{
    size_t n = utf8_printable(v);
    v = view_from(v, n);
    while (v.n)
        n += take_columns(&v);
    return n;
}

/* Its beginning, as long as fits; an accent stays with its letter. */
static struct view first_columns(struct view v, size_t most, size_t *columns)
{
    struct view rest = v;
    *columns = 0;
    while (rest.n) {
        struct view next = rest;
        size_t more = take_columns(&next);
        if (*columns + more > most)
            break;
        *columns += more;
        rest = next;
    }
    return view_first(v, v.n - rest.n);
}

void put_spaces(struct sink *to, size_t n)
{
    while (n) {
        struct view some = view_first(VIEW("                                        "), n);
        put(to, some);
        n -= some.n;
    }
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
        put(to, first_columns(text, width - 3, &columns));
        put_text(to, "...");
        columns += 3;
    } else {
        put(to, text);
    }
    put_spaces(to, width - columns);
}
