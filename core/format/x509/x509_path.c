#include "format/x509/x509_path.h"

#include "base/limits.h"

enum { DEPTH_MOST = 10 };

struct search {
    struct x509_ctx *x;
    const struct cert_list *links;
    const struct x509_roots *roots;
    int64_t now;
    size_t left; /* signatures that may still be computed */
    const struct cert *way[DEPTH_MOST + 1], *best[DEPTH_MOST + 1];
    size_t n_best;
    struct x509_path *out;
};

static bool signed_by(struct search *s, const struct cert *cert, const struct cert *issuer)
{
    if (s->left == 0)
        return false;
    s->left--;
    return x509_verify(s->x, cert, issuer) == CHECK_GOOD;
}

static bool is_valid(const struct search *s, const struct cert *c)
{
    return s->now >= c->not_before && s->now <= c->not_after;
}

/* The same key under the same name is the same authority, whatever else the certificate says. */
static bool is_same(const struct cert *a, const struct cert *b)
{
    return memcmp(a->spki_sha256, b->spki_sha256, sizeof a->spki_sha256) == 0 &&
           x509_same_subject(a, b);
}

static const struct cert *root_of(struct search *s, const struct cert *cert, size_t *list)
{
    const struct cert *found = NULL;
    for (size_t l = 0; l < COUNT_OF(s->roots->lists); l++)
        for (size_t i = 0; s->roots->lists[l] && i < s->roots->lists[l]->n; i++) {
            const struct cert *root = s->roots->lists[l]->items[i];
            if (found && !is_valid(s, root))
                continue;
            if (!x509_may_have_signed(root, cert) || !signed_by(s, cert, root))
                continue;
            found = root;
            *list = l;
            if (is_valid(s, root))
                return found;
        }
    return found;
}

static bool is_root(const struct search *s, const struct cert *cert, size_t *list)
{
    for (size_t l = 0; l < COUNT_OF(s->roots->lists); l++)
        for (size_t i = 0; s->roots->lists[l] && i < s->roots->lists[l]->n; i++)
            if (is_same(s->roots->lists[l]->items[i], cert)) {
                *list = l;
                return true;
            }
    return false;
}

static bool is_on_way(const struct search *s, size_t n, const struct cert *cert)
{
    for (size_t i = 0; i < n; i++)
        if (is_same(s->way[i], cert))
            return true;
    return false;
}

static void keep(struct search *s, size_t n)
{
    memcpy(s->best, s->way, n * sizeof s->way[0]);
    s->n_best = n;
}

/* The last of the n on the way is looked at; true when it leads to a root. */
static bool climb(struct search *s, size_t n)
{
    const struct cert *cert = s->way[n - 1];
    if (n > s->n_best)
        keep(s, n);
    if (is_root(s, cert, &s->out->list)) {
        keep(s, n);
        return true;
    }
    const struct cert *root = n < DEPTH_MOST ? root_of(s, cert, &s->out->list) : NULL;
    if (root) {
        s->way[n] = root;
        keep(s, n + 1);
        return true;
    }
    for (size_t i = 0; n < DEPTH_MOST && i < s->links->n; i++) {
        const struct cert *link = s->links->items[i];
        if (!x509_may_have_signed(link, cert) || is_on_way(s, n, link) || !signed_by(s, cert, link))
            continue;
        s->way[n] = link;
        if (climb(s, n + 1))
            return true;
    }
    return false;
}

struct x509_path x509_path_find(struct x509_ctx *x, struct arena *arena, const struct cert *start, const struct cert_list *links,
                                const struct x509_roots *roots, int64_t now)
{
    struct x509_path path = { 0 };
    struct search s = { .x = x, .links = links, .roots = roots, .now = now, .left = LIMIT_PATH_SIGNATURES, .out = &path };
    s.way[0] = start;
    path.anchored = climb(&s, 1);
    path.items = NEW(arena, const struct cert *, s.n_best);
    memcpy(path.items, s.best, s.n_best * sizeof s.best[0]);
    path.n = s.n_best;
    return path;
}
