/* mail.h - the attachments of a saved mail (.eml), as far as a certificate or a PFX travels in them: the parts in Base64.
 *
 * Memory:  in the arena.
 * Errors:  none: a part whose Base64 is damaged has no bytes.
 * Threads: pure.
 * Source:  RFC 5322 section 2.2 (fields), RFC 2045 section 6 (transfer encodings), RFC 2183 (names of files), RFC 8551 section 3 (S/MIME).
 */
#ifndef FORMAT_MAIL_H
#define FORMAT_MAIL_H

#include "base/arena.h"
#include "base/view.h"

struct mail_part {
    struct view base64, bytes; /* as it stands in the mail, and decoded */
    struct view name;          /* of the file, as it stands in the mail; may be empty */
    bool is_smime;             /* the sender's signature, or what he signed or encrypted as a whole: its certificates are his own */
};

/* Whether the text begins with the fields of a mail. */
bool mail_is(struct view text);
/* Takes the next part in Base64; false when there is none. */
MUST_USE bool mail_next(struct arena *arena, struct view *text, struct mail_part *out);

#endif
