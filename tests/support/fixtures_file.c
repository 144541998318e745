/* Fixtures of the group `file`. */
#include "fixture_pki.h"
#include "model/cert.h"

static struct view pem(struct fixtures *f, struct view der)
{
    return fx_pem(f, "CERTIFICATE", der);
}

static struct view utf16(struct fixtures *f, struct view ascii, bool big)
{
    char *p = NEW(fx_arena(f), char, 2 * ascii.n + 2);
    for (size_t i = 0; i < ascii.n; i++)
        p[2 * i + big] = ascii.p[i];
    return (struct view){ .p = p, .n = 2 * ascii.n };
}

static struct view utf32(struct fixtures *f, struct view ascii, bool big)
{
    char *p = NEW(fx_arena(f), char, 4 * ascii.n + 4);
    for (size_t i = 0; i < ascii.n; i++)
        p[4 * i + (big ? 3 : 0)] = ascii.p[i];
    return (struct view){ .p = p, .n = 4 * ascii.n };
}

/* As xxd prints bytes. */
static struct view dump(struct fixtures *f, struct view bytes)
{
    struct view out = VIEW("");
    for (size_t at = 0; at < bytes.n; at += 16) {
        struct view part = view_first(view_from(bytes, at), 16);
        struct view line = view_fmt(fx_arena(f), "%08zx: ", at);
        for (size_t i = 0; i < part.n; i++)
            line = view_fmt(fx_arena(f), "%.*s%02x%s", VIEW_ARG(line), (unsigned char)part.p[i], i % 2 ? " " : "");
        char shown[16];
        for (size_t i = 0; i < part.n; i++)
            shown[i] = part.p[i] < ' ' || part.p[i] > '~' ? '.' : part.p[i];
        out = FX_JOIN(f, out, line, VIEW("  "), (struct view){ .p = shown, .n = part.n }, VIEW("\n"));
    }
    return out;
}

/* Each line of a text behind a mark. */
static struct view marked(struct fixtures *f, struct view mark, struct view text)
{
    struct view line, out = VIEW("");
    while (view_line(&text, &line))
        out = FX_JOIN(f, out, mark, line, VIEW("\n"));
    return out;
}

static struct view crlf(struct fixtures *f, struct view text)
{
    struct view line, out = VIEW("");
    while (view_line(&text, &line))
        out = FX_JOIN(f, out, line, VIEW("\r\n"));
    return out;
}

/* Line ends as the two characters that JSON and many programs write for one. */
static struct view escaped(struct fixtures *f, struct view text)
{
    struct view line, out = VIEW("");
    while (view_line(&text, &line))
        out = FX_JOIN(f, out, line, VIEW("\\n"));
    return out;
}

static struct view csr(struct fixtures *f)
{
    struct view info =
        FX_SEQ(f, fx_int(f, 0), fx_name(f, "CN=api.partner.example"), fx_spki(f, "p256-partner-server"), fx_der(f, 0xA0, VIEW("")));
    return FX_SEQ(f, info, fx_algorithm(f, "p256-partner-server", NULL), fx_bits(f, fx_sign(f, "p256-partner-server", NULL, info)));
}

static struct view crl(struct fixtures *f)
{
    struct view info = FX_SEQ(f, fx_int(f, 1), fx_algorithm(f, "rsa-partner-root", NULL), fx_name(f, PARTNER_ROOT),
                              fx_time(f, "2026-11-01"), fx_time(f, "2026-12-01"));
    return FX_SEQ(f, info, fx_algorithm(f, "rsa-partner-root", NULL), fx_bits(f, fx_sign(f, "rsa-partner-root", NULL, info)));
}

/* `content` is the type of what is signed, `signer` the SignerInfo of whoever did. */
static struct view signed_data(struct fixtures *f, const char *content, struct view certs, struct view signer)
{
    struct view data = FX_SEQ(f, fx_oid(f, content)), digests = fx_der(f, 0x31, VIEW(""));
    struct view body = FX_SEQ(f, fx_int(f, 1), digests, data, fx_der(f, 0xA0, certs), fx_der(f, 0x31, signer));
    return FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.2"), fx_der(f, 0xA0, body));
}

