/* The reference time of the tests is 2026-11-20T08:00:00Z; a delivery asked for then comes on 2026-11-27. */
#include "fixture.h"

#include "model/cert.h"

#define ROOT_NAME "CN=Partner Root, O=Partner, C=PT"
#define ROOT .subject = ROOT_NAME, .key = "rsa-partner-root", .ca = true
#define ISSUED .issuer = ROOT_NAME, .signer = "rsa-partner-root"
#define SUB_CA .subject = "CN=Partner Issuing CA, O=Partner, C=PT", .ca = true, ISSUED
#define LEAF .subject = "CN=api.partner.example, O=Partner, C=PT", .key = "rsa-leaf", ISSUED
#define SELF_SIGNED .subject = "CN=api.partner.example", .key = "rsa-appliance"

#define BAD(f, id, ...) fx_write((f), id "/bad.cer", fx_cert((f), &(struct fx_spec){ __VA_ARGS__ }))
#define GOOD(f, id, ...) fx_write((f), id "/good.cer", fx_cert((f), &(struct fx_spec){ __VA_ARGS__ }))

static void time_rules(struct fixtures *f)
{
    BAD(f, "expired", ROOT, .to = "2026-11-20T07:59:59Z");
    GOOD(f, "expired", ROOT, .to = "2026-11-20T08:00:00Z");
    fx_write(f, "expired/bad-beside-its-renewal.cer",
             FX_JOIN(f, fx_pem(f, "CERTIFICATE", FX_CERT(f, ROOT, .to = "2026-11-19")), fx_pem(f, "CERTIFICATE", FX_CERT(f, ROOT))));
    BAD(f, "not-yet-valid", ROOT, .from = "2026-11-20T08:00:01Z");
    GOOD(f, "not-yet-valid", ROOT, .from = "2026-11-20T08:00:00Z");
    BAD(f, "expires-soon", ROOT, .to = "2027-01-18T23:59:59Z");
    GOOD(f, "expires-soon", ROOT, .to = "2027-01-19T00:00:00Z");
    BAD(f, "long-validity", LEAF, .names = "api.partner.example", .eku = "server", .to = "2027-04-07T00:00:00Z");
    GOOD(f, "long-validity", LEAF, .names = "api.partner.example", .eku = "server", .to = "2027-04-06T00:00:00Z");
    BAD(f, "expires-before-delivery", ROOT, .to = "2026-11-26T23:59:59Z");
    GOOD(f, "expires-before-delivery", ROOT, .to = "2026-11-27T00:00:00Z");
}

/* `bits` bits with the first and the last one set: as good as a modulus for everybody who doesn't factor it. */
static struct view odd_number(struct fixtures *f, size_t bits)
{
    struct view v = fx_bytes(f, "modulus", (bits + 7) / 8);
    char *p = NEW(fx_arena(f), char, v.n + 1);
    memcpy(p, v.p, v.n);
    unsigned top = (unsigned)((bits - 1) % 8);
    p[0] = (char)((((unsigned char)p[0]) & ((1u << top) - 1)) | 1u << top);
    p[v.n - 1] = (char)(p[v.n - 1] | 1);
    return (struct view){ .p = p, .n = v.n };
}

/* 2 to the power of `bits`, less 1, which 3 divides. */
static struct view only_ones(struct fixtures *f, size_t bits)
{
    char *p = NEW(fx_arena(f), char, bits / 8);
    memset(p, 0xff, bits / 8);
    return (struct view){ .p = p, .n = bits / 8 };
}

/* The last byte of a P-256 SPKI belongs to Y: with another one the point leaves the curve. */
static struct view off_the_curve(struct fixtures *f)
{
    struct view spki = fx_spki(f, "p256-sub");
    char last = (char)(spki.p[spki.n - 1] ^ 1);
    return FX_JOIN(f, view_first(spki, spki.n - 1), { .p = &last, .n = 1 });
}

