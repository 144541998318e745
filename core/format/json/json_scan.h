/* json_scan.h - what is checked in JSON bytes before cJSON sees them; for json.c alone.
 *
 * Looks at every token: UTF-8, control characters, escapes (\u0000 and lone surrogates are refused), the form of numbers and words,
 * depth and number of values. How tokens follow each other is left to the parser.
 * Memory:  the lists in the arena; their texts are inside `bytes`.
 * Errors:  ST_FORMAT, ST_LIMIT, with line and column.
 * Threads: pure.
 * Source:  RFC 8259.
 */
#ifndef FORMAT_JSON_SCAN_H
#define FORMAT_JSON_SCAN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct json_places {
    size_t *items;
    size_t n, cap;
};

/* In the order of the document, which is the order in which a tree is walked from the top. */
struct json_tokens {
    struct view_list numbers; /* as written */
    struct json_places keys; /* offset of each key's opening quote */
};

MUST_USE bool json_scan(struct arena *arena, struct view bytes, struct json_tokens *out, struct err *e);
/* Reports `what` with line and column (in characters) of the byte at `at`; always false. */
bool json_fail(struct view bytes, size_t at, const char *what, struct err *e);

#endif
