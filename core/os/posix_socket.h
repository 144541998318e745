/* posix_socket.h - what posix_socket.c and posix_address.c share: the headers, and that an address fits. */
#ifndef OS_POSIX_SOCKET_H
#define OS_POSIX_SOCKET_H

#include "os/posix.h"

#include <netinet/in.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct sockaddr_storage) == sizeof(((struct os_address *)0)->bytes), "an address of any family fits");

#endif
