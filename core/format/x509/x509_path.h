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

/* --- x509_chain.c: what a second opinion, libcrypto's, says against paths beyond signatures and dates: a link that is no CA, a path
 * longer than allowed, a certificate that isn't meant for servers, name constraints, unknown critical extensions. A path that can't be
 * judged (memory, a certificate that libcrypto doesn't read, names beyond LIMIT_CHAIN_NAMES) is a problem, too. Any thread --- */

enum x509_use { X509_FOR_SERVERS, X509_FOR_CLIENTS, X509_FOR_ANYTHING };

struct x509_problem {
    size_t at;        /* in the path */
    bool by_ca;       /* a CA above doesn't allow it: its path length, names or purposes */
    bool too_many;    /* not judged, for LIMIT_CHAIN_NAMES */
    const char *what; /* "is not meant for this use"; NULL: there is none */
};

struct x509_chain {
    struct x509_path path; /* the last is taken for trusted, whether it is or not */
    enum x509_use use;
    struct x509_problem problem; /* what comes out */
};

/* All chains of one file, request or server at once: what is above several is decoded once. */
void x509_chains_check(struct arena *arena, struct x509_chain *const *chains, size_t n, int64_t now);

#endif
