/* hostile.c - writes certificates made to hurt: `hostile FOLDER`. Each file is named <finding>.<what>.cer after the finding it must
 * give; "accepted" must give no error, whatever else is said about it. */
#include "fixture.h"

#include "model/cert.h"

#define CERT(f, file, ...) fx_write((f), file ".cer", fx_cert((f), &(struct fx_spec){ __VA_ARGS__ }))
#define ROOT(f, file, name) CERT(f, file, .subject = (name), .key = "rsa-hostile", .ca = true)
#define SUB_CA .subject = "CN=Hostile Issuing CA", .key = "rsa-hostile", .issuer = "CN=Hostile Root", .signer = "rsa-hostile", .ca = true
#define SERVER .subject = "CN=hostile.example", .key = "rsa-hostile"

/* fx_name cuts at commas and ends at NUL; here the value's bytes are what they are. */
static struct view name_of(struct fixtures *f, const char *attribute, unsigned tag, struct view value)
{
    return FX_SEQ(f, FX_SET(f, FX_SEQ(f, fx_oid(f, attribute), fx_der(f, tag, value))));
}

static struct view repeat(struct fixtures *f, struct view piece, size_t n)
{
    char *p = NEW(fx_arena(f), char, piece.n * n + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(p + i * piece.n, piece.p, piece.n);
    return (struct view){ .p = p, .n = piece.n * n };
}

/* `n` bytes, the first and the last with their outer bit set. */
static struct view big_number(struct fixtures *f, const char *label, size_t n)
{
    char *p = NEW(fx_arena(f), char, n + 1);
    memcpy(p, fx_bytes(f, label, n).p, n);
    p[0] = (char)(p[0] | 0x80);
    p[n - 1] = (char)(p[n - 1] | 1);
    return (struct view){ .p = p, .n = n };
}

static struct view rsa_raw(struct fixtures *f, struct view modulus_der, struct view exponent_der)
{
    struct view algorithm = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.1.1"), fx_der(f, 0x05, VIEW("")));
    return FX_SEQ(f, algorithm, fx_bits(f, FX_SEQ(f, modulus_der, exponent_der)));
}

static struct view ec_raw(struct fixtures *f, struct view parameters, struct view point)
{
    return FX_SEQ(f, FX_SEQ(f, fx_oid(f, "1.2.840.10045.2.1"), parameters), fx_bits(f, point));
}

static void keys(struct fixtures *f)
{
    struct view f4 = VIEW("\x01\x00\x01"), modulus = big_number(f, "modulus", 256), huge = big_number(f, "huge", 2048);
    struct view p256 = fx_oid(f, "1.2.840.10045.3.1.7"), n = fx_unsigned(f, modulus);
    CERT(f, "key-too-large.rsa-16384", .subject = "CN=Hostile Root", .key = "rsa-hostile", .ca = true, .spki = fx_spki_rsa(f, huge, f4));
    CERT(f, "key-too-large.rsa-65536-and-exponent", .subject = "CN=Hostile Root", .key = "rsa-hostile", .ca = true,
         .spki = fx_spki_rsa(f, big_number(f, "giant", 8192), big_number(f, "giant exponent", 8192)));
    CERT(f, "large-public-exponent.65-bits", SUB_CA, .spki = fx_spki_rsa(f, modulus, VIEW("\x01\x00\x00\x00\x00\x00\x00\x00\x01")));
    CERT(f, "large-public-exponent.as-long-as-modulus", .subject = "CN=Hostile Root", .key = "rsa-hostile", .ca = true,
         .spki = fx_spki_rsa(f, modulus, view_from(modulus, 1)));
    CERT(f, "large-public-exponent.rsa-8192", .subject = "CN=Hostile Root", .key = "rsa-hostile", .ca = true,
         .spki = fx_spki_rsa(f, big_number(f, "large", 1024), big_number(f, "exponent", 1023)));
    CERT(f, "invalid-public-key.exponent-0", SUB_CA, .spki = rsa_raw(f, n, fx_int(f, 0)));
    CERT(f, "invalid-public-key.exponent-1", SUB_CA, .spki = rsa_raw(f, n, fx_int(f, 1)));
    CERT(f, "invalid-public-key.exponent-even", SUB_CA, .spki = rsa_raw(f, n, fx_int(f, 65536)));
    CERT(f, "invalid-public-key.exponent-negative", SUB_CA, .spki = rsa_raw(f, n, fx_int(f, -3)));
    CERT(f, "invalid-public-key.modulus-0", SUB_CA, .spki = rsa_raw(f, fx_int(f, 0), fx_int(f, 65537)));
    CERT(f, "invalid-public-key.modulus-negative", SUB_CA, .spki = rsa_raw(f, fx_der(f, 0x02, modulus), fx_int(f, 65537)));
    CERT(f, "invalid-public-key.no-numbers", SUB_CA, .spki = rsa_raw(f, VIEW(""), VIEW("")));
    CERT(f, "invalid-public-key.point-at-infinity", SUB_CA, .spki = ec_raw(f, p256, VIEW("\x00")));
    CERT(f, "invalid-public-key.point-empty", SUB_CA, .spki = ec_raw(f, p256, VIEW("")));
    CERT(f, "invalid-public-key.point-of-zeros", SUB_CA, .spki = ec_raw(f, p256, FX_JOIN(f, VIEW("\x04"), repeat(f, VIEW("\x00"), 64))));
    CERT(f, "invalid-public-key.explicit-curve", SUB_CA,
         .spki = ec_raw(f, FX_SEQ(f, fx_int(f, 1), FX_SEQ(f, fx_oid(f, "1.2.840.10045.1.1"), n)), VIEW("\x04\x01\x01")));
    CERT(f, "key-type-unsupported.unknown-algorithm", SUB_CA, .spki = FX_SEQ(f, FX_SEQ(f, fx_oid(f, "1.2.3.4.5")), fx_bits(f, modulus)));
}

static void dangerous_names(struct fixtures *f)
{
    CERT(f, "control-characters-in-name.nul", .subject_der = name_of(f, "2.5.4.3", 0x0C, VIEW("good.example\0.evil.example")),
         .key = "rsa-hostile", .ca = true);
    ROOT(f, "control-characters-in-name.terminal-title", "CN=\x1B]0;owned\x07 Root");
    ROOT(f, "control-characters-in-name.carriage-return", "CN=Hostile\rTrusted Root");
    ROOT(f, "control-characters-in-name.new-lines", "CN=Hostile\n\n# Approved\n\n| a | b |");
    ROOT(f, "control-characters-in-name.c1", "CN=Hostile \xC2\x9B" "31m Root");
    ROOT(f, "control-characters-in-name.line-separator", "CN=Hostile\xE2\x80\xA8Root");
    ROOT(f, "bidirectional-override-in-name.override", "CN=Hostile \xE2\x80\xAE" "toor detsurT");
    ROOT(f, "bidirectional-override-in-name.isolate", "CN=Hostile \xE2\x81\xA6" "a\xE2\x81\xA9 Root");
    ROOT(f, "bidirectional-override-in-name.organisation", "CN=Root, O=\xE2\x80\xAB" "Partner");
    CERT(f, "bidirectional-override-in-name.bmp-string", .key = "rsa-hostile", .ca = true,
         .subject_der = name_of(f, "2.5.4.3", 0x1E, VIEW("\x00" "a" "\x20\x2E" "\x00" "b")));
    ROOT(f, "invisible-characters-in-name.zero-width", "CN=Part\xE2\x80\x8Bner Root");
    ROOT(f, "invisible-characters-in-name.tags", "CN=Root\xF3\xA0\x81\x81\xF3\xA0\x81\x82");
    ROOT(f, "invisible-characters-in-name.byte-order-mark", "CN=\xEF\xBB\xBFRoot");
    CERT(f, "invalid-string-encoding.printable", .key = "rsa-hostile", .ca = true,
         .subject_der = name_of(f, "2.5.4.3", 0x13, VIEW("Root \xFF\xFE\xFD")));
}

/* Names that are harmless on their own and dangerous in a template, a table, a page, a script or a spreadsheet. */
static void injections(struct fixtures *f)
{
    ROOT(f, "accepted.mustache", "CN={{{subject}}}{{> partial}}{{#a}}{{/b}}{{=<% %>=}}");
    ROOT(f, "accepted.mustache-unclosed", "CN={{#environments}} {{");
    ROOT(f, "accepted.markdown-table", "CN=a | b || c, O=`code` ``` # heading");
    ROOT(f, "accepted.markdown-link", "CN=[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>");
    ROOT(f, "accepted.script", "CN=<script>alert(1)</script><img src=x onerror=alert(1)>");
    ROOT(f, "accepted.xml", "CN=]]>&lt;!DOCTYPE a [<!ENTITY b 'c'>]>&b;<case/>");
    ROOT(f, "accepted.powershell", "CN='; Remove-Item -Recurse D:\\ #, O=$(Remove-Item C:\\) `n\"; exit");
    ROOT(f, "accepted.powershell-quotes", "CN=\xE2\x80\x98 \xE2\x80\x99 \xE2\x80\x9A \xE2\x80\x9B; Remove-Item C:\\ #");
    ROOT(f, "accepted.shell", "CN=$(touch /tmp/owned) `id` ; rm -rf / && \\");
    ROOT(f, "accepted.spreadsheet", "CN=cmd|' /C calc'!A0, O=@SUM(1+1)*cmd|' /C calc'!A0");
    ROOT(f, "accepted.format", "CN=%s%s%s%n%n%*d%1$s");
    ROOT(f, "accepted.path", "CN=../../../../etc/passwd");
    ROOT(f, "accepted.windows-device", "CN=CON, O=NUL:");
    ROOT(f, "accepted.json", "CN=\"\\u0000\", O=\\\"}]}");
    ROOT(f, "accepted.calendar", "CN=a\\nEND:VEVENT\\nBEGIN:VALARM;X=1:");
    CERT(f, "accepted.ca-issuers-script", SUB_CA, .ca_issuers = "javascript:alert(1)//'\"`{{x}}");
    CERT(f, "accepted.common-name-900-kb", .key = "rsa-hostile", .ca = true, .issuer = "CN=Hostile Root", .signer = "rsa-hostile",
         .subject_der = name_of(f, "2.5.4.3", 0x0C, repeat(f, VIEW("{{Root}} "), 100000)));
    CERT(f, "accepted.no-subject-no-issuer", .key = "rsa-hostile", .ca = true, .subject_der = fx_der(f, 0x30, VIEW("")));
}

/* Written from the innermost value outwards, since each level has its length in front. */
static struct view nested(struct fixtures *f, size_t depth)
{
    enum { HEAD = 4 };
    char *p = NEW(fx_arena(f), char, depth * HEAD + 1), *end = p + depth * HEAD, *at = end;
    for (size_t i = 0; i < depth; i++) {
        struct view head;
        size_t n = (size_t)(end - at);
        unsigned char bytes[HEAD] = { 0x30, 0x82, (unsigned char)(n >> 8 & 0xFF), (unsigned char)(n & 0xFF) };
        if (n < 0x80) {
            bytes[1] = (unsigned char)n;
            head = (struct view){ .p = (const char *)bytes, .n = 2 };
        } else if (n < 0x100) {
            memcpy(bytes + 1, (unsigned char[]){ 0x81, (unsigned char)n }, 2);
            head = (struct view){ .p = (const char *)bytes, .n = 3 };
        } else {
            head = (struct view){ .p = (const char *)bytes, .n = HEAD };
        }
        at -= head.n;
        memcpy(at, head.p, head.n);
    }
    return (struct view){ .p = at, .n = (size_t)(end - at) };
}

static struct view many_extensions(struct fixtures *f, size_t n)
{
    struct view *out = NEW(fx_arena(f), struct view, n);
    for (size_t i = 0; i < n; i++)
        out[i] = fx_extension(f, view_fmt(fx_arena(f), "1.3.6.1.4.1.99999.%zu", i).p, false, fx_int(f, 1));
    return fx_join_n(f, n, out);
}

static struct view many_names(struct fixtures *f, size_t n)
{
    struct view *out = NEW(fx_arena(f), struct view, n);
    for (size_t i = 0; i < n; i++)
        out[i] = fx_text(f, 0x82, view_fmt(fx_arena(f), "host%zu.example", i).p);
    return fx_join_n(f, n, out);
}

static void shapes(struct fixtures *f)
{
    struct view ok = fx_text(f, 0x82, "good.example"), cut = fx_der(f, 0x82, VIEW("good.example\0.evil.example"));
    CERT(f, "many-names.ten-thousand", SERVER, FX_EXTENSIONS(fx_san_raw(f, many_names(f, 10000))));
    CERT(f, "invalid-name-in-san.nul", SERVER, FX_EXTENSIONS(fx_san_raw(f, FX_JOIN(f, ok, cut))));
    CERT(f, "invalid-name-in-san.three-bytes", SERVER, FX_EXTENSIONS(fx_san_raw(f, FX_JOIN(f, ok, fx_text(f, 0x87, "\x01\x02\x03")))));
    CERT(f, "invalid-name-in-san.star-inside", SERVER, .names = "good.example,a.*.example");
    CERT(f, "invalid-name-in-san.url", SERVER, FX_EXTENSIONS(fx_san_raw(f, FX_JOIN(f, ok, fx_text(f, 0x82, "https://good.example/")))));
    CERT(f, "invalid-name-in-san.escape", SERVER, FX_EXTENSIONS(fx_san_raw(f, FX_JOIN(f, ok, fx_text(f, 0x82, "\x1B[31mred.example")))));
    CERT(f, "malformed-extension.empty-san", SERVER, FX_EXTENSIONS(fx_extension(f, "2.5.29.17", false, VIEW(""))));
    CERT(f, "malformed-extension.basic-constraints", SERVER, .drop = FX_NO_BASIC,
         FX_EXTENSIONS(fx_extension(f, "2.5.29.19", true, VIEW("\x30\x03\x01\x01"))));
    CERT(f, "duplicate-extension.basic-constraints", SUB_CA, FX_EXTENSIONS(fx_extension(f, "2.5.29.19", true, fx_der(f, 0x30, VIEW("")))));
    CERT(f, "unknown-critical-extension.nested-deep", SUB_CA,
         FX_EXTENSIONS(fx_extension(f, "1.3.6.1.4.1.99999.7", true, nested(f, 10000))));
    CERT(f, "malformed-extension.five-hundred", SUB_CA, .extensions = (struct view[]){ many_extensions(f, 500) }, .n_extensions = 1);
    CERT(f, "serial-not-positive.negative", SUB_CA, .serial = "80");
    CERT(f, "serial-too-long.4096-bytes", SUB_CA, .serial = view_hex(fx_arena(f), repeat(f, VIEW("\x11"), 4096)).p);
    CERT(f, "invalid-time.letters", SUB_CA, .validity = FX_SEQ(f, fx_text(f, 0x17, "AABBCCDDEEFFZ"), fx_text(f, 0x17, "300101000000Z")));
    CERT(f, "invalid-time.empty", SUB_CA, .validity = FX_SEQ(f, fx_text(f, 0x17, ""), fx_text(f, 0x18, "")));
    CERT(f, "invalid-time.ends-first", SUB_CA, .from = "2029-01-01", .to = "2028-01-01");
    CERT(f, "invalid-time.year-0", SUB_CA, .validity = FX_SEQ(f, fx_text(f, 0x18, "00000101000000Z"), fx_text(f, 0x18, "99991231235959Z")));
    CERT(f, "accepted.without-end", SUB_CA, .validity = FX_SEQ(f, fx_text(f, 0x17, "250101000000Z"), fx_text(f, 0x18, "99991231235959Z")));
    CERT(f, "self-signature-invalid.look-alike", .subject = "CN=Hostile Root", .key = "rsa-hostile", .signer = "rsa-other", .ca = true,
         .drop = FX_NO_AKI);
}

static void broken(struct fixtures *f)
{
    struct view whole = FX_CERT(f, .subject = "CN=Hostile Root", .key = "rsa-hostile", .ca = true);
    struct view deep = FX_SEQ(f, FX_SEQ(f, fx_der(f, 0xA0, fx_int(f, 2)), fx_int(f, 1), nested(f, 16000)));
    fx_write(f, "malformed-certificate.truncated.cer", view_first(whole, whole.n - 100));
    fx_write(f, "malformed-certificate.half.cer", view_first(whole, whole.n / 2));
    fx_write(f, "malformed-certificate.deep-nesting.cer", deep);
    fx_write(f, "malformed-certificate.length-of-4-gb.cer", FX_JOIN(f, VIEW("\x30\x84\xFF\xFF\xFF\xFF"), view_from(whole, 4)));
    fx_write(f, "trailing-data.escapes.cer", FX_JOIN(f, whole, repeat(f, VIEW("\x1B[2J"), 1000)));
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: hostile FOLDER\n", stderr);
        return 2;
    }
    struct fixtures *f = fixtures_open(argv[1]);
    keys(f);
    dangerous_names(f);
    injections(f);
    shapes(f);
    broken(f);
    fixtures_close(f);
    return 0;
}
