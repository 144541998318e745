/* examine.h - the first half of the way, the same for `inspect` and `build`: files to certificates, purpose and findings. */
#ifndef FLOW_EXAMINE_H
#define FLOW_EXAMINE_H

#include "flow/kit.h"
#include "steps/rules.h"

/* What a file is, told from its content, once: nothing in it is opened yet. */
struct cert_file *examine_begin(struct arena *keep, struct view path, struct view bytes);
/* Its certificates. Asks the kit's password source when it is a PFX; `request` may be NULL. `opened` gets the password of one with a key,
 * for who writes it anew; NULL: nobody does. */
MUST_USE bool examine_rest(struct worker *w, struct arena *keep, const struct request *request, struct cert_file *file,
                           struct opened_password *opened, struct err *e);
/* Both, of a file that belongs to no request. */
MUST_USE bool examine_file(struct worker *w, struct arena *keep, struct view path, struct view bytes, struct cert_file **out,
                           struct err *e);
/* Arranges the evidence's files and decides what they are for. */
struct decided examine_evidence(struct worker *w, struct arena *keep, struct evidence *evidence, enum purpose asked);
/* What the caller knows, and what follows from it and the kit: time, platform, delivery. The one place where facts are made. `x509` may be
 * NULL where no certificate is among them. */
struct facts examine_facts(const struct kit *kit, struct x509_ctx *x509, struct arena *scratch, const struct facts *known);
/* Runs the rules, weighs them by the policy, marks what --accept names, sorts; the verdict is by errors that are left. */
enum verdict examine_findings(struct worker *w, struct arena *keep, const struct facts *facts, struct findings *out);
/* All of it for one file. `bytes` must live as long as *out. Fails only when a password source fails. */
MUST_USE bool inspect_file(struct worker *w, struct view path, struct view bytes, enum purpose asked, struct inspection *out,
                           struct err *e);

#endif
