/* probe.h - a server asked what it shows, and the answer put together: capture, certificates, causes, what to ask for, what to save.
 *
 * Several targets are probed at the same time; results come in the order of the targets.
 * Memory:  a result lives until its `one` has returned.
 * Errors:  ST_IO when a certificate can't be saved; network trouble is a cause of its target.
 * Threads: probe_run starts its own.
 */
#ifndef FLOW_PROBE_H
#define FLOW_PROBE_H

#include <stdatomic.h>

#include "flow/resources.h"
#include "model/probe.h"
#include "net/proxy.h"

/* --- probe_target.c: what a user calls a server, to where to connect and what to expect there ---
 *
 * HOST, HOST:PORT, [IPv6]:PORT, an IPv6 address alone, or a URL whose scheme says how TLS begins (https, ldaps, ldap, postgres, mysql,
 * smtp, imap, ftp, tds ...); what stands behind the host is left away. Nothing else than host names and addresses gets through, so a target
 * can be shown and pasted anywhere.
 * Errors:  ST_USAGE; ST_FORMAT with the line for a list.
 */

struct target_options {
    struct view connect, name; /* --connect, --servername; empty: not given */
    enum starttls starttls;    /* STARTTLS_NONE: the URL's, or none */
};

MUST_USE bool target_parse(struct arena *arena, struct view text, const struct target_options *o, struct probe_target *out, struct err *e);

struct target_list {
    struct probe_target *items;
    size_t n, cap;
};
/* A target a line; empty lines, and lines that begin with #, are left out. `path` may be "-". Adds to *out. */
MUST_USE bool target_read(struct arena *arena, const char *path, const struct target_options *o, struct target_list *out, struct err *e);

/* --- probe.c --- */

struct probe_plan {
    const struct resources *resources;
    const struct platform *platform;
    int64_t timeout;      /* milliseconds a target */
    struct view proxy;    /* URL; empty: none */
    struct view no_proxy; /* hosts that are reached without it */
    struct view save;     /* folder; empty: nothing is saved */
    bool save_chain, force;
    const struct view_list *with; /* files of --with */
    struct view environments;     /* for the next command; may be empty */
    const struct view_list *environment;
    bool proxy_said;              /* for it, too: nobody but the environment may have */
    uint64_t timeout_said;        /* seconds; 0: not */
    unsigned threads;
    const atomic_bool *stop; /* no further target is begun; may be NULL */
    void *context; /* handed to `one`, in the calling thread */
    bool (*one)(void *context, struct probe_result *result);

    /* --- filled by probe_prepare --- */
    struct cert_list roots; /* of the CA bundle */
    struct cert_list with_roots, with_links;
    struct proxy via;
    int32_t expected_delivery;
};

/* The platform profile: --platform, else the one that all the environments named have in the inventory, else the catalog's default.
 * ST_USAGE when an environment is unknown or they differ. `inventory` may be NULL. */
MUST_USE bool probe_platform(const struct resources *resources, const struct inventory *inventory, const struct view_list *names,
                             const struct platform **out, struct err *e);
/* Reads the CA bundle and the --with files, and counts the delivery. ST_IO, ST_FORMAT, ST_LIMIT, ST_USAGE. */
MUST_USE bool probe_prepare(struct arena *arena, struct probe_plan *plan, struct err *e);
/* All of them; false when `one` failed. */
MUST_USE bool probe_run(const struct probe_plan *plan, const struct target_list *targets);
/* Writes what --save and --save-chain ask for, and fills `saved` and `next`, or `unsaved`. */
MUST_USE bool probe_save(struct arena *arena, const struct probe_plan *plan, struct probe_result *result, struct err *e);
/* The next command: filled in, and safe to paste into a shell. */
struct view probe_next(struct arena *arena, const struct probe_plan *plan, const struct probe_result *result);
/* The command that asks for a client certificate. */
struct view probe_next_client(struct arena *arena, const struct probe_plan *plan, const struct probe_result *result);

#endif
