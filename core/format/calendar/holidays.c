#include "format/calendar/holidays.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "format/text/text_read.h"

enum { YEARS_BEHIND = 2, YEARS_AHEAD = 10 }; /* of now, in which repetitions without an end are followed */

struct list {
    struct arena *arena;
    struct days_off *out;
    bool day_first, month_first; /* some line can mean nothing else */
    struct err *e;
};

struct listed {
    int32_t day_first, month_first; /* the readings of its date; DAY_NONE when it can't be that one */
    struct view date, name, behind; /* behind: all that follows the date */
};

/* Without the quotation marks around fields; a no-break space, as Word and mails have it, is a space. */
static struct view plain_text(struct arena *arena, struct view text)
{
    static const struct view no_break = VIEW_ROW("\xC2\xA0");
    char *out = NEW(arena, char, text.n + 1);
    bool quoted = false;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        const struct view rest = view_from(text, i);
        bool is_mark = rest.p[0] == '"' && (quoted || n == 0 || strchr(",;\t\r\n", out[n - 1]));
        quoted = quoted && rest.p[0] != '\n';
        if (view_starts(rest, no_break)) {
            out[n++] = ' ';
            i++;
        } else if (!is_mark) {
            out[n++] = rest.p[0];
        } else if (quoted && view_starts(rest, VIEW("\"\""))) {
            out[n++] = '"';
            i++;
        } else {
            quoted = !quoted;
        }
    }
    return (struct view){ .p = out, .n = n };
}

static size_t end_before(struct view line, const char *marks)
{
    size_t end = 0;
    while (end < line.n && !strchr(marks, line.p[end]))
        end++;
    return end;
}

static struct view first_word(struct view line)
{
    return view_first(line, end_before(line, " \t,;"));
}

static bool next_field(struct view *rest, struct view *field)
{
    if (rest->n == 0)
        return false;
    *field = view_first(*rest, end_before(*rest, ",;\t"));
    *rest = view_from(*rest, field->n < rest->n ? field->n + 1 : rest->n);
    *field = view_trim(*field);
    return true;
}

static struct view behind_mark(struct view text)
{
    text = view_trim(text);
    return text.n && strchr(",;", text.p[0]) ? view_trim(view_from(text, 1)) : text;
}

/* "2026-12-25 Christmas Day", "25/12/2026;Natal", "25.12.2026 00:00:00,Weihnachten", and Outlook's .hol: "Christmas Day,2026/12/25". */
static bool take_line(struct view line, struct listed *out)
{
    out->date = first_word(line);
    size_t end = out->date.n;
    out->behind = out->name = view_trim(view_from(line, end));
    if (day_readings(out->date, &out->day_first, &out->month_first)) {
        int32_t last, other;
        if (view_starts(out->name, VIEW("00:00:00")))
            out->name = view_from(out->name, 8);
        out->name = behind_mark(out->name);
        if (day_readings(first_word(out->name), &last, &other))
            out->name = behind_mark(view_from(out->name, first_word(out->name).n));
        return true;
    }
    for (size_t i = end; i < line.n; i++) {
        struct view rest = view_from(line, i + 1);
        if (line.p[i] != ',' || !view_cut(&rest, ',', &out->date))
            continue;
        out->date = view_trim(out->date);
        out->name = view_first(line, i);
        out->behind = rest;
        if (day_readings(out->date, &out->day_first, &out->month_first))
            return true;
    }
    return false;
}

/* A comment, a section of Outlook's .hol, the names of a sheet's columns, a row that it left empty. */
static bool is_no_entry(struct view line, unsigned number)
{
    bool columns = view_has(line, ';') || view_has(line, ',') || view_has(line, '\t'), empty = true;
    for (size_t i = 0; i < line.n; i++) {
        columns = columns && !is_digit(line.p[i]);
        empty = empty && strchr(" \t,;", line.p[i]);
    }
    return empty || line.p[0] == '#' || line.p[0] == '[' || (number == 1 && columns);
}

/* How many days behind the first of the line that field's day is, as both can be read; 0 where it begins with no date. */
static int32_t days_behind(const struct listed *first, struct view field)
{
    int32_t day_first, month_first;
    if (!day_readings(first_word(field), &day_first, &month_first))
        return 0;
    if (day_first != DAY_NONE && first->day_first != DAY_NONE)
        return day_first - first->day_first;
    return month_first != DAY_NONE && first->month_first != DAY_NONE ? month_first - first->month_first : INT32_MAX;
}

/* "- 2026-12-31 Closed" behind the first day, or another column of dates: its end, or another year. An event that ends at the next day's
 * midnight is one day. */