static void key_rules(struct fixtures *f)
{
    struct view f4 = VIEW("\x01\x00\x01");
    BAD(f, "key-too-short", SUB_CA, .key = "rsa512-sub");
    GOOD(f, "key-too-short", SUB_CA, .key = "rsa1024-sub");
    BAD(f, "key-short", SUB_CA, .key = "rsa1024-sub");
    GOOD(f, "key-short", SUB_CA, .key = "rsa-sub");
    BAD(f, "key-type-unsupported", .subject = ROOT_NAME, .ca = true, .key = "ed25519-root");
    GOOD(f, "key-type-unsupported", .subject = ROOT_NAME, .ca = true, .key = "p256-root");
    BAD(f, "curve-off-by-default", .subject = ROOT_NAME, .ca = true, .key = "p521-root");
    GOOD(f, "curve-off-by-default", .subject = ROOT_NAME, .ca = true, .key = "p384-root");
    BAD(f, "large-public-exponent", SUB_CA, .key = "rsa-sub", .spki = fx_spki_rsa(f, odd_number(f, 2048), VIEW("\x01\x00\x00\x00\x01")));
    GOOD(f, "large-public-exponent", SUB_CA, .key = "rsa-sub", .spki = fx_spki_rsa(f, odd_number(f, 2048), VIEW("\xFF\xFF\xFF\xFB")));
    BAD(f, "key-too-large", SUB_CA, .key = "rsa-sub", .spki = fx_spki_rsa(f, odd_number(f, 8193), f4));
    GOOD(f, "key-too-large", SUB_CA, .key = "rsa-sub", .spki = fx_spki_rsa(f, odd_number(f, 8192), f4));
    BAD(f, "invalid-public-key", SUB_CA, .key = "p256-sub", .spki = off_the_curve(f));
    GOOD(f, "invalid-public-key", SUB_CA, .key = "p256-sub");
    BAD(f, "key-can-be-factored", SUB_CA, .key = "rsa-sub", .spki = fx_spki_rsa(f, only_ones(f, 2048), f4));
    GOOD(f, "key-can-be-factored", SUB_CA, .key = "rsa-sub");
    BAD(f, "signature-weak", SUB_CA, .key = "rsa-sub", .hash = "sha1");
    GOOD(f, "signature-weak", SUB_CA, .key = "rsa-sub", .hash = "sha256");
    BAD(f, "signature-pss", SUB_CA, .key = "rsa-sub", .hash = "pss");
    GOOD(f, "signature-pss", SUB_CA, .key = "rsa-sub", .hash = "sha512");
    BAD(f, "self-signature-invalid", ROOT, .wrong_signature = true);
    GOOD(f, "self-signature-invalid", ROOT);
}

/* "n1.partner.example,n2.partner.example,..." */
static const char *many_names(struct fixtures *f, unsigned n)
{
    struct view out = VIEW("n1.partner.example");
    for (unsigned i = 2; i <= n; i++)
        out = view_fmt(fx_arena(f), "%.*s,n%u.partner.example", VIEW_ARG(out), i);
    return out.p;
}

/* A Name of one CN whose value has this tag and these bytes. */
static struct view common_name(struct fixtures *f, unsigned tag, struct view value)
{
    return FX_SEQ(f, FX_SET(f, FX_SEQ(f, fx_oid(f, "2.5.4.3"), fx_der(f, tag, value))));
}

