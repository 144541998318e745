#include "flow/bundle_paths.h"

#include "base/file.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

struct entry {
    struct view name;
    bool folder;
};

/* One folder that is open: its names, sorted. */
struct level {
    struct arena arena;
    struct view path;
    struct entry *items;
    size_t n, cap, at;
};

struct bundle_paths {
    const struct view_list *named;
    size_t at;
    FILE *list;
    const char *const *also; /* endings beside .zip; NULL: none */
    bool in_list, is_found;
    char line[LIMIT_PATH_BYTES + 1]; /* of the list; cut when longer */
    struct level levels[LIMIT_FOLDER_DEPTH];
    size_t depth;
    size_t others;
};

struct bundle_paths *bundle_paths_open(const struct view_list *named, FILE *list)
{
    struct bundle_paths *p = calloc(1, sizeof *p);
    if (!p)
        die_oom(sizeof *p);
    p->named = named;
    p->list = list;
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
    const struct entry *x = a, *y = b;
    return strcmp(x->name.p, y->name.p);
}

/* DT_UNKNOWN is what some file systems say about everything. */
static unsigned char kind_of(const struct level *level, const struct dirent *d)
{
    struct stat st;
    char path[LIMIT_PATH_BYTES];
    if (d->d_type != DT_UNKNOWN)
        return d->d_type;
    int n = snprintf(path, sizeof path, "%.*s/%s", VIEW_ARG(level->path), d->d_name);
    if (n < 0 || (size_t)n >= sizeof path || lstat(path, &st) != 0)
        return DT_UNKNOWN;
    return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_UNKNOWN;
}

static bool is_wanted(const struct bundle_paths *p, struct view name)
{
    bool wanted = view_ends_nocase(name, VIEW(".zip"));
    for (size_t i = 0; p->also && p->also[i] && !wanted; i++)
        wanted = view_ends_nocase(name, view_of(p->also[i]));
    return wanted;
}

static void add_entry(struct bundle_paths *p, struct level *level, const struct dirent *d)
{
    struct view name = view_of(d->d_name);
    if (view_eq_text(name, ".") || view_eq_text(name, ".."))
        return;
    unsigned char kind = kind_of(level, d);
    if (kind == DT_DIR || (kind == DT_REG && is_wanted(p, name)))
        *LIST_ADD(&level->arena, level) = (struct entry){ .name = view_dup(&level->arena, name), .folder = kind == DT_DIR };
    else
        p->others++;
}

static bool open_folder(struct bundle_paths *p, struct view path, struct err *e)
{
    if (p->depth == COUNT_OF(p->levels))
        return err_set(e, ST_LIMIT, "name the inner folder itself", "more than %d folders in each other", LIMIT_FOLDER_DEPTH);
    struct level *level = &p->levels[p->depth];
    arena_reset(&level->arena);
    level->items = NULL;
    level->n = level->cap = level->at = 0;
    level->path = view_dup(&level->arena, path);
    DIR *folder = opendir(level->path.p);
    if (!folder)
        return err_set(e, ST_IO, errno == EACCES ? "check its permissions" : "", "can't open the folder: %s", strerror(errno));
    const struct dirent *d;
    while ((errno = 0, d = readdir(folder)) != NULL)
        add_entry(p, level, d);
    int cause = errno;
    closedir(folder);
    if (cause)
        return err_set(e, ST_IO, "", "can't read the folder: %s", strerror(cause));
    if (level->n)
        qsort(level->items, level->n, sizeof *level->items, by_name);
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
    if (!folder)
        return PATH_FOUND;
    return open_folder(p, path, e) ? PATH_END : trouble(path, e);
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The next line of the list, at most as long as `line`; false at its end. */
static bool read_line(struct bundle_paths *p, struct view *line)
{
    size_t n = 0;
    int c = getc(p->list);
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getc(p->list))
        if (n < sizeof p->line)
            p->line[n++] = (char)c;
    *line = (struct view){ .p = p->line, .n = n };
    if (view_ends(*line, VIEW("\r")))
        line->n--;
    return true;
}

/* The next path that was given, by the command or by the list. */
static bool next_given(struct bundle_paths *p, struct arena *arena, struct view *path)
{
    while (p->in_list) {
        struct view line;
        p->in_list = read_line(p, &line);
        if (!p->in_list || line.n == 0)
            continue;
        *path = view_dup(arena, line);
        return true;
    }
    if (p->at == p->named->n)
        return false;
    *path = p->named->items[p->at++];
    return true;
}

enum path_step bundle_paths_next(struct bundle_paths *p, struct arena *arena, struct view *path, struct err *e)
{
    for (;;) {
        enum path_step step;
        p->is_found = p->depth > 0;
        if (p->depth) {
            struct level *level = &p->levels[p->depth - 1];
            if (level->at == level->n) {
                p->depth--;
                continue;
            }
            const struct entry *entry = &level->items[level->at++];
            bool rooted = view_ends(level->path, VIEW("/"));
            *path = view_fmt(arena, "%.*s%s%.*s", VIEW_ARG(level->path), rooted ? "" : "/", VIEW_ARG(entry->name));
            step = visit(p, *path, entry->folder, e);
        } else if (!next_given(p, arena, path)) {
            return PATH_END;
        } else if (view_eq_text(*path, "-") && p->list && !p->in_list) {
            p->in_list = true;
            continue;
        } else {
            step = visit(p, *path, is_folder(path->p), e);
        }
        if (step != PATH_END)
            return step;
    }
}
