/* tls.h - one TLS handshake on a stream, restricted to what a platform profile has, or with everything the library can do.
 *
 * The server's certificate is not verified here, only taken down; nothing is sent but the handshake. The machine's openssl.cnf isn't read.
 * Memory:  results in the arena.
 * Errors:  none: how it went is the result.
 * Threads: any; tls_init once, before the first.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/arena.h"
#include "model/probe.h"
#include "net/stream.h"

void tls_init(void);

struct tls_question {
    const struct platform *profile; /* NULL: everything */
    struct view name;               /* server name to ask for; empty or an address: none is sent */
    struct view version;            /* only this one, "TLSv1.2"; empty: all */
    const struct view *without;     /* IANA names of suites that are not offered, when there is no profile */
    size_t n_without;
};

struct tls_answer {
    enum handshake_end end;
    bool not_tls;   /* the first bytes are no TLS record */
    bool too_large; /* a message above the ceilings */
    unsigned alert;
    struct view alert_name, detail;
    struct probe_agreed agreed;
    struct view chain_message; /* body of the Certificate message; empty when none came */
    bool chain_tls13;
    bool client_asked, client_refused; /* refused: an alert after the handshake, because no client certificate was sent */
    const struct view *ca_names;
    size_t n_ca_names, n_ca_names_in_all;
};

void tls_handshake(struct arena *arena, struct stream *s, const struct tls_question *q, struct tls_answer *out);
/* Suites of a profile that the library doesn't have, so that they can't be offered. */
size_t tls_untried(struct arena *arena, const struct platform *profile, const struct view **out);

/* --- tls_message.c: the Certificate message of a handshake, taken apart by ourselves: so a chain is seen even when the library refuses it.
 * Views into `body`; a message whose lengths don't fit gives what came before, and *broken. RFC 5246 7.4.2; RFC 8446 4.4.2 --- */

struct tls_chain {
    struct view *items; /* DER, at most LIMIT_PROBE_CERTS */
    size_t n, n_in_all;
    bool broken;
};

/* `body` is the message without its 4 bytes of type and length. */
struct tls_chain tls_chain_read(struct arena *arena, struct view body, bool tls13);

/* --- tls_options.c: a platform profile as settings of the TLS library, for tls.c alone --- */

struct ssl_ctx_st; /* of OpenSSL */
struct ssl_st;
struct evp_pkey_st;

/* False when nothing is left that could be offered. */
MUST_USE bool tls_options(struct arena *arena, struct ssl_ctx_st *ctx, const struct tls_question *q);
/* Asks for the name, unless it is an IP address. */
void tls_set_name(struct ssl_st *ssl, struct view name);
/* "X25519", "P-256", "DH 2048 bits" */
struct view tls_key_name(struct arena *arena, const struct evp_pkey_st *key);

#endif
