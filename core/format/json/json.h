/* json.h - JSON in, checked; JSON out, streamed. The one place that knows cJSON.
 *
 * Reading:  cJSON accepts duplicate keys, invalid UTF-8, bytes after the value, cuts at \u0000, rounds big integers and writes a
 *           global on each parse. So the bytes are checked first (json_scan.c: UTF-8, depth, \u0000, lone surrogates, leading zeros),
 *           the whole input must be used, duplicate keys are refused, a number keeps its text, and a lock guards the global.
 * Writing:  stable order, two spaces an indent (or one line with `compact`), no locale; strings are valid UTF-8 in which control,
 *           bidirectional and invisible characters are escaped. The caller ends the line.
 * Memory:   the tree in the arena.
 * Errors:   ST_FORMAT or ST_LIMIT with line and column in `what`.
 * Source:   RFC 8259.
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sink.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    struct view key;   /* in an object */
    struct view text;  /* of a string (UTF-8) or a number (as written) */
    bool truth;
    struct json *first, *next; /* children; sibling */
    size_t n;                  /* how many children */
};

const char *json_kind_phrase(enum json_kind kind); /* "an array" */
MUST_USE bool json_read(struct arena *arena, struct view bytes, struct json **out, struct err *e);
const struct json *json_get(const struct json *object, const char *key); /* NULL when absent, null, or not an object */
struct view json_text(const struct json *object, const char *key);       /* "" when absent or no string */
bool json_uint(const struct json *object, const char *key, uint64_t max, uint64_t *out);
bool json_bool(const struct json *object, const char *key); /* false when absent or neither true nor false */

struct json_out {
    struct sink *to;
    unsigned depth;
    bool compact, after_key;
    unsigned long long filled; /* bit d: the value open at depth d has a child already */
};

struct json_out json_out(struct sink *to, bool compact);
void json_begin_object(struct json_out *j);
void json_end_object(struct json_out *j);
void json_end_array(struct json_out *j);
void json_key(struct json_out *j, const char *key);
void json_view(struct json_out *j, struct view v);  /* any bytes: invalid UTF-8 becomes U+FFFD */
void json_null(struct json_out *j);
/* key and value at once */
void json_put_view(struct json_out *j, const char *key, struct view v);
void json_put_view_or_null(struct json_out *j, const char *key, struct view v); /* an empty one writes null */
void json_put_text(struct json_out *j, const char *key, const char *text); /* NULL writes null */
void json_put_number(struct json_out *j, const char *key, int64_t value);
void json_put_truth(struct json_out *j, const char *key, bool value);
void json_put_null(struct json_out *j, const char *key);
void json_put_number_or_null(struct json_out *j, const char *key, bool known, int64_t value);
/* The key, and the value begun. */
void json_put_object(struct json_out *j, const char *key);
void json_put_array(struct json_out *j, const char *key);
void json_put_day(struct json_out *j, const char *key, int32_t day);   /* "2026-11-20", null for DAY_NONE */
void json_put_time(struct json_out *j, const char *key, int64_t time); /* RFC 3339, null for TIME_NONE */

/* --- json_scan.c: every token is looked at before cJSON sees them, for json.c alone: UTF-8, control characters, escapes (\u0000 and lone
 * surrogates are refused), the form of numbers and words, depth and number of values. How tokens follow each other is left to the parser.
 * The lists in the arena; their texts are inside of `bytes` --- */

/* In the order of the document, which is the order in which a tree is walked from the top. */
struct json_tokens {
    struct view_list numbers; /* as written */
    struct {
        size_t *items;
        size_t n, cap;
    } keys; /* offset of each key's opening quote */
};

MUST_USE bool json_scan(struct arena *arena, struct view bytes, struct json_tokens *out, struct err *e);
/* Reports `what` with line and column (in characters) of the byte at `at`; always false. */
bool json_fail(struct view bytes, size_t at, const char *what, struct err *e);

#endif