static struct view pkcs7(struct fixtures *f, struct view certs)
{
    return signed_data(f, "1.2.840.113549.1.7.1", certs, VIEW(""));
}

static void not_certificates(struct fixtures *f)
{
    static const char id[] = "not-a-certificate";
    pki_write(f, id, "good.cer", pki_root(f));
    pki_write(f, id, "bad.cer", fx_pem(f, "CERTIFICATE REQUEST", csr(f)));
    pki_write(f, id, "bad-crl.cer", crl(f));
    pki_write(f, id, "bad-public-key.cer", fx_pem(f, "PUBLIC KEY", fx_spki(f, "p256-partner-server")));
    pki_write(f, id, "bad-key.cer", fx_pem(f, "PRIVATE KEY", fx_private_key(f, "p256-partner-server")));
    pki_write(f, id, "bad-page.cer", VIEW("<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in.</body></html>\n"));
    pki_write(f, id, "bad-text.cer", VIEW("The certificate is attached to my last mail.\n"));
    pki_write(f, id, "bad-empty.cer", VIEW(""));
    pki_write(f, id, "bad-store.cer", FX_JOIN(f, fx_hex(f, "feedfeed00000002"), fx_bytes(f, "jks", 60)));
}

static struct view broken_validity(struct fixtures *f)
{
    struct view numbers = FX_SEQ(f, fx_int(f, 1), fx_int(f, 2));
    return FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .ca = true, .validity = numbers);
}

static void encodings(struct fixtures *f)
{
    struct view root = pki_root(f), text = pem(f, root);
    pki_write(f, "extension-not-cer", "bad.crt", text);
    pki_write(f, "extension-not-cer", "bad-not-a-pfx.pfx", root);
    pki_write(f, "extension-not-cer", "bad-is-a-pfx.cer", FX_PFX(f, .key = "rsa-partner-client", .cert = pki_client(f)));
    pki_write(f, "extension-not-cer", "good.cer", root);
    pki_write(f, "extension-not-cer", "good-upper.CER", text);
    pki_write(f, "byte-order-mark", "bad.cer", FX_JOIN(f, VIEW("\xEF\xBB\xBF"), text));
    pki_write(f, "byte-order-mark", "good.cer", text);
    pki_write(f, "utf16-text", "bad.cer", FX_JOIN(f, VIEW("\xFF\xFE"), utf16(f, crlf(f, text), false)));
    pki_write(f, "utf16-text", "bad-big-endian.cer", FX_JOIN(f, VIEW("\xFE\xFF"), utf16(f, text, true)));
    pki_write(f, "utf16-text", "bad-without-mark.cer", utf16(f, text, false));
    pki_write(f, "utf16-text", "bad-32.cer", FX_JOIN(f, VIEW("\xFF\xFE\0\0"), utf32(f, crlf(f, text), false)));
    pki_write(f, "utf16-text", "bad-32-big-endian.cer", utf32(f, text, true));
    pki_write(f, "utf16-text", "good.cer", crlf(f, text));
    pki_write(f, "hex-dump", "bad.cer", dump(f, root));
    pki_write(f, "hex-dump", "bad-pem.cer", dump(f, text));
    pki_write(f, "hex-dump", "bad-plain.cer", view_hex(fx_arena(f), root));
    pki_write(f, "hex-dump", "good.cer", text);
    pki_write(f, "base64-without-header", "bad.cer", fx_base64(f, root));
    pki_write(f, "base64-without-header", "bad-crlf.cer", crlf(f, fx_base64(f, root)));
    pki_write(f, "base64-without-header", "good.cer", text);
    pki_write(f, "escaped-certificate", "bad.cer", escaped(f, text));
    pki_write(f, "escaped-certificate", "bad-json.cer", FX_JOIN(f, VIEW("{\"ca\":\""), escaped(f, text), VIEW("\"}\n")));
    pki_write(f, "escaped-certificate", "good.cer", text);
    pki_write(f, "commented-certificate", "bad.cer",
              FX_JOIN(f, VIEW("<!-- compromised\n"), fx_pem(f, "CERTIFICATE", pki_other_root(f)), VIEW("-->\n"), text));
    pki_write(f, "commented-certificate", "good.cer", FX_JOIN(f, VIEW("# the root\n"), text));
    pki_write(f, "base64-of-pem", "bad.cer", fx_base64(f, text));
    pki_write(f, "base64-of-pem", "bad-crlf.cer", crlf(f, fx_base64(f, text)));
    pki_write(f, "base64-of-pem", "good.cer", fx_base64(f, root));
    pki_write(f, "text-around-certificate", "bad.cer", FX_JOIN(f, VIEW("subject=CN = Partner Root\n\n"), text));
    pki_write(f, "text-around-certificate", "bad-behind.cer", FX_JOIN(f, text, VIEW("Best regards\n")));
    pki_write(f, "text-around-certificate", "good.cer", text);
    pki_write(f, "unverified-origin", "bad.cer", FX_JOIN(f, VIEW(UNVERIFIED_ORIGIN "\nAsk its owner.\n\n"), text));
    pki_write(f, "unverified-origin", "good.cer", text);
}

