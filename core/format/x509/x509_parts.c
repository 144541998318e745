#include "format/x509/x509_parts.h"

void x509_odd(struct cert *cert, enum cert_oddity oddity, const char *detail)
{
    cert->oddities |= (unsigned)oddity;
    if (cert->odd_detail.n == 0)
        cert->odd_detail = view_of(detail);
}
