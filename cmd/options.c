#include "options.h"

#include "base/civil.h"
#include "model/words.h"

#include <getopt.h>

/* One row a kind: how its value is checked and stored, and what the message says when it can't be. */
struct kind {
    bool (*store)(struct view text, void *field);
    const char *what, *hint;
};

static bool store_flag(struct view text, void *field)
{
    static const char *const no[] = { "no", "false", "0", "off" }, *const yes[] = { "yes", "true", "1", "on", "" };
    for (size_t i = 0; i < COUNT_OF(no); i++)
        if (view_eq_nocase(text, view_of(no[i])))
            return *(bool *)field = false, true;
    for (size_t i = 0; i < COUNT_OF(yes); i++)
        if (view_eq_nocase(text, view_of(yes[i])))
            return *(bool *)field = true;
    return false;
}

static bool store_text(struct view text, void *field)
{
    *(struct view *)field = text;
    return text.n > 0;
}

/* A bundle's own name is meant, and a folder of that name would be no file to submit. */
static bool store_filled(struct view text, void *field)
{
    return store_text(text, field) && !view_ends(text, VIEW(".zip"));
}

static bool store_date(struct view text, void *field)
{
    return day_parse(text, (int32_t *)field);
}

static bool store_time(struct view text, void *field)
{
    return time_parse(text, (int64_t *)field);
}

static bool store_number(struct view text, void *field)
{
    return view_number(text, UINT32_MAX, (uint64_t *)field) && *(uint64_t *)field > 0;
}

enum { LONGEST_SPAN = 36500 }; /* days: a hundred years */

static bool store_span(struct view text, void *field)
{
    uint64_t n, days = view_ends(text, VIEW("w")) ? 7 : view_ends(text, VIEW("d")) ? 1 : 0;
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
    [OPT_FILLED] = { store_filled, "is called like a file", "name the folder to write into; what is written there gets its own names" },
    [OPT_LIST] = { store_text, "needs a value", "" },
    [OPT_DATE] = { store_date, "is not a date", "write it as year-month-day: 2026-12-15" },
    [OPT_TIME] = { store_time, "is not a time", "write it as 2026-11-20T08:00:00Z, 2026-11-20, or @SECONDS" },
    [OPT_CHOICE] = { store_text, "is not one of the choices", "" },
    [OPT_NUMBER] = { store_number, "is not a number from 1 on", "write digits alone" },
    [OPT_SPAN] = { store_span, "is no number of days or weeks", "write it as 60d (days) or 8w (weeks), up to 36500d" },
};
static_assert(COUNT_OF(kinds) == OPT_KIND_COUNT, "a row for every kind of option");

struct view option_text(const void *target, const struct option_row *row)
{
    return *(const struct view *)(const void *)((const char *)target + row->field);
}

bool option_choice(const struct option_row *row, size_t i, struct view *out)
{
    struct view all = view_of(row->choices);
    if (row->formats) {
        *out = i < row->formats->n ? view_of(row->formats->rows[i]->name) : (struct view){ 0 };
        return i < row->formats->n;
    }
    if (row->words) {
        const struct word_table *table = &word_tables[row->words];
        *out = i + 1 < table->n ? view_of(table->words[i + 1]) : (struct view){ 0 };
        return i + 1 < table->n;
    }
    for (; view_cut(&all, '|', out); i--)
        if (i == 0)
            return true;
    return false;
}

const char *option_help_text(const struct option_row *row, char out[OPTION_HELP])
{
    struct view help = view_of(row->help), mark = VIEW("{choices}"), one;
    size_t at, last = 0;
    if (!view_find(help, mark, &at)) {
        snprintf(out, OPTION_HELP, "%s", row->help);
        return out;
    }
    while (option_choice(row, last + 1, &one))
        last++;
    int n = snprintf(out, OPTION_HELP, "%.*s", (int)at, row->help);
    for (size_t i = 0; option_choice(row, i, &one); i++)
        n += snprintf(out + n, OPTION_HELP - (size_t)n, "%s%.*s%s", i == 0 ? "" : i == last ? " or " : ", ", VIEW_ARG(one),
                      i == 0 && row->formats ? " (default)" : "");
    snprintf(out + n, OPTION_HELP - (size_t)n, "%s", row->help + at + mark.n);
    return out;
}

size_t option_find(const struct option_list *options, struct view name)
{
    for (size_t i = 0; i < options->n; i++)
        if (view_eq_text(name, options->rows[i]->name))
            return i;
    return SIZE_MAX;
}

