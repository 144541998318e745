/* report_rules.h - the rules for people and programs: `explain`.
 *
 * JSON: {"schema":"certcase/explain/1","rules":[{"id","group","severity","title","hint","why","source"}]}
 */
#ifndef REPORT_REPORT_RULES_H
#define REPORT_REPORT_RULES_H

#include "model/finding.h"

struct rules_shown {
    const struct rule_info *const *rules; /* in table order */
    size_t n;
    bool alone; /* the one that was asked for, with its why */
};

#endif
