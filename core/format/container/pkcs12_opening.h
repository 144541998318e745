/* pkcs12_opening.h - one PFX being opened: pkcs12.c, which tries passwords, and pkcs12_survey.c, which adds up what the file says about
 * itself, so that nothing is computed before its cost is known. For these two alone.
 */
#ifndef FORMAT_PKCS12_OPENING_H
#define FORMAT_PKCS12_OPENING_H

#include "format/container/pkcs12_parts.h"

struct named_cert {
    struct view der, name, key_id;
};

/* One PFX being opened. What a try with one password found out stands from `lists` on. */
struct opening {
    struct arena *arena;
    struct pfx_opened *out;
    struct pfx_parts parts;
    struct pfx_mac mac;
    struct pfx_crypto crypto;
    struct pfx_schemes schemes;
    uint64_t iterations; /* of all that is seen so far */
    size_t bags;       /* that were walked over */
    bool too_much;     /* memory for scrypt */
    struct view given; /* the password */
    unsigned told;     /* PFX_TELLS_... */

    struct view password;
    STACK_OF(PKCS12_SAFEBAG) *lists[LIMIT_PFX_BAGS]; /* one a safe */
    EVP_PKEY *key; /* the first */
    struct view key_id, key_name, key_provider;
    struct buf *wanted; /* where the key goes; NULL: nobody wants it */
    unsigned keys, again; /* of them those that are the first one once more */
    struct { struct named_cert *items; size_t n, cap; } certs;
    bool proven; /* the password is right */
};

/* --- pkcs12_survey.c --- */

/* Fills o->lists with what isn't encrypted. */
enum pfx_state pfx_survey(struct opening *o);
/* A bag that was encrypted. */
enum pfx_state pfx_survey_bag(struct opening *o, PKCS12_SAFEBAG *bag);
/* Goes through all bags, also those inside of others: nested no deeper than libcrypto has read them. */
enum pfx_state pfx_each_bag(struct opening *o, const STACK_OF(PKCS12_SAFEBAG) *list,
                            enum pfx_state (*visit)(struct opening *o, PKCS12_SAFEBAG *bag));
/* The ceiling is on all parts together, and scrypt's memory. */
bool pfx_within_limits(const struct opening *o);
/* Returns `state`, and keeps why. */
enum pfx_state pfx_fail(struct opening *o, enum pfx_state state, const char *problem);

#endif
