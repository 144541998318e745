/* Any bytes as what a server says: the first byte chooses a dialog before TLS (0: none), then comes a handshake on what is left. The
 * message of certificates is also read from the bytes themselves. */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "fuzz.h"
#include "net/starttls.h"
#include "net/tls.h"

static void talk(struct arena *arena, enum starttls kind, struct view says)
{
    int ends[2], room = 1 << 20;
    struct view detail = { 0 };
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return;
    setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    ssize_t sent = write(ends[1], says.p, says.n);
    (void)sent;
    shutdown(ends[1], SHUT_WR);
    struct stream s = stream_of((struct os_socket){ ends[0] + 1 }, os_clock() + 1000, LIMIT_DIALOG_BYTES);
    if (starttls_begin(arena, &s, kind, &detail)) {
        const struct tls_question q = { .name = VIEW("fuzz.test") };
        struct tls_answer a;
        tls_handshake(arena, &s, &q, &a);
    }
    stream_close(&s);
    close(ends[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct view bytes = { .p = (const char *)data, .n = size };
    const char *what;
    enum starttls kind;
    if (size == 0)
        return 0;
    tls_init();
    bytes = view_from(bytes, 1);
    tls_chain_read(&arena, bytes, data[0] & 0x80);
    starttls_guess(view_first(bytes, STREAM_FIRST), &what, &kind);
    talk(&arena, (enum starttls)((data[0] & 0x7F) % STARTTLS_COUNT), bytes);
    arena_free(&arena);
    return 0;
}
