/* Fixtures of the group `PFX`. */
#include "fixture_pki.h"

#include "model/cert.h"

#define FOR_CLOUD "build\n--dry-run\n{file}\n--environments\n{rules}/inventory.xml\n-e\nTest\n"
#define OPEN "inspect\n{file}\n--password-file\n{rules}/password.txt\n"
#define CLIENT .key = "rsa-partner-client", .cert = client, FX_CHAIN(ca, root)

/* bad and good, opened with the password. */
static void pair(struct fixtures *f, const char *id, struct view bad, struct view good)
{
    pki_write(f, id, "bad.pfx", bad);
    pki_write(f, id, "good.pfx", good);
    pki_args(f, id, "", OPEN);
}

static struct view client_that(struct fixtures *f, unsigned key_usage)
{
    return FX_CERT(f, .subject = "CN=orders client, O=Partner", .issuer = PARTNER_CA, .key = "rsa-partner-client",
                   .signer = "rsa-partner-ca", .eku = "client", .drop = FX_NO_KEY_USAGE, .to = "2027-06-01",
                   FX_EXTENSIONS(fx_key_usage(f, key_usage)));
}

/* A part of a PFX that is not encrypted. */
static struct view plain(struct fixtures *f, struct view bytes)
{
    return FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.1"), fx_der(f, 0xA0, fx_der(f, 0x04, bytes)));
}

/* Encrypted with a password that stands beside, encrypted for accounts; filler all of it. */
static struct view for_accounts(struct fixtures *f, bool modern)
{
    struct view rounds = FX_SEQ(f, fx_der(f, 0x04, VIEW("saltsalt")), fx_int(f, 2000));
    struct view aes = FX_SEQ(f, fx_oid(f, "2.16.840.1.101.3.4.1.42"), fx_der(f, 0x04, VIEW("0123456789abcdef")));
    struct view pbes2 = FX_SEQ(f, FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.5.12"), rounds), aes);
    struct view algorithm = modern ? FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.5.13"), pbes2)
                                   : FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.1.3"), rounds);
    struct view content = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.1"), algorithm, fx_der(f, 0x80, VIEW("0123456789abcdef")));
    struct view certs = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.6"), fx_der(f, 0xA0, FX_SEQ(f, fx_int(f, 0), content)));
    struct view secret = FX_SEQ(f, fx_oid(f, "1.3.6.1.4.1.311.17.4"), fx_der(f, 0xA0, fx_der(f, 0x04, VIEW("for accounts"))));
    struct view bag = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.10.1.5"), fx_der(f, 0xA0, secret));
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, certs, plain(f, FX_SEQ(f, bag)))));
}

static struct view bag_of(struct fixtures *f, const char *kind, struct view value)
{
    return FX_SEQ(f, fx_oid(f, kind), fx_der(f, 0xA0, value));
}

static struct view cert_bag(struct fixtures *f, struct view cert)
{
    return bag_of(f, "1.2.840.113549.1.12.10.1.3", bag_of(f, "1.2.840.113549.1.9.22.1", fx_der(f, 0x04, cert)));
}

/* Nothing in it is encrypted. */
static struct view with_gost_key(struct fixtures *f, struct view cert)
{
    struct view key = FX_SEQ(f, fx_int(f, 0), FX_SEQ(f, fx_oid(f, "1.2.643.7.1.1.1.1")), fx_der(f, 0x04, fx_bytes(f, "gost", 32)));
    struct view bags = FX_SEQ(f, bag_of(f, "1.2.840.113549.1.12.10.1.1", key), cert_bag(f, cert));
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, plain(f, bags))));
}

/* The key has the number of a certificate that is not its own. */
static struct view with_crossed_numbers(struct fixtures *f, struct view client, struct view ca)
{
    struct view number = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.9.21"), fx_der(f, 0x31, fx_der(f, 0x04, VIEW("1"))));
    struct view attributes = fx_der(f, 0x31, number);
    struct view key = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.10.1.1"), fx_der(f, 0xA0, fx_private_key(f, "rsa-partner-client")),
                             attributes);
    struct view issuer = bag_of(f, "1.2.840.113549.1.9.22.1", fx_der(f, 0x04, ca));
    struct view numbered = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.10.1.3"), fx_der(f, 0xA0, issuer), attributes);
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, plain(f, FX_SEQ(f, key, cert_bag(f, client), numbered)))));
}

static struct view with_secret(struct fixtures *f, struct view cert)
{
    struct view secret = bag_of(f, "1.3.6.1.4.1.99999.1", fx_der(f, 0x04, VIEW("PFX password: geheim1")));
    struct view bags = FX_SEQ(f, cert_bag(f, cert), bag_of(f, "1.2.840.113549.1.12.10.1.5", secret));
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, plain(f, bags))));
}

