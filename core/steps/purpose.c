#include "steps/purpose.h"

#include "steps/certs.h"

static bool is_vendor_name(struct view host)
{
    return view_ends_nocase(host, VIEW(".outsystemsenterprise.com")) || view_eq_nocase(host, VIEW("outsystemsenterprise.com"));
}

bool purpose_may_serve(const struct cert *cert)
{
    return !cert->has_eku || (cert->eku & (EKU_SERVER | EKU_ANY));
}

bool purpose_has_key_file(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->oddities & FILE_PRIVATE_KEY)
            return true;
    return false;
}

/* A leaf alone doesn't tell; a chain that is at hand has to end at a public CA, as far as those are known. */
static bool may_be_of_public_ca(const struct evidence *evidence, const struct cert *cert)
{
    const struct cert *top = cert_top(&evidence->certs, cert);
    return cert->issuer_publicly_trusted || (top == cert && !cert->public_issuer_denied) || (!evidence->trust_known && !top->self_issued);
}

static bool names_vendor_alone(const struct cert *cert)
{
    bool named = false;
    if (cert->ca || !purpose_may_serve(cert))
        return false;
    for (size_t i = 0; i < cert->n_names; i++) {
        if (cert->names[i].kind == NAME_DNS && !is_vendor_name(cert->names[i].text))
            return false;
        named = named || cert->names[i].kind == NAME_DNS;
    }
    return named || (!cert->has_san && is_vendor_name(cert->subject_cn));
}

/* Anybody can have a certificate for any name from a CA of his own; the vendor's own serves, has no other names, comes from a public CA,
 * and nobody else has its key. */
static void tell_vendors(const struct evidence *evidence, struct decided *decided)
{
    const struct cert *cert = decided->main;
    bool named = cert && decided->purpose == PURPOSE_SERVER && names_vendor_alone(cert);
    bool public = named && !cert->self_signed && may_be_of_public_ca(evidence, cert);
    decided->vendor_owned = public && !cert->has_key && !purpose_has_key_file(evidence);
    decided->vendor_named = named && !public && (cert->self_signed || evidence->trust_known);
}

enum domain purpose_domain(const struct decided *decided, enum domain otherwise)
{
    return decided->vendor_owned ? DOMAIN_VENDORS : decided->vendor_named ? DOMAIN_VENDORS_BY_NAME : otherwise;
}

/* How badly it fits what is asked for. A trusted root is a CA, and so is what vouches for callers; a client's or server's request is about
 * the certificate at the end of its chain, whatever CAs come along.
 * Who has a key is meant, but for a server not where another one is for servers. */
static unsigned misfit(const struct cert *cert, enum purpose purpose)
{
    static const unsigned as_ca[] = {
        [ROLE_CLIENT] = 0, [ROLE_ROOT] = 1, [ROLE_SELF_SIGNED] = 2, [ROLE_INTERMEDIATE] = 3, [ROLE_LEAF] = 4,
    };
    static const unsigned as_own[] = {
        [ROLE_CLIENT] = 1, [ROLE_LEAF] = 1, [ROLE_SELF_SIGNED] = 2, [ROLE_ROOT] = 3, [ROLE_INTERMEDIATE] = 4,
    };
    static_assert(COUNT_OF(as_ca) == ROLE_COUNT && COUNT_OF(as_own) == ROLE_COUNT, "a place for every role");
    if (purpose == PURPOSE_SERVER)
        return 4 * as_own[cert->role] + (purpose_may_serve(cert) ? 0 : 2) + (cert->has_key ? 0 : 1);
    return cert->has_key ? 0 : purpose == PURPOSE_CLIENT_SIDE ? as_own[cert->role] : as_ca[cert->role];
}

/* The first of those that fit the purpose best; PURPOSE_NONE: as for a trusted root. NULL when there is none. */
static const struct cert *best_fit(const struct evidence *evidence, enum purpose purpose)
{
    const struct cert *main = NULL;
    for (size_t i = 0; i < evidence->certs.n; i++)
        if (!main || misfit(evidence->certs.items[i], purpose) < misfit(main, purpose))
            main = evidence->certs.items[i];
    const struct cert *newer = main ? main->renewed_by : NULL;
    if (newer && certs_are_twins(newer, main) && main->self_signed)
        newer = cert_top(&evidence->certs, newer); /* another root has signed it: that one lasts longer */
    return newer && misfit(newer, purpose) == misfit(main, purpose) ? newer : main;
}

