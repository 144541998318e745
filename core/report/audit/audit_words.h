/* audit_words.h - what the writers of audit reports share. Threads: pure but for the sink. */
#ifndef REPORT_AUDIT_WORDS_H
#define REPORT_AUDIT_WORDS_H

#include "report/report.h"

/* The message as one sentence that names the entry it is about, unless it does so itself: "case.xml: it can't be read". */
void audit_put_message(struct sink *to, const struct finding *finding);
/* A bundle's path as a URI reference: relative as it is, absolute as file:///; every byte that a URI can't hold is percent-encoded. */
void audit_put_uri(struct sink *to, struct view path);
/* What the record says in its author's own words, which nothing can confirm. */
struct author_word {
    const char *key, *label; /* in JSON; for people */
    struct view text;        /* empty: not said */
};
enum { AUTHOR_WORDS = 13 };
/* Returns how many were said; those come first. Lists are in the arena. */
size_t audit_author_words(struct arena *arena, const struct case_record *record, struct author_word out[AUTHOR_WORDS]);
/* A verdict of its own, which formats that only know findings have as one more. */
#define AUDIT_UNVERIFIED "not all of it could be checked, and nobody whom you know answers for it"
bool audit_is_unverified(const struct audited *item);
/* Whether this finding makes the run exit with 1. */
bool audit_fails(const struct report_run *run, const struct finding *finding);

#endif
