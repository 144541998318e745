#include "command.h"

#include "base/file.h"
#include "base/limits.h"
#include "config.h"
#include "os/os.h"

#define COMMAND(name) &command_##name,
const struct command_row *const commands[] = {
#include "commands.def"
};
#undef COMMAND
const size_t n_commands = COUNT_OF(commands);

const struct command_row *command_find(struct view name)
{
    for (size_t i = 0; i < n_commands; i++)
        if (view_eq_text(name, commands[i]->name))
            return commands[i];
    return NULL;
}

struct option_list command_options(struct arena *arena)
{
    size_t n = 0, most = 0;
    for (size_t i = 0; i < n_commands; i++)
        most += commands[i]->options.n;
    const struct option_row **rows = NEW(arena, const struct option_row *, most);
    for (size_t i = 0; i < n_commands; i++)
        for (size_t j = 0; j < commands[i]->options.n; j++) {
            size_t at = 0;
            while (at < n && rows[at] != commands[i]->options.rows[j])
                at++;
            rows[at] = commands[i]->options.rows[j];
            n += at == n;
        }
    return (struct option_list){ .rows = rows, .n = n };
}

static void unknown_command(struct run *run, const char *word)
{
    struct view names[COUNT_OF(commands)];
    static const char list[] = "`certcase help` lists the commands";
    struct err e;
    for (size_t i = 0; i < n_commands; i++)
        names[i] = view_of(commands[i]->name);
    if (word[0] == '-') {
        err_set(&e, ST_USAGE, list, "'%s' stands where the command should be", word);
    } else if (file_exists(word)) {
        err_set(&e, ST_USAGE, "to look at that file: `certcase inspect FILE`", "there is no command '%s'", word);
    } else {
        err_set(&e, ST_USAGE, list, "there is no command '%s'", word);
        err_meant(&e, "`certcase ", view_nearest(view_of(word), names, n_commands), "`?");
    }
    complain(run, &e);
}

static bool is_one_of(const char *word, const char *words)
{
    struct view all = view_of(words), one;
    while (view_cut(&all, '|', &one))
        if (view_eq_text(one, word))
            return true;
    return false;
}

/* Help is broken at 80 columns where no terminal says otherwise. */
static struct report_run help_to(const struct run *run)
{
    return (struct report_run){ .to = run->out, .color = run->color, .width = run->session->width };
}

static void put_version(const struct run *run, bool verbose)
{
    struct config_files files;
    put_text(run->out, "certcase " CERTCASE_VERSION "\n");
    if (!verbose)
        return;
    config_find(run->arena, run->session, &files);
    const char *const paths[] = { files.here.path, files.own.path };
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        if (paths[i])
            put_fmt(run->out, "configuration: %s\n", paths[i]);
    if (!paths[0] && !paths[1])
        put_text(run->out, "configuration: none\n");
    confine_tell(run->out);
}

/* `certcase`, `certcase help [COMMAND]`, `certcase --version`; false when it is none of them. */
static bool general(struct run *run, int argc, char **argv)
{
    struct report_run to = help_to(run);
    if (argc < 2 || is_one_of(argv[1], "help|-h|--help")) {
        const char *name = argc > 2 && argv[2][0] != '-' ? argv[2] : NULL;
        const struct command_row *command = command_find(view_of(name));
        if (command)
            help_command(&to, command);
        else if (name)
            unknown_command(run, name);
        else
            help_overview(&to);
        return true;
    }
    if (!is_one_of(argv[1], "--version|-V"))
        return false;
    put_version(run, argc > 2 && is_one_of(argv[2], "--verbose|-v"));
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

/* Whoever reads it second finds nothing. */
static bool check_standard_input(const struct option_list *options, const struct settings *set, struct err *e)
{
    size_t uses = 0;
    for (size_t i = 0; i < options->n; i++) {
        const struct option_row *row = options->rows[i];
        if ((row->kind != OPT_FILE && row->kind != OPT_WRITTEN && row->kind != OPT_FILLED) || !view_eq(option_text(set, row), VIEW("-")))
            continue;
        if (row->kind != OPT_FILE) {
            err_set(e, ST_USAGE, row->kind == OPT_WRITTEN ? "name a file" : "name a folder; ./- is one of that name",
                    "- is standard input, and this is written");
            return err_at(e, "--%s", row->name);
        }
        uses++;
    }
    for (size_t i = 0; i < set->operands.n; i++)
        uses += view_eq(set->operands.items[i], VIEW("-"));
    return uses < 2 || err_set(e, ST_USAGE, "put all but one of them into files", "standard input (-) can only be read once");
}

static bool is_other(struct view read, const struct settings *set, const struct option_row *written, struct err *e)
{
    if (read.n == 0 || !file_same(option_text(set, written).p, read.p))
        return true;
    err_set(e, ST_USAGE, "name another file", "%.*s is read, so it can't be written",
            VIEW_ARG(view_eq_text(read, "-") ? VIEW("standard input") : read));
    return err_at(e, "--%s", written->name);
}

/* What is written would replace what was read from it. What a command finds beyond the words is seen by run->guard. */
static bool check_written(const struct option_list *options, const struct settings *set, struct err *e)
{
    for (size_t i = 0; i < options->n; i++) {
        const struct option_row *row = options->rows[i];
        if (row->kind != OPT_WRITTEN || option_text(set, row).n == 0)
            continue;
        for (size_t k = 0; k < set->operands.n; k++)
            if (!is_other(set->operands.items[k], set, row, e))
                return false;
        for (size_t k = 0; k < options->n; k++)
            if (options->rows[k]->kind == OPT_FILE && !is_other(option_text(set, options->rows[k]), set, row, e))
                return false;
    }
    return true;
}

/* Which file had a say in the result, and which may not have one. */
static void tell_configuration(const struct run *run, const struct config_files *files)
{
    const struct config_use *const uses[] = { &files->here, &files->own };
    const char *hint = view_fmt(run->arena, "give them as options or variables, or put them into %s", os_config_shown).p;
    struct err e;
    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        if (uses[i]->left.n) {
            err_set_at(&e, ST_USAGE, uses[i]->path, hint, "not taken from the current folder, whose files may be a stranger's: %s",
                       view_listed(run->arena, uses[i]->left.items, uses[i]->left.n, ", ").p);
            warn(run, &e);
        }
        if (uses[i]->taken.n && !run->set->quiet) {
            err_set_at(&e, ST_OK, uses[i]->path, "", "it sets %s",
                       view_listed(run->arena, uses[i]->taken.items, uses[i]->taken.n, ", ").p);
            warn(run, &e);
        }
    }
}

