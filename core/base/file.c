#include "base/file.h"

bool file_check_kind(const struct os_file *file, const char *path, const char *hint, uint64_t *size, struct err *e)
{
    struct os_facts facts;
    struct os_fault why;
    if (!os_look(file, &facts, &why))
        return err_set(e, ST_IO, "", "can't look at it: %s", os_fault_text(&why).text);
    *size = facts.size;
    if (facts.kind == OS_FOLDER)
        return err_set(e, ST_IO, "name the file inside it", "this is a folder, not a file");
    return facts.kind == OS_FILE || strcmp(path, "-") == 0 || err_set(e, ST_IO, hint, "not a regular file (a pipe, socket or device)");
}

static bool check_size(const struct os_file *file, const char *path, size_t ceiling, size_t *size, struct err *e)
{
    uint64_t n;
    if (!file_check_kind(file, path, "copy the bytes into a file, or give - and redirect it to standard input", &n, e))
        return false;
    *size = (size_t)n;
    return n <= ceiling || err_set(e, ST_LIMIT, "check that this is the file you mean", "%ju bytes is too large (at most %zu are read)",
                                   (uintmax_t)n, ceiling);
}

static bool read_all(struct arena *arena, const struct os_file *file, size_t size, size_t ceiling, struct view *out, struct err *e)
{
    size_t cap = size + 1, n = 0, got = 0; /* one more byte tells a file that grew */
    char *p = NEW(arena, char, cap + 1);
    struct os_fault why;
    do {
        if (n == cap) {
            if (cap > ceiling)
                break;
            size_t more = cap * 2 + 4096 < ceiling + 1 ? cap * 2 + 4096 : ceiling + 1;
            p = arena_grow(arena, p, 1, 1, n, more + 1);
            cap = more;
        }
        if (!os_read(file, p + n, cap - n, &got, &why))
            return err_set(e, ST_IO, "", "can't read: %s", os_fault_text(&why).text);
        n += got;
    } while (got > 0 && !(size && n == size)); /* less than was asked for: the end of a file of that size */
    if (n > ceiling)
        return err_set(e, ST_LIMIT, "check that this is the file you mean", "too large (at most %zu bytes are read)", ceiling);
    *out = (struct view){ .p = p, .n = n };
    return true;
}

const char *file_missing_hint(const char *path)
{
    if (strstr(path, "://"))
        return "it is an address, and a file is needed: save what is there, or ask a server with `certcase probe`";
    return strchr(path, '\\') && !os_is_separator('\\') ? "the path is written for Windows, with \\; write it with / as it is here"
                                                        : "check the name and the current folder";
}

static bool check_own(const struct os_file *file, struct err *e)
{
    struct os_facts facts;
    struct os_fault why;
    if (!os_look(file, &facts, &why))
        return err_set(e, ST_IO, "", "can't look at it: %s", os_fault_text(&why).text);
    if (!facts.is_own)
        return err_set(e, ST_IO, "remove it, or make it yours if you trust what it says", "belongs to somebody else, so it isn't used");
    return !facts.others_write ||
           err_set(e, ST_IO, "look through it, then take that right away: chmod go-w", "can be written by others, so it isn't used");
}

static bool read_file(struct arena *arena, const char *path, bool own, size_t ceiling, struct view *out, struct err *e)
{
    size_t size;
    struct os_file file = { 0 };
    bool ok = file_open(path, &file, e) && (!own || check_own(&file, e)) && check_size(&file, path, ceiling, &size, e) &&
              read_all(arena, &file, size, ceiling, out, e);
    os_drop(&file);
    return ok || err_at(e, "%s", strcmp(path, "-") == 0 ? "standard input" : path);
}

bool file_read(struct arena *arena, const char *path, size_t ceiling, struct view *out, struct err *e)
{
    return read_file(arena, path, false, ceiling, out, e);
}

bool file_read_own(struct arena *arena, const char *path, size_t ceiling, struct view *out, struct err *e)
{
    return read_file(arena, path, true, ceiling, out, e);
}

bool file_open(const char *path, struct os_file *out, struct err *e)
{
    struct os_fault why;
    if (strcmp(path, "-") == 0 ? os_open_input(out, &why) : os_open_read(OS_HERE, path, OS_FOLLOW, out, &why))
        return true;
    return err_set(e, ST_IO,
                   why.kind == OS_MISSING  ? file_missing_hint(path)
                   : why.kind == OS_DENIED ? "check its permissions"
                   : why.kind == OS_BUSY   ? "close it there, and run it again"
                                           : "",
                   "can't open: %s", os_fault_text(&why).text);
}

static bool open_folder_of(const char *path, struct os_folder **out, struct os_fault *why)
{
    char name[4096];
    int n = (int)path_name(view_of(path)).n, length = (int)strlen(path) - n;
    snprintf(name, sizeof name, "%.*s", length ? length : 1, length ? path : ".");
    return os_folder_open(name, out, why);
}

