/* policy.h - what an organisation asks of bundles beyond the rules: severities, who may sign, which issuers and environments, how strong.
 * Plain data, read from --policy FILE (schemas/policy.xsd). A list that is empty allows everything.
 *
 * Memory: the arena it was read into. Text fields are safe text.
 */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "model/finding.h"

struct policy_rule {
    struct view id;
    bool off;               /* not reported at all */
    enum severity severity; /* otherwise; also above the rule's own */
};

/* A certificate, by one of the two. A name is only proof where something trusted vouches for it; a digest always is. */
struct policy_name {
    struct view subject; /* the whole distinguished name as certcase shows it; letters compare without regard to case (ASCII) */
    bool has_sha256;
    unsigned char sha256[32]; /* of the certificate */
};

struct policy {
    struct view id, origin;
    unsigned char sha256[32]; /* of its bytes */
    const struct policy_rule *rules;
    size_t n_rules;
    const struct policy_name *signers;
    size_t n_signers;
    bool signature_required;
    const struct policy_name *issuers; /* any of the chain above what is requested; of a root: itself */
    size_t n_issuers;
    const struct view *environments; /* names, keys or host names */
    size_t n_environments;
    unsigned min_rsa_bits, min_ec_bits; /* 0: the rules' own limits */
    unsigned max_validity_days;         /* 0: any; of certificates that are not a CA */
    unsigned max_ca_validity_days;      /* 0: any; of CAs */
};

#endif
