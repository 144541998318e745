#include "os/web.h"

#include <emscripten.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/signalfd.h>

/* Under Node.js a link makes the check and the act one; in a page nobody else is there. */
EM_JS(int, publish, (int folder, const char *from, const char *to), {
    const path = (name) => (folder < 0 ? "" : FS.getStream(folder).path + "/") + UTF8ToString(name);
    try {
        if (Module["linkFile"])
            Module["linkFile"](path(from), path(to));
        else if (FS.analyzePath(path(to), true).exists)
            return ERRNO_CODES.EEXIST;
        else
            FS.rename(path(from), path(to));
        return 0;
    } catch (e) {
        return e.errno > 0 ? e.errno : ERRNO_CODES[e.code] || ERRNO_CODES.EIO;
    }
})

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    errno = flags == RENAME_NOREPLACE && from_folder == to_folder ? publish(from_folder, from, to) : EINVAL;
    return errno ? -1 : 0;
}

EM_JS(void, find_trust, (char *out, size_t size), {
    stringToUTF8(Module["trusted"] || "", out, size);
})

char web_trust_path[WEB_PATH];

__attribute__((constructor)) static void before_main(void)
{
    find_trust(web_trust_path, sizeof web_trust_path);
}

EM_JS(int, fill_random, (unsigned char *out, size_t n), {
    const chunk = 65536;
    for (let at = 0; at < n; at += chunk)
        globalThis.crypto.getRandomValues(HEAPU8.subarray(out + at, out + Math.min(n, at + chunk)));
    return 0;
})

ssize_t getrandom(void *out, size_t n, unsigned flags)
{
    (void)flags;
    return fill_random(out, n) == 0 ? (ssize_t)n : -1;
}

/* Whoever runs the program: a page's files are its own. */
EM_JS(int, id_of, (int is_group), {
    const ids = Module["ids"];
    return ids ? ids[is_group] : 0;
})

uid_t geteuid(void)
{
    return (uid_t)id_of(0);
}

gid_t getegid(void)
{
    return (gid_t)id_of(1);
}

char *web_strerror_r(int code, char *words, size_t size)
{
    (void)size;
    (void)words;
    return strerror(code);
}

int mallopt(int name, int value)
{
    (void)name;
    (void)value;
    return 1; /* it never gives memory back */
}

/* Files never keep anybody waiting. */
int poll(struct pollfd *items, nfds_t n, int milliseconds)
{
    (void)milliseconds;
    for (nfds_t i = 0; i < n; i++)
        items[i].revents = items[i].events;
    return (int)n;
}

/* There is no terminal that could be interrupted. */
int signalfd(int fd, const sigset_t *set, int flags)
{
    (void)fd;
    (void)set;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

/* No other thread either. */
int pthread_kill(pthread_t thread, int number)
{
    (void)thread;
    (void)number;
    return ESRCH;
}

int syncfs(int fd)
{
    return fsync(fd);
}
