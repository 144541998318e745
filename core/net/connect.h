/* connect.h - a name and a port to a connected socket, in bounded time.
 *
 * Addresses are tried in the resolver's order (IPv6 and IPv4), each with its share of the time left.
 * Memory:  `text` in the arena; the socket is the caller's.
 * Threads: any.
 */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include "base/arena.h"
#include "model/probe.h"
#include "os/os.h"

struct address;

/* END_TLS when it worked; else END_NO_ADDRESS, END_TIMEOUT, with *detail for people. *out lives in the arena. */
enum probe_end address_find(struct arena *arena, struct view host, uint16_t port, int64_t until, struct address **out, struct view *detail);
/* The address that answered is tried first the next time. END_TLS, END_UNREACHABLE or END_TIMEOUT. */
enum probe_end address_connect(struct arena *arena, struct address *a, int64_t until, struct os_socket *out, struct view *detail);
/* Of the address tried last: "192.0.2.1". */
struct view address_text(const struct address *a);

#endif
