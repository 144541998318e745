#include "os/posix.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

static bool give(int fd, struct os_file *out, struct os_fault *why)
{
    *out = posix_file(fd);
    return fd >= 0 || posix_failed(why, errno);
}

bool os_open_read(const struct os_folder *in, const char *name, enum os_links links, struct os_file *out, struct os_fault *why)
{
    int follow = links == OS_FOLLOW ? 0 : O_NOFOLLOW;
    return give(openat(posix_at(in), name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | follow), out, why);
}

bool os_open_input(struct os_file *out, struct os_fault *why)
{
    return give(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0), out, why);
}

bool os_open_write(const struct os_folder *in, const char *name, bool is_new, struct os_file *out, struct os_fault *why)
{
    const int how = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    return give(openat(posix_at(in), name, how | (is_new ? O_EXCL : 0), 0666), out, why);
}

static mode_t mode_of(enum os_access access)
{
    return access == OS_FOR_OWNER ? 0600 : 0644;
}

/* The mode is set once more, as the umask may have taken of it. */
bool os_create_new(const struct os_folder *in, const char *name, enum os_access access, struct os_file *out, struct os_fault *why)
{
    mode_t mode = mode_of(access);
    if (!give(openat(posix_at(in), name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode), out, why))
        return false;
    if (os_set_access(out, access, why))
        return true;
    os_drop(out);
    unlinkat(posix_at(in), name, 0);
    return false;
}

bool os_create_beside(const char *path, const char *prefix, char *temporary, size_t size, struct os_file *out, struct os_fault *why)
{
    const char *slash = strrchr(path, '/');
    int n = snprintf(temporary, size, "%.*s%sXXXXXX", slash ? (int)(slash - path) + 1 : 0, path, prefix);
    *out = (struct os_file){ 0 };
    if (n < 0 || (size_t)n >= size)
        return posix_failed(why, ENAMETOOLONG);
    return give(mkostemp(temporary, O_CLOEXEC), out, why);
}

const char *os_temporary_words(void)
{
    return "a temporary file in " P_tmpdir;
}

/* Where O_TMPFILE is not known, its name goes at once. */
bool os_create_temporary(struct os_file *out, struct os_fault *why)
{
    char name[] = P_tmpdir "/certcase-XXXXXX";
    int fd = open(P_tmpdir, O_RDWR | O_TMPFILE | O_CLOEXEC | O_EXCL, 0600);
    if (fd < 0 && (errno == EISDIR || errno == EOPNOTSUPP || errno == EINVAL)) {
        fd = mkostemp(name, O_CLOEXEC);
        if (fd >= 0)
            unlink(name);
    }
    return give(fd, out, why);
}

bool os_close(struct os_file *file, struct os_fault *why)
{
    int fd = posix_fd(file);
    *file = (struct os_file){ 0 };
    return fd < 0 || posix_done(close(fd), why);
}

enum os_kind posix_kind(mode_t mode)
{
    return S_ISREG(mode) ? OS_FILE : S_ISDIR(mode) ? OS_FOLDER : S_ISLNK(mode) ? OS_LINK : OS_SPECIAL;
}

static bool tell(int result, const struct stat *st, struct os_facts *out, struct os_fault *why)
{
    if (result != 0)
        return posix_failed(why, errno);
    /* a group of the user's own is nobody else: where it is usual, so is the umask 002 */
    *out = (struct os_facts){
        .kind = posix_kind(st->st_mode),
        .volume = st->st_dev,
        .index = st->st_ino,
        .is_own = st->st_uid == geteuid(),
        .others_write = st->st_mode & S_IWOTH || (st->st_mode & S_IWGRP && st->st_gid != getegid()),
    };
    if (out->kind == OS_FILE)
        out->size = (uint64_t)st->st_size;
    return true;
}

bool os_look(const struct os_file *file, struct os_facts *out, struct os_fault *why)
{
    struct stat st;
    return tell(fstat(posix_fd(file), &st), &st, out, why);
}

bool os_look_at(const struct os_folder *in, const char *name, enum os_links links, struct os_facts *out, struct os_fault *why)
{
    struct stat st;
    return tell(fstatat(posix_at(in), name, &st, links == OS_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW), &st, out, why);
}

