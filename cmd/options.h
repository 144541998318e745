/* options.h - option rows: what a command accepts, in one list. Help, "did you mean", certcase.json, CERTCASE_* variables, shell
 * completion and the manual's OPTIONS section print from the same rows.
 *
 * A value lands in the caller's struct at the row's offset, so a command can run twice in one process. The kind decides its type:
 *   OPT_FLAG bool, OPT_TEXT OPT_FILE OPT_WRITTEN OPT_FOLDER OPT_FILLED OPT_CHOICE struct view, OPT_LIST struct view_list,
 *   OPT_DATE int32_t (day), OPT_TIME int64_t (seconds), OPT_NUMBER uint64_t, OPT_SPAN int32_t (days).
 * The first source that gives a value keeps it: the command line, then a variable, then certcase.json (config.h).
 *
 * Memory:  values point into argv, or into the arena.
 * Errors:  ST_USAGE; `where` is the option, variable or key as the user wrote it.
 * Threads: options_parse uses getopt_long's own state: main thread only.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/request.h"
#include "model/words.h"
#include "report/report.h"

enum option_kind {
    OPT_FLAG,
    OPT_TEXT,
    OPT_FILE,   /* a path; completion offers files; in certcase.json it is relative to that file; "-" is standard input */
    OPT_WRITTEN, /* likewise, of a file that is written; never "-" */
    OPT_FOLDER,  /* one that is read */
    OPT_FILLED,  /* a folder that is written, and made where it is missing; never "-" */
    OPT_LIST,   /* may be given several times; in a variable its parts are separated by ";" */
    OPT_DATE,
    OPT_TIME,
    OPT_CHOICE,
    OPT_NUMBER,
    OPT_SPAN,   /* 60d or 8w */
    OPT_KIND_COUNT
};

/* What an option can do to a run, and so what a certcase.json in the current folder, which may be a stranger's, can do with it. */
enum influence {
    INFLUENCE_RESULT, /* a stranger's word would count: not taken from there, which is said */
    INFLUENCE_STRICT, /* without it the run would accept more than the file asks for: stops there */
    INFLUENCE_SHOWN,  /* which of the results are shown, and how: taken, and said */
    INFLUENCE_NONE,   /* taken */
};

struct option_row {
    const char *name;     /* long name, without dashes; the key in certcase.json */
    char letter;          /* short name; 0: none */
    enum option_kind kind;
    const char *value;    /* what stands for its value in help: "FILE"; NULL for a flag */
    size_t field;         /* where its value lands */
    enum influence influence;
    const char *help;     /* a few words, for help; {choices} stands for the names of `formats` or `words` */
    const char *more;     /* a sentence or two more for the manual; may be NULL */
    const char *choices;  /* OPT_CHOICE: "text|json"; OPT_LIST: "@warnings" completes rules that can be accepted; else NULL */
    const struct report_table *formats; /* OPT_CHOICE: the choices are the names of these reports; else NULL */
    enum word_set words; /* OPT_CHOICE: the choices are the words of this enum but its first one, "none"; else WORDS_NONE */
    const char *rival;    /* the option that says the same in another way: only one of both; NULL: none */
    const char *needs;    /* the option without which it says nothing, "save|format=csv": one of them that the command takes; NULL: none */
};

/* Whether its value is a path: of a file, of a folder. */
static inline bool option_is_file(const struct option_row *row)
{
    return row->kind == OPT_FILE || row->kind == OPT_WRITTEN;
}
static inline bool option_is_folder(const struct option_row *row)
{
    return row->kind == OPT_FOLDER || row->kind == OPT_FILLED;
}

struct option_list {
    const struct option_row *const *rows;
    size_t n;
};
#define OPTION_ROWS(...) (const struct option_row *const[]){ __VA_ARGS__ }
#define OPTIONS(...) { OPTION_ROWS(__VA_ARGS__), COUNT_OF((OPTION_ROWS(__VA_ARGS__))) } /* a list for static tables */

enum { OPTION_ROWS_MAX = 96, OPTION_HELP = 200 };
enum option_source { SOURCE_NONE, SOURCE_CONFIG, SOURCE_HERE /* the current folder's */, SOURCE_VARIABLE, SOURCE_TYPED };

/* Where values land, and who gave each. */
struct option_values {
    const struct option_list *options; /* of the command in hand */
    struct arena *arena;
    void *target;
    enum option_source given[OPTION_ROWS_MAX]; /* by row */
    struct view_list operands;
};

/* Reads argv[1..] (argv[0] is the command). Abbreviations of long names are refused. */
MUST_USE bool options_parse(struct option_values *v, int argc, char **argv, struct err *e);
/* One value of one row, unless a stronger source or its rival's has spoken. `where` is what messages call it. */
MUST_USE bool option_set(struct option_values *v, size_t row, enum option_source source, struct view text, const char *where,
                         struct err *e);
/* Whether all that was typed says something: a default may wait for the option that it needs, a typed word may not. */
MUST_USE bool options_check_needs(const struct option_values *v, struct err *e);
/* Whether option_set would use a value from this source. */
bool option_open(const struct option_values *v, size_t row, enum option_source source);
/* Whether `text` is a value that this row takes. */
bool option_valid(const struct option_row *row, struct view text);

/* The row with this name, or SIZE_MAX. */
size_t option_find(const struct option_list *options, struct view name);
/* A name near enough to be meant; empty when there is none. */
struct view option_nearest(const struct option_list *options, struct view name);
/* The choice at `i` of OPT_CHOICE; false when there are no more. */
bool option_choice(const struct option_row *row, size_t i, struct view *out);
/* What stands at the field of a row whose value is text, a file or a folder. */
struct view option_text(const void *target, const struct option_row *row);
/* Its help in full. Returns `out`. */
const char *option_help_text(const struct option_row *row, char out[OPTION_HELP]);

#endif
