/* The list for people: a table of what is due, the most urgent first, each with its thumbprint and file (--all: of the others, too); a
 * summary, and the next commands. */
#include "base/wrap.h"
#include "format/digest.h"
#include "model/words.h"
#include "report/renewals/renewal_words.h"
#include "report/text_rows.h"
#include "report/writers.h"

/* Columns; commands. */
enum { STATUS = 9, DATE = 12, LEFT_LEAST = 7, INDENT = STATUS + 1, FIXED = STATUS + 2 * DATE + 2, GAP = 2, NAME_LEAST = 12 };
enum { NEXT_MOST = 3 };
enum { DAYS_MOST = 100 * 365 }; /* beyond that years are told: a date of 9999 means no end */

struct table {
    struct sink *to;
    struct arena arena;
    const struct report_run *run;
    const struct renewal_list *list;
    size_t left, name, places; /* columns */
};

static const char *const colors[] = {
    [RENEWAL_EXPIRED] = TEXT_RED, [RENEWAL_OVERDUE] = TEXT_RED, [RENEWAL_DUE] = TEXT_YELLOW, [RENEWAL_UNKNOWN] = TEXT_YELLOW,
    [RENEWAL_FINE] = TEXT_GREEN,  [RENEWAL_CLAIMED] = TEXT_YELLOW, [RENEWAL_RENEWED] = "",     [RENEWAL_VENDORS] = "",
};
static_assert(COUNT_OF(colors) == RENEWAL_STATUS_COUNT, "a row for every status");

