#include "net/connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/utf8.h"
#include "net/stream.h"

enum { HOST_MOST = 256, ADDRESSES_MOST = 16, PORT_TEXT = 8, SHARE_LEAST = 500 };

struct endpoint {
    struct sockaddr_storage address;
    socklen_t n;
};

struct address {
    struct endpoint items[ADDRESSES_MOST];
    size_t n, last;
    struct view text;
};

/* Shared by the asking thread and the resolver's; the second to leave frees it. */
struct lookup {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned users;
    bool done;
    int result;
    struct addrinfo *list;
    char host[HOST_MOST], port[PORT_TEXT];
};

static void leave(struct lookup *l)
{
    pthread_mutex_lock(&l->lock);
    bool last = --l->users == 0;
    pthread_mutex_unlock(&l->lock);
    if (!last)
        return;
    if (l->list)
        freeaddrinfo(l->list);
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->changed);
    free(l);
}

static void *resolve(void *argument)
{
    struct lookup *l = argument;
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
    const struct addrinfo numeric = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
    struct addrinfo *list = NULL;
    int result = getaddrinfo(l->host, l->port, &numeric, &list);
    if (result != 0)
        result = getaddrinfo(l->host, l->port, &hints, &list);
    pthread_mutex_lock(&l->lock);
    l->result = result;
    l->list = result == 0 ? list : NULL;
    l->done = true;
    pthread_cond_signal(&l->changed);
    pthread_mutex_unlock(&l->lock);
    leave(l);
    return NULL;
}

static struct lookup *start(struct view host, uint16_t port)
{
    struct lookup *l = calloc(1, sizeof *l);
    pthread_condattr_t clock;
    pthread_t thread;
    if (!l)
        die_oom(sizeof *l);
    snprintf(l->host, sizeof l->host, "%.*s", VIEW_ARG(host));
    snprintf(l->port, sizeof l->port, "%u", (unsigned)port);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->changed, &clock);
    pthread_condattr_destroy(&clock);
    l->users = 2;
    if (pthread_create(&thread, NULL, resolve, l) == 0)
        pthread_detach(thread);
    else
        resolve(l);
    return l;
}

static void copy_addresses(const struct addrinfo *list, struct address *out)
{
    for (; list && out->n < ADDRESSES_MOST; list = list->ai_next) {
        struct endpoint *e = &out->items[out->n];
        if (list->ai_addrlen > sizeof e->address)
            continue;
        memcpy(&e->address, list->ai_addr, list->ai_addrlen);
        e->n = list->ai_addrlen;
        out->n++;
    }
}

enum probe_end address_find(struct arena *arena, struct view host, uint16_t port, int64_t until, struct address **out, struct view *detail)
{
    struct lookup *l = start(host, port);
    const struct timespec moment = { .tv_sec = (time_t)(until / 1000), .tv_nsec = (long)(until % 1000) * 1000000 };
    enum probe_end end = END_TLS;
    int waited = 0;
    *out = NEW(arena, struct address, 1);
    pthread_mutex_lock(&l->lock);
    while (!l->done && waited == 0)
        waited = pthread_cond_timedwait(&l->changed, &l->lock, &moment);
    if (!l->done) {
        end = END_TIMEOUT;
        *detail = view_fmt(arena, "the name server did not answer for %.*s in time", VIEW_ARG(host));
    } else if (l->result != 0) {
        end = END_NO_ADDRESS;
        *detail = view_fmt(arena, "%.*s has no address: %s", VIEW_ARG(host),
                           l->result == EAI_SYSTEM ? "the resolver failed" : gai_strerror(l->result));
    } else {
        copy_addresses(l->list, *out);
    }
    pthread_mutex_unlock(&l->lock);
    leave(l);
    return end;
}

/* The socket's own error once the connection is made or refused; ETIMEDOUT when `until` comes first. */
static int finish(int fd, int64_t until)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    int error = 0;
    socklen_t n = sizeof error;
    for (;;) {
        int64_t left = until - stream_now();
        if (left <= 0)
            return ETIMEDOUT;
        int ready = poll(&p, 1, left > 60000 ? 60000 : (int)left);
        if (ready > 0)
            break;
        if (ready < 0 && errno != EINTR)
            return errno;
    }
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == 0 ? error : errno;
}

static int connect_one(const struct endpoint *e, int64_t until, int *fd)
{
    const int on = 1;
    *fd = socket(e->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*fd < 0)
        return errno;
    setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int error = connect(*fd, (const struct sockaddr *)&e->address, e->n) == 0 ? 0 : errno;
    if (error == EINPROGRESS || error == EINTR)
        error = finish(*fd, until);
    if (error != 0) {
        close(*fd);
        *fd = -1;
    }
    return error;
}

static struct view name_of(struct arena *arena, const struct endpoint *e)
{
    char text[NI_MAXHOST];
    if (getnameinfo((const struct sockaddr *)&e->address, e->n, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
        return (struct view){ 0 };
    return text_safe(arena, view_dup(arena, view_of(text)));
}

enum probe_end address_connect(struct arena *arena, struct address *a, int64_t until, int *fd, struct view *detail)
{
    int error = EHOSTUNREACH;
    *fd = -1;
    for (size_t i = 0; i < a->n; i++) {
        size_t at = (a->last + i) % a->n;
        int64_t left = until - stream_now(), share = left / (int64_t)(a->n - i);
        if (left <= 0) {
            error = ETIMEDOUT;
            break;
        }
        share = share < SHARE_LEAST ? SHARE_LEAST : share;
        error = connect_one(&a->items[at], stream_now() + (share < left ? share : left), fd);
        a->text = name_of(arena, &a->items[at]);
        if (error == 0) {
            a->last = at;
            return END_TLS;
        }
    }
    char why[128];
    const char *reason = strerror_r(error, why, sizeof why);
    *detail = view_fmt(arena, "no connection to %.*s: %s", VIEW_ARG(a->text), reason);
    return error == ETIMEDOUT ? END_TIMEOUT : END_UNREACHABLE;
}

struct view address_text(const struct address *a)
{
    return a->text;
}
