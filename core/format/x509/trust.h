/* trust.h - is this key one that everybody trusts already? The CA bundle of the system as a set of keys and names.
 *
 * "Publicly trusted" is decided by the key (the SubjectPublicKeyInfo), never by a name. A list that is loaded never changes: of its
 * names those are decoded that may be the one that is asked for.
 * Memory:  in the arena it was loaded into.
 * Errors:  ST_IO, ST_LIMIT; ST_FORMAT when there is no certificate in it.
 * Threads: any after loading.
 */
#ifndef FORMAT_TRUST_H
#define FORMAT_TRUST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "model/cert.h"

struct trust;
struct x509_ctx;

MUST_USE bool trust_load(struct arena *arena, const char *path, struct trust **out, struct err *e);
/* What the system itself keeps in another way than in a file (os_trusted); false where it does not. */
bool trust_load_system(struct arena *arena, struct trust **out);
bool trust_has_key(const struct trust *t, const struct cert *cert);
/* Whether some CA of the bundle has its subject. */
bool trust_has_name(const struct trust *t, const struct cert *cert);
/* Whether some CA of the bundle signed it: CHECK_GOOD, with the digest of its key; CHECK_BAD when it only has the name that the
 * certificate gives its issuer (and the identifier of its key, where both tell one: x509_may_have_signed). */
enum check trust_check_issuer(const struct trust *t, struct x509_ctx *x, const struct cert *cert, unsigned char spki_sha256[32]);

#endif
