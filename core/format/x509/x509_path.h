/* x509_path.h - the way from a server's certificate up to a trusted root, by names, key identifiers and signatures.
 *
 * Certificates that others sent along are only ever links; trust comes from the roots alone. Validity, purposes and names are not looked at
 * here.
 * Memory:  the arena.
 * Errors:  none; at most LIMIT_PATH_SIGNATURES signatures are computed.
 * Threads: one x509_ctx a thread.
 * Source:  RFC 4158; RFC 5280 6.1.
 */
#ifndef FORMAT_X509_PATH_H
#define FORMAT_X509_PATH_H

#include "format/x509/x509.h"

struct x509_roots {
    const struct cert_list *lists[2]; /* asked in this order; NULL: none */
};

struct x509_path {
    const struct cert **items; /* the server's own first; the root last when `anchored` */
    size_t n;
    bool anchored; /* ends at a trusted root */
    size_t list;   /* in which list that root is */
};

/* Of several ways the first one that ends at a root; without any, the longest. A root that is valid at `now` is preferred to one that
 * isn't. */
struct x509_path x509_path_find(struct x509_ctx *x, struct arena *arena, const struct cert *start, const struct cert_list *links,
                                const struct x509_roots *roots, int64_t now);

#endif
