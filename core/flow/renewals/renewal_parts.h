/* renewal_parts.h - the rooms of reading a path for its renewals, for the renewal_*.c files alone.
 *
 * Memory:  what comes out is in the reading's `keep`.
 * Threads: one reading a thread.
 */
#ifndef FLOW_RENEWAL_PARTS_H
#define FLOW_RENEWAL_PARTS_H

#include "flow/inspect.h"
#include "flow/renewals/renewals.h"

/* One path on its way. What comes out goes to `keep`, the file itself and what is made of it to `scratch`. */
struct reading {
    struct worker *w;
    struct arena *keep, *scratch;
    struct renewal_found *out;
    struct view path;
    bool is_found;
    int32_t within;
    struct inspect_group group; /* what is read of the path */
};

/* What all certificates of a file share. */
struct set {
    enum purpose purpose;
    enum hosting hosting;
    const struct service *service;    /* NULL: none */
    const struct case_record *record; /* NULL outside of a case */
    struct renewal_place *places;     /* its environments; all rows have the same */
    const struct cert *main;          /* what the case is about */
    bool vendors;
};

/* renewal_row.c: what was read, as the row that is listed. */
/* Until enough has been said of this path. */
void renewal_pass_on(struct reading *r, const struct err *from);
PRINTF_LIKE(3, 4) void renewal_trouble(struct reading *r, const char *hint, const char *fmt, ...);
/* What a report shows of it: a text that is too long is cut. */
struct view renewal_text(struct reading *r, struct view text);
struct renewal_kin renewal_kin(const struct cert *cert);
struct renewal_place *renewal_places(struct reading *r, const struct case_record *c);
/* With its dates. */
struct renewal *renewal_add(struct reading *r, const struct set *set, const struct cert *cert);

#endif
