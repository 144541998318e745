#include "net/stream.h"


struct stream stream_of(struct os_socket socket, int64_t until, size_t ceiling)
{
    return (struct stream){ .socket = socket, .until = until, .left = ceiling };
}

void stream_close(struct stream *s)
{
    os_socket_close(&s->socket);
}

void stream_mark(struct stream *s, size_t ceiling)
{
    s->left = ceiling;
    s->n_first = 0;
}

static void end_with(struct stream *s, enum stream_end end)
{
    if (s->end == STREAM_OPEN)
        s->end = end;
}

static bool wait_for(struct stream *s, enum os_ready_for what)
{
    enum os_ready ready = os_wait(&s->socket, what, s->until);
    if (ready != OS_READY)
        end_with(s, ready == OS_READY_LATE ? STREAM_TIMEOUT : STREAM_CLOSED);
    return ready == OS_READY;
}

size_t stream_some(struct stream *s, void *out, size_t n)
{
    if (s->end != STREAM_OPEN || n == 0)
        return 0;
    if (s->left == 0) {
        end_with(s, STREAM_LIMIT);
        return 0;
    }
    for (;;) {
        size_t got;
        enum os_moved moved = os_receive(&s->socket, out, n < s->left ? n : s->left, &got);
        if (got > 0) {
            size_t keep = STREAM_FIRST - s->n_first;
            keep = got < keep ? got : keep;
            memcpy(s->first + s->n_first, out, keep);
            s->n_first += keep;
            s->left -= got;
            return got;
        }
        if (moved != OS_MOVED_NOTHING_YET) {
            end_with(s, STREAM_CLOSED);
            return 0;
        }
        if (!wait_for(s, OS_TO_READ))
            return 0;
    }
}

bool stream_exact(struct stream *s, void *out, size_t n)
{
    for (size_t have = 0; have < n;) {
        size_t got = stream_some(s, (char *)out + have, n - have);
        if (got == 0)
            return false;
        have += got;
    }
    return true;
}

bool stream_put(struct stream *s, struct view bytes)
{
    while (bytes.n && s->end == STREAM_OPEN) {
        size_t sent;
        switch (os_send(&s->socket, bytes.p, bytes.n, &sent)) {
        case OS_MOVED:
            bytes = view_from(bytes, sent);
            break;
        case OS_MOVED_NOTHING_YET:
            if (!wait_for(s, OS_TO_WRITE))
                return false;
            break;
        case OS_MOVED_NEVER:
            end_with(s, STREAM_CLOSED);
        }
    }
    return s->end == STREAM_OPEN;
}

/* Byte by byte: what stands behind the line belongs to TLS. */
bool stream_line(struct stream *s, char *out, size_t size, struct view *line)
{
    size_t n = 0;
    char c;
    while (stream_some(s, &c, 1) == 1) {
        if (c == '\n') {
            if (n && out[n - 1] == '\r')
                n--;
            *line = (struct view){ .p = out, .n = n };
            return true;
        }
        if (n == size) {
            end_with(s, STREAM_LIMIT);
            return false;
        }
        out[n++] = c;
    }
    return false;
}