/* Where people leave a key beside a certificate. */
static void keys(struct fixtures *f, struct view text)
{
    struct view key = fx_private_key(f, "p256-partner-server"), armour = fx_pem(f, "PRIVATE KEY", key);
    pki_write(f, "contains-private-key", "bad-inside.cer",
              FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .ca = true,
                      FX_EXTENSIONS(fx_extension(f, "1.3.6.1.4.1.99999.1", false, key))));
    pki_write(f, "contains-private-key", "bad-deleted.cer",
              FX_JOIN(f, VIEW("@@ -1,5 +1,20 @@\n"), marked(f, VIEW("-"), fx_pem(f, "OPENSSH PRIVATE KEY", VIEW("openssh-key-v1"))),
                      marked(f, VIEW("+"), text)));
    pki_write(f, "contains-private-key", "bad-text-behind.cer", FX_JOIN(f, pki_root(f), VIEW("\n"), fx_base64(f, key)));
    pki_write(f, "contains-private-key", "bad-dumps.cer", FX_JOIN(f, dump(f, pki_root(f)), VIEW("\n"), dump(f, key)));
    pki_write(f, "contains-private-key", "bad-dump-behind.cer", FX_JOIN(f, text, dump(f, armour)));
    pki_write(f, "contains-private-key", "bad-printed.cer",
              FX_JOIN(f, VIEW("Private-Key: (256 bit)\npriv:\n    00:01:02\npub:\n    04:05:06\n"), text));
}

