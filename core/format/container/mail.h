/* mail.h - the attachments of a saved mail (.eml), as far as a certificate or a PFX travels in them, in whatever they are encoded.
 *
 * Memory:  in the arena, or the text itself when there is nothing to do.
 * Errors:  none: a part whose Base64 is damaged has no bytes; an encoded name that can't be read stays as it stands.
 * Threads: pure.
 * Source:  RFC 5322 section 2.2 (fields), RFC 2045 section 6 (transfer encodings), RFC 2046 section 5.1 (parts), RFC 2047 and RFC 2231
 *          (names in other letters), POSIX.1-2017 uuencode, RFC 2183 (names of files), RFC 8551 section 3 (S/MIME).
 */
#ifndef FORMAT_MAIL_H
#define FORMAT_MAIL_H

#include "base/arena.h"
#include "base/view.h"

struct mail_part {
    struct view base64, bytes; /* as it stands in the mail, and decoded */
    struct view name;          /* of the file, decoded, but not made safe; may be empty */
    bool is_uuencoded;         /* in the mail's own text; it has a name alone */
    bool is_smime;             /* the sender's signature, or what he signed or encrypted as a whole: its certificates are his own */
};

/* Whether the text begins with the fields of a mail. */
bool mail_is(struct view text);
/* A mail without the encodings that hide what is in it: quoted-printable is decoded, and a part in binary is in Base64, so that all of it
 * is text. Any other text is given back as it is. */
struct view mail_unwrap(struct arena *arena, struct view text);
/* Takes the next part in Base64; false when there is none. */
MUST_USE bool mail_next(struct arena *arena, struct view *text, struct mail_part *out);

/* Takes the text up to the next attachment of mails before MIME, whose bytes aren't read; false when there is none. */
MUST_USE bool mail_next_uuencoded(struct view *text, struct mail_part *out);

/* --- mail_words.c, for mail.c alone --- */

struct view mail_quoted_printable(struct arena *arena, struct view text);
/* What a parameter of a field says ("filename" of Content-Disposition), in UTF-8 where its character set is one of Western Europe's or
 * UTF-8; empty when it isn't there. */
struct view mail_parameter(struct arena *arena, struct view field, struct view name);

#endif
