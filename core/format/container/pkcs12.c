#include "format/container/pkcs12.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/pem.h"
#include "format/container/pkcs12_crypto.h"

enum { FEW_ITERATIONS = 2000 /* what Windows itself writes */ };

/* One PFX being opened. What a try with one password found out is in `bags` and `key`. */
struct opening {
    struct arena *arena;
    struct pfx *pfx;
    struct pfx_crypto *crypto;
    struct pfx_parts parts;
    struct view schemes[LIMIT_PFX_BAGS]; /* names for people, each once */
    size_t n_schemes;
    size_t visible; /* iterations of what can be seen without the password */

    struct pfx_bags bags;
    struct pfx_clear clear[LIMIT_PFX_BAGS]; /* one a safe; bags point into them */
    struct pfx_key *key;                    /* the first */
    struct view key_name;
    unsigned keys;
    size_t hidden; /* iterations of keys inside of encrypted safes */
    bool proven;   /* the password is right */
};

static enum pfx_state fail(struct opening *o, enum pfx_state state, const char *problem)
{
    o->pfx->problem = view_of(problem);
    return state;
}

/* Remembers how a part is encrypted, and what rules want to know about it. */
static void note_scheme(struct opening *o, const struct pbe *pbe)
{
    o->pfx->oddities |= pbe->weak ? (unsigned)PFX_WEAK_ENCRYPTION : 0;
    o->pfx->oddities |= pbe->modern ? (unsigned)PFX_MODERN : 0;
    if (pbe->iterations && pbe->iterations < FEW_ITERATIONS)
        o->pfx->oddities |= PFX_LOW_ITERATIONS;
    for (size_t i = 0; i < o->n_schemes; i++)
        if (view_eq(o->schemes[i], pbe->name))
            return;
    if (o->n_schemes < COUNT_OF(o->schemes))
        o->schemes[o->n_schemes++] = pbe->name;
}

/* The ceiling is on all parts together, and scrypt's memory. */
static bool within_limits(const struct opening *o, const struct pbe *pbe)
{
    return !pbe->too_much && iterations_add(o->visible, o->hidden) <= LIMIT_PFX_ITERATIONS;
}

/* Adds up what the file says about itself before anything is computed. */
static enum pfx_state survey(struct opening *o)
{
    const struct pfx_mac *mac = &o->parts.mac;
    bool sane = true;
    if (mac->present) {
        o->visible = mac->rounds;
        o->pfx->oddities |= mac->modern ? (unsigned)PFX_MODERN : 0;
        o->pfx->oddities |= mac->iterations < FEW_ITERATIONS ? (unsigned)PFX_LOW_ITERATIONS : 0;
    } else {
        o->pfx->oddities |= PFX_NO_MAC;
    }
    for (size_t i = 0; i < o->parts.n_safes; i++) {
        const struct pfx_safe *safe = &o->parts.safes[i];
        struct pfx_bags bags = { 0 };
        if (safe->encrypted) {
            note_scheme(o, &safe->pbe);
            o->visible = iterations_add(o->visible, safe->pbe.iterations);
            sane = sane && !safe->pbe.too_much;
        } else if (!pfx_bags_read(o->arena, safe->data, &bags, &o->pfx->problem)) {
            return PFX_BROKEN;
        }
        for (size_t k = 0; k < bags.n; k++) {
            o->pfx->oddities |= bags.items[k].kind == PFX_BAG_KEY ? (unsigned)PFX_KEY_NOT_ENCRYPTED : 0;
            if (bags.items[k].kind != PFX_BAG_SHROUDED_KEY)
                continue;
            note_scheme(o, &bags.items[k].pbe);
            o->visible = iterations_add(o->visible, bags.items[k].pbe.iterations);
            sane = sane && !bags.items[k].pbe.too_much;
        }
    }
    return sane && o->visible <= LIMIT_PFX_ITERATIONS ? PFX_OPEN : PFX_EXCESSIVE;
}

static enum pfx_state decrypt(struct opening *o, const struct pbe *pbe, struct view algorithm, struct view data, struct view password,
                              struct pfx_clear *out)
{
    if (pbe->legacy && !pfx_crypto_legacy(o->crypto))
        return fail(o, PFX_NEEDS_LEGACY, "its encryption is outdated, and the provider that can read it is not installed");
    if (pfx_decrypt(o->crypto, algorithm, password, data, out))
        return PFX_OPEN;
    if (!o->proven)
        return PFX_PASSWORD_WRONG;
    o->pfx->problem =
        view_fmt(o->arena, "the password is right, but a part that is encrypted with %.*s can't be decrypted", VIEW_ARG(pbe->name));
    return PFX_BROKEN;
}

