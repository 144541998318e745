#include "report/audit/audit_page.h"
#include "report/html.h"

/* Across, in percent of the drawing; down, in pixels: so the drawing stretches and its text doesn't. */
enum { LANE_HEIGHT = 98, FIRST_BASE = 86, BAR_HEIGHT = 50, TICK_EVERY = 3 };
static const double column_width = 100.0 / PAGE_COLUMNS;

/* Months since year 0. */
static int month_index(int32_t day)
{
    struct civil civil = civil_from_time(time_of_day(day));
    return civil.year * 12 + civil.month - 1;
}

static int32_t month_start(int index)
{
    return day_of(index / 12, index % 12 + 1, 1);
}

void page_count_day(struct page_timeline *timeline, enum page_lane lane, int32_t day)
{
    if (day == DAY_NONE)
        return;
    int months = month_index(day) - month_index(timeline->today);
    size_t column = day < timeline->today ? 0 : months >= PAGE_MONTHS ? PAGE_COLUMNS - 1 : (size_t)months + 1;
    timeline->bundles[lane][column]++;
}

static struct view percent(struct arena *arena, double x)
{
    return view_fmt(arena, "%.3f", x);
}

static struct view bar_label(struct arena *arena, const struct page_timeline *timeline, enum page_lane lane, size_t column)
{
    size_t n = timeline->bundles[lane][column];
    struct view bundles = view_counted(arena, n, "bundle");
    int month = month_index(timeline->today) + (int)column - 1;
    if (column == 0)
        return lane == LANE_SUBMIT ? view_fmt(arena, "Submit-by date past: %.*s", VIEW_ARG(bundles))
                                   : view_fmt(arena, "Expired: %.*s", VIEW_ARG(bundles));
    const char *what = lane == LANE_SUBMIT ? "Submit" : n == 1 ? "Expires" : "Expire";
    if (column == PAGE_COLUMNS - 1)
        return view_fmt(arena, "%s later: %.*s", what, VIEW_ARG(bundles));
    return view_fmt(arena, "%s in %s %d: %.*s", what, page_month(month % 12 + 1), month / 12, VIEW_ARG(bundles));
}

static void add_bar(struct arena *arena, struct value *bars, const struct page_timeline *timeline, enum page_lane lane, size_t column)
{
    size_t n = timeline->bundles[lane][column], most = 1;
    for (size_t i = 0; i < PAGE_COLUMNS; i++)
        most = timeline->bundles[lane][i] > most ? timeline->bundles[lane][i] : most;
    int base = FIRST_BASE + (int)lane * LANE_HEIGHT, month = month_index(timeline->today) + (int)column - 1;
    double height = (double)BAR_HEIGHT * (double)n / (double)most, x = column_width * (double)column;
    height = height < 3 ? 3 : height;
    bool past = column == 0, later = column == PAGE_COLUMNS - 1;
    struct value *bar = value_object(arena, bars, NULL);
    value_text(arena, bar, "kind", past ? VIEW("late") : VIEW(""));
    value_text(arena, bar, "lane", lane == LANE_SUBMIT ? VIEW("s") : VIEW("x"));
    value_text(arena, bar, "from", past ? VIEW("") : report_day(arena, column == 1 ? timeline->today : month_start(month)));
    value_text(arena, bar, "to", later ? VIEW("") : report_day(arena, past ? timeline->today - 1 : month_start(month + 1) - 1));
    value_text(arena, bar, "label", bar_label(arena, timeline, lane, column));
    value_text(arena, bar, "hit_x", percent(arena, x));
    value_text(arena, bar, "hit_width", percent(arena, column_width));
    value_text(arena, bar, "hit_y", view_fmt(arena, "%d", base - BAR_HEIGHT - 18));
    value_text(arena, bar, "hit_height", view_fmt(arena, "%d", BAR_HEIGHT + 18));
    value_text(arena, bar, "x", percent(arena, x + 0.14 * column_width));
    value_text(arena, bar, "width", percent(arena, 0.72 * column_width));
    value_text(arena, bar, "middle", percent(arena, x + 0.5 * column_width));
    value_text(arena, bar, "y", view_fmt(arena, "%.1f", base - height));
    value_text(arena, bar, "height", view_fmt(arena, "%.1f", height));
    value_text(arena, bar, "text_y", view_fmt(arena, "%.1f", base - height - 5));
    value_text(arena, bar, "count", view_grouped(arena, n));
}

static void add_tick(struct arena *arena, struct value *ticks, const char *kind, double x, struct view text)
{
    struct value *tick = value_object(arena, ticks, NULL);
    value_text(arena, tick, "kind", view_of(kind));
    value_text(arena, tick, "x", percent(arena, x));
    value_text(arena, tick, "text", text);
}

static void add_ticks(struct arena *arena, struct value *to, const struct page_timeline *timeline)
{
    struct value *ticks = value_list(arena, to, "ticks");
    add_tick(arena, ticks, "past", 0, VIEW("past"));
    for (int i = 0; i < PAGE_MONTHS; i += TICK_EVERY) {
        int month = month_index(timeline->today) + i;
        struct view text = view_fmt(arena, "%.3s %d", page_month(month % 12 + 1), month / 12);
        add_tick(arena, ticks, i % (2 * TICK_EVERY) ? "minor" : "", column_width * (i + 1), text);
    }
    add_tick(arena, ticks, "end", 100, VIEW("later"));
}

struct value *page_timeline(struct arena *arena, struct value *overview, const struct page_timeline *timeline)
{
    struct value *to = NULL, *bars = NULL;
    for (size_t lane = 0; lane < LANE_COUNT; lane++)
        for (size_t column = 0; column < PAGE_COLUMNS; column++) {
            if (timeline->bundles[lane][column] == 0)
                continue;
            to = to ? to : value_object(arena, overview, "timeline");
            bars = bars ? bars : value_list(arena, to, "bars");
            add_bar(arena, bars, timeline, (enum page_lane)lane, column);
        }
    if (!to)
        return NULL;
    value_text(arena, to, "today_x", percent(arena, column_width));
    add_ticks(arena, to, timeline);
    return to;
}
