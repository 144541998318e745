/* audit.h - a bundle back to its case record, from the right to the left of the way that made it, and every step compared.
 *
 * bundle.zip --> raw map --> entries --> sums, manifest --> case record --> certificates --> rules, dates, ticket, bytes --> findings
 *
 * Nothing in a bundle is trusted, and no problem stops the others.
 * Memory:  `keep`: the file, at most LIMIT_INFLATED_BYTES of unpacked entries, and some MiB. Time is linear in the file's size.
 * Errors:  ST_IO when the file can't be read, or those of the password source; never for what is in it.
 */
#ifndef FLOW_AUDIT_H
#define FLOW_AUDIT_H

#include <stdatomic.h>

#include "flow/resources.h"
#include "flow/shard.h"
#include "flow/walk.h"
#include "model/audit.h"
#include "os/os.h"

/* Reads the file, up to LIMIT_BUNDLE_BYTES: a larger one is a finding and isn't read. */
MUST_USE bool audit_file(struct worker *w, struct arena *keep, struct view path, struct audited *out, struct err *e);
/* The same with its bytes at hand, which must live as long as *out. */
MUST_USE bool audit_bundle(struct worker *w, struct arena *keep, struct view path, struct view bytes, struct audited *out,
                           struct err *e);

/* --- audit_answer.c: what came of auditing one bundle as bytes, from the child that read it to who reports it ---
 *
 * They hold what reports print and what is compared across bundles, and no more: of the record and the certificates the rest is empty when
 * they are read back.
 * Memory:  what is read is in the arena.
 * Errors:  only that bytes are none that audit_answer_put writes. They are a stranger's: texts are made safe, numbers are in their ranges,
 *          a verdict fits its findings.
 * Threads: pure. Both ends are one program: numbers are in its own form.
 */

/* `e`: why it could not be read, or ST_OK. `path` and what comes after all bundles are the reporter's own. */
void audit_answer_put(struct arena *arena, const struct audited *item, const struct err *e, struct buf *out);
MUST_USE bool audit_answer_read(struct arena *arena, struct view bytes, struct audited *item, struct err *e);

/* --- audit_run.c: many bundles, found, read, judged by several workers, and handed on in the order of their paths ---
 *
 * What shows only across bundles is added to the later one of them; what shows only after the last comes as closing items.
 * Memory:  some bundles at a time; of each that was seen some 50 bytes (steps/across.h), and the names of folders (walk.h).
 * Errors:  none stops the run: a path that can't be read is an item that says why; `trouble` tells what else went wrong.
 * Threads: `one` is called in the calling thread.
 */
struct audit_run {
    const struct resources *resources;
    struct walk_options files;
    struct shard shard;            /* by file name; {0}: everything */
    unsigned threads;
    struct os_needs reader;        /* of a process that reads bundles */
    const atomic_bool *stop;       /* may be NULL */
    void *to;
    bool (*one)(void *to, const struct audited *item); /* false ends the run: the output is broken */
    struct audit_totals totals;    /* of what was handed on; out */
    enum severity worst;           /* of all findings; SEV_COUNT when there was none; out */
    struct err trouble;            /* why not all bundles could be compared with each other; ST_OK when they were; out */
};

/* False when `one` said so. */
MUST_USE bool audit_run(struct audit_run *run);

#endif