static bool is_shown(const struct report_run *run, const struct renewal *row)
{
    return row->due || (!run->quiet && (run->all || row->status == RENEWAL_CLAIMED || row->doubt));
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static struct view left_of(struct arena *arena, const struct renewal *row)
{
    if (row->expires == DAY_NONE)
        return VIEW("-");
    if (row->not_after == TIME_NEVER)
        return VIEW("never");
    bool endless = row->days_left >= DAYS_MOST;
    return view_fmt(arena, "%d %s", (int)(endless ? row->days_left / 365 : row->days_left), endless ? "y" : "d");
}

/* Names and environments share what the dates leave; whichever needs less gives the rest to the other. */
static void measure(struct table *t)
{
    const struct renewal_list *list = t->list;
    size_t left = LEFT_LEAST, name = sizeof "CERTIFICATE" - 1, places = sizeof "ENVIRONMENTS" - 1;
    for (size_t i = 0; i < list->n; i++) {
        if (!is_shown(t->run, list->rows[i]))
            continue;
        struct view where = renewal_place_list(&t->arena, list->rows[i], false);
        left = larger(left, left_of(&t->arena, list->rows[i]).n);
        name = larger(name, text_columns(renewal_name(list->rows[i])));
        places = larger(places, text_columns(where));
        arena_reset(&t->arena);
    }
    size_t fixed = FIXED + left + GAP, room = larger(report_width(t->run), fixed + 2 * NAME_LEAST) - fixed;
    if (name + places > room)
        name = name <= room / 2 ? name : places <= room / 2 ? room - places : room / 2;
    t->left = left;
    t->name = name;
    t->places = room - name;
}

static void put_head(struct table *t)
{
    put_fmt(t->to, "%s%-*s%-*s%-*s%*s  ", t->run->color ? TEXT_BOLD : "", STATUS, "STATUS", DATE, "ASK BY", DATE, "EXPIRES", (int)t->left,
            "LEFT");
    put_cell(t->to, VIEW("CERTIFICATE"), t->name + GAP);
    put_fmt(t->to, "ENVIRONMENTS%s\n", t->run->color ? TEXT_PLAIN : "");
}

static void put_date(struct sink *to, int32_t day)
{
    char text[DATE_TEXT];
    put_fmt(to, "%-*s", DATE, day == DAY_NONE ? "-" : day_text(day, text));
}

/* Cut at the end, without spaces behind it. */
static void put_last_cell(struct sink *to, struct view text, size_t width)
{
    if (text_columns(text) > width)
        put_cell(to, text, width);
    else
        put(to, text);
    put_text(to, "\n");
}

static void put_detail(struct table *t, struct view text)
{
    if (text.n == 0)
        return;
    put_spaces(t->to, INDENT);
    put_wrapped(t->to, text, INDENT, INDENT, larger(report_width(t->run), 2 * INDENT));
}

static void put_details(struct table *t, const struct renewal *row, struct view places)
{
    struct arena *arena = &t->arena;
    struct view kind = renewal_kind(arena, row);
    struct view more = row->copies ? VIEW_JOIN(arena, VIEW(" and "), view_counted(arena, row->copies, "more file")) : VIEW("");
    put_detail(t, view_fmt(arena, "%.*s %.*s: %.*s%.*s", VIEW_ARG(digest_thumbprint(arena, row->sha1, sizeof row->sha1)), VIEW_ARG(kind),
                           VIEW_ARG(row->file), VIEW_ARG(more)));
    if (text_columns(renewal_name(row)) > t->name)
        put_detail(t, row->name);
    if (text_columns(places) > t->places)
        put_detail(t, view_fmt(arena, "for %.*s", VIEW_ARG(places)));
    put_detail(t, renewal_renewed(arena, row));
    put_detail(t, renewal_other(arena, row));
}

static void put_renewal(struct table *t, const struct renewal *row)
{
    struct view places = renewal_place_list(&t->arena, row, false);
    char status[16];
    snprintf(status, sizeof status, "%-*s", STATUS, renewal_status_word(row->status));
    put_colored(t->run, colors[row->status], status);
    put_date(t->to, row->ask_by);
    put_date(t->to, row->expires);
    put_fmt(t->to, "%*s  ", (int)t->left, left_of(&t->arena, row).p);
    put_cell(t->to, renewal_name(row), t->name);
    put_spaces(t->to, GAP);
    put_last_cell(t->to, places.n ? places : VIEW("-"), t->places);
    if (row->due)
        put_details(t, row, places);
    else
        put_detail(t, renewal_renewed(&t->arena, row));
    put_detail(t, renewal_doubt(&t->arena, row));
    arena_reset(&t->arena);
}

/* What to type for the first ones that are due; one command for all certificates of a case. */
static void put_next(struct table *t)
{
    size_t *rows, n = renewals_commands(&t->arena, t->list, &rows);
    for (size_t i = 0; i < n && i < NEXT_MOST; i++) {
        put_text(t->to, i ? "      " : "next: ");
        put(t->to, renewal_next(&t->arena, t->list->rows[rows[i]]));
        put_text(t->to, "\n");
    }
    if (n > NEXT_MOST)
        put_fmt(t->to, "and %zu more: --prepare requests.csv writes them all as a list for `certcase batch`\n", n - NEXT_MOST);
}

/* Of what is not listed the first that will be due. */
static void put_coming(struct table *t)
{
    char day[DAY_PHRASE];
    for (size_t i = 0; i < t->list->n && !t->run->all; i++) {
        const struct renewal *row = t->list->rows[i];
        if (row->status != RENEWAL_FINE || is_shown(t->run, row))
            continue;
        bool endless = row->not_after == TIME_NEVER;
        struct view text = view_fmt(&t->arena, "The first of the others: %.*s, %s%s; --all lists them", VIEW_ARG(renewal_name(row)),
                                    endless ? "which never expires" : row->ask_by == DAY_NONE ? "which expires on " : "to ask for by ",
                                    endless ? "" : day_phrase(row->ask_by == DAY_NONE ? row->expires : row->ask_by, day));
        put_wrapped(t->to, text, 0, 2, larger(report_width(t->run), 2 * INDENT));
        return;
    }
}

static void put_list(struct report_run *run, const struct renewal_list *list)
{
    struct sink *to = run->to;
    struct table t = { .to = to, .run = run, .list = list };
    size_t shown = 0;
    measure(&t);
    for (size_t i = 0; i < list->n; i++) {
        if (!is_shown(run, list->rows[i]))
            continue;
        if (shown++ == 0)
            put_head(&t);
        put_renewal(&t, list->rows[i]);
    }
    if (!run->quiet || list->totals->due + list->totals->troubles) {
        put_text(to, shown ? "\n" : "");
        struct view not_covered = renewals_not_covered(&t.arena, list);
        put_wrapped(to, renewals_summary(&t.arena, list), 0, 2, larger(report_width(run), 2 * INDENT));
        if (!run->quiet)
            put_coming(&t);
        if (not_covered.n)
            put_wrapped(to, not_covered, 0, 2, larger(report_width(run), 2 * INDENT));
        if (!list->prepared)
            put_next(&t);
    }
    arena_free(&t.arena);
}

const struct report renewals_text = { "text", .one.renewals = put_list };
