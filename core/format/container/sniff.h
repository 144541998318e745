/* sniff.h - what is in these bytes? Each known kind looks at the first bytes and bids 0..100; the best bid wins.
 *
 * For text the answer is what the text carries: bare Base64 of a certificate is CONTAINER_BASE64, bare Base64 or PEM of a PFX is
 * CONTAINER_PKCS12. The file's name only breaks ties. DER that could be several things (certificate, CSR, CRL, key, PKCS#7,
 * PKCS#12) is told apart by its structure, not by its first byte.
 * Memory:  What was wrapped (unwrap.h) is looked at in a copy, which is gone when it returns.
 * Threads: pure.
 */
#ifndef FORMAT_SNIFF_H
#define FORMAT_SNIFF_H

#include "base/err.h"
#include "model/cert.h"

enum container sniff(struct view bytes, struct view name);
/* The same for bytes that should be DER or BER, maybe cut off, maybe with more behind: told by structure alone; CONTAINER_BINARY when it
 * is nothing known. A certificate is CONTAINER_DER. */
enum container sniff_der(struct view bytes);
/* What people give by mistake for a text that certcase reads: false, and "it is a certificate (DER), not an inventory", when the bytes, or
 * as many as there are at hand, are plainly of another file, or more than `most`. What begins like XML or JSON isn't, whatever it carries.
 * `wanted` has its article. ST_FORMAT, ST_LIMIT. */
MUST_USE bool sniff_check_wanted(struct view bytes, size_t most, const char *wanted, const char *hint, struct err *e);
/* Whether a name ends as those of the files that are known by their endings. */
bool sniff_is_file_name(struct view name);

#endif
