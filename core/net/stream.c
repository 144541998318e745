#include "net/stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"

int64_t stream_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct stream stream_of(int fd, int64_t until, size_t ceiling)
{
    return (struct stream){ .fd = fd, .until = until, .left = ceiling };
}

void stream_close(struct stream *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
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

/* Waits until the socket can be read from or written to. */
static bool wait_for(struct stream *s, short events)
{
    struct pollfd p = { .fd = s->fd, .events = events };
    for (;;) {
        int64_t left = s->until - stream_now();
        int n = left <= 0 ? 0 : poll(&p, 1, left > 60000 ? 60000 : (int)left);
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR) {
            end_with(s, STREAM_CLOSED);
            return false;
        }
        if (n == 0 && stream_now() >= s->until) {
            end_with(s, STREAM_TIMEOUT);
            return false;
        }
    }
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
        ssize_t got = recv(s->fd, out, n < s->left ? n : s->left, 0);
        if (got > 0) {
            size_t keep = STREAM_FIRST - s->n_first;
            keep = (size_t)got < keep ? (size_t)got : keep;
            memcpy(s->first + s->n_first, out, keep);
            s->n_first += keep;
            s->left -= (size_t)got;
            return (size_t)got;
        }
        if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
            end_with(s, STREAM_CLOSED);
            return 0;
        }
        if (!wait_for(s, POLLIN))
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
        ssize_t sent = send(s->fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes = view_from(bytes, (size_t)sent);
            continue;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
            if (!wait_for(s, POLLOUT))
                return false;
            continue;
        }
        end_with(s, STREAM_CLOSED);
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
