/* Fixtures of the group `PFX`. */
#include "fixture_pki.h"

#define OPEN "inspect\n{file}\n--password-file\n{rules}/password.txt\n"
#define CLIENT .key = "rsa-partner-client", .cert = client, FX_CHAIN(ca, root)

/* bad and good, opened with the password. */
static void pair(struct fixtures *f, const char *id, struct view bad, struct view good)
{
    pki_write(f, id, "bad.pfx", bad);
    pki_write(f, id, "good.pfx", good);
    pki_args(f, id, "", OPEN);
}

/* A part of a PFX that is not encrypted. */
static struct view plain(struct fixtures *f, struct view bytes)
{
    return FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.1"), fx_der(f, 0xA0, fx_der(f, 0x04, bytes)));
}

/* Encrypted with a password that stands beside, encrypted for accounts; filler all of it. */
static struct view for_accounts(struct fixtures *f)
{
    struct view algorithm = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.1.3"), FX_SEQ(f, fx_der(f, 0x04, VIEW("saltsalt")), fx_int(f, 2000)));
    struct view content = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.1"), algorithm, fx_der(f, 0x80, VIEW("0123456789abcdef")));
    struct view certs = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.7.6"), fx_der(f, 0xA0, FX_SEQ(f, fx_int(f, 0), content)));
    struct view secret = FX_SEQ(f, fx_oid(f, "1.3.6.1.4.1.311.17.4"), fx_der(f, 0xA0, fx_der(f, 0x04, VIEW("for accounts"))));
    struct view bag = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.12.10.1.5"), fx_der(f, 0xA0, secret));
    return FX_SEQ(f, fx_int(f, 3), plain(f, FX_SEQ(f, certs, plain(f, FX_SEQ(f, bag)))));
}

static void contents(struct fixtures *f, struct view client, struct view ca, struct view root)
{
    struct view good = FX_PFX(f, CLIENT);
    pair(f, "pfx-password-missing", good, good);
    pki_args(f, "pfx-password-missing", "bad", "inspect\n{file}\n");
    pair(f, "pfx-password-wrong", FX_PFX(f, CLIENT, .password = "something else"), good);
    pair(f, "pfx-without-key", FX_PFX(f, .cert = client, FX_CHAIN(ca, root)), good);
    pair(f, "pfx-key-mismatch", FX_PFX(f, .key = "rsa-appliance", .cert = client, FX_CHAIN(ca, root)), good);
    pair(f, "pfx-chain-missing", FX_PFX(f, .key = "rsa-partner-client", .cert = client), good);
    pair(f, "pfx-several-keys", FX_PFX(f, CLIENT, .second_key = "rsa-appliance"), good);
    pair(f, "pfx-empty-password", FX_PFX(f, CLIENT, .password = ""), good);
    fx_write(f, "empty-password.txt", VIEW("\n"));
    pki_args(f, "pfx-empty-password", "bad", "inspect\n{file}\n--password-file\n{rules}/empty-password.txt\n");
    pair(f, "pfx-for-accounts", for_accounts(f), good);
    pki_write(f, "pfx-for-accounts", "bad-no-password.pfx", for_accounts(f));
    pki_args(f, "pfx-for-accounts", "bad-no-password", "inspect\n{file}\n");
    pair(f, "pfx-is-base64", fx_base64(f, good), good);
}

static void encryption(struct fixtures *f, struct view client, struct view ca, struct view root)
{
    struct view good = FX_PFX(f, CLIENT), old = FX_PFX(f, CLIENT, .cipher = "3des", .sha1_mac = true);
    pair(f, "pfx-unreadable-on-platform", good, old);
    pki_args(f, "pfx-unreadable-on-platform", "", OPEN "--platform\nwindows-2016\n");
    pair(f, "pfx-weak-encryption", FX_PFX(f, CLIENT, .cipher = "rc2", .sha1_mac = true), old);
    pair(f, "pfx-legacy-provider-missing", FX_PFX(f, CLIENT, .cipher = "rc2", .sha1_mac = true), old);
    pki_args(f, "pfx-legacy-provider-missing", "bad", "OPENSSL_MODULES={dir}\n" OPEN);
    pair(f, "pfx-iterations-excessive", FX_PFX(f, CLIENT, .claimed_iterations = "7fffffff"), FX_PFX(f, CLIENT, .iterations = 20000));
    pair(f, "pfx-low-iterations", FX_PFX(f, CLIENT, .iterations = 1024), good);
    pair(f, "pfx-no-mac", FX_PFX(f, CLIENT, .no_mac = true), good);
    pair(f, "pfx-key-not-encrypted", FX_PFX(f, CLIENT, .plain_key = true), good);
}

void fixtures_pfx(struct fixtures *f)
{
    struct view client = pki_client(f), ca = pki_ca(f), root = pki_root(f);
    fx_write(f, "password.txt", VIEW("certcase\n"));
    contents(f, client, ca, root);
    encryption(f, client, ca, root);
}
