/* probe.h - what a server showed to somebody who connected, and why a connection to it fails. Plain data.
 *
 * Filled:  target by flow/probe/probe_target.c, capture by net/capture.c, causes by steps/causes.c, the rest of a result by
 *          flow/probe/probe.c.
 * Text fields are safe text (base/utf8.h), but for the capture's bytes, which are as the server sent them.
 * Memory:  the arena of the target.
 */
#ifndef MODEL_PROBE_H
#define MODEL_PROBE_H

#include "model/catalog.h"
#include "model/cert.h"
#include "model/finding.h"
#include "model/request.h"

/* What is spoken before TLS begins. */
enum starttls {
    STARTTLS_NONE,
    STARTTLS_LDAP,
    STARTTLS_POSTGRES,
    STARTTLS_MYSQL,
    STARTTLS_SMTP,
    STARTTLS_IMAP,
    STARTTLS_FTP,
    STARTTLS_TDS, /* SQL Server: TLS inside TDS pre-login packets */
    STARTTLS_COUNT
};

/* A kind of address, the port it is at and what is spoken there before TLS. Of rows with one name the first is the name's own; the others
 * are ports where the same is spoken. */
struct probe_scheme {
    struct view name; /* "https", "ldap" */
    uint16_t port;
    enum starttls starttls;
};
extern const struct probe_scheme probe_schemes[];
extern const size_t n_probe_schemes;
const struct probe_scheme *probe_scheme_by_name(struct view name); /* NULL: none */
/* The first row of that port that begins with a dialog, or (dialog false) with TLS at once; NULL: none. */
const struct probe_scheme *probe_scheme_by_port(uint16_t port, bool dialog);

struct probe_target {
    struct view text; /* HOST:PORT, as it is shown and typed again */
    struct view host; /* letters, digits, '.', '-', '_', or an IP address */
    uint16_t port;
    struct view connect_host; /* where the connection goes: host and port, unless --connect says otherwise */
    uint16_t connect_port;
    struct view name; /* the name asked for and expected in the certificate: host, unless --servername says otherwise */
    enum starttls starttls;
    struct view scheme; /* "https", "ldaps": of the URL that stands for it */
};

/* How far it came. */
enum probe_end {
    END_TLS,         /* a handshake was tried: see `handshake` */
    END_NO_ADDRESS,  /* the name has no address */
    END_UNREACHABLE, /* refused, no route */
    END_PROXY,       /* the proxy doesn't connect */
    END_TIMEOUT,
    END_CLOSED,   /* closed or reset before anything was said */
    END_STARTTLS, /* the dialog before TLS failed, or the server has no TLS */
    END_NOT_TLS,  /* what answers is no TLS */
    END_LIMIT,    /* more bytes than a handshake needs */
    END_COUNT
};

/* What a handshake agreed on. */
struct probe_agreed {
    struct view version; /* "TLSv1.2" */
    struct view suite;   /* IANA name */
    struct view group;   /* "X25519", "DH 2048 bits"; empty without one */
};

enum handshake_end {
    HANDSHAKE_GOOD,
    HANDSHAKE_ALERT,    /* the server refused: `alert` */
    HANDSHAKE_CLOSED,   /* it hung up instead of refusing */
    HANDSHAKE_UNCOMMON, /* it answered with a version or suite that wasn't offered */
    HANDSHAKE_BROKEN,   /* its messages are wrong: `detail` */
};

struct probe_capture {
    enum probe_end end;
    struct view detail;   /* what happened, for people; safe text; may be empty */
    struct view address;  /* connected to; "" when not connected */
    enum starttls speaks; /* END_NOT_TLS: the dialog that fits what the server says; STARTTLS_NONE: none */

    /* --- the handshake restricted to the platform profile --- */
    enum handshake_end handshake;
    unsigned alert; /* of HANDSHAKE_ALERT, RFC 8446 6 */
    struct view alert_name;
    struct probe_agreed agreed;
    size_t untried; /* suites of the profile that the TLS library can't offer */
    const struct view *untried_suites;

    /* --- what the server takes instead, when nothing was common --- */
    const struct probe_agreed *offers;
    size_t n_offers;

    /* --- the certificate message, from whichever handshake had one --- */
    const struct view *chain; /* DER, as served */
    size_t n_chain, n_chain_in_all;
    bool chain_broken; /* the message itself can't be taken apart */
    bool client_asked, client_required;
    const struct view *ca_names; /* DER of the Names */
    size_t n_ca_names, n_ca_names_in_all;
};

