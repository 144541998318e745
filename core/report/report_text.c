#include "base/limits.h"
#include "format/text/escape.h"
#include "format/text/shell_word.h"
#include "model/words.h"
#include "report/letter.h"
#include "report/text_rows.h"
#include "report/writers.h"

enum { COLUMN = 14, DIGEST_LINE = 82 };

#define row(run, label, text) put_row(run, COLUMN, label, text)
#define row_fmt(run, label, ...) put_row_fmt(run, COLUMN, label, __VA_ARGS__)

static void row_digest(struct report_run *run, const char *label, const unsigned char *bytes, size_t n, const char *note)
{
    put_fmt(run->to, "  %-*s", COLUMN - 2, label);
    for (size_t i = 0; i < n; i++)
        put_fmt(run->to, note[0] ? "%02X" : "%02x", (unsigned)bytes[i]);
    put_fmt(run->to, "%s%s\n", note[0] ? "  " : "", note);
}

static void put_validity(struct report_run *run, const struct cert *cert)
{
    char from[MOMENT_PHRASE], to[MOMENT_PHRASE], left[LEFT_TEXT];
    moment_phrase(cert->not_before, from);
    moment_phrase(cert->not_after, to);
    if (cert->not_before == TIME_NONE || cert->not_after == TIME_NONE)
        row_fmt(run, "valid", "%s to %s", from, to);
    else
        row_fmt(run, "valid", "%s to %s (%s)", from, to, days_left_text(run->now, cert->not_after, left));
}

static void put_key(struct report_run *run, const struct key *key)
{
    const char *title = key_type_title(key->type);
    if (key->curve.n)
        row_fmt(run, "key", "%s %.*s", title, VIEW_ARG(key->curve));
    else if (key->bits)
        row_fmt(run, "key", "%s, %u bits", title, key->bits);
    else
        row_fmt(run, "key", "%s", title);
}

static void put_alt_names(struct report_run *run, const struct cert *cert)
{
    enum { SHOWN = 6 };
    for (size_t i = 0; i < cert->n_names && i < SHOWN; i++)
        row_fmt(run, i == 0 ? "names" : "", "%s:%.*s", name_kind_word(cert->names[i].kind), VIEW_ARG(view_first(cert->names[i].text, 400)));
    if (cert->n_names_in_all > SHOWN)
        row_fmt(run, "", "and %zu more", cert->n_names_in_all - SHOWN);
}

/* A server's certificate goes where a client's does, by other hands. */
static void put_place(struct report_run *run, const struct inspection *item, const struct cert *cert)
{
    bool serves = item->purpose == PURPOSE_SERVER && cert == item->main;
    row(run, "role", view_of(serves && cert->role == ROLE_CLIENT ? "server certificate with its private key" : role_phrase(cert->role)));
    if (serves && item->domain != DOMAIN_OWN)
        row(run, "store", VIEW("none: nobody but the vendor installs one for that domain"));
    else if (serves)
        row_fmt(run, "store", "%s (%s) on self-managed servers; in OutSystems Cloud it is uploaded in LifeTime", store_word(STORE_MY),
                store_phrase(STORE_MY));
    else if (cert->store == STORE_NONE && item->purpose == PURPOSE_CLIENT_SIDE && cert == item->main)
        row_fmt(run, "store", "none as it is; with its private key %s (%s)", store_word(STORE_MY), store_phrase(STORE_MY));
    else if (cert->store == STORE_NONE)
        row(run, "store", VIEW("none: it belongs in no store of the servers, its root does"));
    else
        row_fmt(run, "store", "%s (%s)", store_word(cert->store), store_phrase(cert->store));
}

static void put_cert(struct report_run *run, const struct inspection *item, const struct cert *cert)
{
    put_text(run->to, "\n");
    row(run, "subject", cert->subject.n ? cert->subject : VIEW("(empty)"));
    if (cert->self_signed)
        row(run, "issuer", VIEW("itself (the signature proves it)"));
    else
        row(run, "issuer", cert->issuer);
    put_place(run, item, cert);
    put_validity(run, cert);
    put_key(run, &cert->key);
    row(run, "signature", cert->signature);
    put_alt_names(run, cert);
    row_digest(run, "thumbprint", cert->sha1, sizeof cert->sha1, report_width(run) < DIGEST_LINE ? "SHA-1" : "SHA-1, as Windows shows it");
    row_digest(run, "SHA-256", cert->sha256, sizeof cert->sha256, "");
}

static void put_findings(struct report_run *run, const struct findings *f)
{
    put_text(run->to, f->n ? "\n" : "");
    for (size_t i = 0; i < f->n; i++)
        put_finding(run, &f->items[i]);
}

/* "partner.cer: accepted", behind an empty line if another one was told. */
static void begin_item(struct report_run *run, struct view name, enum verdict verdict)
{
    put_text(run->to, run->n++ ? "\n" : "");
    escape_put(run->to, ESCAPE_TEXT, name);
    put_text(run->to, ": ");
    put_colored(run, verdict == VERDICT_ACCEPTED ? TEXT_GREEN : TEXT_RED, verdict_word(verdict));
}

