/* writers.h - the rows behind the tables of report.c, each defined in the file of its writer; and the JSON that several of them write. */
#ifndef REPORT_WRITERS_H
#define REPORT_WRITERS_H

#include "report/items.h"
#include "report/report.h"

extern const struct report inspect_text, inspect_json, inspect_letter;
extern const struct report case_text, case_json;
extern const struct report batch_text, batch_json, batch_csv;
extern const struct report probe_text, probe_json, probe_ndjson, probe_junit;
extern const struct report audit_text, audit_json, audit_ndjson, audit_sarif, audit_junit, audit_html;
extern const struct report renewals_text, renewals_json, renewals_ics, renewals_prometheus, renewals_html, renewals_csv;
extern const struct report renewals_requests; /* no choice of --format: the list that `batch` reads */
extern const struct report catalog_text, catalog_json;
extern const struct report environments_text, environments_json, environments_csv;
extern const struct report rules_text, rules_json;
extern const struct report show_md, show_text, show_html;

/* What JSON outputs begin with, in run->json: their object, "schema" and "tool" (catalog and explain name no tool); and their end. */
struct json_out *json_begin_output(struct report_run *run, const char *schema);
void json_end_output(struct report_run *run);
/* The members of one case object, as in `build --format json`; a line of the batch log has more behind them. */
void json_put_case_members(struct json_out *j, const struct case_outcome *item);
/* One certificate, as in `inspect --format json`. */
void json_put_cert(struct json_out *j, const struct cert *cert, bool trust_known);
/* Bytes as hexadecimal digits; at most 32. NULL writes null. */
void json_put_hex(struct json_out *j, const char *key, const unsigned char *bytes, size_t n);
/* The findings of a file, a case or a bundle, as an array; those of a bundle say which entry they are about, or null. */
void json_put_findings(struct json_out *j, const struct findings *f, bool of_bundle);
/* The words of a set of 1 << enum pfx_encryption, as an array. */
void json_put_encryptions(struct json_out *j, const char *key, unsigned set);
/* An array of texts. */
void json_put_texts(struct json_out *j, const char *key, const struct view *items, size_t n);

#endif
