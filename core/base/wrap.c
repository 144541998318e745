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
    size_t n = 0;
    while (v.n) {
        size_t plain = utf8_printable(v);
        v = view_from(v, plain);
        n += plain + (v.n ? take_columns(&v) : 0);
    }
    return n;
}

/* Its beginning, as long as fits; an accent stays with its letter. */
static struct view first_columns(struct view v, size_t most, size_t *columns)
{
    struct view rest = v;
    *columns = 0;
    for (;;) {
        size_t plain = utf8_printable(view_first(rest, most - *columns));
        struct view next = rest = view_from(rest, plain);
        *columns += plain;
        size_t more = next.n ? take_columns(&next) : 0;
        if (next.n == rest.n || *columns + more > most)
            return view_first(v, v.n - rest.n);
        *columns += more;
        rest = next;
    }
}

void put_spaces(struct sink *to, size_t n)
{
    while (n) {
        struct view some = view_first(VIEW("                                        "), n);
        put(to, some);
        n -= some.n;
    }
}

static struct view without_spaces(struct view v)
{
    while (v.n && *v.p == ' ')
        v = view_from(v, 1);
    return v;
}

/* The words at the front that fit into `most` columns, and one at least. */
static struct view first_words(struct view text, size_t most)
{
    if (text.n <= most) /* no character has more columns than bytes */
        return text;
    size_t columns, fits = first_columns(text, most, &columns).n, end = fits;
    if (fits == text.n)
        return text;
    while (end && text.p[end] != ' ')
        end--;
    struct view rest = view_from(text, fits), word;
    return view_first(text, end ? end : fits + (view_cut(&rest, ' ', &word) ? word.n : 0));
}

void put_wrapped(struct sink *to, struct view text, size_t at, size_t indent, size_t width)
{
    for (text = without_spaces(text); text.n;) {
        struct view words = first_words(text, width > at ? width - at : 0);
        text = without_spaces(view_from(text, words.n));
        put(to, view_trim(words));
        put_text(to, text.n ? "\n" : "");
        put_spaces(to, text.n ? indent : 0);
        at = indent;
    }
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
