/* password.h - what a password may be: the same characters in UTF-8 and in Windows-1252, as files of passwords and old PFX have them.
 *
 * Memory:  copies in the arena, wiped by password_forget.
 * Threads: pure but for the arena.
 */
#ifndef FLOW_PASSWORD_H
#define FLOW_PASSWORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/inventory.h"
#include "model/request.h"

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
/* The first of the request's own texts that has the password in it as a word of its own; NULL: none. */
const struct request_field *password_in_request(const struct opened_password *p, const struct request *request);
/* The same of who asks and for what environments: what has it, "the name of an environment"; NULL: nothing. */
const char *password_in_inventory(const struct opened_password *p, const struct inventory *inventory);

#endif
