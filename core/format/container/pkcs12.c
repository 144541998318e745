#include "format/container/pkcs12.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/pkcs12_opening.h"

#include <openssl/err.h>

/* Why `part`, encrypted with this, could not be decrypted; a wrong password looks the same as damage. */
static enum pfx_state not_decrypted(struct opening *o, const X509_ALGOR *algorithm)
{
    struct pbe pbe;
    if (!o->proven || !pbe_read(o->arena, algorithm, &pbe, &o->out->pfx.problem))
        return PFX_PASSWORD_WRONG;
    o->out->pfx.oddities |= PFX_TWO_PASSWORDS;
    o->out->pfx.problem =
        view_fmt(o->arena, "the password is right, but a part that is encrypted with %.*s can't be decrypted", VIEW_ARG(pbe.name));
    return PFX_BROKEN;
}

static bool can_decrypt(struct opening *o, const X509_ALGOR *algorithm)
{
    struct pbe pbe;
    return !pbe_read(o->arena, algorithm, &pbe, &o->out->pfx.problem) || !pbe.outdated || pfx_crypto_legacy(&o->crypto);
}

static enum pfx_state needs_legacy(struct opening *o)
{
    return pfx_fail(o, PFX_NEEDS_LEGACY, "its encryption is outdated, and the provider that can read it is not installed");
}

static enum pfx_state open_safe(struct opening *o, int i)
{
    const PKCS7_ENC_CONTENT *content = pfx_encrypted(&o->parts, i);
    if (!content)
        return PFX_OPEN;
    if (!can_decrypt(o, content->algorithm))
        return needs_legacy(o);
    o->lists[i] = PKCS12_item_decrypt_d2i_ex(content->algorithm, ASN1_ITEM_rptr(PKCS12_SAFEBAGS), o->password.p, (int)o->password.n,
                                             content->enc_data, 1, o->crypto.ctx, NULL);
    ERR_clear_error();
    if (!o->lists[i])
        return not_decrypted(o, content->algorithm);
    o->proven = true;
    return pfx_each_bag(o, o->lists[i], pfx_survey_bag); /* keys show their iterations only now */
}

static enum pfx_state keep_key(struct opening *o, PKCS12_SAFEBAG *bag, const PKCS8_PRIV_KEY_INFO *info)
{
    EVP_PKEY *key = pfx_key(&o->crypto, info);
    if (!key && !pfx_key_is_other_kind(info))
        return pfx_fail(o, PFX_BROKEN, "a private key in it can't be read");
    if (!key)
        o->out->pfx.oddities |= PFX_KEY_UNSUPPORTED;
    if (o->keys++ == 0) {
        o->key = key;
        o->key_id = pfx_bag_key_id(o->arena, bag);
        o->key_name = pfx_bag_text(o->arena, bag, NID_friendlyName);
        o->key_provider = pfx_bag_text(o->arena, bag, NID_ms_csp_name);
        return PFX_OPEN;
    }
    o->again += pfx_same_key(o->key, key);
    EVP_PKEY_free(key);
    return o->keys > LIMIT_PFX_KEYS ? pfx_too_large(o->arena, &o->out->pfx, LIMIT_PFX_KEYS, "private keys") : PFX_OPEN;
}

static enum pfx_state open_shrouded(struct opening *o, PKCS12_SAFEBAG *bag)
{
    const X509_ALGOR *algorithm;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, NULL);
    if (!can_decrypt(o, algorithm))
        return needs_legacy(o);
    PKCS8_PRIV_KEY_INFO *info = PKCS12_decrypt_skey_ex(bag, o->password.p, (int)o->password.n, o->crypto.ctx, NULL);
    ERR_clear_error();
    if (!info)
        return not_decrypted(o, algorithm);
    enum pfx_state state = keep_key(o, bag, info);
    PKCS8_PRIV_KEY_INFO_free(info);
    o->proven = true;
    return state;
}

static enum pfx_state open_bag(struct opening *o, PKCS12_SAFEBAG *bag)
{
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
        return keep_key(o, bag, PKCS12_SAFEBAG_get0_p8inf(bag));
    case NID_pkcs8ShroudedKeyBag:
        return open_shrouded(o, bag);
    case NID_certBag:
        if (pfx_bag_is_cert(bag))
            *LIST_ADD(o->arena, &o->certs) =
                (struct named_cert){ .der = pfx_bag_cert(o->arena, bag), .name = pfx_bag_text(o->arena, bag, NID_friendlyName),
                                     .key_id = pfx_bag_key_id(o->arena, bag) };
        return PFX_OPEN;
    default:
        return PFX_OPEN;
    }
}

