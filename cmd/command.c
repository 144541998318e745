#include "command.h"

#include "base/file.h"
#include "base/limits.h"
#include "config.h"
#include "help.h"
#include "term.h"

enum { WITHIN_DAYS = 60 };

const struct command_row commands[] = {
    { .name = "inspect", .bit = CMD_INSPECT, .operands = "FILE...", .summary = "what a file is, what is wrong with it, what it is for",
      .about = "FILE may be a .cer, .crt, .pem, .p7b or .pfx; its content tells. - is standard input.",
      .least = 1, .most = SIZE_MAX, .missing = "the file to look at", .run = cmd_inspect,
      .examples = { "certcase inspect partner.cer\tis it the right file?",
                    "certcase inspect client.pfx --password-file password.txt\tlook into a PFX",
                    "certcase inspect chain.p7b --extract certificates\tsave each certificate as a .cer of its own",
                    "certcase inspect *.cer --fail-on warning --format json\tfor a pipeline" } },
    { .name = "probe", .bit = CMD_PROBE, .operands = "HOST[:PORT]...", .summary = "why a connection to a server fails, and what to ask for",
      .about = "Takes the view of the front-end servers. HOST may be a URL. Contacts nobody but the server; sends nothing but handshakes.",
      .least = 0, .most = SIZE_MAX, .words = "", .run = cmd_probe,
      .examples = { "certcase probe partner.example.com\twhich of the five causes is it, and does a case cure it?",
                    "certcase probe partner.example.com --save saved\tsave the certificate to ask for",
                    "certcase probe partner.example.com --with partner-root.cer\twould it work with this one installed?",
                    "certcase probe sql.example.com --starttls tds\ta SQL Server",
                    "certcase probe --targets servers.txt --format junit\tmany, for a pipeline" } },
    { .name = "build", .bit = CMD_BUILD, .operands = "FILE... --environments INVENTORY -e NAME",
      .summary = "make the bundle to hand over: a support case, or a change with its runbook",
      .about = "Writes nothing when the files are rejected. On a terminal it asks for the environments that weren't named.",
      .least = 1, .most = SIZE_MAX, .missing = "the certificate file", .run = cmd_build,
      .examples = { "certcase build partner-root.cer --environments environments.json -e Test -e Production\t"
                    "the partner's root, for two environments",
                    "certcase build client.pfx partner-root.cer --password-file password.txt --environments inventory.xml -e Production\t"
                    "a client certificate and the root that is not inside the PFX",
                    "certcase build new-root.cer --renews old-case.zip --environments environments.json --needed-by 2026-12-15\t"
                    "the successor of an earlier bundle, and by when to submit it",
                    "certcase build partner-root.cer --environments environments.json -e Test --dry-run\tonly look" } },
    { .name = "batch", .bit = CMD_BATCH, .operands = "REQUESTS --environments INVENTORY -o DIR",
      .summary = "many requests at once: a bundle each, in parallel, resumable",
      .about = "REQUESTS is CSV, JSON or XML; its content tells, and - is standard input. Each row ends as a line of the log, and none "
               "stops another.",
      .least = 0, .most = 1, .run = cmd_batch,
      .examples = { "certcase batch --example csv > requests.csv\tbegin with an example",
                    "certcase batch requests.csv --environments environments.json -o bundles\ta bundle for each row",
                    "certcase batch requests.csv --environments environments.json -o bundles --resume\t"
                    "go on after a stop, or after changes",
                    "certcase batch requests.csv --environments environments.json -o bundles --shard 2/3\tthe second third of it" } },
    { .name = "show", .bit = CMD_SHOW, .operands = "BUNDLE [ENTRY]", .summary = "the ticket of a bundle, or any of its entries",
      .about = "ENTRY is a name in the bundle, or the last part of one. A terminal gets control characters escaped.",
      .least = 1, .most = 2, .missing = "the bundle", .run = cmd_show,
      .examples = { "certcase show case.zip\tthe ticket, to paste into the support portal",
                    "certcase show case.zip case.xml\tthe record",
                    "certcase show case.zip --format html > ticket.html\tfor a browser" } },
    { .name = "audit", .bit = CMD_AUDIT, .operands = "PATH...", .summary = "check bundles made by anyone, and trust none of them",
      .about = "PATH is a bundle, or a folder that is searched for .zip files; - is a list of paths on standard input.",
      .least = 1, .most = SIZE_MAX, .missing = "the bundle or folder to check", .run = cmd_audit,
      .examples = { "certcase audit case.zip\tcan it be acted on?",
                    "certcase audit bundles/ --policy policy.xml --trust signers.pem\ta folder, by your own policy and signers",
                    "certcase audit bundles/ --format sarif > audit.sarif\tfor code scanning; junit is for test reports",
                    "find /srv -name '*.zip' -mtime -1 | certcase audit - --fail-on warning\twhat came in since yesterday" } },
    { .name = "renewals", .bit = CMD_RENEWALS, .operands = "PATH...",
      .summary = "what expires, and by when to ask for its successor",
      .about = "PATH is a bundle, a certificate file, or a folder that is searched for both; - is a list of paths on standard input. "
               "Nobody else watches expiry. Exits with 1 when something is due.",
      .least = 1, .most = SIZE_MAX, .missing = "the bundle, certificate or folder to look at", .run = cmd_renewals,
      .examples = { "certcase renewals bundles/\twhat to ask for within 60 days, most urgent first",
                    "certcase renewals bundles/ --within 26w --holidays holidays.ics\thalf a year ahead",
                    "certcase renewals bundles/ --format ics > renewals.ics\ta calendar with reminders",
                    "certcase renewals bundles/ --format prometheus -o certcase.prom\tfor node_exporter's textfile collector",
                    "certcase renewals bundles/ --format html > renewals.html\ta page to read and print" } },
    { .name = "explain", .bit = CMD_EXPLAIN, .operands = "[RULE]", .summary = "what a finding means, why it matters, how to fix it",
      .about = "Without RULE it lists all rules.", .least = 0, .most = 1, .words = "@rules", .run = cmd_explain,
      .examples = { "certcase explain leaf-not-root\tone rule", "certcase explain\tall of them" } },
    { .name = "catalog", .bit = CMD_CATALOG, .operands = "", .summary = "the services, delivery times and calendar in force",
      .about = "Delivery times are targets of the vendor, not guarantees.", .least = 0, .most = 0, .run = cmd_catalog,
      .examples = { "certcase catalog\twhat is delivered, and how fast",
                    "certcase catalog --explain-deadline --needed-by 2026-12-15 --holidays holidays.ics\thow the dates are counted",
                    "certcase catalog --check my-catalog.xml\tbefore using your own" } },
    { .name = "completion", .bit = CMD_COMPLETION, .operands = "bash|zsh|fish", .summary = "a completion script for your shell",
      .about = "", .least = 1, .most = 2, .missing = "the shell: bash, zsh or fish", .words = "bash|zsh|fish", .run = cmd_completion,
      .examples = { "source <(certcase completion bash)\tbash, for this session",
                    "certcase completion zsh > ~/.zfunc/_certcase\tzsh, with ~/.zfunc in fpath",
                    "certcase completion fish > ~/.config/fish/completions/certcase.fish\tfish" } },
};
const size_t n_commands = COUNT_OF(commands);

