#include "format/calendar/ical.h"

#include "base/civil.h"
#include "base/limits.h"
#include "format/calendar/ical_lines.h"

struct rule_row {
    struct view text;
    unsigned line;
};

/* What one VEVENT says, as far as days off need it. Its lists keep their memory from event to event. */
struct event {
    unsigned line;
    struct view uid, summary, description, categories, duration;
    bool cancelled, marked, unread; /* marked: as taking whole days; unread: a date that can't be read */
    int32_t start, end, replaces; /* end: exclusive; replaces: RECURRENCE-ID; DAY_NONE when absent */
    int start_at, end_at;         /* minutes of the day, or ICAL_ALL_DAY */
    struct day_list added, dropped; /* RDATE, EXDATE */
    struct {
        struct rule_row *items;
        size_t n, cap;
    } rules;
};

/* An occurrence that another event of the same UID takes the place of. */
struct replaced_day {
    struct view uid;
    int32_t day;
};

struct reader {
    struct arena *arena;
    struct event event;
    struct {
        struct replaced_day *items;
        size_t n, cap;
    } replaced;
    struct repeat repeat;
    struct days_off *out;
};

typedef bool event_use(struct reader *r, struct err *e);

static bool bad_line(unsigned line, const char *what, struct err *e)
{
    return err_set(e, ST_FORMAT, "correct that event, or list the days as plain lines", "line %u: %s", line, what);
}

static void begin_event(struct event *ev, unsigned line)
{
    struct event fresh = {
        .line = line, .start = DAY_NONE, .end = DAY_NONE, .replaces = DAY_NONE,
        .start_at = ICAL_ALL_DAY, .end_at = ICAL_ALL_DAY, .added = ev->added, .dropped = ev->dropped, .rules = ev->rules,
    };
    fresh.added.n = fresh.dropped.n = fresh.rules.n = 0;
    *ev = fresh;
}

static bool read_days(struct reader *r, const struct ical_line *line, struct day_list *list, struct err *e)
{
    struct view rest = line->value, one;
    int minute;
    while (view_cut(&rest, ',', &one)) {
        int32_t day;
        if (!ical_date(one, &day, &minute))
            return bad_line(line->number, "not a list of dates (YYYYMMDD)", e);
        *LIST_ADD(r->arena, list) = day;
    }
    return true;
}

static bool read_property(struct reader *r, const struct ical_line *line, struct err *e)
{
    struct event *ev = &r->event;
    const struct {
        struct view name;
        struct view *to;
    } texts[] = {
        { VIEW_ROW("UID"), &ev->uid }, { VIEW_ROW("SUMMARY"), &ev->summary }, { VIEW_ROW("DESCRIPTION"), &ev->description },
        { VIEW_ROW("CATEGORIES"), &ev->categories }, { VIEW_ROW("DURATION"), &ev->duration },
    };
    int minute;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (view_eq_nocase(line->name, texts[i].name))
            *texts[i].to = line->value;
    if (view_eq_nocase(line->name, VIEW("STATUS")))
        ev->cancelled = view_eq_nocase(line->value, VIEW("CANCELLED"));
    else if (view_ends_nocase(line->name, VIEW("-ALLDAYEVENT")))
        ev->marked = view_eq_nocase(line->value, VIEW("TRUE"));
    else if (view_eq_nocase(line->name, VIEW("DTSTART")))
        ev->unread |= !ical_date(line->value, &ev->start, &ev->start_at);
    else if (view_eq_nocase(line->name, VIEW("DTEND")))
        ev->unread |= !ical_date(line->value, &ev->end, &ev->end_at);
    else if (view_eq_nocase(line->name, VIEW("RECURRENCE-ID")))
        return ical_date(line->value, &ev->replaces, &minute) ? true : bad_line(line->number, "not a date (YYYYMMDD)", e);
    else if (view_eq_nocase(line->name, VIEW("RDATE")))
        return read_days(r, line, &ev->added, e);
    else if (view_eq_nocase(line->name, VIEW("EXDATE")))
        return read_days(r, line, &ev->dropped, e);
    else if (view_eq_nocase(line->name, VIEW("RRULE")))
        *LIST_ADD(r->arena, &ev->rules) = (struct rule_row){ .text = line->value, .line = line->number };
    else if (view_eq_nocase(line->name, VIEW("EXRULE")))
        return bad_line(line->number, "EXRULE was taken out of iCalendar; list the exceptions as EXDATE", e);
    return true;
}

