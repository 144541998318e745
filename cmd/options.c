#include "options.h"

#include "base/civil.h"

#include <getopt.h>

/* One row a kind: how its value is checked and stored, and what the message says when it can't be. */
struct kind {
    bool (*store)(const struct option_row *row, struct arena *arena, struct view text, void *field);
    const char *what, *hint;
};

static bool store_flag(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    static const char *const no[] = { "no", "false", "0", "off" }, *const yes[] = { "yes", "true", "1", "on", "" };
    (void)row, (void)arena;
    for (size_t i = 0; i < COUNT_OF(no); i++)
        if (view_eq_nocase(text, view_of(no[i])))
            return *(bool *)field = false, true;
    for (size_t i = 0; i < COUNT_OF(yes); i++)
        if (view_eq_nocase(text, view_of(yes[i])))
            return *(bool *)field = true;
    return false;
}

static bool store_text(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    (void)row, (void)arena;
    *(struct view *)field = text;
    return text.n > 0;
}

static bool store_list(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    struct view_list *list = field;
    (void)row;
    if (text.n == 0)
        return false;
    struct view *item = LIST_ADD(arena, list);
    *item = text;
    return true;
}

static bool store_date(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    (void)row, (void)arena;
    return day_parse(text, (int32_t *)field);
}

static bool store_time(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    (void)row, (void)arena;
    return time_parse(text, (int64_t *)field);
}

static bool store_choice(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    return choice_has(row->choices, text) && store_text(row, arena, text, field);
}

static bool store_number(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    (void)row, (void)arena;
    return view_number(text, UINT32_MAX, (uint64_t *)field) && *(uint64_t *)field > 0;
}

enum { LONGEST_SPAN = 36500 }; /* days: a hundred years */

static bool store_span(const struct option_row *row, struct arena *arena, struct view text, void *field)
{
    uint64_t n, days = view_ends(text, VIEW("w")) ? 7 : view_ends(text, VIEW("d")) ? 1 : 0;
    (void)row, (void)arena;
    if (days == 0 || !view_number(view_first(text, text.n - 1), LONGEST_SPAN / days, &n))
        return false;
    *(int32_t *)field = (int32_t)(n * days);
    return true;
}

static const struct kind kinds[] = {
    [OPT_FLAG] = { store_flag, "is neither yes nor no", "write yes or no" },
    [OPT_TEXT] = { store_text, "needs a value", "" },
    [OPT_FILE] = { store_text, "needs the name of a file", "" },
    [OPT_WRITTEN] = { store_text, "needs the name of a file", "" },
    [OPT_FOLDER] = { store_text, "needs the name of a folder", "" },
    [OPT_LIST] = { store_list, "needs a value", "" },
    [OPT_DATE] = { store_date, "is not a date", "write it as year-month-day: 2026-12-15" },
    [OPT_TIME] = { store_time, "is not a time", "write it as 2026-11-20T08:00:00Z, 2026-11-20, or @SECONDS" },
    [OPT_CHOICE] = { store_choice, "is not one of the choices", "" },
    [OPT_NUMBER] = { store_number, "is not a number from 1 on", "write digits alone" },
    [OPT_SPAN] = { store_span, "is no number of days or weeks", "write it as 60d (days) or 8w (weeks), up to 36500d" },
};
static_assert(COUNT_OF(kinds) == OPT_KIND_COUNT, "a row for every kind of option");

bool choice_has(const char *choices, struct view word)
{
    struct view all = view_of(choices), one;
    while (view_cut(&all, '|', &one))
        if (view_eq(one, word))
            return true;
    return false;
}

bool option_is_of(const struct option_table *table, size_t row)
{
    return table->command == 0 || (table->rows[row].commands & table->command) != 0;
}

size_t option_find(const struct option_table *table, struct view name)
{
    for (size_t i = 0; i < table->n; i++)
        if (option_is_of(table, i) && view_eq_text(name, table->rows[i].name))
            return i;
    return SIZE_MAX;
}

