/* load.h - the parts of a kit, from files or built in: read, parsed, checked, before any work starts.
 *
 * Memory:  results in the arena; a schema and a signer are owned (load_schema_free, load_signer_free; NULL is fine).
 * Errors:  ST_IO, ST_FORMAT, ST_LIMIT, with the path in `where`.
 * Threads: main thread, before the first worker: libraries are initialised here, when they are first needed.
 */
#ifndef FLOW_LOAD_H
#define FLOW_LOAD_H

#include "flow/kit.h"

/* Before all others. */
void load_init(void);
/* `path` empty: the built-in catalog. */
MUST_USE bool load_catalog(struct arena *arena, struct view path, struct catalog *out, struct err *e);
/* `path` empty: no holidays (n = 0, from and to DAY_NONE). */
MUST_USE bool load_holidays(struct arena *arena, struct view path, int64_t now, struct holidays *out, struct err *e);
MUST_USE bool load_inventory(struct arena *arena, struct view path, struct inventory *out, struct err *e);
/* `path` empty: the first default path that is there; *out stays NULL, without an error, when none is. *used is the path taken. */
MUST_USE bool load_trust(struct arena *arena, struct view path, const struct trust **out, struct view *used, struct err *e);
MUST_USE bool load_case_schema(struct xml_schema **out, struct err *e);
void load_schema_free(struct xml_schema *s);
/* `password` may be NULL. */
/* The key to sign with: read once, for it may come from standard input. Wiped by load_key_wipe when the signer is open. */
struct signing_key {
    struct view path, bytes;
    bool encrypted;
};
MUST_USE bool load_key(struct arena *arena, struct view path, struct signing_key *out, struct err *e);
void load_key_wipe(struct signing_key *key);
MUST_USE bool load_signer(struct arena *arena, struct view cert, const struct signing_key *key, const struct view *password,
                          struct signer **out, struct err *e);
void load_signer_free(struct signer *s);

/* certcase.json: one object, whose values are texts, numbers, true or false, or lists of texts. */
struct config_entry {
    struct view key;
    struct view_list values; /* one but for a list */
};
struct config {
    struct config_entry *items;
    size_t n;
};
MUST_USE bool load_config(struct arena *arena, const char *path, struct config *out, struct err *e);

#endif
