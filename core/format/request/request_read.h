/* request_read.h - a request file, row by row: CSV (header row), JSON (array, or one object a line), XML (schemas/requests.xsd); told by
 * content. Streamed: memory does not grow with the number of rows.
 *
 * Fields, the same in all three: those of model/request.h. An empty value counts as not given; certificates must be given. Lists are
 * separated by ";" or "|" in CSV, arrays in JSON, repeated elements in XML. Paths are relative to the request file: they come out joined
 * with its folder. Unknown fields are an error that names them ("did you mean"). CSV is as spreadsheets of any language write it: comma,
 * semicolon, bar or tab as its header or a line "sep=;" in front says, days that can mean one day only. UTF-8, or UTF-16.
 * Memory:  a row in the arena given; the reader holds one buffer of bounded size (request_close).
 * Errors:  of the whole file (can't be read, no header, broken beyond the row): request_open returns false, or request_next returns
 *          REQUEST_FAILED, with *e set; after that only REQUEST_END comes. Of one row: REQUEST_BAD_ROW with *e set (row and column for CSV,
 *          pointer for JSON, request for XML, and the line for all), and the next call goes on behind it.
 * Threads: one reader, one thread.
 * Source:  RFC 4180 (through libcsv), RFC 8259, JSON Lines.
 */
#ifndef FORMAT_REQUEST_READ_H
#define FORMAT_REQUEST_READ_H

#include "base/arena.h"
#include "base/err.h"
#include "model/request.h"

struct request_reader;
enum request_result { REQUEST_ROW, REQUEST_BAD_ROW, REQUEST_END, REQUEST_FAILED };

struct request_row {
    struct request request;
    size_t number;     /* from 1 */
    struct view where; /* "requests.csv:41"; safe text */
};

/* `path` is "-" for standard input. */
MUST_USE bool request_open(const char *path, struct request_reader **out, struct err *e);
enum request_result request_next(struct request_reader *r, struct arena *arena, struct request_row *out, struct err *e);
void request_close(struct request_reader *r);
/* "csv": of the formats that are read, one after the other; NULL behind the last. Two may have one name. */
const char *request_format_name(size_t i);

#endif
