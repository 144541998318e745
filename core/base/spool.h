/* spool.h - bytes that wait until what goes before them is known: in memory at first, then in an unnamed temporary file.
 *
 * Memory:  at most LIMIT_SPOOL_MEMORY bytes; the file has no name, so that nothing is left behind, whatever ends the program.
 * Errors:  sticky in `sink`, until spool_tell or spool_copy hands them on to where the bytes were to go.
 * Threads: a spool belongs to one thread at a time, and stays where it was opened: its sink points to it.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include "base/sink.h"

struct spool {
    struct sink sink; /* what is put here waits */
    struct buf memory;
    FILE *file; /* NULL while all of it fits into memory */
};

void spool_open(struct spool *s);
/* Hands a failure on: what went wrong here goes wrong in `to`, too, which then names the temporary file. */
void spool_tell(const struct spool *s, struct sink *to);
/* All that waits, into `to`; tells a failure. */
void spool_copy(struct spool *s, struct sink *to);
void spool_close(struct spool *s);

#endif
