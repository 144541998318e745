/* causes.h - from what a server showed to why a connection fails: the vendor's five documented causes, and the others. Pure.
 *
 * Memory:  the arena. Errors: none. Threads: one x509_ctx a thread.
 * Source:  the vendor's article on the trust relationship error (five causes); Microsoft's pages on Schannel (keys, signatures).
 */
#ifndef STEPS_CAUSES_H
#define STEPS_CAUSES_H

#include "format/x509/x509_path.h"
#include "model/probe.h"

struct causes_question {
    int64_t now;
    const struct probe_result *seen; /* what is known before its causes are */
    const struct cert *leaf;         /* the server's own; NULL when none came or it can't be read */
    const struct cert_list *links;   /* what else the server sent, and what --with brings that is no root */
    struct x509_roots roots;
    struct view unreadable_why; /* of the first that is */
};

struct causes_answer {
    struct causes causes;
    struct x509_path path; /* from the server's own upwards; n = 0 without one */
};

void causes_of(struct x509_ctx *x, struct arena *arena, const struct causes_question *q, struct causes_answer *out);

#endif
