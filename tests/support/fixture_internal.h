/* fixture_internal.h - what the fixture_*.c files share. */
#ifndef TESTS_FIXTURE_INTERNAL_H
#define TESTS_FIXTURE_INTERNAL_H

#include "fixture.h"

struct fx_key {
    const char *name;
    void *pkey; /* EVP_PKEY */
};

struct fixtures {
    struct arena arena;
    const char *folder;
    struct fx_key keys[128];
    size_t n_keys;
};

_Noreturn void fx_die(const char *what, const char *about);
/* The key of this name as an EVP_PKEY; borrowed. */
void *fx_pkey(struct fixtures *f, const char *key);
/* From now on OpenSSL's random bytes are the stream of `label`. */
void fx_random(const char *label);

#endif