static bool has_several_days(const struct listed *entry)
{
    enum { LONGEST_WORD = 5 }; /* "-", "to", "bis", "until" */
    struct view rest = entry->behind, field, time;
    size_t word = end_before(rest, " \t,;");
    if (word && word <= LONGEST_WORD && days_behind(entry, view_trim(view_from(rest, word))))
        return true;
    while (next_field(&rest, &field)) {
        struct view ahead = rest;
        int32_t days = days_behind(entry, field);
        if (days > 1 || (days == 1 && !(next_field(&ahead, &time) && is_midnight(time))))
            return true;
    }
    return false;
}

typedef bool line_use(struct list *l, const struct listed *entry, unsigned number);

static bool note_order(struct list *l, const struct listed *entry, unsigned number)
{
    (void)number;
    l->day_first |= entry->month_first == DAY_NONE;
    l->month_first |= entry->day_first == DAY_NONE;
    return true;
}

static bool add_line(struct list *l, const struct listed *entry, unsigned number)
{
    char one[DATE_TEXT], other[DATE_TEXT];
    bool open = entry->day_first != DAY_NONE && entry->month_first != DAY_NONE && entry->day_first != entry->month_first;
    int32_t day = entry->day_first == DAY_NONE || (open && l->month_first) ? entry->month_first : entry->day_first;
    if (open && l->day_first == l->month_first)
        return err_set(l->e, ST_FORMAT, "write year, month and day, as in 2026-12-25", "line %u: \"%.*s\" can be %s or %s", number,
                       VIEW_ARG(entry->date), day_text(entry->day_first, one), day_text(entry->month_first, other));
    if (l->out->days.n == LIMIT_HOLIDAYS)
        return err_set(l->e, ST_LIMIT, "keep the years that matter", "line %u: more than %d days off", number, LIMIT_HOLIDAYS);
    *LIST_ADD(l->arena, &l->out->days) =
        (struct holiday){ .day = day, .name = text_safe(l->arena, view_first(entry->name, LIMIT_NAME_BYTES)) };
    return true;
}

static bool bad_line(struct list *l, struct view line, unsigned number)
{
    const struct view field = first_word(line);
    char date[DATE_TEXT];
    int32_t day;
    if (day_of_serial(field, &day))
        return err_set(l->e, ST_FORMAT, "format the column as yyyy-mm-dd before it is saved",
                       "line %u: \"%.*s\" is the number that Excel keeps for a date (%s)", number, VIEW_ARG(field), day_text(day, date));
    return err_set(l->e, ST_FORMAT, "a holiday file holds lines like \"2026-12-25 Christmas Day\", or is an iCalendar file (.ics)",
                   "line %u: does not start with a date of the calendar (YYYY-MM-DD)", number);
}

static bool each_line(struct list *l, struct view text, line_use *use)
{
    struct view line;
    for (unsigned number = 1; view_line(&text, &line); number++) {
        struct listed entry;
        line = view_trim(line);
        if (is_no_entry(line, number))
            continue;
        if (!take_line(line, &entry))
            return bad_line(l, line, number);
        if (has_several_days(&entry))
            return err_set(l->e, ST_FORMAT, "write a line for each day of it", "line %u: it has several days", number);
        if (!use(l, &entry, number))
            return false;
    }
    return true;
}

static int order_days(const void *a, const void *b)
{
    const struct holiday *x = a, *y = b;
    return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : view_cmp(x->name, y->name);
}

static void sort_once(struct days_off *list)
{
    struct holiday *items = list->days.items;
    size_t n = 0;
    qsort(items, list->days.n, sizeof *items, order_days);
    for (size_t i = 0; i < list->days.n; i++)
        if (n == 0 || items[n - 1].day != items[i].day)
            items[n++] = items[i];
    list->days.n = n;
}

static int year_of(int32_t day)
{
    return civil_from_time(time_of_day(day)).year;
}

/* The day that many years later; 29 February becomes the 28th. */
static int32_t years_later(int32_t day, int years)
{
    struct civil c = civil_from_time(time_of_day(day));
    int32_t later = day_of(c.year + years, c.month, c.day);
    return later != DAY_NONE ? later : day_of(c.year + years, c.month, c.day - 1);
}

static bool read_list(struct arena *arena, struct view text, int64_t now, struct days_off *out, struct err *e)
{
    struct list list = { .arena = arena, .out = out, .e = e };
    (void)now;
    text = plain_text(arena, text);
    if (!each_line(&list, text, note_order) || !each_line(&list, text, add_line))
        return false;
    for (size_t i = 0; i < out->days.n; i++)
        out->last = out->days.items[i].day > out->last ? out->days.items[i].day : out->last;
    return true;
}

