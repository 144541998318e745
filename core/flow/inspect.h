/* inspect.h - the first half of the way, the same for `inspect` and `build`: files to certificates, purpose and findings. */
#ifndef FLOW_INSPECT_H
#define FLOW_INSPECT_H

#include "flow/password.h"
#include "flow/resources.h"
#include "steps/rules/rules.h"

/* What a file is, told from its content, once: nothing in it is opened yet. */
struct cert_file *inspect_identify(struct arena *keep, struct view path, struct view bytes);
/* Files that are read one after the other: those of a bundle or request. They share what may be computed for their PFX, and the same PFX
 * again is not opened again. */
struct inspect_group {
    const struct request *request;  /* of the files, for the password; NULL: none */
    uint64_t before;                /* of what may be computed that others have taken already */
    struct opened_password *opened; /* gets the password of a PFX with a key, for who writes it anew; NULL: nobody does */
    struct { const struct cert_file **items; size_t n, cap; } pfx; /* the files with a PFX so far, each once; in their arena */
};
/* Its certificates. Asks for the password when it is a PFX. */
MUST_USE bool inspect_open(struct worker *w, struct arena *keep, struct inspect_group *group, struct cert_file *file, struct err *e);
/* Arranges the evidence's files and decides what they are for. */
struct decided inspect_decide(struct worker *w, struct arena *keep, struct evidence *evidence, enum purpose asked);
/* What the caller knows, and what follows from it and the resources: time, policy, platform, delivery. The one place where facts are made.
 * `x509` may be NULL where no certificate is among them. */
struct facts inspect_facts(const struct resources *resources, struct x509_ctx *x509, struct arena *scratch, const struct facts *known);
/* Runs the rules, weighs them by the policy, marks what --accept names, sorts; the verdict is by errors that are left. */
enum verdict inspect_judge(struct worker *w, struct arena *keep, const struct facts *facts, struct findings *out);
/* All of it for one file. `bytes` must live as long as *out. Fails only when a password source fails. */
MUST_USE bool inspect_file(struct worker *w, struct view path, struct view bytes, enum purpose asked, struct inspection *out,
                           struct err *e);

#endif
