#include "flow/convert/convert_parts.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/digest.h"
#include "format/x509/x509.h"
#include "steps/certs.h"

static bool pfx_problem(struct conversion *c, const struct cert_file *file)
{
    const struct pfx *pfx = &file->pfx;
    bool crowded = pfx_is_crowded_out(pfx);
    if (pfx_is_locked(pfx) && (pfx->oddities & PFX_FOR_ACCOUNTS))
        return err_set_at(c->e, ST_FORMAT, file->path.p, "export it again: tick \"Password\", not \"Group or user names\"",
                          "it is protected for Windows accounts or groups, and no password opens it");
    if (pfx_wants_password(pfx))
        return err_set_at(c->e, ST_FORMAT, file->path.p, "give it with --password-file FILE or --password-env NAME",
                          "it is protected by a password, and none was given");
    if (pfx->state == PFX_PASSWORD_WRONG)
        return err_set_at(c->e, ST_FORMAT, file->path.p,
                          "ask for the password again; of a file the first line is taken, all of it, and some letters look alike",
                          "the password doesn't open it");
    if (crowded || pfx_is_too_costly(pfx))
        return err_set_at(c->e, ST_LIMIT, file->path.p,
                          crowded ? "convert it by itself" : "export it again with usual settings (2,000 to 600,000 rounds)",
                          "it asks for %ju rounds of key derivation, and at most %d are computed%s", (uintmax_t)pfx->iterations,
                          LIMIT_PFX_ITERATIONS, crowded ? " in one run" : "");
    if (pfx->state == PFX_EXCESSIVE)
        return err_set_at(c->e, ST_LIMIT, file->path.p, "export it again with usual settings",
                          "it asks scrypt for more memory than certcase gives it");
    if (!pfx_is_open(pfx))
        return err_set_at(c->e, ST_FORMAT, file->path.p, "`certcase inspect` says more about it; export it again",
                          "the PFX can't be read%s%.*s", pfx->problem.n ? ": " : "", VIEW_ARG(pfx->problem));
    return pfx->keys < 2 || err_set_at(c->e, ST_FORMAT, file->path.p, "export the one certificate that is needed, with its key",
                                         "there are several private keys in it");
}

static bool wants_key(const struct conversion *c)
{
    return c->wishes->key.n == 0 && name_is_pfx(c->wishes->output);
}

static bool take_file(struct conversion *c, struct view path, const struct cert_file *file)
{
    if (file->pfx.state != PFX_NONE && !pfx_problem(c, file))
        return false;
    if (file->malformed)
        return err_set_at(c->e, ST_FORMAT, file->path.p, "`certcase inspect` says more about it", "a certificate in it can't be read");
    if (file->pfx.keys && wants_key(c))
        return convert_take_pfx(c, file);
    if ((file->oddities & FILE_PRIVATE_KEY) && wants_key(c))
        return convert_take_key(c, path, file->bytes, &c->w->resources->wishes->password);
    return file->certs.n || file->pfx.keys || (file->oddities & FILE_PRIVATE_KEY) ||
           err_set_at(c->e, ST_FORMAT, file->path.p, "`certcase inspect` says what it is",
                      "there is neither a certificate nor a private key in it");
}

/* And keeps their digest, for the seed. */
static bool read_bytes(struct conversion *c, struct view path, struct view *bytes)
{
    unsigned char digest[32];
    if (!file_read(c->arena, path.p, LIMIT_INPUT_BYTES, bytes, c->e))
        return false;
    digest_sha256(*bytes, digest);
    *LIST_ADD(c->arena, &c->seeds) = view_dup(c->arena, (struct view){ .p = (const char *)digest, .n = sizeof digest });
    return true;
}

static bool read_file(struct conversion *c, struct view path)
{
    struct view bytes;
    if (!read_bytes(c, path, &bytes))
        return false;
    struct cert_file *file = inspect_identify(c->arena, path, bytes);
    if (!inspect_open(c->w, c->arena, &c->group, file, c->e))
        return false;
    c->evidence.files[c->evidence.n_files++] = file;
    return take_file(c, path, file);
}

static bool read_key_file(struct conversion *c)
{
    struct view path = c->wishes->key, bytes;
    return path.n == 0 || (read_bytes(c, path, &bytes) && convert_take_key(c, path, bytes, &c->wishes->key_password));
}

static bool read_files(struct conversion *c)
{
    const struct view_list *paths = c->wishes->files;
    if (paths->n > LIMIT_FILES)
        return err_set(c->e, ST_LIMIT, "convert them in several runs", "%zu files (at most %d)", paths->n, LIMIT_FILES);
    c->evidence.files = NEW(c->arena, struct cert_file *, paths->n);
    bool ok = true;
    for (size_t i = 0; ok && i < paths->n; i++)
        ok = read_file(c, paths->items[i]);
    if (ok)
        certs_arrange(c->w->x509, c->arena, &c->w->resources->roots, &c->evidence);
    return ok;
}