static bool write_report(const struct run *run, struct spool *report, struct err *e)
{
    const struct file_options options = { .access = OS_FOR_ALL, .overwrite = true };
    const char *path = run->set->into.p;
    if (!spool_ok(report, e))
        return false;
    if (!atomic_load(&run->guard->was_read))
        return file_write_spool(path, report, &options, e);
    return err_set_at(e, ST_IO, "--into", "name another file", "%s was read, so it isn't written over", path);
}

/* What is printed waits until it is whole. Half of it would look like the whole one. */
static bool run_into(struct run *run, const struct command_row *command, struct err *e)
{
    const struct session *session = run->session;
    struct sink *out = run->out;
    struct session no_terminal = *session;
    struct spool report;
    struct file_guard guard;
    no_terminal.out_terminal = false;
    spool_open(&report);
    run->session = &no_terminal;
    run->out = &report.sink;
    run->guard = &guard;
    file_guard_begin(&guard, run->set->into.p);
    bool ok = command->run(run, e) && (run->code == EXIT_STOPPED || write_report(run, &report, e));
    run->session = session;
    run->out = out;
    spool_close(&report);
    return ok;
}

static void run_command(struct run *run, const struct command_row *command, int argc, char **argv)
{
    size_t size = command->settings ? command->settings : sizeof(struct settings);
    struct settings *set = (struct settings *)NEW(run->arena, max_align_t, (size + sizeof(max_align_t) - 1) / sizeof(max_align_t));
    struct option_values values = { .options = &command->options, .arena = run->arena, .target = set };
    struct config_files files;
    struct err e;
    if (command->defaults)
        memcpy(set, command->defaults, size);
    set->at = TIME_NONE;
    set->request = (struct request)REQUEST_INIT;
    run->set = set;
    bool ok = options_parse(&values, argc, argv, &e);
    set->operands = values.operands;
    if (ok && set->help) {
        run->color = session_color(run->session, set->color, run->session->out_terminal);
        struct report_run to = help_to(run);
        help_command(&to, command);
        return;
    }
    const struct option_list all = command_options(run->arena);
    if (!ok || !config_apply(&values, &all, run->session, &files, &e) || !check_operands(command, set, &e) ||
        !options_check_needs(&values, &e) || !check_standard_input(&command->options, set, &e) ||
        !check_written(&command->options, set, &e)) {
        complain(run, &e);
        return;
    }
    run->color = session_color(run->session, set->color, run->session->out_terminal && set->into.n == 0);
    tell_configuration(run, &files);
    confine(run, command);
    if (!(set->into.n ? run_into(run, command, &e) : command->run(run, &e)))
        complain(run, &e);
    resources_close(&run->resources);
}

enum exit_code certcase(const struct session *s, int argc, char **argv)
{
    struct settings none = { .at = TIME_NONE, .request = REQUEST_INIT };
    AUTO(arena_free) struct arena arena = { 0 };
    struct sink out = sink_stream(s->out);
    struct buf password = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    struct run run = { .session = s, .set = &none, .arena = &arena, .out = &out, .password = &password };
    struct err e;
    for (int i = 1; i < argc; i++)
        *LIST_ADD(&arena, &run.typed) = view_of(argv[i]);
    run.color = session_color(s, none.color, s->out_terminal);
    if (!general(&run, argc, argv)) {
        const struct command_row *command = command_find(view_of(argv[1]));
        if (command)
            run_command(&run, command, argc - 1, argv + 1);
        else
            unknown_command(&run, argv[1]);
    }
    if (!sink_ok(&out, "standard output", &e) && out.cause.kind != OS_CLOSED) /* `| head` has seen enough */
        complain(&run, &e);
    buf_free(&password);
    return run.code;
}
