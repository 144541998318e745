#include "format/x509/trust.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/digest.h"
#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

enum { KEY_DIGEST = 32, LINE_ROOM = 4 };

struct authority {
    struct view name, key_id; /* subject with its tag; empty key_id: it has none */
};

struct key_digest {
    unsigned char sha256[KEY_DIGEST];
};

struct trust {
    struct key_digest *keys;       /* sorted */
    struct authority *authorities; /* sorted by name */
    size_t n;
};

const char *const trust_default_paths[] = {
    "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Ubuntu, Arch, Alpine */
    "/etc/pki/tls/certs/ca-bundle.crt",                  /* Red Hat, Fedora */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* the same, newer */
    "/etc/ssl/ca-bundle.pem",                            /* SUSE */
    "/etc/ssl/cert.pem",                                 /* Alpine without ca-certificates */
    NULL,
};

static int compare_keys(const void *a, const void *b)
{
    return memcmp(((const struct key_digest *)a)->sha256, ((const struct key_digest *)b)->sha256, KEY_DIGEST);
}

static int compare_names(const void *a, const void *b)
{
    return view_cmp(((const struct authority *)a)->name, ((const struct authority *)b)->name);
}

/* Base64 between two header lines; strictness is of no use here: what isn't a certificate then is skipped. */
static struct view decode(struct arena *arena, struct view text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    signed char values[256];
    memset(values, -1, sizeof values);
    for (int i = 0; i < 64; i++)
        values[(unsigned char)letters[i]] = (signed char)i;
    char *out = NEW(arena, char, text.n / 4 * 3 + LINE_ROOM);
    size_t n = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < text.n; i++) {
        int value = values[(unsigned char)text.p[i]];
        if (value < 0)
            continue;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[n++] = (char)(bits >> held);
        }
    }
    return (struct view){ .p = out, .n = n };
}

/* The text of the next certificate; false at the end. */
static bool take_block(struct view *in, struct view *text)
{
    size_t at, end;
    const struct view footer = VIEW("-----END ");
    while (view_find(*in, VIEW("-----BEGIN "), &at)) {
        struct view label;
        *in = view_from(*in, at + VIEW("-----BEGIN ").n);
        if (!view_find(*in, VIEW("-----"), &at))
            return false;
        label = view_first(*in, at);
        *in = view_from(*in, at + 5);
        if (!view_find(*in, footer, &end))
            return false;
        *text = view_first(*in, end);
        *in = view_from(*in, end + footer.n);
        if (view_eq(label, VIEW("CERTIFICATE")) || view_eq(label, VIEW("TRUSTED CERTIFICATE")) || view_eq(label, VIEW("X509 CERTIFICATE")))
            return true;
    }
    return false;
}

static struct view key_id_of(struct view extensions)
{
    struct x509_extension e;
    struct view id = { 0 };
    while (extensions.n && x509_extension_take(&extensions, &e))
        if (view_eq(e.oid, VIEW("\x55\x1D\x0E")) && der_take(&e.value, DER_OCTET_STRING, &id))
            return id;
    return (struct view){ 0 };
}

static size_t count_blocks(struct view in)
{
    struct view text;
    size_t n = 0;
    while (take_block(&in, &text))
        n++;
    return n;
}

bool trust_load(struct arena *arena, const char *path, struct trust **out, struct err *e)
{
    struct view bytes, text;
    struct x509_fields fields;
    struct trust *t = NEW(arena, struct trust, 1);
    if (!file_read(arena, path, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    size_t blocks = count_blocks(bytes);
    t->keys = NEW(arena, struct key_digest, blocks);
    t->authorities = NEW(arena, struct authority, blocks);
    while (take_block(&bytes, &text)) {
        struct view der = decode(arena, text);
        if (!x509_fields_take(der, &fields))
            continue;
        digest_sha256(fields.spki, t->keys[t->n].sha256);
        t->authorities[t->n++] = (struct authority){ .name = fields.subject, .key_id = key_id_of(fields.extensions) };
    }
    if (t->n == 0) {
        err_set(e, ST_FORMAT, "name a PEM file of CA certificates, or leave the option away", "there is no certificate in the CA bundle");
        return err_at(e, "%s", path);
    }
    qsort(t->keys, t->n, sizeof *t->keys, compare_keys);
    qsort(t->authorities, t->n, sizeof *t->authorities, compare_names);
    *out = t;
    return true;
}

size_t trust_count(const struct trust *t)
{
    return t->n;
}

bool trust_has_key(const struct trust *t, const unsigned char spki_sha256[32])
{
    return bsearch(spki_sha256, t->keys, t->n, sizeof *t->keys, compare_keys) != NULL;
}

/* The first authority of this name; t->n when there is none. */
static size_t first_of_name(const struct trust *t, struct view name)
{
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view_cmp(t->authorities[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->n && view_eq(t->authorities[low].name, name) ? low : t->n;
}

bool trust_has_name(const struct trust *t, struct view subject_der)
{
    return first_of_name(t, subject_der) < t->n;
}

bool trust_names_issuer(const struct trust *t, struct view issuer_der, struct view authority_key_id)
{
    for (size_t i = first_of_name(t, issuer_der); i < t->n && view_eq(t->authorities[i].name, issuer_der); i++) {
        struct view own = t->authorities[i].key_id;
        if (own.n == 0 || authority_key_id.n == 0 || view_eq(own, authority_key_id))
            return true;
    }
    return false;
}
