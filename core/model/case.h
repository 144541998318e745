/* case.h - the case: the record of one request on one hosting, everything the ticket says. Plain data.
 *
 * `build` fills it from the left (files, request, inventory), `show`, `--renews` and `audit` read it back from case.xml.
 * A field here has one element in format/bundle/case_xml.c and schemas/case.xsd; a test compares the three.
 * Memory: the arena of the case.
 */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include "model/archive.h"
#include "model/catalog.h"
#include "model/cert.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "model/request.h"

enum channel { CHANNEL_NOTHING, CHANNEL_SUPPORT_CASE, CHANNEL_CHANGE, CHANNEL_SELF_SERVICE, CHANNEL_REFUSED, CHANNEL_COUNT };
/* Unverified: nothing is known to be wrong, but not all of it could be checked; only an audit says so. */
enum verdict { VERDICT_ACCEPTED, VERDICT_REJECTED, VERDICT_UNVERIFIED, VERDICT_COUNT };

/* Whose domain a server certificate is for. */
enum domain {
    DOMAIN_OWN,
    DOMAIN_VENDORS, /* the default one of the cloud */
    DOMAIN_VENDORS_BY_NAME, /* it says so, and can't be: it comes from no public CA */
    DOMAIN_BY_CASE, /* one's own, which LifeTime's self-service doesn't take */
};

/* A cell of the route table (steps/route.c): who does what. Static data. */
struct route {
    const char *id;
    unsigned situation;  /* 1..8, as README.md numbers them; 0 for the refusals */
    enum channel channel;
    const char *service;  /* catalog id; "" when the channel has none */
    const char *templates[PART_NAMED_COUNT]; /* by the text that is made of it; NULL: there is no such text */
};

/* Whether somebody has to submit something. */
static inline bool route_has_bundle(const struct route *route)
{
    return route->channel == CHANNEL_SUPPORT_CASE || route->channel == CHANNEL_CHANGE;
}

/* What templates/routes.txt says of it: its title; what to do; why nobody needs to ask, or NULL; the vendor's page as its source. */
static inline const struct explanation *route_explanation(const struct route *route)
{
    return explanation_of(&explanations_of_routes, route->id);
}

/* A certificate as the case ships it. */
struct case_cert {
    const struct cert *cert; /* parsed from the very bytes that are shipped */
    struct view file;        /* "certificates/partner-root-1a2b3c4d.cer" or "....pfx" */
    bool inside_pfx;         /* shipped inside the PFX, no file of its own */
};

/* What the case replaces: from --renews. */
struct replaced {
    struct view case_id;     /* empty when only the certificate is known */
    struct view bundle;      /* name of the old zip, or of the certificate's file; safe text */
    struct view subject, sha1, sha256; /* of the old main certificate; digests in hex; empty when nothing is replaced */
    struct view key_sha256;            /* of its public key (SubjectPublicKeyInfo), in hex; empty: not known */
    int64_t not_after;
    enum purpose purpose;    /* as the old case asked; PURPOSE_NONE when its bundle isn't at hand */
    struct view changed;     /* what of its bundle isn't as its own lists say, safe text; empty: nothing, or it isn't at hand */
    enum hosting hosting;
    const struct environment *environments; /* of the old case; not recorded */
    size_t n_environments;
};

/* A day that was counted or skipped on the way to expected_delivery. */
struct counted_day {
    int32_t day;
    unsigned number;     /* 0: the submission day; skipped days keep the number before them */
    bool skipped;
    struct view why;     /* "Saturday", "Christmas Day"; empty when counted */
};

struct deadline {
    int64_t submitted;          /* as given by --at */
    int32_t counted_from;       /* the business day that counts as day 0 */
    int32_t expected_delivery;  /* DAY_NONE when the channel has no delivery time */
    int32_t submit_by;          /* DAY_NONE when no date is needed by */
    int32_t needed_by;          /* given, or the day before the replaced certificate expires; DAY_NONE */
    int32_t renew_by;           /* DAY_NONE when it can't be counted */
    bool after_cutoff, on_day_off; /* why counted_from is later than the day of submission */
    const struct counted_day *days; /* from the submission to the delivery */
    size_t n_days;
};
/* Whether it is too late to submit it in time: by the day that counts as day 0 in the calendar's zone, which is another one than in UTC for
 * some hours, and the next business day after the cut-off hour. */
static inline bool deadline_submit_passed(const struct deadline *d)
{
    return d->submit_by != DAY_NONE && d->submit_by < d->counted_from;
}
/* Whether the day it is needed by was over before anybody asked. */
static inline bool deadline_needed_passed(const struct deadline *d)
{
    return d->needed_by != DAY_NONE && d->needed_by < day_of_time(d->submitted);
}
static inline bool deadline_renew_passed(const struct deadline *d)
{
    return d->renew_by != DAY_NONE && d->renew_by < day_of_time(d->submitted);
}
/* Whether the delivery comes after the day it is needed by. */
static inline bool deadline_is_late(const struct deadline *d)
{
    return d->needed_by != DAY_NONE && d->expected_delivery != DAY_NONE && d->expected_delivery > d->needed_by;
}
/* The latest day that is counted to or back from now, of the delivery and the day it is needed by; DAY_NONE when there is neither.
 * The renewal is years away: no list of holidays reaches that far. */
