#include "format/calendar/ical.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/escape.h"

/* libical reads calendars but does not write ours: building its tree of components costs eight times as much as these few lines. They
 * write what it would, to the byte (tests/unit/test_ical_write.c compares), but for two things that are wrong there: a line that leaves
 * exactly 73 octets is folded between its CR and LF, and a day after the year 3000 is written as zeros. */

enum { PIECE = 74 }; /* octets of a line; the space of a continuation makes them 75 */

/* How many octets of `rest`, which ends in CRLF, stand in one line: at best up to a space, a colon or a semicolon, never part of a
 * character. */
static size_t piece(struct view rest)
{
    if (rest.n <= PIECE)
        return rest.n;
    for (size_t i = PIECE - 1; i > 0; i--)
        if (rest.p[i] == ' ' || rest.p[i] == ':' || rest.p[i] == ';')
            return i + 1;
    size_t n = PIECE;
    while (n > 1 && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
        n--;
    return rest.p[n] == '\n' ? n + 1 : n; /* not between CR and LF */
}

static void put_folded(struct sink *to, struct view line)
{
    while (line.n) {
        size_t n = piece(line);
        put(to, view_first(line, n));
        line = view_from(line, n);
        put_text(to, line.n ? "\r\n " : "");
    }
}

/* A property of type TEXT: valid UTF-8 without controls; line ends stay, as \n. */
static void put_property(struct ical_out *w, const char *name, struct view text)
{
    struct sink to = sink_buf(&w->line);
    struct view line;
    buf_clear(&w->line);
    buf_text(&w->line, name);
    while (view_line(&text, &line)) {
        escape_put(&to, ESCAPE_ICAL, text_safe(&w->scratch, line));
        buf_text(&w->line, text.n ? "\\n" : "");
    }
    buf_text(&w->line, "\r\n");
    put_folded(w->to, buf_view(&w->line));
}

static void put_date(struct sink *to, const char *name, int32_t day)
{
    char text[DATE_TEXT];
    struct view date = view_of(day_text(day, text));
    put_text(to, name);
    put(to, view_first(date, 4));
    put(to, view_first(view_from(date, 5), 2));
    put(to, view_from(date, 8));
    put_text(to, "\r\n");
}

static void put_alarm(struct ical_out *w, const struct reminder *item)
{
    put_text(w->to, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
    put_property(w, "DESCRIPTION:", item->summary);
    if (item->days_ahead)
        put_fmt(w->to, "TRIGGER:-P%uD", item->days_ahead);
    else
        put_text(w->to, "TRIGGER:PT0S");
    put_text(w->to, "\r\nEND:VALARM\r\n");
}

static void put_event(struct ical_out *w, const struct reminder *item)
{
    put_text(w->to, "BEGIN:VEVENT\r\n");
    put_property(w, "UID:", item->uid);
    put_text(w->to, w->stamp);
    put_date(w->to, "DTSTART;VALUE=DATE:", item->day);
    if (day_of_time(time_of_day(item->day + 1)) != DAY_NONE) /* else there is no such day, and one day is what is meant without */
        put_date(w->to, "DTEND;VALUE=DATE:", item->day + 1);
    put_property(w, "SUMMARY:", item->summary);
    if (item->description.n)
        put_property(w, "DESCRIPTION:", item->description);
    put_text(w->to, "TRANSP:TRANSPARENT\r\n");
    put_alarm(w, item);
    put_text(w->to, "END:VEVENT\r\n");
}

void ical_begin(struct ical_out *out, struct sink *to, int64_t stamp, struct view product)
{
    struct civil at = civil_from_time(stamp);
    *out = (struct ical_out){ .to = to, .line = BUF_INIT(LIMIT_OUTPUT_BYTES) };
    snprintf(out->stamp, sizeof out->stamp, "DTSTAMP:%04d%02d%02dT%02d%02d%02dZ\r\n", at.year, at.month, at.day, at.hour, at.minute,
             at.second);
    put_text(to, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    put_property(out, "PRODID:", product);
}

void ical_put(struct ical_out *out, const struct reminder *item)
{
    if (day_of_time(time_of_day(item->day)) != DAY_NONE)
        put_event(out, item);
    arena_reset(&out->scratch);
}

void ical_end(struct ical_out *out)
{
    put_text(out->to, "END:VCALENDAR\r\n");
    buf_free(&out->line);
    arena_free(&out->scratch);
}

void ical_write(struct sink *to, const struct reminder *items, size_t n, int64_t stamp, struct view product)
{
    struct ical_out out;
    ical_begin(&out, to, stamp, product);
    for (size_t i = 0; i < n; i++)
        ical_put(&out, &items[i]);
    ical_end(&out);
}
