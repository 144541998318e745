#include "format/container/pem.h"

static const struct {
    struct view label;
    enum container kind;
} label_kinds[] = {
    { VIEW_ROW("CERTIFICATE"), CONTAINER_PEM },
    { VIEW_ROW("X509 CERTIFICATE"), CONTAINER_PEM },
    { VIEW_ROW("TRUSTED CERTIFICATE"), CONTAINER_PEM },
    { VIEW_ROW("PKCS7"), CONTAINER_PKCS7 },
    { VIEW_ROW("PKCS #7 SIGNED DATA"), CONTAINER_PKCS7 },
    { VIEW_ROW("CMS"), CONTAINER_PKCS7 },
    { VIEW_ROW("PKCS12"), CONTAINER_PKCS12 },
    { VIEW_ROW("PFX"), CONTAINER_PKCS12 },
    { VIEW_ROW("CERTIFICATE REQUEST"), CONTAINER_CSR },
    { VIEW_ROW("NEW CERTIFICATE REQUEST"), CONTAINER_CSR },
    { VIEW_ROW("X509 CRL"), CONTAINER_CRL },
    { VIEW_ROW("CRL"), CONTAINER_CRL },
    { VIEW_ROW("PUBLIC KEY"), CONTAINER_PUBLIC_KEY },
    { VIEW_ROW("RSA PUBLIC KEY"), CONTAINER_PUBLIC_KEY },
    { VIEW_ROW("OPENSSH PRIVATE KEY"), CONTAINER_SSH_KEY },
};

enum container pem_label_kind(struct view label)
{
    for (size_t i = 0; i < COUNT_OF(label_kinds); i++)
        if (view_eq(label, label_kinds[i].label))
            return label_kinds[i].kind;
    if (view_starts(label, VIEW("PGP ")))
        return CONTAINER_PGP;
    if (view_starts(label, VIEW("SSH2 ")))
        return CONTAINER_SSH_KEY;
    if (view_ends(label, VIEW("PRIVATE KEY")))
        return CONTAINER_PRIVATE_KEY;
    return CONTAINER_TEXT;
}
