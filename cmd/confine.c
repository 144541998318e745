#include "command.h"

#include "ask.h"
#include "base/file.h"
#include "os/os.h"

struct paths {
    const char **items;
    size_t n, cap;
};

static void add(struct arena *arena, struct paths *paths, struct view path)
{
    if (path.n && !view_eq(path, VIEW("-")))
        *LIST_ADD(arena, paths) = path.p;
}

/* A folder of one's own wording may hold links to where it stands. */
static void add_links(struct arena *arena, struct paths *paths, struct view folder)
{
    struct os_folder *opened;
    struct os_fault ignored;
    struct os_entry entry;
    if (folder.n == 0 || !os_folder_open(folder.p, &opened, &ignored))
        return;
    while (os_folder_next(opened, &entry, &ignored) == OS_NEXT)
        if (entry.kind == OS_LINK)
            add(arena, paths, path_join(arena, folder, view_of(entry.name)));
    os_folder_close(opened);
}

/* A file is written beside its place, then renamed; a folder, or a name that ends like one, gets files of its own. */
static struct view folder_of(struct arena *arena, struct view path)
{
    if (path.n == 0 || path_means_folder(path))
        return path;
    size_t n = path.n - path_name(path).n;
    return n ? view_dup(arena, view_first(path, n)) : VIEW(".");
}

static void add_operands(const struct run *run, struct paths *paths)
{
    for (size_t i = 0; i < run->set->operands.n; i++)
        add(run->arena, paths, run->set->operands.items[i]);
}

static void add_option(const struct run *run, const struct option_row *row, struct paths *reads, struct paths *writes)
{
    if (row->kind == OPT_FILE || row->kind == OPT_FOLDER)
        add(run->arena, reads, option_text(run->set, row));
    if (row->kind == OPT_FOLDER)
        add_links(run->arena, reads, option_text(run->set, row));
    if (row->kind == OPT_WRITTEN)
        add(run->arena, writes, folder_of(run->arena, option_text(run->set, row)));
    if (row->kind == OPT_FILLED)
        add(run->arena, writes, option_text(run->set, row));
}

void confine(const struct run *run, const struct command_row *command)
{
    const unsigned needs = command->needs;
    struct paths reads = { 0 }, writes = { 0 };
    for (size_t i = 0; i < command->options.n; i++)
        add_option(run, command->options.rows[i], &reads, &writes);
    if (writes.n == 0 && (needs & NEEDS_HERE))
        add(run->arena, &writes, VIEW("."));
    if (!command->words)
        add_operands(run, &reads);
    for (size_t i = 0; os_trust_paths[i]; i++)
        add(run->arena, &reads, view_of(os_trust_paths[i]));
    *LIST_ADD(run->arena, &reads) = NULL;
    *LIST_ADD(run->arena, &writes) = NULL;
    bool is_listed = view_among(VIEW("-"), run->set->operands.items, run->set->operands.n);
    /* Whoever sits there may still name the list of environments. */
    bool may_be_told = (needs & NEEDS_HERE) && run->set->environments.n == 0 && ask_possible(run);
    (void)os_confine(&(struct os_needs){
        .temporary = (needs & NEEDS_SPACE) || run->set->into.n,
        .sockets = (needs & NEEDS_NETWORK) != 0,
        .children = os_has_children && (needs & NEEDS_CHILDREN),
        .reads_all = (needs & NEEDS_MORE_FILES) || ((needs & NEEDS_LISTED) && is_listed) || may_be_told,
        .reads = reads.items,
        .writes = writes.items,
    });
}

struct os_needs confine_reader(const struct run *run)
{
    const struct view_list *operands = &run->set->operands;
    struct paths reads = { 0 };
    add_operands(run, &reads);
    *LIST_ADD(run->arena, &reads) = NULL;
    return (struct os_needs){ .reads_all = view_among(VIEW("-"), operands->items, operands->n), .reads = reads.items, .no_terminal = true };
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
        { c.programs, "no other programs or processes, but those of audit" },
        { os_has_children, "audit reads bundles in processes of their own, which may do nothing else" },
        { c.privileges, "no more privileges" },
        { c.dumps, "no dumps of memory" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        put_fmt(to, "%s: %s\n", rows[i].in_force ? "in force" : "not in force here", rows[i].what);
    if (c.is_checked)
        put_text(to, "built with sanitizers, which need some of these rights themselves\n");
}
