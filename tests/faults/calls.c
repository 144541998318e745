/* The call of the system with the number in FAIL_CALL fails with FAIL_ERRNO (default: EIO); their names are written to the file in
 * NAME_CALLS. Linked with --wrap around core/os, which makes all calls of the program but those of libraries. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long own, *count = &own; /* shared with children */
static long failing;
static int code = EIO;
static FILE *names;

__attribute__((constructor)) static void begin(void)
{
    const char *n = getenv("FAIL_CALL"), *why = getenv("FAIL_ERRNO"), *to = getenv("NAME_CALLS");
    void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared != MAP_FAILED)
        count = shared;
    failing = n ? atol(n) : 0;
    code = why ? atoi(why) : EIO;
    names = to ? fopen(to, "w") : NULL;
    if (names)
        (void)setvbuf(names, NULL, _IONBF, 0);
}

static int fails(const char *name)
{
    long number = atomic_fetch_add(count, 1) + 1;
    if (names)
        (void)fprintf(names, "%ld %s\n", number, name);
    if (number == failing)
        errno = code;
    return number == failing;
}

#define WRAP(type, name, parameters, arguments, failure) \
    type __real_##name parameters;                       \
    type __wrap_##name parameters;                       \
    type __wrap_##name parameters                        \
    {                                                    \
        return fails(#name) ? (failure) : __real_##name arguments; \
    }

WRAP(int, close, (int fd), (fd), (__real_close(fd), errno = code, -1)) /* the handle is gone all the same */
WRAP(ssize_t, read, (int fd, void *p, size_t n), (fd, p, n), -1)
WRAP(ssize_t, pread, (int fd, void *p, size_t n, off_t at), (fd, p, n, at), -1)
WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n), -1)
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), -1)
WRAP(int, fsync, (int fd), (fd), -1)
WRAP(int, syncfs, (int fd), (fd), -1)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), -1)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1)
WRAP(int, flock, (int fd, int how), (fd, how), -1)
WRAP(int, fstat, (int fd, struct stat *st), (fd, st), -1)
WRAP(int, fstatat, (int fd, const char *name, struct stat *st, int how), (fd, name, st, how), -1)
WRAP(int, mkdir, (const char *name, mode_t mode), (name, mode), -1)
WRAP(int, mkostemp, (char *name, int how), (name, how), -1)
WRAP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), -1)
WRAP(int, renameat2, (int a, const char *from, int b, const char *to, unsigned how), (a, from, b, to, how), -1)
WRAP(int, linkat, (int a, const char *from, int b, const char *to, int how), (a, from, b, to, how), -1)
WRAP(int, unlinkat, (int fd, const char *name, int how), (fd, name, how), -1)
WRAP(int, pipe2, (int fds[2], int how), (fds, how), -1)
WRAP(pid_t, fork, (void), (), -1)
WRAP(int, poll, (struct pollfd *fds, nfds_t n, int timeout), (fds, n, timeout), -1)
WRAP(DIR *, fdopendir, (int fd), (fd), NULL)
WRAP(struct dirent *, readdir, (DIR *folder), (folder), NULL)
WRAP(ssize_t, getrandom, (void *p, size_t n, unsigned how), (p, n, how), -1)
WRAP(size_t, fwrite, (const void *p, size_t size, size_t n, FILE *to), (p, size, n, to), 0)
WRAP(int, fflush, (FILE *to), (to), EOF)

int __real_open(const char *name, int how, ...);
int __wrap_open(const char *name, int how, ...);
int __real_openat(int fd, const char *name, int how, ...);
int __wrap_openat(int fd, const char *name, int how, ...);

int __wrap_open(const char *name, int how, ...)
{
    va_list ap;
    va_start(ap, how);
    mode_t mode = how & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return fails("open") ? -1 : __real_open(name, how, mode);
}

int __wrap_openat(int fd, const char *name, int how, ...)
{
    va_list ap;
    va_start(ap, how);
    mode_t mode = how & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return fails("openat") ? -1 : __real_openat(fd, name, how, mode);
}
