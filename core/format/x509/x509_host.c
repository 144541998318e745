#include "os/os.h"

#include "format/x509/x509.h"

enum { ADDRESS_BYTES = 16, HOST_BYTES = 255 };

/* An IP address in text to bytes; returns how many, 0 when it is none. An IPv6 address may stand in brackets. */
static size_t address_bytes(struct view v, unsigned char out[ADDRESS_BYTES])
{
    if (v.n > 2 && v.p[0] == '[' && v.p[v.n - 1] == ']')
        v = view_first(view_from(v, 1), v.n - 2);
    return os_ip_read(v.p, v.n, out);
}

static bool same_address(struct view name, const unsigned char *address, size_t n)
{
    unsigned char own[ADDRESS_BYTES];
    return address_bytes(name, own) == n && memcmp(own, address, n) == 0;
}

/* `*` stands for one label. A wildcard over a whole top-level domain is refused by OpenSSL and by browsers, so it covers nothing here. */
static bool name_covers(struct view name, struct view host)
{
    struct view label;
    if (!view_starts(name, VIEW("*.")))
        return view_eq_nocase(name, host);
    name = view_from(name, 2);
    return view_cut(&host, '.', &label) && label.n && view_eq_nocase(name, host) && view_has(name, '.');
}

bool x509_covers(const struct cert *cert, struct view host)
{
    unsigned char address[ADDRESS_BYTES];
    size_t n = address_bytes(host, address);
    if (n == 0 && host.n && host.p[host.n - 1] == '.')
        host.n--;
    if (host.n == 0 || host.n > HOST_BYTES)
        return false;
    for (size_t i = 0; i < cert->n_names; i++) {
        const struct alt_name *name = &cert->names[i];
        if (name->invalid)
            continue;
        if (n ? name->kind == NAME_IP && same_address(name->text, address, n) : name->kind == NAME_DNS && name_covers(name->text, host))
            return true;
    }
    return false;
}

bool x509_common_name_covers(const struct cert *cert, struct view host)
{
    unsigned char address[ADDRESS_BYTES];
    bool is_address = address_bytes(host, address) > 0;
    for (size_t i = 0; i < cert->n_names; i++)
        if (cert->names[i].kind == NAME_DNS || (is_address && cert->names[i].kind == NAME_IP))
            return false;
    return host.n && (is_address ? view_eq_nocase(cert->subject_cn, host) : name_covers(cert->subject_cn, host));
}

/* "24" or "255.0.255.0" of an address of n bytes */
static bool read_mask(struct view text, unsigned char *mask, size_t n)
{
    uint64_t bits;
    if (!view_number(text, 8 * n, &bits))
        return address_bytes(text, mask) == n;
    for (size_t i = 0; i < 8 * n; i++)
        mask[i / 8] = (unsigned char)(mask[i / 8] << 1 | (i < bits));
    return true;
}

/* RFC 5280 4.2.1.10: a name is within itself and what ends in it; one with a dot in front, which is none there, is what ends in it. */
static bool is_within(const struct alt_name *limit, struct view host, const unsigned char *address, size_t n)
{
    unsigned char base[ADDRESS_BYTES], mask[ADDRESS_BYTES] = { 0 };
    struct view rest = limit->text, first;
    if (n == 0) {
        bool at_label = view_starts(rest, VIEW(".")) || host.n == rest.n || rest.n == 0 ||
                        (host.n > rest.n && host.p[host.n - rest.n - 1] == '.');
        return limit->kind == NAME_DNS && at_label && view_ends_nocase(host, rest);
    }
    if (limit->kind != NAME_IP || !view_cut(&rest, '/', &first) || address_bytes(first, base) != n || !read_mask(rest, mask, n))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((base[i] ^ address[i]) & mask[i])
            return false;
    return true;
}

bool x509_may_speak_for(const struct cert *ca, struct view host)
{
    unsigned char address[ADDRESS_BYTES];
    size_t n = address_bytes(host, address);
    bool limited = false, within = false;
    for (size_t i = 0; i < ca->excluded.n; i++)
        if (is_within(&ca->excluded.items[i], host, address, n))
            return false;
    for (size_t i = 0; i < ca->permitted.n; i++) {
        limited = limited || ca->permitted.items[i].kind == (n ? NAME_IP : NAME_DNS);
        within = within || is_within(&ca->permitted.items[i], host, address, n);
    }
    return within || !limited;
}

bool x509_has_host(const struct cert *cert)
{
    for (size_t i = 0; i < cert->n_names; i++)
        if (cert->names[i].kind == NAME_DNS || cert->names[i].kind == NAME_IP)
            return true;
    return false;
}

bool x509_is_like_host(struct view name)
{
    return view_has(name, '.') && view_span(name, ".-*_") == name.n;
}
