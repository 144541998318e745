/* crew.h - questions that children of this process answer, each in a copy of it with hardly any rights.
 *
 * A question is about an item: a path, say. A child gets several of them, also before it has answered the first. One that ends, or whose
 * answer is not taken or takes too long, costs the item that it was at: that is asked again of a new child, alone, and lost when that
 * ends as well. One that is asked alone is lost at once when there is no answer in time.
 * Memory:  owned (crew_open, crew_close); of a child the longest answer so far. Items and questions are borrowed until they are done.
 * Errors:  none of its own: an item is taken, or lost.
 * Threads: one, with no other that holds a lock at crew_ask and crew_hear, where children begin.
 */
#ifndef FLOW_CREW_H
#define FLOW_CREW_H

#include "flow/resources.h"
#include "os/os.h"

struct crew_task {
    const struct resources *resources;
    struct os_needs needs; /* of a child */
    void *context;         /* handed to the callbacks */
    struct view (*question)(void *context, const void *item); /* up to LIMIT_PATH_BYTES; what is longer is cut */
    /* In the child; the worker is its own. No answer is longer than LIMIT_ANSWER_BYTES. */
    void (*answer)(void *context, struct worker *w, struct view question, struct buf *out);
    /* Here: the answer is foreign bytes. False when no child that does its task would give it. */
    bool (*take)(void *context, void *item, struct view answer);
    void (*lose)(void *context, void *item, const struct err *why);
    size_t ahead;     /* questions that a child has at once, up to 16; 0: 1 */
    int64_t patience; /* milliseconds without an answer; 0: LIMIT_ANSWER_SECONDS */
};

struct crew;
struct crew *crew_open(const struct crew_task *task, size_t most);
/* False when all are busy: then crew_hear comes first. */
MUST_USE bool crew_ask(struct crew *c, void *item);
/* Waits until an item that was asked about is taken or lost, and returns it. */
void *crew_hear(struct crew *c);
void crew_close(struct crew *c);

#endif