struct nesting {
    struct view names[LIMIT_ICAL_DEPTH];
    size_t depth;
};

static bool is_event(const struct nesting *at)
{
    return at->depth == 2 && view_eq_nocase(at->names[1], VIEW("VEVENT"));
}

static bool enter(struct nesting *at, const struct ical_line *line, struct err *e)
{
    if (at->depth == 0 && !view_eq_nocase(line->value, VIEW("VCALENDAR")))
        return bad_line(line->number, "an iCalendar file starts with BEGIN:VCALENDAR", e);
    if (at->depth == LIMIT_ICAL_DEPTH)
        return err_set(e, ST_LIMIT, "list the days as plain lines", "line %u: nested deeper than %d levels", line->number,
                       LIMIT_ICAL_DEPTH);
    at->names[at->depth++] = line->value;
    return true;
}

static bool read_line(struct reader *r, struct nesting *at, const struct ical_line *line, event_use *use, struct err *e)
{
    if (view_eq_nocase(line->name, VIEW("BEGIN"))) {
        if (!enter(at, line, e))
            return false;
        if (is_event(at))
            begin_event(&r->event, line->number);
        return true;
    }
    if (view_eq_nocase(line->name, VIEW("END"))) {
        bool ends_event = is_event(at);
        if (at->depth == 0 || !view_eq_nocase(at->names[--at->depth], line->value))
            return bad_line(line->number, "END without its BEGIN", e);
        return !ends_event || use(r, e);
    }
    if (at->depth == 0)
        return bad_line(line->number, "an iCalendar file starts with BEGIN:VCALENDAR", e);
    return !is_event(at) || read_property(r, line, e);
}

static bool each_event(struct reader *r, struct view bytes, event_use *use, struct err *e)
{
    struct ical_lines in = { .arena = r->arena, .rest = bytes };
    struct nesting at = { .depth = 0 };
    struct ical_line line;
    while (ical_next(&in, &line, e))
        if (!read_line(r, &at, &line, use, e))
            return false;
    if (e->status != ST_OK)
        return false;
    if (in.number == 0 || at.depth != 0)
        return err_set(e, ST_FORMAT, "save the whole calendar, or list the days as plain lines",
                       "line %u: ends before its END line (cut off?)", in.number);
    return true;
}

static int order_replaced(const void *a, const void *b)
{
    const struct replaced_day *x = a, *y = b;
    int order = view_cmp(x->uid, y->uid);
    return order != 0 ? order : (x->day > y->day) - (x->day < y->day);
}

static bool note_replaced(struct reader *r, struct err *e)
{
    (void)e;
    const struct event *ev = &r->event;
    if (ev->replaces != DAY_NONE && ev->uid.n)
        *LIST_ADD(r->arena, &r->replaced) = (struct replaced_day){ .uid = ev->uid, .day = ev->replaces };
    return true;
}

