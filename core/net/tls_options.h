/* tls_options.h - a platform profile as settings of the TLS library. Internal to net/tls*.c, which alone know OpenSSL's types.
 *
 * Threads: any.
 */
#ifndef NET_TLS_OPTIONS_H
#define NET_TLS_OPTIONS_H

#include "net/tls.h"

struct ssl_ctx_st;
struct ssl_st;
struct evp_pkey_st;

/* False when nothing is left that could be offered. */
MUST_USE bool tls_options(struct arena *arena, struct ssl_ctx_st *ctx, const struct tls_question *q);
/* Asks for the name, unless it is an IP address. */
void tls_set_name(struct ssl_st *ssl, struct view name);
/* "X25519", "P-256", "DH 2048 bits" */
struct view tls_key_name(struct arena *arena, const struct evp_pkey_st *key);

#endif
