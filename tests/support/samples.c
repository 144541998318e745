/* samples.c - writes the ordinary files that golden tests, the quick start and judges work with: `samples FOLDER`.
 *
 * One private CA ("Partner") with root, issuing CA, a server's and a client's certificate; what people really send.
 * The PFX password is "certcase".
 */
#include "fixture.h"

#define ROOT_NAME "CN=Partner Root CA, O=Partner Lda, C=PT"
#define SIGNING_CA "CN=Signing CA, O=Example"
#define CA_NAME "CN=Partner Issuing CA 1, O=Partner Lda, C=PT"

struct chain {
    struct view root, authority;
};

static struct chain write_chain(struct fixtures *f)
{
    struct chain c = {
        .root = FX_CERT(f, .subject = ROOT_NAME, .key = "rsa-partner-root", .from = "2024-03-01T00:00:00Z", .to = "2044-03-01T00:00:00Z",
                        .ca = true),
        .authority = FX_CERT(f, .subject = CA_NAME, .issuer = ROOT_NAME, .key = "rsa-partner-ca", .signer = "rsa-partner-root",
                             .from = "2024-03-02T00:00:00Z", .to = "2034-03-02T00:00:00Z", .ca = true,
                             .ca_issuers = "http://pki.partner.example/root.cer"),
    };
    fx_write(f, "partner-root.cer", c.root);
    fx_write(f, "partner-root.pem", fx_pem(f, "CERTIFICATE", c.root));
    fx_write(f, "partner-issuing-ca.cer", c.authority);
    fx_write(f, "partner-chain.pem", FX_JOIN(f, fx_pem(f, "CERTIFICATE", c.authority), fx_pem(f, "CERTIFICATE", c.root)));
    return c;
}

static void write_leaves(struct fixtures *f, struct chain c)
{
    struct view server =
        FX_CERT(f, .subject = "CN=api.partner.example, O=Partner Lda, C=PT", .issuer = CA_NAME, .key = "p256-partner-server",
                .signer = "rsa-partner-ca", .from = "2026-06-01T00:00:00Z", .to = "2027-06-01T00:00:00Z", .eku = "server",
                .names = "api.partner.example,www.partner.example", .ca_issuers = "http://pki.partner.example/issuing-ca-1.cer");
    struct view client = FX_CERT(f, .subject = "CN=outsystems-client, O=Partner Lda, C=PT", .issuer = CA_NAME, .key = "rsa-partner-client",
                                 .signer = "rsa-partner-ca", .from = "2026-06-01T00:00:00Z", .to = "2027-06-01T00:00:00Z", .eku = "client",
                                 .ca_issuers = "http://pki.partner.example/issuing-ca-1.cer");
    fx_write(f, "old-client.cer",
             FX_CERT(f, .subject = "CN=outsystems-client, O=Partner Lda, C=PT", .issuer = CA_NAME, .key = "rsa-partner-client",
                     .signer = "rsa-partner-ca", .from = "2025-12-01T00:00:00Z", .to = "2026-12-15T00:00:00Z", .eku = "client"));
    fx_write(f, "partner-server.cer", server);
    fx_write(f, "partner-client.cer", client);
    fx_write(f, "partner-client.pfx", FX_PFX(f, .key = "rsa-partner-client", .cert = client, FX_CHAIN(c.authority, c.root)));
    fx_write(f, "partner-client-alone.pfx", FX_PFX(f, .key = "rsa-partner-client", .cert = client, .cipher = "3des", .sha1_mac = true));
    fx_write(f, "partner-cas.pfx", FX_PFX(f, .cert = c.authority, FX_CHAIN(c.root)));
    fx_write(f, "partner-client-3des.pfx",
             FX_PFX(f, .key = "rsa-partner-client", .cert = client, FX_CHAIN(c.authority, c.root), .cipher = "3des", .sha1_mac = true));
}

static void write_others(struct fixtures *f)
{
    fx_write(f, "appliance.cer",
             FX_CERT(f, .subject = "CN=sftp.partner.example", .key = "rsa-appliance", .from = "2026-01-01T00:00:00Z",
                     .to = "2028-01-01T00:00:00Z", .eku = "server", .names = "sftp.partner.example"));
    fx_write(f, "own-domain.cer",
             FX_CERT(f, .subject = "CN=apps.example.com", .issuer = "CN=Some Public CA, O=Some CA, C=US", .key = "rsa-own-domain",
                     .signer = "rsa-some-ca", .from = "2026-09-01T00:00:00Z", .to = "2027-03-01T00:00:00Z", .eku = "server",
                     .names = "apps.example.com"));
    fx_write(f, "vendor-wildcard.cer",
             FX_CERT(f, .subject = "CN=*.outsystemsenterprise.com", .issuer = "CN=Some Public CA, O=Some CA, C=US", .key = "rsa-vendor",
                     .signer = "rsa-some-ca", .from = "2026-09-01T00:00:00Z", .to = "2027-03-01T00:00:00Z", .eku = "server",
                     .names = "*.outsystemsenterprise.com"));
    fx_write(f, "old-root.cer",
             FX_CERT(f, .subject = ROOT_NAME, .key = "rsa-partner-old-root", .from = "2016-12-20T00:00:00Z", .to = "2026-12-20T23:59:59Z",
                     .ca = true));
    struct view signing_ca = FX_CERT(f, .subject = SIGNING_CA, .key = "rsa-signing-ca", .ca = true);
    struct view signer = FX_CERT(f, .subject = "CN=Release signing, O=Example", .issuer = SIGNING_CA, .key = "rsa-signer",
                                 .signer = "rsa-signing-ca");
    fx_write(f, "signer-ca.pem", fx_pem(f, "CERTIFICATE", signing_ca));
    fx_write(f, "signer.cer", signer);
    fx_write(f, "signer.pem", fx_pem(f, "CERTIFICATE", signer));
    fx_write(f, "signer.key", fx_pem(f, "PRIVATE KEY", fx_private_key(f, "rsa-signer")));
    fx_write(f, "password.txt", VIEW("certcase\n"));
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: samples FOLDER\n", stderr);
        return 2;
    }
    struct fixtures *f = fixtures_open(argv[1]);
    write_leaves(f, write_chain(f));
    write_others(f);
    fixtures_close(f);
    return 0;
}