/* What the user gets back for an error that stopped something. */
static const enum exit_code exit_of[] = {
    [ST_OK] = EXIT_FINE,      [ST_USAGE] = EXIT_USAGE,  [ST_IO] = EXIT_FILES,        [ST_FORMAT] = EXIT_FILES,
    [ST_LIMIT] = EXIT_FILES,  [ST_NETWORK] = EXIT_NETWORK, [ST_STOPPED] = EXIT_STOPPED, [ST_INTERNAL] = EXIT_BUG,
};
static_assert(COUNT_OF(exit_of) == ST_COUNT, "an exit code for every status");

enum exit_code worse(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}

enum exit_code complain(const struct run *run, const struct err *e)
{
    FILE *err = run->session->err;
    bool color = term_color(run->session, run->set->color, run->session->err_terminal);
    fprintf(err, "certcase: %s%s%s%s%s\n", color ? "\033[1;31m" : "", e->where, e->where[0] ? ": " : "", e->what, color ? "\033[0m" : "");
    if (e->hint[0] != '\0')
        fprintf(err, "  %s\n", e->hint);
    fflush(err);
    return exit_of[e->status];
}

bool run_time(const struct run *run, int64_t *out, struct err *e)
{
    static const uint64_t year_9999 = 253402300799u;
    const char *epoch = session_variable(run->session, "SOURCE_DATE_EPOCH");
    uint64_t seconds;
    *out = run->set->at;
    if (run->set->at != TIME_NONE)
        return true;
    *out = run->session->clock;
    if (!epoch || epoch[0] == '\0')
        return true;
    if (!view_number(view_of(epoch), year_9999, &seconds)) {
        err_set(e, ST_USAGE, "unset it, or give --at TIME", "'%s' is not a number of seconds", epoch);
        return err_at(e, "SOURCE_DATE_EPOCH");
    }
    *out = (int64_t)seconds;
    return true;
}

const struct command_row *command_find(struct view name)
{
    for (size_t i = 0; i < n_commands; i++)
        if (view_eq_text(name, commands[i].name))
            return &commands[i];
    return NULL;
}

static enum exit_code unknown_command(const struct run *run, const char *word)
{
    struct view names[COUNT_OF(commands)];
    struct err e;
    char hint[120] = "`certcase help` lists the commands";
    for (size_t i = 0; i < n_commands; i++)
        names[i] = view_of(commands[i].name);
    size_t near = view_nearest(view_of(word), names, n_commands);
    if (near != SIZE_MAX)
        snprintf(hint, sizeof hint, "did you mean `certcase %s`?", commands[near].name);
    if (word[0] == '-')
        err_set(&e, ST_USAGE, "`certcase help` lists the commands", "'%s' stands where the command should be", word);
    else
        err_set(&e, ST_USAGE, hint, "there is no command '%s'", word);
    return complain(run, &e);
}

