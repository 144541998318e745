#include "os/windows_socket.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_MOST = 256, PORT_TEXT = 8 };

/* The resolver can't be stopped: it runs in a thread of its own, which is left behind when the time is up and ends by itself. Shared by
 * the asking thread and the resolver's; the second to leave frees it. */
struct lookup {
    atomic_uint users;
    HANDLE done;
    int result;
    struct addrinfo *list;
    char host[HOST_MOST], port[PORT_TEXT];
};

static void leave(struct lookup *l)
{
    if (atomic_fetch_sub(&l->users, 1) != 1)
        return;
    if (l->list)
        freeaddrinfo(l->list);
    CloseHandle(l->done);
    free(l);
}

static DWORD WINAPI resolve(void *argument)
{
    struct lookup *l = argument;
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
    const struct addrinfo numeric = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
    l->result = getaddrinfo(l->host, l->port, &numeric, &l->list);
    if (l->result != 0)
        l->result = getaddrinfo(l->host, l->port, &hints, &l->list);
    if (l->result != 0)
        l->list = NULL;
    SetEvent(l->done);
    leave(l);
    return 0;
}

static struct lookup *start(const char *host, uint16_t port)
{
    struct lookup *l = windows_sockets() ? calloc(1, sizeof *l) : NULL;
    HANDLE done = l ? CreateEventW(NULL, TRUE, FALSE, NULL) : NULL;
    if (!done) {
        free(l);
        return NULL;
    }
    (void)snprintf(l->host, sizeof l->host, "%s", host);
    (void)snprintf(l->port, sizeof l->port, "%u", (unsigned)port);
    l->done = done;
    atomic_store(&l->users, 2);
    HANDLE thread = CreateThread(NULL, 0, resolve, l, 0, NULL);
    if (thread)
        CloseHandle(thread);
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

static const char *reason_of(int result)
{
    return result == WSAHOST_NOT_FOUND ? "Name or service not known"
           : result == WSATRY_AGAIN    ? "Temporary failure in name resolution"
                                       : NULL;
}

enum os_found os_addresses(const char *host, uint16_t port, int64_t until, struct os_address *out, size_t most, size_t *n,
                           struct os_text *reason)
{
    struct lookup *l = start(host, port);
    int64_t left = until - os_clock();
    *n = 0;
    if (!l) {
        (void)snprintf(reason->text, sizeof reason->text, "there is no network");
        return OS_NO_ADDRESS;
    }
    enum os_found found = WaitForSingleObject(l->done, left > 0 ? (DWORD)left : 0) != WAIT_OBJECT_0 ? OS_NO_ANSWER
                          : l->result != 0                                                          ? OS_NO_ADDRESS
                                                                                                    : OS_FOUND;
    if (found == OS_FOUND)
        *n = copy_addresses(l->list, out, most);
    if (found == OS_NO_ADDRESS) {
        struct os_fault why;
        windows_failed(&why, (DWORD)l->result);
        *reason = os_fault_text(&why);
        if (reason_of(l->result))
            (void)snprintf(reason->text, sizeof reason->text, "%s", reason_of(l->result));
    }
    leave(l);
    return found;
}

struct os_text os_address_text(const struct os_address *address)
{
    struct os_text out = { "" };
    struct sockaddr_storage at;
    memcpy(&at, address->bytes, sizeof at);
    if (!windows_sockets() ||
        getnameinfo((const struct sockaddr *)&at, (socklen_t)address->n, out.text, sizeof out.text, NULL, 0, NI_NUMERICHOST) != 0)
        out.text[0] = '\0';
    return out;
}

size_t os_ip_read(const char *text, unsigned char out[OS_IP_MOST])
{
    return inet_pton(AF_INET, text, out) == 1 ? 4 : inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

struct os_text os_ip_text(const unsigned char *address, size_t n)
{
    struct os_text out = { "" };
    inet_ntop(n == 4 ? AF_INET : AF_INET6, address, out.text, sizeof out.text);
    return out;
}
