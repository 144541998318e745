/* request_input.h - the bytes of a request file, one at a time, through buffers of fixed size; for request_*.c alone. A byte-order mark is
 * stepped over, and UTF-16 ("Unicode Text" of a spreadsheet) comes out as UTF-8.
 *
 * Units:   lines count from 1; LF, CRLF and CR end one.
 * Memory:  the buffer is part of the struct; request_input_close closes the file.
 * Errors:  ST_IO. A failed read looks like the end until request_input_ok is asked.
 * Threads: one input, one thread.
 */
#ifndef FORMAT_REQUEST_INPUT_H
#define FORMAT_REQUEST_INPUT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "os/os.h"

struct request_input {
    struct os_file file;
    struct os_fault cause; /* of the failed read; OS_FINE when there was none */
    bool ended, after_cr;
    size_t at, n;
    size_t line; /* of the next byte */
    bool is_known, is_utf16, is_big_endian; /* how characters stand in the file, once its beginning was read */
    size_t n_raw;                           /* of UTF-16: bytes that wait for the rest of their character */
    struct arena scratch;
    char raw[16 << 10];
    char bytes[64 << 10];
};

/* A regular file, or standard input when path is "-". Opens without blocking, so that a FIFO can't hang it. */
MUST_USE bool request_input_open(struct request_input *in, const char *path, struct err *e);
void request_input_close(struct request_input *in);
struct view request_input_ahead(struct request_input *in); /* what comes, near the front of the file: 1 KiB or more, or all */
int request_peek(struct request_input *in);                /* the next byte, 0..255; -1 at the end */
int request_take(struct request_input *in);                /* the same, and steps over it */
void request_skip_space(struct request_input *in);         /* space, tab, CR, LF */
MUST_USE bool request_input_ok(const struct request_input *in, struct err *e);

#endif
