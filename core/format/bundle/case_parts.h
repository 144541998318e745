/* case_parts.h - the parts of case.xml, each both ways, and what they share; for the case_*.c files alone.
 *
 * Memory:  in the arena. Errors: ST_FORMAT, ST_LIMIT with the line.
 */
#ifndef FORMAT_CASE_PARTS_H
#define FORMAT_CASE_PARTS_H

#include "format/xml/xml.h"
#include "model/case.h"

/* Reading: the schema has bounded and shaped everything already; what it can't say (that a date exists) fails here. */
struct case_reader {
    struct arena *arena;
    struct err *e;
};

bool case_fail(struct case_reader *r, const struct xml *at, const char *what);
struct view case_safe(struct case_reader *r, struct view text);
bool case_flag(const struct xml *node, const char *name);
unsigned case_number(const struct xml *node, const char *name);
/* An absent attribute gives DAY_NONE, TIME_NONE, zeros. */
bool case_day(struct case_reader *r, const struct xml *node, const char *name, int32_t *out);
bool case_time(struct case_reader *r, const struct xml *node, const char *name, int64_t *out);
bool case_digest(struct case_reader *r, const struct xml *node, const char *name, unsigned char *out, size_t n);

void case_put_flag(struct xml_out *x, const char *name, bool value);
void case_put_number(struct xml_out *x, const char *name, unsigned long value);
void case_put_attr_if(struct xml_out *x, const char *name, struct view value); /* nothing when empty */
void case_put_day(struct xml_out *x, const char *name, int32_t day);           /* nothing for DAY_NONE */
void case_put_time(struct xml_out *x, const char *name, int64_t time);
void case_put_digest(struct xml_out *x, const char *name, const unsigned char *digest, size_t n);

void case_put_certs(struct xml_out *x, const struct case_record *c);
MUST_USE bool case_read_certs(struct case_reader *r, const struct xml *list, struct case_record *out);
/* What the dates stand on: service, calendar, catalog, holidays, platform; and the dates. */
void case_put_plan(struct xml_out *x, const struct case_record *c);
MUST_USE bool case_read_plan(struct case_reader *r, const struct xml *root, struct case_record *out);

#endif