static bool write_failed(const char *path, const struct os_fault *why, struct err *e)
{
    return err_set_at(e, ST_IO, path,
                      why->kind == OS_EXISTS    ? "give --force to replace it, or another folder with -o"
                      : why->kind == OS_FULL    ? "free some space and run it again"
                      : why->kind == OS_BUSY    ? "close it there, and run it again"
                      : why->kind == OS_MISSING ? "make the folder first"
                                                : "check the folder and its permissions",
                      why->kind == OS_EXISTS ? "exists already" : "can't write: %s", os_fault_text(why).text);
}

/* Renaming over /dev/null or /dev/stdout would take it from everybody. */
bool file_may_replace(const struct os_folder *in, const char *name, struct err *e)
{
    struct os_facts facts;
    struct os_fault missing;
    if (!os_look_at(in, name, OS_NO_FOLLOW, &facts, &missing) || facts.kind == OS_FILE || facts.kind == OS_FOLDER)
        return true;
    return err_set(e, ST_IO, "name a file of its own", "not a regular file (a link, pipe, socket or device), so it isn't replaced");
}

#define TEMPORARY ".certcase-"
enum { RANDOM_LETTERS = 6 /* that os_create_beside puts behind it */, TRIES = 8 };

static bool is_temporary(const char *name)
{
    size_t n = sizeof TEMPORARY - 1;
    return strncmp(name, TEMPORARY, n) == 0 && strlen(name) == n + RANDOM_LETTERS && !strchr(name + n, '-');
}

/* The lock goes with whoever holds it, so what can be locked is nobody's any more. */
static void sweep_one(const struct os_folder *folder, const char *name)
{
    struct os_file file;
    struct os_facts facts;
    struct os_fault ignored;
    if (!os_open_read(folder, name, OS_NO_FOLLOW, &file, &ignored))
        return;
    if (os_look(&file, &facts, &ignored) && facts.kind == OS_FILE && facts.is_own && os_lock(&file, false, &ignored))
        (void)!os_remove(folder, name, &ignored);
    os_drop(&file);
}

void file_sweep(const char *path)
{
    struct os_folder *folder;
    struct os_entry entry;
    struct os_fault ignored;
    if (!os_folder_open(path[0] ? path : ".", &folder, &ignored))
        return;
    while (os_folder_next(folder, &entry, &ignored) == OS_NEXT)
        if (is_temporary(entry.name))
            sweep_one(folder, entry.name);
    os_folder_close(folder);
}

/* Locked by a second handle, which stays until it has its name. False when somebody swept it away in between. Where nothing can be locked,
 * nothing is swept. */
static bool hold(const char *temporary, const struct os_file *file, struct os_file *held)
{
    struct os_facts made, found;
    struct os_fault why;
    if (!os_open_read(OS_HERE, temporary, OS_NO_FOLLOW, held, &why))
        return why.kind != OS_MISSING;
    if (!os_lock(held, false, &why) && why.kind == OS_BUSY)
        return false;
    return os_look(file, &made, &why) && os_look_at(OS_HERE, temporary, OS_NO_FOLLOW, &found, &why) && made.index == found.index;
}

static bool create_held(const char *path, char *temporary, size_t size, struct os_file *file, struct os_file *held, struct os_fault *why)
{
    for (int i = 0; i < TRIES; i++) {
        if (!os_create_beside(path, TEMPORARY, temporary, size, file, why))
            return false;
        *held = (struct os_file){ 0 };
        if (hold(temporary, file, held))
            return true;
        os_drop(held);
        os_drop(file);
    }
    *why = os_fault_of(OS_BUSY);
    return false;
}

/* Of which one is there. */
struct content {
    struct view bytes;
    struct spool *spool;
};

static bool write_part(void *to, const void *p, size_t n, struct os_fault *why)
{
    return os_write_all(to, p, n, why);
}

static bool write_all(struct os_file *file, const struct content *c, struct os_fault *why)
{
    struct sink to = { .write = write_part, .to = file };
    put(&to, c->bytes);
    if (c->spool)
        spool_copy(c->spool, &to);
    *why = to.cause;
    return !to.failed;
}

/* All of it under the temporary name, which then becomes `path`. */
static bool write_beside(const char *path, const struct content *c, const struct file_options *o, struct os_fault *why)
{
    char temporary[4096]; /* a name of its own: the target's may be as long as a name can be */
    struct os_file file, held;
    struct os_fault ignored;
    if (!create_held(path, temporary, sizeof temporary, &file, &held, why))
        return false;
    bool ok = write_all(&file, c, why) && os_set_access(&file, o->access, why) && (!o->durable || os_flush(&file, why));
    if (!ok)
        os_drop(&file);
    ok = ok && os_close(&file, why) &&
         (o->overwrite ? os_replace(OS_HERE, temporary, path, why) : os_publish(OS_HERE, temporary, path, why));
    if (!ok)
        (void)!os_remove(OS_HERE, temporary, &ignored);
    os_drop(&held);
    return ok;
}