static const char *purpose_phrase(enum purpose purpose)
{
    static const char *const phrases[] = {
        [PURPOSE_NONE] = "",
        [PURPOSE_TRUSTED_ROOT] = "a trusted-root request",
        [PURPOSE_CLIENT_SIDE] = "a client-side request",
        [PURPOSE_SERVER] = "a server certificate",
        [PURPOSE_INBOUND_MTLS] = "an inbound-mtls request",
    };
    static_assert(COUNT_OF(phrases) == PURPOSE_COUNT, "a phrase for every purpose");
    return phrases[purpose];
}

/* Whether its owner has to be asked for something else. */
static bool has_letter(const struct inspection *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct letter letter;
    return letter_write(&arena, item, &letter);
}

/* Whether build takes it all the same, made right on the way in. */
static bool is_convertible(const struct inspection *item)
{
    bool any = false;
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *f = &item->findings.items[i];
        if (f->severity == SEV_ERROR && !f->on_the_way)
            return false;
        any = any || f->severity == SEV_ERROR;
    }
    return any && item->purpose == PURPOSE_CLIENT_SIDE;
}

/* What makes right all that is wrong with it; empty: nothing that is at hand does. */
static struct view command_of(const struct inspection *item)
{
    struct view command = { 0 };
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *f = &item->findings.items[i];
        if (f->severity == SEV_ERROR && (f->command.n == 0 || (command.n && !view_eq(command, f->command))))
            return (struct view){ 0 };
        if (f->severity == SEV_ERROR)
            command = f->command;
    }
    return command;
}

static void put_next(struct report_run *run, const struct inspection *item)
{
    const struct view command = command_of(item);
    if (command.n) {
        put_fmt(run->to, "\n  next: %.*s\n", VIEW_ARG(command));
        return;
    }
    bool converts = item->verdict != VERDICT_ACCEPTED && is_convertible(item);
    bool accepted = item->verdict == VERDICT_ACCEPTED || converts;
    if (accepted ? item->purpose == PURPOSE_NONE || item->domain != DOMAIN_OWN : !has_letter(item))
        return;
    AUTO(buf_free) struct buf next = BUF_INIT(4 * LIMIT_LINE_BYTES);
    const struct pfx *pfx = &item->file->pfx;
    bool secret = item->file->container == CONTAINER_PKCS12 && (pfx_is_open(pfx) || pfx_is_locked(pfx)) && !pfx_has_no_password(pfx);
    shell_path(&next, item->file->path, "FILE");
    if (item->asked != PURPOSE_NONE)
        buf_fmt(&next, " --purpose %s", purpose_word(item->asked));
    if (!secret || !pfx_wants_password(pfx)) /* which comes first */
        buf_text(&next, accepted ? " -e NAME=HOST" : " --letter");
    if (secret && run->password_env.n) {
        buf_text(&next, " --password-env ");
        shell_word(&next, run->password_env, "NAME");
    } else if (secret) {
        buf_text(&next, " --password-file ");
        shell_path(&next, run->password_file, "PASSWORD");
    }
    if (converts)
        buf_text(&next, " --convert");
    put_fmt(run->to, "\n  next: certcase %s %.*s\n", accepted ? "build" : "inspect", VIEW_ARG(buf_view(&next)));
}

/* A signature's certificates are its signer's: it is no collection. */
static const char *file_phrase(const struct cert_file *file)
{
    bool is_signature = file->container == CONTAINER_PKCS7 && (file->oddities & FILE_SIGNATURE) && !(file->oddities & FILE_PKCS7);
    return is_signature ? "the signature of a mail or a file (PKCS#7)" : container_phrase(file->container);
}

static void put_inspection(struct report_run *run, const struct inspection *item)
{
    if (run->quiet && item->verdict == VERDICT_ACCEPTED && !report_fails(run, &item->findings))
        return;
    begin_item(run, item->file->path, item->verdict);
    const char *what = file_phrase(item->file), *purpose = purpose_phrase(item->purpose);
    size_t columns = item->file->path.n + strlen(": accepted, ; this is for ") + strlen(what) + strlen(purpose);
    const char *joint = !purpose[0] ? "" : run->width && columns > run->width ? ";\n  this is for " : "; this is for ";
    put_fmt(run->to, ", %s%s%s\n", what, joint, purpose);
    for (size_t i = 0; i < item->evidence.certs.n && !run->quiet; i++)
        put_cert(run, item, item->evidence.certs.items[i]);
    put_findings(run, &item->findings);
    if (!run->quiet)
        put_next(run, item);
}

const struct report inspect_text = { "text", .one.inspection = put_inspection };

