#include "os/windows_socket.h"

#include <string.h>

enum { LONGEST_WAIT_MS = 60000 };

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static BOOL CALLBACK start(INIT_ONCE *unused, void *nor, void **that)
{
    WSADATA data;
    (void)unused, (void)nor, (void)that;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

bool windows_sockets(void)
{
    return InitOnceExecuteOnce(&once, start, NULL, NULL);
}

static SOCKET socket_of(const struct os_socket *s)
{
    return (SOCKET)s->handle - 1;
}

/* A connection that is refused is told as an exception. */
enum os_ready os_wait(const struct os_socket *s, enum os_ready_for what, int64_t until)
{
    for (;;) {
        int64_t left = until - os_clock();
        left = left < 0 ? 0 : left > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : left;
        struct timeval most = { .tv_sec = (long)(left / 1000), .tv_usec = (long)(left % 1000) * 1000 };
        fd_set wanted = { .fd_count = 1, .fd_array = { socket_of(s) } }, failed = wanted;
        int n = select(0, what == OS_TO_READ ? &wanted : NULL, what == OS_TO_WRITE ? &wanted : NULL, &failed, &most);
        if (n > 0)
            return OS_READY;
        if (n < 0)
            return OS_READY_NEVER;
        if (os_clock() >= until)
            return OS_READY_LATE;
    }
}

static bool finish(const struct os_socket *s, int64_t until, struct os_fault *why)
{
    int error = 0, n = sizeof error;
    enum os_ready ready = os_wait(s, OS_TO_WRITE, until);
    if (ready != OS_READY)
        return windows_failed(why, ready == OS_READY_LATE ? WSAETIMEDOUT : ERROR_GEN_FAILURE);
    if (getsockopt(socket_of(s), SOL_SOCKET, SO_ERROR, (char *)&error, &n) != 0)
        error = WSAGetLastError();
    return error == 0 || windows_failed(why, (DWORD)error);
}

static bool connect_within(SOCKET s, const struct os_address *address, const struct os_socket *out, int64_t until, struct os_fault *why)
{
    struct sockaddr_storage to;
    const BOOL on = TRUE;
    u_long nonblocking = 1;
    memcpy(&to, address->bytes, sizeof to);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof on);
    if (ioctlsocket(s, (long)FIONBIO, &nonblocking) != 0)
        return windows_failed(why, (DWORD)WSAGetLastError());
    if (connect(s, (const struct sockaddr *)&to, (int)address->n) == 0)
        return true;
    int code = WSAGetLastError();
    return code == WSAEWOULDBLOCK ? finish(out, until, why) : windows_failed(why, (DWORD)code);
}

bool os_connect(const struct os_address *address, int64_t until, struct os_socket *out, struct os_fault *why)
{
    struct sockaddr_storage to;
    memcpy(&to, address->bytes, sizeof to);
    SOCKET s = windows_sockets() ? WSASocketW(to.ss_family, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT)
                                 : INVALID_SOCKET;
    *out = (struct os_socket){ 0 };
    if (s == INVALID_SOCKET)
        return windows_failed(why, (DWORD)WSAGetLastError());
    out->handle = (intptr_t)(s + 1);
    bool ok = connect_within(s, address, out, until, why);
    if (!ok)
        os_socket_close(out);
    return ok;
}

struct os_fault os_unreachable(void)
{
    struct os_fault why;
    windows_failed(&why, WSAEHOSTUNREACH);
    return why;
}

static enum os_moved moved(int n, size_t *done)
{
    *done = n > 0 ? (size_t)n : 0;
    if (n >= 0)
        return OS_MOVED;
    return WSAGetLastError() == WSAEWOULDBLOCK ? OS_MOVED_NOTHING_YET : OS_MOVED_NEVER;
}

static int part_of(size_t n)
{
    return n < 1 << 24 ? (int)n : 1 << 24;
}

enum os_moved os_receive(const struct os_socket *s, void *p, size_t n, size_t *got)
{
    return moved(recv(socket_of(s), p, part_of(n), 0), got);
}

enum os_moved os_send(const struct os_socket *s, const void *p, size_t n, size_t *sent)
{
    return moved(send(socket_of(s), p, part_of(n), 0), sent);
}

void os_socket_close(struct os_socket *s)
{
    if (s->handle)
        closesocket(socket_of(s));
    *s = (struct os_socket){ 0 };
}