static int order_days(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool is_dropped(const struct reader *r, int32_t day)
{
    const struct event *ev = &r->event;
    const struct replaced_day key = { .uid = ev->uid, .day = day };
    if (ev->dropped.n && bsearch(&day, ev->dropped.items, ev->dropped.n, sizeof day, order_days))
        return true;
    return ev->replaces == DAY_NONE && ev->uid.n && r->replaced.n &&
           bsearch(&key, r->replaced.items, r->replaced.n, sizeof key, order_replaced);
}

static bool event_length(const struct event *ev, int32_t *length, struct err *e)
{
    *length = 1;
    if (ev->end == DAY_NONE && ev->duration.n && !repeat_duration(ev->duration, ev->line, length, e))
        return false;
    if (ev->end != DAY_NONE && ev->end < ev->start)
        return bad_line(ev->line, "the event ends before it starts", e);
    if (ev->end != DAY_NONE && ev->end > ev->start) /* equal is not allowed, but means one day wherever it is written */
        *length = ev->end - ev->start;
    return day_of_time(time_of_day(ev->start + *length)) != DAY_NONE ? true : bad_line(ev->line, "the event ends after the year 9999", e);
}

/* One occurrence: all its days, unless it is excluded. */
static bool add_days(struct reader *r, int32_t first, int32_t length, struct err *e)
{
    const struct event *ev = &r->event;
    if (is_dropped(r, first))
        return true;
    for (int32_t i = 0; i < length; i++) {
        if (r->out->days.n == LIMIT_HOLIDAYS)
            return err_set(e, ST_LIMIT, "list the days one by one, or take a smaller feed", "line %u: more than %d days off", ev->line,
                           LIMIT_HOLIDAYS);
        *LIST_ADD(r->arena, &r->out->days) = (struct holiday){ .day = first + i, .name = ev->summary };
    }
    return true;
}

static bool add_rules(struct reader *r, int32_t length, struct err *e)
{
    const struct event *ev = &r->event;
    struct repeat *repeat = &r->repeat;
    for (size_t i = 0; i < ev->rules.n; i++) {
        bool endless = repeat->endless;
        repeat->endless = false;
        if (!repeat_follow(repeat, ev->rules.items[i].text, ev->start, ev->rules.items[i].line, e))
            return false;
        for (size_t k = 0; k < repeat->days.n; k++)
            if (!add_days(r, repeat->days.items[k], length, e))
                return false;
        if (!repeat->endless && repeat->days.n && repeat->days.items[repeat->days.n - 1] > r->out->last)
            r->out->last = repeat->days.items[repeat->days.n - 1];
        repeat->endless |= endless;
    }
    return true;
}

static bool add_single(struct reader *r, int32_t day, int32_t length, struct err *e)
{
    if (day + length - 1 > r->out->last)
        r->out->last = day + length - 1;
    return add_days(r, day, length, e);
}

/* Whether whole days are meant, which then are those where the exporter stood: one that knows no zone writes local midnight in UTC. */
static bool takes_whole_days(struct event *ev)
{
    enum { NOON = 12 * 60, LAST_MINUTE = 24 * 60 - 1 };
    bool days = ev->end != DAY_NONE && (ev->end_at == LAST_MINUTE || (ev->end_at <= 0 && ev->end > ev->start));
    size_t at;
    if (ev->duration.n && ev->end == DAY_NONE)
        days = !view_find(ev->duration, VIEW("T"), &at) || view_eq_text(ev->duration, "PT24H");
    if (ev->start_at != ICAL_ALL_DAY && !ev->marked && !(ev->start_at == 0 && days))
        return false;
    ev->start += ev->start_at >= NOON;
    ev->end += ev->end != DAY_NONE && ev->end_at >= NOON;
    return true;
}

/* What feeds of holidays say of days on which people work: in brackets in the name, in front of the description or as category; what is
 * `anywhere`, anywhere. */
static bool says_no_holiday(struct arena *arena, const struct event *ev)
{
    static const struct {
        struct view words;
        bool anywhere;
    } rows[] = {
        { VIEW_ROW("observance"), false }, { VIEW_ROW("comemora\xC3\xA7\xC3\xA3o"), false }, { VIEW_ROW("observ\xC3\xA2ncia"), false },
        { VIEW_ROW("celebraci\xC3\xB3n"), false }, { VIEW_ROW("gedenktag"), false }, { VIEW_ROW("season"), false },
        { VIEW_ROW("regional holiday"), false }, { VIEW_ROW("local holiday"), false }, { VIEW_ROW("optional holiday"), false },
        { VIEW_ROW("restricted holiday"), false }, { VIEW_ROW("ponto facultativo"), false }, { VIEW_ROW("not a public holiday"), true },
        { VIEW_ROW("no public holiday"), true }, { VIEW_ROW("not a holiday"), true },
        { VIEW_ROW("not a federal holiday"), true }, { VIEW_ROW("not a national holiday"), true }, { VIEW_ROW("not a bank holiday"), true },
        { VIEW_ROW("christian observance"), false }, { VIEW_ROW("national observance"), false }, { VIEW_ROW("feriado facultativo"), false },
        { VIEW_ROW("working day"), false }, { VIEW_ROW("non ch\xC3\xB4m\xC3\xA9"), true }, { VIEW_ROW("kein gesetzlicher feiertag"), true },
        { VIEW_ROW("n\xC3\xA3o \xC3\xA9 feriado"), true }, { VIEW_ROW("no es festivo"), true },
    };
    struct view name = view_lower(arena, ev->summary), description = view_trim(view_lower(arena, ev->description));
    struct view categories = view_lower(arena, ev->categories), one;
    size_t at;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view words = rows[i].words, rest = categories;
        bool says = view_starts(description, words) || view_find(name, view_fmt(arena, "(%s", words.p), &at) ||
                    (rows[i].anywhere && (view_find(name, words, &at) || view_find(description, words, &at)));
        while (!says && view_cut(&rest, ',', &one))
            says = view_starts(view_trim(one), words);
        if (says)
            return true;
    }
    /* Google's tell in every language how to hide such days: "... Google Calendar Settings > Holidays in ..." */
    return view_find(description, VIEW("google "), &at) && view_find(description, VIEW(" > "), &at);
}