static void shape_rules(struct fixtures *f)
{
    struct view null = fx_der(f, 0x05, VIEW("")), timestamps = fx_der(f, 0x04, VIEW("\x00\x00"));
    struct view no_month = FX_SEQ(f, fx_text(f, 0x17, "251301000000Z"), fx_text(f, 0x17, "300101000000Z"));
    BAD(f, "precertificate", LEAF, .names = "api.partner.example", .eku = "server", .to = "2027-01-31",
        FX_EXTENSIONS(fx_extension(f, "1.3.6.1.4.1.11129.2.4.3", true, null)));
    GOOD(f, "precertificate", LEAF, .names = "api.partner.example", .eku = "server", .to = "2027-01-31",
         FX_EXTENSIONS(fx_extension(f, "1.3.6.1.4.1.11129.2.4.2", false, timestamps)));
    BAD(f, "version-1-certificate", LEAF, .version = 1);
    GOOD(f, "version-1-certificate", LEAF, .drop = FX_BARE & ~(unsigned)FX_NO_SKI);
    BAD(f, "version-unknown", ROOT, .version = 4);
    GOOD(f, "version-unknown", ROOT);
    BAD(f, "serial-not-positive", ROOT, .serial = "00");
    GOOD(f, "serial-not-positive", ROOT, .serial = "01");
    BAD(f, "serial-too-long", ROOT, .serial = "010203040506070809101112131415161718192021");
    GOOD(f, "serial-too-long", ROOT, .serial = "0102030405060708091011121314151617181920");
    BAD(f, "invalid-time", ROOT, .validity = no_month);
    GOOD(f, "invalid-time", ROOT, .to = "2050-01-01");
    /* OpenSSL itself refuses an ill-formed UTF8String; letters beyond ASCII in a PrintableString come along. */
    BAD(f, "invalid-string-encoding", .key = "rsa-partner-root", .ca = true, .subject_der = common_name(f, 0x13, VIEW("Caf\xC3\xA9 Root")));
    GOOD(f, "invalid-string-encoding", .key = "rsa-partner-root", .ca = true,
         .subject_der = common_name(f, 0x0C, VIEW("Caf\xC3\xA9 Root")));
    BAD(f, "self-issued-not-self-signed", ROOT, .signer = "rsa-old-root");
    GOOD(f, "self-issued-not-self-signed", ROOT, .signer = "rsa-partner-root");
    BAD(f, "server-certificate-is-a-ca", SELF_SIGNED, .names = "api.partner.example", .ca = true, .eku = "server");
    GOOD(f, "server-certificate-is-a-ca", SELF_SIGNED, .names = "api.partner.example");
    BAD(f, "invalid-name-in-san", SELF_SIGNED, .names = "api.partner.example,bad host.partner.example");
    GOOD(f, "invalid-name-in-san", SELF_SIGNED, .names = "api.partner.example,*.partner.example");
    BAD(f, "invisible-characters-in-name", .subject = "CN=Partner\xE2\x80\x8B Root", .key = "rsa-partner-root", .ca = true);
    GOOD(f, "invisible-characters-in-name", .subject = "CN=Partner\xC2\xA0Root", .key = "rsa-partner-root", .ca = true);
    BAD(f, "look-alike-letters", .subject = "CN=Partner R\xD0\xBEot", .key = "rsa-partner-root", .ca = true);
    fx_write(f, "look-alike-letters/bad-organisation.cer",
             FX_CERT(f, .subject = "CN=Partner Root,O=P\xD0\xB0rtner", .key = "rsa-partner-root", .ca = true));
    fx_write(f, "look-alike-letters/bad-word.cer",
             FX_CERT(f, .subject = "CN=Partner Root \xD0\xA1\xD0\x90", .key = "rsa-partner-root", .ca = true));
    fx_write(f, "look-alike-letters/good-greek.cer",
             FX_CERT(f, .subject = "CN=\xCE\x94Tech Root,O=\xCE\xB1-Bank", .key = "rsa-partner-root", .ca = true));
    GOOD(f, "look-alike-letters", .subject = "CN=Partner \xD0\x9A\xD0\xBE\xD1\x80\xD0\xB5\xD0\xBD\xD1\x8C 2", .key = "rsa-partner-root",
         .ca = true);
    BAD(f, "many-names", SELF_SIGNED, .names = many_names(f, 101));
    GOOD(f, "many-names", SELF_SIGNED, .names = many_names(f, 100));
}

/* Name constraints. */
static struct view only_for(struct fixtures *f, const char *domain)
{
    return fx_extension(f, "2.5.29.30", true, FX_SEQ(f, fx_der(f, 0xA0, FX_SEQ(f, fx_text(f, 0x82, domain)))));
}

static void extension_rules(struct fixtures *f)
{
    struct view private_oid = FX_SEQ(f, fx_int(f, 7)), broken = fx_der(f, 0x30, VIEW("\x01\x05\xFF"));
    struct view within = only_for(f, "partner.example");
    BAD(f, "ca-flag-missing", SELF_SIGNED, .names = "api.partner.example", .drop = FX_NO_KEY_USAGE,
        FX_EXTENSIONS(fx_key_usage(f, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN)));
    GOOD(f, "ca-flag-missing", SELF_SIGNED, .names = "api.partner.example", .drop = FX_NO_KEY_USAGE,
         FX_EXTENSIONS(fx_key_usage(f, KU_DIGITAL_SIGNATURE)));
    BAD(f, "key-usage-contradicts", ROOT, .drop = FX_NO_KEY_USAGE, FX_EXTENSIONS(fx_key_usage(f, KU_DIGITAL_SIGNATURE | KU_CRL_SIGN)));
    GOOD(f, "key-usage-contradicts", ROOT, .drop = FX_NO_KEY_USAGE);
    BAD(f, "duplicate-extension", SELF_SIGNED, .names = "api.partner.example", FX_EXTENSIONS(fx_san(f, "other.partner.example")));
    GOOD(f, "duplicate-extension", SELF_SIGNED, .names = "api.partner.example,other.partner.example");
    BAD(f, "unknown-critical-extension", ROOT, FX_EXTENSIONS(fx_extension(f, "1.3.6.1.4.1.99999.1", true, private_oid)));
    GOOD(f, "unknown-critical-extension", ROOT, FX_EXTENSIONS(fx_extension(f, "1.3.6.1.4.1.99999.1", false, private_oid)));
    BAD(f, "malformed-extension", ROOT, FX_EXTENSIONS(fx_extension(f, "2.5.29.37", false, broken)));
    GOOD(f, "malformed-extension", ROOT, FX_EXTENSIONS(fx_eku(f, "server")));
    BAD(f, "signature-algorithms-differ", ROOT, .inner_algorithm = fx_algorithm(f, "rsa-partner-root", "sha384"));
    GOOD(f, "signature-algorithms-differ", ROOT, .inner_algorithm = fx_algorithm(f, "rsa-partner-root", "sha256"));
    BAD(f, "name-constraints", ROOT, FX_EXTENSIONS(within));
    GOOD(f, "name-constraints", ROOT);
}

