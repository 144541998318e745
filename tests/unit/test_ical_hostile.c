/* Holiday feeds made to be slow, deep or large: each ends soon, with a ceiling or an answer. */
#include "base/limits.h"
#include "feed.h"

static double processor_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void repeat_text(struct buf *b, const char *piece, size_t bytes)
{
    while (b->n + strlen(piece) <= bytes)
        buf_text(b, piece);
}

/* Made to be slow, deep or large: all end soon with a ceiling or an answer. */
static void hostile_feeds_end_soon(void **state)
{
    static const struct {
        const char *name, *head, *piece, *tail;
        enum status want;
    } rows[] = {
        { "events", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\n", "END:VCALENDAR\n", ST_LIMIT },
        { "events with a time", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:20260101T000000Z\nEND:VEVENT\n", "END:VCALENDAR\n", ST_OK },
        { "long events", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101\nDTEND:99991231\nEND:VEVENT\n", "END:VCALENDAR\n", ST_LIMIT },
        { "nesting", "BEGIN:VCALENDAR\n", "BEGIN:A\n", "", ST_LIMIT },
        { "folds", "BEGIN:VCALENDAR\nX:", "\n ", "\nEND:VCALENDAR\n", ST_OK },
        { "one line", "BEGIN:VCALENDAR\nX:", "aaaaaaaaaaaaaaaaaaaa", "\nEND:VCALENDAR\n", ST_OK },
        { "daily", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101\nRRULE:FREQ=DAILY\nEND:VEVENT\n", "END:VCALENDAR\n", ST_LIMIT },
        { "rare", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n",
          "END:VCALENDAR\n", ST_LIMIT },
        { "never", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:20260101\nRRULE:FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=5\nEND:VEVENT\n",
          "END:VCALENDAR\n", ST_FORMAT },
        { "counted", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=10000\nEND:VEVENT\n",
          "END:VCALENDAR\n", ST_LIMIT },
        { "exceptions", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nRRULE:FREQ=DAILY;COUNT=2000\nEXDATE:20260101", ",20260102",
          "\nEND:VEVENT\nEND:VCALENDAR\n", ST_OK },
        { "moved", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260101\nSTATUS:CANCELLED\nDTSTART:20260101\nEND:VEVENT\n",
          "BEGIN:VEVENT\nUID:a\nDTSTART:20260101\nRRULE:FREQ=DAILY;COUNT=2000\nEND:VEVENT\nEND:VCALENDAR\n", ST_OK },
        { "moved, all of one name", "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260101\nSTATUS:CANCELLED\nDTSTART:20260101\n"
          "END:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTART:20260101\nEND:VEVENT\n", "END:VCALENDAR\n", ST_OK },
        { "NUL and 0xFF", "BEGIN:VCALENDAR\nX:", "\xFF\xFE\x80", "\nEND:VCALENDAR\n", ST_OK },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = BUF_INIT(LIMIT_ICAL_BYTES);
        struct feed f;
        buf_text(&text, rows[i].head);
        repeat_text(&text, rows[i].piece, LIMIT_ICAL_BYTES - 200);
        buf_text(&text, rows[i].tail);
        double start = processor_seconds();
        bool ok = read_feed(&f, buf_view(&text));
        if ((ok ? ST_OK : f.e.status) != rows[i].want)
            fail_msg("%s: %s", rows[i].name, ok ? "accepted" : f.e.what);
        if (processor_seconds() - start > 20) /* under sanitizers */
            fail_msg("%s took %.1f s", rows[i].name, processor_seconds() - start);
        arena_free(&f.arena);
        buf_free(&text);
    }
}

static void the_days_of_a_feed_have_a_ceiling(void **state)
{
    static const struct {
        const char *count;
        bool want;
    } rows[] = { { "9999", true }, { "10000", true }, { "10001", false } };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct feed f;
        struct view events = view_fmt(&arena, "BEGIN:VEVENT\nDTSTART:20000101\nDURATION:P%sD\nEND:VEVENT\n", rows[i].count);
        assert_int_equal(read_feed(&f, wrap(&arena, events.p)), rows[i].want);
        assert_true(rows[i].want || f.e.status == ST_LIMIT);
        arena_free(&f.arena);
        arena_free(&arena);
    }
}

static void a_feed_is_read_up_to_its_ceiling(void **state)
{
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct buf text = BUF_INIT(LIMIT_ICAL_BYTES + 1);
        struct feed f;
        buf_text(&text, "BEGIN:VCALENDAR\nEND:VCALENDAR\n");
        repeat_text(&text, "\n", (size_t)(LIMIT_ICAL_BYTES + more));
        assert_int_equal(read_feed(&f, buf_view(&text)), more <= 0);
        assert_true(more <= 0 || f.e.status == ST_LIMIT);
        arena_free(&f.arena);
        buf_free(&text);
    }
}

static void components_nest_up_to_their_ceiling(void **state)
{
    (void)state;
    for (int depth = LIMIT_ICAL_DEPTH - 1; depth <= LIMIT_ICAL_DEPTH + 1; depth++) {
        struct buf text = BUF_INIT(4096);
        struct feed f;
        buf_text(&text, "BEGIN:VCALENDAR\n");
        for (int i = 1; i < depth; i++)
            buf_text(&text, "BEGIN:A\n");
        for (int i = 1; i < depth; i++)
            buf_text(&text, "END:A\n");
        buf_text(&text, "END:VCALENDAR\n");
        assert_int_equal(read_feed(&f, buf_view(&text)), depth <= LIMIT_ICAL_DEPTH);
        arena_free(&f.arena);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_feeds_end_soon),
        cmocka_unit_test(the_days_of_a_feed_have_a_ceiling),
        cmocka_unit_test(a_feed_is_read_up_to_its_ceiling),
        cmocka_unit_test(components_nest_up_to_their_ceiling),
    };
    ical_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
