/* run.h - one run of one command: what it was told, where its output goes, and what it came to.
 *
 * Only cmd/ reads the clock, the environment and the terminal; they are in the session, so a command runs the same in a test.
 * Memory:  a run's arena lives until it ends.
 * Threads: main thread.
 */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "base/buf.h"
#include "base/civil.h"
#include "base/sink.h"
#include "flow/resources.h"
#include "flow/shard.h"
#include "report/report.h"

/* The world around a run. Only main.c and session_look fill it from the real one. Borrowed: everything in it outlives the run. */
struct session {
    FILE *out, *err;               /* results; everything else */
    const char *const *environment; /* NAME=VALUE, NULL-terminated */
    int64_t clock;                 /* seconds since 1970; replaced by --at and SOURCE_DATE_EPOCH */
    bool in_terminal, out_terminal, err_terminal;
    unsigned width;                /* of the terminal, in columns */
};

/* --- term.c --- */

/* Fills the terminal's part of the session. */
void session_look(struct session *s);
/* Columns for the text of reports: those of the terminal, 0 when the output is none. */
size_t session_text_width(const struct session *s);
/* Whether a stream gets colour: `wish` is auto, always, never or empty; NO_COLOR and TERM=dumb speak for auto. */
bool session_color(const struct session *s, struct view wish, bool is_terminal);

/* --- run.c --- */

/* Of all commands. When several apply it is the highest; EXIT_USAGE only before any work. */
enum exit_code { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_FILES = 3, EXIT_NETWORK = 4, EXIT_BUG = 70, EXIT_STOPPED = 130 };

/* What options say that more than one command takes; a command's own settings begin with these. Text is empty and dates are NONE when
 * nobody said anything. */
struct settings {
    struct view_list operands;
    bool help, quiet, all, no_input, force, dry_run, example;
    uint64_t jobs, shards;
    struct view shard;
    int64_t at;
    struct request request;       /* the options that say the same as a field of a request file */
    struct view purpose, hosting, edition; /* as words; run_request has them as values */
    struct view format, separator, color, fail_on, output, into, environments;
    struct view key_password_file, key_password_env;
    struct wishes wishes; /* the options that say what the run works with; run_resources fills in the rest */
};

struct run {
    const struct session *session;
    struct settings *set; /* those of the command */
    struct arena *arena;
    struct sink *out;     /* standard output, or what --into names */
    struct view_list typed; /* the words of the command line, from the command on */
    bool color;           /* of it */
    struct buf *password; /* of --password-file, for all PFX of the run */
    bool password_is_read;
    struct file_guard *guard; /* the file that --into names; NULL: none */
    bool working;         /* something was done: a usage error is late now */
    enum exit_code code;  /* so far */
    struct resources resources; /* what run_resources opened; closed when the command has ended */
};

/* The run came to this, too. The only place where codes are merged. */
void run_comes_to(struct run *run, enum exit_code code);
/* ... to findings of which this is the worst (SEV_COUNT: there are none), by --fail-on. */
void run_finds(struct run *run, enum severity worst);
/* "certcase: WHERE: WHAT" and an indented hint, on standard error; the run comes to the code of the error. */
void complain(struct run *run, const struct err *e);
/* The same, but the run goes on as if nothing had been. */
void warn(const struct run *run, const struct err *e);

/* --jobs, else `a_core` times the cores; at least 1. */
unsigned run_threads(const struct run *run, unsigned a_core);
/* --shard and --shards, with what the engine says in variables. */
MUST_USE bool run_shard(const struct run *run, struct shard *out, struct err *e);

/* SOURCE_DATE_EPOCH where it stands for the clock; NULL: it isn't set, or --at is given. */
const char *run_epoch(const struct run *run);

/* What the options ask for, their words as values; the operands are its certificates. */
struct request run_request(const struct run *run);

/* Opens the run's resources by the options; `which` of enum resource. */
MUST_USE bool run_resources(struct run *run, unsigned which, struct err *e);

/* The report that --format names, and how it goes to standard output. */
const struct report *run_report(const struct run *run, const struct report_table *reports);
struct report_run run_report_to(const struct run *run, int64_t now);

/* Fails where a file is given beside --example, which nothing would read. */
MUST_USE bool run_reads_nothing(const struct run *run, struct err *e);
/* Prints that asset, as --example does. */
MUST_USE bool run_example(const struct run *run, const char *asset, struct err *e);

#endif
