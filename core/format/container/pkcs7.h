/* pkcs7.h - the certificates of a PKCS#7/CMS SignedData (.p7b, .p7c), DER.
 *
 * BER with indefinite lengths is read too; what is signed inside of it, the certificates, is DER all the same.
 * Memory:  views into `der`; the list in the arena.
 * Errors:  ST_FORMAT when it can't be read, ST_LIMIT above LIMIT_CERTS (the list then has that many). No certificates is a success
 *          with n = 0.
 * Threads: pure.
 * Source:  RFC 5652 sections 5.1 and 10.2.3.
 */
#ifndef FORMAT_PKCS7_H
#define FORMAT_PKCS7_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct der_list {
    struct view *items;
    size_t n, cap;
};

MUST_USE bool pkcs7_read(struct arena *arena, struct view der, struct der_list *certs, struct err *e);

#endif
