/* unwrap.h - a file's text without what it was wrapped in as a whole: a byte-order mark, UTF-16, UTF-32, a mail's encodings, a
 * hexadecimal dump, a diff; and without the no-break spaces that mails in HTML put into BEGIN and END lines.
 *
 * No library reads dumps; `xxd -r` believes offsets. Here a dump counts only when each offset fits the bytes before it.
 * Memory:  in the arena, or the bytes themselves when there is nothing to take off.
 * Threads: pure.
 * Source:  RFC 3629, RFC 2781; the formats of xxd, hexdump, od, certutil -encodehex and Format-Hex; POSIX diff, unified format.
 */
#ifndef FORMAT_UNWRAP_H
#define FORMAT_UNWRAP_H

#include "base/arena.h"
#include "model/cert.h"

/* FILE_BOM, FILE_UTF16, FILE_UTF32, FILE_ESCAPED, FILE_HEX_DUMP and FILE_DIFF are added to *oddities. Of a dump the bytes come that it is
 * of, when they begin like DER or PEM, those of several one behind the other; of a diff the lines that it leaves, in their places, and
 * nothing when it changes a file more than once. */
struct view unwrap(struct arena *arena, struct view bytes, unsigned *oddities);
/* A line of a dump of bytes, read or not: an offset of zeros and numbers behind it. */
bool looks_like_dump(struct view text);
/* The bytes of all dumps in a text, whatever stands between them. False when they don't begin like DER or PEM, or an offset doesn't fit. */
bool read_dumps(struct arena *arena, struct view text, struct view *out);
/* The lines that git and others leave around both sides of a conflict. */
bool is_unresolved_merge(struct view text);

#endif
