#include "flow/bundle_paths.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { A_FILE = 'f', A_FOLDER = 'd' };

/* One folder that is open. */
struct level {
    struct buf path, names; /* a name: what it is, its bytes, a NUL */
    struct buf sorted;      /* where each name begins (uint32_t) */
    size_t at;
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

static void free_level(struct level *level)
{
    buf_free(&level->path);
    buf_free(&level->names);
    buf_free(&level->sorted);
}

void bundle_paths_close(struct bundle_paths *p)
{
    for (size_t i = 0; i < COUNT_OF(p->levels); i++)
        free_level(&p->levels[i]);
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

static int by_name(const void *a, const void *b, void *names)
{
    const char *all = names;
    return strcmp(all + *(const uint32_t *)a + 1, all + *(const uint32_t *)b + 1);
}

static bool is_wanted(const struct bundle_paths *p, struct view name)
{
    bool wanted = view_ends_nocase(name, VIEW(".zip"));
    for (size_t i = 0; p->also && p->also[i] && !wanted; i++)
        wanted = view_ends_nocase(name, view_of(p->also[i]));
    return wanted;
}

/* DT_UNKNOWN is what some file systems say about everything. */
static unsigned char kind_of(DIR *folder, const struct dirent *d)
{
    struct stat st;
    if (d->d_type != DT_UNKNOWN || fstatat(dirfd(folder), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return d->d_type;
    return (unsigned char)IFTODT(st.st_mode);
}

static void add_entry(struct bundle_paths *p, struct level *level, DIR *folder, const struct dirent *d)
{
    struct view name = view_of(d->d_name);
    if (view_eq_text(name, ".") || view_eq_text(name, ".."))
        return;
    unsigned char kind = kind_of(folder, d);
    if (kind == DT_DIR || (kind == DT_REG && is_wanted(p, name))) {
        uint32_t begin = (uint32_t)level->names.n;
        buf_put(&level->sorted, (struct view){ .p = (const char *)&begin, .n = sizeof begin });
        buf_putc(&level->names, kind == DT_DIR ? A_FOLDER : A_FILE);
        buf_put(&level->names, (struct view){ .p = name.p, .n = name.n + 1 });
    } else {
        p->others++;
    }
}

static bool read_folder(struct bundle_paths *p, struct level *level, struct err *e)
{
    DIR *folder = opendir(level->path.p);
    if (!folder)
        return err_set(e, ST_IO, errno == EACCES ? "check its permissions" : "", "can't open the folder: %s", strerror(errno));
    const struct dirent *d;
    while ((errno = 0, d = readdir(folder)) != NULL)
        add_entry(p, level, folder, d);
    int cause = errno;
    closedir(folder);
    return cause == 0 || err_set(e, ST_IO, "", "can't read the folder: %s", strerror(cause));
}

static bool open_folder(struct bundle_paths *p, struct view path, struct err *e)
{
    if (p->depth == COUNT_OF(p->levels))
        return err_set(e, ST_LIMIT, "name the inner folder itself", "more than %d folders in each other", LIMIT_FOLDER_DEPTH);
    struct level *level = &p->levels[p->depth];
    free_level(level);
    *level = (struct level){ BUF_INIT(LIMIT_PATH_BYTES), BUF_INIT(p->names_most), BUF_INIT(p->names_most), 0 };
    buf_put(&level->path, path);
    if (!read_folder(p, level, e))
        return false;
    if (level->names.failed)
        return err_set(e, ST_LIMIT, "give the files in parts, as a list: find FOLDER -name '*.zip' | certcase audit -",
                       "the names of what is in the folder take more than %zu bytes", p->names_most);
    if (level->names.n)
        qsort_r(level->sorted.p, level->sorted.n / sizeof(uint32_t), sizeof(uint32_t), by_name, level->names.p);
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
static enum path_step next_given(struct bundle_paths *p, struct arena *arena, struct view *path, struct err *e)
{
    while (p->in_list) {
        struct view line;
        errno = 0;
        p->in_list = read_line(p, &line);
        if (!p->in_list && ferror(p->list)) {
            *path = VIEW("standard input");
            err_set(e, ST_IO, "give a list of paths, one a line", "can't read the list: %s", strerror(errno ? errno : EIO));
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
        return visit(p, path, is_folder(path.p), e);
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
            if (level->at == level->sorted.n / sizeof(uint32_t)) {
                free_level(level);
                p->depth--;
                continue;
            }
            const char *entry = level->names.p + ((const uint32_t *)level->sorted.p)[level->at++];
            bool rooted = view_ends(buf_view(&level->path), VIEW("/"));
            *path = view_fmt(arena, "%s%s%s", level->path.p, rooted ? "" : "/", entry + 1);
            step = visit(p, *path, entry[0] == A_FOLDER, e);
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
