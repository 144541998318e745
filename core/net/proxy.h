/* proxy.h - an HTTP proxy asked by CONNECT to pass the bytes on.
 *
 * Errors:  false with *detail for people; the answer's text is the proxy's: safe text. The password is never shown.
 * Threads: any.
 * Source:  RFC 9110 section 9.3.6; RFC 7617 (Basic).
 */
#ifndef NET_PROXY_H
#define NET_PROXY_H

#include "base/arena.h"
#include "base/err.h"
#include "net/stream.h"

struct proxy {
    struct view host; /* empty: none */
    uint16_t port;
    struct view credentials; /* "user:password" as in the URL, still percent-encoded; empty: none */
};

/* "http://[USER:PASSWORD@]HOST:PORT" or "HOST:PORT"; ST_USAGE. Views point into `url`. */
MUST_USE bool proxy_parse(struct view url, struct proxy *out, struct err *e);
/* Whether NO_PROXY's list names the host: "*", a name, or a domain with its subdomains. */
bool proxy_excluded(struct view no_proxy, struct view host);
MUST_USE bool proxy_connect(struct arena *arena, struct stream *s, const struct proxy *proxy, struct view host, uint16_t port,
                            struct view *detail);

#endif