static void put_letter(struct report_run *run, const struct inspection *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct letter letter;
    bool asked = letter_write(&arena, item, &letter);
    if (!asked && run->quiet)
        return;
    put_text(run->to, run->n++ ? "\n" : "");
    if (asked) {
        put_fmt(run->to, "Subject: %.*s\n\n%.*s", VIEW_ARG(letter.subject), VIEW_ARG(letter.body));
    } else {
        escape_put(run->to, ESCAPE_TEXT, item->file->path);
        put_text(run->to, ": nothing to ask its owner for\n");
    }
}

const struct report inspect_letter = { "letter", .one.inspection = put_letter };

static void put_dates(struct report_run *run, const struct case_record *c)
{
    const struct deadline *d = &c->deadline;
    const struct cert *first = case_first_to_expire(c, d->submitted);
    const char *by_then = deadline_renew_passed(d) ? "that day has passed, so ask for the next one now" : "ask for the next one by then";
    char renew[200];
    snprintf(renew, sizeof renew, "%s", by_then);
    if (first && first != c->certs[0].cert) {
        struct view name = view_first(cert_name_shown(first), 100);
        snprintf(renew, sizeof renew, "%s: %.*s expires before the others", by_then, VIEW_ARG(name));
    }
    const struct { const char *label; int32_t day; const char *note; } rows[] = {
        { "delivery", d->expected_delivery,
          c->service.inferred ? "expected when submitted now; our assumption, none is published"
                              : "expected when submitted now; a target, not a promise" },
        { "needed by", d->needed_by, "" },
        { "submit by", d->submit_by, deadline_submit_passed(d) ? "that day has passed, so submit it now" : "at the latest" },
        { "renew by", d->renew_by, renew },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[DAY_PHRASE];
        if (rows[i].day != DAY_NONE)
            row_fmt(run, rows[i].label, "%s%s%s", day_phrase(rows[i].day, text), rows[i].note[0] ? ", " : "", rows[i].note);
    }
}

static void put_environments(struct report_run *run, const struct case_record *c)
{
    for (size_t i = 0; i < c->n_environments; i++) {
        const struct environment *env = &c->environments[i];
        bool known = env->type != ENV_UNKNOWN;
        row_fmt(run, i == 0 ? "for" : "", "%.*s%s%s%s%s%.*s", VIEW_ARG(view_first(env->name, 200)), known ? " (" : "",
                known ? environment_type_word(env->type) : "", known ? ")" : "", env->host.n ? ", " : "",
                VIEW_ARG(view_first(env->host, 260)));
    }
}

static void put_entries(struct report_run *run, const struct case_outcome *item)
{
    put_text(run->to, "\n");
    for (size_t i = 0; i < item->packed.n_entries; i++)
        put_fmt(run->to, "  %10zu  %.*s\n", item->packed.entries[i].bytes.n, VIEW_ARG(item->packed.entries[i].name));
}

static void put_outcome(struct report_run *run, const struct case_outcome *item)
{
    const struct case_record *c = item->record;
    const struct explanation *told = route_explanation(c->route);
    put_text(run->to, "\n");
    if (c->verdict == VERDICT_REJECTED) {
        row(run, "bundle", VIEW("none: repair what is marked as error first"));
        return;
    }
    bool bundled = route_has_bundle(c->route);
    if (!bundled)
        row_fmt(run, "no case", "no request is needed, because %s", told->why ? told->why : told->hint);
    row(run, "do", view_of(told->hint));
    row(run, "read", view_of(told->source));
    if (item->bundle.n)
        row_fmt(run, "bundle", "%.*s%s", VIEW_ARG(view_first(item->bundle, 500)),
                run->dry_run ? " (dry run: nothing was written)" : "");
    else if (bundled)
        row(run, "bundle", VIEW("none: another part of this request is rejected, and it is all or nothing"));
    if (item->bundle.n && !run->dry_run) {
        AUTO(buf_free) struct buf path = BUF_INIT(4 * LIMIT_LINE_BYTES);
        shell_path(&path, item->bundle, "BUNDLE.zip");
        put_fmt(run->to, "\n  next: certcase show %.*s\n  next: certcase show %.*s --part submit\n", VIEW_ARG(buf_view(&path)),
                VIEW_ARG(buf_view(&path)));
    }
}

static void put_case(struct report_run *run, const struct case_outcome *item)
{
    const struct case_record *c = item->record;
    if (run->quiet && c->verdict == VERDICT_ACCEPTED && !report_fails(run, &c->findings))
        return;
    begin_item(run, c->id, c->verdict);
    put_fmt(run->to, ", %s\n", route_explanation(c->route)->title);
    if (c->n_environments)
        put_text(run->to, "\n");
    put_environments(run, c);
    put_dates(run, c);
    put_findings(run, &c->findings);
    put_outcome(run, item);
    if (run->dry_run && item->packed.n_entries)
        put_entries(run, item);
}

const struct report case_text = { "text", .one.outcome = put_case };
