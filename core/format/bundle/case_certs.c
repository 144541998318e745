#include "format/bundle/case_values.h"

#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "format/digest.h"
#include "model/words.h"

enum { NAMES_SHOWN = 20 };

void case_put_day(struct arena *arena, struct value *to, const char *key, int32_t day)
{
    char text[DAY_PHRASE];
    value_text(arena, to, key, view_dup(arena, view_of(day_phrase(day, text))));
}

void case_put_moment(struct arena *arena, struct value *to, const char *key, int64_t time)
{
    char text[MOMENT_PHRASE];
    value_text(arena, to, key, view_dup(arena, view_of(moment_phrase(time, text))));
}

/* File names are made from slugs; one that comes from somebody else's record must not end a string of a script. */
static struct view code_safe(struct arena *arena, struct view v)
{
    char *p = NEW(arena, char, v.n + 1);
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        bool safe = is_digit(c) || is_letter(c) || strchr("._-/", c);
        p[i] = c && safe ? c : '_';
    }
    return (struct view){ .p = p, .n = v.n };
}

static struct view left_phrase(struct arena *arena, int64_t not_after, int64_t now)
{
    char text[LEFT_TEXT];
    return not_after == TIME_NONE || now == TIME_NONE ? VIEW("") : view_dup(arena, view_of(days_left_text(now, not_after, text)));
}

static struct view key_phrase(struct arena *arena, const struct key *key)
{
    struct view name = view_of(key_type_title(key->type));
    if (key->curve.n)
        return VIEW_JOIN(arena, name, VIEW(", "), key->curve);
    return key->bits ? VIEW_JOIN(arena, name, VIEW(", "), view_digits(arena, key->bits), VIEW(" bits")) : name;
}

static struct view alternative_names(struct arena *arena, const struct cert *cert)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
    size_t shown = cert->n_names < NAMES_SHOWN ? cert->n_names : NAMES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        buf_text(&b, i ? ", " : "");
        buf_put(&b, cert->names[i].text);
    }
    if (cert->n_names_in_all > shown)
        buf_fmt(&b, " and %zu more", cert->n_names_in_all - shown);
    return view_dup(arena, buf_view(&b));
}

static void put_cert(struct arena *arena, struct value *to, const struct case_record *c, size_t i)
{
    const struct case_cert *shipped = &c->certs[i];
    const struct cert *cert = shipped->cert;
    bool kept_out = case_keeps_out(c, shipped);
    enum store store = case_store(c, i);
    struct view file = code_safe(arena, shipped->inside_pfx ? c->pfx_file : shipped->file);
    value_text(arena, to, "number", view_digits(arena, i + 1));
    value_text(arena, to, "name", cert_name_shown(cert));
    value_text(arena, to, "role", view_of(role_word(cert->role)));
    value_text(arena, to, "role_phrase", view_of(role_phrase(cert->role)));
    value_text(arena, to, "subject", cert->subject.n ? cert->subject : VIEW("(empty)"));
    value_text(arena, to, "issuer", cert->issuer.n ? cert->issuer : VIEW("(empty)"));
    value_text(arena, to, "serial", cert_serial_shown(arena, cert));
    value_text(arena, to, "thumbprint", digest_thumbprint(arena, cert->sha1, sizeof cert->sha1));
    value_text(arena, to, "sha256", digest_hex(arena, cert->sha256, sizeof cert->sha256));
    case_put_moment(arena, to, "valid_from", cert->not_before);
    case_put_moment(arena, to, "valid_until", cert->not_after);
    value_text(arena, to, "days_left", left_phrase(arena, cert->not_after, c->deadline.submitted));
    value_text(arena, to, "key", key_phrase(arena, &cert->key));
    value_text(arena, to, "signature", cert->signature);
    value_text(arena, to, "alternative_names", alternative_names(arena, cert));
    value_text(arena, to, "store", view_of(store_word(store)));
    value_text(arena, to, "store_phrase", view_of(store_phrase(store)));
    value_truth(arena, to, "in_store", store != STORE_NONE);
    value_text(arena, to, "kept_out_of", kept_out ? view_of(store_word(cert->store)) : VIEW(""));
    value_text(arena, to, "file", file);
    value_text(arena, to, "file_name", path_name(file));
    value_truth(arena, to, "inside_pfx", shipped->inside_pfx);
    value_truth(arena, to, "self_signed", cert->self_signed);
    value_truth(arena, to, "is_main", i == 0);
    value_truth(arena, to, "is_leaf", cert->role == ROLE_LEAF || cert->role == ROLE_CLIENT);
}

