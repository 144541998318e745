/* renewal_words.h - what the writers of the list of renewals share: how a row is put into words. Threads: pure but for the arena. */
#ifndef REPORT_RENEWAL_WORDS_H
#define REPORT_RENEWAL_WORDS_H

#include "base/arena.h"
#include "report/items.h"

/* "Production, Test": those with a successor or those without; of a renewed row, or one without places, all count as without. Empty
 * when there are none. */
struct view renewal_place_list(struct arena *arena, const struct renewal *row, bool renewed);
/* What renews it: "CASE (FILE)", without FILE where that is empty; and where it is in doubt, why. Empty when nothing does. */
struct view renewal_successor(struct arena *arena, const struct renewal *row, struct view file);
/* "renewed for Test by CASE (FILE)", without environments where they are all that it is for; empty when nothing renews it. */
struct view renewal_renewed(struct arena *arena, const struct renewal *row);
/* Why what is said of it is in doubt, and what to do; empty when it isn't. */
struct view renewal_doubt(struct arena *arena, const struct renewal *row);
/* What renews it on the same host, but in an environment of another name, as a sentence; empty when nothing does. */
struct view renewal_other(struct arena *arena, const struct renewal *row);
/* "trusted-root, cloud" */
struct view renewal_kind(struct arena *arena, const struct renewal *row);
struct view renewal_name(const struct renewal *row); /* its common name, or words for none */
/* Whether --renews names its file: its case is asked for again, or its file is about it alone. */
bool renewal_names_old(const struct renewal *row);
/* The command that asks for its successor; empty where none does. */
struct view renewal_next(struct arena *arena, const struct renewal *row);
/* Of each row whether its successor is asked for by itself: it is due, and doesn't come along with what its case is about. */
const bool *renewals_asked(struct arena *arena, const struct renewal_list *list);
/* "4 certificates: 1 expired, 1 due within 60 days, 2 fine", what of it no request renews, and what could not be read. */
struct view renewals_summary(struct arena *arena, const struct renewal_list *list);
/* Which rows to show a command of: indices of those that are due and whose command no row before them has. */
size_t renewals_commands(struct arena *arena, const struct renewal_list *list, size_t **out);
/* That a day to ask by, of those that are due, was counted without public holidays; empty when all are covered. */
struct view renewals_not_covered(struct arena *arena, const struct renewal_list *list);

#endif
