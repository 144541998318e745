#include "flow/walk.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/batch/batch.h"
#include "format/text/text_read.h"
#include "os/os.h"

struct entry {
    const char *name;
    enum os_kind kind;
};

/* One folder that is open. */
struct level {
    struct arena arena;
    struct view path;
    struct {
        struct entry *items;
        size_t n, cap;
    } entries;
    size_t at, bytes; /* what comes next; those of all names, with two more each */
};

struct walk {
    struct walk_options options;
    struct walk_seen seen;
    size_t at; /* what is named next */
    bool in_list;
    bool in_text, wide, big_endian; /* the list: its first two bytes were read; it is in UTF-16 */
    char line[2 * (LIMIT_PATH_BYTES + 4)]; /* of the list; cut when longer */
    struct level levels[LIMIT_FOLDER_DEPTH];
    size_t depth;
};

struct walk *walk_open(const struct walk_options *options)
{
    struct walk *walk = heap_new(sizeof *walk);
    walk->options = *options;
    if (!options->names_most)
        walk->options.names_most = LIMIT_FOLDER_NAMES;
    return walk;
}

void walk_close(struct walk *walk)
{
    for (size_t i = 0; i < COUNT_OF(walk->levels); i++)
        arena_free(&walk->levels[i].arena);
    free(walk);
}

