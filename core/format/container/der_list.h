/* der_list.h - the certificates of containers that hold a list of them, for container.c: PKCS#7/CMS SignedData (.p7b, .p7c), and what
 * libcrypto doesn't know, a serialized store of Windows (.sst), a single serialized certificate, and a .reg export of the store.
 *
 * PKCS#7 in BER with indefinite lengths is read too; what is signed inside of it, the certificates, is DER all the same. A store of Windows
 * is a row of elements: property, encoding (1), length, each four bytes in little-endian order, and the value; property 32 is the
 * certificate. In a .reg file each certificate's elements stand as hexadecimal bytes in its value "Blob".
 * Memory:  views into the bytes, or into the arena; the list in the arena.
 * Errors:  pkcs7_read: ST_FORMAT when it can't be read, ST_LIMIT above LIMIT_CERTS (the list then has that many). No certificates is a
 *          success with n = 0.
 * Threads: pure.
 * Source:  RFC 5652 sections 5.1, 5.3 and 10.2.3, RFC 5272 section 3.2.1.2 (id-cct-PKIResponse); [MS-OSHARED] and [MS-GPEF] (CertStore,
 *          BLOB of a certificate), "Windows Registry Editor Version 5.00".
 */
#ifndef FORMAT_DER_LIST_H
#define FORMAT_DER_LIST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

/* *is_signature: it is somebody's signature of something (smime.p7s, smime.p7m, SHA256SUMS.p7s), and the certificates are that signer's. */
MUST_USE bool pkcs7_read(struct arena *arena, struct view der, struct view_list *certs, bool *is_signature, struct err *e);

/* Whether binary bytes are a serialized store or certificate. */
bool windows_store_is(struct view bytes);
/* Adds the certificates of such bytes; false when it breaks off in the middle. */
MUST_USE bool windows_store_read(struct arena *arena, struct view bytes, struct view_list *certs);
/* The same for the text of a .reg file, in UTF-8. */
MUST_USE bool windows_registry_read(struct arena *arena, struct view text, struct view_list *certs);

#endif