static enum pfx_state check_mac(struct opening *o)
{
    enum { LEAST_KEY = 20 }; /* RFC 9579 section 5 */
    if (o->mac.pbmac1 && o->mac.key_length < LEAST_KEY)
        return pfx_fail(o, PFX_BROKEN, "the key of its MAC (PBMAC1) is shorter than 20 bytes, which RFC 9579 has refused");
    if (!o->mac.digest || (o->mac.pbmac1 && !o->mac.prf)) {
        o->out->pfx.problem = view_fmt(o->arena, "its MAC is made with %.*s, which can't be checked here", VIEW_ARG(o->mac.title));
        return PFX_BROKEN;
    }
    o->proven = pfx_mac_fits(&o->crypto, &o->mac, x509_octets(o->parts.outer->contents->d.data), o->password);
    return o->proven ? PFX_OPEN : PFX_PASSWORD_WRONG;
}

static enum pfx_state open_all(struct opening *o)
{
    enum pfx_state state = pfx_has_mac(&o->parts) ? check_mac(o) : PFX_OPEN;
    for (int i = 0; i < sk_PKCS7_num(o->parts.safes) && state == PFX_OPEN; i++)
        state = open_safe(o, i);
    if (state != PFX_OPEN || !pfx_within_limits(o)) /* then what its keys ask for is not computed, nor counted */
        return state == PFX_OPEN ? PFX_EXCESSIVE : state;
    o->out->pfx.taken = o->iterations;
    o->bags = 0;
    for (int i = 0; i < sk_PKCS7_num(o->parts.safes) && state == PFX_OPEN; i++)
        state = pfx_each_bag(o, o->lists[i], open_bag);
    return state;
}

/* The key's own certificate of two that fit, such as a renewal beside the old one: the one with the key's localKeyID, then the newer. */
static bool is_better(const struct opening *o, const struct named_cert *one, int64_t end, const struct named_cert *best, int64_t best_end)
{
    bool has_id = o->key_id.n && view_eq(one->key_id, o->key_id), best_has_id = o->key_id.n && view_eq(best->key_id, o->key_id);
    return has_id != best_has_id ? has_id : end > best_end;
}

/* Takes the certificates out and finds the key's own. False when one of them is no certificate. */
static bool take_certs(struct opening *o)
{
    const struct named_cert *best = NULL;
    struct view any_name = { 0 };
    int64_t best_end = TIME_NONE, end;
    bool fits, others = false;
    for (size_t i = 0; i < o->certs.n; i++) {
        const struct named_cert *cert = &o->certs.items[i];
        if (!pfx_cert_fits(&o->crypto, cert->der, o->key, &fits, &end))
            return false;
        if (fits ? best && view_eq(cert->der, best->der) : o->key && o->key_id.n && view_eq(cert->key_id, o->key_id))
            o->out->pfx.oddities |= PFX_KEY_CLAIMED_TWICE;
        others = others || (fits && best && !view_eq(cert->der, best->der));
        if (fits && (!best || is_better(o, cert, end, best, best_end))) {
            best = cert;
            best_end = end;
            o->out->own = o->out->certs.n;
        }
        any_name = any_name.n ? any_name : cert->name;
        *LIST_ADD(o->arena, &o->out->certs) = cert->der;
    }
    struct view name = o->key_name.n ? o->key_name : best && best->name.n ? best->name : any_name;
    o->again = others ? 0 : o->again; /* with certificates of its own each of the two is meant */
    o->out->pfx.oddities |= o->again ? (unsigned)PFX_KEY_CLAIMED_TWICE : 0;
    o->out->pfx.keys = o->keys -= o->again;
    o->out->pfx.key_matches = best != NULL;
    o->out->pfx.friendly_name = text_safe(o->arena, name);
    if (o->wanted && o->keys == 1) {
        o->out->pfx.friendly_name = name;
        o->out->pfx.key_provider = o->key_provider;
        return pkcs8_put(o->key, o->wanted);
    }
    return true;
}

