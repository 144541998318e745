/* inflate.h - raw deflate data to bytes, up to a ceiling, and the CRC-32 of a zip archive. The one place that knows zlib.
 *
 * Memory:  the result in the arena, never more than the ceiling; zlib's own state is 40 KiB and gone when it returns.
 * Errors:  none: how it ended is the answer.
 * Threads: any.
 * Source:  RFC 1951; APPNOTE.TXT 4.4.7.
 */
#ifndef FORMAT_INFLATE_H
#define FORMAT_INFLATE_H

#include "base/arena.h"
#include "base/view.h"

enum inflated {
    INFLATED,          /* whole */
    INFLATED_TOO_LONG, /* there is more than the ceiling allows; *out has nothing */
    INFLATED_CUT_OFF,  /* the data ends before its end mark */
    INFLATED_BROKEN,   /* no deflate data */
};

/* *used gets how many bytes of `packed` were read. */
enum inflated inflate_bytes(struct arena *arena, struct view packed, size_t ceiling, struct view *out, size_t *used);
uint32_t crc32_of(struct view bytes);

#endif
