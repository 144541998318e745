#include "os/socket.h"

#include <string.h>

enum { PART_MOST = 1 << 24 };

/* The socket's own error once the connection is made or refused. */
static bool finish(const struct os_socket *s, int64_t until, struct os_fault *why)
{
    int error = 0;
    socklen_t n = sizeof error;
    enum os_ready ready = os_wait(s, OS_TO_WRITE, until);
    if (ready != OS_READY) {
        *why = os_fault_of(ready == OS_READY_LATE ? OS_LATE : OS_OTHER);
        return false;
    }
    if (getsockopt(socket_of(s), SOL_SOCKET, SO_ERROR, (void *)&error, &n) != 0)
        error = socket_error();
    return error == 0 || socket_failed(why, error);
}

static bool connect_within(const struct os_socket *s, const struct sockaddr *to, socklen_t size, int64_t until, struct os_fault *why)
{
    const int on = 1;
    setsockopt(socket_of(s), IPPROTO_TCP, TCP_NODELAY, (const void *)&on, sizeof on);
    if (connect(socket_of(s), to, size) == 0)
        return true;
    int code = socket_error();
    return code == SOCKET_CONNECTS || code == SOCKET_INTERRUPTED ? finish(s, until, why) : socket_failed(why, code);
}

bool os_connect(const struct os_address *address, int64_t until, struct os_socket *out, struct os_fault *why)
{
    struct sockaddr_storage to;
    memcpy(&to, address->bytes, sizeof to);
    *out = socket_begin() ? socket_open(to.ss_family) : (struct os_socket){ 0 };
    if (!out->handle)
        return socket_failed(why, socket_error());
    bool ok = connect_within(out, (const struct sockaddr *)&to, (socklen_t)address->n, until, why);
    if (!ok)
        os_socket_close(out);
    return ok;
}

static enum os_moved moved(ssize_t n, size_t *done)
{
    int code = n < 0 ? socket_error() : 0;
    *done = n > 0 ? (size_t)n : 0;
    if (n >= 0)
        return OS_MOVED;
    return code == SOCKET_WAITS || code == SOCKET_INTERRUPTED ? OS_MOVED_NOTHING_YET : OS_MOVED_NEVER;
}

static socket_size part_of(size_t n)
{
    return (socket_size)(n < PART_MOST ? n : PART_MOST);
}

enum os_moved os_receive(const struct os_socket *s, void *p, size_t n, size_t *got)
{
    return moved(recv(socket_of(s), p, part_of(n), 0), got);
}

enum os_moved os_send(const struct os_socket *s, const void *p, size_t n, size_t *sent)
{
    return moved(send(socket_of(s), p, part_of(n), MSG_NOSIGNAL), sent);
}
