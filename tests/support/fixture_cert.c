#include "fixture_internal.h"

#include <openssl/sha.h>

struct view fx_extension(struct fixtures *f, const char *oid, bool critical, struct view value)
{
    struct view yes = critical ? fx_der(f, 0x01, VIEW("\xFF")) : VIEW("");
    return FX_SEQ(f, fx_oid(f, oid), yes, fx_der(f, 0x04, value));
}

struct view fx_key_usage(struct fixtures *f, unsigned bits)
{
    unsigned char out[3] = { 0 };
    unsigned last = 0;
    for (unsigned i = 0; i < 9; i++)
        if (bits >> i & 1) {
            out[1 + i / 8] = (unsigned char)(out[1 + i / 8] | 0x80u >> i % 8);
            last = i;
        }
    out[0] = (unsigned char)(7 - last % 8);
    struct view content = { .p = (const char *)out, .n = last < 8 ? 2 : 3 };
    return fx_extension(f, "2.5.29.15", true, fx_der(f, 0x03, content));
}

struct view fx_eku(struct fixtures *f, const char *words)
{
    static const char *const known[][2] = {
        { "server", "1.3.6.1.5.5.7.3.1" }, { "client", "1.3.6.1.5.5.7.3.2" }, { "code", "1.3.6.1.5.5.7.3.3" },
        { "email", "1.3.6.1.5.5.7.3.4" },  { "time", "1.3.6.1.5.5.7.3.8" },   { "ocsp", "1.3.6.1.5.5.7.3.9" },
        { "any", "2.5.29.37.0" },          { "smartcard", "1.3.6.1.4.1.311.20.2.2" },
    };
    struct view rest = view_of(words), word, out = VIEW("");
    while (view_cut(&rest, ',', &word)) {
        const char *oid = view_dup(&f->arena, word).p;
        for (size_t i = 0; i < COUNT_OF(known); i++)
            if (view_eq_text(word, known[i][0]))
                oid = known[i][1];
        out = FX_JOIN(f, out, fx_oid(f, oid));
    }
    return fx_extension(f, "2.5.29.37", false, fx_der(f, 0x30, out));
}

static struct view general_name(struct fixtures *f, struct view text)
{
    size_t at;
    unsigned ip[4];
    const char *p = view_dup(&f->arena, text).p;
    if (view_find(text, VIEW("://"), &at))
        return fx_der(f, 0x86, text);
    if (view_find(text, VIEW("@"), &at))
        return fx_der(f, 0x81, text);
    if (sscanf(p, "%u.%u.%u.%u", &ip[0], &ip[1], &ip[2], &ip[3]) == 4) {
        char bytes[4] = { (char)ip[0], (char)ip[1], (char)ip[2], (char)ip[3] };
        return fx_der(f, 0x87, (struct view){ .p = bytes, .n = 4 });
    }
    return fx_der(f, 0x82, text);
}

struct view fx_san_raw(struct fixtures *f, struct view general_names)
{
    return fx_extension(f, "2.5.29.17", false, fx_der(f, 0x30, general_names));
}

struct view fx_san(struct fixtures *f, const char *names)
{
    struct view rest = view_of(names), name, out = VIEW("");
    while (view_cut(&rest, ',', &name))
        out = FX_JOIN(f, out, general_name(f, name));
    return fx_san_raw(f, out);
}

static struct view sha1(struct fixtures *f, struct view bytes)
{
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1((const unsigned char *)bytes.p, bytes.n, digest);
    return view_dup(&f->arena, (struct view){ .p = (const char *)digest, .n = sizeof digest });
}

