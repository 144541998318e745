/* socket.h - what socket.c and address.c, which are the same in every system, ask posix_socket.c or windows_socket.c for. */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#ifdef _WIN32
#include "os/windows.h"

#include <pthread.h>
#include <ws2tcpip.h>

#define MSG_NOSIGNAL 0
typedef int socket_size;
enum { SOCKET_CONNECTS = WSAEWOULDBLOCK, SOCKET_WAITS = WSAEWOULDBLOCK, SOCKET_INTERRUPTED = WSAEINTR };
#else
#include "os/posix.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

typedef int SOCKET;
typedef size_t socket_size;
enum { SOCKET_CONNECTS = EINPROGRESS, SOCKET_WAITS = EAGAIN, SOCKET_INTERRUPTED = EINTR };
#endif

static inline SOCKET socket_of(const struct os_socket *s)
{
    return (SOCKET)(s->handle - 1);
}

/* Before any other call; false when there is no network. */
bool socket_begin(void);
/* One that keeps nobody waiting and that no other program gets; {0} when there is none. */
struct os_socket socket_open(int family);
int socket_error(void); /* the number of what failed last */
bool socket_failed(struct os_fault *why, int code);

/* What was wrong with a name, by getaddrinfo's number. */
struct os_text socket_no_address(int result);
/* A condition that is waited for until a moment of os_clock; then false. */
void socket_condition(pthread_cond_t *c);
bool socket_wait_until(pthread_cond_t *c, pthread_mutex_t *lock, int64_t until);

#endif
