#include "net/starttls.h"


/* A SQL Server packet: type, status (1: the last one of its message), length with the header, session, number, window. */
enum { HEADER = 8, PRELOGIN = 0x12, ANSWER = 0x04, LAST = 0x01, PACKET_MOST = 4096, ANSWER_MOST = 4096 };
enum { OPTION_ENCRYPTION = 1, OPTION_END = 0xFF, ENCRYPT_NOT_SUPPORTED = 2 };

static bool put_packet(struct stream *s, struct view payload, bool last)
{
    char packet[PACKET_MOST];
    size_t n = HEADER + payload.n;
    const unsigned char head[HEADER] = {
        PRELOGIN, last ? LAST : 0, (unsigned char)(n >> 8), (unsigned char)n, 0, 0, (unsigned char)s->packet_number, 0
    };
    s->packet_number++;
    memcpy(packet, head, HEADER);
    memcpy(packet + HEADER, payload.p, payload.n);
    return stream_put(s, (struct view){ .p = packet, .n = n });
}

/* Options VERSION, ENCRYPTION (on), INSTOPT (""), THREADID, MARS (off): token, offset, length; then their values. */
static const char prelogin[] = "\x00\x00\x1A\x00\x06"
                               "\x01\x00\x20\x00\x01"
                               "\x02\x00\x21\x00\x01"
                               "\x03\x00\x22\x00\x04"
                               "\x04\x00\x26\x00\x01"
                               "\xFF"
                               "\x10\x00\x00\x00\x00\x00"
                               "\x01"
                               "\x00"
                               "\x00\x00\x00\x00"
                               "\x00";

static bool find_encryption(struct view answer, unsigned *value)
{
    for (struct view row = answer; row.n >= 5 && (unsigned char)row.p[0] != OPTION_END; row = view_from(row, 5)) {
        size_t at = (size_t)(unsigned char)row.p[1] << 8 | (unsigned char)row.p[2];
        size_t n = (size_t)(unsigned char)row.p[3] << 8 | (unsigned char)row.p[4];
        if (row.p[0] != OPTION_ENCRYPTION)
            continue;
        if (n < 1 || at >= answer.n)
            return false;
        *value = (unsigned char)answer.p[at];
        return true;
    }
    return false;
}

bool starttls_tds(struct arena *arena, struct stream *s, struct view *detail)
{
    unsigned char head[HEADER];
    char body[ANSWER_MOST];
    unsigned encryption;
    (void)arena;
    if (!put_packet(s, (struct view){ .p = prelogin, .n = sizeof prelogin - 1 }, true) || !stream_exact(s, head, sizeof head))
        return false;
    size_t n = (size_t)head[2] << 8 | head[3];
    if (head[0] != ANSWER || n < HEADER || n - HEADER > sizeof body) {
        *detail = VIEW("that is no SQL Server: its answer is no TDS packet");
        return false;
    }
    if (!stream_exact(s, body, n - HEADER))
        return false;
    if (!find_encryption((struct view){ .p = body, .n = n - HEADER }, &encryption)) {
        *detail = VIEW("that is no SQL Server: its pre-login answer doesn't speak of encryption");
        return false;
    }
    if (encryption == ENCRYPT_NOT_SUPPORTED) {
        *detail = VIEW("the SQL Server has encryption switched off");
        return false;
    }
    s->packets = true;
    s->packet_left = 0;
    return true;
}

size_t starttls_some(struct stream *s, void *out, size_t n)
{
    unsigned char head[HEADER];
    while (s->packets && s->packet_left == 0) {
        size_t kept = s->n_first;
        if (!stream_exact(s, head, sizeof head))
            return 0;
        s->n_first = kept; /* `first` is about what is inside */
        s->packet_left = (size_t)head[2] << 8 | head[3];
        if ((head[0] != PRELOGIN && head[0] != ANSWER) || s->packet_left < HEADER) {
            s->end = s->end == STREAM_OPEN ? STREAM_BROKEN : s->end;
            return 0;
        }
        s->packet_left -= HEADER;
    }
    size_t got = stream_some(s, out, s->packets && n > s->packet_left ? s->packet_left : n);
    if (s->packets)
        s->packet_left -= got;
    return got;
}

bool starttls_put(struct stream *s, struct view bytes)
{
    if (!s->packets)
        return stream_put(s, bytes);
    while (bytes.n) {
        struct view part = view_first(bytes, PACKET_MOST - HEADER);
        bytes = view_from(bytes, part.n);
        if (!put_packet(s, part, bytes.n == 0))
            return false;
    }
    return true;
}
