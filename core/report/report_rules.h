/* report_rules.h - the rules for people and programs: `explain`.
 *
 * JSON: {"schema":"certcase/explain/1","rules":[{"id","group","severity","title","hint","why","source"}]}
 */
#ifndef REPORT_REPORT_RULES_H
#define REPORT_REPORT_RULES_H

#include "base/sink.h"
#include "model/finding.h"

struct rules_look {
    bool color;
    unsigned width;
};

/* All rules in table order, a heading a group. */
void rules_put_list(struct sink *to, const struct rule_info *const *rules, size_t n, const struct rules_look *look);
/* One rule: what, why, what to do, where it comes from. */
void rules_put_one(struct sink *to, const struct rule_info *rule, const struct rules_look *look);
void rules_put_json(struct sink *to, const struct rule_info *const *rules, size_t n);

#endif
