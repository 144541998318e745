#include "fixture_pki.h"

struct view pki_root(struct fixtures *f)
{
    return FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .ca = true, .to = "2040-01-01");
}

struct view pki_ca(struct fixtures *f)
{
    return FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_ROOT, .key = "rsa-partner-ca", .signer = "rsa-partner-root", .ca = true,
                   .ca_issuers = "http://pki.partner.example/root.cer", .to = "2035-01-01");
}

struct view pki_server(struct fixtures *f)
{
    return FX_CERT(f, .subject = "CN=api.partner.example, O=Partner", .issuer = PARTNER_CA, .key = "p256-partner-server",
                   .signer = "rsa-partner-ca", .names = "api.partner.example", .eku = "server", .from = "2026-06-01", .to = "2027-06-01",
                   .ca_issuers = "http://pki.partner.example/issuing-ca.cer");
}

struct view pki_client(struct fixtures *f)
{
    return FX_CERT(f, .subject = "CN=orders client, O=Partner", .issuer = PARTNER_CA, .key = "rsa-partner-client",
                   .signer = "rsa-partner-ca", .eku = "client", .from = "2026-06-01", .to = "2027-06-01",
                   .ca_issuers = "http://pki.partner.example/issuing-ca.cer");
}

struct view pki_other_root(struct fixtures *f)
{
    return FX_CERT(f, .subject = OTHER_ROOT, .key = "p256-other-root", .ca = true, .to = "2040-01-01");
}

struct view pki_public_root(struct fixtures *f)
{
    return FX_CERT(f, .subject = PUBLIC_ROOT, .key = "p256-public-root", .ca = true, .to = "2040-01-01");
}

void pki_write(struct fixtures *f, const char *id, const char *which, struct view bytes)
{
    fx_write(f, view_fmt(fx_arena(f), "%s/%s", id, which).p, bytes);
}

void pki_args(struct fixtures *f, const char *id, const char *which, const char *lines)
{
    fx_write(f, view_fmt(fx_arena(f), "%s/%s%sargs", id, which, which[0] ? "." : "").p, view_of(lines));
}
