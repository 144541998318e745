/* ber.h - a walk over the encodings that DER forbids and old tools write all the same: indefinite lengths, long forms, strings in
 * pieces. One step of it is ber_any of der.h.
 *
 * PKCS#7 and PKCS#12 files come in BER; what is signed inside of them (certificates) is DER. Works on DER too.
 * Units:   tags are the single-byte ones of der.h; tags of several bytes are not accepted.
 * Memory:  borrowed views; only ber_octets may copy.
 * Errors:  false, and nothing moves: length past the end, missing end-of-contents, nested deeper than LIMIT_DER_DEPTH.
 * Threads: pure.
 * Source:  X.690 section 8.
 */
#ifndef FORMAT_BER_H
#define FORMAT_BER_H

#include "base/arena.h"
#include "format/x509/der.h"

/* Takes one value that must have this tag. */
MUST_USE bool ber_take(struct view *in, unsigned tag, struct view *content);
bool ber_next_is(struct view in, unsigned tag);
/* For input that may be cut off: like ber_take, but a value that is not all there gives the part that is, and sets *cut. */
MUST_USE bool ber_enter(struct view *in, unsigned tag, struct view *content, bool *cut);
/* Takes an OCTET STRING (`tag` is DER_OCTET_STRING, or DER_CONTEXT(n) for an implicit one), in one piece or several. */
MUST_USE bool ber_octets(struct arena *arena, struct view *in, unsigned tag, struct view *out);
/* How many values follow each other in `in`, counted up to `most`; SIZE_MAX when one of them is broken. */
size_t ber_count(struct view in, size_t most);
/* An INTEGER's content as a number, SIZE_MAX when it is larger than that; false when it is empty or negative. */
MUST_USE bool ber_number(struct view content, size_t *out);

#endif
