#include "flow/bundle_paths.h"

#include "base/file.h"
#include "base/file_guard.h"
#include "base/limits.h"
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

struct bundle_paths {
    const struct view_list *named;
    size_t at;
    FILE *list;
    const char *const *also; /* endings beside .zip; NULL: none */
    void (*link)(void *to, struct view path); /* NULL: nobody is told */
    void *to;
    bool in_list, is_found, searched;
    bool in_text, wide, big_endian; /* the list: its first two bytes were read; it is in UTF-16 */
    char line[2 * (LIMIT_PATH_BYTES + 4)]; /* of the list; cut when longer */
    struct level levels[LIMIT_FOLDER_DEPTH];
    size_t depth;
    size_t others, names_most;
};

struct bundle_paths *bundle_paths_open(const struct view_list *named, FILE *list, size_t names_most)
{
    struct bundle_paths *p = calloc(1, sizeof *p);
    if (!p)
        die_oom(sizeof *p);
    p->named = named;
    p->list = list;
    p->names_most = names_most;
    return p;
}

void bundle_paths_close(struct bundle_paths *p)
{
    for (size_t i = 0; i < COUNT_OF(p->levels); i++)
        arena_free(&p->levels[i].arena);
    free(p);
}

void bundle_paths_also(struct bundle_paths *p, const char *const *endings)
{
    p->also = endings;
}

void bundle_paths_tell(struct bundle_paths *p, void (*link)(void *to, struct view path), void *to)
{
    p->link = link;
    p->to = to;
}

bool bundle_paths_searched(const struct bundle_paths *p)
{
    return p->searched;
}

bool bundle_paths_is_found(const struct bundle_paths *p)
{
    return p->is_found;
}

