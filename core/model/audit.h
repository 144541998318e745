/* audit.h - what came of auditing one bundle: what reports print. Plain data; text fields are safe text.
 *
 * Memory: the arena of the worker that audited it, until its report is written.
 */
#ifndef MODEL_AUDIT_H
#define MODEL_AUDIT_H

#include "model/case.h"

struct audited {
    struct view path;                 /* of the bundle, as found */
    unsigned char sha256[32];         /* of its bytes; zeros when they were not read */
    struct view case_id;              /* empty without a record */
    const struct case_record *record; /* NULL without a case.xml that can be read */
    struct evidence evidence;         /* of the certificates in it */
    bool wants_password;              /* nobody gave that of its PFX, which is shut */
    enum verdict verdict;
    struct findings findings; /* each names its entry */
    bool complete;          /* has what a bundle of certcase has; else needs says what it lacks */
    struct view needs;
    bool unreadable;        /* its bytes can't be had: one finding says why, and nothing else is filled */
    bool across;            /* a closing item: only what shows after all bundles were seen, about a bundle that was reported before */
    bool link;              /* a closing item, too: one in a folder that was searched, which nobody followed */
};

/* Over all bundles of a run. */
struct audit_totals {
    size_t bundles, accepted, rejected, unverified; /* bundles = accepted + rejected + unverified */
    size_t unreadable;                  /* not among them */
    size_t findings[SEV_COUNT];
    size_t others; /* files in folders that are no zip by their name, and links: not looked at */
    bool searched; /* a folder was among the paths */
};

#endif
