#include "net/starttls.h"

#include <openssl/asn1.h>

#include "base/limits.h"
#include "base/utf8.h"

enum { SHOWN = 120, LINES_MOST = 200, MYSQL_SSL = 0x0800, MYSQL_PACKET_MOST = 4096, LDAP_ANSWER_MOST = 4096, LENGTH_MOST = 4 };
enum { BAD_OR_ENDLESS = 0x81 }; /* of what ASN1_get_object returns */

static bool refuse(struct arena *arena, struct view *detail, const char *who, struct view answer)
{
    struct view shown = text_safe(arena, view_dup(arena, view_first(view_trim(answer), SHOWN)));
    *detail = view_fmt(arena, "%s answers \"%.*s\"", who, VIEW_ARG(shown));
    return false;
}

/* What is said in a protocol of lines, and how the answer begins when all is well. The greeting answers nothing. */
struct turn {
    const char *say, *good;
    bool offers; /* a line of the answer has to be STARTTLS */
};
enum { TURNS = 3 };

/* Whether the answer has more lines: "220-...", or of IMAP "* ..." before the one that answers. */
static bool goes_on(struct view line, const struct turn *turn)
{
    return turn->good[0] == 'a' ? view_starts(line, VIEW("* ")) : line.n >= 4 && line.p[3] == '-';
}

static bool talk(struct arena *arena, struct stream *s, const char *who, const struct turn *turns, struct view *detail)
{
    char line[LIMIT_DIALOG_LINE];
    for (size_t i = 0; i < TURNS && turns[i].good; i++) {
        struct view last;
        bool offered = !turns[i].offers;
        int lines = 0;
        if (!stream_put(s, view_of(turns[i].say)))
            return false;
        do {
            if (!stream_line(s, line, sizeof line, &last))
                return false;
            offered = offered || view_eq_nocase(view_trim(view_from(last, 4)), VIEW("STARTTLS"));
        } while (goes_on(last, &turns[i]) && ++lines < LINES_MOST);
        if (!view_starts(last, view_of(turns[i].good)))
            return refuse(arena, detail, who, last);
        if (!offered) {
            *detail = view_fmt(arena, "%s doesn't offer STARTTLS", who);
            return false;
        }
    }
    return true;
}

static bool postgres(struct arena *arena, struct stream *s, struct view *detail)
{
    static const char request[8] = { 0, 0, 0, 8, 0x04, (char)0xD2, 0x16, 0x2F }; /* length 8, code 80877103 */
    char answer;
    if (!stream_put(s, (struct view){ .p = request, .n = sizeof request }) || !stream_exact(s, &answer, 1))
        return false;
    if (answer == 'S')
        return true;
    *detail = VIEW("the PostgreSQL server has TLS switched off");
    if (answer != 'N')
        *detail = view_fmt(arena, "that is no PostgreSQL server: it answers with the byte 0x%02x", (unsigned)(unsigned char)answer);
    return false;
}

/* Where the lower capability flags stand in a greeting: behind the version's NUL, the thread id, 8 bytes of salt and a filler. */
static bool mysql_flags(struct view greeting, unsigned *flags)
{
    struct view rest = view_from(greeting, 1);
    const char *end = rest.n ? memchr(rest.p, '\0', rest.n) : NULL;
    if (!end)
        return false;
    rest = view_from(rest, (size_t)(end - rest.p) + 1 + 4 + 8 + 1);
    if (rest.n < 2)
        return false;
    *flags = (unsigned)(unsigned char)rest.p[0] | (unsigned)(unsigned char)rest.p[1] << 8;
    return true;
}

static bool mysql(struct arena *arena, struct stream *s, struct view *detail)
{
    /* 32 bytes of payload, sequence 1: CLIENT_LONG_PASSWORD, PROTOCOL_41, SSL, SECURE_CONNECTION; 16 MB packets; utf8 */
    static const char request[36] = { 32, 0, 0, 1, 0x01, (char)0x8A, 0, 0, 0, 0, 0, 1, 33 };
    unsigned char head[4];
    char packet[MYSQL_PACKET_MOST];
    unsigned flags;
    if (!stream_exact(s, head, sizeof head))
        return false;
    size_t n = (size_t)head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16;
    if (n == 0 || n > sizeof packet || head[3] != 0) {
        *detail = VIEW("that is no MySQL or MariaDB server: its greeting is no packet of theirs");
        return false;
    }
    if (!stream_exact(s, packet, n))
        return false;
    struct view greeting = { .p = packet, .n = n };
    if ((unsigned char)packet[0] == 0xFF)
        return refuse(arena, detail, "the MySQL server", view_from(greeting, 3));
    if (packet[0] != 10 || !mysql_flags(greeting, &flags)) {
        *detail = VIEW("that is no MySQL or MariaDB server: its greeting can't be read");
        return false;
    }
    if (!(flags & MYSQL_SSL)) {
        *detail = VIEW("the MySQL server has TLS switched off");
        return false;
    }
    return stream_put(s, (struct view){ .p = request, .n = sizeof request });
}