static struct view with_named_cert(struct fixtures *f, struct view cert)
{
    struct view name = fx_der(f, 0x1E, VIEW("\0p\0w\0d\0:\0 \0G\0e\0h\0e\0i\0m\0001\0!"));
    struct view attribute = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.9.20"), fx_der(f, 0x31, name));
    struct view string = bag_of(f, "1.2.840.113549.1.9.22.1", fx_der(f, 0x04, cert));
    struct view bag = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.10.1.3"), fx_der(f, 0xA0, string), fx_der(f, 0x31, attribute));
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, plain(f, FX_SEQ(f, bag)))));
}

/* Its value is wrong, which nobody sees before the password is asked for. */
static struct view with_pbmac1(struct fixtures *f, struct view cert)
{
    struct view sha = FX_SEQ(f, fx_oid(f, "1.2.840.113549.2.9"), fx_der(f, 0x05, VIEW("")));
    struct view derive = FX_SEQ(f, fx_der(f, 0x04, VIEW("saltsalt")), fx_int(f, 2048), fx_int(f, 32), sha);
    struct view how = FX_SEQ(f, FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.5.12"), derive), sha);
    struct view digest = FX_SEQ(f, FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.5.14"), how), fx_der(f, 0x04, fx_bytes(f, "mac", 32)));
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, plain(f, FX_SEQ(f, cert_bag(f, cert))))),
                  FX_SEQ(f, digest, fx_der(f, 0x04, VIEW("unused")), fx_int(f, 1)));
}

static struct view attached(struct fixtures *f, struct view bytes)
{
    return FX_JOIN(f, VIEW("--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"), fx_base64(f, bytes));
}

/* As a partner sends it: the PFX, and what it doesn't hold beside it. */
static void mails(struct fixtures *f, struct view client, struct view ca, struct view root)
{
    static const struct view head = VIEW_ROW("From: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n");
    struct view alone = FX_PFX(f, .key = "rsa-partner-client", .cert = client);
    pki_write(f, "pfx-is-base64", "bad.eml", FX_JOIN(f, head, attached(f, alone), attached(f, ca), attached(f, root)));
    pki_write(f, "pfx-several-keys", "bad.eml", FX_JOIN(f, head, attached(f, FX_PFX(f, CLIENT)), attached(f, alone)));
    pki_write(f, "pfx-chain-missing", "good.eml", FX_JOIN(f, head, attached(f, alone), attached(f, ca), attached(f, root)));
    pki_write(f, "attachment-not-read", "bad.eml", FX_JOIN(f, head, attached(f, root), attached(f, VIEW("PK\3\4 and so on"))));
    pki_write(f, "attachment-not-read", "bad-old.eml",
              FX_JOIN(f, head, attached(f, root), VIEW("\n--b\nContent-Type: text/plain\n\nbegin 644 new.cer\n#0V%T\n`\nend\n")));
    pki_write(f, "attachment-not-read", "bad-pfx.eml", FX_JOIN(f, head, attached(f, alone), attached(f, fx_hex(f, "feedfeed00000002"))));
    pki_args(f, "attachment-not-read", "bad-pfx", OPEN);
    pki_write(f, "attachment-not-read", "good.eml", FX_JOIN(f, head, attached(f, root), attached(f, VIEW("Best regards\n"))));
    pki_write(f, "trailing-data", "bad-pfx.pfx", FX_JOIN(f, FX_PFX(f, CLIENT), VIEW("PFX password: geheim1\n")));
    pki_args(f, "trailing-data", "bad-pfx", OPEN);
}