enum cause_kind {
    CAUSE_NAME_MISMATCH,
    CAUSE_EXPIRED,
    CAUSE_NOT_YET_VALID,
    CAUSE_NOT_ACCEPTED,
    CAUSE_UNKNOWN_ROOT,
    CAUSE_SELF_SIGNED,
    CAUSE_IMPERSONATED,
    CAUSE_PROTOCOL,
    CAUSE_CHAIN_INCOMPLETE,
    CAUSE_CLIENT_CERTIFICATE,
    CAUSE_WEAK_KEY,
    CAUSE_WEAK_SIGNATURE,
    CAUSE_EXPIRES_BEFORE_DELIVERY,
    CAUSE_HANDSHAKE,
    CAUSE_UNREADABLE,
    CAUSE_STARTTLS,
    CAUSE_NOT_TLS,
    CAUSE_CLOSED,
    CAUSE_TIMEOUT,
    CAUSE_UNREACHABLE,
    CAUSE_COUNT
};

struct cause_info {
    const char *id;         /* kebab-case, stable */
    unsigned documented;    /* 1..5: which of the vendor's five; 0: another one */
    enum severity severity; /* the highest it can have */
    enum purpose cure;      /* the request that cures it; PURPOSE_NONE: none does */
    bool network;           /* nothing was learnt about certificates: exit code 4 */
};
extern const struct cause_info cause_rows[CAUSE_COUNT];
/* What templates/causes.txt says of it: its title, and what to do. */
const struct explanation *cause_explanation(enum cause_kind kind);

struct cause {
    enum cause_kind kind;
    enum severity severity;
    struct view evidence;    /* what was seen, one sentence */
    struct view fix;         /* the cause's own unless something better is known */
    const struct cert *cert; /* it is about; may be NULL */
    bool cured;              /* by the certificates of --with */
    enum starttls dialog;    /* --starttls that may help; STARTTLS_NONE: none */
};

struct causes {
    struct cause *items;
    size_t n, cap;
};

/* What to ask for. */
enum ask_kind {
    ASK_NOTHING, /* no request cures it, or none is needed */
    ASK_ROOT,    /* the root that the server sends */
    ASK_SELF,    /* its self-signed certificate */
    ASK_ISSUER,  /* a root that it doesn't send */
    ASK_CLIENT,  /* a client certificate with its key */
    ASK_COUNT
};

struct probe_saved {
    struct view path;
    const struct cert *cert;
    const char *what; /* "root", "self-signed", "server", "intermediate" */
};

struct probe_result {
    const struct probe_target *target;
    const struct probe_capture *capture;
    const struct platform *platform;
    const struct cert *const *certs; /* parsed, as served, the server's own first; what can't be parsed is left out */
    size_t n_certs, n_unreadable;
    const struct cert *anchor; /* trusted root at the end of its chain; NULL: none */
    bool by_with;              /* that root is one of --with */
    bool trust_known;
    struct causes causes;
    const struct view *client_cas; /* names of accepted CAs, safe text */
    size_t n_client_cas;
    bool with_given, works; /* works: no cause that fails a connection is left */
    enum ask_kind ask;
    const struct cert *ask_cert; /* ASK_ROOT, ASK_SELF */
    struct view ask_name; /* ASK_ISSUER: the name of the CA to ask for */
    struct probe_saved *saved;
    size_t n_saved;
    const char *unsaved; /* why nothing was saved though it was asked for, for people; NULL */
    int32_t expected_delivery; /* of a case submitted now; DAY_NONE */
    struct view next;          /* the next command, to paste */
    struct view next_client;   /* that of a second request, where a client certificate is needed beside what is asked for; empty: none */
};

/* The highest severity of what is left; SEV_COUNT when there is nothing. */
enum severity causes_worst(const struct causes *c);
bool causes_network(const struct causes *c);
const struct cause *causes_get(const struct causes *c, enum cause_kind kind); /* NULL: not among them */
/* The certificate to ask for that came over this very connection, which nothing verified; NULL: none. */
const struct cert *probe_unverified(const struct probe_result *item);
#define PROBE_COMPARE "compare it with its owner before you ask for it"
/* Whether it works with what --with gave, and not without. */
bool probe_is_cured(const struct probe_result *item);
/* "works", "fails", "unreachable" */
const char *probe_verdict(const struct probe_result *item);

#endif
