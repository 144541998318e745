/* capture.h - everything that a server shows to a client like the front-ends: one handshake with the profile, and when nothing is common
 * some more to find out what it takes instead.
 *
 * Contacts the target (or the proxy) and nobody else; sends nothing but handshakes and the STARTTLS dialog. Ends by the time-out.
 * Memory:  the arena.
 * Errors:  none: how it went is in the capture.
 * Threads: any; tls_init once, before the first.
 */
#ifndef NET_CAPTURE_H
#define NET_CAPTURE_H

#include "model/probe.h"
#include "net/proxy.h"

struct capture_options {
    const struct platform *profile;
    int64_t timeout; /* milliseconds for all of it */
    struct proxy proxy;
};

void capture_server(struct arena *arena, const struct probe_target *target, const struct capture_options *o, struct probe_capture *out);

#endif
