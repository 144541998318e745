/* request.h - one request as somebody stated it: on the command line, or as a row of a request file. Plain data.
 *
 * Text fields are as given (they are the user's own words); outputs escape them by what they produce.
 * What a field is stands in one table, which request files, options, defaults, --renews, the record, templates and the resuming of a batch
 * go by. Adding a field: a member here, a row in request.c; where the record keeps it, case.h, case_xml.c and case.xsd; and the template
 * that tells it. A test names what else has to know it (the schemas of request files, an option of `build`).
 */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include "base/civil.h"
#include "base/view.h"
#include "model/inventory.h"

enum purpose { PURPOSE_NONE, PURPOSE_TRUSTED_ROOT, PURPOSE_CLIENT_SIDE, PURPOSE_SERVER, PURPOSE_INBOUND_MTLS, PURPOSE_COUNT };
/* What is asked for is CAs, which vouch for others. */
static inline bool purpose_asks_for_cas(enum purpose purpose)
{
    return purpose == PURPOSE_TRUSTED_ROOT || purpose == PURPOSE_INBOUND_MTLS;
}
/* It is a certificate that is used with its private key. */
static inline bool purpose_uses_key(enum purpose purpose)
{
    return purpose == PURPOSE_CLIENT_SIDE || purpose == PURPOSE_SERVER;
}

/* In a batch: the row that asked first for the same certificate in this environment. */
struct repeated {
    size_t row;
    struct view environment; /* its name */
};

struct request {
    struct view id;                 /* may be empty: made from purpose, subject and digest */
    struct view_list certificates;  /* paths */
    struct view_list environments;  /* names or keys; without an inventory "Production=acme.outsystemsenterprise.com#2" */
    enum purpose purpose;           /* PURPOSE_NONE: decide from the content */
    enum hosting hosting;           /* HOST_UNKNOWN: as the inventory says */
    struct view infrastructure;     /* its name; empty: as the inventory says */
    enum edition edition;           /* EDITION_UNKNOWN: likewise */
    struct view_list front_ends;    /* "SRV1" of the only environment, "Production=SRV1,SRV2" */
    int32_t needed_by;              /* day; DAY_NONE when not given */
    struct view severity;           /* empty: as the catalog says */
    struct view consumes;           /* URL of the partner's service; may be empty */
    struct view refusal;            /* what LifeTime said when it refused the certificate; may be empty */
    struct view reason, contact;    /* may be empty */
    struct view password_env, password_file; /* where the PFX password is; at most one is set */
    struct view renews;             /* path of the bundle it replaces; may be empty */
    const struct repeated *repeats; /* at most one an environment, in their order */
    size_t n_repeats;
};

/* What nobody said anything about. */
#define REQUEST_INIT { .needed_by = DAY_NONE, .hosting = HOST_UNKNOWN }

/* The types in struct request: struct view, struct view_list (TEXTS, PATHS), enum purpose, enum hosting, enum edition, int32_t (DAY). */
enum request_kind { FIELD_TEXT, FIELD_PATH, FIELD_TEXTS, FIELD_PATHS, FIELD_PURPOSE, FIELD_HOSTING, FIELD_EDITION, FIELD_DAY };

enum request_use {
    FIELD_REQUIRED = 1u << 0,
    FIELD_DEFAULT = 1u << 1,  /* an option of `batch` stands in for rows that leave it open */
    FIELD_RENEWED = 1u << 2,  /* --renews takes it over from the old record when it is left open */
    FIELD_RECORDED = 1u << 3, /* the record keeps it, at `recorded` */
    FIELD_WORDS = 1u << 4,    /* the record keeps the user's own words, made safe; at most `most` bytes of them */
    FIELD_TOLD = 1u << 5,     /* templates see it by its name */
};

/* All fields together make a request's identity: a batch that is resumed makes a row again when one of them changed. */
struct request_field {
    struct view name;       /* in request files and templates; as an option with - for _ */
    enum request_kind kind;
    size_t at;              /* in struct request */
    unsigned uses;          /* of enum request_use */
    size_t recorded;        /* in struct case_record */
    size_t most;            /* entries of a list, bytes of FIELD_WORDS */
    const char *called;     /* FIELD_WORDS: what messages call it */
    const char *rival;      /* the field that says the same in another way: only one of both; NULL: none */
};

enum { REQUEST_FIELDS = 17 };
extern const struct request_field request_fields[REQUEST_FIELDS];

/* NULL when there is none. */
const struct request_field *request_field_find(struct view name);
bool request_field_is_list(const struct request_field *f);
/* Whether the request says something there. */
bool request_has(const struct request *r, const struct request_field *f);
/* By the kind of the field. */
struct view request_text(const struct request *r, const struct request_field *f);
const struct view_list *request_list(const struct request *r, const struct request_field *f);
int32_t request_day(const struct request *r, const struct request_field *f);
/* Takes over from `from` what `to` leaves open, of the fields with this use. Lists are shared. */
void request_complete(struct request *to, const struct request *from, enum request_use use);

struct arena;
struct case_record;
/* What a record says was asked; not its environments, which are more than a name there. */
void request_of_record(const struct case_record *c, struct request *out);
/* As the record keeps them: one line of safe text. A line break or tab, of a cell in a sheet, is a space. */
struct view request_words(struct arena *arena, const struct request *r, const struct request_field *f);
/* The user's own words into the record. */
void request_record(struct arena *arena, const struct request *r, struct case_record *c);
/* Of the record: a text that it keeps of the request. */
struct view request_recorded(const struct case_record *c, const struct request_field *f);

#endif
