#include "format/text/lay_out.h"

#include "base/wrap.h"

enum { LABEL_COLUMNS = 40 };

/* "Needed by: ..." */
static bool has_label(struct view text)
{
    size_t at;
    return view_find(view_first(text, LABEL_COLUMNS), VIEW(": "), &at);
}

/* "- " or "12. " in front of an item. */
static size_t mark_columns(struct view line)
{
    size_t digits = 0;
    while (digits < line.n && is_digit(line.p[digits]))
        digits++;
    if (digits && view_starts(view_from(line, digits), VIEW(". ")))
        return digits + 2;
    return view_starts(line, VIEW("- ")) ? 2 : 0;
}

static void put_paragraph(struct sink *to, struct view line)
{
    size_t lead = 0;
    while (lead < line.n && line.p[lead] == ' ')
        lead++;
    struct view text = view_from(line, lead);
    size_t mark = mark_columns(text);
    size_t under_label = lead ? 2 : 4; /* deeper than the labels under "Environment: ..." */
    size_t hang = mark ? mark : line.n > TEXT_COLUMNS && has_label(text) ? under_label : 0;
    put_spaces(to, lead);
    put_wrapped(to, text, lead, lead + hang, TEXT_COLUMNS);
}

void lay_out(struct sink *to, struct view text)
{
    struct view line;
    bool first = true, pending = false; /* an empty line, written once something follows */
    while (view_cut(&text, '\n', &line)) {
        struct view words = view_trim(line);
        if (words.n == 0) {
            pending = !first;
            continue;
        }
        put_text(to, pending ? "\n" : "");
        if (!first)
            put_paragraph(to, line);
        else if (text_columns(words) > TEXT_COLUMNS)
            put_cell(to, words, TEXT_COLUMNS);
        else
            put(to, words);
        put_text(to, first ? "\n" : "");
        first = pending = false;
    }
}

struct view with_crlf(struct arena *arena, struct view text)
{
    char *made = arena_text(arena, 2 * text.n + 2), *end = made;
    struct view line;
    while (view_cut(&text, '\n', &line))
        end = view_copy(view_copy(end, line), VIEW("\r\n"));
    *end = '\0';
    return (struct view){ .p = made, .n = (size_t)(end - made) };
}
