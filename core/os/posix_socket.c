#include "os/posix_socket.h"

#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>

static int fd_of(const struct os_socket *s)
{
    return (int)s->handle - 1;
}

static bool in_time(enum os_ready ready, struct os_fault *why)
{
    return ready == OS_READY || posix_failed(why, ready == OS_READY_LATE ? ETIMEDOUT : EIO);
}

enum os_ready os_wait(const struct os_socket *s, enum os_ready_for what, int64_t until)
{
    struct pollfd p = { .fd = fd_of(s), .events = what == OS_TO_READ ? POLLIN : POLLOUT };
    for (;;) {
        int64_t left = until - os_clock();
        int n = left <= 0 ? 0 : poll(&p, 1, left > 60000 ? 60000 : (int)left);
        if (n > 0)
            return OS_READY;
        if (n < 0 && errno != EINTR)
            return OS_READY_NEVER;
        if (n == 0 && os_clock() >= until)
            return OS_READY_LATE;
    }
}

/* The socket's own error once the connection is made or refused. */
static bool finish(const struct os_socket *s, int64_t until, struct os_fault *why)
{
    int error = 0;
    socklen_t n = sizeof error;
    if (!in_time(os_wait(s, OS_TO_WRITE, until), why))
        return false;
    if (getsockopt(fd_of(s), SOL_SOCKET, SO_ERROR, &error, &n) != 0)
        error = errno;
    return error == 0 || posix_failed(why, error);
}

bool os_connect(const struct os_address *address, int64_t until, struct os_socket *out, struct os_fault *why)
{
    struct sockaddr_storage to;
    const int on = 1;
    memcpy(&to, address->bytes, sizeof to);
    int fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    *out = (struct os_socket){ .handle = fd + 1 };
    if (fd < 0)
        return posix_failed(why, errno);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bool ok = connect(fd, (const struct sockaddr *)&to, (socklen_t)address->n) == 0;
    if (!ok)
        ok = errno == EINPROGRESS || errno == EINTR ? finish(out, until, why) : posix_failed(why, errno);
    if (!ok)
        os_socket_close(out);
    return ok;
}

struct os_fault os_unreachable(void)
{
    struct os_fault why;
    posix_failed(&why, EHOSTUNREACH);
    return why;
}

static enum os_moved moved(ssize_t n, size_t *done)
{
    *done = n > 0 ? (size_t)n : 0;
    if (n >= 0)
        return OS_MOVED;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? OS_MOVED_NOTHING_YET : OS_MOVED_NEVER;
}

enum os_moved os_receive(const struct os_socket *s, void *p, size_t n, size_t *got)
{
    return moved(recv(fd_of(s), p, n, 0), got);
}

enum os_moved os_send(const struct os_socket *s, const void *p, size_t n, size_t *sent)
{
    return moved(send(fd_of(s), p, n, MSG_NOSIGNAL), sent);
}

void os_socket_close(struct os_socket *s)
{
    if (fd_of(s) >= 0)
        close(fd_of(s));
    *s = (struct os_socket){ 0 };
}