static void name_rules(struct fixtures *f)
{
    BAD(f, "control-characters-in-name", .subject = "CN=Partner\x1B[2J Root", .key = "rsa-partner-root", .ca = true);
    GOOD(f, "control-characters-in-name", .subject = "CN=Partner [2J Root", .key = "rsa-partner-root", .ca = true);
    BAD(f, "bidirectional-override-in-name", .subject = "CN=Partner \xE2\x80\xAEtooR", .key = "rsa-partner-root", .ca = true);
    GOOD(f, "bidirectional-override-in-name", .subject = "CN=\xD7\xA9\xD7\x95\xD7\xAA\xD7\xA3", .key = "rsa-partner-root", .ca = true);
    BAD(f, "common-name-not-covered", SELF_SIGNED, .names = "www.partner.example");
    GOOD(f, "common-name-not-covered", SELF_SIGNED, .names = "www.partner.example,*.partner.example");
    struct view path = FX_SEQ(f, fx_int(f, 0));
    BAD(f, "path-length-without-ca", SELF_SIGNED, .names = "api.partner.example", .drop = FX_NO_BASIC,
        FX_EXTENSIONS(fx_extension(f, "2.5.29.19", true, path)));
    GOOD(f, "path-length-without-ca", SELF_SIGNED, .names = "api.partner.example");
    fx_write(f, "server-certificate-is-a-ca/bad-openssl-default.cer",
             FX_CERT(f, SELF_SIGNED, .ca = true, .drop = FX_NO_KEY_USAGE));
    fx_write(f, "server-certificate-is-a-ca/good-national-root.cer", FX_CERT(f, ROOT, .names = "partner.example"));
    fx_write(f, "no-subject-alternative-name/bad-openssl-default.cer",
             FX_CERT(f, SELF_SIGNED, .ca = true, .drop = FX_NO_KEY_USAGE));
    BAD(f, "no-subject-alternative-name", SELF_SIGNED, .eku = "server");
    GOOD(f, "no-subject-alternative-name", SELF_SIGNED, .eku = "server", .names = "api.partner.example");
    fx_write(f, "no-subject-alternative-name/bad-quoted.cer", /* O="Acme, G=Partners" gives nobody a name */
             FX_CERT(f, .subject_der = FX_SEQ(f, FX_SET(f, FX_SEQ(f, fx_oid(f, "2.5.4.10"), fx_der(f, 0x0C, VIEW("Acme, G=Partners")))),
                                              FX_SET(f, FX_SEQ(f, fx_oid(f, "2.5.4.3"), fx_der(f, 0x0C, VIEW("api.partner.example"))))),
                     .key = "rsa-appliance"));
    fx_write(f, "no-subject-alternative-name/good-person.cer", FX_CERT(f, .subject = "CN=ana.silva,G=Ana", .key = "rsa-appliance"));
    fx_write(f, "no-subject-alternative-name/good-mailbox.cer",
             FX_CERT(f, .subject = "CN=ana.silva,emailAddress=ana.silva@partner.example", .key = "rsa-appliance"));
    /* The tests consume https://api.partner.example/ */
    BAD(f, "host-not-covered", SELF_SIGNED, .names = "www.partner.example,*.api.partner.example");
    GOOD(f, "host-not-covered", SELF_SIGNED, .names = "www.partner.example,*.partner.example");
    fx_write(f, "host-not-covered/bad-limits.cer", FX_CERT(f, ROOT, FX_EXTENSIONS(only_for(f, "other.example"))));
    fx_write(f, "host-not-covered/good-limits.cer", FX_CERT(f, ROOT, FX_EXTENSIONS(only_for(f, "partner.example"))));
}

void fixtures_b(struct fixtures *f)
{
    time_rules(f);
    key_rules(f);
    shape_rules(f);
    extension_rules(f);
    name_rules(f);
}