static inline int32_t deadline_last_day(const struct deadline *d)
{
    return d->needed_by > d->expected_delivery ? d->needed_by : d->expected_delivery;
}

/* One way of counting, for `catalog`: all services with the same number of days share it. */
struct counted_deadline {
    const struct service *const *services;
    size_t n_services;
    struct deadline deadline;
    struct deadline backwards; /* its days are those from submit_by to its delivery; none without needed_by */
};

struct case_record {
    struct view id;
    struct view generator;  /* "certcase 0.1.0" */
    enum purpose purpose;
    enum hosting hosting;
    const struct route *route;
    enum verdict verdict;

    struct view infrastructure, activation_code, contact;
    enum edition edition;
    bool fedramp;
    const struct view *followers;
    size_t n_followers;
    const struct environment *environments;
    size_t n_environments;

    const struct case_cert *certs; /* the main one first, then its chain upwards */
    size_t n_certs;
    struct view pfx_file; /* "certificates/x.pfx"; empty without one */
    struct view pfx_bytes;
    struct view pfx_encryption;
    struct view pfx_came_as;           /* encryption of the file as it was given, when it was encrypted anew on the way in; else empty */
    unsigned char pfx_came_sha256[32]; /* of that file */
    unsigned char pfx_sha256[32]; /* of pfx_bytes */

    struct view reason, consumes;
    struct view refusal;    /* what LifeTime said when it refused the certificate; empty: it did not */
    struct view severity;   /* as asked for; empty: as the service says */
    struct replaced replaced;

    struct service service;  /* copy of the catalog's row; id empty when the channel has none */
    struct calendar calendar;
    struct view catalog_id, catalog_origin;
    unsigned char catalog_sha256[32];
    struct view holidays_source; /* empty: none given */
    unsigned char holidays_sha256[32];
    int32_t holidays_from, holidays_to;
    struct platform platform; /* only id and title are recorded */
    struct deadline deadline;

    unsigned char templates_sha256[32]; /* over the templates used */
    struct findings findings;
};

/* Whether all of it is for the LifeTime environment itself. */
static inline bool case_is_lifetime(const struct case_record *c)
{
    size_t n = 0;
    while (n < c->n_environments && environment_is_lifetime(&c->environments[n]))
        n++;
    return n > 0 && n == c->n_environments;
}
/* Whether the vendor's support is asked for it. */
static inline bool case_goes_to_support(const struct case_record *c)
{
    return c->route && c->route->channel == CHANNEL_SUPPORT_CASE;
}
/* Whose domain it is for; the vendor's own only the certificate tells. */
static inline enum domain case_domain(const struct case_record *c)
{
    return c->fedramp || c->refusal.n || case_is_lifetime(c) ? DOMAIN_BY_CASE : DOMAIN_OWN;
}
/* The one that renews it, or the same CA in another certificate, is there, too, and goes on when it ends, as in a PFX that holds both. By
 * names alone: more isn't known of a shut PFX. Of two CAs of one name the first is the issuer of what stands before it. */
bool case_is_renewed(const struct case_record *c, const struct cert *cert, int64_t now);
/* A PFX comes as it is: with a CA that has expired beside the one that renews it, which nobody is asked to have in a store. */
bool case_keeps_out(const struct case_record *c, const struct case_cert *shipped);
/* The store that the one at `at` goes to. */
enum store case_store(const struct case_record *c, size_t at);
/* Where it goes in the cloud is not a store that is published. */
bool case_placed_by_vendor(const struct case_record *c);
/* A chain lasts as long as this one of its certificates; NULL when no end can be read. One that is renewed doesn't count. */
const struct cert *case_first_to_expire(const struct case_record *c, int64_t now);
int64_t case_expiry(const struct case_record *c, int64_t now); /* when it ends; TIME_NONE */
/* The one that becomes valid last, when that is after now; NULL when all of them are valid already. */
const struct cert *case_last_to_begin(const struct case_record *c, int64_t now);
/* Whether something may still need the old certificate when the new one is in its store: a chain or caller that only its key vouches for,
 * or an application that presents it. A server's is changed over by whoever puts the new one in its place. */
bool case_needs_replaced(const struct case_record *c);
/* Whether there is an old certificate, and it ends before the day of the expected delivery begins. */
bool case_replaced_ends_first(const struct case_record *c);
/* Whether the last day that it counts with lies after the end of its holidays; not when none are given, or their end isn't known. */
bool case_is_beyond_holidays(const struct case_record *c);

/* The rendered texts of a case, by bundle_part_is_text; empty when the route has none. */
struct case_texts {
    struct view of[PART_NAMED_COUNT];
};

/* One file as `inspect` sees it. */
struct inspection {
    struct evidence evidence; /* of this one file */
    const struct cert_file *file;
    enum purpose asked, purpose; /* asked: PURPOSE_NONE when nobody said */
    enum domain domain;          /* of a server certificate, as far as the file tells */
    const struct cert *main;     /* what it is about; NULL: nothing */
    enum verdict verdict;
    struct findings findings;
};

/* What came of one case: what reports print. */
struct case_outcome {
    const struct case_record *record;
    struct view bundle; /* path written (or that would be); empty when there is none; safe text */
    struct packed packed;
};

#endif
