/* audit.h - what came of auditing one bundle: what reports print. Plain data; text fields are safe text.
 *
 * Memory: the arena of the worker that audited it, until its report is written.
 */
#ifndef MODEL_AUDIT_H
#define MODEL_AUDIT_H

#include "model/archive.h"
#include "model/case.h"

struct audited {
    struct view path;                 /* of the bundle, as found */
    struct view case_id;              /* empty without a record */
    const struct case_record *record; /* NULL without a case.xml that can be read */
    struct evidence evidence;         /* of the certificates in it */
    enum verdict verdict;
    struct findings findings;
    const struct view *finding_entries; /* the entry each finding is about, in the order of findings; empty: the whole bundle */
    bool complete;                    /* has what a bundle of certcase has; else needs says what it lacks */
    struct view needs;
};

#endif
