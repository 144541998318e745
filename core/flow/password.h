/* password.h - what a password may be: the same characters in UTF-8 and in Windows-1252, as files of passwords and old PFX have them.
 *
 * Memory:  copies in the arena, wiped by password_forget.
 * Threads: pure but for the arena.
 */
#ifndef FLOW_PASSWORD_H
#define FLOW_PASSWORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "model/case.h"

struct password_forms {
    struct view items[2]; /* the first is UTF-8 */
    size_t n;             /* 2 when the other bytes are others */
    bool was_utf8;        /* what was given */
};

bool password_line_ends(struct view bytes); /* whether these are the whole first line of a password file */
/* `bytes` as read: what an editor saved as text loses its mark, UTF-16, and the rest of a line end. */
struct password_forms password_forms(struct arena *arena, struct view bytes);
void password_forget(const struct password_forms *forms, struct view bytes);

/* What opened a PFX, for who writes it anew. */
struct opened_password {
    struct buf bytes, utf8; /* secret; as the file took it, and the same characters in UTF-8 */
};

#define OPENED_PASSWORD { .bytes = BUF_SECRET(LIMIT_PASSWORD_BYTES), .utf8 = BUF_SECRET(3 * LIMIT_PASSWORD_BYTES) }
void opened_password_set(struct opened_password *p, struct view bytes, struct view utf8);
void opened_password_wipe(struct opened_password *p);

/* A password in what people said into a record: the request, the inventory, the bundle that it renews. What stands there because the
 * certificates, the templates or the catalog say it tells none. `build` and `audit` ask the same. */
struct password_said {
    enum { SAID_NONE, SAID_MAYBE, SAID_LIKELY, SAID_KNOWN /* the one that opens the PFX, as a word of its own */ } how;
    const char *called; /* "reason", "name of an environment" */
    bool is_own_words;  /* which whoever wrote the request can leave out; else it is a name */
};
/* The surest of all; *p may be empty: nothing was opened. `catalog_is_built_in`: that is known, as a record may call any of them so. */
struct password_said password_said(const struct opened_password *p, const struct case_record *c, bool catalog_is_built_in);

#endif
