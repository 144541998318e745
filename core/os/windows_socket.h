/* windows_socket.h - what windows_socket.c and windows_address.c share: the headers, and that an address fits. */
#ifndef OS_WINDOWS_SOCKET_H
#define OS_WINDOWS_SOCKET_H

#include "os/windows.h"

#include <ws2tcpip.h>

_Static_assert(sizeof(struct sockaddr_storage) == sizeof(((struct os_address *)0)->bytes), "an address of any family fits");

/* Before the first call of winsock; false when there is none. */
bool windows_sockets(void);

#endif
