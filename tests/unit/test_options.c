/* Options: what is typed lands in the right field, and what is wrong gets a message that helps. */
#include "options.h"

#include "base/civil.h"
#include "unit.h"

struct target {
    bool quiet, loud;
    struct view name, shape, in, out;
    struct view_list items;
    int32_t day;
    int64_t time;
    uint64_t count;
    int32_t span;
};

#define FIELD(name) offsetof(struct target, name)
static const struct option_row quiet_row = { "quiet", 'q', OPT_FLAG, NULL, FIELD(quiet), .help = "" };
static const struct option_row loud_row = { "loud", 'l', OPT_FLAG, NULL, FIELD(loud), .help = "" };
static const struct option_row name_row = { "name", 'n', OPT_TEXT, "NAME", FIELD(name), .help = "" };
static const struct option_row shape_row = { "shape", 0, OPT_CHOICE, "SHAPE", FIELD(shape), .help = "", .choices = "round|square" };
static const struct option_row in_row = { "in", 0, OPT_FILE, "FILE", FIELD(in), .help = "", .rival = "out" };
static const struct option_row out_row = { "out", 0, OPT_FOLDER, "DIR", FIELD(out), .help = "", .rival = "in" };
static const struct option_row item_row = { "item", 'i', OPT_LIST, "ITEM", FIELD(items), .help = "" };
static const struct option_row day_row = { "day", 0, OPT_DATE, "DATE", FIELD(day), .help = "" };
static const struct option_row time_row = { "time", 0, OPT_TIME, "TIME", FIELD(time), .help = "" };
static const struct option_row count_row = { "count", 'c', OPT_NUMBER, "N", FIELD(count), .help = "" };
static const struct option_row span_row = { "span", 0, OPT_SPAN, "SPAN", FIELD(span), .help = "" };
static const struct option_row *const rows[] = { &quiet_row, &loud_row, &name_row, &shape_row, &in_row,   &out_row,
                                              &item_row,  &day_row,  &time_row, &count_row, &span_row };
static const struct option_list table = { rows, COUNT_OF(rows) };

struct world {
    struct arena arena;
    struct target target;
    struct option_values values;
    struct err err;
    bool ok;
};

static void parse(struct world *w, const char *line)
{
    static char text[400];
    char *argv[32] = { NULL };
    int argc = 0;
    *w = (struct world){ .target = { .day = DAY_NONE, .time = TIME_NONE } };
    w->values = (struct option_values){ .options = &table, .arena = &w->arena, .target = &w->target };
    snprintf(text, sizeof text, "command %s", line);
    for (char *p = text; *p && argc < 31;) {
        argv[argc++] = p;
        p += strcspn(p, " ");
        if (*p)
            *p++ = '\0';
    }
    w->ok = options_parse(&w->values, argc, argv, &w->err);
}

static void test_values_land_in_their_fields(void **state)
{
    struct world w;
    (void)state;
    parse(&w, "-ql --name=Ana --shape round --item a -i b -ic one two --day 2026-12-15 --time 2026-11-20T08:00:00Z --count 7 -- --three");
    assert_true(w.ok);
    assert_true(w.target.quiet && w.target.loud);
    assert_true(view_eq(w.target.name, VIEW("Ana")));
    assert_true(view_eq(w.target.shape, VIEW("round")));
    assert_int_equal(w.target.items.n, 3);
    assert_true(view_eq(w.target.items.items[1], VIEW("b")));
    assert_true(view_eq(w.target.items.items[2], VIEW("c")));
    assert_int_equal(w.target.day, day_of(2026, 12, 15));
    assert_int_equal(w.target.time, 1795161600);
    assert_int_equal(w.target.count, 7);
    assert_int_equal(w.values.operands.n, 3);
    assert_true(view_eq(w.values.operands.items[0], VIEW("one")));
    assert_true(view_eq(w.values.operands.items[2], VIEW("--three")));
    arena_free(&w.arena);
}

