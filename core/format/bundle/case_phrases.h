/* case_phrases.h - days and moments as every text of a case writes them.
 *
 * Memory: the arena. Errors: none. Threads: pure but for the arena.
 */
#ifndef FORMAT_CASE_PHRASES_H
#define FORMAT_CASE_PHRASES_H

#include "base/arena.h"
#include "base/view.h"

/* "Tuesday 2026-12-15"; empty for DAY_NONE. */
struct view day_phrase(struct arena *arena, int32_t day);
/* "Tuesday 2026-12-15, 08:00 UTC"; "unreadable" for TIME_NONE. */
struct view moment_phrase(struct arena *arena, int64_t time);

#endif
