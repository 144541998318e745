/* net.h - a stream whose other end is a script: what the server will have said, and what it was told. */
#ifndef TESTS_NET_H
#define TESTS_NET_H

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "net/stream.h"
#include "unit.h"

struct script {
    struct stream stream;
    int server;
    char told[8192];
    size_t n_told;
};

/* All that the server says is there from the start; then it hangs up, or stays silent. */
static inline void script_open(struct script *s, struct view says, bool hangs_up)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_true(says.n == 0 || write(ends[1], says.p, says.n) == (ssize_t)says.n);
    if (hangs_up)
        shutdown(ends[1], SHUT_WR);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    s->server = ends[1];
    s->n_told = 0;
    s->stream = stream_of((struct os_socket){ ends[0] + 1 }, os_clock() + 300, LIMIT_DIALOG_BYTES);
}

static inline struct view script_close(struct script *s)
{
    stream_close(&s->stream);
    fcntl(s->server, F_SETFL, O_NONBLOCK);
    ssize_t n = read(s->server, s->told, sizeof s->told);
    close(s->server);
    s->n_told = n > 0 ? (size_t)n : 0;
    return (struct view){ .p = s->told, .n = s->n_told };
}

#endif
