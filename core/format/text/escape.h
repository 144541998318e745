/* escape.h - one function a target: what makes any text harmless there.
 *
 * All of them first make the text safe (base/utf8.h: control, bidirectional and invisible characters as \u202E); only ESCAPE_NONE
 * keeps line feeds and tabs, elsewhere what comes out is one line.
 * Threads: pure. Memory: the sink's.
 * Source:  HTML and XML 1.0 character references; RFC 4180; PowerShell's about_Quoting_Rules.
 */
#ifndef FORMAT_ESCAPE_H
#define FORMAT_ESCAPE_H

#include "base/sink.h"

enum escape_target {
    ESCAPE_NONE,       /* Mustache {{{x}}}: only safe text */
    ESCAPE_TEXT,       /* .txt and terminals: control characters */
    ESCAPE_HTML,       /* .html: & < > " ' */
    ESCAPE_XML,        /* .xml */
    ESCAPE_POWERSHELL, /* .ps1, inside [regex]::Unescape('...'): ' and \ are doubled. ASCII alone, the rest as \u2019: Windows
                        * PowerShell reads a script without a byte order mark in the ANSI code page, where bytes of UTF-8 can be quotes */
    ESCAPE_CSV,        /* RFC 4180 field, with ' in front of = + - @, at its start or behind a semicolon, but of numbers: no formulas */
    ESCAPE_JSON,       /* inside of the quotes of RFC 8259; bytes that are not UTF-8 become U+FFFD */
    ESCAPE_ICAL,       /* TEXT of RFC 5545: \ ; , behind a backslash */
    ESCAPE_CSV_OTHER,  /* ESCAPE_CSV between other separators than the comma: also behind a comma */
    ESCAPE_COUNT
};

void escape_put(struct sink *to, enum escape_target target, struct view text);
/* A field of CSV that was read, without the ' that ESCAPE_CSV puts in front of what a spreadsheet would compute. */
struct view escape_csv_undone(struct arena *arena, struct view text);
/* By the file name that is produced or the template's name: "runbook.html" gives ESCAPE_HTML. ESCAPE_TEXT when unknown. */
enum escape_target escape_for(struct view name);
/* A name for files made from safe text: lower-case ASCII letters, digits and single hyphens, at most LIMIT_SLUG_BYTES, never empty
 * ("certificate"), never a reserved Windows name. Latin letters lose their accents, and nothing
 * stays of what was escaped (\u202E). */
struct view slug(struct arena *arena, struct view text);
/* Whether letters that the text has aren't in its slug, so that other names may have the same. */
bool slug_loses_letters(struct view text);
/* The small ASCII letter of a Latin-1 letter (U+00C0 to U+00FF), '-' when it has none. */
char without_accent(uint32_t code);
/* Whether Windows keeps this name for a device, with whatever ending behind it: con, prn, aux, nul, conin$, conout$, com0 to
 * lpt9, com and lpt with a superscript 1, 2 or 3. In any case. */
bool name_is_reserved(struct view name);

#endif
