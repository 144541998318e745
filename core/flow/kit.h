/* kit.h - what a run works with: the read-only kit that all workers share, and what one worker owns.
 *
 * Memory:  the kit outlives its workers. worker_open and worker_close pair; worker_reset takes back everything of the last row.
 * Threads: the kit is const; a worker belongs to one thread.
 */
#ifndef FLOW_KIT_H
#define FLOW_KIT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "format/container/cms.h"
#include "format/x509/trust.h"
#include "format/x509/x509.h"
#include "format/xml/xml.h"
#include "model/case.h"
#include "steps/ticket.h"

/* Where a PFX password comes from. Returns false with e->status ST_OK when there is none; the flow wipes *secret. */
struct password_source {
    bool (*get)(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e);
    void *from;
};

struct kit {
    int64_t now;
    struct view version;               /* "0.1.0" */
    const struct trust *trust;         /* NULL when no CA bundle was found */
    struct view ca_bundle;             /* its path; safe text */
    const struct catalog *catalog;
    const struct holidays *holidays;   /* never NULL; n = 0 when none was given */
    const struct templates *templates; /* NULL in inspect */
    const struct xml_schema *case_schema; /* NULL in inspect */
    struct view platform;              /* --platform; empty: by environment and hosting */
    const struct view_list *accept;    /* rule ids of --accept; may be NULL */
    enum severity fail_on;             /* verdict stays by errors; the exit code is by this */
    struct password_source password;
    struct signer *signer;             /* NULL without --sign */
};

struct worker {
    const struct kit *kit;
    struct arena arena; /* reset after each row */
    struct arena scratch; /* what a row needs only until its result stands; reset by its user */
    struct x509_ctx *x509;
    struct xml_reader *reader; /* of case.xml */
};

void worker_open(struct worker *w, const struct kit *kit);
void worker_reset(struct worker *w);
void worker_close(struct worker *w);

#endif
