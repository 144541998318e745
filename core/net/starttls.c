#include "net/starttls.h"

#include "base/limits.h"
#include "base/utf8.h"

enum { SHOWN = 120, LINES_MOST = 200, MYSQL_SSL = 0x0800, MYSQL_PACKET_MOST = 4096, LDAP_ANSWER_MOST = 4096 };

static bool refuse(struct arena *arena, struct view *detail, const char *who, struct view answer)
{
    struct view shown = text_safe(arena, view_dup(arena, view_first(view_trim(answer), SHOWN)));
    *detail = view_fmt(arena, "%s answers \"%.*s\"", who, VIEW_ARG(shown));
    return false;
}

/* An answer of SMTP or FTP: lines "220-..." and a last one "220 ...". */
static bool numbered(struct stream *s, char *line, struct view *last, bool *saw_starttls)
{
    for (int i = 0; i < LINES_MOST; i++) {
        if (!stream_line(s, line, LIMIT_DIALOG_LINE, last))
            return false;
        struct view word = view_from(*last, 4);
        if (saw_starttls && view_eq_nocase(view_trim(word), VIEW("STARTTLS")))
            *saw_starttls = true;
        if (last->n < 4 || last->p[3] != '-')
            return true;
    }
    return true;
}

static bool smtp(struct arena *arena, struct stream *s, struct view *detail)
{
    char line[LIMIT_DIALOG_LINE];
    struct view last = { 0 };
    bool offered = false;
    if (!numbered(s, line, &last, NULL))
        return false;
    if (!view_starts(last, VIEW("220")))
        return refuse(arena, detail, "the SMTP server", last);
    if (!stream_put(s, VIEW("EHLO localhost\r\n")) || !numbered(s, line, &last, &offered))
        return false;
    if (!view_starts(last, VIEW("250")))
        return refuse(arena, detail, "the SMTP server", last);
    if (!offered) {
        *detail = VIEW("the SMTP server doesn't offer STARTTLS");
        return false;
    }
    if (!stream_put(s, VIEW("STARTTLS\r\n")) || !numbered(s, line, &last, NULL))
        return false;
    return view_starts(last, VIEW("220")) || refuse(arena, detail, "the SMTP server", last);
}

static bool ftp(struct arena *arena, struct stream *s, struct view *detail)
{
    char line[LIMIT_DIALOG_LINE];
    struct view last = { 0 };
    if (!numbered(s, line, &last, NULL))
        return false;
    if (!view_starts(last, VIEW("220")))
        return refuse(arena, detail, "the FTP server", last);
    if (!stream_put(s, VIEW("AUTH TLS\r\n")) || !numbered(s, line, &last, NULL))
        return false;
    return view_starts(last, VIEW("234")) || refuse(arena, detail, "the FTP server", last);
}

static bool imap(struct arena *arena, struct stream *s, struct view *detail)
{
    char line[LIMIT_DIALOG_LINE];
    struct view answer = { 0 };
    if (!stream_line(s, line, sizeof line, &answer))
        return false;
    if (!view_starts(answer, VIEW("* OK")))
        return refuse(arena, detail, "the IMAP server", answer);
    if (!stream_put(s, VIEW("a STARTTLS\r\n")))
        return false;
    for (int i = 0; i < LINES_MOST; i++) {
        if (!stream_line(s, line, sizeof line, &answer))
            return false;
        if (!view_starts(answer, VIEW("* ")))
            return view_starts(answer, VIEW("a OK")) || refuse(arena, detail, "the IMAP server", answer);
    }
    return refuse(arena, detail, "the IMAP server", answer);
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

/* Takes tag and length of a BER value from the front; the value's length must fit. */
static bool ber_take(struct view *in, unsigned char tag, struct view *value)
{
    size_t n, at = 2;
    if (in->n < 2 || (unsigned char)in->p[0] != tag)
        return false;
    n = (unsigned char)in->p[1];
    if (n >= 0x80) {
        size_t bytes = n & 0x7F;
        if (bytes == 0 || bytes > 4 || in->n < 2 + bytes)
            return false;
        for (n = 0; bytes--; at++)
            n = n << 8 | (unsigned char)in->p[at];
    }
    if (n > in->n - at)
        return false;
    *value = (struct view){ .p = in->p + at, .n = n };
    *in = view_from(*in, at + n);
    return true;
}

/* The whole answer, by the length that it begins with. */
static bool ldap_answer(struct stream *s, char *out, struct view *answer)
{
    size_t head = 2, n;
    if (!stream_exact(s, out, 2))
        return false;
    n = (unsigned char)out[1];
    if (n >= 0x80) {
        size_t bytes = n & 0x7F;
        if (bytes == 0 || bytes > 4 || !stream_exact(s, out + 2, bytes))
            return false;
        for (n = 0; bytes--; head++)
            n = n << 8 | (unsigned char)out[head];
    }
    if (n > LDAP_ANSWER_MOST - head || !stream_exact(s, out + head, n))
        return false;
    *answer = (struct view){ .p = out, .n = head + n };
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
    if (!whole || !ber_take(&answer, 0x30, &message) || !ber_take(&message, 0x02, &id) || !ber_take(&message, 0x78, &response) ||
        !ber_take(&response, 0x0A, &code)) {
        *detail = VIEW("that is no LDAP server: its answer can't be read");
        return false;
    }
    if (code.n == 1 && code.p[0] == 0)
        return true;
    if (!ber_take(&response, 0x04, &matched) || !ber_take(&response, 0x04, &text))
        text = (struct view){ 0 };
    text = text_safe(arena, view_dup(arena, view_first(text, SHOWN)));
    *detail = view_fmt(arena, "the LDAP server refuses StartTLS with code %u%s%.*s",
                       code.n ? (unsigned)(unsigned char)code.p[code.n - 1] : 0u, text.n ? ": " : "", VIEW_ARG(text));
    return false;
}

bool starttls_begin(struct arena *arena, struct stream *s, enum starttls kind, struct view *detail)
{
    static bool (*const dialogs[])(struct arena *, struct stream *, struct view *) = {
        [STARTTLS_LDAP] = ldap, [STARTTLS_POSTGRES] = postgres, [STARTTLS_MYSQL] = mysql,      [STARTTLS_SMTP] = smtp,
        [STARTTLS_IMAP] = imap, [STARTTLS_FTP] = ftp,           [STARTTLS_TDS] = starttls_tds,
    };
    static_assert(COUNT_OF(dialogs) == STARTTLS_COUNT, "a dialog for every protocol");
    stream_mark(s, LIMIT_DIALOG_BYTES);
    return kind == STARTTLS_NONE || dialogs[kind](arena, s, detail);
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