const char *option_nearest(const struct option_table *table, struct view name)
{
    struct view names[OPTION_ROWS_MAX] = { 0 };
    size_t row[OPTION_ROWS_MAX], n = 0;
    for (size_t i = 0; i < table->n && n < COUNT_OF(names); i++) {
        if (!option_is_of(table, i))
            continue;
        row[n] = i;
        names[n++] = view_of(table->rows[i].name);
    }
    size_t best = view_nearest(name, names, n);
    /* an abbreviation is refused, but then it is clear what was meant */
    for (size_t i = 0; i < n && name.n >= 3; i++)
        if (view_starts(names[i], name)) {
            best = i;
            break;
        }
    return best == SIZE_MAX ? NULL : table->rows[row[best]].name;
}

bool option_valid(const struct option_row *row, struct view text)
{
    union {
        bool flag;
        struct view text;
        int32_t day; /* also the days of a span */
        int64_t time;
        uint64_t number;
    } nowhere;
    if (row->kind == OPT_LIST)
        return text.n > 0;
    return kinds[row->kind].store(row, NULL, text, &nowhere);
}

static size_t rival_of(const struct option_values *v, size_t row)
{
    const char *rival = v->table->rows[row].rival;
    return rival ? option_find(v->table, view_of(rival)) : SIZE_MAX;
}

bool option_open(const struct option_values *v, size_t row, enum option_source source)
{
    size_t rival = rival_of(v, row);
    return v->given[row] <= source && (rival == SIZE_MAX || v->given[rival] <= source);
}

static bool bad_value(const struct option_row *row, struct view text, const char *where, struct err *e)
{
    const struct kind *kind = &kinds[row->kind];
    char choices[160];
    if (row->kind == OPT_CHOICE) {
        struct view names[16], all = view_of(row->choices);
        size_t n = 0;
        while (n < COUNT_OF(names) && view_cut(&all, '|', &names[n]))
            n++;
        size_t near = view_nearest(text, names, n);
        if (near != SIZE_MAX)
            snprintf(choices, sizeof choices, "did you mean %.*s? Choices: %s", VIEW_ARG(names[near]), row->choices);
        else
            snprintf(choices, sizeof choices, "choices: %s", row->choices);
    }
    if (text.n == 0)
        err_set(e, ST_USAGE, row->kind == OPT_CHOICE ? choices : kind->hint, "needs a value");
    else
        err_set(e, ST_USAGE, row->kind == OPT_CHOICE ? choices : kind->hint, "'%.*s' %s", VIEW_ARG(text), kind->what);
    return err_at(e, "%s", where);
}

bool option_set(struct option_values *v, size_t row, enum option_source source, struct view text, const char *where, struct err *e)
{
    const struct option_row *o = &v->table->rows[row];
    size_t rival = rival_of(v, row);
    if (!option_open(v, row, source))
        return true;
    if (rival != SIZE_MAX && v->given[rival] == source) {
        err_set(e, ST_USAGE, "give one of them", "can't be given together with %s%s",
                source == SOURCE_TYPED ? "--" : "", v->table->rows[rival].name);
        return err_at(e, "%s", where);
    }
    if (!kinds[o->kind].store(o, v->arena, text, (char *)v->target + o->field))
        return bad_value(o, text, where, e);
    v->given[row] = source;
    return true;
}

static bool is_typed(const struct option_values *v, size_t row)
{
    const struct option_row *o = &v->table->rows[row];
    return v->given[row] == SOURCE_TYPED && (o->kind != OPT_FLAG || *(const bool *)((const char *)v->target + o->field));
}

bool options_check_needs(const struct option_values *v, const struct option_need *needs, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (!(needs[i].commands & v->table->command))
            continue;
        size_t row = option_find(v->table, view_of(needs[i].name)), needed = option_find(v->table, view_of(needs[i].needs));
        if (!is_typed(v, row) || v->given[needed] != SOURCE_NONE)
            continue;
        char hint[120];
        snprintf(hint, sizeof hint, "add --%s %s, or leave it out", needs[i].needs, v->table->rows[needed].value);
        err_set(e, ST_USAGE, hint, "does nothing without --%s", needs[i].needs);
        return err_at(e, "--%s", needs[i].name);
    }
    return true;
}

static bool unknown_option(const struct option_table *table, const char *typed, struct err *e)
{
    struct view name = view_of(typed + strspn(typed, "-")), rest = name;
    if (!view_cut(&rest, '=', &name))
        name = rest;
    const char *near = option_nearest(table, name);
    char hint[120] = "see its options with -h";
    if (near)
        snprintf(hint, sizeof hint, "did you mean --%s?", near);
    err_set(e, ST_USAGE, hint, "there is no such option");
    return err_at(e, "--%.*s", VIEW_ARG(name));
}

