/* probe_target.h - what a user calls a server, to where to connect and what to expect there.
 *
 * HOST, HOST:PORT, [IPv6]:PORT, an IPv6 address alone, or a URL whose scheme says how TLS begins (https, ldaps, ldap, postgres, mysql,
 * smtp, imap, ftp, tds ...); what stands behind the host is left away. Nothing else than host names and addresses gets through, so a target
 * can be shown and pasted anywhere.
 * Memory:  the arena.
 * Errors:  ST_USAGE; ST_FORMAT with the line for a list.
 */
#ifndef FLOW_PROBE_TARGET_H
#define FLOW_PROBE_TARGET_H

#include "base/arena.h"
#include "base/err.h"
#include "model/probe.h"

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

#endif
