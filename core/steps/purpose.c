#include "steps/purpose.h"

static bool is_vendor_name(struct view host)
{
    return view_ends_nocase(host, VIEW(".outsystemsenterprise.com")) || view_eq_nocase(host, VIEW("outsystemsenterprise.com"));
}

/* A self-signed certificate can claim any name; the vendor's own comes from a public CA. */
static bool is_vendors(const struct cert *cert)
{
    if (cert->ca || cert->self_signed)
        return false;
    for (size_t i = 0; i < cert->n_names; i++)
        if (cert->names[i].kind == NAME_DNS && is_vendor_name(cert->names[i].text))
            return true;
    return !cert->has_san && is_vendor_name(cert->subject_cn);
}

static const struct cert *find_main(const struct evidence *evidence)
{
    const struct cert *leaf = NULL, *authority = NULL;
    for (size_t i = 0; i < evidence->certs.n; i++) {
        const struct cert *cert = evidence->certs.items[i];
        if (cert->has_key)
            return cert;
        if (cert->role == ROLE_LEAF && !leaf)
            leaf = cert;
        else if (cert->role != ROLE_LEAF && !authority)
            authority = cert;
    }
    return authority ? authority : leaf;
}

static bool has_closed_pfx(const struct evidence *evidence, const struct cert *main)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->container == CONTAINER_PKCS12 && (!main || evidence->files[i]->pfx.state != PFX_OPEN))
            return true;
    return false;
}

static enum purpose by_content(const struct evidence *evidence, const struct cert *main)
{
    if ((!main || !main->has_key) && has_closed_pfx(evidence, main))
        return PURPOSE_CLIENT_SIDE; /* whatever is in it, nobody sends a PFX for a root: the CAs beside it are its chain */
    if (!main)
        return PURPOSE_NONE;
    bool for_server = main->eku & EKU_SERVER, for_client = main->eku & (EKU_CLIENT | EKU_ANY);
    if (main->has_key)
        return for_server && !for_client ? PURPOSE_SERVER : PURPOSE_CLIENT_SIDE;
    if (main->role == ROLE_LEAF)
        return for_client && !for_server && !(main->eku & EKU_ANY) ? PURPOSE_CLIENT_SIDE : PURPOSE_TRUSTED_ROOT;
    return PURPOSE_TRUSTED_ROOT;
}

struct decided purpose_decide(const struct evidence *evidence, enum purpose asked)
{
    const struct cert *main = find_main(evidence);
    struct decided decided = { .by_content = by_content(evidence, main) };
    bool vendors = main && is_vendors(main);
    if (vendors)
        decided.by_content = PURPOSE_SERVER;
    decided.purpose = asked == PURPOSE_NONE ? decided.by_content : asked;
    decided.vendor_owned = vendors && decided.purpose == PURPOSE_SERVER;
    return decided;
}
