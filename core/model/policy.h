/* policy.h - what an organisation asks of bundles beyond the rules: severities, who may sign, which issuers and environments, how strong.
 * Plain data, read from --policy FILE (schemas/policy.xsd). A list that is empty allows everything.
 *
 * Memory: the arena it was read into. Text fields are safe text.
 */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "base/arena.h"
#include "model/cert.h"
#include "model/finding.h"

struct policy_rule {
    struct view id;
    unsigned line; /* of the policy, where it stands */
    bool off;               /* not reported at all */
    enum severity severity; /* otherwise; also above the rule's own */
};

/* A certificate, by one of the two or by both. A name is only proof where something trusted vouches for it; a digest always is. */
struct policy_name {
    struct view subject; /* may be empty; the whole distinguished name, as certcase writes it */
    bool has_sha256;
    unsigned char sha256[32]; /* of the certificate */
};

/* An environment that may be asked for. What is given must all be that of the environment; the name always is. */
struct policy_environment {
    struct view name, key, host; /* key and host may be empty */
};

/* What bundles may be made with although it isn't at hand: the policy answers for it. */
enum policy_known_kind { KNOWN_TEMPLATES, KNOWN_GENERATOR, KNOWN_CATALOG, KNOWN_HOLIDAYS, KNOWN_COUNT };

struct policy_known {
    enum policy_known_kind kind;
    unsigned char sha256[32]; /* as the record has it; not of a generator */
    struct view generator;    /* "certcase 0.1.0" */
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
    const struct policy_environment *environments;
    size_t n_environments;
    unsigned min_rsa_bits, min_ec_bits; /* 0: the rules' own limits */
    unsigned max_validity_days;         /* 0: any; of certificates that are not a CA */
    unsigned max_ca_validity_days;      /* 0: any; of CAs */
    unsigned max_delivery_days;         /* 0: any; business days */
    bool pfx_opened;                    /* a PFX that stays shut makes a bundle unverified, unless a signer who is known has signed it */
    const struct policy_known *known;
    size_t n_known;
    bool acceptances_listed;            /* only findings of these rules may be accepted by whoever makes a bundle */
    const struct policy_rule *acceptable; /* id and line */
    size_t n_acceptable;
};

/* Whether the policy answers for what a bundle was made with: a digest, or (KNOWN_GENERATOR) a name and version. NULL answers for
 * nothing. */
bool policy_knows(const struct policy *policy, enum policy_known_kind kind, const unsigned char sha256[32], struct view generator);
/* Whether whoever makes a bundle may accept findings of this rule. */
bool policy_may_accept(const struct policy *policy, struct view rule);

/* The next attribute of a distinguished name ("CN=Root"), trimmed; false at its end. In quotes nothing separates; nor behind a backslash
 * outside of them where there are `escapes` (RFC 4514): certcase writes none. */
MUST_USE bool policy_name_attribute(struct view *rest, bool escapes, struct view *out);
/* The same text for two names exactly where both have the same attributes, in any order, without regard to case (ASCII). Both are written
 * as certcase does. */
struct view policy_name_key(struct arena *arena, struct view name);
/* Whether its signers list this one. Anybody can write a name into a certificate: it only counts when a CA vouches for it. */
bool policy_has_signer(const struct policy *policy, const struct cert *signer, bool is_vouched);

/* Raises and lowers severities, and takes out what is switched off; an error about the bundle itself, or a warning that leaves it
 * unverified, stays a warning, marked as lowered. Before sorting. A NULL policy changes nothing. What a policy asks beyond severities
 * (issuers, environments, signers, strength) are rules of their own, steps/rules/rule_policy.c. */
void policy_apply(const struct policy *policy, struct findings *findings);
/* Whether it would take what this rule says of the bundle itself at its worst for less. */
bool policy_lowers(const struct policy_rule *word, const struct rule_info *rule);

#endif