static void test_spans_are_days_or_weeks(void **state)
{
    static const struct { const char *line; int32_t days; } cases[] = {
        { "--span 60d", 60 }, { "--span 8w", 56 }, { "--span 0d", 0 }, { "--span 36500d", 36500 }, { "--span 5214w", 36498 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        parse(&w, cases[i].line);
        assert_true(w.ok);
        assert_int_equal(w.target.span, cases[i].days);
        arena_free(&w.arena);
    }
}

static void test_wrong_words_get_a_message_and_a_hint(void **state)
{
    static const struct { const char *line, *where, *what, *hint; } cases[] = {
        { "--nam x", "--nam", "no such option", "did you mean --name?" },
        { "--quie", "--quie", "no such option", "did you mean --quiet?" },
        { "--shpae round", "--shpae", "no such option", "did you mean --shape?" },
        { "--two-only x", "--two-only", "no such option", "-h" },
        { "--zzzzzzz", "--zzzzzzz", "no such option", "-h" },
        { "-z", "-z", "no such option", "-h" },
        { "-qz", "-z", "no such option", "-h" },
        { "--name", "--name", "needs a value: --name NAME", "" },
        { "-n", "-n", "needs a value: --name NAME", "" },
        { "--name=", "--name", "needs a value", "" },
        { "--shape roun", "--shape", "'roun' is not one of the choices", "did you mean round? Choices: round|square" },
        { "--shape x", "--shape", "'x' is not one of the choices", "choices: round|square" },
        { "--day 2026-02-30", "--day", "'2026-02-30' is not a date", "2026-12-15" },
        { "--time noon", "--time", "'noon' is not a time", "@SECONDS" },
        { "--count -1", "--count", "'-1' is not a number", "digits" },
        { "--count 0", "--count", "'0' is not a number from 1 on", "digits" },
        { "-c 1x", "-c", "'1x' is not a number", "digits" },
        { "--span 60", "--span", "'60' is no number of days or weeks", "60d (days) or 8w (weeks)" },
        { "--span d", "--span", "'d' is no number of days or weeks", "60d" },
        { "--span -3d", "--span", "'-3d' is no number of days or weeks", "60d" },
        { "--span 36501d", "--span", "'36501d' is no number of days or weeks", "up to 36500d" },
        { "--span 5215w", "--span", "'5215w' is no number of days or weeks", "60d" },
        { "--span 2m", "--span", "'2m' is no number of days or weeks", "60d" },
        { "--quiet=perhaps", "--quiet", "'perhaps' is neither yes nor no", "yes or no" },
        { "--in a --out b", "--out", "can't be given together with --in", "one of them" },
        { "--name \x1b[31m --day \x1b[31m", "--day", "'\\u001B[31m' is not a date", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        parse(&w, cases[i].line);
        if (w.ok || strcmp(w.err.where, cases[i].where) != 0 || !strstr(w.err.what, cases[i].what) || !strstr(w.err.hint, cases[i].hint))
            fail_msg("%s: got %d '%s' '%s' '%s'", cases[i].line, w.ok, w.err.where, w.err.what, w.err.hint);
        assert_int_equal(w.err.status, ST_USAGE);
        arena_free(&w.arena);
    }
}

static void test_a_flag_can_be_turned_off(void **state)
{
    struct world w;
    (void)state;
    parse(&w, "-q --quiet=no -l");
    assert_true(w.ok);
    assert_false(w.target.quiet);
    assert_true(w.target.loud);
    arena_free(&w.arena);
}

static void test_the_stronger_source_keeps_its_value(void **state)
{
    struct world w;
    (void)state;
    parse(&w, "--name typed --in file");
    size_t name = option_find(&table, VIEW("name")), out = option_find(&table, VIEW("out")), item = option_find(&table, VIEW("item"));
    assert_true(option_set(&w.values, name, SOURCE_VARIABLE, VIEW("variable"), "X", &w.err));
    assert_true(option_set(&w.values, out, SOURCE_CONFIG, VIEW("config"), "X", &w.err)); /* its rival was typed */
    assert_true(option_set(&w.values, item, SOURCE_VARIABLE, VIEW("a"), "X", &w.err));
    assert_true(option_set(&w.values, item, SOURCE_VARIABLE, VIEW("b"), "X", &w.err));
    assert_true(option_set(&w.values, item, SOURCE_CONFIG, VIEW("c"), "X", &w.err));
    assert_true(view_eq(w.target.name, VIEW("typed")));
    assert_int_equal(w.target.out.n, 0);
    assert_int_equal(w.target.items.n, 2);
    arena_free(&w.arena);
}

static void test_operands_may_stand_anywhere_and_a_dash_is_one(void **state)
{
    struct world w;
    (void)state;
    parse(&w, "- -q file --name x -");
    assert_true(w.ok && w.target.quiet);
    assert_int_equal(w.values.operands.n, 3);
    assert_true(view_eq(w.values.operands.items[0], VIEW("-")));
    assert_true(view_eq(w.values.operands.items[1], VIEW("file")));
    arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_land_in_their_fields),
        cmocka_unit_test(test_spans_are_days_or_weeks),
        cmocka_unit_test(test_wrong_words_get_a_message_and_a_hint),
        cmocka_unit_test(test_a_flag_can_be_turned_off),
        cmocka_unit_test(test_the_stronger_source_keeps_its_value),
        cmocka_unit_test(test_operands_may_stand_anywhere_and_a_dash_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