const struct walk_seen *walk_seen(const struct walk *walk)
{
    return &walk->seen;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static bool is_wanted(const struct walk *walk, struct view name)
{
    bool wanted = view_ends_nocase(name, VIEW(".zip"));
    for (const char *const *ending = walk->options.endings; ending && *ending && !wanted; ending++)
        wanted = view_ends_nocase(name, view_of(*ending));
    return wanted;
}

static void add_entry(struct walk *walk, struct level *level, const struct os_entry *entry)
{
    struct view name = view_of(entry->name);
    bool found = entry->kind == OS_FOLDER || (entry->kind == OS_FILE && is_wanted(walk, name));
    walk->seen.others += !found && !(entry->kind == OS_FILE && batch_names_log(name));
    if (!found && entry->kind != OS_LINK)
        return;
    *LIST_ADD(&level->arena, &level->entries) = (struct entry){ view_dup(&level->arena, name).p, entry->kind };
    level->bytes += name.n + 2;
}

static bool read_folder(struct walk *walk, struct level *level, struct err *e)
{
    struct os_folder *folder;
    struct os_entry entry;
    struct os_fault why;
    enum os_next next;
    if (!os_folder_open(level->path.p, &folder, &why))
        return err_set(e, ST_IO, why.kind == OS_DENIED ? "check its permissions" : "", "can't open the folder: %s",
                       os_fault_text(&why).text);
    while ((next = os_folder_next(folder, &entry, &why)) == OS_NEXT && level->bytes <= walk->options.names_most)
        add_entry(walk, level, &entry);
    os_folder_close(folder);
    return next != OS_NEXT_FAILED || err_set(e, ST_IO, "", "can't read the folder: %s", os_fault_text(&why).text);
}

static bool open_folder(struct walk *walk, struct view path, struct err *e)
{
    if (walk->depth == COUNT_OF(walk->levels))
        return err_set(e, ST_LIMIT, "name the inner folder itself", "more than %d folders in each other", LIMIT_FOLDER_DEPTH);
    struct level *level = &walk->levels[walk->depth];
    arena_free(&level->arena);
    *level = (struct level){ 0 };
    level->path = view_dup(&level->arena, path);
    walk->seen.searched = true;
    if (!read_folder(walk, level, e))
        return false;
    if (level->bytes > walk->options.names_most)
        return err_set(e, ST_LIMIT, "give the files in parts, as a list: find FOLDER -name '*.zip' | certcase audit -",
                       "the names of what is in the folder take more than %zu bytes", walk->options.names_most);
    LIST_SORT(&level->entries, by_name);
    walk->depth++;
    return true;
}

enum step { FOUND, TROUBLE, GO_ON, END };

static enum step trouble(struct view path, struct err *e)
{
    err_at(e, "%.*s", VIEW_ARG(path));
    return TROUBLE;
}

/* A path as given, or as found: a file is the result, a folder is opened. */
static enum step visit(struct walk *walk, struct view path, bool folder, struct err *e)
{
    if (path.n >= LIMIT_PATH_BYTES) {
        err_set(e, ST_LIMIT, "", "the path is longer than %d bytes", LIMIT_PATH_BYTES - 1);
        return trouble(view_first(path, 100), e);
    }
    if (view_has(path, '\0')) {
        err_set(e, ST_FORMAT, "give one path a line", "a NUL stands in the path");
        return trouble(path, e);
    }
    if (!folder) {
        file_guard_read(walk->options.guard, path.p);
        return FOUND;
    }
    return open_folder(walk, path, e) ? GO_ON : trouble(path, e);
}

/* The next line of the list as text, at most as long as `line`; false at its end. */
static bool read_line(struct walk *walk, struct arena *arena, struct view *line)
{
    size_t n = 0;
    bool first = !walk->in_text, ended = false;
    for (int c; !ended && (c = getc(walk->options.list)) != EOF;) {
        n = n < sizeof walk->line ? n : n - 2; /* of one that is too long, only its end is looked for */
        walk->line[n++] = (char)c;
        *line = (struct view){ .p = walk->line, .n = n };
        if (!walk->in_text && n == 2)
            walk->wide = text_is_wide(*line, &walk->big_endian);
        walk->in_text = walk->in_text || n == 2;
        ended = text_ends_line(*line, walk->wide, walk->big_endian);
    }
    if (n == 0)
        return false;
    *line = walk->wide ? utf16_to_utf8(arena, *line, walk->big_endian) : *line;
    if (first && view_starts(*line, VIEW(UTF8_MARK)))
        *line = view_from(*line, strlen(UTF8_MARK));
    if (view_ends(*line, VIEW("\n")))
        line->n--;
    if (view_ends(*line, VIEW("\r")))
        line->n--;
    return true;
}

/* The next path that was given, by the command or by the list. */
static enum step take_given(struct walk *walk, struct arena *arena, struct view *path, struct err *e)
{
    while (walk->in_list) {
        struct view line;
        walk->in_list = read_line(walk, arena, &line);
        if (!walk->in_list && ferror(walk->options.list)) {
            const struct os_fault why = os_stream_fault();
            *path = VIEW("standard input");
            err_set(e, ST_IO, "give a list of paths, one a line", "can't read the list: %s", os_fault_text(&why).text);
            return trouble(*path, e);
        }
        if (!walk->in_list || line.n == 0)
            continue;
        *path = view_dup(arena, line);
        return FOUND;
    }
    if (walk->at == walk->options.named->n)
        return END;
    *path = walk->options.named->items[walk->at++];
    return FOUND;
}

static enum step next_given(struct walk *walk, struct arena *arena, struct view *path, struct err *e)
{
    enum step step = take_given(walk, arena, path, e);
    if (step != FOUND || !view_eq_text(*path, "-") || !walk->options.list)
        return step == FOUND ? visit(walk, *path, folder_exists(path->p), e) : step;
    if (walk->in_list) {
        err_set(e, ST_USAGE, "a file of this name is ./-", "standard input is this list already");
        return trouble(*path, e);
    }
    walk->in_list = true;
    return GO_ON;
}

/* Of the innermost folder that is open. */
static enum step next_entry(struct walk *walk, struct arena *arena, struct view *path, struct err *e)
{
    struct level *level = &walk->levels[walk->depth - 1];
    if (level->at == level->entries.n) {
        arena_free(&level->arena);
        walk->depth--;
        return GO_ON;
    }
    const struct entry *entry = &level->entries.items[level->at++];
    *path = path_join(arena, level->path, view_of(entry->name));
    if (entry->kind != OS_LINK)
        return visit(walk, *path, entry->kind == OS_FOLDER, e);
    if (walk->options.link && (is_wanted(walk, view_of(entry->name)) || folder_exists(path->p)))
        walk->options.link(walk->options.to, *path);
    return GO_ON;
}

bool walk_next(struct walk *walk, struct arena *arena, struct walk_item *out)
{
    enum step step;
    do {
        out->is_found = walk->depth > 0;
        step = (walk->depth ? next_entry : next_given)(walk, arena, &out->path, &out->trouble);
    } while (step == GO_ON);
    if (step != TROUBLE)
        out->trouble.status = ST_OK;
    return step != END;
}
