/* err.h - the one error value: which input, what is wrong, what to do next.
 *
 * Memory:  fixed arrays; reporting an error can't fail. Text that is too long is cut at a character and ends in "...".
 * Use:     functions that can fail return bool and take `struct err *` last. The lowest function that knows writes `what`
 *          and `hint`; callers only add `where`. What is stored is safe to print: control characters, invalid UTF-8 and
 *          bidirectional controls are escaped.
 * Threads: an err belongs to its caller.
 *
 * A finding about somebody's certificate is not an error, it is a result (model/finding.h).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/view.h"

enum status {
    ST_OK,
    ST_USAGE,    /* the words typed, or certcase.json */
    ST_IO,       /* a file can't be read or written */
    ST_FORMAT,   /* a file was read and is not what it should be */
    ST_LIMIT,    /* a ceiling of limits.h */
    ST_NETWORK,
    ST_STOPPED,  /* interrupted */
    ST_INTERNAL, /* a bug in certcase */
    ST_COUNT
};

struct err {
    enum status status;
    char where[240]; /* "chain.pem", "requests.csv:41"; "" if unknown */
    char what[400];  /* one line without a period */
    char hint[320];  /* what the user can do next; "" if nothing useful */
};

/* Always returns false, so that a function can end with it. `hint` is "" when there is nothing useful to say. The password in a URL
 * (https://user:password@host) is never kept, here and in err_at. */
PRINTF_LIKE(4, 5) bool err_set(struct err *e, enum status status, const char *hint, const char *fmt, ...);
/* Adds where it happened, unless a lower function has; always false. */
PRINTF_LIKE(2, 3) bool err_at(struct err *e, const char *fmt, ...);
/* Both. */
PRINTF_LIKE(5, 6) bool err_set_at(struct err *e, enum status status, const char *where, const char *hint, const char *fmt, ...);
/* The hint becomes "did you mean X?", X standing between `before` and `after` ("--", "?"); it stays where X is empty. Always false. */
bool err_meant(struct err *e, const char *before, struct view near, const char *after);

#endif
