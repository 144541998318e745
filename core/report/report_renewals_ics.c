/* ics: an all-day event with an alarm for each certificate on the day to ask by; on its last whole day where there is none. */
#include "format/calendar/ical.h"
#include "model/words.h"
#include "report/renewal_words.h"

enum { DAYS_AHEAD = 14, TEXT_MOST = 16 << 20 };

/* What is asked for, wherever; a group of rows has one of them. */
static int by_ask(const struct renewal *x, const struct renewal *y)
{
    int order = memcmp(x->sha256, y->sha256, sizeof x->sha256);
    if (order == 0)
        order = (int)x->purpose - (int)y->purpose;
    return order ? order : (int)x->hosting - (int)y->hosting;
}

/* DAY_NONE: there is nothing to remember. */
static int32_t day_of_row(const struct renewal *row)
{
    if (row->status == RENEWAL_RENEWED || row->status == RENEWAL_VENDORS || row->expires == DAY_NONE)
        return DAY_NONE;
    return row->ask_by != DAY_NONE ? row->ask_by : row->expires - 1;
}

static int by_ask_and_day(const void *a, const void *b)
{
    const struct renewal *x = *(const struct renewal *const *)a, *y = *(const struct renewal *const *)b;
    int32_t i = day_of_row(x), j = day_of_row(y);
    int order = by_ask(x, y);
    if (order == 0)
        order = (i > j) - (i < j);
    return order ? order : view_cmp(x->file, y->file);
}

static struct view describe(struct arena *arena, const struct renewal *const *rows, size_t n)
{
    struct buf b = BUF_INIT(TEXT_MOST);
    char date[DATE_TEXT], thumbprint[2 * sizeof rows[0]->sha1 + 1];
    struct view kind = renewal_kind(arena, rows[0]), next = renewal_next(arena, rows[0]);
    buf_fmt(&b, "It expires on %s. %s\nThumbprint: %s\nFor: %.*s", day_text(rows[0]->expires, date),
            rows[0]->ask_by == DAY_NONE ? "Replace it before: the vendor does not watch it."
                                        : "Ask for its successor by this day: the vendor does not watch it.",
            hex_text(rows[0]->sha1, sizeof rows[0]->sha1, thumbprint), VIEW_ARG(kind));
    for (size_t i = 0; i < n; i++) {
        struct view places = renewal_place_list(arena, rows[i], false);
        buf_text(&b, i ? "\n" : "\n\n");
        buf_put(&b, rows[i]->file);
        buf_text(&b, places.n ? ": " : "");
        buf_put(&b, places);
    }
    if (next.n)
        buf_fmt(&b, "\n\n%.*s", VIEW_ARG(next));
    struct view out = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return out;
}

/* The name stays the same from run to run, so that a calendar moves the event instead of adding one. */
static struct view name_event(struct arena *arena, const struct renewal *row, bool again)
{
    char hex[2 * sizeof row->sha256 + 1], date[DATE_TEXT];
    hex_text(row->sha256, sizeof row->sha256, hex);
    return view_fmt(arena, "%.24s-%s-%s-renew%s%s@certcase", hex, purpose_word(row->purpose), hosting_word(row->hosting), again ? "-" : "",
                    again ? day_text(day_of_row(row), date) : "");
}

static size_t list_events(struct arena *arena, const struct renewal *const *rows, size_t n, struct reminder *events)
{
    size_t n_events = 0, end;
    for (size_t i = 0; i < n; i = end) {
        int32_t day = day_of_row(rows[i]);
        bool again = i && by_ask(rows[i - 1], rows[i]) == 0;
        for (end = i + 1; end < n && by_ask(rows[i], rows[end]) == 0 && day_of_row(rows[end]) == day;)
            end++;
        struct view name = renewal_name(rows[i]);
        events[n_events++] = (struct reminder){
            .uid = name_event(arena, rows[i], again),
            .summary = view_fmt(arena, "%s: %.*s", rows[i]->ask_by == DAY_NONE ? "Replace the certificate" : "Renew the certificate",
                                VIEW_ARG(name)),
            .description = describe(arena, &rows[i], end - i),
            .day = day,
            .days_ahead = DAYS_AHEAD,
        };
    }
    return n_events;
}

void renewals_put_ics(struct sink *to, const struct renewals_look *look)
{
    struct arena arena = { 0 };
    const struct renewal **rows = NEW(&arena, const struct renewal *, look->n);
    struct view product = view_fmt(&arena, "certcase %.*s", VIEW_ARG(look->version));
    size_t n = 0;
    for (size_t i = 0; i < look->n; i++)
        if (day_of_row(look->rows[i]) != DAY_NONE)
            rows[n++] = look->rows[i];
    if (n)
        qsort(rows, n, sizeof *rows, by_ask_and_day);
    struct reminder *events = NEW(&arena, struct reminder, n);
    size_t n_events = list_events(&arena, rows, n, events);
    ical_write(to, events, n_events, look->now, product);
    arena_free(&arena);
}
