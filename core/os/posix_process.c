#include "os/posix.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

/* A program started with a standard stream closed would take its next file for it. Opened the wrong way round, so that using it fails. */
static bool fill_closed_streams(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

bool os_begin(void)
{
    if (!fill_closed_streams())
        return false;
    setenv("TZ", "UTC0", 1); /* the zip library asks for local time with each entry; the answer must be the same everywhere */
    tzset();
    mallopt(M_TOP_PAD, 4 << 20); /* else memory goes back to the system after every archive, and is fetched again */
    signal(SIGPIPE, SIG_IGN);    /* a closed pipe is a write error */
    signal(SIGXFSZ, SIG_IGN);    /* so is the limit of `ulimit -f`, and the temporary file goes */
    return true;
}

const char *const *os_environment(void)
{
    return (const char *const *)environ;
}

void *os_pages(size_t bytes)
{
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void *os_secret_pages(size_t bytes)
{
    void *pages = os_pages(bytes);
    if (pages) {
        (void)!mlock(pages, bytes);
        (void)!madvise(pages, bytes, MADV_DONTDUMP);
    }
    return pages;
}

void os_pages_free(void *pages, size_t bytes)
{
    munmap(pages, bytes);
}

void os_wipe(void *p, size_t n)
{
    explicit_bzero(p, n);
}

bool os_random(void *out, size_t n)
{
    return getrandom(out, n, 0) == (ssize_t)n;
}

int64_t os_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

unsigned os_cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (unsigned)n;
}

const void *os_find(const void *in, size_t n, const void *what, size_t length)
{
    return memmem(in, n, what, length);
}