static void put_pfx(struct arena *arena, struct value *root, const struct case_record *c)
{
    if (c->pfx_file.n == 0)
        return;
    struct value *pfx = value_object(arena, root, "pfx");
    struct view file = code_safe(arena, c->pfx_file);
    value_text(arena, pfx, "file", file);
    value_text(arena, pfx, "file_name", path_name(file));
    value_text(arena, pfx, "encryption", c->pfx_encryption);
    value_text(arena, pfx, "sha256", digest_hex(arena, c->pfx_sha256, sizeof c->pfx_sha256));
    if (c->pfx_came_as.n == 0)
        return;
    struct value *came = value_object(arena, pfx, "converted");
    value_text(arena, came, "came_as", c->pfx_came_as);
    value_text(arena, came, "came_sha256", digest_hex(arena, c->pfx_came_sha256, sizeof c->pfx_came_sha256));
}

/* The old certificate is to be removed, so never one that is being installed. */
static void put_replaced(struct arena *arena, struct value *root, const struct case_record *c)
{
    const struct replaced *r = &c->replaced;
    if (r->sha1.n == 0)
        return;
    struct view thumbprint = code_safe(arena, view_upper(arena, r->sha1));
    for (size_t i = 0; i < c->n_certs; i++)
        if (view_eq_nocase(digest_hex(arena, c->certs[i].cert->sha1, sizeof c->certs[i].cert->sha1), thumbprint))
            return;
    struct value *replaces = value_object(arena, root, "replaces");
    value_text(arena, replaces, "case_id", r->case_id.n ? r->case_id : VIEW("not known"));
    value_text(arena, replaces, "bundle", r->bundle);
    value_text(arena, replaces, "subject", r->subject);
    value_text(arena, replaces, "thumbprint", thumbprint);
    value_text(arena, replaces, "sha256", code_safe(arena, r->sha256));
    case_put_moment(arena, replaces, "valid_until", r->not_after);
    if (r->not_after != TIME_NONE && r->not_after < TIME_NEVER)
        value_text(arena, replaces, "valid_until_year", view_digits(arena, (uint64_t)civil_from_time(r->not_after).year));
    bool expired = r->not_after != TIME_NONE && r->not_after < c->deadline.submitted;
    value_truth(arena, replaces, "expired", expired);
    value_truth(arena, replaces, "ends_first", case_replaced_ends_first(c));
    value_truth(arena, replaces, "stays", !expired && case_needs_replaced(c));
}

/* "partner.cer" for certificates/partner.pfx */
static struct view export_name(struct arena *arena, const struct case_record *c)
{
    struct view name = c->n_certs == 0 ? VIEW("") : path_name(c->certs[0].inside_pfx ? c->pfx_file : c->certs[0].file);
    if (view_ends(name, VIEW(".pfx")) || view_ends(name, VIEW(".cer")))
        name.n -= 4;
    return VIEW_JOIN(arena, code_safe(arena, name), VIEW(".cer"));
}

void case_cert_values(struct arena *arena, struct value *root, const struct case_record *c)
{
    struct value *all = value_list(arena, root, "certificates"), *files = value_list(arena, root, "files");
    struct value *others = value_list(arena, root, "others");
    bool others_in_store = false, files_in_store = false, kept_out = false;
    for (size_t i = 0; i < c->n_certs; i++) {
        struct value *cert = value_object(arena, all, NULL);
        put_cert(arena, cert, c, i);
        if (!c->certs[i].inside_pfx)
            value_same(arena, files, NULL, cert);
        value_same(arena, i > 0 ? others : root, i > 0 ? NULL : "main", cert);
        bool in_store = i > 0 && case_store(c, i) != STORE_NONE;
        others_in_store |= in_store;
        files_in_store |= in_store && !c->certs[i].inside_pfx;
        kept_out |= case_keeps_out(c, &c->certs[i]);
    }
    value_truth(arena, root, "others_in_store", others_in_store);
    value_truth(arena, root, "any_kept_out", kept_out);
    value_truth(arena, root, "files_in_store", files_in_store);
    value_text(arena, root, "file_id", code_safe(arena, c->id));
    value_text(arena, root, "export_name", export_name(arena, c));
    value_text(arena, root, "certificate_count", view_digits(arena, c->n_certs));
    value_truth(arena, root, "several_certificates", c->n_certs > 1);
    put_pfx(arena, root, c);
    put_replaced(arena, root, c);
}
