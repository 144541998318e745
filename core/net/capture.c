#include "net/capture.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "net/starttls.h"
#include "net/stream.h"
#include "net/tls.h"

enum { VERSIONS = 4, SHOWN = 60, MORE_MS = 200 };

struct visit {
    struct arena *arena;
    const struct probe_target *target;
    const struct capture_options *options;
    struct probe_capture *out;
    struct address *address;     /* NULL until it is found */
    struct probe_agreed *offers; /* the capture's */
    int64_t until;
};

static bool fail(struct visit *v, enum probe_end end, struct view detail)
{
    v->out->end = end;
    if (detail.n)
        v->out->detail = detail;
    return false;
}

/* What to say of a stream that ended by itself in the middle of something. */
static bool fail_by_stream(struct visit *v, const struct stream *s, struct view detail, enum probe_end otherwise)
{
    switch (s->end) {
    case STREAM_TIMEOUT:
        return fail(v, END_TIMEOUT, VIEW("the server accepts the connection, and then says nothing more"));
    case STREAM_LIMIT:
        return fail(v, END_LIMIT, VIEW("the server sends more than a handshake needs"));
    case STREAM_CLOSED:
        return detail.n ? fail(v, otherwise, detail) : fail(v, END_CLOSED, VIEW("the server closes the connection"));
    case STREAM_BROKEN:
        return fail(v, otherwise, VIEW("what the server sends are no SQL Server packets"));
    case STREAM_OPEN:
        break;
    }
    return fail(v, otherwise, detail);
}

/* Whoever has HTTPS_PROXY set may not know that it is asked. */
static bool fail_on_way(struct visit *v, enum probe_end end, struct view detail)
{
    bool is_proxy = v->options->proxy.host.n;
    return fail(v, end, is_proxy ? view_fmt(v->arena, "the proxy can't be reached: %.*s", VIEW_ARG(detail)) : detail);
}

static bool find_address(struct visit *v)
{
    const struct proxy *proxy = &v->options->proxy;
    struct view host = proxy->host.n ? proxy->host : v->target->connect_host, detail = { 0 };
    uint16_t port = proxy->host.n ? proxy->port : v->target->connect_port;
    if (v->address)
        return true;
    enum probe_end end = address_find(v->arena, host, port, v->until, &v->address, &detail);
    return end == END_TLS || fail_on_way(v, end, detail);
}

/* A connection on which TLS can begin. On failure the capture says why, and *s is closed. */
static bool open_stream(struct visit *v, struct stream *s)
{
    const struct probe_target *t = v->target;
    struct view detail = { 0 };
    struct os_socket socket;
    if (!find_address(v))
        return false;
    enum probe_end end = address_connect(v->arena, v->address, v->until, &socket, &detail);
    if (end != END_TLS)
        return fail_on_way(v, end, detail);
    v->out->address = address_text(v->address);
    *s = stream_of(socket, v->until, LIMIT_DIALOG_BYTES);
    if (v->options->proxy.host.n && !proxy_connect(v->arena, s, &v->options->proxy, t->connect_host, t->connect_port, &detail))
        fail(v, s->end == STREAM_TIMEOUT ? END_TIMEOUT : END_PROXY, detail);
    else if (!starttls_begin(v->arena, s, t->starttls, &detail))
        fail_by_stream(v, s, detail, END_STARTTLS);
    else
        return true;
    stream_close(s);
    return false;
}

static void keep_chain(struct visit *v, const struct tls_answer *a)
{
    struct probe_capture *out = v->out;
    if (a->client_asked && !out->client_asked) {
        out->client_asked = true;
        out->ca_names = a->ca_names;
        out->n_ca_names = a->n_ca_names;
        out->n_ca_names_in_all = a->n_ca_names_in_all;
    }
    out->client_required = out->client_required || a->client_refused;
    if (out->n_chain || a->chain_message.n == 0)
        return;
    struct tls_chain chain = tls_chain_read(v->arena, a->chain_message, a->chain_tls13);
    out->chain = chain.items;
    out->n_chain = chain.n;
    out->n_chain_in_all = chain.n_in_all;
    out->chain_broken = chain.broken;
}

/* The library stops at the first bytes that are no TLS; some more tell what they are. */
static void read_more(struct stream *s)
{
    char more[STREAM_FIRST];
    int64_t soon = os_clock() + MORE_MS;
    s->until = soon < s->until ? soon : s->until;
    while (s->n_first < STREAM_FIRST && stream_some(s, more, STREAM_FIRST - s->n_first) > 0)
        continue;
}

