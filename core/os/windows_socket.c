#include "os/socket.h"

enum { LONGEST_WAIT_MS = 60000 };

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static BOOL CALLBACK start(INIT_ONCE *unused, void *nor, void **that)
{
    WSADATA data;
    (void)unused, (void)nor, (void)that;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

bool socket_begin(void)
{
    return InitOnceExecuteOnce(&once, start, NULL, NULL);
}

struct os_socket socket_open(int family)
{
    u_long nonblocking = 1;
    SOCKET s = WSASocketW(family, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    struct os_socket out = { .handle = (intptr_t)(s + 1) };
    if (out.handle && ioctlsocket(s, (long)FIONBIO, &nonblocking) != 0)
        os_socket_close(&out);
    return out;
}

int socket_error(void)
{
    return WSAGetLastError();
}

bool socket_failed(struct os_fault *why, int code)
{
    return windows_failed(why, (DWORD)code);
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

void os_socket_close(struct os_socket *s)
{
    if (s->handle)
        closesocket(socket_of(s));
    *s = (struct os_socket){ 0 };
}

struct os_text socket_no_address(int result)
{
    struct os_fault why;
    windows_failed(&why, (DWORD)result);
    return result == WSAHOST_NOT_FOUND ? (struct os_text){ "Name or service not known" }
           : result == WSATRY_AGAIN    ? (struct os_text){ "Temporary failure in name resolution" }
                                       : os_fault_text(&why);
}

void socket_condition(pthread_cond_t *c)
{
    pthread_cond_init(c, NULL);
}

bool socket_wait_until(pthread_cond_t *c, pthread_mutex_t *lock, int64_t until)
{
    int64_t left = until - os_clock();
    const struct timespec time = { .tv_sec = left / 1000, .tv_nsec = (long)(left % 1000) * 1000000 };
    return left > 0 && pthread_cond_timedwait_relative_np(c, lock, &time) == 0;
}
