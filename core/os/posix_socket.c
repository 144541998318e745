#include "os/socket.h"

#include <poll.h>
#include <time.h>

bool socket_begin(void)
{
    return true;
}

struct os_socket socket_open(int family)
{
    return (struct os_socket){ .handle = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) + 1 };
}

int socket_error(void)
{
    return errno;
}

bool socket_failed(struct os_fault *why, int code)
{
    return posix_failed(why, code);
}

enum os_ready os_wait(const struct os_socket *s, enum os_ready_for what, int64_t until)
{
    struct pollfd p = { .fd = socket_of(s), .events = what == OS_TO_READ ? POLLIN : POLLOUT };
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

void os_socket_close(struct os_socket *s)
{
    if (s->handle)
        close(socket_of(s));
    *s = (struct os_socket){ 0 };
}

struct os_text socket_no_address(int result)
{
    struct os_text out;
    (void)snprintf(out.text, sizeof out.text, "%s", result == EAI_SYSTEM ? "the resolver failed" : gai_strerror(result));
    return out;
}

void socket_condition(pthread_cond_t *c)
{
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(c, &clock);
    pthread_condattr_destroy(&clock);
}

bool socket_wait_until(pthread_cond_t *c, pthread_mutex_t *lock, int64_t until)
{
    const struct timespec moment = { .tv_sec = (time_t)(until / 1000), .tv_nsec = (long)(until % 1000) * 1000000 };
    return pthread_cond_timedwait(c, lock, &moment) == 0;
}
