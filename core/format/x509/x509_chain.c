#include "base/limits.h"
#include "format/x509/x509_parts.h"
#include "format/x509/x509_path.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static const struct row {
    int code;
    const char *what;
    bool by_ca;
} rows[] = {
    { X509_V_ERR_INVALID_CA, "issues certificates, and isn't allowed to: it is no CA", false },
    { X509_V_ERR_PATH_LENGTH_EXCEEDED, "allows fewer CAs below itself than there are", true },
    { X509_V_ERR_INVALID_PURPOSE, "is not meant for this use", true },
    { X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "has a critical extension that nobody knows", false },
    { X509_V_ERR_PERMITTED_VIOLATION, "has a name that its CA may not issue (name constraints)", true },
    { X509_V_ERR_EXCLUDED_VIOLATION, "has a name that its CA may not issue (name constraints)", true },
    { X509_V_ERR_SUBTREE_MINMAX, "has name constraints of a kind that isn't supported", true },
    { X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, "has name constraints of a kind that isn't supported", true },
    { X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, "has name constraints that can't be read", true },
    { X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, "has names that can't be compared with name constraints", true },
    { X509_V_ERR_INVALID_EXTENSION, "has an extension that can't be read", false },
};

/* What the first one isn't meant for it says itself. */
static bool is_by_ca(int code, int depth)
{
    const struct row *row = X509_ROW(rows, code);
    return row && row->by_ca && !(code == X509_V_ERR_INVALID_PURPOSE && depth == 0);
}

/* The first problem, unless a later one is a CA's word. */
struct opinion {
    int code;
    int depth;
};

/* One certificate, decoded: what there is to compare of its names and, where it is a CA, of those that it may issue. */
struct link {
    const struct cert *cert;
    X509 *made;
    uint64_t names, limits;
};

struct work {
    struct link *links; /* of the way that is looked at: the top first */
    size_t n;
    uint64_t left; /* names that may still be compared */
    int64_t now;
};

DROP(drop_store, X509_STORE_CTX *, X509_STORE_CTX_free);
DROP(drop_limits, NAME_CONSTRAINTS *, NAME_CONSTRAINTS_free);

/* Of certificates that the links own. */
static void drop_stack(STACK_OF(X509) * *stack)
{
    sk_X509_free(*stack);
}

/* Signatures, dates and trust are judged elsewhere: each signature was verified when the way was found. This stands in the place of what
 * would look at signatures and dates. */
static int on_signatures(X509_STORE_CTX *ctx)
{
    (void)ctx;
    return 1;
}

static bool is_ours(int code)
{
    static const int ours[] = {
        X509_V_ERR_CERT_CHAIN_TOO_LONG, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
        X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
    };
    return X509_ROW(ours, code) != NULL;
}

static int on_verdict(int ok, X509_STORE_CTX *ctx)
{
    struct opinion *opinion = X509_STORE_CTX_get_app_data(ctx);
    int code = X509_STORE_CTX_get_error(ctx);
    int depth = X509_STORE_CTX_get_error_depth(ctx);
    if (!ok && !is_ours(code) && (opinion->code == X509_V_OK || (is_by_ca(code, depth) && !is_by_ca(opinion->code, opinion->depth))))
        *opinion = (struct opinion){ .code = code, .depth = depth };
    return 1;
}

static void close_links(struct work *w, size_t from)
{
    for (; w->n > from; w->n--)
        X509_free(w->links[w->n - 1].made);
}

static bool open_link(struct work *w, const struct cert *cert)
{
    const unsigned char *p = octets(cert->der);
    struct link link = { .cert = cert, .made = d2i_X509(NULL, &p, (long)cert->der.n) };
    if (!link.made)
        return false;
    AUTO(drop_limits) NAME_CONSTRAINTS *limits = X509_get_ext_d2i(link.made, NID_name_constraints, NULL, NULL);
    link.names = (uint64_t)X509_NAME_entry_count(X509_get_subject_name(link.made)) + cert->n_names_in_all;
    if (limits)
        for (int i = 0; i < 2; i++) {
            int n = sk_GENERAL_SUBTREE_num(i ? limits->excludedSubtrees : limits->permittedSubtrees);
            link.limits += n > 0 ? (uint64_t)n : 0;
        }
    w->links[w->n++] = link;
    return true;
}

