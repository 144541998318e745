/* catalog.h - what the vendor delivers, how fast, counted how; platform profiles. Plain data, read from templates/catalog.xml
 * or --catalog FILE; and the days off read from --holidays.
 */
#ifndef MODEL_CATALOG_H
#define MODEL_CATALOG_H

#include "base/civil.h"
#include "base/view.h"
#include "model/cert.h"

struct service {
    struct view id;      /* "install-trusted-root", "install-client-certificate", ... routes name it */
    struct view name;    /* as the vendor calls it */
    unsigned days;       /* business days to delivery; 0: no delivery time is published */
    unsigned margin;     /* business days to renew earlier than the last moment */
    struct view severity; /* "NORMAL" */
    bool inferred;       /* the days are our judgement rather than published */
    bool margin_inferred, severity_inferred; /* likewise */
    struct view source;  /* title and URL */
    int32_t effective;   /* day the source is of; DAY_NONE when it is not dated */
    bool effective_year; /* only the year is known, `effective` is its first day */
    struct view note;    /* may be empty */
    bool not_in_basic;   /* not available in the Basic edition */
    unsigned pfx_accepted;  /* 1 << enum pfx_encryption, of those that it takes a PFX in; 0: nothing is known */
    struct view pfx_source; /* and where that stands */
    int32_t pfx_effective;  /* as `effective` */
    bool pfx_effective_year;
};

struct calendar {
    bool weekend[8];     /* by ISO weekday, [1] Monday ... [7] Sunday */
    struct view zone;    /* IANA name; "UTC" */
    int cutoff_minute;   /* minutes after local midnight from which a submission counts as the next day; -1: none */
    struct view convention; /* one sentence for people */
    bool inferred;
};

/* What a Windows version can do. */
struct platform {
    struct view id;    /* "windows-2022" */
    struct view title; /* "Windows Server 2022" */
    bool pfx_modern;   /* imports AES-256/SHA-256 PFX */
    struct view needs_server; /* the first version of Platform Server that runs on it: "11.20"; empty: any */
    const struct view *versions; /* "TLSv1.3", in order of preference */
    size_t n_versions;
    const struct view *suites;   /* IANA names, in order of preference */
    size_t n_suites;
    const struct view *groups;   /* "X25519", "P-256", ... */
    size_t n_groups;
    struct view source;
};

/* What it imports: 1 << enum pfx_encryption. */
static inline unsigned platform_pfx_accepted(const struct platform *p)
{
    return 1u << PFX_TRIPLEDES_SHA1 | (p->pfx_modern ? 1u << PFX_AES_256 : 0u);
}

/* Of what it can't read it says that the password is wrong. */
static inline bool platform_reads(const struct platform *p, const struct pfx *pfx)
{
    return p->pfx_modern || !(pfx->oddities & PFX_MODERN);
}

struct catalog {
    struct view id;      /* of the document */
    struct view origin;  /* "built in", or the path; safe text */
    unsigned char sha256[32]; /* of its bytes */
    const struct service *services;
    size_t n_services;
    struct calendar calendar;
    const struct platform *platforms;
    size_t n_platforms;
    struct view default_platform; /* for cloud */
};

struct holiday {
    int32_t day;
    struct view name; /* safe text */
};

/* What stands in the file and is no day off. */
struct holiday_left {
    int32_t day;       /* DAY_NONE when it can't be read */
    unsigned line;     /* of the file */
    struct view name;  /* safe text */
    const char *why;   /* "it is cancelled" */
};

/* What a file of days off may be. */
enum holiday_format { HOLIDAYS_CALENDAR, HOLIDAYS_OUTLOOK, HOLIDAYS_LINES, HOLIDAY_FORMAT_COUNT };

struct holidays {
    const struct holiday *items; /* sorted by day, one entry a day */
    size_t n;
    const struct holiday_left *left; /* in the order of the file */
    size_t n_left;
    int32_t from, to;   /* what the file covers; DAY_NONE both when no file was given */
    struct view source; /* path; empty when none; safe text */
    unsigned char sha256[32];
};

const struct service *catalog_service(const struct catalog *c, struct view id);   /* NULL when unknown */
/* struct service's pfx_accepted; 0 when the service is unknown. */
unsigned catalog_pfx_accepted(const struct catalog *c, struct view service);
const struct platform *catalog_platform(const struct catalog *c, struct view id); /* NULL when unknown */

#endif