bool os_read(const struct os_file *file, void *p, size_t n, size_t *got, struct os_fault *why)
{
    ssize_t now;
    *got = 0;
    do
        now = read(posix_fd(file), p, n);
    while (now < 0 && errno == EINTR);
    if (now < 0)
        return posix_failed(why, errno);
    *got = (size_t)now;
    return true;
}

bool os_read_within(const struct os_file *file, int milliseconds, void *p, size_t n, size_t *got, struct os_fault *why)
{
    for (;;) {
        struct pollfd fds = { .fd = posix_fd(file), .events = POLLIN };
        int ready = poll(&fds, 1, milliseconds);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return posix_failed(why, ready == 0 ? ETIMEDOUT : errno);
        if (os_read(file, p, n, got, why))
            return true;
        if (why->kind != OS_BUSY)
            return false;
    }
}

bool os_read_some(const struct os_file *file, uint64_t at, void *p, size_t n, size_t *got, struct os_fault *why)
{
    ssize_t now;
    *got = 0;
    do
        now = pread(posix_fd(file), p, n, (off_t)at);
    while (now < 0 && errno == EINTR);
    if (now < 0)
        return posix_failed(why, errno);
    *got = (size_t)now;
    return true;
}

bool os_write_all(const struct os_file *file, const void *p, size_t n, struct os_fault *why)
{
    const char *from = p;
    while (n) {
        ssize_t done = write(posix_fd(file), from, n);
        if (done < 0 && errno != EINTR)
            return posix_failed(why, errno);
        if (done > 0) {
            from += done;
            n -= (size_t)done;
        }
    }
    return true;
}

bool os_write_at(const struct os_file *file, uint64_t at, const void *p, size_t n, size_t *written, struct os_fault *why)
{
    const char *from = p;
    *written = 0;
    while (*written < n) {
        ssize_t done = pwrite(posix_fd(file), from + *written, n - *written, (off_t)(at + *written));
        if (done < 0 && errno != EINTR)
            return posix_failed(why, errno);
        if (done > 0)
            *written += (size_t)done;
    }
    return true;
}

bool os_set_size(const struct os_file *file, uint64_t n, struct os_fault *why)
{
    return posix_done(ftruncate(posix_fd(file), (off_t)n), why);
}

bool os_set_access(const struct os_file *file, enum os_access access, struct os_fault *why)
{
    return posix_done(fchmod(posix_fd(file), mode_of(access)), why);
}

bool os_copy_access(const struct os_file *from, const struct os_file *to, struct os_fault *why)
{
    struct stat st;
    return posix_done(fstat(posix_fd(from), &st), why) && posix_done(fchmod(posix_fd(to), st.st_mode & 07777), why);
}

/* EINVAL: a pipe or a device, which has nothing to lose. */
bool os_flush(const struct os_file *file, struct os_fault *why)
{
    return fsync(posix_fd(file)) == 0 || errno == EINVAL || posix_failed(why, errno);
}

bool os_lock(const struct os_file *file, bool shared, struct os_fault *why)
{
    return posix_done(flock(posix_fd(file), (shared ? LOCK_SH : LOCK_EX) | LOCK_NB), why);
}

bool os_replace(const struct os_folder *in, const char *from, const char *to, struct os_fault *why)
{
    return posix_done(renameat(posix_at(in), from, posix_at(in), to), why);
}

/* File systems without RENAME_NOREPLACE have to do with a link, which doesn't replace either. */
bool os_publish(const struct os_folder *in, const char *from, const char *to, struct os_fault *why)
{
    int at = posix_at(in);
    if (renameat2(at, from, at, to, RENAME_NOREPLACE) == 0)
        return true;
    if ((errno != EINVAL && errno != ENOSYS) || linkat(at, from, at, to, 0) != 0)
        return posix_failed(why, errno);
    unlinkat(at, from, 0);
    return true;
}

bool os_remove(const struct os_folder *in, const char *name, struct os_fault *why)
{
    return posix_done(unlinkat(posix_at(in), name, 0), why);
}
