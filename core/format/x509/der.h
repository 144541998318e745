/* der.h - a careful walk over DER, and over BER: one value at a time from the front of a view.
 *
 * The der_ ones accept definite lengths in their shortest form only; anything else is false and moves nothing.
 * Memory:  borrowed views.
 * Threads: pure.
 * Source:  X.690 sections 8.1 and 10.1.
 */
#ifndef FORMAT_DER_H
#define FORMAT_DER_H

#include "base/view.h"

enum der_tag {
    DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_OCTET_STRING = 0x04, DER_NULL = 0x05, DER_OID = 0x06,
    DER_UTF8 = 0x0C, DER_NUMERIC = 0x12, DER_PRINTABLE = 0x13, DER_T61 = 0x14, DER_IA5 = 0x16, DER_UTC_TIME = 0x17, DER_TIME = 0x18,
    DER_VISIBLE = 0x1A, DER_UNIVERSAL = 0x1C, DER_BMP = 0x1E, DER_SEQUENCE = 0x30, DER_SET = 0x31,
};
#define DER_CONTEXT_CONSTRUCTED(n) (0xA0u | (n)) /* [n] constructed */

/* Takes one value of any tag below 31 from the front of *in. `whole` gets tag, length and content; `content` what is inside. Each
 * may be NULL. */
MUST_USE bool der_any(struct view *in, unsigned *tag, struct view *content, struct view *whole);
/* Takes one value that must have this tag. */
MUST_USE bool der_take(struct view *in, unsigned tag, struct view *content);
/* Whether the next value has this tag. */
bool der_next_is(struct view in, unsigned tag);
/* Whether these are values in DER all the way down, as far as tags and lengths go: libcrypto's d2i_* functions take BER and don't tell.
 * False when there is none, or deeper than LIMIT_DER_DEPTH. What is inside an OCTET STRING or BIT STRING is not looked at. */
bool der_is_strict(struct view in);

/* --- BER: the encodings that DER forbids and old tools write all the same, PKCS#7 and PKCS#12 files above all. False, and nothing moves:
 * a length past the end, a missing end mark, nested deeper than LIMIT_DER_DEPTH. --- */

/* Takes one value, indefinite lengths included (their end mark is in *whole, not in *content). Each may be NULL. */
MUST_USE bool ber_any(struct view *in, unsigned *tag, struct view *content, struct view *whole);
/* Takes one value that must have this tag. */
MUST_USE bool ber_take(struct view *in, unsigned tag, struct view *content);
/* For input that may be cut off: like ber_take, but a value that is not all there gives the part that is, and sets *cut. */
MUST_USE bool ber_enter(struct view *in, unsigned tag, struct view *content, bool *cut);

#endif