static bool has_shut_pfx(const struct evidence *evidence, const struct cert *main)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->container == CONTAINER_PKCS12 && (!main || !pfx_is_open(&evidence->files[i]->pfx)))
            return true;
    return false;
}

bool purpose_is_issuer(const struct cert *cert)
{
    return cert->role == ROLE_INTERMEDIATE || (cert->ca && (cert->key_usage & KU_KEY_CERT_SIGN));
}

bool purpose_is_for_clients_alone(const struct cert *cert)
{
    return (cert->eku & EKU_CLIENT) && !(cert->eku & (EKU_SERVER | EKU_ANY));
}

bool purpose_is_for_servers_alone(const struct cert *cert)
{
    return (cert->eku & EKU_SERVER) && !(cert->eku & (EKU_CLIENT | EKU_ANY));
}

static bool is_a_clients(const struct cert *cert)
{
    return cert->role == ROLE_LEAF && !purpose_is_for_servers_alone(cert);
}

/* A private key beside a certificate, outside of a PFX: for a client, who alone needs one here. */
static bool has_key_beside(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->certs.n && purpose_has_key_file(evidence); i++)
        if (is_a_clients(evidence->certs.items[i]))
            return true;
    return false;
}

/* A PFX that was made for somebody, and has the wrong key or none: what is missing is said about it. */
static bool has_pfx_with_wrong_key(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->n_files; i++) {
        const struct cert_file *file = evidence->files[i];
        bool is_open = file->container == CONTAINER_PKCS12 && pfx_is_open(&file->pfx);
        for (size_t j = 0; is_open && j < file->certs.n; j++)
            if (is_a_clients(file->certs.items[j]))
                return true;
    }
    return false;
}

static enum purpose by_content(const struct evidence *evidence, const struct cert *main)
{
    if ((!main || !main->has_key) && has_shut_pfx(evidence, main))
        return PURPOSE_CLIENT_SIDE; /* whatever is in it, nobody sends a PFX for a root: the CAs beside it are its chain */
    if (!main)
        return PURPOSE_NONE;
    if (main->has_key)
        return purpose_is_for_servers_alone(main) ? PURPOSE_SERVER : PURPOSE_CLIENT_SIDE;
    if (has_pfx_with_wrong_key(evidence) || has_key_beside(evidence))
        return PURPOSE_CLIENT_SIDE;
    if (main->role == ROLE_LEAF || main->role == ROLE_SELF_SIGNED)
        return purpose_is_for_clients_alone(main) ? PURPOSE_CLIENT_SIDE : PURPOSE_TRUSTED_ROOT;
    return PURPOSE_TRUSTED_ROOT;
}

struct decided purpose_decide(const struct evidence *evidence, enum purpose asked)
{
    const struct cert *main = best_fit(evidence, PURPOSE_NONE);
    struct decided decided = { .main = main, .purpose = PURPOSE_SERVER };
    tell_vendors(evidence, &decided);
    decided.by_content = decided.vendor_owned ? PURPOSE_SERVER : by_content(evidence, main);
    decided.purpose = asked == PURPOSE_NONE ? decided.by_content : asked;
    decided.main = best_fit(evidence, decided.purpose);
    tell_vendors(evidence, &decided);
    return decided;
}

void purpose_is_about(const struct evidence *evidence, const struct cert *said, struct decided *decided)
{
    const struct cert *found = decided->main && cert_same(decided->main, said) ? NULL : cert_find(&evidence->certs, said);
    if (!found)
        return;
    decided->main = found;
    tell_vendors(evidence, decided);
}

bool purpose_ships(enum purpose purpose, const struct cert *cert)
{
    switch (purpose) {
    case PURPOSE_TRUSTED_ROOT:
    case PURPOSE_INBOUND_MTLS:
        return role_is_ca(cert->role) || cert->role == ROLE_SELF_SIGNED;
    case PURPOSE_CLIENT_SIDE:
        return cert->has_key || cert->role != ROLE_LEAF;
    case PURPOSE_SERVER:
        return true;
    case PURPOSE_NONE:
    case PURPOSE_COUNT:
        break;
    }
    return false;
}
