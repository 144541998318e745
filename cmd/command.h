/* command.h - commands as rows, and what each is given: the user's settings and the session.
 *
 * Only cmd/ reads the clock, the environment and the terminal; they are in the session, so a command runs the same in a test.
 * Adding a command: a bit, a row in command.c, its options in option_rows.c, its cmd_<name>.c and cmd/man/certcase-<name>.1.in.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "base/buf.h"
#include "base/civil.h"
#include "base/sink.h"
#include "options.h"
#include "session.h"

enum {
    CMD_INSPECT = 1u << 0,
    CMD_BUILD = 1u << 1,
    CMD_SHOW = 1u << 2,
    CMD_EXPLAIN = 1u << 3,
    CMD_CATALOG = 1u << 4,
    CMD_COMPLETION = 1u << 5,
    CMD_BATCH = 1u << 6,
    CMD_AUDIT = 1u << 7,
    CMD_PROBE = 1u << 8,
    CMD_RENEWALS = 1u << 9,
    CMD_CASES = CMD_BUILD | CMD_BATCH, /* make bundles */
    CMD_MANY = CMD_BATCH | CMD_AUDIT,  /* work on many things */
    CMD_ALL = (1u << 10) - 1,
};

enum exit_code { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_FILES = 3, EXIT_NETWORK = 4, EXIT_BUG = 70, EXIT_STOPPED = 130 };

/* Everything that options can say. Text is empty and dates are NONE when nobody said anything. */
struct settings {
    bool help, quiet, no_input, force, dry_run, explain_deadline;
    bool resume, retry_failed;                      /* batch */
    uint64_t jobs, shards;                          /* batch, audit; jobs also probe, renewals */
    struct view log, example, shard;
    struct view policy, trust; /* audit */
    struct view connect, servername, proxy, save, starttls, targets; /* probe */
    struct view_list with;
    uint64_t timeout;
    bool save_chain;
    int64_t at;
    int32_t within; /* renewals: days */
    struct view into; /* renewals */
    struct view format, color, fail_on;
    struct request request;      /* the options that say the same as a field of a request file */
    struct view purpose, hosting; /* as words; setup_request has them as values */
    struct view output, extract, environments;
    struct view sign, key, key_password_file, key_password_env;
    struct view catalog, check, holidays, templates, platform, ca_bundle;
    struct view_list accept;
    struct view_list operands;
};

/* One run of one command. `arena` lives until it ends. */
struct run {
    const struct session *session;
    const struct settings *set;
    struct arena *arena;
    struct sink *out; /* standard output */
    bool color;       /* of standard output */
    struct buf *password; /* of --password-file, for all PFX of the run */
    bool password_is_read;
};

struct command_row {
    const char *name;
    unsigned bit;
    const char *operands;   /* "FILE..." ; "" for none */
    const char *summary;    /* for the overview */
    const char *about;      /* one or two sentences under the examples */
    size_t least, most;     /* operands */
    const char *missing;    /* what the message asks for when there are too few */
    const char *words;      /* operands to complete, "bash|zsh|fish"; "@rules" the rule ids; NULL: files */
    const char *examples[5]; /* "certcase inspect partner.cer\twhat it is" ; NULL ends */
    enum exit_code (*run)(struct run *run);
};

extern const struct command_row commands[];
extern const size_t n_commands;
extern const struct option_row option_rows[];
extern const size_t n_option_rows;
extern const struct option_need option_needs[];
extern const size_t n_option_needs;
struct option_table option_table_of(unsigned command);
const struct command_row *command_find(struct view name);

/* All of the program but process set-up: argv[0] is the program. Returns the exit code. */
enum exit_code certcase(const struct session *s, int argc, char **argv);

/* "certcase: WHERE: WHAT" and an indented hint, on standard error; returns the exit code of the error. */
enum exit_code complain(const struct run *run, const struct err *e);
/* The higher of two codes 0..4. */
enum exit_code worse(enum exit_code a, enum exit_code b);
/* --at, else SOURCE_DATE_EPOCH, else the clock. */
MUST_USE bool run_time(const struct run *run, int64_t *out, struct err *e);

enum exit_code cmd_inspect(struct run *run);
enum exit_code cmd_build(struct run *run);
enum exit_code cmd_batch(struct run *run);
enum exit_code cmd_audit(struct run *run);
enum exit_code cmd_probe(struct run *run);
enum exit_code cmd_renewals(struct run *run);
enum exit_code cmd_show(struct run *run);
enum exit_code cmd_explain(struct run *run);
enum exit_code cmd_catalog(struct run *run);
enum exit_code cmd_completion(struct run *run);

#endif