static void contents(struct fixtures *f, struct view client, struct view ca, struct view root)
{
    struct view good = FX_PFX(f, CLIENT);
    pair(f, "pfx-password-missing", good, good);
    pki_args(f, "pfx-password-missing", "bad", "inspect\n{file}\n");
    pair(f, "pfx-password-wrong", FX_PFX(f, CLIENT, .password = "something else"), good);
    pair(f, "pfx-without-key", FX_PFX(f, .cert = client, FX_CHAIN(ca, root)), good);
    pair(f, "pfx-key-mismatch", FX_PFX(f, .key = "rsa-appliance", .cert = client, FX_CHAIN(ca, root)), good);
    struct view old = FX_CERT(f, .subject = "CN=orders client, O=Partner", .issuer = PARTNER_CA, .key = "rsa-partner-client",
                              .signer = "rsa-partner-ca", .eku = "client", .from = "2025-06-01", .to = "2026-06-01");
    pki_write(f, "pfx-key-mismatch", "good-renewal.pfx", FX_PFX(f, .key = "rsa-partner-client", .cert = client, FX_CHAIN(old, ca, root)));
    pair(f, "pfx-chain-missing", FX_PFX(f, .key = "rsa-partner-client", .cert = client), good);
    pair(f, "pfx-several-keys", FX_PFX(f, CLIENT, .second_key = "rsa-appliance"), good);
    pair(f, "pfx-empty-password", FX_PFX(f, CLIENT, .password = ""), good);
    fx_write(f, "empty-password.txt", VIEW("\n"));
    pki_args(f, "pfx-empty-password", "bad", "inspect\n{file}\n--password-file\n{rules}/empty-password.txt\n");
    pair(f, "pfx-for-accounts", for_accounts(f, false), good);
    pair(f, "pfx-other-entries", with_secret(f, client), good);
    pair(f, "pfx-tells-secret", with_named_cert(f, client), good);
    pki_write(f, "pfx-for-accounts", "bad-no-password.pfx", for_accounts(f, false));
    pki_args(f, "pfx-for-accounts", "bad-no-password", "inspect\n{file}\n");
    pki_write(f, "pfx-encryption-not-accepted", "good-for-accounts.pfx", for_accounts(f, true));
    pki_args(f, "pfx-encryption-not-accepted", "good-for-accounts", "inspect\n{file}\n");
    pair(f, "pfx-is-base64", fx_base64(f, good), good);
    pair(f, "pfx-key-unsupported", with_gost_key(f, client), good);
    pair(f, "pfx-pbmac1", with_pbmac1(f, client), good);
}

static void encryption(struct fixtures *f, struct view client, struct view ca, struct view root)
{
    struct view good = FX_PFX(f, CLIENT), old = FX_PFX(f, CLIENT, .cipher = "3des", .sha1_mac = true);
    pair(f, "pfx-unreadable-on-platform", good, old);
    pki_args(f, "pfx-unreadable-on-platform", "", OPEN "--platform\nwindows-2016\n");
    pair(f, "pfx-encryption-not-accepted", good, old);
    pki_args(f, "pfx-encryption-not-accepted", "", FOR_CLOUD "--password-file\n{rules}/password.txt\n");
    pki_write(f, "pfx-encryption-not-accepted", "bad-closed.pfx", good);
    pki_args(f, "pfx-encryption-not-accepted", "bad-closed", FOR_CLOUD);
    pki_args(f, "pfx-encryption-not-accepted", "bad-anywhere", "inspect\n{dir}/bad.pfx\n--password-file\n{rules}/password.txt\n");
    pki_write(f, "key-usage-contradicts", "bad-client.pfx",
              FX_PFX(f, .key = "rsa-partner-client", .cert = client_that(f, KU_KEY_ENCIPHERMENT), FX_CHAIN(ca, root)));
    pki_write(f, "key-usage-contradicts", "good-client.pfx",
              FX_PFX(f, .key = "rsa-partner-client", .cert = client_that(f, KU_DIGITAL_SIGNATURE), FX_CHAIN(ca, root)));
    pki_args(f, "key-usage-contradicts", "bad-client", OPEN);
    pki_args(f, "key-usage-contradicts", "good-client", OPEN);
    pair(f, "pfx-weak-encryption", FX_PFX(f, CLIENT, .cipher = "rc2", .sha1_mac = true), old);
    pair(f, "pfx-legacy-provider-missing", FX_PFX(f, CLIENT, .cipher = "rc2", .sha1_mac = true), old);
    pki_args(f, "pfx-legacy-provider-missing", "bad", "OPENSSL_MODULES={dir}\n" OPEN);
    pair(f, "pfx-iterations-excessive", FX_PFX(f, CLIENT, .claimed_iterations = "7fffffff"), FX_PFX(f, CLIENT, .iterations = 20000));
    pair(f, "pfx-key-claimed-twice", FX_PFX(f, .key = "rsa-partner-client", .cert = client, FX_CHAIN(client, ca, root)), good);
    pki_write(f, "pfx-key-claimed-twice", "bad-crossed.pfx", with_crossed_numbers(f, client, ca));
    pki_args(f, "pfx-key-claimed-twice", "bad-crossed", "inspect\n{file}\n");
    pair(f, "pfx-low-iterations", FX_PFX(f, CLIENT, .iterations = 1024), good);
    pair(f, "pfx-no-mac", FX_PFX(f, CLIENT, .no_mac = true), good);
    pair(f, "pfx-key-not-encrypted", FX_PFX(f, CLIENT, .plain_key = true), good);
}

void fixtures_pfx(struct fixtures *f)
{
    struct view client = pki_client(f), ca = pki_ca(f), root = pki_root(f);
    fx_write(f, "password.txt", VIEW("certcase\n"));
    mails(f, client, ca, root);
    contents(f, client, ca, root);
    encryption(f, client, ca, root);
}