struct view option_nearest(const struct option_list *options, struct view name)
{
    struct view names[OPTION_ROWS_MAX] = { 0 };
    size_t n = 0;
    for (; n < options->n && n < COUNT_OF(names); n++)
        names[n] = view_of(options->rows[n]->name);
    /* an abbreviation is refused, but then it is clear what was meant */
    for (size_t i = 0; i < n && name.n >= 3; i++)
        if (view_starts(names[i], name))
            return names[i];
    return view_nearest(name, names, n);
}

/* The text of a list is its last item. */
static bool store(const struct option_row *row, struct view text, void *field)
{
    struct view choice = { 0 };
    for (size_t i = 0; row->kind == OPT_CHOICE && !view_eq(choice, text); i++)
        if (!option_choice(row, i, &choice))
            return false;
    return kinds[row->kind].store(text, field);
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
    return store(row, text, &nowhere);
}

static size_t rival_of(const struct option_values *v, size_t row)
{
    const char *rival = v->options->rows[row]->rival;
    return rival ? option_find(v->options, view_of(rival)) : SIZE_MAX;
}

bool option_open(const struct option_values *v, size_t row, enum option_source source)
{
    size_t rival = rival_of(v, row);
    return v->given[row] <= source && (rival == SIZE_MAX || v->given[rival] <= source);
}

static bool bad_value(const struct option_row *row, struct view text, const char *where, struct err *e)
{
    const struct kind *kind = &kinds[row->kind];
    AUTO(arena_free) struct arena scratch = { 0 };
    struct view names[16] = { 0 };
    size_t n = 0;
    while (row->kind == OPT_CHOICE && n < COUNT_OF(names) && option_choice(row, n, &names[n]))
        n++;
    struct view all = view_listed(&scratch, names, n, "|");
    const char *hint = n ? VIEW_JOIN(&scratch, VIEW("choices: "), all).p : kind->hint;
    (void)(text.n == 0 ? err_set_at(e, ST_USAGE, where, hint, "needs a value")
                       : err_set_at(e, ST_USAGE, where, hint, "'%.*s' %s", VIEW_ARG(text), kind->what));
    return err_meant(e, "", view_nearest(text, names, n), VIEW_JOIN(&scratch, VIEW("? Choices: "), all).p);
}

bool option_set(struct option_values *v, size_t row, enum option_source source, struct view text, const char *where, struct err *e)
{
    const struct option_row *o = v->options->rows[row];
    size_t rival = rival_of(v, row);
    if (!option_open(v, row, source))
        return true;
    if (rival != SIZE_MAX && v->given[rival] == source)
        return err_set_at(e, ST_USAGE, where, "give one of them", "can't be given together with %s%s", source == SOURCE_TYPED ? "--" : "",
                          v->options->rows[rival]->name);
    void *field = (char *)v->target + o->field;
    struct view item;
    if (!store(o, text, o->kind == OPT_LIST ? &item : field))
        return bad_value(o, text, where, e);
    if (o->kind == OPT_LIST)
        *LIST_ADD(v->arena, (struct view_list *)field) = item;
    v->given[row] = source;
    return true;
}

static bool is_typed(const struct option_values *v, size_t row)
{
    const struct option_row *o = v->options->rows[row];
    return v->given[row] == SOURCE_TYPED && (o->kind != OPT_FLAG || *(const bool *)((const char *)v->target + o->field));
}

/* What an option needs: another one, and the value of it that will do; empty: any. */
struct need {
    size_t row;
    struct view value;
};

static bool is_met(const struct option_values *v, const struct need *need)
{
    return v->given[need->row] != SOURCE_NONE &&
           (need->value.n == 0 || view_eq(option_text(v->target, v->options->rows[need->row]), need->value));
}

/* Whether this row needs what nobody gave: `first` is what to name then, one that was given with another value before all others. What
 * the command doesn't take counts for nothing, nor does a flag of such a name, which is another thing. */
static bool misses(const struct option_values *v, size_t row, struct need *first)
{
    struct view all = view_of(v->options->rows[row]->needs), one, name;
    first->row = SIZE_MAX;
    while (view_cut(&all, '|', &one)) {
        const bool is_named = view_cut(&one, '=', &name);
        const struct need need = { is_named ? option_find(v->options, name) : SIZE_MAX, one };
        if (need.row == SIZE_MAX || !v->options->rows[need.row]->value)
            continue;
        if (is_met(v, &need))
            return false;
        if (first->row == SIZE_MAX || (v->given[need.row] != SOURCE_NONE && v->given[first->row] == SOURCE_NONE))
            *first = need;
    }
    return first->row != SIZE_MAX;
}

