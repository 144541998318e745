/* make_case.h - one request, from its files to its bundles: one a hosting it touches.
 *
 * request --> files --> certs --> purpose --> route --> dates --> rules --> case record --> texts --> bundle
 *
 * A rejected case has a record with findings and no bundle, nor have the others of its request. `nothing` and `self-service` have
 * neither error nor bundle.
 */
#ifndef FLOW_MAKE_CASE_H
#define FLOW_MAKE_CASE_H

#include "flow/case/environments.h"
#include "flow/resources.h"
#include "flow/password.h"
#include "steps/purpose.h"

/* What a request stands on: its files, what they are for, its environments, what it renews. */
struct case_input {
    struct request request;            /* with what the bundle that it renews says */
    const struct inventory *inventory; /* the one given, else what the bundle that it renews and the request itself say; NULL: none */
    struct replaced replaced;
    struct evidence evidence;
    struct decided decided;
    const struct cert *subject; /* that it is called by: the main one, or what comes in the place of the old one; NULL: none */
    struct environment_groups groups;
};

/* `inventory` is NULL when none was given: then a renewal takes the environments of the old bundle, and the request says where others
 * run. Reads the request's files itself, into `keep`, where all of *out lives. Fails when one can't be read (ST_IO), never for what is in
 * it. *opened, which the caller wipes, gets the password of the PFX; NULL: a PFX is told, but not opened, which is expensive and would need
 * its password. */
MUST_USE bool case_input_read(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory,
                              struct opened_password *opened, struct case_input *out, struct err *e);
bool case_id_valid(struct view id); /* also the empty one */

/* --- renew.c: --renews --- */

/* An old bundle, or bare certificates: what a renewal may replace. */
struct renewed {
    const struct cert **certs; /* the main one first; as the record has them where their files aren't in the bundle */
    size_t n_certs;
    struct replaced said; /* by its bundle, but for the certificate; {0} without one */
};

/* Reads what is at request->renews. Fills *out, and by a bundle what the request leaves open (environments, and the fields that
 * model/request.c says are taken over) and *inventory.
 * Errors: ST_IO, ST_FORMAT; also when the bundle has no record. */
MUST_USE bool renew_read(struct worker *w, struct arena *keep, struct request *request, struct renewed *out, struct inventory *inventory,
                         struct err *e);
/* Which of them is replaced: the one of the main certificate's name or key, else of another that is asked for now, which isn't among those
 * itself; else the old main one. *subject, at first the new main one, becomes what comes in its place. */
struct replaced renew_choose(struct arena *keep, const struct request *request, const struct renewed *old, const struct evidence *evidence,
                             const struct cert **subject);

/* --- convert_input.c: --convert --- */

/* The PFX of the main certificate, encrypted anew with the password that opened it when one of its receivers doesn't take it as it is: its
 * file then has the new bytes, and remembers what it was. Leaves alone what everybody takes, and what can't be converted: rules say why.
 * Errors: as in format/container/pkcs12_write.h. */
MUST_USE bool convert_input(struct worker *w, struct arena *keep, struct case_input *input, const struct opened_password *password,
                            struct err *e);

/* --- fill_case.c: decides nothing but on which platform, and what a case is called --- */

/* All but dates, findings and verdict. */
void fill_case(struct worker *w, struct arena *keep, const struct case_input *input, const struct environment_group *group,
               struct case_record *c);
/* Of the platforms of the environments, or the one asked for. */
struct platform pick_platform(const struct resources *resources, const struct environment_group *group);

/* --- make_case.c --- */

struct made {
    struct case_outcome items[HOST_COUNT]; /* one a hosting; bundle paths are file names, without a folder */
    size_t n;
    bool rejected; /* one of them is: so there is no bundle of any */
    struct case_input input;
};

/* Reads the request's files itself (case_input_read). All of *out lives in `keep`. */
MUST_USE bool make_case(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory,
                        struct made *out, struct err *e);

#endif
