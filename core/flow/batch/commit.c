#include "flow/batch/commit.h"

#include "base/arena.h"
#include "base/limits.h"
#include "format/digest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".certcase-tmp-"

struct commit {
    int folder;
    mode_t umask;
    bool overwrite;
    bool empty; /* no file of the ending was there at the beginning: there is nothing to look for */
    bool (*made)(const void *from, struct view name, const unsigned char sha256[32]);
    const void *from;
    char path[4096], label[32];
    atomic_size_t counter;
};

static bool failed(const struct commit *c, struct view name, int cause, struct err *e)
{
    const char *hint = cause == EEXIST   ? "give --force to replace it, or another folder with -o"
                       : cause == ENOSPC || cause == EDQUOT ? "free some space, then go on with --resume"
                       : cause == ENOENT ? "the folder is gone: make it again, then go on with --resume"
                                         : "check the folder and its permissions";
    err_set(e, ST_IO, hint, cause == EEXIST ? "exists already, with other content" : "can't write: %s", strerror(cause));
    return err_at(e, "%s%s%.*s", c->path, name.n ? "/" : "", VIEW_ARG(name));
}

static bool is_leftover(const struct commit *c, const char *name, bool all)
{
    char own[64];
    snprintf(own, sizeof own, PREFIX "%s-", c->label);
    return strncmp(name, all ? PREFIX : own, strlen(all ? PREFIX : own)) == 0;
}

