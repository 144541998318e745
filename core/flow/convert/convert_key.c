#include "flow/convert/convert_parts.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/pkcs12.h"
#include "format/container/pkcs8.h"
#include "format/secrets/key_scan.h"
#include "format/text/text_read.h"

static const struct { const char *hint, *what; } problems[] = {
    [PKCS8_PASSWORD_MISSING] = { "give the password with --password-file FILE (of the file in --key: --key-password-file FILE)",
                                 "the private key is encrypted, and no password was given" },
    [PKCS8_PASSWORD_WRONG] = { "ask for the password again; of a file the first line is taken, all of it, and some letters look alike",
                               "the password doesn't open the private key" },
    [PKCS8_SEVERAL] = { "leave the one that is meant, or name its file with --key", "there are several private keys in it" },
    [PKCS8_EXCESSIVE] = { "export the key again with usual settings", "the private key asks for too many rounds of key derivation" },
    [PKCS8_NONE] = { "name the file that begins with -----BEGIN PRIVATE KEY-----, or its DER", "there is no private key in it" },
    [PKCS8_BROKEN] = { "export it again; keys of OpenSSH and of hardware can't be put into a PFX", "the private key can't be read" },
};

static bool key_problem(struct conversion *c, struct view path, struct view bytes, enum pkcs8_state state)
{
    unsigned form;
    struct key_found found;
    if (state == PKCS8_NONE && key_scan_bare(text_normal(c->arena, bytes, &form), &found))
        return err_set_at(c->e, ST_FORMAT, path.p,
                          "save it in a file of its own that begins with -----BEGIN PRIVATE KEY-----, or as DER (of OpenSSH: "
                          "ssh-keygen -p -m PKCS8 -f COPY)",
                          "%s in it is written in a way that isn't read here", found.what);
    return err_set_at(c->e, ST_FORMAT, path.p, problems[state].hint, "%s", problems[state].what);
}

/* Takes `key`, which was just read from `path`, unless there is another one already. */
static bool take_key(struct conversion *c, struct view path, const struct buf *key)
{
    if (c->key.n && !view_eq(buf_view(&c->key), buf_view(key)))
        return err_set_at(c->e, ST_FORMAT, path.p, "convert one identity at a time, or name the file of its key with --key",
                          "it has a private key, and another file has a different one");
    if (c->key.n == 0) {
        buf_put(&c->key, buf_view(key));
        c->key_from = text_safe(c->arena, path);
    }
    return true;
}

static enum pkcs8_state try_forms(struct conversion *c, struct view bytes, struct view password, struct buf *key)
{
    const struct password_forms forms = password_forms(c->arena, password);
    enum pkcs8_state state = PKCS8_PASSWORD_WRONG;
    for (size_t i = 0; i < forms.n && state == PKCS8_PASSWORD_WRONG; i++) {
        state = pkcs8_read(c->arena, bytes, &forms.items[i], key);
        if (state == PKCS8_READ)
            opened_password_set(&c->password, forms.items[i], forms.items[0]);
    }
    password_forget(&forms, password);
    return state;
}

bool convert_take_key(struct conversion *c, struct view path, struct view bytes, const struct password_source *source)
{
    AUTO(buf_free) struct buf key = BUF_SECRET(KEY_BYTES), secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    enum pkcs8_state state = pkcs8_read(c->arena, bytes, NULL, &key);
    bool have = false;
    if (state == PKCS8_PASSWORD_MISSING && !password_ask(source, path, NULL, &secret, &have, c->e))
        return false;
    if (have)
        state = try_forms(c, bytes, buf_view(&secret), &key);
    return state == PKCS8_READ ? take_key(c, path, &key) : key_problem(c, path, bytes, state);
}

bool convert_take_pfx(struct conversion *c, const struct cert_file *file)
{
    AUTO(buf_free) struct buf key = BUF_SECRET(KEY_BYTES);
    const struct view typed = buf_view(&c->password.bytes);
    struct pfx_opened got;
    pkcs12_read(c->arena, file->pfx.der, &typed, 0, &key, &got);
    if (!pfx_is_open(&got.pfx) || key.n == 0)
        return err_set_at(c->e, ST_FORMAT, file->path.p, "export it again", "its private key can't be taken out");
    if (!take_key(c, file->path, &key))
        return false;
    c->pfx = file;
    c->friendly_name = got.pfx.friendly_name;
    c->provider = got.pfx.key_provider;
    return true;
}