bool options_check_needs(const struct option_values *v, struct err *e)
{
    struct need missed;
    for (size_t row = 0; row < v->options->n; row++) {
        if (!is_typed(v, row) || !misses(v, row, &missed))
            continue;
        const struct option_row *other = v->options->rows[missed.row];
        const struct view value = missed.value.n ? missed.value : view_of(other->value);
        char hint[120];
        snprintf(hint, sizeof hint, "add --%s %.*s, or leave it out", other->name, VIEW_ARG(value));
        err_set(e, ST_USAGE, hint, "does nothing without --%s%s%.*s", other->name, missed.value.n ? " " : "", VIEW_ARG(missed.value));
        return err_at(e, "--%s", v->options->rows[row]->name);
    }
    return true;
}

static bool unknown_option(const struct option_list *options, const char *typed, struct err *e)
{
    struct view name = view_of(typed + strspn(typed, "-")), rest = name;
    if (!view_cut(&rest, '=', &name))
        name = rest;
    err_set(e, ST_USAGE, "see its options with -h", "there is no such option");
    err_meant(e, "--", option_nearest(options, name), "?");
    return err_at(e, "--%.*s", VIEW_ARG(name));
}

/* The long options of the command for getopt_long; `val` is 256 + row, so that it never meets a letter. */
static void fill_getopt(const struct option_list *options, struct option *longs, char *letters)
{
    size_t n = 0;
    *letters++ = '-'; /* operands in order, as code 1: so argv[optind] is always the next word */
    *letters++ = ':';
    for (size_t i = 0; i < options->n; i++) {
        const struct option_row *row = options->rows[i];
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

static size_t row_of_letter(const struct option_list *options, int letter)
{
    for (size_t i = 0; i < options->n; i++)
        if (options->rows[i]->letter == letter)
            return i;
    return SIZE_MAX;
}

/* getopt_long takes any unambiguous beginning of a long name; a script that relies on one breaks with the next option. */
static bool check_full_name(const struct option_list *options, const char *word, struct err *e)
{
    if (strncmp(word, "--", 2) != 0 || word[2] == '\0')
        return true;
    struct view name = { .p = word + 2, .n = strcspn(word + 2, "=") };
    return option_find(options, name) != SIZE_MAX || unknown_option(options, word, e);
}

/* `code`: what getopt_long has found: an option; ? one that isn't there; : one whose value is missing. */
static bool take_option(struct option_values *v, int code, struct err *e)
{
    const int option = code == '?' || code == ':' ? optopt : code;
    const size_t row = option >= 256 ? (size_t)(option - 256) : row_of_letter(v->options, option);
    const struct option_row *o = row == SIZE_MAX ? NULL : v->options->rows[row];
    char where[80];
    if (option >= 256)
        snprintf(where, sizeof where, "--%s", o->name);
    else
        snprintf(where, sizeof where, "-%c", option);
    if (!o)
        return err_set_at(e, ST_USAGE, where, "see its options with -h", "there is no such option");
    if (code == ':')
        return err_set_at(e, ST_USAGE, where, "", "needs a value: --%s %s", o->name, o->value);
    return option_set(v, row, SOURCE_TYPED, view_of(optarg ? optarg : "yes"), where, e); /* without: a flag */
}

bool options_parse(struct option_values *v, int argc, char **argv, struct err *e)
{
    struct option longs[OPTION_ROWS_MAX + 1];
    char letters[3 * OPTION_ROWS_MAX];
    fill_getopt(v->options, longs, letters);
    optind = 0; /* GNU: start afresh */
    opterr = 0;
    for (int code = 0; code != -1;) {
        const int next = optind ? optind : 1;
        if (next < argc && !check_full_name(v->options, argv[next], e))
            return false;
        code = getopt_long(argc, argv, letters, longs, NULL);
        if (code == 1)
            *LIST_ADD(v->arena, &v->operands) = view_of(optarg);
        else if (code != -1 && !take_option(v, code, e))
            return false;
    }
    for (int i = optind; i < argc; i++)
        *LIST_ADD(v->arena, &v->operands) = view_of(argv[i]);
    return true;
}
