/* password_scan.h - does a text tell a password? Lines like "PFX password: hunter2", in several languages, also in UTF-16, tables, XML
 * attributes, scripts and addresses (https://ana:hunter2@host); not lines that only speak of one ("is available on request", "$password =
 * Read-Host").
 *
 * A judgement by form, so it can be wrong: what is found is shown as where it stands and never with the password itself.
 * Memory:  none.
 * Threads: pure.
 * Source:  our judgement.
 */
#ifndef FORMAT_PASSWORD_SCAN_H
#define FORMAT_PASSWORD_SCAN_H

#include "base/view.h"

struct password_found {
    unsigned line;
    bool likely;  /* false: it may be the beginning of a sentence */
};

/* The first likely one, else the first; false when there is none. */
bool password_scan(struct view text, struct password_found *out);
/* The same of a file of any kind: one in binary tells none. */
bool password_scan_file(struct view bytes, struct password_found *out);
/* Whether a password that is known stands in the text as a word of its own; one shorter than PASSWORD_WORD_BYTES is never looked for, as it
 * may be any word. One of eight bytes or more that isn't of letters alone is found in other letter case and with other white space, too,
 * with other hyphens or what nobody sees in it, percent-encoded, and in references of HTML. */
enum { PASSWORD_WORD_BYTES = 6 };
bool password_told(struct view text, struct view password);
/* The same within other words: what a certificate's bytes hold. Of one that is shorter, too. */
bool password_stands_in(struct view bytes, struct view password);
/* The same of the name of a file, whose words are told apart by anything but letters and digits: "client_hunter2.pfx". */
bool password_in_name(struct view name, struct view password);

#endif