static bool read_calendar(struct arena *arena, struct view text, int64_t now, struct days_off *out, struct err *e)
{
    int32_t today = day_of_time(now), until = years_later(today, YEARS_AHEAD);
    int32_t from = day_of(year_of(today) - YEARS_BEHIND, 1, 1);
    if (from == DAY_NONE || until == DAY_NONE)
        return err_set(e, ST_LIMIT, "give a present time with --at", "the calendar can't be followed at this time");
    if (!ical_days_off(arena, text, from, until, out, e))
        return false;
    out->endless = out->endless && until > out->last;
    if (out->endless)
        out->last = until;
    return true;
}

static int32_t day_in_year(int32_t day)
{
    return day - day_of(year_of(day), 1, 1);
}

/* To the end of the last year that is listed. Where that ends long before the year before it did, it was only begun: "2027-01-01" behind
 * the days of 2026. */
static int32_t covered_to(const struct days_off *sorted)
{
    enum { EARLIER_MOST = 60 }; /* days: feasts move */
    const int year = year_of(sorted->last);
    int32_t before = DAY_NONE;
    for (size_t i = 0; i < sorted->days.n; i++)
        if (year_of(sorted->days.items[i].day) == year - 1)
            before = sorted->days.items[i].day;
    const bool begun = before != DAY_NONE && day_in_year(sorted->last) + EARLIER_MOST < day_in_year(before);
    return begun ? sorted->last : day_of(year, 12, 31);
}

static const struct {
    struct view start; /* its first bytes that are not white space, in any case */
    bool (*read)(struct arena *arena, struct view text, int64_t now, struct days_off *out, struct err *e);
} formats[] = {
    [HOLIDAYS_CALENDAR] = { VIEW_ROW("BEGIN:VCALENDAR"), read_calendar },
    [HOLIDAYS_OUTLOOK] = { VIEW_ROW("["), read_list }, /* "[Portugal] 12" in front of the days of each country */
    [HOLIDAYS_LINES] = { VIEW_ROW(""), read_list },
};
static_assert(COUNT_OF(formats) == HOLIDAY_FORMAT_COUNT, "a reader for every format");

static const char hint_kinds[] = "give iCalendar (.ics), or of a sheet its CSV with a date and a name in each line";

static bool read_days(struct arena *arena, struct view text, int64_t now, struct days_off *out, struct err *e)
{
    *out = (struct days_off){ .last = DAY_NONE };
    enum container kind = sniff(text, (struct view){ 0 });
    if (kind == CONTAINER_HTML)
        return err_set(e, ST_FORMAT, "check the address, and save the calendar itself (.ics)", "it is a web page, probably a log-in");
    if (kind == CONTAINER_JSON)
        return err_set(e, ST_FORMAT, hint_kinds, "it is a JSON document, not a calendar");
    size_t format = 0;
    while (!view_eq_nocase(view_first(view_trim(text), formats[format].start.n), formats[format].start))
        format++;
    return formats[format].read(arena, text, now, out, e);
}

static bool check_some(const struct days_off *list, struct err *e)
{
    static const char hint[] = "list days as \"2026-12-25 Christmas Day\", or export all-day events as iCalendar";
    const struct holiday_left *first = list->left.items;
    if (list->days.n)
        return true;
    return !first ? err_set(e, ST_FORMAT, hint, "holds no day off")
                  : err_set(e, ST_FORMAT, hint, "holds no day off; %zu left out, the first in line %u: %s", list->left.n, first->line,
                            first->why);
}

bool holidays_read(struct arena *arena, struct view path, struct view bytes, int64_t now, struct holidays *out, struct err *e)
{
    struct days_off list;
    struct view text;
    if (!sniff_check_wanted(bytes, LIMIT_ICAL_BYTES, "a calendar", hint_kinds, e) || !text_read(arena, bytes, &text, e) ||
        !read_days(arena, text, now, &list, e) || !check_some(&list, e))
        return err_at(e, "%.*s", VIEW_ARG(path));
    sort_once(&list);
    *out = (struct holidays){
        .items = list.days.items, .n = list.days.n, .left = list.left.items, .n_left = list.left.n,
        .from = day_of(year_of(list.days.items[0].day), 1, 1), .to = list.endless ? list.last : covered_to(&list),
        .source = text_safe(arena, path),
    };
    digest_sha256(bytes, out->sha256);
    return true;
}

static int order_key(const void *key, const void *item)
{
    const int32_t *day = key;
    const struct holiday *h = item;
    return (*day > h->day) - (*day < h->day);
}

bool holidays_has(const struct holidays *h, int32_t day, struct view *name)
{
    const struct holiday *hit = h->n ? bsearch(&day, h->items, h->n, sizeof *h->items, order_key) : NULL;
    if (hit && name)
        *name = hit->name;
    return hit != NULL;
}