/* What it has in common with the last way stays: an issuer of hundreds is decoded once. The first that can't be read, else path->n. */
static size_t open_links(struct work *w, const struct x509_path *path)
{
    size_t same = 0;
    while (same < w->n && same < path->n && w->links[same].cert == path->items[path->n - 1 - same])
        same++;
    close_links(w, same);
    while (w->n < path->n)
        if (!open_link(w, path->items[path->n - 1 - w->n]))
            return path->n - 1 - w->n;
    return path->n;
}

/* libcrypto compares the names of each with the limits of each above it. */
static bool within_ceiling(struct work *w)
{
    uint64_t limits = 0, all = 0;
    for (size_t i = 0; i < w->n; i++) {
        all += limits * w->links[i].names;
        limits += w->links[i].limits;
    }
    bool within = all <= w->left;
    w->left -= within ? all : 0;
    return within;
}

static bool judge(struct work *w, int purpose, struct opinion *opinion)
{
    AUTO(drop_stack) STACK_OF(X509) *links = sk_X509_new_null();
    AUTO(drop_stack) STACK_OF(X509) *trusted = sk_X509_new_null();
    AUTO(drop_store) X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    bool ok = ctx && links && trusted && sk_X509_push(trusted, w->links[0].made) > 0;
    for (size_t i = w->n - 1; ok && i > 0; i--)
        ok = sk_X509_push(links, w->links[i].made) > 0;
    if (!ok || X509_STORE_CTX_init(ctx, NULL, w->links[w->n - 1].made, links) != 1)
        return false;
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
    X509_VERIFY_PARAM_set_time(param, (time_t)w->now);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level(param, 0);
    X509_STORE_CTX_set_purpose(ctx, purpose);
    X509_STORE_CTX_set_app_data(ctx, opinion);
    X509_STORE_CTX_set_verify(ctx, on_signatures);
    X509_STORE_CTX_set_verify_cb(ctx, on_verdict);
    return X509_verify_cert(ctx) >= 0;
}

static struct x509_problem look_at(struct work *w, const struct x509_chain *chain)
{
    static const int purposes[] = {
        [X509_FOR_SERVERS] = X509_PURPOSE_SSL_SERVER, [X509_FOR_CLIENTS] = X509_PURPOSE_SSL_CLIENT, [X509_FOR_ANYTHING] = X509_PURPOSE_ANY,
    };
    const struct x509_path *path = &chain->path;
    struct opinion opinion = { .code = X509_V_OK };
    const size_t unread = open_links(w, path);
    if (unread < path->n)
        return (struct x509_problem){ .at = unread, .what = "can't be read by everybody" };
    if (!within_ceiling(w))
        return (struct x509_problem){ .too_many = true, .what = "has more names than are compared with those that its CAs may issue" };
    if (path->n == 0 || !judge(w, purposes[chain->use], &opinion))
        return (struct x509_problem){ .what = "can't be judged" };
    const struct row *row = X509_ROW(rows, opinion.code);
    return (struct x509_problem){ .at = opinion.depth >= 0 && (size_t)opinion.depth < path->n ? (size_t)opinion.depth : 0,
                                  .by_ca = is_by_ca(opinion.code, opinion.depth),
                                  .what = opinion.code == X509_V_OK ? NULL : row ? row->what : "is not accepted" };
}

/* By what they have in common at the top. */
static int by_top(const void *a, const void *b)
{
    const struct x509_chain *one = *(struct x509_chain *const *)a, *other = *(struct x509_chain *const *)b;
    const size_t n = one->path.n, m = other->path.n;
    for (size_t i = 1; i <= n && i <= m; i++) {
        int order = memcmp(one->path.items[n - i]->sha256, other->path.items[m - i]->sha256, sizeof ((struct cert *)NULL)->sha256);
        if (order)
            return order;
    }
    return (n > m) - (n < m);
}

void x509_chains_check(struct arena *arena, struct x509_chain *const *chains, size_t n, int64_t now)
{
    struct x509_chain **sorted = NEW(arena, struct x509_chain *, n);
    struct work w = { .left = LIMIT_CHAIN_NAMES, .now = now };
    size_t longest = 0;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = chains[i];
        longest = chains[i]->path.n > longest ? chains[i]->path.n : longest;
    }
    w.links = NEW(arena, struct link, longest);
    qsort(sorted, n, sizeof *sorted, by_top);
    for (size_t i = 0; i < n; i++)
        sorted[i]->problem = look_at(&w, sorted[i]);
    close_links(&w, 0);
    ERR_clear_error();
}
