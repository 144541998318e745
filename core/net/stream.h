/* stream.h - one connection to a server: every read and write ends by a moment, and what may come in has a ceiling.
 *
 * Units:   moments are milliseconds of the monotonic clock (os_clock).
 * Memory:  fixed; stream_close closes the socket.
 * Errors:  sticky: `end` says what ended it; later calls do nothing.
 * Threads: a stream belongs to one thread.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/view.h"
#include "os/os.h"

enum stream_end {
    STREAM_OPEN,
    STREAM_TIMEOUT,
    STREAM_CLOSED, /* by the other side, in order or by a reset */
    STREAM_LIMIT,  /* `left` is used up */
    STREAM_BROKEN, /* SQL Server packets that are none */
};

enum { STREAM_FIRST = 64 };

struct stream {
    struct os_socket socket;
    int64_t until;
    size_t left; /* bytes that may still come in */
    enum stream_end end;
    unsigned char first[STREAM_FIRST]; /* the first bytes since stream_mark */
    size_t n_first;
    bool packets;       /* bytes travel inside SQL Server packets, see starttls_tds.c */
    size_t packet_left; /* of the packet being read */
    unsigned packet_number;
};

/* Takes over a connected socket. */
struct stream stream_of(struct os_socket socket, int64_t until, size_t ceiling);
void stream_close(struct stream *s);
/* From here on `first` is filled anew and `ceiling` bytes may come. */
void stream_mark(struct stream *s, size_t ceiling);

/* At least one byte, at most n; 0 at the end. */
size_t stream_some(struct stream *s, void *out, size_t n);
MUST_USE bool stream_exact(struct stream *s, void *out, size_t n);
MUST_USE bool stream_put(struct stream *s, struct view bytes);
/* A line without its end; false at the end of the stream or when it is longer than `size`. */
MUST_USE bool stream_line(struct stream *s, char *out, size_t size, struct view *line);

#endif
