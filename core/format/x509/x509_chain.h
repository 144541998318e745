/* x509_chain.h - what a second opinion, libcrypto's, says against a path beyond signatures and dates: a link that is no CA, a path longer
 * than allowed, a certificate that isn't meant for servers, name constraints, unknown critical extensions.
 *
 * Memory:  the sentence is static.
 * Errors:  a path that can't be judged (memory, a certificate that libcrypto doesn't read) is a problem, too.
 * Threads: any.
 * Source:  RFC 5280 6.1.
 */
#ifndef FORMAT_X509_CHAIN_H
#define FORMAT_X509_CHAIN_H

#include "format/x509/x509_path.h"

enum x509_use { X509_FOR_SERVERS, X509_FOR_CLIENTS, X509_FOR_ANYTHING };

struct x509_problem {
    size_t at;        /* in the path */
    bool by_ca;       /* a CA above doesn't allow it: its path length, names or purposes */
    const char *what; /* "is not meant for this use" */
};

/* False when there is a problem. The last of the path is taken for trusted, whether it is or not. */
bool x509_chain_check(const struct x509_path *path, enum x509_use use, int64_t now, struct x509_problem *out);

#endif
