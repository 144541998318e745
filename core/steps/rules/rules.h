/* rules.h - the rules and their loop. One row a rule: in the group's own file steps/rules/rule_<group>.c, beside its check. What it says to
 * people stands under its id in templates/rules.txt.
 *
 * A check looks at one thing (its scope) and fires zero or more findings; it never stops the others. Findings come out in the order of
 * the table and then of files and certificates, so the same input gives the same list.
 * Memory:  the arena. Threads: pure but for the arena.
 */
#ifndef STEPS_RULES_H
#define STEPS_RULES_H

#include "base/arena.h"
#include "format/container/cms.h"
#include "format/x509/trust.h"
#include "format/x509/x509.h"
#include "model/archive.h"
#include "model/case.h"
#include "model/policy.h"
#include "steps/purpose.h"

/* Everything a check may look at. `inspect`, build and audit say what they have; flow/inspect.h adds what follows from it. */
struct facts {
    const struct evidence *evidence;
    enum purpose asked;     /* as the user said; PURPOSE_NONE: didn't */
    struct decided decided; /* what it is for, and the certificate that it is about */

    /* --- NULL where there is no case (inspect) --- */
    const struct case_record *record;
    /* --- NULL where nobody asks (inspect, audit) --- */
    const struct request *request;
    const struct inventory *inventory;            /* also NULL when none was given */
    const struct view_list *unknown_environments; /* asked for, not in the inventory */
    /* --- NULL in inspect --- */
    const struct bundle_problems *problems; /* what is wrong with the bundle: each is fired by the rule of its kind */
    const struct policy *policy;       /* NULL without --policy */
    const struct signature *signature; /* NULL when the bundle is not signed; in build only where a policy asks who signs */
    /* What the record says is inside a PFX that nobody opened, chained by names alone; NULL: there is none. */
    const struct cert_list *recorded;

    /* --- what follows --- */
    int64_t now;
    struct x509_ctx *x509;         /* for checks that must compute (key validity); the worker's own */
    const struct windows_roots *windows_roots; /* NULL where nobody asks */
    const struct platform *platform;
    unsigned pfx_accepted;         /* as struct service has it, of the case's service in the catalog */
    bool converts;                 /* a PFX is encrypted anew as soon as it opens */
    int32_t expected_delivery;     /* counted from now; DAY_NONE when there is no service */
};

enum rule_scope { SCOPE_FILE, SCOPE_PFX /* files that are one */, SCOPE_CERT, SCOPE_SET, SCOPE_REQUEST,
                  SCOPE_BUNDLE /* has no check: fires where there are problems of its kind */ };

struct rule_run {
    const struct facts *facts;
    struct arena *arena;
    struct findings *out;
    const struct rule_info *rule;
    const char *option;           /* the rule's own */
    const struct cert_file *file; /* SCOPE_FILE, SCOPE_PFX; SCOPE_CERT: the certificate's file */
    size_t file_index;
    const struct cert *cert;      /* SCOPE_CERT */
    size_t cert_index;
    bool dropped; /* the last finding went past LIMIT_FINDINGS: it has no hint or severity to change */
};

struct rule {
    struct rule_info info;
    enum rule_scope scope;
    void (*check)(struct rule_run *run);
    /* In the place of a check: fires where an oddity of this kind was seen when the certificate, the PFX, or a file with certificates was
     * read; of a request for each environment whose hosting is one of these (1 << enum hosting). */
    unsigned mark;
    bool by_record; /* SCOPE_CERT: needs no more than a record says of a certificate; so it is run on facts->recorded, too */
    const char *says; /* "%s has the same extension twice%s": its name; what the oddity is about, or how the PFX is encrypted */
    const char *option; /* what its hint in templates/rules.txt names, as in struct finding */
};

/* A row leaves out the columns that say nothing of it. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

struct rule_table {
    const struct rule *rules;
    size_t n;
};
/* In the order of enum rule_group. */
extern const struct rule_table rules_file, rules_role, rules_trust, rules_chain, rules_service, rules_time, rules_key, rules_shape,
    rules_content, rules_pfx, rules_environment, rules_request, rules_replaced, rules_policy, rules_bundle;