static bool write_content(const char *path, const struct content *c, const struct file_options *o, struct err *e)
{
    struct os_fault why = os_fault_of(OS_EXISTS);
    if (!o->overwrite && file_exists(path))
        return write_failed(path, &why, e);
    if (!file_may_replace(OS_HERE, path, e))
        return err_at(e, "%s", path);
    struct os_folder *folder = NULL; /* opened first: one that can't be read can't be flushed, and then nothing may appear in it */
    bool ok = (!o->durable || open_folder_of(path, &folder, &why)) && write_beside(path, c, o, &why) &&
              (!folder || os_folder_flush(folder, &why));
    os_folder_close(folder);
    return ok || write_failed(path, &why, e);
}

bool file_write(const char *path, struct view bytes, const struct file_options *o, struct err *e)
{
    return write_content(path, &(struct content){ .bytes = bytes }, o, e);
}

bool file_write_spool(const char *path, struct spool *from, const struct file_options *o, struct err *e)
{
    return write_content(path, &(struct content){ .spool = from }, o, e);
}

/* The system goes up by ".." only from a folder that is there, so none is made for that alone. */
static bool goes_up_from_nothing(const char *path)
{
    for (size_t i = 1; path[i]; i++) {
        char part[4096];
        if (!os_is_separator(path[i - 1]) || strncmp(path + i, "..", 2) != 0 || (path[i + 2] && !os_is_separator(path[i + 2])))
            continue;
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        if (!folder_exists(part))
            return true;
    }
    return false;
}

bool folder_make(const char *path, struct err *e)
{
    char part[4096];
    size_t length = strlen(path);
    struct os_fault why = os_fault_of(length >= sizeof part ? OS_NAME_LENGTH : OS_MISSING);
    if (length >= sizeof part || goes_up_from_nothing(path))
        return write_failed(path, &why, e);
    for (size_t i = os_root_length(path, length) + 1; i <= length; i++) {
        if (path[i] != '\0' && !os_is_separator(path[i]))
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (!os_folder_create(part, &why) && why.kind != OS_EXISTS)
            return write_failed(path, &why, e);
    }
    if (length == 0 || folder_exists(path))
        return true;
    return err_set_at(e, ST_IO, path, "name another folder",
                      file_is_regular(path) ? "is a file, not a folder" : "is a link, pipe, socket or device that leads to no folder");
}

static bool look(const char *path, enum os_links links, struct os_facts *out)
{
    struct os_fault missing;
    return os_look_at(OS_HERE, path, links, out, &missing);
}

bool folder_exists(const char *path)
{
    struct os_facts facts;
    return look(path, OS_FOLLOW, &facts) && facts.kind == OS_FOLDER;
}

bool file_exists(const char *path)
{
    struct os_facts facts;
    return look(path, OS_NO_FOLLOW, &facts);
}

bool file_is_regular(const char *path)
{
    struct os_facts facts;
    return look(path, OS_FOLLOW, &facts) && facts.kind == OS_FILE;
}

bool file_holds(const char *path, struct view bytes)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view held;
    struct err ignored;
    return file_exists(path) && file_read(&arena, path, bytes.n, &held, &ignored) && view_eq(held, bytes);
}

static bool look_at_input(const char *path, struct os_facts *out)
{
    struct os_file input = { 0 };
    struct os_fault missing;
    if (strcmp(path, "-") != 0)
        return look(path, OS_FOLLOW, out);
    bool ok = os_open_input(&input, &missing) && os_look(&input, out, &missing);
    os_drop(&input);
    return ok;
}

static bool are_one(const struct os_facts *a, const struct os_facts *b)
{
    return a->volume == b->volume && a->index == b->index;
}

bool file_same(const char *a, const char *b)
{
    struct os_facts x, y;
    return look_at_input(a, &x) && look_at_input(b, &y) && are_one(&x, &y);
}

void file_guard_begin(struct file_guard *g, const char *path)
{
    atomic_init(&g->was_read, false);
    g->is_there = look(path, OS_FOLLOW, &g->facts);
}

void file_guard_read(struct file_guard *g, const char *path)
{
    struct os_facts facts;
    if (g && g->is_there && path && look(path, OS_FOLLOW, &facts) && are_one(&facts, &g->facts))
        atomic_store(&g->was_read, true);
}

struct view path_name(struct view path)
{
    for (size_t i = path.n; i > 0; i--)
        if (os_is_separator(path.p[i - 1]))
            return view_from(path, i);
    return path;
}

struct view path_extension(struct view name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '.')
            return view_from(name, i - 1);
    return (struct view){ 0 };
}

bool path_means_folder(struct view path)
{
    return (path.n && os_is_separator(path.p[path.n - 1])) || folder_exists(path.p);
}

/* The one that its writer took. All systems know the slash. */
static char separator_of(struct view folder)
{
    size_t before = folder.n - path_name(folder).n;
    return before ? folder.p[before - 1] : '/';
}

struct view path_join(struct arena *arena, struct view folder, struct view name)
{
    if (folder.n == 0 || os_root_length(name.p, name.n))
        return view_dup(arena, name);
    const char between[2] = { os_is_separator(folder.p[folder.n - 1]) ? '\0' : separator_of(folder) };
    return view_fmt(arena, "%.*s%s%.*s", VIEW_ARG(folder), between, VIEW_ARG(name));
}
