/* renewal.h - a certificate that serves some environments, until when, and by when to ask for its successor: what reports print.
 * Plain data; text fields are safe text.
 *
 * Units:  days are civil days in the zone of the catalog's calendar.
 * Memory: that of the collection (steps/renewals.h).
 */
#ifndef MODEL_RENEWAL_H
#define MODEL_RENEWAL_H

#include "base/arena.h"
#include "model/case.h"

/* The most urgent first: of several files the first of these counts. */
enum renewal_status {
    RENEWAL_EXPIRED,
    RENEWAL_OVERDUE, /* still valid, but the day to ask by has passed */
    RENEWAL_DUE,     /* within the window */
    RENEWAL_UNKNOWN, /* no date can be read in the certificate */
    RENEWAL_FINE,
    RENEWAL_CLAIMED, /* a bundle among what was read says so, and nothing else does */
    RENEWAL_RENEWED, /* its successor is among what was read */
    RENEWAL_VENDORS, /* the vendor's own: nobody else renews it */
    RENEWAL_STATUS_COUNT
};

/* Why it is in doubt that one takes the place of another, or what is said of one at all. The one in least doubt first. */
enum renewal_claim {
    CLAIM_NONE,
    CLAIM_OF_ANOTHER, /* it has neither name nor key of that */
    CLAIM_SHUT,       /* nobody saw it: its PFX stayed shut */
    CLAIM_CHANGED,    /* its bundle isn't as its own lists say: anybody may have written that */
    CLAIM_COUNT
};

/* By what a certificate and its successor are kin: starts of digests, of subject and key one is the same. All zero: not known. */
struct renewal_kin {
    unsigned char subject[16], key[16];
    unsigned char issuer_key[16]; /* of an intermediate's successor by its names */
};

/* An environment that the certificate is for. */
struct renewal_place {
    struct view name, key, host; /* key and host may be empty */
    bool renewed;          /* a successor is asked for here */
    bool cut;              /* the name was too long to be kept whole */
    bool claimed;          /* but that is in doubt */
};

static inline struct renewal_place *renewal_places_dup(struct arena *arena, const struct renewal_place *places, size_t n)
{
    struct renewal_place *copy = NEW(arena, struct renewal_place, n);
    for (size_t i = 0; i < n; i++)
        copy[i] = (struct renewal_place){ view_dup(arena, places[i].name), view_dup(arena, places[i].key), view_dup(arena, places[i].host),
                                          .cut = places[i].cut };
    return copy;
}

struct renewal {
    unsigned char sha256[32], sha1[20];
    struct view name, subject; /* common name; whole name: either is cut when it is very long */
    enum role role;
    enum purpose purpose;
    enum hosting hosting;
    struct view infrastructure, contact; /* may be empty */
    struct renewal_place *places;
    size_t n_places;    /* 0: a file that tells no environments */
    int64_t not_after;  /* TIME_NONE when unreadable */
    int32_t expires;    /* its day; DAY_NONE */
    int32_t days_left;  /* from today to that day; negative afterwards */
    int32_t ask_by;     /* DAY_NONE when no service says how long it takes */
    enum renewal_status status;
    bool due;           /* somebody must act on it now */
    struct view case_id; /* empty outside of a case bundle */
    struct view file;    /* path it was found at */
    bool file_exact;     /* the path is written as it is: nothing in it had to be escaped */
    bool pfx;            /* it comes as a PFX */
    bool by_case;        /* of a server certificate in the cloud: no LifeTime takes its successor, so that one goes by case, too */
    bool bare;           /* its file is about it alone, so that --renews can name that: no bundle, no PFX */
    enum renewal_claim doubt; /* what is said of it here: CLAIM_CHANGED, or none */
    size_t copies;       /* further files that say the same */
    unsigned char case_sha256[32]; /* the certificate that its case is about: itself, or one that it came along with */
    int64_t case_not_after;
    struct renewal_kin kin, case_kin; /* its own; of the certificate that its case is about */
    unsigned char names[32];       /* of an intermediate: digest of its subject and issuer, which its successor has, too */
    struct view renewed_by, renewed_in; /* case and file of the successor; empty when there is none for any place */
    enum renewal_claim claim;           /* of that one */
    /* Where an environment has no successor, but another one on its host has: that one, its case and its file; empty: there is none. */
    struct view other_place, other_by, other_in;
};

/* The day that counts: to ask by, or where there is none that of the expiry. */
static inline int32_t renewal_day(const struct renewal *row)
{
    return row->ask_by == DAY_NONE ? row->expires : row->ask_by;
}

struct renewal_totals {
    size_t certificates; /* rows */
    size_t status[RENEWAL_STATUS_COUNT];
    size_t due;    /* rows that somebody must act on */
    size_t files;  /* looked at */
    size_t troubles; /* what could not be read */
    size_t others; /* files of folders that hold no certificates: passed over */
    size_t unopened; /* bundles whose PFX stayed shut: what is said of its certificates is their own word */
    size_t changed;  /* bundles that aren't as their own lists say */
    bool searched; /* a folder */
};

#endif
