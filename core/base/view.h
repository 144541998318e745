/* view.h - text and bytes as pointer and length.
 *
 * Units:   n is in bytes.
 * Memory:  a view owns nothing; it lives as long as what it points into. Copies made by view_dup keep one NUL behind the
 *          data, so that they can be given to C libraries; a view in general has none.
 * Errors:  none; a take that is too long returns false and moves nothing.
 * Threads: pure.
 */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include "base/base.h"

struct arena;

struct view {
    const char *p;
    size_t n;
};

struct view_list {
    struct view *items;
    size_t n, cap;
};

/* A word and the number of its place, so that of those that are the same the first stands first. */
struct view_at {
    struct view word;
    size_t at;
};
int view_at_order(const void *a, const void *b);

#define VIEW(literal) ((struct view){ .p = "" literal, .n = sizeof(literal) - 1 })
/* For static tables, where a compound literal is not a constant expression. */
#define VIEW_ROW(literal) { .p = "" literal, .n = sizeof(literal) - 1 }
/* For printf: "%.*s", VIEW_ARG(v). */
#define VIEW_ARG(v) (int)(v).n, (v).p

/* The smallest ones are inline: they are called for every field of every case, and a literal's length is then known to the compiler. */

/* Of a NUL-terminated text; NULL gives the empty view. */
static inline struct view view_of(const char *text)
{
    return text ? (struct view){ .p = text, .n = strlen(text) } : (struct view){ 0 };
}

/* The rest from `at`; empty when past the end. */
static inline struct view view_from(struct view v, size_t at)
{
    return at >= v.n ? (struct view){ 0 } : (struct view){ .p = v.p + at, .n = v.n - at };
}

/* Returns where the next byte goes. */
static inline char *view_copy(char *to, struct view v)
{
    if (v.n)
        memcpy(to, v.p, v.n);
    return to + v.n;
}

/* At most n bytes from the front. */
static inline struct view view_first(struct view v, size_t n)
{
    return (struct view){ .p = v.p, .n = n < v.n ? n : v.n };
}

/* ASCII, whatever the locale. */
static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char small_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool view_eq(struct view a, struct view b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool view_eq_text(struct view a, const char *text)
{
    return view_eq(a, view_of(text));
}

static inline bool view_has(struct view v, char c)
{
    return v.n && memchr(v.p, c, v.n);
}

static inline bool view_starts(struct view v, struct view prefix)
{
    return v.n >= prefix.n && view_eq(view_first(v, prefix.n), prefix);
}

static inline bool view_ends(struct view v, struct view suffix)
{
    return v.n >= suffix.n && view_eq(view_from(v, v.n - suffix.n), suffix);
}

bool view_eq_nocase(struct view a, struct view b); /* ASCII letters only */
bool view_is_ascii(struct view v);
int view_order(const void *a, const void *b);     /* view_cmp of two items that are or begin with a view, for qsort and bsearch */
int view_cmp(struct view a, struct view b);        /* by bytes, shorter first: a stable order in every locale */
int view_cmp_nocase(struct view a, struct view b); /* likewise; ASCII letters in either case are the same */
bool view_ends_nocase(struct view v, struct view suffix);
bool view_find(struct view v, struct view needle, size_t *at);
size_t view_count(struct view v, char c); /* how often it stands there */
bool view_among(struct view v, const struct view *items, size_t n); /* one of them is equal to it */
size_t view_span(struct view v, const char *more); /* how many bytes at its front are ASCII letters, digits or some of `more` */
struct view view_trim(struct view v); /* without ASCII white space at both ends */

/* Moves n bytes from the front of *in to *out; false, and nothing moved, if short. */
MUST_USE bool view_take(struct view *in, size_t n, struct view *out);
/* Cuts *in at the first `separator`: *out gets what stands before it, *in what stands behind. Without one *out gets all
 * and *in becomes empty. False when *in is empty already. */
MUST_USE bool view_cut(struct view *in, char separator, struct view *out);
/* The next line without its LF, CRLF or CR; false at the end. */
MUST_USE bool view_line(struct view *in, struct view *line);
/* Decimal digits only, all of the view; false on anything else or above max. */
MUST_USE bool view_number(struct view v, uint64_t max, uint64_t *out);

/* Numbers of two, four and eight bytes in little-endian order, all of them in the view. */
static inline uint16_t little16(struct view v, size_t at)
{
    return (uint16_t)((unsigned char)v.p[at] | (unsigned char)v.p[at + 1] << 8);
}
static inline uint32_t little32(struct view v, size_t at)
{
    return little16(v, at) | (uint32_t)little16(v, at + 2) << 16;
}
static inline uint64_t little64(struct view v, size_t at)
{
    return little32(v, at) | (uint64_t)little32(v, at + 4) << 32;
}

/* What stands behind NAME= in a list that ends with NULL, as an environment is one; NULL: it isn't there. */
const char *variable_of(const char *const *variables, const char *name);

struct view view_dup(struct arena *arena, struct view v);
struct view view_lower(struct arena *arena, struct view v); /* ASCII letters */
struct view view_upper(struct arena *arena, struct view v); /* likewise */
struct view view_hex(struct arena *arena, struct view bytes); /* lower-case digits */
/* The same into `out`, which has room for two digits a byte and a NUL; returns `out`. */
const char *hex_text(const unsigned char *bytes, size_t n, char *out);
#define DECIMAL_TEXT 21 /* the largest number and a NUL */
/* Into the end of `out`; returns the first digit. For the numbers that each case writes by the dozen: printf is 700 instructions. */
const char *decimal_text(uint64_t number, char out[DECIMAL_TEXT]);
/* The value of a hexadecimal digit in either case; -1 when it is none. */
int hex_digit(char c);
/* The byte of the two digits at the front; -1 when there are none. */
int hex_byte(struct view v);
/* The other way round: n bytes of exactly 2 * n digits. */
MUST_USE bool hex_read(struct view hex, unsigned char *out, size_t n);
PRINTF_LIKE(2, 3) struct view view_fmt(struct arena *arena, const char *fmt, ...);
/* For what else takes a format: the text stands in `small`, or on the heap when it doesn't fit, at *large, to be freed. */
struct view view_fmt_into(char *small, size_t size, char **large, const char *fmt, va_list ap);
/* The parts one behind the other, as VIEW_JOIN(arena, a, b, c): a tenth of what view_fmt costs. */
#define VIEW_JOIN(arena, ...) \
    view_listed((arena), (const struct view[]){ __VA_ARGS__ }, sizeof((const struct view[]){ __VA_ARGS__ }) / sizeof(struct view), "")
/* The items with a separator between them: "Test, Production". */
struct view view_listed(struct arena *arena, const struct view *items, size_t n, const char *between);
struct view view_digits(struct arena *arena, uint64_t number); /* in decimal */
/* As people read it: "1,000"; of things: "1 bundle", "1,000 bundles". */
struct view view_grouped(struct arena *arena, size_t n);
struct view view_counted(struct arena *arena, size_t n, const char *thing);

/* Edit distance (insert, delete, replace, swap of neighbours), case-insensitive, for "did you mean". Texts longer than 63
 * bytes are far from everything. */
size_t view_distance(struct view a, struct view b);
/* The nearest of n candidates; empty when none is near enough to be worth naming. */
struct view view_nearest(struct view word, const struct view *candidates, size_t n);

#endif
