/* spool.h - bytes that wait until what goes before them is known: in memory at first, then in an unnamed temporary file.
 *
 * Memory:  at most LIMIT_SPOOL_MEMORY bytes; the file has no name, so that nothing is left behind, whatever ends the program.
 * Errors:  sticky in `sink`, until spool_tell or spool_copy hands them on to where the bytes were to go, or spool_ok tells.
 * Threads: a spool belongs to one thread at a time, and stays where it was opened: its sink points to it.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include "base/sink.h"
#include "os/os.h"

struct spool {
    struct sink sink;    /* what is put here waits */
    struct buf memory;   /* the newest bytes */
    struct os_file file; /* those before them; none while all fits into memory */
    size_t in_file;
    size_t n; /* bytes put so far */
};

void spool_open(struct spool *s);
/* Hands a failure on: what went wrong here goes wrong in `to`, too, which then names the temporary file. */
void spool_tell(const struct spool *s, struct sink *to);
/* n of the bytes that were put, from `at` on; false when the file can't be read, which `sink` then remembers. */
MUST_USE bool spool_read(struct spool *s, size_t at, void *out, size_t n);
/* Copies the text->n bytes from *at on into the arena, points the text to them, and moves *at behind them. */
MUST_USE bool spool_read_text(struct spool *s, size_t *at, struct arena *arena, struct view *text);
/* All that waits, into `to`; tells a failure. */
void spool_copy(struct spool *s, struct sink *to);
/* Whether all went well until now; e names the temporary file. */
MUST_USE bool spool_ok(struct spool *s, struct err *e);
void spool_close(struct spool *s);

#endif