static const char *why_left_out(struct arena *arena, struct event *ev)
{
    return ev->cancelled                 ? "it is cancelled"
           : ev->unread                  ? "its date can't be read"
           : !takes_whole_days(ev)       ? "it has a time of day"
           : says_no_holiday(arena, ev)  ? "it says itself that it is no public holiday"
                                         : NULL;
}

static bool add_event(struct reader *r, struct err *e)
{
    struct event *ev = &r->event;
    int32_t length;
    if (ev->start == DAY_NONE && !ev->unread && !ev->cancelled)
        return bad_line(ev->line, "the event has no DTSTART", e);
    const char *why = why_left_out(r->arena, ev);
    ev->summary = ical_text(r->arena, ev->summary);
    if (why) {
        *LIST_ADD(r->arena, &r->out->left) = (struct holiday_left){ ev->unread ? DAY_NONE : ev->start, ev->line, ev->summary, why };
        return true;
    }
    if (!event_length(ev, &length, e))
        return false;
    LIST_SORT(&ev->dropped, order_days);
    if (ev->rules.n == 0 && !add_single(r, ev->start, length, e))
        return false;
    for (size_t i = 0; i < ev->added.n; i++)
        if (!add_single(r, ev->added.items[i], length, e))
            return false;
    return add_rules(r, length, e);
}

bool ical_days_off(struct arena *arena, struct view text, int32_t from, int32_t until, struct days_off *out, struct err *e)
{
    struct reader r = { .arena = arena, .repeat = { .arena = arena, .from = from, .until = until }, .out = out };
    *out = (struct days_off){ .last = DAY_NONE };
    if (text.n > LIMIT_ICAL_BYTES)
        return err_set(e, ST_LIMIT, "take a smaller feed", "%zu bytes is too large for a calendar (at most %d)", text.n, LIMIT_ICAL_BYTES);
    if (!each_event(&r, text, note_replaced, e))
        return false;
    LIST_SORT(&r.replaced, order_replaced);
    if (!each_event(&r, text, add_event, e))
        return false;
    out->endless = r.repeat.endless;
    return true;
}
