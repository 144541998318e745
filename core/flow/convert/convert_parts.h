/* convert_parts.h - one conversion, and what its parts ask of each other. For flow/convert/ alone. */
#ifndef FLOW_CONVERT_PARTS_H
#define FLOW_CONVERT_PARTS_H

#include "flow/convert/convert.h"
#include "flow/inspect.h"

enum { KEY_BYTES = 16 << 10 };

struct conversion {
    struct worker *w;
    struct arena *arena;
    const struct convert_wishes *wishes;
    struct evidence evidence;
    struct inspect_group group;      /* its files */
    struct opened_password password; /* that opened the key */
    struct buf key;                  /* PKCS#8; empty: none found yet */
    struct view key_from;            /* its file; safe text */
    const struct cert_file *pfx;     /* that it came from; NULL: from another kind of file */
    struct view friendly_name, provider;
    struct view_list seeds; /* digests of everything that was read */
    struct err *e;
};

/* --- convert_parts.c --- */

/* Writes and reads back. */
MUST_USE bool convert_put(struct conversion *c, struct view path, struct view bytes, enum os_access access, struct converted *out);

/* --- convert_key.c: the key, of which there is one. Each fails when another one was taken before --- */

/* Of a PEM or DER file; `source` is asked when it is encrypted. */
MUST_USE bool convert_take_key(struct conversion *c, struct view path, struct view bytes, const struct password_source *source);
/* Of a PFX that c->password has just opened. */
MUST_USE bool convert_take_pfx(struct conversion *c, const struct cert_file *file);

/* --- convert_pfx.c --- */

MUST_USE bool convert_write_pfx(struct conversion *c, struct converted *out);

#endif
