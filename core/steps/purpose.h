/* purpose.h - what is it for? From the content, unless the user says otherwise. Pure; allocates nothing.
 *
 * PFX with key: client-side, unless its extended key usage is for servers alone; so is a PFX around a leaf with a foreign key or none,
 * and a leaf with a private key beside it.
 * Roots and intermediates: trusted root. A leaf or self-signed certificate without a key: for clients alone, client-side (its PFX is
 * missing); else trusted root (the leaf's root is missing).
 * *.outsystemsenterprise.com alone, for servers, without a key: the vendor's own, unless its chain is at hand and ends at no public CA;
 * by its names alone it only says so.
 * CAs of callers (inbound mTLS) look like trusted roots: only whoever asks can say so.
 * The certificate that it is about follows from the purpose: for a trusted root or callers' CAs the CA (or whatever has a key, which is
 * wrong and said so), else the one at the end of the chain.
 */
#ifndef STEPS_PURPOSE_H
#define STEPS_PURPOSE_H

#include "model/case.h"
#include "model/cert.h"
#include "model/request.h"

struct decided {
    enum purpose purpose;   /* PURPOSE_NONE when there is no certificate */
    enum purpose by_content; /* what it would be if nobody had said otherwise */
    bool vendor_owned;      /* the default wildcard of the vendor's cloud (situation 1), as far as it can be told */
    bool vendor_named;      /* it names the vendor's domain alone, and is known to come from no public CA: so it isn't the vendor's */
    const struct cert *main; /* the certificate that it is about; NULL when there is none */
};
struct decided purpose_decide(const struct evidence *evidence, enum purpose asked);
/* What a record says that it is about, where that is at hand, comes before the order of the files. */
void purpose_is_about(const struct evidence *evidence, const struct cert *said, struct decided *decided);
/* Whose domain it is for, where the certificate tells; else `otherwise`. */
enum domain purpose_domain(const struct decided *decided, enum domain otherwise);
/* Whether its extended key usage lets it be a TLS server's; without one all is let. */
bool purpose_may_serve(const struct cert *cert);
/* A CA that issues others: what "openssl req -x509" makes for a client calls itself one, too. */
bool purpose_is_issuer(const struct cert *cert);
bool purpose_is_for_clients_alone(const struct cert *cert);
bool purpose_is_for_servers_alone(const struct cert *cert);
/* Whether a case ships it: a leaf only where it is what goes onto the servers. */
bool purpose_ships(enum purpose purpose, const struct cert *cert);
bool purpose_has_key_file(const struct evidence *evidence); /* a private key outside of a PFX */

#endif