/* The long options of the command for getopt_long; `val` is 256 + row, so that it never meets a letter. */
static void fill_getopt(const struct option_table *table, struct option *longs, char *letters)
{
    size_t n = 0;
    *letters++ = '-'; /* operands in order, as code 1: so argv[optind] is always the next word */
    *letters++ = ':';
    for (size_t i = 0; i < table->n; i++) {
        const struct option_row *row = &table->rows[i];
        if (!option_is_of(table, i))
            continue;
        longs[n++] = (struct option){ .name = row->name,
                                      .has_arg = row->kind == OPT_FLAG ? optional_argument : required_argument,
                                      .val = 256 + (int)i };
        if (row->letter) {
            *letters++ = row->letter;
            if (row->kind != OPT_FLAG)
                *letters++ = ':';
        }
    }
    longs[n] = (struct option){ .name = NULL };
    *letters = '\0';
}

static size_t row_of_letter(const struct option_table *table, int letter)
{
    for (size_t i = 0; i < table->n; i++)
        if (option_is_of(table, i) && table->rows[i].letter == letter)
            return i;
    return SIZE_MAX;
}

/* getopt_long takes any unambiguous beginning of a long name; a script that relies on one breaks with the next option. */
static bool check_full_name(const struct option_table *table, const char *word, struct err *e)
{
    if (strncmp(word, "--", 2) != 0 || word[2] == '\0')
        return true;
    struct view name = { .p = word + 2, .n = strcspn(word + 2, "=") };
    return option_find(table, name) != SIZE_MAX || unknown_option(table, word, e);
}

static bool bad_letter(struct err *e)
{
    err_set(e, ST_USAGE, "see its options with -h", "there is no such option");
    return err_at(e, "-%c", optopt);
}

static bool take_option(struct option_values *v, int code, struct err *e)
{
    bool is_long = code >= 256;
    size_t row = is_long ? (size_t)(code - 256) : row_of_letter(v->table, code);
    char where[80];
    if (row == SIZE_MAX)
        return err_set(e, ST_INTERNAL, "", "option without a row");
    if (is_long)
        snprintf(where, sizeof where, "--%s", v->table->rows[row].name);
    else
        snprintf(where, sizeof where, "-%c", code);
    struct view text = view_of(optarg);
    if (v->table->rows[row].kind == OPT_FLAG && optarg == NULL)
        text = VIEW("yes");
    return option_set(v, row, SOURCE_TYPED, text, where, e);
}

static bool value_missing(const struct option_table *table, struct err *e)
{
    size_t row = optopt >= 256 ? (size_t)(optopt - 256) : row_of_letter(table, optopt);
    if (row == SIZE_MAX)
        return bad_letter(e);
    err_set(e, ST_USAGE, "", "needs a value: --%s %s", table->rows[row].name, table->rows[row].value);
    return optopt >= 256 ? err_at(e, "--%s", table->rows[row].name) : err_at(e, "-%c", optopt);
}

bool options_parse(struct option_values *v, int argc, char **argv, struct err *e)
{
    struct option longs[OPTION_ROWS_MAX + 1];
    char letters[3 * OPTION_ROWS_MAX];
    fill_getopt(v->table, longs, letters);
    optind = 0; /* GNU: start afresh */
    opterr = 0;
    for (;;) {
        const char *word = optind < argc && optind > 0 ? argv[optind] : optind == 0 && argc > 1 ? argv[1] : "";
        if (!check_full_name(v->table, word, e))
            return false;
        int code = getopt_long(argc, argv, letters, longs, NULL);
        if (code == -1)
            break;
        if (code == 1) {
            struct view *operand = LIST_ADD(v->arena, &v->operands);
            *operand = view_of(optarg);
            continue;
        }
        bool ok = code == ':' ? value_missing(v->table, e) : code == '?' ? bad_letter(e) : take_option(v, code, e);
        if (!ok)
            return false;
    }
    for (int i = optind; i < argc; i++) {
        struct view *operand = LIST_ADD(v->arena, &v->operands);
        *operand = view_of(argv[i]);
    }
    return true;
}
