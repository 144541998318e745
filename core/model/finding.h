/* finding.h - a rule that fired, and what a report may know about the rule.
 *
 * A finding is a result, not a program error. Rows live in steps/rules/rule_<group>.c; a finding points to its row, so that reports need
 * no step header.
 */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include "base/view.h"
#include "model/explanation.h"

enum severity { SEV_NOTE, SEV_WARNING, SEV_ERROR, SEV_COUNT };
/* The higher one; SEV_COUNT is none. */
static inline enum severity severity_worse(enum severity a, enum severity b)
{
    return b != SEV_COUNT && (a == SEV_COUNT || b > a) ? b : a;
}

enum rule_group { GROUP_FILE, GROUP_ROLE, GROUP_TIME, GROUP_KEY, GROUP_SHAPE,
                  GROUP_CONTENT, GROUP_PFX, GROUP_REQUEST, GROUP_BUNDLE, GROUP_COUNT };

struct rule_info {
    const char *id; /* kebab-case, stable for ever, never reused */
    enum rule_group group;
    enum severity severity;
};
/* What templates/rules.txt says of it. */
const struct explanation *rule_explanation(const struct rule_info *rule);

/* Whether also what it only warns of leaves a bundle unverified. */
bool rule_leaves_unverified(const struct rule_info *rule);

#define NO_CERT SIZE_MAX

struct finding {
    const struct rule_info *rule;
    enum severity severity;
    struct view message; /* safe text, one sentence without a period, naming what it is about */
    struct view hint;    /* safe text; the rule's own unless the check knew better */
    const char *option;  /* what of this program the hint asks for, mostly by name: another front-end says it in its words; or NULL */
    size_t cert;         /* index in evidence.certs, or NO_CERT */
    size_t file;         /* index in evidence.files, or SIZE_MAX */
    bool accepted;       /* by --accept: recorded, no longer counted */
    bool lowered;        /* a policy took what it says of the bundle itself for less: it is a warning, and the bundle is unverified */
    struct view entry;   /* audit: the bundle's entry it is about, safe text; empty: the whole bundle */
};

struct findings {
    struct finding *items;
    size_t n, cap;
};

/* The highest severity that is not accepted; SEV_COUNT when there is none at all. */
enum severity findings_worst(const struct findings *f);
size_t findings_count(const struct findings *f, enum severity severity); /* not accepted ones */
/* Puts errors first, then warnings, then notes; within one severity the order of the rule table stays. */
void findings_sort(struct findings *f);

#endif