static struct view default_extensions(struct fixtures *f, const struct fx_spec *s, struct view spki)
{
    enum { SIGNATURE = 1, ENCIPHER = 4, CERT_SIGN = 32, CRL_SIGN = 64 }; /* bits of enum key_usage */
    struct view out = VIEW(""), empty = VIEW("");
    if (!(s->drop & FX_NO_BASIC)) {
        struct view yes = s->ca ? fx_der(f, 0x01, VIEW("\xFF")) : empty;
        out = FX_JOIN(f, out, fx_extension(f, "2.5.29.19", true, fx_der(f, 0x30, yes)));
    }
    if (!(s->drop & FX_NO_KEY_USAGE)) {
        unsigned leaf = strncmp(s->key, "rsa", 3) == 0 ? SIGNATURE | ENCIPHER : SIGNATURE;
        out = FX_JOIN(f, out, fx_key_usage(f, s->ca ? CERT_SIGN | CRL_SIGN : leaf));
    }
    if (!(s->drop & FX_NO_SKI))
        out = FX_JOIN(f, out, fx_extension(f, "2.5.29.14", false, fx_der(f, 0x04, sha1(f, spki))));
    if (!(s->drop & FX_NO_AKI) && s->signer) {
        struct view id = fx_der(f, 0x80, sha1(f, fx_spki(f, s->signer)));
        out = FX_JOIN(f, out, fx_extension(f, "2.5.29.35", false, fx_der(f, 0x30, id)));
    }
    if (s->eku)
        out = FX_JOIN(f, out, fx_eku(f, s->eku));
    if (s->names)
        out = FX_JOIN(f, out, fx_san(f, s->names));
    if (s->ca_issuers) {
        struct view access = FX_SEQ(f, fx_oid(f, "1.3.6.1.5.5.7.48.2"), fx_der(f, 0x86, view_of(s->ca_issuers)));
        out = FX_JOIN(f, out, fx_extension(f, "1.3.6.1.5.5.7.1.1", false, fx_der(f, 0x30, access)));
    }
    return out;
}

static struct view instead(struct view given, struct view made)
{
    return given.n ? given : made;
}

static struct view serial_of(struct fixtures *f, const struct fx_spec *s)
{
    if (s->serial)
        return fx_der(f, 0x02, fx_hex(f, s->serial));
    const char *label = view_fmt(&f->arena, "serial %s %s", s->subject ? s->subject : "", s->key).p;
    char bytes[9] = { 0x4c };
    memcpy(bytes + 1, fx_bytes(f, label, 8).p, 8);
    return fx_der(f, 0x02, (struct view){ .p = bytes, .n = sizeof bytes });
}

struct view fx_cert(struct fixtures *f, const struct fx_spec *s)
{
    const char *signer = s->signer ? s->signer : s->key;
    struct view spki = instead(s->spki, fx_spki(f, s->key));
    struct view subject = s->subject_der.n ? s->subject_der : fx_name(f, s->subject);
    struct view issuer = s->issuer_der.n ? s->issuer_der : s->issuer ? fx_name(f, s->issuer) : subject;
    struct view algorithm = fx_algorithm(f, signer, s->hash);
    struct view validity = FX_SEQ(f, fx_time(f, s->from ? s->from : "2025-01-01"), fx_time(f, s->to ? s->to : "2030-01-01"));
    struct view version = s->version == 1 ? VIEW("") : fx_der(f, 0xA0, fx_int(f, s->version ? s->version - 1 : 2));
    struct view extensions = default_extensions(f, s, spki);
    extensions = FX_JOIN(f, extensions, fx_join_n(f, s->n_extensions, s->extensions));
    if (extensions.n && s->version != 1)
        extensions = fx_der(f, 0xA3, fx_der(f, 0x30, extensions));
    else
        extensions = VIEW("");
    struct view tbs = FX_SEQ(f, version, serial_of(f, s), instead(s->inner_algorithm, algorithm), issuer,
                             instead(s->validity, validity), subject, spki, extensions);
    if (s->mutate)
        tbs = s->mutate(f, tbs);
    struct view signature = view_dup(&f->arena, fx_sign(f, signer, s->hash, tbs));
    if (s->wrong_signature) {
        char *p = NEW(&f->arena, char, signature.n + 1);
        memcpy(p, signature.p, signature.n);
        p[signature.n - 1] = (char)(p[signature.n - 1] ^ 1);
        signature.p = p;
    }
    return FX_SEQ(f, tbs, algorithm, fx_bits(f, signature));
}
