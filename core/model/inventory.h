/* inventory.h - the environments a request can be for, and who asks. Plain data; text fields are safe text.
 *
 * Source: the vendor's LifeTime API v2 (environments), or schemas/inventory.xsd.
 */
#ifndef MODEL_INVENTORY_H
#define MODEL_INVENTORY_H

#include "base/arena.h"
#include "base/view.h"

enum hosting { HOST_CLOUD, HOST_SELF_MANAGED, HOST_ODC, HOST_PERSONAL, HOST_UNKNOWN, HOST_COUNT };
enum environment_type { ENV_UNKNOWN, ENV_DEVELOPMENT, ENV_TEST, ENV_PRODUCTION, ENV_LIFETIME, ENV_TYPE_COUNT };
enum edition { EDITION_UNKNOWN, EDITION_BASIC, EDITION_STANDARD, EDITION_ENTERPRISE, EDITION_COUNT };

struct environment {
    struct view key;  /* GUID; may be empty */
    struct view name;
    struct view host; /* may be empty */
    enum environment_type type;
    enum hosting hosting;
    struct view os_version; /* of Platform Server; may be empty */
    unsigned front_ends;    /* 0 unknown */
    const struct view *front_end_names;
    size_t n_front_end_names;
    struct view platform; /* profile id ("windows-2022"); empty: the hosting's default */
    unsigned order;
    bool offline;
    bool java;            /* ApplicationServerType says so: not IIS, so out of scope */
};

struct inventory {
    struct view path;           /* as given; safe text */
    unsigned char sha256[32];   /* of its bytes */
    struct view infrastructure; /* name; may be empty */
    struct view activation_code;
    enum edition edition;
    bool fedramp; /* no self-service: its domains' certificates go by support case */
    struct view contact; /* "Ana Silva <ana@example.com>" */
    const struct view *followers;
    size_t n_followers;
    const struct environment *environments;
    size_t n_environments;
    const struct view_at *index; /* of inventory_index */
    size_t n_index;
};

/* How a request names it: by its key, if it has one. */
static inline struct view environment_word(const struct environment *env)
{
    return env->key.n ? env->key : env->name;
}

/* The console itself, by its type or its name. */
bool environment_is_lifetime(const struct environment *env);
/* For inventory_find: once the environments are there, and anew where they have changed. */
void inventory_index(struct arena *arena, struct inventory *inventory);
/* By its name or key, in any case; where none is called so, without quotation marks around it, then by how Unicode folds it: a Mac writes
 * accents apart. NULL when there is none, or no inventory. */
const struct environment *inventory_find(const struct inventory *inventory, struct view word);

#endif
