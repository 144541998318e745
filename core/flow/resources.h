/* resources.h - what a run works with: what all its workers share, and what one worker owns. Opened in one place, before any work
 * starts: catalog, calendar, templates, roots, policy and signer are read, parsed and checked, from files or built in.
 *
 * Memory:  in the arena; resources_close frees what libraries own. The wishes outlive the resources, those their workers. worker_close
 *          ends what worker_open or worker_open_in_thread began.
 * Errors:  ST_USAGE (an unknown rule or platform, an error that should be accepted), ST_IO, ST_FORMAT, ST_LIMIT, with the path in `where`.
 * Threads: resources_open in the main thread, before the first worker: libraries are initialised there, when they are first needed. Then
 *          they are const; a worker belongs to one thread.
 */
#ifndef FLOW_RESOURCES_H
#define FLOW_RESOURCES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "format/container/cms.h"
#include "format/x509/trust.h"
#include "format/x509/x509.h"
#include "format/xml/xml.h"
#include "model/case.h"
#include "steps/certs.h"
#include "steps/ticket.h"

/* Where a PFX password comes from. Returns false with e->status ST_OK when there is none; the flow wipes *secret. */
struct password_source {
    bool (*get)(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e);
    void *from;
    bool is_typed; /* somebody is asked, so what has no password is found first: that costs what a password costs */
};
/* *have: whether there is one; false without a `get`. Fails when a password can't be had that was promised. */
MUST_USE bool password_ask(const struct password_source *source, struct view path, const struct request *request, struct buf *secret,
                           bool *have, struct err *e);

enum resource {
    RESOURCE_TRUST = 1u << 0,   /* the roots of Windows, and the CA bundle */
    RESOURCE_CATALOG = 1u << 1, /* and the platform */
    RESOURCE_HOLIDAYS = 1u << 2,
    RESOURCE_CASES = 1u << 3,   /* templates, the schema of case.xml, the signer, what is accepted */
    RESOURCE_WINDOWS_ROOTS = 1u << 4, /* these alone */
};

/* What the user asked for. A path that is empty stands for what is built in, the default, or nothing. */
struct wishes {
    int64_t now;
    struct view version;   /* "0.1.0" */
    struct view catalog, holidays, templates, policy;
    struct view platform;  /* --platform; empty: by environment and hosting */
    struct view ca_bundle; /* empty: the first default path that is there */
    struct view windows_roots;
    bool convert;          /* a PFX that a receiver doesn't take is encrypted anew */
    struct view_list accept;             /* rule ids */
    struct password_source password;     /* of PFX */
    struct view sign, key, signers;      /* certificate and key to sign with; the CAs of signers */
    struct password_source key_password; /* asked when the key is encrypted, */
    bool key_has_password;               /* or when one was given */
    struct file_guard *guard;            /* the file that the run replaces at its end; NULL: none */
};

struct resources {
    const struct wishes *wishes;
    struct public_roots roots;         /* the bundle NULL when none was found */
    struct view ca_bundle;             /* its path; safe text; empty when the system keeps it elsewhere */
    const struct catalog *catalog;
    const struct holidays *holidays;   /* never NULL; n = 0 when none was given; as of now */
    struct view holidays_bytes;        /* of their file */
    const struct templates *templates; /* NULL in inspect */
    struct xml_schema *case_schema;    /* NULL in inspect */
    struct signer *signer;             /* NULL without --sign */
    const struct policy *policy;       /* NULL without --policy */
    struct signer_trust *signers;      /* audit: the CAs of --trust; NULL: signatures are only checked for what they sign */
};

/* `which` of enum resource. What was opened is closed by resources_close, also after a failure. */
MUST_USE bool resources_open(struct resources *resources, struct arena *arena, const struct wishes *wishes, unsigned which,
                             struct err *e);
void resources_close(struct resources *resources);
/* "certcase 0.1.0": what a record names as what made it. */
struct view resources_generator(const struct resources *resources, struct arena *arena);
/* The platform that is asked for, else the catalog's default. */
const struct platform *resources_platform(const struct resources *resources);
/* Its platforms are the catalog's, which is open. */
MUST_USE bool inventory_open(const struct resources *resources, struct arena *arena, struct view path, struct inventory *out,
                             struct err *e);

struct worker {
    const struct resources *resources;
    struct arena arena; /* reset after each row */
    struct arena scratch; /* what a row needs only until its result stands; reset by its user */
    struct x509_ctx *x509;
    struct xml_reader *reader; /* of case.xml */
    struct {
        struct arena arena;
        int32_t day;           /* that they were read as of */
        const struct holidays *holidays; /* NULL: not yet */
    } then;
};

void worker_open(struct worker *w, const struct resources *resources);
void worker_open_in_thread(struct worker *w, const struct resources *resources); /* in any but the main thread */
void worker_close(struct worker *w);
/* The holidays of the resources as whoever counted at `time` read them: which days an endless repetition gives depends on it. They last
 * until the next call. */
MUST_USE bool worker_holidays(struct worker *w, int64_t time, const struct holidays **out, struct err *e);

#endif