static void contents(struct fixtures *f)
{
    struct view root = pki_root(f), ca = pki_ca(f), text = pem(f, root);
    struct view both = FX_JOIN(f, marked(f, VIEW("-"), pem(f, ca)), marked(f, VIEW("+"), text));
    pki_write(f, "diff-of-certificate", "bad.cer", FX_JOIN(f, VIEW("--- a/root.cer\n+++ b/root.cer\n@@ -1,20 +1,20 @@\n"), both));
    pki_write(f, "diff-of-certificate", "good.cer", text);
    pki_write(f, "not-a-certificate", "bad-deleted.cer",
              FX_JOIN(f, VIEW("--- a/root.cer\n+++ /dev/null\n@@ -1,20 +0,0 @@\n"), marked(f, VIEW("-"), text)));
    pki_write(f, "trust-settings-dropped", "bad.cer", fx_pem(f, "TRUSTED CERTIFICATE", FX_JOIN(f, root, FX_SEQ(f, VIEW("")))));
    pki_write(f, "trust-settings-dropped", "good.cer", fx_pem(f, "TRUSTED CERTIFICATE", root));
    pki_write(f, "contains-private-key", "bad-bare.cer", FX_JOIN(f, fx_base64(f, fx_private_key(f, "p256-partner-server")), text));
    keys(f, text);
    pki_write(f, "not-a-certificate", "bad-log.cer",
              FX_JOIN(f, VIEW("--- a/root.cer\n+++ b/root.cer\n@@ -1,20 +1,20 @@\n"), both,
                      VIEW("--- /dev/null\n+++ b/root.cer\n@@ -0,0 +1,20 @@\n"), marked(f, VIEW("+"), pem(f, ca))));
    pki_write(f, "malformed-certificate", "bad-merge.cer",
              FX_JOIN(f, VIEW("<<<<<<< HEAD\n"), text, VIEW("=======\n"), pem(f, ca), VIEW(">>>>>>> renewed\n")));
    pki_write(f, "several-certificates-in-file", "bad-dumps.cer", FX_JOIN(f, dump(f, root), VIEW("\n"), dump(f, ca)));
    pki_write(f, "several-certificates-in-file", "bad-bare.cer", FX_JOIN(f, text, fx_base64(f, ca)));
    pki_write(f, "trailing-data", "bad-dump.cer", FX_JOIN(f, text, dump(f, ca)));
    pki_write(f, "trailing-data", "bad-behind-dump.cer", FX_JOIN(f, dump(f, ca), text));
    pki_write(f, "several-certificates-in-file", "bad.cer", FX_JOIN(f, pem(f, ca), text));
    pki_write(f, "several-certificates-in-file", "good.cer", text);
    pki_write(f, "certificate-in-pkcs7", "bad.p7b", pkcs7(f, FX_JOIN(f, ca, root)));
    pki_write(f, "certificate-in-pkcs7", "bad-named.cer", fx_pem(f, "PKCS7", pkcs7(f, root)));
    pki_write(f, "certificate-in-pkcs7", "good.cer", root);
    struct view signer = FX_SEQ(f, fx_int(f, 1));
    pki_write(f, "certificate-of-signature", "bad.p7s", signed_data(f, "1.2.840.113549.1.7.1", root, signer));
    pki_write(f, "certificate-of-signature", "good.p7b", pkcs7(f, root));
    pki_write(f, "certificate-of-signature", "good-authority.p7b", signed_data(f, "1.3.6.1.5.5.7.12.3", root, signer));
    pki_write(f, "trailing-data", "bad.cer", FX_JOIN(f, root, VIEW("and more")));
    pki_write(f, "trailing-data", "bad-pem.cer", pem(f, FX_JOIN(f, root, VIEW("\0\0"))));
    pki_write(f, "trailing-data", "good.cer", root);
    pki_write(f, "trailing-data", "good-dump.cer", dump(f, text));
    pki_write(f, "malformed-certificate", "bad.cer", broken_validity(f));
    pki_write(f, "malformed-certificate", "bad-pem.cer", pem(f, broken_validity(f)));
    pki_write(f, "malformed-certificate", "bad-cut.cer", view_first(text, text.n / 2));
    pki_write(f, "malformed-certificate", "bad-letters.cer", FX_JOIN(f, view_first(text, 200), VIEW("*"), view_from(text, 201)));
    pki_write(f, "malformed-certificate", "good.cer", root);
    pki_write(f, "contains-private-key", "bad.cer",
              FX_JOIN(f, pem(f, pki_server(f)), fx_pem(f, "PRIVATE KEY", fx_private_key(f, "p256-partner-server"))));
    pki_write(f, "contains-private-key", "bad-behind.cer", FX_JOIN(f, root, fx_private_key(f, "rsa-partner-root")));
    pki_write(f, "malformed-certificate", "bad-second.cer", FX_JOIN(f, root, view_first(pki_ca(f), 300)));
    pki_write(f, "contains-private-key", "good.cer", pem(f, pki_server(f)));
    pki_write(f, "duplicate-certificate", "bad.cer", FX_JOIN(f, text, text));
    pki_write(f, "duplicate-certificate", "good.cer", FX_JOIN(f, text, pem(f, ca)));
}

void fixtures_file(struct fixtures *f)
{
    not_certificates(f);
    encodings(f);
    contents(f);
}
