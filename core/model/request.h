/* request.h - one request as somebody stated it: on the command line, or as a row of a request file. Plain data.
 *
 * Text fields are as given (they are the user's own words); outputs escape them by what they produce.
 */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include "base/view.h"
#include "model/inventory.h"

enum purpose { PURPOSE_NONE, PURPOSE_TRUSTED_ROOT, PURPOSE_CLIENT_SIDE, PURPOSE_SERVER, PURPOSE_COUNT };

struct view_list {
    struct view *items;
    size_t n, cap;
};

struct request {
    struct view id;                 /* may be empty: made from purpose, subject and digest */
    struct view_list certificates;  /* paths */
    struct view_list environments;  /* names or keys */
    enum purpose purpose;           /* PURPOSE_NONE: decide from the content */
    enum hosting hosting;           /* HOST_UNKNOWN: as the inventory says */
    int32_t needed_by;              /* day; DAY_NONE when not given */
    struct view consumes;           /* URL of the partner's service; may be empty */
    struct view reason, contact;    /* may be empty */
    struct view password_env, password_file; /* where the PFX password is; at most one is set */
    struct view renews;             /* path of the bundle it replaces; may be empty */
    size_t repeats_row;             /* in a batch: the row that asked first for the same certificate in `repeats_environment`; 0: none */
    struct view repeats_environment;
};

#endif