static enum pfx_state open_safe(struct opening *o, size_t i, struct view password)
{
    const struct pfx_safe *safe = &o->parts.safes[i];
    struct view contents = safe->data;
    if (safe->encrypted) {
        enum pfx_state state = decrypt(o, &safe->pbe, safe->algorithm, safe->data, password, &o->clear[i]);
        if (state != PFX_OPEN)
            return state;
        contents = (struct view){ .p = (const char *)o->clear[i].p, .n = o->clear[i].n };
    }
    if (!pfx_bags_read(o->arena, contents, &o->bags, &o->pfx->problem))
        /* A wrong key decrypts one time in 256 to something that ends like padding. */
        return safe->encrypted && !o->proven ? PFX_PASSWORD_WRONG : PFX_BROKEN;
    o->proven = o->proven || safe->encrypted;
    return PFX_OPEN;
}

static enum pfx_state keep_key(struct opening *o, const struct pfx_bag *bag, struct view der)
{
    if (o->keys == LIMIT_PFX_KEYS)
        return fail(o, PFX_BROKEN, "it has more private keys than anybody needs");
    struct pfx_key *key = pfx_key_new(o->crypto, der);
    if (!key)
        return fail(o, bag->kind == PFX_BAG_KEY || o->proven ? PFX_BROKEN : PFX_PASSWORD_WRONG, "a private key in it can't be read");
    if (o->keys++ == 0) {
        o->key = key;
        o->key_name = bag->name;
        return PFX_OPEN;
    }
    pfx_key_free(&key);
    return PFX_OPEN;
}

static enum pfx_state open_shrouded(struct opening *o, const struct pfx_bag *bag, struct view password)
{
    struct pfx_clear clear = { 0 };
    if (!within_limits(o, &bag->pbe))
        return PFX_EXCESSIVE;
    enum pfx_state state = decrypt(o, &bag->pbe, bag->algorithm, bag->value, password, &clear);
    if (state == PFX_OPEN)
        state = keep_key(o, bag, (struct view){ .p = (const char *)clear.p, .n = clear.n });
    pfx_clear_free(&clear);
    o->proven = o->proven || state == PFX_OPEN;
    return state;
}

/* Keys inside of encrypted safes show their iterations only now. */
static void survey_hidden(struct opening *o, size_t from)
{
    for (size_t i = from; i < o->bags.n; i++) {
        if (o->bags.items[i].kind != PFX_BAG_SHROUDED_KEY)
            continue;
        note_scheme(o, &o->bags.items[i].pbe);
        o->hidden = iterations_add(o->hidden, o->bags.items[i].pbe.iterations);
    }
}

static enum pfx_state open_with(struct opening *o, struct view password)
{
    const struct pfx_mac *mac = &o->parts.mac;
    if (mac->present) {
        if (!mac->digest || (mac->pbmac1 && !mac->prf)) {
            o->pfx->problem = view_fmt(o->arena, "its MAC is made with %.*s, which can't be checked here", VIEW_ARG(mac->title));
            return PFX_BROKEN;
        }
        if (!pfx_mac_fits(o->crypto, mac, o->parts.authenticated, password))
            return PFX_PASSWORD_WRONG;
        o->proven = true;
    }
    for (size_t i = 0; i < o->parts.n_safes; i++) {
        size_t from = o->bags.n;
        enum pfx_state state = open_safe(o, i, password);
        if (state != PFX_OPEN)
            return state;
        if (o->parts.safes[i].encrypted)
            survey_hidden(o, from);
    }
    for (size_t i = 0; i < o->bags.n; i++) {
        const struct pfx_bag *bag = &o->bags.items[i];
        enum pfx_state state = PFX_OPEN;
        if (bag->kind == PFX_BAG_KEY)
            state = keep_key(o, bag, bag->value);
        else if (bag->kind == PFX_BAG_SHROUDED_KEY)
            state = open_shrouded(o, bag, password);
        if (state != PFX_OPEN)
            return state;
    }
    return PFX_OPEN;
}

/* What one try left behind. Decrypted bytes are wiped. */
static void forget(struct opening *o)
{
    for (size_t i = 0; i < o->parts.n_safes; i++)
        pfx_clear_free(&o->clear[i]);
    pfx_key_free(&o->key);
    o->bags = (struct pfx_bags){ 0 };
    o->key_name = (struct view){ 0 };
    o->keys = 0;
    o->hidden = 0;
    o->proven = false;
}

