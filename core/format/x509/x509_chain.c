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
    { X509_V_ERR_INVALID_NON_CA, "is a CA where none may be", false },
    { X509_V_ERR_PATH_LENGTH_EXCEEDED, "allows fewer CAs below itself than there are", true },
    { X509_V_ERR_INVALID_PURPOSE, "is not meant for this use", true },
    { X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "issues certificates, and its key usage doesn't allow that", false },
    { X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "has a critical extension that nobody knows", false },
    { X509_V_ERR_PERMITTED_VIOLATION, "has a name that its CA may not issue (name constraints)", true },
    { X509_V_ERR_EXCLUDED_VIOLATION, "has a name that its CA may not issue (name constraints)", true },
    { X509_V_ERR_SUBTREE_MINMAX, "has name constraints of a kind that isn't supported", true },
    { X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, "has name constraints of a kind that isn't supported", true },
    { X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, "has name constraints that can't be read", true },
    { X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, "has names that can't be compared with name constraints", true },
    { X509_V_ERR_CERT_SIGNATURE_FAILURE, "has a signature that is wrong", false },
    { X509_V_ERR_INVALID_EXTENSION, "has an extension that can't be read", false },
    { X509_V_ERR_INVALID_POLICY_EXTENSION, "has policies that can't be read", false },
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

DROP(drop_store, X509_STORE_CTX *, X509_STORE_CTX_free);

static void drop_certs(STACK_OF(X509) * *certs)
{
    sk_X509_pop_free(*certs, X509_free);
}

/* Dates and trust are judged elsewhere. */
static bool is_ours(int code)
{
    static const int ours[] = {
        X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_CHAIN_TOO_LONG, X509_V_ERR_CERT_UNTRUSTED,
        X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
        X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
        X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
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

static bool push(STACK_OF(X509) * to, const struct cert *cert)
{
    const unsigned char *p = (const unsigned char *)cert->der.p;
    X509 *one = d2i_X509(NULL, &p, (long)cert->der.n);
    if (one && sk_X509_push(to, one) > 0)
        return true;
    X509_free(one);
    return false;
}

static bool judge(STACK_OF(X509) * links, STACK_OF(X509) * trusted, int purpose, int64_t now, struct opinion *opinion)
{
    AUTO(drop_store) X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    if (!ctx || X509_STORE_CTX_init(ctx, NULL, sk_X509_num(links) ? sk_X509_value(links, 0) : sk_X509_value(trusted, 0), links) != 1)
        return false;
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
    X509_VERIFY_PARAM_set_time(param, (time_t)now);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level(param, 0);
    X509_STORE_CTX_set_purpose(ctx, purpose);
    X509_STORE_CTX_set_app_data(ctx, opinion);
    X509_STORE_CTX_set_verify_cb(ctx, on_verdict);
    return X509_verify_cert(ctx) >= 0;
}

bool x509_chain_check(const struct x509_path *path, enum x509_use use, int64_t now, struct x509_problem *out)
{
    static const int purposes[] = {
        [X509_FOR_SERVERS] = X509_PURPOSE_SSL_SERVER, [X509_FOR_CLIENTS] = X509_PURPOSE_SSL_CLIENT, [X509_FOR_ANYTHING] = X509_PURPOSE_ANY,
    };
    AUTO(drop_certs) STACK_OF(X509) *links = sk_X509_new_null();
    AUTO(drop_certs) STACK_OF(X509) *trusted = sk_X509_new_null();
    struct opinion opinion = { .code = X509_V_OK };
    bool ok = links && trusted && path->n > 0;
    for (size_t i = 0; ok && i < path->n; i++) {
        *out = (struct x509_problem){ .at = i, .what = "can't be read by everybody" };
        ok = push(i + 1 < path->n ? links : trusted, path->items[i]);
    }
    if (ok && !judge(links, trusted, purposes[use], now, &opinion)) {
        *out = (struct x509_problem){ .what = "can't be judged" };
        ok = false;
    }
    ERR_clear_error();
    if (!ok || opinion.code == X509_V_OK)
        return ok;
    *out = (struct x509_problem){ .at = opinion.depth >= 0 && (size_t)opinion.depth < path->n ? (size_t)opinion.depth : 0,
                                  .what = "is not accepted" };
    const struct row *row = X509_ROW(rows, opinion.code);
    if (row) {
        out->what = row->what;
        out->by_ca = is_by_ca(opinion.code, opinion.depth);
    }
    return false;
}
