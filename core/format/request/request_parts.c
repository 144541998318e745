#include "format/request/request_parts.h"

#include "base/limits.h"

void request_begin(struct request_reader *r)
{
    buf_clear(&r->row);
    r->line = r->in.line;
}

bool request_keep(struct request_reader *r, int c)
{
    if (r->row.n >= LIMIT_REQUEST_BYTES)
        return false;
    buf_putc(&r->row, (char)c);
    return true;
}

enum request_result request_too_long(const char *row, struct err *e)
{
    err_set(e, ST_LIMIT, "check that each request ends where it should", "%s is longer than %d bytes", row, LIMIT_REQUEST_BYTES);
    return REQUEST_BAD_ROW;
}
