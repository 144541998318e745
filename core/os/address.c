#include "os/socket.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct sockaddr_storage) == sizeof(((struct os_address *)0)->bytes), "an address of any family fits");

enum { HOST_MOST = 256, PORT_TEXT = 8 };

/* The resolver can't be stopped: it runs in a thread of its own, which is left behind when the time is up and ends by itself. Shared by
 * the asking thread and the resolver's; the second to leave frees it. */
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
    struct addrinfo *list = NULL;
    int result = getaddrinfo(l->host, l->port, &hints, &list);
    pthread_mutex_lock(&l->lock);
    l->result = result;
    l->list = result == 0 ? list : NULL;
    l->done = true;
    pthread_cond_signal(&l->changed);
    pthread_mutex_unlock(&l->lock);
    leave(l);
    return NULL;
}

static struct lookup *start(const char *host, uint16_t port)
{
    struct lookup *l = calloc(1, sizeof *l);
    pthread_t thread;
    if (!l)
        return NULL;
    (void)snprintf(l->host, sizeof l->host, "%s", host);
    (void)snprintf(l->port, sizeof l->port, "%u", (unsigned)port);
    pthread_mutex_init(&l->lock, NULL);
    socket_condition(&l->changed);
    l->users = 2;
    if (pthread_create(&thread, NULL, resolve, l) == 0)
        pthread_detach(thread);
    else
        resolve(l);
    return l;
}

static size_t copy_addresses(const struct addrinfo *list, struct os_address *out, size_t most)
{
    size_t n = 0;
    for (; list && n < most; list = list->ai_next) {
        if (list->ai_addrlen > sizeof out[n].bytes)
            continue;
        memcpy(out[n].bytes, list->ai_addr, list->ai_addrlen);
        out[n++].n = list->ai_addrlen;
    }
    return n;
}

/* An address needs nobody to ask, and no thread that waits. */
static bool take_address(const char *host, uint16_t port, struct os_address *out, size_t most, size_t *n)
{
    const struct addrinfo numeric = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
    struct addrinfo *list = NULL;
    char number[PORT_TEXT];
    (void)snprintf(number, sizeof number, "%u", (unsigned)port);
    if (getaddrinfo(host, number, &numeric, &list) != 0)
        return false;
    *n = copy_addresses(list, out, most);
    freeaddrinfo(list);
    return true;
}

enum os_found os_addresses(const char *host, uint16_t port, int64_t until, struct os_address *out, size_t most, size_t *n,
                           struct os_text *reason)
{
    *n = 0;
    if (socket_begin() && take_address(host, port, out, most, n))
        return OS_FOUND;
    struct lookup *l = socket_begin() ? start(host, port) : NULL;
    enum os_found found = OS_FOUND;
    if (!l) {
        (void)snprintf(reason->text, sizeof reason->text, "%s", socket_begin() ? "out of memory" : "there is no network");
        return OS_NO_ADDRESS;
    }
    pthread_mutex_lock(&l->lock);
    while (!l->done && socket_wait_until(&l->changed, &l->lock, until))
        continue;
    if (!l->done)
        found = OS_NO_ANSWER;
    else if (l->result != 0)
        found = OS_NO_ADDRESS;
    else
        *n = copy_addresses(l->list, out, most);
    if (found == OS_NO_ADDRESS)
        *reason = socket_no_address(l->result);
    pthread_mutex_unlock(&l->lock);
    leave(l);
    return found;
}

struct os_text os_address_text(const struct os_address *address)
{
    struct os_text out = { "" };
    struct sockaddr_storage at;
    memcpy(&at, address->bytes, sizeof at);
    if (!socket_begin() ||
        getnameinfo((const struct sockaddr *)&at, (socklen_t)address->n, out.text, sizeof out.text, NULL, 0, NI_NUMERICHOST) != 0)
        out.text[0] = '\0';
    return out;
}

size_t os_ip_read(const char *p, size_t n, unsigned char out[OS_IP_MOST])
{
    char text[64] = "";
    if (n == 0 || n >= sizeof text || memchr(p, '\0', n))
        return 0;
    memcpy(text, p, n);
    return inet_pton(AF_INET, text, out) == 1 ? 4 : inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

struct os_text os_ip_text(const unsigned char *address, size_t n)
{
    struct os_text out = { "" };
    inet_ntop(n == 4 ? AF_INET : AF_INET6, address, out.text, sizeof out.text);
    return out;
}