/* Runs every rule; SCOPE_REQUEST only when facts->record is there. */
void rules_run(const struct facts *facts, struct arena *arena, struct findings *out);
/* Of a list of public CAs that is an error, what was found about its certificates is left out; else it stays, whatever a policy says. */
void rules_leave_lists(struct findings *findings);
/* One rule about what the run stands at: its file, its certificate, or all. */
void rule_look(struct rule_run *run, const struct rule *rule);
/* Only those about environments and their names, which need nothing but them. */
void rules_run_environment(const struct facts *facts, struct arena *arena, struct findings *out);
size_t rules_count(void);
const struct rule_info *rules_at(size_t i); /* in table order */
const struct rule_info *const *rules_all(struct arena *arena); /* rules_count of them */
const struct rule_info *rules_find(struct view id); /* NULL when unknown */
const struct rule_info *rules_of_problem(enum bundle_problem_kind kind);
/* Of a problem with a bundle: its own, else that of its rule. */
enum severity rules_problem_severity(const struct bundle_problem *problem);
/* The findings of one that is about bundles. */
void rules_fire_problems(struct rule_run *run, const struct rule *rule);

/* For checks (steps/rules/rule_fire.c). The rule fires, about the run's file and certificate; the message is made safe. */
PRINTF_LIKE(2, 3) void rule_fire(struct rule_run *run, const char *fmt, ...);
/* The same about another certificate. */
PRINTF_LIKE(3, 4) void rule_fire_at(struct rule_run *run, const struct cert *cert, const char *fmt, ...);
/* Replaces the hint of the finding that was fired last; it names no option. */
PRINTF_LIKE(2, 3) void rule_hint(struct rule_run *run, const char *fmt, ...);
/* What that hint names. */
void rule_option(struct rule_run *run, const char *option);
/* That it is made right by this command, in the arena; empty: by build's --convert. */
void rule_convert(struct rule_run *run, struct view command);
/* Lowers the severity of the finding that was fired last; a row's own severity is the highest it can have. */
void rule_severity(struct rule_run *run, enum severity severity);
/* The certificate that it is about: where nobody opened its PFX, the one that the record says is in it. NULL when there is none. */
const struct cert *rule_main(const struct facts *facts);
/* All at hand, with what a PFX that stays shut is said to hold. */
struct cert_list rule_all_certs(const struct rule_run *run);
/* Whether all that is known of a certificate is what the record says. */
bool rule_is_recorded(const struct facts *facts, const struct cert *cert);
/* Whether the run's certificate gets onto the servers; what only came along, such as a leaf beside the root that is meant, doesn't. */
bool rule_is_installed(const struct rule_run *run);
/* What messages call a certificate: its common name between quotes, cut to a readable length; "a certificate without a name"; with the
 * beginning of its thumbprint where another one is called the same; and that the record says so where nothing else does. */
const char *rule_cert_name(struct rule_run *run, const struct cert *cert);
/* ": 2.5.29.15", what the run's certificate has an oddity in; "" when that can't be told. */
const char *rule_detail(struct rule_run *run);
/* What to do about the missing issuer of `cert`; a hint goes on behind it. */
const char *rule_issuer_hint(struct rule_run *run, const struct cert *cert);
/* A server's certificate of one's own domain in the cloud, for which LifeTime has its rules; without a case it may be. */
bool rule_is_own_domain(const struct facts *facts);
/* Whether what --renews names was asked for in another way, or elsewhere, so that this case can't replace it. */
bool rule_replaces_another_kind(const struct case_record *c);
/* Any name between quotes, cut to a readable length. */
const char *rule_name(struct rule_run *run, struct view name);
/* The run's file: "standard input", or its name between quotes. */
const char *rule_file_name(struct rule_run *run);
/* The PFX in it: as a mail names it that it is attached to, else as the file; "the PFX on standard input". */
const char *rule_pfx_name(struct rule_run *run);
/* Fails with `status`: there is no rule `id`; the hint is the nearest one, or `otherwise`. */
bool rules_unknown(struct view id, enum status status, const char *otherwise, struct err *e);

#endif
