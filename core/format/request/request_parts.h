/* request_parts.h - what the formats of request files share; for request_*.c alone.
 *
 * A format reads whole rows into `row` and hands their values to request_fields.c; the rest is done in request_read.c.
 * Threads: one reader, one thread.
 */
#ifndef FORMAT_REQUEST_PARTS_H
#define FORMAT_REQUEST_PARTS_H

#include "base/buf.h"
#include "format/request/request_read.h"
#include "os/os.h"

/* --- request_input.c: the bytes of the file, one at a time, through buffers of fixed size. A byte-order mark is stepped over, and UTF-16
 * ("Unicode Text" of a spreadsheet) comes out as UTF-8. Lines count from 1; LF, CRLF and CR end one. ST_IO: a failed read looks like the
 * end until request_input_ok is asked. request_input_close closes the file --- */

struct request_input {
    struct os_file file;
    struct os_fault cause; /* of the failed read; OS_FINE when there was none */
    bool ended, after_cr;
    size_t at, n;
    size_t line; /* of the next byte */
    bool is_known, is_utf16, is_big_endian; /* how characters stand in the file, once its beginning was read */
    size_t n_raw;                           /* of UTF-16: bytes that wait for the rest of their character */
    struct arena scratch;
    char raw[16 << 10];
    char bytes[64 << 10];
};

/* A regular file, or standard input when path is "-", into an empty one. Opens without blocking, so that a FIFO can't hang it. */
MUST_USE bool request_input_open(struct request_input *in, const char *path, struct err *e);
void request_input_close(struct request_input *in);
struct view request_input_ahead(struct request_input *in); /* what comes, near the front of the file: 1 KiB or more, or all */
int request_peek(struct request_input *in);                /* the next byte, 0..255; -1 at the end */
int request_take(struct request_input *in);                /* the same, and steps over it */
void request_skip_space(struct request_input *in);         /* space, tab, CR, LF */
MUST_USE bool request_input_ok(const struct request_input *in, struct err *e);

/* --- request_fields.c: how a text becomes a value, what every request must have: the same in all formats, by the table of
 * model/request.h; a format only says where a text stands. Values are trimmed; an empty one counts as not given. They land in the arena,
 * each with a NUL behind it. ST_FORMAT, ST_LIMIT, ST_USAGE: `what` begins with the place, "row 7, column needed_by: ..." --- */

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

/* --- a format --- */

struct request_format {
    const char *name; /* of its example, templates/requests.example.<name>, and in `batch --example` */
    char begins;      /* its first character that is no white space; 0: any other */
    /* Reads what stands before the first row; NULL: nothing does. */
    bool (*open)(struct request_reader *r, struct err *e);
    /* The next row: REQUEST_ROW, and *fill has its values; REQUEST_BAD_ROW, REQUEST_FAILED, and *e is set (`where`, when it is not the
     * line of the row); REQUEST_END. Sets r->number and r->line. */
    enum request_result (*next)(struct request_reader *r, struct request_fill *fill, struct err *e);
    void (*close)(struct request_reader *r); /* NULL: there is nothing to give back */
};

struct request_reader {
    const struct request_format *format;
    struct view path;   /* safe text */
    struct view folder; /* of the file; empty: the current one */
    struct arena arena; /* as long as the reader */
    struct buf row;     /* the bytes of the current row */
    void *state;        /* of the format, in the arena */
    size_t number;      /* of the current row, from 1 */
    size_t line;        /* where it begins */
    bool ended;
    struct request_input in;
};

extern const struct request_format request_csv, request_json, request_json_lines, request_xml;

/* A row begins here. */
void request_begin(struct request_reader *r);
/* One more byte of the row; false when it is too long (the byte is dropped). */
bool request_keep(struct request_reader *r, int c);
/* The row is longer than LIMIT_REQUEST_BYTES; always REQUEST_BAD_ROW. `row` is how messages call it. */
enum request_result request_too_long(const char *row, struct err *e);

#endif
