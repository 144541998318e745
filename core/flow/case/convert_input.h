/* convert_input.h - `--convert`: the PFX of a request encrypted anew when one of its receivers doesn't take it as it is. */
#ifndef FLOW_CONVERT_INPUT_H
#define FLOW_CONVERT_INPUT_H

#include "flow/case/case_input.h"
#include "flow/password.h"

/* The PFX of the main certificate, with the password that opened it: its file then has the new bytes, and remembers what it was. Leaves
 * alone what everybody takes, and what can't be converted: rules say why. Errors: as in format/container/pkcs12_write.h. */
MUST_USE bool convert_input(struct worker *w, struct arena *keep, struct case_input *input, const struct opened_password *password,
                            struct err *e);

#endif
