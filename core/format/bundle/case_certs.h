/* case_certs.h - the certificates of a case as values: certificates, main, others, files, pfx, replaces. case_values.h says what is
 * in them.
 *
 * Memory:  the arena, and what the case points to. Errors: none. Threads: pure but for the arena.
 */
#ifndef FORMAT_CASE_CERTS_H
#define FORMAT_CASE_CERTS_H

#include "format/text/mustache.h"
#include "model/case.h"

void case_cert_values(struct arena *arena, struct value *root, const struct case_record *c);
/* As every text writes them (base/civil.h). */
void case_put_day(struct arena *arena, struct value *to, const char *key, int32_t day);
void case_put_moment(struct arena *arena, struct value *to, const char *key, int64_t time);
/* A chain lasts as long as this one of its certificates; NULL when no end can be read. One that has expired at `now` doesn't count where
 * the one that renews it is there, too, as in a PFX that holds both. */
const struct cert *case_first_to_expire(const struct case_record *c, int64_t now);
int64_t case_expiry(const struct case_record *c, int64_t now); /* of that one; TIME_NONE */
/* Its common name, or whatever it has; never empty. */
struct view case_cert_name(const struct cert *cert);

#endif
