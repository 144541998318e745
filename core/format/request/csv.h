/* csv.h - one record of comma-separated values, split into its fields, and written. The one place that knows libcsv.
 *
 * Fields may be quoted, a quotation mark inside is doubled; white space around a field is dropped unless it is quoted.
 * Memory:  the fields in the arena; the splitter is owned (csv_delete) and may be used for any number of records.
 * Errors:  false when a quotation mark stands where none may.
 * Threads: one splitter, one thread.
 * Source:  RFC 4180.
 */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/arena.h"
#include "base/sink.h"
#include "base/view.h"

enum { CSV_FIELDS = 64 };

struct csv_record {
    struct view fields[CSV_FIELDS]; /* the first ones; as many as there are, at most CSV_FIELDS */
    size_t n;                       /* how many the record has, maybe more */
};
struct csv;

/* `separator` stands between fields: a comma, semicolon, bar or tab. */
struct csv *csv_new(char separator);
void csv_delete(struct csv *csv); /* NULL is fine */
/* `text` is one record; it may end in its line break. A blank one has no fields. */
MUST_USE bool csv_split(struct csv *csv, struct arena *arena, struct view text, struct csv_record *out);
/* A record of at most CSV_FIELDS fields, quoted where it must be, and its line break. */
void csv_put(struct sink *to, const struct csv_record *record, char separator);

#endif
