/* stream.h - one connection to a server: every read and write ends by a moment, and what may come in has a ceiling.
 *
 * Units:   moments are milliseconds of the monotonic clock (os_clock).
 * Memory:  fixed; stream_close closes the socket.
 * Errors:  sticky: `end` says what ended it; later calls do nothing.
 * Threads: a stream belongs to one thread.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/arena.h"
#include "base/view.h"
#include "model/probe.h"
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

/* --- connect.c: a name and a port to a connected socket, in bounded time. Addresses are tried in the resolver's order (IPv6 and IPv4),
 * each with its share of the time left. Texts in the arena; the socket is the caller's --- */

struct address;

/* END_TLS when it worked; else END_NO_ADDRESS, END_TIMEOUT, with *detail for people. *out lives in the arena. */
enum probe_end address_find(struct arena *arena, struct view host, uint16_t port, int64_t until, struct address **out, struct view *detail);
/* The address that answered is tried first the next time. END_TLS, END_UNREACHABLE or END_TIMEOUT. */
enum probe_end address_connect(struct arena *arena, struct address *a, int64_t until, struct os_socket *out, struct view *detail);
/* Of the address tried last: "192.0.2.1". */
struct view address_text(const struct address *a);

#endif
