/* request_fields.h - how a text becomes a value of a request, what every request must have; for request_*.c alone.
 *
 * The same in all formats, by the table of model/request.h; a format only says where a text stands. Values are trimmed; an empty one
 * counts as not given.
 * Memory:  values in the arena, each with a NUL behind it.
 * Errors:  ST_FORMAT, ST_LIMIT, ST_USAGE; `what` begins with the place: "row 7, column needed_by: ...".
 * Threads: one fill, one thread.
 */
#ifndef FORMAT_REQUEST_FIELDS_H
#define FORMAT_REQUEST_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/request.h"

/* One request while it is put together. */
struct request_fill {
    struct arena *arena;
    struct view folder; /* of the request file; empty: the current one */
    char row[40];       /* "row 7" (CSV), "/3" (JSON), "" (one object a line), "request 7" (XML) */
    const char *joint;  /* between row and field: ", column ", "/", ", " */
    bool is_sheet;      /* a spreadsheet wrote it: days stand as its language has them, lists may be separated by "|" too */
    struct request *to;
};

/* NULL with *e set ("did you mean") when there is no such field; `place` begins the message. */
const struct request_field *request_field_named(struct view name, const char *place, struct err *e);
/* All names: "id, certificates, ..."; `rival` stands before one that says the same as the one before it, `last` before the last. */
const char *request_field_names(const char *rival, const char *last, char *out, size_t size);
/* A value, or one more entry of a list. */
MUST_USE bool request_put(struct request_fill *fill, const struct request_field *f, struct view text, struct err *e);
/* All of a list separated by ";" or "|". */
MUST_USE bool request_put_list(struct request_fill *fill, const struct request_field *f, struct view text, struct err *e);
/* Reports `problem` of a field; always false. */
bool request_bad(const struct request_fill *fill, const struct request_field *f, const char *hint, const char *problem, struct err *e);
/* What concerns several fields, once all are put. */
MUST_USE bool request_check(const struct request_fill *fill, struct err *e);

#endif