/* What one try left behind; libcrypto wipes keys. */
static void forget(struct opening *o, bool all)
{
    for (int i = 0; i < sk_PKCS7_num(o->parts.safes); i++) {
        if (!all && !pfx_encrypted(&o->parts, i))
            continue;
        sk_PKCS12_SAFEBAG_pop_free(o->lists[i], PKCS12_SAFEBAG_free);
        o->lists[i] = NULL;
    }
    EVP_PKEY_free(o->key);
    o->key = NULL;
    o->key_name = o->key_id = (struct view){ 0 };
    o->keys = o->again = 0;
    o->certs.n = 0;
    o->proven = false;
}

static enum pfx_state try_password(struct opening *o, struct view password)
{
    uint64_t visible = o->iterations, bags = o->bags;
    o->password = password;
    enum pfx_state state = open_all(o);
    if (state == PFX_OPEN && !take_certs(o)) {
        o->out->certs.n = 0;
        o->out->own = SIZE_MAX;
        state = pfx_fail(o, PFX_BROKEN, "a certificate in it can't be read");
    }
    o->out->pfx.iterations = o->iterations;
    forget(o, false);
    o->iterations = visible;
    o->bags = (size_t)bags;
    return state;
}

/* There are two ways to write down that there is no password; files of both kinds exist. */
static enum pfx_state try_empty(struct opening *o)
{
    static const struct view empty[] = { { .p = NULL, .n = 0 }, VIEW_ROW("") };
    enum pfx_state best = PFX_PASSWORD_WRONG;
    struct view problem = { 0 };
    for (size_t i = 0; i < COUNT_OF(empty); i++) {
        o->out->pfx.problem = (struct view){ 0 };
        enum pfx_state state = try_password(o, empty[i]);
        if (state == PFX_OPEN)
            return state;
        if (best == PFX_PASSWORD_WRONG) {
            best = state;
            problem = o->out->pfx.problem;
        }
    }
    o->out->pfx.problem = problem;
    return best;
}

static enum pfx_state read_all(struct opening *o, const struct view *password)
{
    enum pfx_state state = pfx_survey(o);
    o->out->pfx.iterations = o->iterations;
    if (state != PFX_OPEN)
        return state;
    o->out->pfx.taken = o->iterations;
    pfx_crypto_open(&o->crypto);
    if (password && password->n) {
        state = try_password(o, *password);
    } else {
        state = try_empty(o);
        if (!password && state == PFX_PASSWORD_WRONG)
            state = PFX_PASSWORD_MISSING;
    }
    if (state == PFX_OPEN && (!password || password->n == 0 || (o->schemes.n == 0 && !pfx_has_mac(&o->parts))))
        o->out->pfx.oddities |= PFX_EMPTY_PASSWORD;
    pfx_crypto_close(&o->crypto);
    return state;
}

void pkcs12_read(struct arena *arena, struct view der, const struct view *password, uint64_t before, struct buf *pkcs8,
                 struct pfx_opened *out)
{
    struct opening *o = NEW(arena, struct opening, 1);
    struct pfx *pfx = &out->pfx;
    o->arena = arena;
    o->out = out;
    o->wanted = pkcs8;
    o->given = password ? *password : (struct view){ 0 };
    *out = (struct pfx_opened){ .pfx.before = before, .own = SIZE_MAX };
    if (pkcs8)
        buf_clear(pkcs8);
    if (!pfx_parts_read(arena, der, &o->parts, pfx) ||
        (pfx_has_mac(&o->parts) && !pfx_mac_read(arena, o->parts.outer->mac, &o->mac, &pfx->problem))) {
        pfx->state = PFX_BROKEN;
    } else {
        pfx->oddities |= o->parts.trailing ? (unsigned)PFX_TRAILING : 0;
        pfx->state = read_all(o, password);
        if (pfx_is_locked(pfx))
            pfx->all_in_clear = pfx_clear_certs(arena, &o->parts, o->lists, &out->in_clear);
        pfx->oddities |= o->parts.more ? (unsigned)PFX_OTHER_ENTRIES : 0;
        pfx->oddities |= pfx_tells(o->told, o->out, o->given) ? (unsigned)PFX_TELLS_SECRET : 0;
        pfx->encryption = pfx_describe(arena, &o->schemes, pfx_has_mac(&o->parts) ? &o->mac : NULL);
        pfx->kind = pfx_kind(&o->schemes, pfx_has_mac(&o->parts) ? &o->mac : NULL);
    }
    forget(o, true);
    pfx_parts_free(&o->parts);
    ERR_clear_error();
    if (pfx_is_open(pfx) || pfx_is_locked(pfx))
        pfx->problem = (struct view){ 0 };
}
