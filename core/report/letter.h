/* letter.h - what to write to the owner of a certificate: a short e-mail that asks for exactly the right file.
 *
 * A rule's row says what is to be sent, and letter.c which section of templates/report_letter.txt asks for it. What the template sees:
 * about, file, encryption, with_key, more; first (the section of the first of asks); asks (each: its section, name, issuer, issuer_url,
 * key_id), found (messages), certificates (subject issuer thumbprint valid_until).
 * Memory:  the arena. Errors: none. Threads: pure but for the arena.
 */
#ifndef REPORT_LETTER_H
#define REPORT_LETTER_H

#include "base/arena.h"
#include "model/case.h"

struct letter {
    struct view subject, body; /* lines of at most 78 columns, where no address is longer, each ended by a line feed; `subject` without */
};

/* False when there is nothing to ask for. Notes and what was accepted ask nothing. */
bool letter_write(struct arena *arena, const struct inspection *item, struct letter *out);

#endif
