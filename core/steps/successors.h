/* successors.h - who replaces whom: the cases that say which certificate they renew, and where.
 *
 * An environment is known by its key; where one of two inventories has no keys, by its name, and not in another infrastructure nor at
 * another host. What is in doubt goes behind what isn't, however long it is said to last.
 * Memory:  its arena; rows that were marked point into it.
 * Threads: one at a time. What comes out does not depend on the order of what goes in.
 */
#ifndef STEPS_SUCCESSORS_H
#define STEPS_SUCCESSORS_H

#include "model/renewal.h"

/* A case that replaces the one of another certificate, as its record says; or that has an intermediate, which takes the place of an
 * earlier one of the same names wherever that came along. */
struct successor {
    unsigned char replaced[32]; /* SHA-256 of that one, or the names of the intermediate (model/renewal.h) */
    int64_t not_after;          /* its own; a successor that doesn't last longer is none */
    bool unseen;                /* its record alone says that: its PFX stayed shut */
    bool changed;               /* its bundle isn't as its own lists say */
    struct renewal_kin kin;     /* its own */
    struct view case_id, file;
    struct view infrastructure;
    const struct renewal_place *places;
    size_t n_places;
    const struct renewal_place **by_host; /* those places, sorted; successors_add makes it */
};

struct successors {
    struct arena arena; /* freed by who made it */
    size_t most;        /* bytes it may hold */
    bool sorted;
    struct {
        struct heir *items;
        size_t n, cap;
    } heirs;
};
/* Copies. False when there is no more room. */
MUST_USE bool successors_add(struct successors *all, const struct successor *s);
/* After the last: which of the row's environments have a successor, and which one. Renewed is what is so everywhere; claimed, where it
 * is in doubt anywhere, which is then the one that is named. Where there is none, but the same host has one under another name, that. */
void successors_mark(struct successors *all, struct renewal *row);

#endif
