#include "flow/probe/probe.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/container/sniff.h"
#include "format/host_read.h"
#include "format/text/text_read.h"
#include "os/os.h"

enum { HOST_MOST = 253, PORT_MOST = 65535 };

/* The first scheme that begins so, for what has no scheme. */
static const struct probe_scheme *scheme_by_dialog(enum starttls kind)
{
    for (size_t i = 0; i < n_probe_schemes; i++)
        if (probe_schemes[i].starttls == kind)
            return &probe_schemes[i];
    return &probe_schemes[0];
}

static bool is_ipv6(struct view v)
{
    unsigned char address[OS_IP_MOST];
    return os_ip_read(v.p, v.n, address) == 16;
}

/* Also an absolute one, with a dot at its end. */
static bool is_name(struct view v)
{
    if (v.n > 1 && v.p[v.n - 1] == '.')
        v.n--;
    return v.n <= HOST_MOST && host_is_name(v);
}

static bool bad(struct view text, struct err *e)
{
    if (!view_is_ascii(text))
        return err_set(e, ST_USAGE, "write the name in its ASCII form (xn--...)", "'%.*s' is not a host name in ASCII", VIEW_ARG(text));
    return err_set(e, ST_USAGE, "write it as HOST, HOST:PORT, [IPv6]:PORT or https://HOST", "'%.*s' is not a server", VIEW_ARG(text));
}

/* HOST[:PORT]; *port stays as it is without one. */
static bool split(struct view text, struct view *host, uint16_t *port, struct err *e)
{
    const struct view whole = text;
    struct view digits = { 0 };
    size_t at;
    uint64_t number;
    if (view_find(text, VIEW("@"), &at))
        return err_set(e, ST_USAGE, "write it as HOST or HOST:PORT", "a server is named without user and password");
    if (text.n && text.p[0] == '[') {
        if (!view_find(text, VIEW("]"), &at))
            return bad(whole, e);
        *host = view_first(view_from(text, 1), at - 1);
        text = view_from(text, at + 1);
        if (!is_ipv6(*host) || (text.n && text.p[0] != ':'))
            return bad(whole, e);
        digits = view_from(text, 1);
    } else if (is_ipv6(text)) {
        *host = text;
        return true;
    } else {
        if (!view_cut(&text, ':', host) || !is_name(*host))
            return bad(whole, e);
        digits = text;
    }
    bool has_port = whole.p + whole.n != host->p + host->n && whole.p[whole.n - 1] != ']';
    if (!has_port)
        return true;
    if (!view_number(digits, PORT_MOST, &number) || number == 0)
        return err_set(e, ST_USAGE, "a port is a number from 1 to 65535", "'%.*s' is not a port", VIEW_ARG(digits));
    *port = (uint16_t)number;
    return true;
}

/* The scheme in front and the path behind are cut off; *out is NULL without a scheme. */
static bool take_scheme(struct view *text, const struct probe_scheme **out, struct err *e)
{
    struct view name, host = url_authority(*text, &name);
    *out = NULL;
    if (name.n == 0)
        return true;
    *text = host;
    *out = probe_scheme_by_name(name);
    if (*out)
        return true;
    if (view_eq_nocase(name, VIEW("http")))
        return err_set(e, ST_USAGE, "probe the https:// address", "http:// uses no certificate");
    return err_set(e, ST_USAGE, "give HOST:PORT instead", "'%.*s://' is not a kind of address that is known here", VIEW_ARG(name));
}

bool target_parse(struct arena *arena, struct view text, const struct target_options *o, struct probe_target *out, struct err *e)
{
    const struct probe_scheme *scheme;
    *out = (struct probe_target){ .starttls = o->starttls };
    if (!take_scheme(&text, &scheme, e))
        return false;
    if (scheme && o->starttls == STARTTLS_NONE)
        out->starttls = scheme->starttls;
    out->port = scheme ? scheme->port : scheme_by_dialog(out->starttls)->port;
    if (!split(text, &out->host, &out->port, e))
        return false;
    if (!scheme)
        scheme = out->starttls == STARTTLS_NONE ? probe_scheme_by_port(out->port, false) : scheme_by_dialog(out->starttls);
    if (!scheme)
        scheme = &probe_schemes[0];
    bool brackets = view_has(out->host, ':');
    out->host = view_lower(arena, out->host);
    out->scheme = scheme->name;
    out->text = view_fmt(arena, brackets ? "[%.*s]:%u" : "%.*s:%u", VIEW_ARG(out->host), (unsigned)out->port);
    out->connect_host = out->host;
    out->connect_port = out->port;
    out->name = out->host;
    if (o->connect.n && !split(o->connect, &out->connect_host, &out->connect_port, e))
        return err_at(e, "--connect");
    if (o->name.n && !is_name(o->name) && !is_ipv6(o->name)) {
        bad(o->name, e);
        return err_at(e, "--servername");
    }
    out->name = o->name.n ? view_lower(arena, o->name) : out->host;
    out->name.n -= view_ends(out->name, VIEW(".")); /* RFC 6066 section 3 */
    return true;
}

bool target_read(struct arena *arena, const char *path, const struct target_options *o, struct target_list *out, struct err *e)
{
    struct view bytes, text, line;
    if (!file_read(arena, path, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    if (!sniff_check_wanted(bytes, LIMIT_INPUT_BYTES, "a list of servers",
                            "give a text file with a server in each line: HOST or HOST:PORT", e) ||
        !text_read(arena, bytes, &text, e))
        return err_at(e, "%s", path);
    for (size_t number = 1; view_line(&text, &line); number++) {
        struct probe_target target;
        line = view_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (out->n >= LIMIT_PROBE_TARGETS)
            return err_set(e, ST_LIMIT, "split the list", "there are more than %d targets", LIMIT_PROBE_TARGETS);
        if (!target_parse(arena, line, o, &target, e)) {
            e->status = ST_FORMAT;
            return err_at(e, "%s:%zu", path, number);
        }
        *LIST_ADD(arena, out) = target;
    }
    return true;
}