size_t bundle_paths_others(const struct bundle_paths *p)
{
    return p->others;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static bool is_wanted(const struct bundle_paths *p, struct view name)
{
    bool wanted = view_ends_nocase(name, VIEW(".zip"));
    for (size_t i = 0; p->also && p->also[i] && !wanted; i++)
        wanted = view_ends_nocase(name, view_of(p->also[i]));
    return wanted;
}

static void add_entry(struct bundle_paths *p, struct level *level, const struct os_entry *entry)
{
    struct view name = view_of(entry->name);
    bool found = entry->kind == OS_FOLDER || (entry->kind == OS_FILE && is_wanted(p, name));
    p->others += !found && !(entry->kind == OS_FILE && batch_names_log(name));
    if (!found && entry->kind != OS_LINK)
        return;
    *LIST_ADD(&level->arena, &level->entries) = (struct entry){ view_dup(&level->arena, name).p, entry->kind };
    level->bytes += name.n + 2;
}

static bool read_folder(struct bundle_paths *p, struct level *level, struct err *e)
{
    struct os_folder *folder;
    struct os_entry entry;
    struct os_fault why;
    enum os_next next;
    if (!os_folder_open(level->path.p, &folder, &why))
        return err_set(e, ST_IO, why.kind == OS_DENIED ? "check its permissions" : "", "can't open the folder: %s",
                       os_fault_text(&why).text);
    while ((next = os_folder_next(folder, &entry, &why)) == OS_NEXT && level->bytes <= p->names_most)
        add_entry(p, level, &entry);
    os_folder_close(folder);
    return next != OS_NEXT_FAILED || err_set(e, ST_IO, "", "can't read the folder: %s", os_fault_text(&why).text);
}

static bool open_folder(struct bundle_paths *p, struct view path, struct err *e)
{
    if (p->depth == COUNT_OF(p->levels))
        return err_set(e, ST_LIMIT, "name the inner folder itself", "more than %d folders in each other", LIMIT_FOLDER_DEPTH);
    struct level *level = &p->levels[p->depth];
    arena_free(&level->arena);
    *level = (struct level){ 0 };
    level->path = view_dup(&level->arena, path);
    p->searched = true;
    if (!read_folder(p, level, e))
        return false;
    if (level->bytes > p->names_most)
        return err_set(e, ST_LIMIT, "give the files in parts, as a list: find FOLDER -name '*.zip' | certcase audit -",
                       "the names of what is in the folder take more than %zu bytes", p->names_most);
    if (level->entries.n)
        qsort(level->entries.items, level->entries.n, sizeof *level->entries.items, by_name);
    p->depth++;
    return true;
}

static enum path_step trouble(struct view path, struct err *e)
{
    err_at(e, "%.*s", VIEW_ARG(path));
    return PATH_TROUBLE;
}

/* A path as given, or as found: a file is the result, a folder is opened and the search goes on (PATH_END). */
static enum path_step visit(struct bundle_paths *p, struct view path, bool folder, struct err *e)
{
    if (path.n >= LIMIT_PATH_BYTES) {
        err_set(e, ST_LIMIT, "", "the path is longer than %d bytes", LIMIT_PATH_BYTES - 1);
        return trouble(view_first(path, 100), e);
    }
    if (path.n && memchr(path.p, '\0', path.n)) {
        err_set(e, ST_FORMAT, "give one path a line", "a NUL stands in the path");
        return trouble(path, e);
    }
    if (!folder) {
        file_guard_named(path.p);
        return PATH_FOUND;
    }
    return open_folder(p, path, e) ? PATH_END : trouble(path, e);
}

/* The next line of the list as text, at most as long as `line`; false at its end. */
static bool read_line(struct bundle_paths *p, struct arena *arena, struct view *line)
{
    size_t n = 0;
    bool first = !p->in_text, ended = false;
    for (int c; !ended && (c = getc(p->list)) != EOF;) {
        n = n < sizeof p->line ? n : n - 2; /* of one that is too long, only its end is looked for */
        p->line[n++] = (char)c;
        *line = (struct view){ .p = p->line, .n = n };
        if (!p->in_text && n == 2)
            p->wide = text_is_wide(*line, &p->big_endian);
        p->in_text = p->in_text || n == 2;
        ended = text_ends_line(*line, p->wide, p->big_endian);
    }
    if (n == 0)
        return false;
    *line = p->wide ? utf16_to_utf8(arena, *line, p->big_endian) : *line;
    if (first && view_starts(*line, VIEW("\xEF\xBB\xBF")))
        *line = view_from(*line, 3);
    if (view_ends(*line, VIEW("\n")))
        line->n--;
    if (view_ends(*line, VIEW("\r")))
        line->n--;
    return true;
}

/* The next path that was given, by the command or by the list. */
static enum path_step next_given(struct bundle_paths *p, struct arena *arena, struct view *path, struct err *e)
{
    while (p->in_list) {
        struct view line;
        p->in_list = read_line(p, arena, &line);
        if (!p->in_list && ferror(p->list)) {
            *path = VIEW("standard input");
            err_set(e, ST_IO, "give a list of paths, one a line", "can't read the list: %s", os_stream_fault().text);
            return trouble(*path, e);
        }
        if (!p->in_list || line.n == 0)
            continue;
        *path = view_dup(arena, line);
        return PATH_FOUND;
    }
    if (p->at == p->named->n)
        return PATH_END;
    *path = p->named->items[p->at++];
    return PATH_FOUND;
}

static enum path_step visit_given(struct bundle_paths *p, struct view path, struct err *e)
{
    if (!view_eq_text(path, "-") || !p->list)
        return visit(p, path, folder_exists(path.p), e);
    if (p->in_list) {
        err_set(e, ST_USAGE, "a file of this name is ./-", "standard input is this list already");
        return trouble(path, e);
    }
    p->in_list = true;
    return PATH_END;
}

enum path_step bundle_paths_next(struct bundle_paths *p, struct arena *arena, struct view *path, struct err *e)
{
    for (;;) {
        enum path_step step;
        p->is_found = p->depth > 0;
        if (p->depth) {
            struct level *level = &p->levels[p->depth - 1];
            if (level->at == level->entries.n) {
                arena_free(&level->arena);
                p->depth--;
                continue;
            }
            const struct entry *entry = &level->entries.items[level->at++];
            *path = path_join(arena, level->path, view_of(entry->name));
            if (entry->kind == OS_LINK) {
                if (p->link)
                    p->link(p->to, *path);
                continue;
            }
            step = visit(p, *path, entry->kind == OS_FOLDER, e);
        } else {
            step = next_given(p, arena, path, e);
            if (step != PATH_FOUND)
                return step;
            step = visit_given(p, *path, e);
        }
        if (step != PATH_END)
            return step;
    }
}
