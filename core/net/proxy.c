#include "net/proxy.h"

#include <openssl/evp.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { REQUEST_MOST = 4096, SHOWN = 120 };

static bool is_host(struct view v)
{
    for (size_t i = 0; i < v.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:", v.p[i]) || v.p[i] == '\0')
            return false;
    return v.n > 0 && v.n < 256;
}

bool proxy_parse(struct view url, struct proxy *out, struct err *e)
{
    static const char hint[] = "write it as http://HOST:PORT";
    uint64_t port;
    size_t at, colon = SIZE_MAX;
    *out = (struct proxy){ 0 };
    if (view_starts(url, VIEW("http://")))
        url = view_from(url, 7);
    else if (view_find(url, VIEW("://"), &at))
        return err_set(e, ST_USAGE, hint, "only HTTP proxies are spoken to");
    while (url.n && url.p[url.n - 1] == '/')
        url.n--;
    for (size_t i = url.n; i-- > 0;)
        if (url.p[i] == '@') {
            out->credentials = view_first(url, i);
            url = view_from(url, i + 1);
            break;
        }
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] == ':')
            colon = i;
    if (colon == SIZE_MAX || !view_number(view_from(url, colon + 1), 65535, &port) || port == 0)
        return err_set(e, ST_USAGE, hint, "the proxy's port is missing");
    out->host = view_first(url, colon);
    if (out->host.n > 2 && out->host.p[0] == '[' && out->host.p[out->host.n - 1] == ']')
        out->host = view_first(view_from(out->host, 1), out->host.n - 2);
    out->port = (uint16_t)port;
    return is_host(out->host) || err_set(e, ST_USAGE, hint, "the proxy's host is not a host name");
}

bool proxy_excluded(struct view no_proxy, struct view host)
{
    struct view entry;
    while (view_cut(&no_proxy, ',', &entry)) {
        entry = view_trim(entry);
        if (view_eq(entry, VIEW("*")))
            return true;
        if (entry.n && entry.p[0] == '.')
            entry = view_from(entry, 1);
        if (entry.n == 0 || entry.n > host.n || !view_eq_nocase(view_from(host, host.n - entry.n), entry))
            continue;
        if (entry.n == host.n || host.p[host.n - entry.n - 1] == '.')
            return true;
    }
    return false;
}

static void put_plain(struct buf *to, struct view encoded)
{
    for (size_t i = 0; i < encoded.n; i++) {
        int code = encoded.p[i] == '%' ? hex_byte(view_from(encoded, i + 1)) : -1;
        buf_putc(to, code >= 0 ? (char)code : encoded.p[i]);
        i += code >= 0 ? 2 : 0;
    }
}

/* Room for all of a request: a line of EVP_EncodeBlock has no ends. */
static void put_base64(struct buf *to, struct view bytes)
{
    unsigned char encoded[4 * (REQUEST_MOST + 2) / 3 + 1];
    int n = EVP_EncodeBlock(encoded, (const unsigned char *)bytes.p, (int)bytes.n);
    buf_put(to, (struct view){ .p = (const char *)encoded, .n = (size_t)n });
    os_wipe(encoded, sizeof encoded);
}

static bool put_request(struct stream *s, const struct proxy *proxy, struct view host, uint16_t port)
{
    AUTO(buf_free) struct buf request = BUF_SECRET(REQUEST_MOST), plain = BUF_SECRET(REQUEST_MOST);
    const char *open = view_has(host, ':') ? "[" : "", *close = open[0] ? "]" : "";
    buf_fmt(&request, "CONNECT %s%.*s%s:%u HTTP/1.1\r\nHost: %s%.*s%s:%u\r\n", open, VIEW_ARG(host), close, (unsigned)port, open,
            VIEW_ARG(host), close, (unsigned)port);
    if (proxy->credentials.n) {
        put_plain(&plain, proxy->credentials);
        buf_text(&request, "Proxy-Authorization: Basic ");
        put_base64(&request, buf_view(&plain));
        buf_text(&request, "\r\n");
    }
    buf_text(&request, "\r\n");
    return !request.failed && !plain.failed && stream_put(s, buf_view(&request));
}

bool proxy_connect(struct arena *arena, struct stream *s, const struct proxy *proxy, struct view host, uint16_t port, struct view *detail)
{
    char line[LIMIT_DIALOG_LINE];
    struct view status, rest;
    stream_mark(s, LIMIT_DIALOG_BYTES);
    if (!put_request(s, proxy, host, port) || !stream_line(s, line, sizeof line, &status)) {
        *detail = VIEW("the proxy does not answer");
        return false;
    }
    bool good = view_starts(status, VIEW("HTTP/1.")) && status.n > 12 && status.p[9] == '2';
    struct view shown = text_safe(arena, view_dup(arena, view_first(status, SHOWN)));
    do {
        if (!good || !stream_line(s, line, sizeof line, &rest)) {
            *detail = view_fmt(arena, "the proxy answers \"%.*s\"", VIEW_ARG(shown));
            return false;
        }
    } while (rest.n);
    return true;
}