/* --- certificates --- */

/* What a file of a certificate alone holds: its DER, or that in Base64 between PEM's lines. */
static struct view file_bytes(struct arena *arena, const struct cert *cert, bool pem)
{
    return pem ? x509_pem(arena, cert->der) : cert->der;
}

static bool is_taken(const char *path, struct err *e)
{
    return err_set_at(e, ST_IO, path, "give --force to replace it, or another name", "exists already");
}

bool cert_files_write(struct arena *arena, const struct evidence *evidence, const struct cert_files_wishes *wishes,
                      struct view_list *written, struct err *e)
{
    const struct cert_list *certs = &evidence->certs;
    const struct file_options options = { .access = OS_FOR_ALL, .overwrite = wishes->overwrite };
    struct view *paths = NEW(arena, struct view, certs->n), *bytes = NEW(arena, struct view, certs->n);
    if (certs->n && !folder_make(wishes->folder.p, e))
        return false;
    for (size_t i = 0; i < certs->n; i++) { /* all names are free before the first is written */
        const struct cert *cert = certs->items[i];
        paths[i] = path_join(arena, wishes->folder, x509_file_name(arena, cert, 4, ".cer"));
        bytes[i] = file_bytes(arena, cert, wishes->pem);
        if (!wishes->overwrite && file_exists(paths[i].p) && !file_holds(paths[i].p, bytes[i]))
            return is_taken(paths[i].p, e);
        if (!file_may_replace(OS_HERE, paths[i].p, e))
            return err_at(e, "%s", paths[i].p);
    }
    for (size_t i = 0; i < certs->n; i++) {
        if (!file_holds(paths[i].p, bytes[i]) && !file_write(paths[i].p, bytes[i], &options, e))
            return false;
        *LIST_ADD(arena, written) = paths[i];
    }
    return true;
}

static bool write_certs(struct conversion *c, struct converted *out)
{
    const struct cert_list *certs = &c->evidence.certs;
    const struct view path = c->wishes->output;
    const struct cert_files_wishes wishes = { .folder = path, .overwrite = c->wishes->force, .pem = c->wishes->pem };
    if (certs->n == 0)
        return err_set_at(c->e, ST_FORMAT, c->evidence.files[0]->path.p, "`certcase inspect` says what it is",
                          "there is no certificate in it");
    if (path_means_folder(path))
        return cert_files_write(c->arena, &c->evidence, &wishes, &out->written, c->e);
    if (certs->n > 1)
        return err_set_at(c->e, ST_USAGE, path.p, "name a folder, with / at its end, to get each in a file of its own",
                          "there are %zu certificates, and one is written to a file", certs->n);
    const bool pem = c->wishes->pem || view_ends_nocase(path, VIEW(".pem"));
    return convert_put(c, path, file_bytes(c->arena, certs->items[0], pem), OS_FOR_ALL, out);
}

/* A name that is taken is found before anybody is asked for a password. */
static bool check_output(struct conversion *c)
{
    static const struct view others[] = { VIEW_ROW(".p7b"), VIEW_ROW(".p7c"), VIEW_ROW(".key"), VIEW_ROW(".jks"), VIEW_ROW(".zip") };
    const struct view path = c->wishes->output;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (view_ends_nocase(path, others[i]))
            return err_set_at(c->e, ST_USAGE, path.p, "name the output .cer, .pem or .pfx", "no %s is written", others[i].p);
    if (name_is_pfx(path) && c->wishes->pem)
        return err_set(c->e, ST_USAGE, "name the output .pem or .cer", "--pem is for certificates, and a PFX is none");
    if (c->wishes->force || !file_exists(path.p) || (folder_exists(path.p) && !name_is_pfx(path)))
        return true;
    return is_taken(path.p, c->e);
}

bool convert_files(struct worker *w, const struct convert_wishes *wishes, struct converted *out, struct err *e)
{
    struct conversion c = {
        .w = w, .arena = &w->arena, .wishes = wishes, .password = OPENED_PASSWORD, .key = BUF_SECRET(KEY_BYTES), .e = e,
    };
    *out = (struct converted){ 0 };
    bool ok = check_output(&c);
    c.group.opened = wants_key(&c) ? &c.password : NULL;
    if (ok && name_is_pfx(wishes->output))
        ok = read_files(&c) && read_key_file(&c) && convert_write_pfx(&c, out);
    else if (ok)
        ok = read_files(&c) && write_certs(&c, out);
    opened_password_wipe(&c.password);
    buf_free(&c.key);
    return ok;
}
