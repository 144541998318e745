#include "format/host_read.h"

#include "base/utf8.h"

enum { HOST_BYTES = 255 }; /* as in the schemas */

struct view url_authority(struct view url, struct view *scheme)
{
    size_t n = 0;
    *scheme = (struct view){ 0 };
    if (view_find(url, VIEW("://"), &n)) {
        *scheme = view_first(url, n);
        url = view_from(url, n + 3);
    }
    for (n = 0; n < url.n && url.p[n] != '/' && url.p[n] != '?' && url.p[n] != '#'; n++)
        continue;
    return view_first(url, n);
}

struct view url_host(struct view url)
{
    struct view scheme, rest = url_authority(url, &scheme), host = { 0 };
    size_t at;
    while (view_find(rest, VIEW("@"), &at))
        rest = view_from(rest, at + 1);
    char end = view_starts(rest, VIEW("[")) ? ']' : ':';
    if (end == ']')
        rest = view_from(rest, 1);
    host = view_cut(&rest, end, &host) ? host : rest;
    host.n -= view_ends(host, VIEW(".")); /* an absolute name */
    return host;
}

/* "https://ana:secret@api.example/" */
bool url_names_user(struct view url)
{
    size_t at = 0;
    while (view_find(url, VIEW("://"), &at)) {
        url = view_from(url, at + 3);
        for (size_t i = 0; i < url.n && !strchr("/?# ", url.p[i]); i++)
            if (url.p[i] == '@')
                return true;
    }
    return false;
}

/* "https://a.example/x, https://b.example/y", or one a line, as a cell of a sheet has them. In a query a comma parts other things, and
 * words behind an address are no further one. */
static bool is_list(struct view address, struct view host)
{
    size_t at, from = 0;
    for (size_t i = 0; i < host.n; i++)
        if (is_space(host.p[i]) || host.p[i] == ',' || host.p[i] == ';')
            return true;
    while (view_find(view_from(address, from), VIEW("://"), &at)) {
        size_t scheme = from + at;
        from = scheme + 3;
        while (scheme && is_letter(address.p[scheme - 1]))
            scheme--;
        const char before = scheme ? address.p[scheme - 1] : '/';
        const bool parts = before == ',' || before == ';' || before == '|';
        if (is_space(before) || (unsigned char)before >= 0x80 || (parts && !view_has(view_first(address, scheme), '?')))
            return true;
    }
    return false;
}

/* Neither a list of addresses nor "https:" without its slashes, where no host can be told. */
static bool names_one_host(struct view address)
{
    struct view scheme, host = url_authority(address, &scheme), rest = host, name;
    name = view_cut(&rest, ':', &name) ? name : host;
    bool cut_short = scheme.n == 0 && (view_eq_nocase(name, VIEW("http")) || view_eq_nocase(name, VIEW("https")));
    return host.n && !is_list(address, host) && !cut_short;
}

bool url_of_service(struct view url, struct err *e)
{
    if (url_names_user(url))
        return err_set(e, ST_USAGE, "leave out what stands before the @: everybody reads it in the ticket",
                       "the address of the service has a user or password in it");
    if (url.n && !names_one_host(view_trim(url)))
        return err_set(e, ST_USAGE, "give one address, such as https://api.partner.example/orders; further ones belong in the reason",
                       "the address of the service, '%.*s', doesn't name one host", VIEW_ARG(view_first(url, 100)));
    return view_is_ascii(url_host(url)) ||
           err_set(e, ST_USAGE, "write it as certificates name it, in ASCII (xn--...): a browser's address bar copies it so",
                   "the host of the service, '%.*s', is in other letters", VIEW_ARG(view_first(url_host(url), 100)));
}

/* As it is copied from a browser. */
static bool host_of_address(struct view text, struct view *out, struct err *e)
{
    struct view scheme;
    *out = view_trim(url_authority(text, &scheme));
    if (scheme.n && !view_eq_nocase(scheme, VIEW("https")) && !view_eq_nocase(scheme, VIEW("http")))
        return err_set(e, ST_USAGE, "write the host alone: acme.outsystemsenterprise.com",
                       "'%.*s://' is not how the address of an environment begins", VIEW_ARG(view_first(scheme, 40)));
    if (view_ends(*out, VIEW(":443")))
        out->n -= 4;
    if (view_ends(*out, VIEW(".")) && !view_ends(*out, VIEW(".."))) /* an absolute name */
        out->n--;
    return true;
}

static bool bad_host(struct view host, const char *problem, struct view part, struct err *e)
{
    static const char look[] = "a host looks like acme.outsystemsenterprise.com; one in other letters is written in ASCII (xn--...)";
    if (part.n == 0)
        return err_set(e, ST_USAGE, look, "the host '%.*s' has %s", VIEW_ARG(view_first(host, 100)), problem);
    return err_set(e, ST_USAGE, look, "the host '%.*s' has %s, '%.*s'", VIEW_ARG(view_first(host, 100)), problem,
                   VIEW_ARG(view_first(part, 80)));
}

/* What is wrong with one part of a host, RFC 1123 section 2.1; NULL when nothing is. Windows takes underscores. */
static const char *label_problem(struct view label)
{
    enum { LABEL_MOST = 63 };
    size_t good = 0;
    if (label.n == 0)
        return "nothing between two of its dots, or before the first";
    for (size_t i = 0; i < label.n; i++)
        good += is_letter(label.p[i]) || is_digit(label.p[i]);
    if (label.p[0] == '-' || label.p[label.n - 1] == '-')
        return "a part that begins or ends with a hyphen";
    if (good == 0)
        return "a part without a letter or digit";
    return label.n > LABEL_MOST ? "a part of more than 63 characters" : NULL;
}

static bool check_host(struct view host, struct err *e)
{
    for (struct view rest = host; rest.n;) {
        const struct view at = rest;
        uint32_t code;
        bool plain = is_letter(at.p[0]) || is_digit(at.p[0]) || (at.p[0] && strchr(".-_:", at.p[0]));
        if (!utf8_take(&rest, &code))
            rest = view_from(at, 1);
        if (!plain)
            return bad_host(host, "a character that no host has", view_first(at, at.n - rest.n), e);
    }
    if (host.n > HOST_BYTES)
        return bad_host(host, "more than 255 characters", (struct view){ 0 }, e);
    for (size_t start = 0, n; start <= host.n; start += n + 1) {
        struct view label = view_from(host, start);
        n = view_find(label, VIEW("."), &n) ? n : label.n;
        label.n = n;
        const char *problem = label_problem(label);
        if (problem)
            return bad_host(host, problem, label, e);
    }
    return true;
}

bool host_is_name(struct view host)
{
    struct err ignored;
    size_t port;
    return !view_find(host, VIEW(":"), &port) && check_host(host, &ignored);
}

bool front_end_check(struct view name, struct err *e)
{
    return host_is_name(name) ||
           err_set(e, ST_USAGE, "write what `hostname` answers on it, or its name in DNS: letters, digits, hyphens, underscores and dots",
                   "the front-end '%.*s' is no name of a computer", VIEW_ARG(view_first(name, 100)));
}

bool host_read(struct view text, struct view *out, struct err *e)
{
    size_t port;
    if (!host_of_address(text_trim(text), out, e) || (out->n && !check_host(*out, e)))
        return false;
    return !view_find(*out, VIEW(":"), &port) ||
           err_set(e, ST_USAGE, "write its name alone: the certificate is for all ports", "'%.*s' has a port; an environment has none",
                   VIEW_ARG(view_first(*out, 120)));
}
