/* rule_check.h - rules in tests: one rule against a hand-made certificate, and all rules against a file.
 *
 * Memory:  the caller's arena.
 * Errors:  none: a rule that isn't there or a file that can't be read fails the test.
 */
#ifndef TESTS_RULE_CHECK_H
#define TESTS_RULE_CHECK_H

#include "steps/purpose.h"
#include "steps/rules/rules.h"

#define NOW 1795161600 /* 2026-11-20T08:00:00Z, a Friday */
#define SILENT SEV_COUNT

/* One line of a test's table. facts.now is NOW where it is 0; facts.evidence and the certificate's indices are filled in. */
struct rule_row {
    const char *name, *rule;
    enum severity want; /* SILENT: the rule must not fire */
    struct cert cert;
    struct facts facts;
    bool is_main;        /* facts.main is the certificate */
    bool signs_another;  /* there is a second certificate, signed by this one */
    const char *message, *hint; /* words that must be in it; NULL: any */
};
void rule_check_rows(const struct rule_table *table, const struct rule_row *rows, size_t n);

/* What `inspect` would see. */
struct examined {
    struct cert_file file;
    struct evidence evidence;
    struct decided decided;
    struct findings findings;
};
/* `consumes` may be "". The delivery is expected on 2026-11-27. `bytes` must live as long as the result. */
void rule_check_bytes(struct x509_ctx *x, struct arena *arena, struct view bytes, const char *consumes, struct examined *out);
/* The same with the bytes of a file; its name is known to the rules. */
void rule_check_file(struct x509_ctx *x, struct arena *arena, const char *path, const char *consumes, struct examined *out);
bool rule_check_has(const struct findings *findings, struct view rule);
/* made/rules/<id>/bad.cer fires each rule of the table, good.cer doesn't. */
void rule_check_fixtures(const struct rule_table *table, const char *folder);

#endif
