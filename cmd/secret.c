#include "secret.h"

#include "ask.h"
#include "base/file.h"
#include "base/limits.h"
#include "flow/password.h"

enum { PATIENCE_MS = 10000 };

/* LF, or what Windows has; in UTF-16 the other bytes around them keep them. */
static void drop_line_end(struct buf *secret)
{
    while (secret->n && (secret->p[secret->n - 1] == '\n' || secret->p[secret->n - 1] == '\r'))
        secret->p[--secret->n] = '\0';
}

static bool read_first_line(const struct os_file *file, struct buf *secret, struct err *e)
{
    struct os_fault why;
    size_t got;
    char c = '\0';
    secret->max = LIMIT_PASSWORD_BYTES + 2; /* with the end of its line */
    for (;;) {
        if (!os_read_within(file, PATIENCE_MS, &c, 1, &got, &why))
            return why.kind == OS_LATE
                       ? err_set(e, ST_IO, "does something write into that pipe?", "no password came within %d seconds", PATIENCE_MS / 1000)
                       : err_set(e, ST_IO, "", "can't read: %s", os_fault_text(&why).text);
        buf_put(secret, (struct view){ .p = &c, .n = got });
        if (got == 0 || secret->failed || password_line_ends(buf_view(secret)))
            break;
    }
    drop_line_end(secret);
    if (secret->failed || secret->n > LIMIT_PASSWORD_BYTES)
        return err_set(e, ST_LIMIT, "is it the right file?", "the first line is longer than %d bytes", LIMIT_PASSWORD_BYTES);
    return true;
}

bool secret_from_file(const char *called, const char *path, struct buf *secret, struct err *e)
{
    struct os_file file;
    if (!file_open(path, &file, e)) {
        if (strcmp(e->hint, file_missing_hint(path)) == 0)
            snprintf(e->hint, sizeof e->hint, "it takes the name of a file whose first line is the password; check that name");
        return err_at(e, "%s", called);
    }
    bool ok = read_first_line(&file, secret, e);
    os_drop(&file);
    return ok || err_at(e, "%s", called);
}

static const char *value_of(const struct run *run, const struct secret_place *place, struct err *e)
{
    const char *value = variable_of(run->session->environment, place->variable.p);
    if (!value)
        err_set_at(e, ST_USAGE, place->variable_called, "set and export it first; it takes the variable's name, not the password",
                   "there is no variable of that name");
    return value;
}

static bool from_variable(const struct run *run, const struct secret_place *place, struct buf *secret, struct err *e)
{
    const char *value = value_of(run, place, e);
    if (!value)
        return false;
    buf_text(secret, value);
    drop_line_end(secret); /* $(cat FILE) keeps the CR of a file from Windows */
    return !secret->failed || err_set(e, ST_LIMIT, "", "the password is longer than %d bytes", LIMIT_PASSWORD_BYTES);
}

bool secret_find(const struct run *run, const struct secret_place *place, struct view about, struct buf *secret, struct err *e)
{
    if (place->file.n)
        return secret_from_file(place->file_called, place->file.p, secret, e);
    if (place->variable.n)
        return from_variable(run, place, secret, e);
    return ask_password(run, "Password of", about, secret, e);
}

static struct secret_place typed(const struct run *run)
{
    const struct request *request = &run->set->request;
    return (struct secret_place){ "--password-file", "--password-env", request->password_file, request->password_env };
}

static struct secret_place typed_for_key(const struct run *run)
{
    const struct settings *set = run->set;
    return (struct secret_place){ "--key-password-file", "--key-password-env", set->key_password_file, set->key_password_env };
}

bool secret_check(const struct run *run, struct err *e)
{
    const struct secret_place pfx = typed(run), key = typed_for_key(run);
    return (pfx.variable.n == 0 || value_of(run, &pfx, e)) && (key.variable.n == 0 || value_of(run, &key, e));
}

bool secret_for_key(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e)
{
    const struct secret_place place = typed_for_key(from);
    (void)request;
    return secret_find(from, &place, path, secret, e);
}

bool secret_read(struct run *run, struct err *e)
{
    const struct secret_place place = typed(run);
    run->set->wishes.password = (struct password_source){ .get = secret_given, .from = run };
    if (place.file.n == 0 && place.variable.n == 0)
        return true;
    run->password_is_read = secret_find(run, &place, (struct view){ 0 }, run->password, e);
    return run->password_is_read;
}

bool secret_given(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e)
{
    const struct run *run = from;
    (void)pfx_path, (void)request, (void)e;
    if (run->password_is_read)
        buf_put(secret, buf_view(run->password));
    return run->password_is_read;
}

/* A file is read once for all PFX: a pipe has no second time. */
bool secret_for_pfx(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e)
{
    struct run *run = from;
    const struct secret_place place = typed(run);
    if (place.file.n == 0)
        return secret_find(run, &place, pfx_path, secret, e);
    return (run->password_is_read || secret_read(run, e)) && secret_given(run, pfx_path, request, secret, e);
}
