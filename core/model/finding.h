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

/* What the owner of the certificate is asked to send (report/letter.h). */
enum send { SEND_NOTHING, SEND_ONE_ROOT, SEND_WHICH_ROOT, SEND_CAS, SEND_PFX, SEND_PASSWORD, SEND_RENEWED, SEND_IN_FORCE, SEND_STRONGER,
            SEND_NEW_KEY, SEND_USABLE, SEND_ISSUED_AGAIN, SEND_ISSUED, SEND_WHOLE, SEND_WITHOUT_KEY, SEND_COUNT };

/* What else hangs on a rule. */
enum rule_trait {
    RULE_NO_CERTIFICATE = 1u << 0,    /* the file is none */
    RULE_LIST_OF_CAS = 1u << 1,       /* the file is one: what is found about its certificates says nothing */
    RULE_UNVERIFIED_ORIGIN = 1u << 2, /* nothing vouched for the server that sent it */
    RULE_PASSWORD_MISSING = 1u << 3,  /* nobody gave that of the PFX */
    RULE_PASSWORD_WRONG = 1u << 4,
    RULE_NOT_TAKEN = 1u << 5,         /* the PFX would be, encrypted anew */
    RULE_OF_MAILS = 1u << 6,          /* of a PFX in a mail: it is whole, and whoever has the mail takes it out */
    RULE_OF_NAMES = 1u << 7,          /* also of environments without a case */
    RULE_LEAVES_UNVERIFIED = 1u << 8, /* what of it is only a warning leaves a bundle unverified, too */
};

struct rule_info {
    const char *id; /* kebab-case, stable for ever, never reused */
    enum rule_group group;
    enum severity severity;
    enum send send;
    unsigned traits; /* enum rule_trait bits */
};
/* What templates/rules.txt says of it. */
const struct explanation *rule_explanation(const struct rule_info *rule);

#define NO_CERT SIZE_MAX

struct finding {
    const struct rule_info *rule;
    enum severity severity;
    struct view message; /* safe text, one sentence without a period, naming what it is about */
    struct view hint;    /* safe text; the rule's own unless the check knew better */
    const char *option;  /* what of this program the hint asks for, mostly by name: another front-end says it in its words; or NULL */
    bool on_the_way;     /* what is wrong is made right by build's --convert */
    struct view command; /* that makes it right from what is at hand, where --convert can't; empty: none does */
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
