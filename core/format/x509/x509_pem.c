#include "format/x509/x509.h"

#include <openssl/pem.h>

struct view x509_pem(struct arena *arena, struct view der)
{
    BIO *bio = BIO_new(BIO_s_mem());
    const unsigned char *bytes = (const unsigned char *)der.p;
    char *text;
    if (!bio || PEM_write_bio(bio, PEM_STRING_X509, "", bytes, (long)der.n) <= 0)
        die_oom(der.n);
    long n = BIO_get_mem_data(bio, &text);
    struct view pem = view_dup(arena, (struct view){ .p = text, .n = (size_t)n });
    BIO_free(bio);
    return pem;
}
