/* tls_message.h - the Certificate message of a handshake, taken apart by ourselves: so a chain is seen even when the library refuses it.
 *
 * Memory:  views into `body`.
 * Errors:  a message whose lengths don't fit gives what came before, and *broken.
 * Threads: pure.
 * Source:  RFC 5246 7.4.2; RFC 8446 4.4.2.
 */
#ifndef NET_TLS_MESSAGE_H
#define NET_TLS_MESSAGE_H

#include "base/arena.h"
#include "base/view.h"

struct tls_chain {
    struct view *items; /* DER, at most LIMIT_PROBE_CERTS */
    size_t n, n_in_all;
    bool broken;
};

/* `body` is the message without its 4 bytes of type and length. */
struct tls_chain tls_chain_read(struct arena *arena, struct view body, bool tls13);

#endif
