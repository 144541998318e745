#include "os/windows.h"

#include <wincrypt.h>

const char *const os_trust_paths[] = { NULL };

/* AuthRoot is what Microsoft's root programme has brought to this machine; ROOT holds companies' own roots, too, which nobody else trusts.
 */
bool os_trusted(void (*each)(void *to, const void *der, size_t n), void *to)
{
    const DWORD how = CERT_SYSTEM_STORE_LOCAL_MACHINE | CERT_STORE_READONLY_FLAG | CERT_STORE_OPEN_EXISTING_FLAG;
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, how, L"AuthRoot");
    const CERT_CONTEXT *one = NULL;
    while (store && (one = CertEnumCertificatesInStore(store, one)))
        each(to, one->pbCertEncoded, one->cbCertEncoded);
    if (store)
        CertCloseStore(store, 0);
    return true;
}
