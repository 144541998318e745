/* host_read.h - what is a host, and the one in an address: "https://acme.outsystemsenterprise.com:443/lifetime".
 *
 * Memory:  what comes out is a part of the text, empty when there is none.
 * Errors:  ST_USAGE: another scheme, a port, a character or part that no host has; it is named.
 * Threads: pure.
 * Source:  RFC 1123 section 2.1, and underscores, which Windows takes.
 */
#ifndef FORMAT_HOST_READ_H
#define FORMAT_HOST_READ_H

#include "base/err.h"
#include "base/view.h"

/* That of an environment, as somebody wrote or copied it. */
MUST_USE bool host_read(struct view text, struct view *out, struct err *e);
bool host_is_name(struct view host);
/* Whether it may be the name of a front-end, NetBIOS or DNS: letters, digits, hyphens, underscores and dots. */
MUST_USE bool front_end_check(struct view name, struct err *e);
/* What stands between scheme and path: "ana@acme.example:8443". *scheme is empty where none is said. */
struct view url_authority(struct view url, struct view *scheme);
/* "https://user@host:8443/path" to its host; also without a scheme, and [2001:db8::1] without its brackets. */
struct view url_host(struct view url);
/* Whether it is the one address of a service, without a user and in ASCII, as a ticket may show it; empty: none. */
MUST_USE bool url_of_service(struct view url, struct err *e);
bool url_names_user(struct view url);

#endif
