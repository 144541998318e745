/* text_rows.h - what the reports for people share: colour, headings, rows with a label, findings.
 *
 * Threads: pure but for the sink of the run.
 */
#ifndef REPORT_TEXT_ROWS_H
#define REPORT_TEXT_ROWS_H

#include "report/report.h"

#define TEXT_BOLD "\033[1m"
#define TEXT_RED "\033[31m"
#define TEXT_GREEN "\033[32m"
#define TEXT_YELLOW "\033[33m"
#define TEXT_CYAN "\033[36m"
#define TEXT_PLAIN "\033[0m"

enum { FINDING_INDENT = 11 }; /* where what is said about a finding begins */

const char *severity_color(enum severity severity);
void put_colored(const struct report_run *run, const char *color, const char *text);
/* An empty line, and the heading. */
void put_heading(const struct report_run *run, const char *text);
/* "  label       text", the text from `column` on, broken at the width. What isn't safe to show is escaped. */
void put_row(const struct report_run *run, size_t column, const char *label, struct view text);
/* The same, and nothing for an empty text. */
void put_row_if(const struct report_run *run, size_t column, const char *label, struct view text);
/* put_row with at most 1200 bytes of text. */
PRINTF_LIKE(4, 5) void put_row_fmt(const struct report_run *run, size_t column, const char *label, const char *fmt, ...);
/* A paragraph under a finding, if there is one; "-> " before it when it says what to do. */
void put_remark(const struct report_run *run, bool todo, struct view text);
/* "  warning  key-short", the label in a colour. */
void put_rule(const struct report_run *run, const char *color, const char *label, const char *id);
/* "TripleDES-SHA1 or AES256-SHA256": those of a set of 1 << enum pfx_encryption. */
enum { ENCRYPTIONS_TEXT = 200 };
const char *encryptions_text(unsigned set, const char *between, char out[ENCRYPTIONS_TEXT]);
/* A command for people to run again: "certcase" and the words, quoted for a shell; what can't be shown safely is "..." there. */
void put_command(struct sink *to, const struct view_list *words);
/* Severity, rule, message and hint. */
void put_finding(const struct report_run *run, const struct finding *finding);

/* The first line of CSV for spreadsheets, its columns between commas here, behind a byte order mark: else Excel reads another encoding. */
void put_csv_columns(const struct report_run *run, const char *columns);
/* One of the others: quoted where it must be, and nothing in it is a formula. */
void put_csv(const struct report_run *run, const struct view *fields, size_t n);

#endif
