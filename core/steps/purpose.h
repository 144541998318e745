/* purpose.h - what is it for? From the content, unless the user says otherwise. Pure; allocates nothing.
 *
 * PFX with key: client-side, unless its extended key usage is for servers alone. Roots, self-signed and intermediates: trusted root. A leaf
 * without a key: for clients alone, client-side (its PFX is missing); else trusted root (its root is missing).
 * *.outsystemsenterprise.com: the vendor's own.
 */
#ifndef STEPS_PURPOSE_H
#define STEPS_PURPOSE_H

#include "model/cert.h"
#include "model/request.h"

struct decided {
    enum purpose purpose;   /* PURPOSE_NONE when there is no certificate */
    enum purpose by_content; /* what it would be if nobody had said otherwise */
    bool vendor_owned;      /* the default wildcard of the vendor's cloud (situation 1) */
};
struct decided purpose_decide(const struct evidence *evidence, enum purpose asked);

#endif
