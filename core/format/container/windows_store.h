/* windows_store.h - the certificates of a serialized store of Windows (.sst), of a single serialized certificate, and of a .reg export
 * of the store. libcrypto knows none of them.
 *
 * A store is a row of elements: property, encoding (1), length, each four bytes in little-endian order, and the value; property 32 is
 * the certificate. In a .reg file each certificate's elements stand as hexadecimal bytes in its value "Blob".
 * Memory:  views into the bytes, or into the arena.
 * Threads: pure.
 * Source:  [MS-OSHARED] and [MS-GPEF] (CertStore, BLOB of a certificate), "Windows Registry Editor Version 5.00".
 */
#ifndef FORMAT_WINDOWS_STORE_H
#define FORMAT_WINDOWS_STORE_H

#include "format/container/pkcs7.h"

/* Whether binary bytes are a serialized store or certificate. */
bool windows_store_is(struct view bytes);
/* Adds the certificates of such bytes; false when it breaks off in the middle. */
MUST_USE bool windows_store_read(struct arena *arena, struct view bytes, struct der_list *certs);
/* The same for the text of a .reg file, in UTF-8. */
MUST_USE bool windows_registry_read(struct arena *arena, struct view text, struct der_list *certs);

#endif
