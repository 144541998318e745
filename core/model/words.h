/* words.h - every enum and its word, both ways. Words are values in JSON and XML (schemas/), so they
 * are promises: a word is never changed.
 *
 * Threads: pure. x_word never returns NULL for a member. x_from returns false for an unknown word.
 */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include "model/policy.h"
#include "model/probe.h"
#include "model/renewal.h"

/* One row an enum, so that a test can walk all of them. */
struct word_table {
    const char *enum_name;
    const char *const *words;
    size_t n;
};
/* Those that other tables name; further rows follow. */
enum word_set {
    WORDS_NONE, /* of no enum: no words */
    WORDS_ROLE,
    WORDS_STORE,
    WORDS_KEY_TYPE,
    WORDS_NAME_KIND,
    WORDS_SEVERITY,
    WORDS_HOSTING,
    WORDS_ENVIRONMENT_TYPE,
    WORDS_EDITION,
    WORDS_PURPOSE,
    WORDS_CHANNEL,
    WORDS_VERDICT,
    WORDS_PFX_ENCRYPTION,
    WORDS_STARTTLS,
};
extern const struct word_table word_tables[];
extern const size_t n_word_tables;
/* The member with this word, in any case; false when there is none. An enum is an unsigned. */
bool word_table_from(const struct word_table *table, struct view word, unsigned *out);

const char *container_word(enum container c);    /* "utf16-pem" */
const char *container_phrase(enum container c);  /* "a certificate signing request (CSR)", for people: templates/containers.txt */
const char *container_hint(enum container c);    /* what to ask for where such a file was sent for a certificate */
bool container_is_certificate(enum container c); /* may hold certificates */
const char *role_word(enum role r);              /* "self-signed" */
const char *role_phrase(enum role r);            /* "root (self-signed CA)" */
const char *store_word(enum store s);            /* "Root"; "none" for STORE_NONE */
const char *store_phrase(enum store s);          /* "Trusted Root Certification Authorities" */
const char *key_type_word(enum key_type k);      /* "rsa" */
const char *key_type_title(enum key_type k);     /* "RSA" */
const char *name_kind_word(enum name_kind k);    /* "dns" */
const char *severity_word(enum severity s);
const char *severity_title(enum severity s);     /* "Warning" */
const char *group_word(enum rule_group g);
const char *hosting_word(enum hosting h);        /* "self-managed" */
const char *hosting_phrase(enum hosting h);      /* "OutSystems Cloud" */
const char *environment_type_word(enum environment_type t); /* "Production" */
const char *edition_word(enum edition e);
const char *purpose_word(enum purpose p);        /* "trusted-root" */
const char *purpose_noun(enum purpose p);      /* "trusted root certificate" */
const char *channel_word(enum channel c);        /* "support-case" */
const char *verdict_word(enum verdict v);
const char *pfx_encryption_word(enum pfx_encryption p);
const char *pfx_encryption_phrase(enum pfx_encryption p); /* as Windows names it */
const char *policy_known_kind_word(enum policy_known_kind k); /* its element in a policy */
const char *holiday_format_phrase(enum holiday_format f); /* as the help of --holidays says it */
const char *renewal_status_word(enum renewal_status s);
const char *renewal_claim_word(enum renewal_claim c);
const char *renewal_claim_phrase(enum renewal_claim c); /* "its PFX is shut" */
const char *starttls_word(enum starttls s);      /* "ldap"; "none" */
const char *ask_word(enum ask_kind a);           /* "root" */

bool hosting_from(struct view word, enum hosting *out);
bool purpose_from(struct view word, enum purpose *out);
bool severity_from(struct view word, enum severity *out);
bool edition_from(struct view word, enum edition *out);
bool verdict_from(struct view word, enum verdict *out);
bool pfx_encryption_from(struct view word, enum pfx_encryption *out);
bool starttls_from(struct view word, enum starttls *out);
enum environment_type environment_type_of(struct view word); /* also of "Non-Production"; ENV_UNKNOWN for what is none */

#endif
