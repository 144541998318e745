#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool check_kind(int fd, const char *path, size_t ceiling, size_t *size, struct err *e)
{
    struct stat st;
    *size = 0;
    if (fstat(fd, &st) != 0)
        return err_set(e, ST_IO, "", "can't look at it: %s", strerror(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(e, ST_IO, "name the file inside it", "this is a folder, not a file");
    bool is_input = strcmp(path, "-") == 0;
    if (!S_ISREG(st.st_mode) && !is_input)
        return err_set(e, ST_IO, "copy the bytes into a file, or give - and redirect it to standard input",
                       "not a regular file (a pipe, socket or device)");
    if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > ceiling)
        return err_set(e, ST_LIMIT, "check that this is the file you mean", "%jd bytes is too large (at most %zu are read)",
                       (intmax_t)st.st_size, ceiling);
    *size = S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    return true;
}

static bool read_all(struct arena *arena, int fd, size_t size, size_t ceiling, struct view *out, struct err *e)
{
    size_t cap = size + 1, n = 0; /* one more byte tells a file that grew */
    char *p = NEW(arena, char, cap + 1);
    for (;;) {
        if (n == cap) {
            if (cap > ceiling)
                break;
            size_t more = cap * 2 + 4096 < ceiling + 1 ? cap * 2 + 4096 : ceiling + 1;
            p = arena_grow(arena, p, 1, 1, n, more + 1);
            cap = more;
        }
        ssize_t got = read(fd, p + n, cap - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(e, ST_IO, "", "can't read: %s", strerror(errno));
        if (got == 0)
            break;
        n += (size_t)got;
    }
    if (n > ceiling)
        return err_set(e, ST_LIMIT, "check that this is the file you mean", "too large (at most %zu bytes are read)", ceiling);
    *out = (struct view){ .p = p, .n = n };
    return true;
}

bool file_read(struct arena *arena, const char *path, size_t ceiling, struct view *out, struct err *e)
{
    size_t size;
    bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        err_set(e, ST_IO, errno == ENOENT ? "check the name and the current folder" : errno == EACCES ? "check its permissions" : "",
                "can't open: %s", strerror(errno));
        return err_at(e, "%s", is_input ? "standard input" : path);
    }
    bool ok = check_kind(fd, path, ceiling, &size, e) && read_all(arena, fd, size, ceiling, out, e);
    close(fd);
    return ok ? true : err_at(e, "%s", is_input ? "standard input" : path);
}

static bool write_all(int fd, struct view bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            bytes = view_from(bytes, (size_t)n);
    }
    return true;
}

static bool sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int n = slash ? snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path) : snprintf(folder, sizeof folder, ".");
    if (n < 0 || (size_t)n >= sizeof folder)
        return false;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0 || errno == EINVAL;
    close(fd);
    return ok;
}

/* link() refuses an existing name, which rename() would replace: the check and the act are one. File systems without hard
 * links have to do with RENAME_NOREPLACE. */
static bool publish(const char *temporary, const char *path, bool overwrite)
{
    if (overwrite)
        return rename(temporary, path) == 0;
    if (link(temporary, path) == 0) {
        unlink(temporary);
        return true;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
        return false;
    return renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0;
}

static bool write_failed(const char *path, struct err *e)
{
    int cause = errno;
    err_set(e, ST_IO,
            cause == EEXIST ? "give --force to replace it, or another folder with -o"
            : cause == ENOSPC ? "free some space and run it again"
            : cause == ENOENT ? "make the folder first" : "check the folder and its permissions",
            cause == EEXIST ? "exists already" : "can't write: %s", strerror(cause));
    return err_at(e, "%s", path);
}

/* A link, a pipe, a device: renaming over /dev/null or /dev/stdout would take it from everybody. */
static bool is_special(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool file_write(const char *path, struct view bytes, const struct file_options *o, struct err *e)
{
    char temporary[4096]; /* a name of its own: the target's may be as long as a name can be */
    const char *slash = strrchr(path, '/');
    int n = snprintf(temporary, sizeof temporary, "%.*s.certcase-%s", slash ? (int)(slash - path) + 1 : 0, path, "XXXXXX");
    if (n < 0 || (size_t)n >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return write_failed(path, e);
    }
    if (!o->overwrite && file_exists(path)) {
        errno = EEXIST;
        return write_failed(path, e);
    }
    if (is_special(path)) {
        err_set(e, ST_IO, "name a file of its own", "not a regular file (a link, pipe, socket or device), so it isn't replaced");
        return err_at(e, "%s", path);
    }
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return write_failed(path, e);
    bool ok = write_all(fd, bytes) && fchmod(fd, (mode_t)o->mode) == 0 && (!o->durable || fsync(fd) == 0);
    int cause = errno;
    if (close(fd) != 0 && ok) {
        cause = errno;
        ok = false;
    }
    if (ok && publish(temporary, path, o->overwrite))
        return !o->durable || sync_folder(path) ? true : write_failed(path, e);
    if (ok)
        cause = errno;
    unlink(temporary);
    errno = cause;
    return write_failed(path, e);
}

bool folder_make(const char *path, struct err *e)
{
    char part[4096];
    size_t length = strlen(path);
    struct stat st;
    if (length >= sizeof part) {
        errno = ENAMETOOLONG;
        return write_failed(path, e);
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return write_failed(path, e);
    }
    if (length && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))) { /* also a link that leads nowhere */
        err_set(e, ST_IO, "name another folder", "is a file, not a folder");
        return err_at(e, "%s", path);
    }
    return true;
}

bool file_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

bool file_same(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

struct view path_name(struct view path)
{
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/')
            return view_from(path, i);
    return path;
}

struct view path_join(struct arena *arena, struct view folder, struct view name)
{
    if (folder.n == 0 || view_starts(name, VIEW("/")))
        return view_dup(arena, name);
    const char *slash = folder.p[folder.n - 1] == '/' ? "" : "/";
    return view_fmt(arena, "%.*s%s%.*s", VIEW_ARG(folder), slash, VIEW_ARG(name));
}
