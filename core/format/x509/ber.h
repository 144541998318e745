/* ber.h - a walk over the encodings that DER forbids and old tools write all the same: indefinite lengths and long forms. One step of
 * it is ber_any of der.h.
 *
 * PKCS#7 and PKCS#12 files come in BER; what is signed inside of them (certificates) is DER. Works on DER too.
 * Units:   tags are the single-byte ones of der.h; tags of several bytes are not accepted.
 * Memory:  borrowed views.
 * Errors:  false, and nothing moves: length past the end, missing end-of-contents, nested deeper than LIMIT_DER_DEPTH.
 * Threads: pure.
 * Source:  X.690 section 8.
 */
#ifndef FORMAT_BER_H
#define FORMAT_BER_H

#include "format/x509/der.h"

/* Takes one value that must have this tag. */
MUST_USE bool ber_take(struct view *in, unsigned tag, struct view *content);
bool ber_next_is(struct view in, unsigned tag);
/* For input that may be cut off: like ber_take, but a value that is not all there gives the part that is, and sets *cut. */
MUST_USE bool ber_enter(struct view *in, unsigned tag, struct view *content, bool *cut);
/* An INTEGER's content as a number, SIZE_MAX when it is larger than that; false when it is empty or negative. */
MUST_USE bool ber_number(struct view content, size_t *out);

#endif
