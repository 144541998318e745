/* utf8.h - characters of foreign text, and the one way to make it safe to show.
 *
 * Threads: pure.
 * Source:  RFC 3629; Azure Pipelines' logging commands; GitHub Actions' workflow commands; Unicode UAX #9 (bidirectional
 *          controls), #15 and #21 (normal forms, case), through utf8proc; general categories Cc, Cf, Zl, Zp.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/view.h"

#define UTF8_MARK "\xEF\xBB\xBF" /* a byte-order mark */

/* Takes one character from the front of *in. False when *in is empty or starts with a byte that no character starts with
 * (overlong forms, surrogates and values above U+10FFFF included); then nothing is moved. */
MUST_USE bool utf8_take(struct view *in, uint32_t *code);
/* Writes one character, at most 4 bytes; returns how many. */
size_t utf8_encode(uint32_t code, char out[4]);
size_t utf8_length(struct view v); /* how many bytes at the front are whole characters */
bool utf8_valid(struct view v);
size_t utf8_printable(struct view v); /* how many bytes at the front are printable ASCII, as most of all text is */

/* The length of the white space that the text begins with, one character of any width; 0: none. */
size_t text_space(struct view v);
/* Without white space at both ends, that of typesetting among it: the no-break space that Excel, mails and web pages leave (U+00A0). */
struct view text_trim(struct view v);
/* Without one pair of quotation marks around all of it, straight ones or those that word processors and mail programs make of them, where
 * the marks don't stand inside as well; trimmed. */
struct view text_unquoted(struct view v);

/* A name as people take it for the same: in any case, with its accents composed or apart, in letters of any width (NFKC with case folding),
 * without what nobody sees. Of ASCII the small letters alone; what is no UTF-8 stays as it is. */
struct view text_folded(struct arena *arena, struct view v);
bool text_same(struct view a, struct view b); /* folded they are; two of ASCII cost no more than view_eq_nocase */
int text_cmp(struct view a, struct view b);   /* likewise: an order in which those that are the same stand together */

/* The letter or digit of ASCII that it is with an accent, raised, in another width or form (NFKD); 0: it is none, or an accent alone. */
char code_plain(uint32_t code);

bool code_is_control(uint32_t code);   /* C0, DEL, C1, line and paragraph separators */
bool code_is_bidi(uint32_t code);      /* U+061C, U+200E..F, U+202A..E, U+2066..9 */
bool code_is_invisible(uint32_t code); /* zero width, soft hyphen, fillers, tags, variation selectors, non-characters, private use */

/* A letter of another alphabet (Cyrillic, Greek, Armenian, Cherokee ...) or form (fullwidth, mathematical, small capital) that looks like a
 * Latin one in usual fonts (Unicode UTS #39, confusables) and stands in one word with Latin letters, or behind them among no other letters
 * of its kind; also one alone in front. 0: there is none. */
uint32_t text_twin(struct view v);

/* Safe text: valid UTF-8 on one line in which every control, bidirectional or invisible character stands as \u202E (or \U000E0041), and
 * every byte that is not UTF-8 as \xFF. What a build server would take for a command in its log loses its mark: "##vso[", "##[" and their
 * like (Azure Pipelines, TeamCity) and "::error" (GitHub Actions) stand as "\u0023#[" and "\u003A:error"; an IPv6 address is none.
 * Returns `v` itself when there is nothing to escape. A backslash stays as it is. */
struct view text_safe(struct arena *arena, struct view v);
/* The same into a fixed array, cut at a character with "..." when too long. Never fails. */
void text_safe_into(char *out, size_t size, struct view v);
const char *text_cut(struct arena *arena, struct view v, size_t size); /* the same, in the arena */
/* Of safe text: how many bytes at the front stand for one character or byte that was escaped; 0: none was. */
size_t text_escape_length(struct view v);

#endif
