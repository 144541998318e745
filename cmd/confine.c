#include "confine.h"

#include "ask.h"
#include "base/file.h"
#include "os/os.h"

/* Paths that end with NULL. */
struct paths {
    const char **items;
    size_t n;
};

static struct paths paths_for(struct arena *arena, size_t most)
{
    return (struct paths){ .items = NEW(arena, const char *, most + 1) };
}

static void add(struct paths *paths, struct view path)
{
    if (path.n && !view_eq(path, VIEW("-")))
        paths->items[paths->n++] = path.p;
}

/* A file is written beside its place, then renamed; a folder, or a name that ends like one, gets files of its own. */
static struct view folder_of(struct arena *arena, struct view path)
{
    if (path.n == 0 || view_ends(path, VIEW("/")) || folder_exists(path.p))
        return path;
    size_t n = path.n - path_name(path).n;
    return n ? view_dup(arena, view_first(path, n)) : VIEW(".");
}

static bool has_list(const struct view_list *operands)
{
    for (size_t i = 0; i < operands->n; i++)
        if (view_eq(operands->items[i], VIEW("-")))
            return true;
    return false;
}

/* Whoever sits there may still name the list of environments. */
static bool may_be_told(const struct run *run, const struct command_row *command)
{
    return (command->needs & NEEDS_HERE) && run->set->environments.n == 0 && ask_possible(run);
}

static void add_option(const struct run *run, const struct option_row *row, struct paths *reads, struct paths *writes)
{
    if (row->kind == OPT_FILE || row->kind == OPT_FOLDER)
        add(reads, option_text(run->set, row));
    else if (row->kind == OPT_WRITTEN || row->kind == OPT_FILLED)
        add(writes, row->kind == OPT_FILLED ? option_text(run->set, row) : folder_of(run->arena, option_text(run->set, row)));
}

void confine(const struct run *run, const struct command_row *command)
{
    const struct view_list *operands = &run->set->operands;
    size_t n_usual = 0;
    while (trust_default_paths[n_usual])
        n_usual++;
    struct paths reads = paths_for(run->arena, command->options.n + operands->n + n_usual);
    struct paths writes = paths_for(run->arena, command->options.n + 1);
    for (size_t i = 0; i < command->options.n; i++)
        add_option(run, command->options.rows[i], &reads, &writes);
    if (writes.n == 0 && (command->needs & NEEDS_HERE))
        add(&writes, VIEW("."));
    for (size_t i = 0; i < operands->n && !command->words; i++)
        add(&reads, operands->items[i]);
    for (size_t i = 0; i < n_usual; i++)
        add(&reads, view_of(trust_default_paths[i]));
    (void)os_confine(&(struct os_needs){
        .temporary = (command->needs & NEEDS_SPACE) != 0,
        .sockets = (command->needs & NEEDS_NETWORK) != 0,
        .reads_all =
            (command->needs & NEEDS_MORE_FILES) || ((command->needs & NEEDS_LISTED) && has_list(operands)) || may_be_told(run, command),
        .reads = reads.items,
        .writes = writes.items,
    });
}

void confine_tell(struct sink *to)
{
    const struct os_confines c = os_confine(&(struct os_needs){ 0 });
    const struct {
        bool in_force;
        const char *what;
    } rows[] = {
        { c.files, "no files but those that the words of a command name" },
        { c.sockets, "no sockets, but in probe" },
        { c.programs, "no other programs or processes" },
        { c.privileges, "no more privileges" },
        { c.dumps, "no dumps of memory" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        put_fmt(to, "%s: %s\n", rows[i].in_force ? "in force" : "not in force here", rows[i].what);
    if (c.is_checked)
        put_text(to, "built with sanitizers, which need some of these rights themselves\n");
}
