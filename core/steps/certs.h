/* certs.h - certificates to ordered chains with roles: who signed whom, what each is, which Windows store it goes to, whether
 * everybody trusts it already.
 *
 * Subject = issuer does not prove self-signed: the signature is verified. A CA may have several certificates (twins): the issuer is the one
 * whose chain to a root at hand lasts longest, wherever it stands. Order: each chain from leaf to root, chains in file order.
 * Memory:  the arena. Errors: none. Threads: one x509_ctx a thread.
 * Source:  RFC 5280 section 6; Microsoft KB 2802568 (Root for self-signed certificates only).
 */
#ifndef STEPS_CERTS_H
#define STEPS_CERTS_H

#include "format/x509/trust.h"
#include "format/x509/windows_roots.h"
#include "format/x509/x509.h"
#include "model/cert.h"

/* What is known of public CAs; each may be NULL. */
struct public_roots {
    const struct windows_roots *windows; /* asked first: the servers are Windows */
    const struct trust *bundle;          /* of this machine */
};

/* Collects the certificates of all files into evidence->certs and fills their last part; that of what stands in clear in a locked PFX, too,
 * by itself. */
void certs_arrange(struct x509_ctx *x, struct arena *arena, const struct public_roots *roots, struct evidence *evidence);
/* What Windows takes of RSA keys; SHA-1 and older, by which nobody signs any more ("SHA-1"; NULL: a good one). */
enum { CERTS_RSA_BLOCKED_BITS = 1024 /* below it, it refuses */, CERTS_RSA_GOOD_BITS = 2048 };
const char *certs_weak_hash(const struct cert *cert);
static inline bool certs_key_is_rsa(const struct key *key)
{
    return key->type == KEY_RSA || key->type == KEY_RSA_PSS;
}
/* It has expired, and its renewal, which hasn't, is in the same set: it is left out. */
bool certs_is_outdated(const struct cert *cert, int64_t now);
/* Its renewal is in the same set and goes on when it ends, and nothing there that lasts longer needs it. */
bool certs_is_renewed(const struct cert_list *certs, const struct cert *cert, int64_t now);
/* It is outdated, and what is in its place is the same CA as another one has signed it, or as a root. */
bool certs_is_spare(const struct cert *cert, int64_t now);
/* It claims to be self-signed: no other key is named as the one that signed it, nor has one been found. */
bool certs_names_itself(const struct cert *cert);
/* Certificates of one CA, of the same name and key: a root, and what another CA has signed for it. Either vouches for the same. */
bool certs_are_twins(const struct cert *a, const struct cert *b);
/* All that is linked to it by issuers and twins, itself included. Upwards: what vouches for it; else also what that vouches for. */
enum certs_way { CERTS_UPWARDS, CERTS_BOTH_WAYS };
struct cert_list certs_linked(struct arena *arena, const struct cert_list *certs, const struct cert *from, enum certs_way way);
/* A root of it is at hand, by whichever twin of its CAs. */
bool certs_lead_to_root(struct arena *arena, const struct cert_list *certs, const struct cert *cert);
bool certs_have_ca(const struct cert_list *certs);
bool certs_hold(const struct cert_list *certs, const struct cert *cert); /* that very one is among them */
bool certs_has_issued(const struct cert_list *certs, const struct cert *cert); /* another one of them */
/* Role and store, from what is known of it otherwise. */
void certs_give_role(struct cert *cert);
/* What is left of it in a .cer: itself, or a copy in `arena` without the mark of its key and with the role that it has so. */
const struct cert *certs_without_key(struct arena *arena, const struct cert *cert);

/* Whether it calls itself like a public CA with another key. */
bool certs_play_public_root(const struct cert *cert);
/* Whether it has the name or the key (SHA-256 in hex; empty: not known) of an older one, so that it may come in its place. */
bool certs_follows(const struct cert *cert, struct view subject, struct view key_sha256);

#endif
