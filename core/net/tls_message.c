#include "net/tls.h"

#include "base/limits.h"

/* A vector: `bytes` octets of length, then as many octets. */
static bool take_vector(struct view *in, size_t bytes, struct view *out)
{
    struct view length;
    struct view rest = *in;
    size_t n = 0;
    if (!view_take(&rest, bytes, &length))
        return false;
    for (size_t i = 0; i < bytes; i++)
        n = n << 8 | (unsigned char)length.p[i];
    if (!view_take(&rest, n, out))
        return false;
    *in = rest;
    return true;
}

struct tls_chain tls_chain_read(struct arena *arena, struct view body, bool tls13)
{
    struct tls_chain chain = { .items = NEW(arena, struct view, LIMIT_PROBE_CERTS) };
    struct view list, der, ignored;
    if ((tls13 && !take_vector(&body, 1, &ignored)) || !take_vector(&body, 3, &list) || body.n) {
        chain.broken = true;
        return chain;
    }
    while (list.n) {
        if (!take_vector(&list, 3, &der) || (tls13 && !take_vector(&list, 2, &ignored))) {
            chain.broken = true;
            break;
        }
        if (chain.n < LIMIT_PROBE_CERTS)
            chain.items[chain.n++] = der;
        chain.n_in_all++;
    }
    return chain;
}
