/* kit.h - what a run works with: the read-only kit that all workers share, and what one worker owns. Opened in one place, before any
 * work starts: its parts are read, parsed and checked, from files or built in.
 *
 * Memory:  in the arena; kit_close frees what libraries own. The kit outlives its workers. worker_close ends what worker_open or
 *          worker_open_in_thread began; worker_reset takes back everything of the last row.
 * Errors:  ST_USAGE (an unknown rule or platform, an error that should be accepted), ST_IO, ST_FORMAT, ST_LIMIT, with the path in `where`.
 * Threads: kit_open in the main thread, before the first worker: libraries are initialised there, when they are first needed. Then the
 *          kit is const; a worker belongs to one thread.
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
#include "steps/certs.h"
#include "steps/ticket.h"

/* Where a PFX password comes from. Returns false with e->status ST_OK when there is none; the flow wipes *secret. */
struct password_source {
    bool (*get)(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e);
    void *from;
};

struct kit {
    int64_t now;
    struct view version;               /* "0.1.0" */
    struct public_roots roots;         /* the bundle NULL when none was found */
    struct view ca_bundle;             /* its path; safe text; empty when the system keeps it elsewhere */
    const struct catalog *catalog;
    const struct holidays *holidays;   /* never NULL; n = 0 when none was given */
    const struct templates *templates; /* NULL in inspect */
    const struct xml_schema *case_schema; /* NULL in inspect */
    struct view platform;              /* --platform; empty: by environment and hosting */
    bool convert;                      /* a PFX that a receiver doesn't take is encrypted anew */
    const struct view_list *accept;    /* rule ids of --accept; may be NULL */
    enum severity fail_on;             /* verdict stays by errors; the exit code is by this */
    struct password_source password;
    struct signer *signer;             /* NULL without --sign */
    const struct policy *policy;       /* NULL without --policy */
    struct signer_trust *signers;      /* audit: the CAs that signers must chain to; NULL without --trust */
    struct file_guard *guard;          /* the file that the run replaces at its end; NULL: none */
    struct xml_schema *schema;         /* owned: what case_schema points to */
};

enum kit_part {
    KIT_TRUST = 1u << 0,   /* the roots of Windows, and the CA bundle */
    KIT_CATALOG = 1u << 1, /* and the platform */
    KIT_HOLIDAYS = 1u << 2,
    KIT_CASES = 1u << 3,   /* templates, the schema of case.xml, the signer, what is accepted */
    KIT_WINDOWS_ROOTS = 1u << 4, /* these alone */
};

/* What the user asked for. A path that is empty stands for what is built in, the default, or nothing. */
struct kit_wishes {
    unsigned parts;
    int64_t now;
    struct view version, catalog, platform, holidays, templates, policy;
    struct view ca_bundle; /* empty: the first default path that is there */
    struct view windows_roots;
    bool convert;
    const struct view_list *accept;
    enum severity fail_on;
    struct password_source password;     /* of PFX */
    struct view sign, key, signers;      /* certificate and key to sign with; the CAs of signers */
    struct password_source key_password; /* asked when the key is encrypted, */
    bool key_has_password;               /* or when one was given */
    struct file_guard *guard;
};

/* What was opened is closed by kit_close, also after a failure. */
MUST_USE bool kit_open(struct kit *kit, struct arena *arena, const struct kit_wishes *wishes, struct err *e);
void kit_close(struct kit *kit);
MUST_USE bool load_inventory(struct arena *arena, struct view path, struct inventory *out, struct err *e);

struct opened_password; /* flow/password.h */

struct worker {
    const struct kit *kit;
    struct arena arena; /* reset after each row */
    struct arena scratch; /* what a row needs only until its result stands; reset by its user */
    struct x509_ctx *x509;
    struct xml_reader *reader; /* of case.xml */
};

void worker_open(struct worker *w, const struct kit *kit);
void worker_open_in_thread(struct worker *w, const struct kit *kit); /* in any but the main thread */
void worker_reset(struct worker *w);
void worker_close(struct worker *w);

#endif