static bool is_one_of(const char *word, const char *choices)
{
    return choice_has(choices, view_of(word));
}

/* `certcase`, `certcase help [COMMAND]`, `certcase --version`; false when it is none of them. */
static bool general(struct run *run, int argc, char **argv, enum exit_code *code)
{
    const struct help_look look = { .color = run->color, .width = run->session->width };
    *code = EXIT_FINE;
    if (argc < 2 || is_one_of(argv[1], "help|-h|--help")) {
        const struct command_row *command = argc > 2 && argv[2][0] != '-' ? command_find(view_of(argv[2])) : NULL;
        if (command)
            help_command(run->out, command, &look);
        else if (argc > 2 && argv[2][0] != '-')
            *code = unknown_command(run, argv[2]);
        else
            help_overview(run->out, &look);
        return true;
    }
    if (!is_one_of(argv[1], "--version|-V"))
        return false;
    put_text(run->out, "certcase " CERTCASE_VERSION "\n");
    return true;
}

static bool check_operands(const struct command_row *command, const struct settings *set, struct err *e)
{
    char hint[200];
    snprintf(hint, sizeof hint, "certcase %s %s; `certcase %s -h` shows examples", command->name, command->operands, command->name);
    if (set->operands.n < command->least)
        return err_set(e, ST_USAGE, hint, "%s is missing", command->missing);
    if (set->operands.n > command->most)
        return err_set(e, ST_USAGE, hint, "'%s' is one word too many", set->operands.items[command->most].p);
    return true;
}

static struct view set_value(const struct settings *set, const struct option_row *row)
{
    return *(const struct view *)(const void *)((const char *)set + row->field);
}

/* Whoever reads it second finds nothing. */
static bool check_standard_input(const struct option_table *table, const struct settings *set, struct err *e)
{
    size_t uses = 0;
    for (size_t i = 0; i < table->n; i++) {
        const struct option_row *row = &table->rows[i];
        if (!option_is_of(table, i) || (row->kind != OPT_FILE && row->kind != OPT_WRITTEN) ||
            !view_eq(set_value(set, row), VIEW("-")))
            continue;
        if (row->kind == OPT_WRITTEN) {
            err_set(e, ST_USAGE, "name a file", "- is standard input, and this is written");
            return err_at(e, "--%s", row->name);
        }
        uses++;
    }
    for (size_t i = 0; i < set->operands.n; i++)
        uses += view_eq(set->operands.items[i], VIEW("-"));
    return uses < 2 || err_set(e, ST_USAGE, "put all but one of them into files", "standard input (-) can only be read once");
}

/* What is written would replace what was read from it. */
static bool check_written(const struct option_table *table, const struct settings *set, struct err *e)
{
    for (size_t i = 0; i < table->n; i++) {
        const struct option_row *row = &table->rows[i];
        if (!option_is_of(table, i) || row->kind != OPT_WRITTEN || set_value(set, row).n == 0)
            continue;
        for (size_t k = 0; k < set->operands.n; k++) {
            if (!file_same(set_value(set, row).p, set->operands.items[k].p))
                continue;
            err_set(e, ST_USAGE, "name another file", "%.*s is read, so it can't be written", VIEW_ARG(set->operands.items[k]));
            return err_at(e, "--%s", row->name);
        }
    }
    return true;
}

static enum exit_code run_command(struct run *run, struct settings *set, const struct command_row *command, int argc, char **argv)
{
    const struct option_table table = option_table_of(command->bit);
    struct option_values values = { .table = &table, .arena = run->arena, .target = set };
    struct err e;
    bool ok = options_parse(&values, argc, argv, &e);
    set->operands = values.operands;
    if (ok && set->help) {
        run->color = term_color(run->session, set->color, run->session->out_terminal);
        help_command(run->out, command, &(struct help_look){ .color = run->color, .width = run->session->width });
        return EXIT_FINE;
    }
    if (!ok || !config_apply(&values, run->session, &e) || !check_operands(command, set, &e) ||
        !options_check_needs(&values, option_needs, n_option_needs, &e) || !check_standard_input(&table, set, &e) ||
        !check_written(&table, set, &e))
        return complain(run, &e);
    run->color = term_color(run->session, set->color, run->session->out_terminal);
    return command->run(run);
}

enum exit_code certcase(const struct session *s, int argc, char **argv)
{
    struct settings set = { .at = TIME_NONE, .request = REQUEST_INIT, .within = WITHIN_DAYS };
    struct arena arena = { 0 };
    struct sink out = sink_stream(s->out);
    struct buf password = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    struct run run = { .session = s, .set = &set, .arena = &arena, .out = &out, .password = &password };
    enum exit_code code;
    struct err e;
    run.color = term_color(s, set.color, s->out_terminal);
    if (!general(&run, argc, argv, &code)) {
        const struct command_row *command = command_find(view_of(argv[1]));
        code = command ? run_command(&run, &set, command, argc - 1, argv + 1) : unknown_command(&run, argv[1]);
    }
    if (!sink_ok(&out, "standard output", &e))
        code = worse(code, complain(&run, &e));
    buf_wipe(&password);
    arena_free(&arena);
    return code;
}
