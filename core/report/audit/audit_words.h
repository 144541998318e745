/* audit_words.h - what the writers of audit reports share. Threads: pure but for the arena. */
#ifndef REPORT_AUDIT_WORDS_H
#define REPORT_AUDIT_WORDS_H

#include "report/report.h"

/* The message as one sentence that names the entry it is about, unless it does so itself: "case.xml: it can't be read". */
struct view audit_message(struct arena *arena, const struct finding *finding);
/* What the record says in its author's own words, which nothing can confirm. */
struct author_word {
    const char *key, *label; /* in JSON; for people */
    struct view text;        /* empty: not said */
};
enum { AUTHOR_WORDS = 20 };
/* Of one with a record. Returns how many were said; those come first. Lists are in the arena. */
size_t audit_author_words(struct arena *arena, const struct audited *item, struct author_word out[AUTHOR_WORDS]);
/* A verdict of its own, which formats that only know findings have as one more. */
#define AUDIT_UNVERIFIED "not all of it could be checked, and nobody whom you know answers for it"
bool audit_is_unverified(const struct audited *item);
/* Whether the day to submit by has passed, by the record: no finding, as the bundle is right. In findings' formats it is a note all the
 * same, in the words of audit_overdue. */
#define AUDIT_OVERDUE "submit-by-passed"
bool audit_is_overdue(const struct audited *item, int64_t now);
struct view audit_overdue(struct arena *arena, const struct audited *item);

#endif