/* False when the connection itself failed. */
static bool try_once(struct visit *v, const struct tls_question *q, struct stream *s, struct tls_answer *a)
{
    if (!open_stream(v, s))
        return false;
    tls_handshake(v->arena, s, q, a);
    if (a->not_tls)
        read_more(s);
    stream_close(s);
    keep_chain(v, a);
    return true;
}

static void note_not_tls(struct visit *v, const struct stream *s)
{
    const struct view first = { .p = (const char *)s->first, .n = s->n_first };
    const char *what;
    enum starttls kind;
    starttls_guess(first, &what, &kind);
    struct view rest = first, line;
    struct view said = what && view_line(&rest, &line) && line.n ? line : first; /* of what is text one line is enough */
    struct view shown = text_safe(v->arena, view_dup(v->arena, view_first(said, SHOWN)));
    v->out->speaks = kind;
    if (what)
        fail(v, END_NOT_TLS, view_fmt(v->arena, "the server speaks %s: \"%.*s\"", what, VIEW_ARG(shown)));
    else
        fail(v, END_NOT_TLS, view_fmt(v->arena, "the server's first bytes are no TLS: \"%.*s\"", VIEW_ARG(shown)));
}

static bool is_refusal(enum handshake_end end)
{
    return end == HANDSHAKE_ALERT || end == HANDSHAKE_CLOSED || end == HANDSHAKE_UNCOMMON;
}

/* One more handshake, with all the suites of this version but those that are known; false when there is nothing more to find. */
static bool find_offer(struct visit *v, struct view version, size_t *left)
{
    struct probe_agreed *offers = v->offers;
    struct view without[LIMIT_PROBE_HANDSHAKES];
    struct tls_question q = { .name = v->target->name, .version = version, .without = without };
    const struct probe_capture before = *v->out;
    struct tls_answer a;
    struct stream s;
    for (size_t i = 0; i < v->out->n_offers; i++)
        if (view_eq(offers[i].version, version))
            without[q.n_without++] = offers[i].suite;
    if (*left == 0 || os_clock() >= v->until)
        return false;
    --*left;
    if (!try_once(v, &q, &s, &a)) { /* what is known stays known */
        v->out->end = before.end;
        v->out->detail = before.detail;
        *left = 0;
        return false;
    }
    if (a.end == HANDSHAKE_GOOD)
        offers[v->out->n_offers++] = a.agreed;
    return a.end == HANDSHAKE_GOOD;
}

/* What a server takes: each version once, then what else the versions it speaks have. */
static void find_offers(struct visit *v)
{
    static const struct view versions[VERSIONS] = { VIEW_ROW("TLSv1.3"), VIEW_ROW("TLSv1.2"), VIEW_ROW("TLSv1.1"), VIEW_ROW("TLSv1") };
    bool spoken[VERSIONS];
    size_t left = LIMIT_PROBE_HANDSHAKES;
    v->offers = NEW(v->arena, struct probe_agreed, LIMIT_PROBE_HANDSHAKES);
    v->out->offers = v->offers;
    for (size_t i = 0; i < VERSIONS; i++)
        spoken[i] = find_offer(v, versions[i], &left);
    for (size_t i = 0; i < VERSIONS; i++)
        while (spoken[i])
            spoken[i] = find_offer(v, versions[i], &left);
}

void capture_server(struct arena *arena, const struct probe_target *target, const struct capture_options *o, struct probe_capture *out)
{
    struct visit v = { .arena = arena, .target = target, .options = o, .out = out, .until = os_clock() + o->timeout };
    const struct tls_question q = { .profile = o->profile, .name = target->name };
    struct tls_answer a;
    struct stream s;
    *out = (struct probe_capture){ .end = END_TLS };
    if (!try_once(&v, &q, &s, &a))
        return;
    out->untried = tls_untried(arena, o->profile, &out->untried_suites);
    out->handshake = a.end;
    out->alert = a.alert;
    out->alert_name = a.alert_name;
    out->agreed = a.agreed;
    out->detail = text_safe(arena, a.detail);
    if (a.not_tls) {
        note_not_tls(&v, &s);
    } else if (a.too_large) {
        fail(&v, END_LIMIT, VIEW("the server sends more than a handshake needs"));
    } else if (a.end == HANDSHAKE_CLOSED && s.end == STREAM_TIMEOUT) {
        fail_by_stream(&v, &s, (struct view){ 0 }, END_TIMEOUT);
    } else if (is_refusal(a.end) && !out->client_required) {
        bool silent = s.n_first == 0;
        find_offers(&v);
        if (a.end == HANDSHAKE_CLOSED && silent && out->n_offers == 0 && out->n_chain == 0)
            fail(&v, END_CLOSED, VIEW("the server closes the connection instead of answering the first message of TLS"));
    }
}
