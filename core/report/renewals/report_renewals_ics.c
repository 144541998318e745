/* ics: an all-day event with an alarm for each certificate on the day to ask by; on its last whole day where there is none. What has passed
 * stands on the day of the list: no calendar reminds of the past. */
#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "format/digest.h"
#include "model/words.h"
#include "report/renewals/renewal_words.h"
#include "report/writers.h"

/* FILES, PLACES: what one event names; the bytes of a list of environments. */
enum { DAYS_AHEAD = 14, FILES = 50, PLACES = 600 };

/* What is asked for, wherever; a group of rows has one of them. */
static int by_ask(const struct renewal *x, const struct renewal *y)
{
    int order = memcmp(x->sha256, y->sha256, sizeof x->sha256);
    order = order ? order : (int)x->purpose - (int)y->purpose;
    return order ? order : (int)x->hosting - (int)y->hosting;
}

/* DAY_NONE: there is nothing to remember. */
static int32_t day_of_row(const struct renewal *row)
{
    if (row->status == RENEWAL_RENEWED || row->status == RENEWAL_VENDORS || row->expires == DAY_NONE || row->not_after == TIME_NEVER)
        return DAY_NONE;
    return row->ask_by != DAY_NONE ? row->ask_by : row->expires - 1;
}

static int32_t today_of(const struct renewal *row)
{
    return row->expires - row->days_left;
}

static int by_ask_and_day(const void *a, const void *b)
{
    const struct renewal *x = *(const struct renewal *const *)a, *y = *(const struct renewal *const *)b;
    int32_t i = day_of_row(x), j = day_of_row(y);
    int order = by_ask(x, y);
    order = order ? order : (i > j) - (i < j);
    return order ? order : view_cmp(x->file, y->file);
}

static void put_dates(struct buf *b, const struct renewal *row, int64_t now)
{
    char date[DAY_PHRASE], ask_by[DAY_PHRASE];
    bool expired = row->not_after < now, passed = day_of_row(row) < today_of(row);
    buf_fmt(b, "It expire%s on %s. ", expired ? "d" : "s", day_phrase(row->expires, date));
    if (row->ask_by == DAY_NONE)
        buf_fmt(b, "Replace it %s: ", passed ? "now" : "before");
    else if (passed)
        buf_fmt(b, "The day to ask for its successor by, %s, has passed: ask now; ", day_phrase(row->ask_by, ask_by));
    else
        buf_text(b, "Ask for its successor by this day: ");
    buf_text(b, "the vendor does not watch it.");
}

/* Each bundle's own, as none asks for what another one is for. */
static void put_next(struct buf *b, struct arena *arena, const struct renewal *const *rows, size_t n)
{
    struct view said[FILES] = { 0 };
    size_t n_said = 0;
    for (size_t i = 0; i < n && i < FILES; i++) {
        struct view next = renewal_next(arena, rows[i]);
        if (next.n == 0 || view_among(next, said, n_said))
            continue;
        buf_fmt(b, "%s%.*s", n_said ? "\n" : "\n\n", VIEW_ARG(next));
        said[n_said++] = next;
    }
}

static struct view describe(struct arena *arena, const struct renewal *const *rows, size_t n, int64_t now)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct view kind = renewal_kind(arena, rows[0]);
    put_dates(&b, rows[0], now);
    buf_fmt(&b, "\nThumbprint: %.*s\nFor: %.*s", VIEW_ARG(digest_thumbprint(arena, rows[0]->sha1, sizeof rows[0]->sha1)), VIEW_ARG(kind));
    for (size_t i = 0; i < n && i < FILES; i++) {
        char places[PLACES];
        text_safe_into(places, sizeof places, renewal_place_list(arena, rows[i], false));
        buf_text(&b, i ? "\n" : "\n\n");
        buf_put(&b, rows[i]->file);
        buf_fmt(&b, "%s%s", places[0] ? ": " : "", places);
        if (rows[i]->doubt)
            buf_fmt(&b, "; %.*s", VIEW_ARG(renewal_doubt(arena, rows[i])));
        if (rows[i]->claim)
            buf_fmt(&b, "; %.*s", VIEW_ARG(renewal_renewed(arena, rows[i])));
    }
    if (n > FILES)
        buf_fmt(&b, "\nand %zu more", n - FILES);
    put_next(&b, arena, rows, n);
    return view_dup(arena, buf_view(&b));
}

/* The name stays the same from run to run, so that a calendar moves the event instead of adding one. It is a digest: nobody can choose a
 * record so that two certificates have one name, and one of them gets no event. */
static struct view name_event(struct arena *arena, const struct renewal *row, bool again)
{
    enum { SHOWN = 20 };
    char hex[2 * sizeof row->sha256 + 1], date[DATE_TEXT];
    unsigned char name[32];
    hex_text(row->sha256, sizeof row->sha256, hex);
    digest_sha256(view_fmt(arena, "%s %s %s %s", hex, purpose_word(row->purpose), hosting_word(row->hosting),
                           again ? day_text(day_of_row(row), date) : ""),
                  name);
    return view_fmt(arena, "%s-renew@certcase", hex_text(name, SHOWN, hex));
}

static void put_events(struct ical_out *out, const struct renewal *const *rows, size_t n, int64_t now)
{
    AUTO(arena_free) struct arena arena = { 0 };
    for (size_t i = 0, end; i < n; i = end) {
        int32_t day = day_of_row(rows[i]), today = today_of(rows[i]);
        bool again = i && by_ask(rows[i - 1], rows[i]) == 0;
        for (end = i + 1; end < n && by_ask(rows[i], rows[end]) == 0 && day_of_row(rows[end]) == day;)
            end++;
        struct view name = renewal_name(rows[i]);
        const struct reminder event = {
            .uid = name_event(&arena, rows[i], again),
            .summary = view_fmt(&arena, "%s: %.*s", rows[i]->ask_by == DAY_NONE ? "Replace the certificate" : "Renew the certificate",
                                VIEW_ARG(name)),
            .description = describe(&arena, &rows[i], end - i, now),
            .day = day < today ? today : day,
            .days_ahead = day < today ? 0 : DAYS_AHEAD,
        };
        ical_put(out, &event);
        arena_reset(&arena);
    }
}

static void put_calendar(struct report_run *run, const struct renewal_list *list)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct ical_out out;
    const struct renewal **rows = NEW(&arena, const struct renewal *, list->n);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (day_of_row(list->rows[i]) != DAY_NONE)
            rows[n++] = list->rows[i];
    qsort(rows, n, sizeof *rows, by_ask_and_day);
    ical_begin(&out, run->to, run->now, view_fmt(&arena, "certcase %.*s", VIEW_ARG(run->version)));
    put_events(&out, rows, n, run->now);
    ical_end(&out);
}

const struct report renewals_ics = { "ics", .one.renewals = put_calendar };