/* Takes the certificates out and finds the key's own. False when one of them is no certificate. */
static bool take_certs(struct opening *o, struct der_list *certs, size_t *key_cert)
{
    struct view key_certs_name = { 0 };
    struct view any_name = { 0 };
    size_t fitting = 0;
    for (size_t i = 0; i < o->bags.n; i++) {
        const struct pfx_bag *bag = &o->bags.items[i];
        bool fits;
        if (bag->kind != PFX_BAG_CERT)
            continue;
        if (!pfx_cert_fits(o->crypto, bag->value, o->key, &fits))
            return false;
        if (fits && (fitting == 0 || !view_eq(certs->items[*key_cert], bag->value)) && fitting++ == 0) {
            *key_cert = certs->n;
            key_certs_name = bag->name;
        }
        if (!any_name.n)
            any_name = bag->name;
        *LIST_ADD(o->arena, certs) = view_dup(o->arena, bag->value);
    }
    struct view name = o->key_name.n ? o->key_name : key_certs_name.n ? key_certs_name : any_name;
    o->pfx->keys = o->keys;
    o->pfx->key_matches = fitting == 1;
    o->pfx->friendly_name = text_safe(o->arena, view_first(utf16_to_utf8(o->arena, name, true), LIMIT_NAME_BYTES));
    return true;
}

static enum pfx_state try_password(struct opening *o, struct view password, struct der_list *certs, size_t *key_cert)
{
    enum pfx_state state = open_with(o, password);
    if (state == PFX_OPEN && !take_certs(o, certs, key_cert)) {
        certs->n = 0;
        *key_cert = SIZE_MAX;
        state = fail(o, PFX_BROKEN, "a certificate in it can't be read");
    }
    o->pfx->iterations = iterations_add(o->visible, o->hidden);
    forget(o);
    return state;
}

/* There are two ways to write down that there is no password; files of both kinds exist. */
static enum pfx_state try_empty(struct opening *o, struct der_list *certs, size_t *key_cert)
{
    static const struct view empty[] = { { .p = NULL, .n = 0 }, VIEW_ROW("") };
    enum pfx_state best = PFX_PASSWORD_WRONG;
    struct view problem = { 0 };
    for (size_t i = 0; i < COUNT_OF(empty); i++) {
        o->pfx->problem = (struct view){ 0 };
        enum pfx_state state = try_password(o, empty[i], certs, key_cert);
        if (state == PFX_OPEN)
            return state;
        if (best == PFX_PASSWORD_WRONG) {
            best = state;
            problem = o->pfx->problem;
        }
    }
    o->pfx->problem = problem;
    return best;
}

static bool nothing_encrypted(const struct opening *o)
{
    return o->n_schemes == 0 && !o->parts.mac.present;
}

static struct view describe(struct opening *o)
{
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_NAME_BYTES);
    for (size_t i = 0; i < o->n_schemes; i++)
        buf_fmt(&text, "%s%.*s", i ? ", " : "", VIEW_ARG(o->schemes[i]));
    if (o->n_schemes == 0)
        buf_text(&text, "not encrypted");
    if (o->parts.mac.present)
        buf_fmt(&text, ", MAC %.*s", VIEW_ARG(o->parts.mac.title));
    else
        buf_text(&text, ", no MAC");
    return view_dup(o->arena, buf_view(&text));
}

static enum pfx_state read_all(struct opening *o, const struct view *password, struct der_list *certs, size_t *key_cert)
{
    enum pfx_state state = survey(o);
    o->pfx->iterations = o->visible;
    if (state != PFX_OPEN)
        return state;
    o->crypto = pfx_crypto_new();
    if (password && password->n) {
        state = try_password(o, *password, certs, key_cert);
    } else {
        state = try_empty(o, certs, key_cert);
        if (!password && state == PFX_PASSWORD_WRONG)
            state = PFX_PASSWORD_MISSING;
    }
    if (state == PFX_OPEN && (!password || password->n == 0 || nothing_encrypted(o)))
        o->pfx->oddities |= PFX_EMPTY_PASSWORD;
    pfx_crypto_free(&o->crypto);
    return state;
}

void pkcs12_read(struct arena *arena, struct view der, const struct view *password, struct pfx *pfx, struct der_list *certs,
                 size_t *key_cert)
{
    struct opening *o = NEW(arena, struct opening, 1);
    o->arena = arena;
    o->pfx = pfx;
    *pfx = (struct pfx){ 0 };
    *certs = (struct der_list){ 0 };
    *key_cert = SIZE_MAX;
    if (!pfx_parts_read(arena, der, &o->parts, &pfx->problem)) {
        pfx->state = PFX_BROKEN;
    } else {
        pfx->oddities |= o->parts.trailing.n ? (unsigned)PFX_TRAILING : 0;
        pfx->state = read_all(o, password, certs, key_cert);
        pfx->encryption = describe(o);
    }
    if (pfx->state == PFX_OPEN || pfx->state == PFX_PASSWORD_WRONG || pfx->state == PFX_PASSWORD_MISSING)
        pfx->problem = (struct view){ 0 };
}
