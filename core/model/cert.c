#include "model/cert.h"

/* The chain upwards may be a ring; it is never longer than the set. */
const struct cert *cert_top(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n && cert->issuer_cert && cert->issuer_cert != cert; i++)
        cert = cert->issuer_cert;
    return cert;
}

bool evidence_has_shut_pfx(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->pfx.state == PFX_PASSWORD_MISSING)
            return true;
    return false;
}