static bool clean(struct commit *c, const struct commit_options *o, struct err *e)
{
    int again = openat(c->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = again < 0 ? NULL : fdopendir(again);
    if (!d)
        return failed(c, VIEW(""), errno, e);
    c->empty = o->ending.n > 0;
    for (struct dirent *entry = readdir(d); entry; entry = readdir(d)) {
        if (is_leftover(c, entry->d_name, o->clean_all))
            unlinkat(c->folder, entry->d_name, 0); /* if it can't go, writing fails with a better message */
        else if (view_ends_nocase(view_of(entry->d_name), o->ending))
            c->empty = false;
    }
    closedir(d);
    return true;
}

bool commit_open(const struct commit_options *o, struct commit **out, struct err *e)
{
    struct commit *c = calloc(1, sizeof *c);
    if (!c)
        die_oom(sizeof *c);
    snprintf(c->path, sizeof c->path, "%s", o->folder);
    snprintf(c->label, sizeof c->label, "%.*s", VIEW_ARG(o->label));
    c->overwrite = o->overwrite;
    c->made = o->made;
    c->from = o->from;
    c->umask = umask(022);
    umask(c->umask);
    c->folder = open(o->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = c->folder >= 0 ? clean(c, o, e) : failed(c, VIEW(""), errno, e);
    if (ok)
        *out = c;
    else
        commit_close(c);
    return ok;
}

void commit_close(struct commit *c)
{
    if (c->folder >= 0)
        close(c->folder);
    free(c);
}

/* Names come from case ids, so they are short; a longer one can't have been written either. */
static bool name_of(struct view name, char out[LIMIT_ENTRY_NAME])
{
    int n = snprintf(out, LIMIT_ENTRY_NAME, "%.*s", VIEW_ARG(name));
    return n > 0 && n < LIMIT_ENTRY_NAME;
}

/* The bytes under this name, on the heap; false with errno when they can't be read, or are not `size` bytes (0: any size that a bundle
 * may have). */
static bool read_present(const struct commit *c, const char *name, size_t size, char **bytes, size_t *n)
{
    struct stat st;
    size_t have = 0;
    ssize_t got = 1;
    int fd = openat(c->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LIMIT_BUNDLE_BYTES && (size == 0 || (size_t)st.st_size == size);
    *n = ok ? (size_t)st.st_size : 0;
    *bytes = ok ? malloc(*n + 1) : NULL;
    if (ok && !*bytes)
        die_oom(*n);
    while (ok && have < *n && (got = read(fd, *bytes + have, *n - have)) > 0)
        have += (size_t)got;
    close(fd);
    if (ok && have == *n)
        return true;
    free(*bytes);
    errno = EEXIST;
    return false;
}

static bool digest_of(const struct commit *c, struct view name, unsigned char sha256[32])
{
    char text[LIMIT_ENTRY_NAME], *bytes;
    size_t n;
    if (!name_of(name, text) || !read_present(c, text, 0, &bytes, &n))
        return false;
    digest_sha256((struct view){ .p = bytes, .n = n }, sha256);
    free(bytes);
    return true;
}

bool commit_has(const struct commit *c, struct view name, const unsigned char sha256[32])
{
    unsigned char present[32];
    return digest_of(c, name, present) && memcmp(present, sha256, sizeof present) == 0;
}

static bool may_replace(const struct commit *c, struct view name)
{
    unsigned char present[32];
    return c->overwrite || (c->made && digest_of(c, name, present) && c->made(c->from, name, present));
}

static bool has_bytes(const struct commit *c, const char *name, struct view bytes)
{
    char *present;
    size_t n;
    if (!read_present(c, name, bytes.n, &present, &n))
        return false;
    bool same = memcmp(present, bytes.p, n) == 0;
    free(present);
    return same;
}

/* False with errno. */
static bool write_beside(const struct commit *c, const char *temporary, struct view bytes, mode_t mode)
{
    int fd = openat(c->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return false;
    bool ok = (c->umask & mode) == 0 || fchmod(fd, mode) == 0;
    while (ok && bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        ok = n >= 0 || errno == EINTR;
        if (n > 0)
            bytes = view_from(bytes, (size_t)n);
    }
    int cause = errno;
    if (close(fd) != 0 && ok) {
        cause = errno;
        ok = false;
    }
    if (!ok)
        unlinkat(c->folder, temporary, 0);
    errno = cause;
    return ok;
}

bool commit_stage(struct commit *c, struct staged *s, struct view bytes, unsigned mode, struct err *e)
{
    char name[LIMIT_ENTRY_NAME];
    s->temporary[0] = '\0';
    s->replaces = c->overwrite; /* also what comes in between */
    if (!name_of(s->name, name))
        return failed(c, s->name, ENAMETOOLONG, e);
    if (!c->empty && faccessat(c->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        if (has_bytes(c, name, bytes))
            return true;
        if (!may_replace(c, s->name))
            return failed(c, s->name, EEXIST, e);
        s->replaces = true;
    }
    size_t number = atomic_fetch_add(&c->counter, 1);
    snprintf(s->temporary, sizeof s->temporary, PREFIX "%s-%zu", c->label, number);
    if (write_beside(c, s->temporary, bytes, (mode_t)mode))
        return true;
    int cause = errno;
    s->temporary[0] = '\0';
    return failed(c, s->name, cause, e);
}

void commit_drop(struct commit *c, struct staged *s)
{
    if (s->temporary[0] != '\0')
        unlinkat(c->folder, s->temporary, 0);
    s->temporary[0] = '\0';
}

bool commit_sync(struct commit *c, struct err *e)
{
    return syncfs(c->folder) == 0 || failed(c, VIEW(""), errno, e);
}

/* File systems without RENAME_NOREPLACE have to do with a link, which doesn't replace either. */
static bool rename_new(const struct commit *c, const char *temporary, const char *name)
{
    if (renameat2(c->folder, temporary, c->folder, name, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    if (linkat(c->folder, temporary, c->folder, name, 0) != 0)
        return false;
    unlinkat(c->folder, temporary, 0);
    return true;
}

/* What came in between is no trouble when it is the very same. */
static bool came_already(const struct commit *c, const char *temporary, const char *name)
{
    char *bytes;
    size_t n;
    if (!read_present(c, temporary, 0, &bytes, &n))
        return false;
    bool same = has_bytes(c, name, (struct view){ .p = bytes, .n = n });
    free(bytes);
    return same;
}

bool commit_rename(struct commit *c, struct staged *s, struct err *e)
{
    char name[LIMIT_ENTRY_NAME];
    if (s->temporary[0] == '\0')
        return true;
    bool named = name_of(s->name, name);
    bool renamed = named && (s->replaces ? renameat(c->folder, s->temporary, c->folder, name) == 0 : rename_new(c, s->temporary, name));
    int cause = errno;
    bool ok = renamed || (named && cause == EEXIST && came_already(c, s->temporary, name));
    if (renamed)
        s->temporary[0] = '\0';
    else
        commit_drop(c, s);
    return ok || failed(c, s->name, cause, e);
}

bool commit_finish(struct commit *c, struct err *e)
{
    return fsync(c->folder) == 0 || errno == EINVAL || failed(c, VIEW(""), errno, e);
}
