#include "flow/convert/convert_parts.h"

#include "base/limits.h"
#include "format/container/pkcs12.h"
#include "format/container/pkcs12_write.h"
#include "format/container/pkcs8.h"
#include "format/digest.h"
#include "model/words.h"
#include "steps/certs.h"
#include "steps/purpose.h"

/* Of several for one key the one that lasts longest: a renewal beside the old one. Inside the PFX it is the one that is the key's own. */
static struct cert *own_cert(struct conversion *c)
{
    struct cert *own = NULL;
    for (size_t i = 0; i < c->evidence.certs.n; i++) {
        struct cert *cert = c->evidence.certs.items[i];
        if (c->evidence.files[cert->file] == c->pfx && !cert->has_key)
            continue;
        if ((!own || cert->not_after > own->not_after) && pkcs8_fits(buf_view(&c->key), cert->der))
            own = cert;
    }
    return own;
}

/* Its chain upwards, then what the PFX had beside it, in their order. */
static void collect(struct conversion *c, struct cert *own, struct cert_list *out)
{
    const struct cert_list above = certs_linked(c->arena, &c->evidence.certs, own, CERTS_UPWARDS);
    *LIST_ADD(c->arena, out) = own;
    for (size_t i = 0; i < above.n; i++)
        if (!cert_find(out, above.items[i]))
            *LIST_ADD(c->arena, out) = above.items[i];
    for (size_t i = 0; c->pfx && i < c->pfx->certs.n; i++)
        if (!cert_find(out, c->pfx->certs.items[i]))
            *LIST_ADD(c->arena, out) = c->pfx->certs.items[i];
}

static bool all_belong(struct conversion *c, const struct cert_list *chosen)
{
    const struct evidence *evidence = &c->evidence;
    for (size_t i = 0; i < evidence->certs.n; i++) {
        const struct cert *cert = evidence->certs.items[i];
        if (cert_find(chosen, cert))
            continue;
        return err_set_at(c->e, ST_FORMAT, evidence->files[cert->file]->path.p,
                          "leave it out, or ask for the CA that issued the certificate",
                          "'%.*s' isn't part of the chain of '%.*s'", VIEW_ARG(view_first(cert->subject_cn, 100)),
                          VIEW_ARG(view_first(chosen->items[0]->subject_cn, 100)));
    }
    return true;
}

static bool choose(struct conversion *c, struct cert_list *chosen)
{
    if (c->key.n == 0)
        return err_set_at(c->e, ST_FORMAT, c->evidence.files[0]->path.p, "give it with --key FILE, or the PFX that has it",
                          "a PFX needs a private key, and there is none in what was given");
    struct cert *own = own_cert(c);
    if (!own)
        return err_set_at(c->e, ST_FORMAT, c->key_from.p,
                          "give the certificate that was issued for this key, or the key that belongs to the certificate",
                          c->evidence.certs.n ? "the private key belongs to none of the certificates"
                                              : "there is no certificate for the private key");
    collect(c, own, chosen);
    return all_belong(c, chosen);
}

static bool find_password(struct conversion *c, struct buf *out)
{
    AUTO(buf_free) struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    bool have = false, asks = c->wishes->is_new_said || c->password.utf8.n == 0;
    if (asks && !password_ask(&c->wishes->new_password, c->wishes->output, NULL, &secret, &have, c->e))
        return false;
    if (have) {
        const struct password_forms forms = password_forms(c->arena, buf_view(&secret));
        buf_put(out, forms.items[0]);
        password_forget(&forms, buf_view(&secret));
    } else {
        buf_put(out, buf_view(&c->password.utf8));
    }
    return out->n || err_set(c->e, ST_USAGE, "give one with --new-password-file FILE: whoever gets hold of the file has the key otherwise",
                             "the new PFX has no password");
}

bool convert_write_pfx(struct conversion *c, struct converted *out)
{
    AUTO(buf_free) struct buf password = BUF_SECRET(3 * LIMIT_PASSWORD_BYTES);
    struct cert_list chosen = { 0 };
    struct view bytes;
    if (!choose(c, &chosen) || !find_password(c, &password))
        return false;
    struct view *certs = NEW(c->arena, struct view, chosen.n);
    for (size_t i = 0; i < chosen.n; i++)
        certs[i] = chosen.items[i]->der;
    struct pfx_recipe recipe = {
        .encryption = c->wishes->encryption, .key = buf_view(&c->key), .certs = certs, .n_certs = chosen.n,
        .friendly_name = c->friendly_name.n ? c->friendly_name : chosen.items[0]->subject_cn, .key_provider = c->provider,
        .password = buf_view(&password),
    };
    /* Whatever was read decides the salts, and nothing else does. */
    digest_sha256(view_listed(c->arena, c->seeds.items, c->seeds.n, ""), recipe.seed);
    if (!pkcs12_write(c->arena, &recipe, &bytes, c->e))
        return err_at(c->e, "%.*s", VIEW_ARG(c->key_from));
    digest_sha256(bytes, out->sha256);
    out->encryption = view_of(pfx_encryption_phrase(recipe.encryption));
    out->subject = chosen.items[0]->subject;
    out->n_cas = chosen.n - 1;
    out->is_ca = purpose_is_issuer(chosen.items[0]);
    return convert_put(c, c->wishes->output, bytes, OS_FOR_OWNER, out);
}

bool convert_pfx(struct arena *arena, const struct cert_file *file, const struct opened_password *password,
                 enum pfx_encryption encryption, struct view *out, struct err *e)
{
    AUTO(buf_free) struct buf key = BUF_SECRET(KEY_BYTES);
    const struct view typed = buf_view(&password->bytes);
    struct pfx_opened got;
    pkcs12_read(arena, file->pfx.der, &typed, 0, &key, &got);
    if (!pfx_is_open(&got.pfx) || key.n == 0 || got.own >= got.certs.n)
        return err_set_at(e, ST_FORMAT, file->path.p, "`certcase inspect` says more about it",
                          "a PFX with one key and its certificate is needed to convert it");
    struct view *certs = NEW(arena, struct view, got.certs.n);
    size_t n = 1;
    certs[0] = got.certs.items[got.own];
    for (size_t i = 0; i < got.certs.n; i++)
        if (!view_among(got.certs.items[i], certs, n)) /* each once */
            certs[n++] = got.certs.items[i];
    const struct cert *own = cert_with_key(&file->certs);
    struct pfx_recipe recipe = {
        .encryption = encryption, .key = buf_view(&key), .certs = certs, .n_certs = n,
        .friendly_name = got.pfx.friendly_name.n || !own ? got.pfx.friendly_name : own->subject_cn,
        .key_provider = got.pfx.key_provider, .password = buf_view(&password->utf8),
    };
    digest_sha256((struct view){ .p = (const char *)file->sha256, .n = sizeof file->sha256 }, recipe.seed); /* as `convert` of it alone */
    return pkcs12_write(arena, &recipe, out, e) || err_at(e, "%.*s", VIEW_ARG(file->path));
}