/* Takes a BER value with this tag from the front. */
static bool take_value(struct view *in, char tag, struct view *value)
{
    const unsigned char *at = (const unsigned char *)in->p;
    long n;
    int any, class;
    if (in->n == 0 || in->p[0] != tag || (ASN1_get_object(&at, &n, &any, &class, (long)in->n) & BAD_OR_ENDLESS))
        return false;
    *value = (struct view){ .p = (const char *)at, .n = (size_t)n };
    *in = view_from(*in, (size_t)(value->p - in->p) + value->n);
    return true;
}

/* The whole answer, by the length that it begins with. */
static bool ldap_answer(struct stream *s, char *out, struct view *answer)
{
    const unsigned char *at = (const unsigned char *)out;
    long n;
    int tag, class;
    if (!stream_exact(s, out, 2))
        return false;
    size_t more = out[1] & 0x80 ? out[1] & 0x7F : 0;
    if (more > LENGTH_MOST || !stream_exact(s, out + 2, more) ||
        (ASN1_get_object(&at, &n, &tag, &class, LDAP_ANSWER_MOST) & BAD_OR_ENDLESS) || !stream_exact(s, out + 2 + more, (size_t)n))
        return false;
    *answer = (struct view){ .p = out, .n = 2 + more + (size_t)n };
    return true;
}

static bool ldap(struct arena *arena, struct stream *s, struct view *detail)
{
    static const char request[] = "\x30\x1D\x02\x01\x01\x77\x18\x80\x16"
                                  "1.3.6.1.4.1.1466.20037";
    char bytes[LDAP_ANSWER_MOST];
    struct view answer, message, id, response, code, matched, text = { 0 };
    if (!stream_put(s, (struct view){ .p = request, .n = sizeof request - 1 }))
        return false;
    bool whole = ldap_answer(s, bytes, &answer);
    if (!whole && s->end != STREAM_OPEN)
        return false;
    if (!whole || !take_value(&answer, 0x30, &message) || !take_value(&message, 0x02, &id) || !take_value(&message, 0x78, &response) ||
        !take_value(&response, 0x0A, &code)) {
        *detail = VIEW("that is no LDAP server: its answer can't be read");
        return false;
    }
    if (code.n == 1 && code.p[0] == 0)
        return true;
    if (!take_value(&response, 0x04, &matched) || !take_value(&response, 0x04, &text))
        text = (struct view){ 0 };
    text = text_safe(arena, view_dup(arena, view_first(text, SHOWN)));
    *detail = view_fmt(arena, "the LDAP server refuses StartTLS with code %u%s%.*s",
                       code.n ? (unsigned)(unsigned char)code.p[code.n - 1] : 0u, text.n ? ": " : "", VIEW_ARG(text));
    return false;
}

static const struct {
    bool (*dialog)(struct arena *, struct stream *, struct view *detail); /* NULL: by lines */
    const char *who;
    struct turn turns[TURNS];
} protocols[] = {
    [STARTTLS_LDAP] = { .dialog = ldap },
    [STARTTLS_POSTGRES] = { .dialog = postgres },
    [STARTTLS_MYSQL] = { .dialog = mysql },
    [STARTTLS_SMTP] = { NULL, "the SMTP server",
                        { { "", .good = "220" }, { "EHLO localhost\r\n", "250", .offers = true }, { "STARTTLS\r\n", .good = "220" } } },
    [STARTTLS_IMAP] = { NULL, "the IMAP server", { { "", .good = "* OK" }, { "a STARTTLS\r\n", .good = "a OK" } } },
    [STARTTLS_FTP] = { NULL, "the FTP server", { { "", .good = "220" }, { "AUTH TLS\r\n", .good = "234" } } },
    [STARTTLS_TDS] = { .dialog = starttls_tds },
};
static_assert(COUNT_OF(protocols) == STARTTLS_COUNT, "a dialog for every protocol");

bool starttls_begin(struct arena *arena, struct stream *s, enum starttls kind, struct view *detail)
{
    stream_mark(s, LIMIT_DIALOG_BYTES);
    if (protocols[kind].dialog)
        return protocols[kind].dialog(arena, s, detail);
    return talk(arena, s, protocols[kind].who, protocols[kind].turns, detail); /* STARTTLS_NONE has no turns */
}

void starttls_guess(struct view first, const char **what, enum starttls *kind)
{
    static const struct {
        struct view begin;
        const char *what;
        enum starttls kind;
    } rows[] = {
        { VIEW_ROW("HTTP/"), "plain HTTP", STARTTLS_NONE }, { VIEW_ROW("<"), "plain HTTP", STARTTLS_NONE },
        { VIEW_ROW("* OK"), "IMAP", STARTTLS_IMAP },        { VIEW_ROW("220"), "SMTP or FTP", STARTTLS_SMTP },
        { VIEW_ROW("SSH-"), "SSH", STARTTLS_NONE },         { VIEW_ROW("+OK"), "POP3", STARTTLS_NONE },
        { VIEW_ROW("RFB "), "VNC", STARTTLS_NONE },
    };
    *what = NULL;
    *kind = STARTTLS_NONE;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_starts(first, rows[i].begin)) {
            *what = rows[i].what;
            *kind = rows[i].kind;
            return;
        }
    if (first.n > 4 && first.p[3] == 0 && (first.p[4] == 10 || (unsigned char)first.p[4] == 0xFF)) {
        *what = "MySQL";
        *kind = STARTTLS_MYSQL;
    }
}
