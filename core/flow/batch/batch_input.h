/* batch_input.h - a request file as the source of a batch.
 *
 * Errors:  as in format/request/request_read.h.
 */
#ifndef FLOW_BATCH_INPUT_H
#define FLOW_BATCH_INPUT_H

#include "flow/batch/batch.h"

/* `path` is "-" for standard input. */
MUST_USE bool batch_input_open(const char *path, struct batch_source *out, struct err *e);
void batch_input_close(struct batch_source *source);
/* How many rows there are; 0 when it is not a regular file, or broken: it is read once more for that. */
size_t batch_input_count(const char *path, const atomic_bool *stop);
/* "csv", "json" or "xml": a small request file to begin with. */
MUST_USE bool batch_example(struct view format, struct view *out);
/* A CSV text with another character between its columns: ";", "," or "tab". False, and nothing written, when it is another word. */
MUST_USE bool batch_put_csv(struct sink *to, struct view csv, struct view separator);

#endif
