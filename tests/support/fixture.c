#include "fixture.h"

#include "base/civil.h"
#include "base/file.h"
#include "fixture_internal.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

_Noreturn void fx_die(const char *what, const char *about)
{
    fprintf(stderr, "fixtures: %s: %s\n", about, what);
    exit(70);
}

void fx_write(struct fixtures *f, const char *name, struct view bytes)
{
    struct err e = { 0 };
    struct view path = path_join(&f->arena, view_of(f->folder), view_of(name));
    struct view folder = view_dup(&f->arena, view_first(path, path.n - path_name(path).n));
    struct file_options o = { .access = OS_FOR_ALL, .overwrite = true };
    if (!folder_make(folder.p, &e) || !file_write(path.p, bytes, &o, &e))
        fx_die(e.what, e.where);
}

struct view fx_sha256(struct fixtures *f, struct view bytes)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)bytes.p, bytes.n, digest);
    return view_hex(&f->arena, (struct view){ .p = (const char *)digest, .n = sizeof digest });
}

struct view fx_join_n(struct fixtures *f, size_t n, const struct view *parts)
{
    size_t size = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        size += parts[i].n;
    char *p = NEW(&f->arena, char, size + 1);
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n)
            memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (struct view){ .p = p, .n = size };
}

struct view fx_der(struct fixtures *f, unsigned tag, struct view content)
{
    char head[6] = { (char)tag };
    size_t n = 1, octets = content.n < 0x80 ? 0 : content.n < 0x100 ? 1 : content.n < 0x10000 ? 2 : 3;
    if (octets == 0)
        head[n++] = (char)content.n;
    else
        head[n++] = (char)(0x80 | octets);
    for (size_t i = octets; i > 0; i--)
        head[n++] = (char)(content.n >> (8 * (i - 1)) & 0xFF);
    return FX_JOIN(f, { .p = head, .n = n }, content);
}

struct view fx_oid(struct fixtures *f, const char *dotted)
{
    char out[64];
    size_t n = 0, arcs = 0;
    unsigned long first = 0;
    for (const char *p = dotted; *p; arcs++) {
        char *end;
        unsigned long arc = strtoul(p, &end, 10);
        p = *end ? end + 1 : end;
        if (arcs == 0) {
            first = arc;
            continue;
        }
        if (arcs == 1)
            arc += first * 40;
        size_t shift = 0;
        while (arc >> shift >> 7)
            shift += 7;
        for (;; shift -= 7) {
            out[n++] = (char)((arc >> shift & 0x7F) | (shift ? 0x80 : 0));
            if (shift == 0)
                break;
        }
    }
    return fx_der(f, 0x06, (struct view){ .p = out, .n = n });
}

struct view fx_int(struct fixtures *f, long value)
{
    char out[8];
    size_t n = 0;
    for (int i = 7; i >= 0; i--)
        out[n++] = (char)((unsigned long)value >> (8 * i) & 0xFF);
    struct view v = { .p = out, .n = n };
    while (v.n > 1 && ((v.p[0] == 0 && !(v.p[1] & 0x80)) || (v.p[0] == (char)0xFF && (v.p[1] & 0x80))))
        v = view_from(v, 1);
    return fx_der(f, 0x02, v);
}

struct view fx_unsigned(struct fixtures *f, struct view big_endian)
{
    struct view zero = { .p = "", .n = big_endian.n == 0 || (big_endian.p[0] & 0x80) ? 1 : 0 };
    return fx_der(f, 0x02, FX_JOIN(f, zero, big_endian));
}

struct view fx_text(struct fixtures *f, unsigned tag, const char *text)
{
    return fx_der(f, tag, view_of(text));
}

struct view fx_bits(struct fixtures *f, struct view bytes)
{
    return fx_der(f, 0x03, FX_JOIN(f, { .p = "", .n = 1 }, bytes));
}

struct view fx_time(struct fixtures *f, const char *rfc3339)
{
    int64_t time;
    if (!time_parse(view_of(rfc3339), &time))
        fx_die("not a time", rfc3339);
    struct civil c = civil_from_time(time);
    bool utc = c.year >= 1950 && c.year < 2050;
    char text[64];
    int n = snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
    struct view v = { .p = text, .n = (size_t)n };
    return utc ? fx_der(f, 0x17, view_from(v, 2)) : fx_der(f, 0x18, v);
}

struct view fx_hex(struct fixtures *f, const char *hex)
{
    size_t n = strlen(hex) / 2;
    char *p = NEW(&f->arena, char, n + 1);
    for (size_t i = 0; i < n; i++) {
        char pair[3] = { hex[2 * i], hex[2 * i + 1], 0 };
        p[i] = (char)strtoul(pair, NULL, 16);
    }
    return (struct view){ .p = p, .n = n };
}

struct view fx_base64(struct fixtures *f, struct view bytes)
{
    struct view out = { .p = "", .n = 0 };
    while (bytes.n) {
        struct view line;
        unsigned char text[65];
        if (!view_take(&bytes, bytes.n < 48 ? bytes.n : 48, &line))
            break;
        int n = EVP_EncodeBlock(text, (const unsigned char *)line.p, (int)line.n);
        out = FX_JOIN(f, out, { .p = (const char *)text, .n = (size_t)n }, VIEW("\n"));
    }
    return out;
}

struct view fx_pem(struct fixtures *f, const char *label, struct view der)
{
    return FX_JOIN(f, VIEW("-----BEGIN "), view_of(label), VIEW("-----\n"), fx_base64(f, der), VIEW("-----END "), view_of(label),
                   VIEW("-----\n"));
}

static struct view attribute(struct fixtures *f, struct view type, struct view value)
{
    static const struct {
        const char *word, *oid;
        unsigned tag;
    } kinds[] = {
        { "CN", "2.5.4.3", 0x0C }, { "O", "2.5.4.10", 0x0C }, { "OU", "2.5.4.11", 0x0C }, { "C", "2.5.4.6", 0x13 },
        { "L", "2.5.4.7", 0x0C }, { "ST", "2.5.4.8", 0x0C }, { "emailAddress", "1.2.840.113549.1.9.1", 0x16 },
        { "DC", "0.9.2342.19200300.100.1.25", 0x16 }, { "G", "2.5.4.42", 0x0C },
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (view_eq_text(type, kinds[i].word))
            return FX_SET(f, FX_SEQ(f, fx_oid(f, kinds[i].oid), fx_der(f, kinds[i].tag, value)));
    fx_die("attribute type unknown", type.p);
}

struct view fx_name(struct fixtures *f, const char *text)
{
    struct view rest = view_of(text), part, out = { .p = "", .n = 0 };
    while (view_cut(&rest, ',', &part)) {
        struct view type;
        part = view_trim(part);
        if (!view_cut(&part, '=', &type))
            continue;
        out = FX_JOIN(f, attribute(f, type, part), out);
    }
    return fx_der(f, 0x30, out);
}

struct view fx_bytes(struct fixtures *f, const char *label, size_t n)
{
    char *out = NEW(&f->arena, char, n + SHA256_DIGEST_LENGTH);
    for (size_t at = 0, round = 0; at < n; at += SHA256_DIGEST_LENGTH, round++) {
        struct view seed = view_fmt(&f->arena, "certcase fixture %s %zu", label, round);
        unsigned char digest[SHA256_DIGEST_LENGTH];
        SHA256((const unsigned char *)seed.p, seed.n, digest);
        memcpy(out + at, digest, sizeof digest);
    }
    return (struct view){ .p = out, .n = n };
}
