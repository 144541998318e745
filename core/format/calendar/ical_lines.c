#include "format/calendar/ical_lines.h"

#include "base/civil.h"
#include "base/utf8.h"

static bool is_continued(struct view rest)
{
    return rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* One pass measures, the second copies: a line in 100,000 pieces costs no more than a long one. */
static struct view join(struct ical_lines *in, struct view first)
{
    struct view rest = in->rest, piece;
    size_t n = first.n;
    while (is_continued(rest) && view_line(&rest, &piece))
        n += piece.n - 1;
    char *whole = NEW(in->arena, char, n + 1), *at = whole;
    at = view_copy(at, first);
    while (is_continued(in->rest) && view_line(&in->rest, &piece)) {
        at = view_copy(at, view_from(piece, 1));
        in->number++;
    }
    return (struct view){ .p = whole, .n = n };
}

/* The colon that ends the parameters; one inside quotes does not. */
static bool find_colon(struct view line, size_t *at)
{
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.p[i] == '"';
        if (line.p[i] == ':' && !quoted) {
            *at = i;
            return true;
        }
    }
    return false;
}

bool ical_next(struct ical_lines *in, struct ical_line *out, struct err *e)
{
    struct view line, head;
    size_t colon;
    e->status = ST_OK;
    do {
        if (!view_line(&in->rest, &line))
            return false;
        in->number++;
    } while (view_trim(line).n == 0);
    out->number = in->number;
    if (is_continued(in->rest))
        line = join(in, line);
    if (!find_colon(line, &colon) || colon == 0)
        return err_set(e, ST_FORMAT, "correct that line, or list the days as plain lines",
                       "line %u: not an iCalendar line (NAME:value)", out->number);
    head = view_first(line, colon);
    out->value = view_trim(view_from(line, colon + 1));
    if (!view_cut(&head, ';', &out->name))
        return false;
    out->params = head;
    return true;
}

/* "000000Z": a time that can't be read is one of the day all the same. */
static int minute_of(struct view time)
{
    uint64_t hour = 12, minute = 0;
    (void)!(view_number(view_first(time, 2), 23, &hour) && view_number(view_first(view_from(time, 2), 2), 59, &minute));
    return (int)(60 * hour + minute);
}

bool ical_date(struct view value, int32_t *day, int *minute)
{
    uint64_t year, month, date;
    bool timed = value.n > 8 && value.p[8] == 'T';
    *minute = timed ? minute_of(view_from(value, 9)) : ICAL_ALL_DAY;
    if (value.n == 10 && day_parse(value, day))
        return true;
    if ((value.n != 8 && !timed && !(value.n == 9 && value.p[8] == 'Z')) || !view_number(view_first(value, 4), 9999, &year) ||
        !view_number(view_first(view_from(value, 4), 2), 12, &month) || !view_number(view_first(view_from(value, 6), 2), 31, &date))
        return false;
    *day = day_of((int)year, (int)month, (int)date);
    return *day != DAY_NONE;
}

struct view ical_text(struct arena *arena, struct view value)
{
    enum { SHOWN = 200 };
    char plain[4 * SHOWN], safe[SHOWN];
    size_t n = 0;
    for (size_t i = 0; i < value.n && n < sizeof plain; i++) {
        char c = value.p[i];
        if (c == '\\' && i + 1 < value.n) {
            c = value.p[++i];
            c = c == 'n' || c == 'N' ? ' ' : c;
        }
        plain[n++] = c;
    }
    text_safe_into(safe, sizeof safe, (struct view){ .p = plain, .n = n });
    return view_dup(arena, view_of(safe));
}
