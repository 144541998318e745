/* password_words.h - the words that password_scan looks for: those for a password, and those that may be said of something else, with
 * what has to follow them.
 *
 * A new one is a row in password_words.c, and its first two letters in password_marks there (a test walks over texts with and without
 * them).
 * Memory:  none.
 * Threads: pure.
 * Source:  our judgement; the prefixes are those of the services' own tokens.
 */
#ifndef FORMAT_PASSWORD_WORDS_H
#define FORMAT_PASSWORD_WORDS_H

#include "format/secrets/byte_pairs.h"

struct weak_word {
    struct view says;
    size_t least; /* bytes of the secret */
    enum {
        WEAK_BEHIND_MARK, /* ":" or "=" */
        WEAK_DIGITS,      /* the same, and digits alone */
        WEAK_BEHIND_USER, /* "ana/" */
        WEAK_AT_ONCE,     /* from here on: the secret follows right behind; none of them within a word */
        WEAK_SIGNED,      /* the same, and a mark at its end: "Sommer2026!" */
        WEAK_WEB_TOKEN    /* of JSON objects in Base64 */
    } how;
};

/* Where one may begin. */
extern const struct byte_pairs password_marks;
/* Of any language: what isn't ASCII is taken for one. */
static inline bool password_is_letter(char c)
{
    return is_letter(c) || (unsigned char)c >= 0x80;
}
/* The length of the word for a password, or for several, that the text begins with; 0: of none. */
size_t password_keyword(struct view v);
/* The longest that the text begins with; NULL: none. */
const struct weak_word *password_weak_word(struct view v);
/* The length of the longest of `words` that the text begins with; 0: of none. */
size_t password_longest(struct view v, const struct view *words, size_t n);
/* The length of the verb of saying, with the spaces around it, that the text begins with; `by_the_way`: it may tell what became of it. */
size_t password_verb(struct view v, bool *by_the_way);
/* It begins a sentence about a password, or stands for one, whatever mark ends it. */
bool password_is_none(struct view word);
/* What stands between the word and a number or an address says how it comes, or what is asked of it. */
bool password_says_about(struct view between);
/* What stands between the word and a value makes it the word for something else, whose name the value is. */
bool password_names_thing(struct view between);

#endif
