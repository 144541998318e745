/* request_parts.h - what the formats of request files share; for request_*.c alone.
 *
 * A format reads whole rows into `row` and hands their values to request_fields.h; the rest is done in request_read.c.
 */
#ifndef FORMAT_REQUEST_PARTS_H
#define FORMAT_REQUEST_PARTS_H

#include "base/buf.h"
#include "format/request/request_fields.h"
#include "format/request/request_input.h"
#include "format/request/request_read.h"

struct request_format {
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
