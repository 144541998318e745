#include "steps/rules/rules.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/digest.h"
#include "steps/certs.h"

PRINTF_LIKE(2, 0) static struct view safe_fmt(struct arena *arena, const char *fmt, va_list ap)
{
    char small[400], *large;
    const struct view text = view_fmt_into(small, sizeof small, &large, fmt, ap), safe = text_safe(arena, text);
    const struct view kept = safe.p == text.p ? view_dup(arena, text) : safe;
    free(large);
    return kept;
}

static void fire(struct rule_run *run, size_t cert, size_t file, struct view message)
{
    run->dropped = run->out->n >= LIMIT_FINDINGS;
    if (run->dropped)
        return;
    *LIST_ADD(run->arena, run->out) = (struct finding){
        .rule = run->rule, .severity = run->rule->severity, .message = message, .hint = view_of(rule_explanation(run->rule)->hint),
        .option = run->option, .cert = cert, .file = file,
    };
}

void rule_fire(struct rule_run *run, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fire(run, run->cert_index, run->file_index, safe_fmt(run->arena, fmt, ap));
    va_end(ap);
}

bool rule_is_recorded(const struct facts *facts, const struct cert *cert)
{
    return facts && facts->recorded && certs_hold(facts->recorded, cert);
}

bool rule_is_installed(const struct rule_run *run)
{
    const struct cert *main = rule_main(run->facts);
    return run->cert->store != STORE_NONE || !main || run->cert == main;
}

const struct cert *rule_main(const struct facts *facts)
{
    const struct case_record *c = facts->record;
    const struct cert *first = facts->recorded && facts->recorded->n ? facts->recorded->items[0] : NULL;
    return first && c && cert_same(first, c->certs[0].cert) ? first : facts->decided.main;
}

void rule_fire_at(struct rule_run *run, const struct cert *cert, const char *fmt, ...)
{
    va_list ap;
    const struct cert_list *certs = &run->facts->evidence->certs;
    size_t at = 0;
    while (at < certs->n && certs->items[at] != cert)
        at++;
    va_start(ap, fmt);
    fire(run, at < certs->n ? at : NO_CERT, at < certs->n || rule_is_recorded(run->facts, cert) ? cert->file : run->file_index,
         safe_fmt(run->arena, fmt, ap));
    va_end(ap);
}

void rule_hint(struct rule_run *run, const char *fmt, ...)
{
    va_list ap;
    if (run->dropped || run->out->n == 0)
        return;
    va_start(ap, fmt);
    run->out->items[run->out->n - 1].hint = safe_fmt(run->arena, fmt, ap);
    va_end(ap);
    rule_option(run, NULL);
}

void rule_option(struct rule_run *run, const char *option)
{
    if (!run->dropped && run->out->n)
        run->out->items[run->out->n - 1].option = option;
}

void rule_convert(struct rule_run *run, struct view command)
{
    rule_option(run, command.n ? "convert" : "--convert");
    if (run->dropped || run->out->n == 0)
        return;
    run->out->items[run->out->n - 1].command = command;
    run->out->items[run->out->n - 1].on_the_way = command.n == 0;
}

void rule_severity(struct rule_run *run, enum severity severity)
{
    if (run->dropped || run->out->n == 0)
        return;
    struct finding *last = &run->out->items[run->out->n - 1];
    if (severity < last->severity)
        last->severity = severity;
}

const char *rule_name(struct rule_run *run, struct view name)
{
    return VIEW_JOIN(run->arena, VIEW("\""), view_of(text_cut(run->arena, name, 100)), VIEW("\"")).p;
}

const char *rule_file_name(struct rule_run *run)
{
    return view_eq_text(run->file->path, "-") ? "standard input" : rule_name(run, run->file->name);
}

const char *rule_pfx_name(struct rule_run *run)
{
    const struct view attached = run->file->pfx.attached;
    if (attached.n)
        return rule_name(run, attached);
    return view_eq_text(run->file->path, "-") ? "the PFX on standard input" : rule_name(run, run->file->name);
}

static bool has_namesake(const struct rule_run *run, const struct cert *cert)
{
    const struct evidence *evidence = run->facts ? run->facts->evidence : NULL;
    const struct cert_list *certs = evidence ? &evidence->certs : NULL;
    for (size_t i = 0; certs && i < certs->n; i++)
        if (view_eq(certs->items[i]->subject_cn, cert->subject_cn) &&
            !cert_same(certs->items[i], cert))
            return true;
    return false;
}

const char *rule_cert_name(struct rule_run *run, const struct cert *cert)
{
    enum { SHOWN = 8 };
    const char *name = cert->subject_cn.n ? rule_name(run, cert->subject_cn) : "a certificate without a name";
    if (rule_is_recorded(run->facts, cert))
        return view_fmt(run->arena, "%s (so the record says: nobody opened its PFX)", name).p;
    if (!has_namesake(run, cert))
        return name;
    return view_fmt(run->arena, "%s (thumbprint %.*s...)", name, SHOWN, digest_thumbprint(run->arena, cert->sha1, sizeof cert->sha1).p).p;
}

/* One text for all oddities: it can only be told whose it is when there is one. */
const char *rule_detail(struct rule_run *run)
{
    enum { SHOWN = 80 };
    unsigned with_detail = run->cert->oddities & (ODD_DUPLICATE_EXTENSION | ODD_UNKNOWN_CRITICAL | ODD_BAD_EXTENSION | ODD_INVALID_STRING);
    if (run->cert->odd_detail.n == 0 || (with_detail & (with_detail - 1)))
        return "";
    return view_fmt(run->arena, ": %.*s", VIEW_ARG(view_first(run->cert->odd_detail, SHOWN))).p;
}

const char *rule_issuer_hint(struct rule_run *run, const struct cert *cert)
{
    const char *issuer = cert->issuer_cn.n ? rule_name(run, cert->issuer_cn) : "its issuer";
    struct view url = view_first(cert_issuer_url(cert), 200);
    if (url.n == 0) /* what else it may name is in a directory of its own */
        return view_fmt(run->arena, "ask its owner%s for the certificate of %s",
                        cert->n_ca_issuers ? ", or the administrators of its Active Directory," : "", issuer)
            .p;
    return view_fmt(run->arena, "get the certificate of %s (the certificate at hand says that it is at %.*s)", issuer, VIEW_ARG(url)).p;
}

bool rule_is_own_domain(const struct facts *facts)
{
    bool in_cloud = !facts->record || facts->record->hosting == HOST_CLOUD;
    const struct decided *decided = &facts->decided;
    bool is_own = purpose_domain(decided, DOMAIN_OWN) == DOMAIN_OWN;
    return decided->purpose == PURPOSE_SERVER && is_own && decided->main && !decided->main->ca && in_cloud;
}

struct cert_list rule_all_certs(const struct rule_run *run)
{
    const struct cert_list *seen = &run->facts->evidence->certs, *said = run->facts->recorded;
    struct cert_list all = *seen;
    if (!said || said->n == 0)
        return all;
    all = (struct cert_list){ .items = NEW(run->arena, struct cert *, seen->n + said->n) };
    for (size_t i = 0; i < seen->n + said->n; i++)
        all.items[all.n++] = i < seen->n ? seen->items[i] : said->items[i - seen->n];
    return all;
}
