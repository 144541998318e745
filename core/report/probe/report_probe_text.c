#include "base/utf8.h"
#include "base/wrap.h"
#include "model/probe.h"
#include "model/words.h"
#include "report/text_rows.h"
#include "report/writers.h"

enum { COLUMN = 16, CAS_SHOWN = 10, CHAIN_SHOWN = 12, NAME_SHOWN = 400 };

#define ASK_FOR_CLIENT "a client certificate (.pfx with its password) from the owner of the service"
#define row(run, label, ...) put_row_fmt(run, COLUMN, label, __VA_ARGS__)

static const char *cut(struct view name, char out[NAME_SHOWN])
{
    text_safe_into(out, NAME_SHOWN, name);
    return out;
}

static void put_connection(struct report_run *run, const struct probe_result *item)
{
    const struct probe_capture *c = item->capture;
    char name[NAME_SHOWN];
    if (c->address.n)
        row(run, "connected", "%.*s%s%s%s", VIEW_ARG(c->address), item->target->starttls == STARTTLS_NONE ? "" : ", TLS begun with ",
            item->target->starttls == STARTTLS_NONE ? "" : starttls_word(item->target->starttls),
            item->target->starttls == STARTTLS_NONE ? "" : " dialog");
    if (c->end == END_TLS && c->handshake == HANDSHAKE_GOOD)
        row(run, "TLS", "%.*s with %.*s%s%.*s", VIEW_ARG(c->agreed.version), VIEW_ARG(c->agreed.suite), c->agreed.group.n ? ", " : "",
            VIEW_ARG(c->agreed.group));
    for (size_t i = 0; i < item->n_certs && i < CHAIN_SHOWN; i++) {
        const struct cert *cert = item->certs[i];
        char until[DAY_PHRASE];
        row(run, i == 0 ? "chain" : "", "%zu. %s, until %s (%s)", i + 1, cert->subject.n ? cut(cert->subject, name) : "(no name)",
            day_phrase(day_of_time(cert->not_after), until), i == 0 ? "the server's own" : role_phrase(cert->role));
    }
    if (c->n_chain_in_all > item->n_certs || item->n_certs > CHAIN_SHOWN)
        row(run, "", "%zu certificates in all", c->n_chain_in_all);
    if (item->anchor)
        row(run, "trusted root", "%s%s", cut(item->anchor->subject, name), item->by_with ? ", with the file given" : "");
    for (size_t i = 0; i < item->n_client_cas && i < CAS_SHOWN; i++)
        row(run, i == 0 ? "accepts" : "", "client certificates of %s", cut(item->client_cas[i], name));
    if (c->n_ca_names_in_all > CAS_SHOWN)
        row(run, "", "and %zu more CAs", c->n_ca_names_in_all - CAS_SHOWN);
}

static void put_cause(struct report_run *run, const struct cause *c)
{
    const struct cause_info *info = &cause_rows[c->kind];
    put_text(run->to, "\n");
    put_rule(run, c->cured ? TEXT_GREEN : severity_color(c->severity), c->cured ? "cured" : severity_word(c->severity), info->id);
    put_fmt(run->to, ": %s", cause_explanation(c->kind)->title);
    if (info->documented)
        put_fmt(run->to, " (documented cause %u of 5)", info->documented);
    put_text(run->to, "\n");
    put_remark(run, false, c->evidence);
    if (c->cured && info->cure == PURPOSE_NONE)
        return;
    put_spaces(run->to, FINDING_INDENT);
    if (info->cure == PURPOSE_NONE)
        put_text(run->to, "a case cures this: no\n");
    else
        put_fmt(run->to, "a case cures this: yes, a %s request\n", purpose_word(info->cure));
    if (c->cured)
        return;
    put_remark(run, true, c->fix);
}

static void put_answer(struct report_run *run, const struct probe_result *item)
{
    char name[NAME_SHOWN];
    if (item->with_given || item->ask != ASK_NOTHING || item->causes.n == 0 || item->unsaved)
        put_text(run->to, "\n");
    if (item->with_given && item->capture->end != END_TLS)
        row(run, "installed", "not known: no certificate was seen");
    else if (item->with_given)
        row(run, "installed", "%s",
            item->works ? "yes: with the files given it works" : "no: with the files given, what isn't cured remains");
    if (item->ask == ASK_ISSUER)
        row(run, "ask for",
            "the .cer of \"%s\", or of the root above it: the server doesn't send its root, as most don't; its owner has it",
            cut(item->ask_name, name));
    else if (item->ask == ASK_ROOT)
        row(run, "ask for", "the root \"%s\"", cut(item->ask_cert->subject, name));
    else if (item->ask == ASK_SELF)
        row(run, "ask for", "the self-signed certificate \"%s\"", cut(item->ask_cert->subject, name));
    else if (item->ask == ASK_CLIENT)
        row(run, "ask for", ASK_FOR_CLIENT);
    else if (item->causes.n == 0)
        row(run, "ask for", "nothing: no request is needed");
    if (item->next_client.n)
        row(run, "", "and " ASK_FOR_CLIENT);
    const struct cert *unverified = probe_unverified(item);
    char hex[65];
    if (unverified) {
        row(run, "SHA-256", "%s", hex_text(unverified->sha256, sizeof unverified->sha256, hex));
        row(run, "", "it came over a connection that nothing verified: " PROBE_COMPARE);
    }
    for (size_t i = 0; i < item->n_saved; i++)
        row(run, i == 0 ? "saved" : "", "%.*s (%s)", VIEW_ARG(item->saved[i].path), item->saved[i].what);
    if (item->unsaved)
        row(run, "saved", "nothing: %s", item->unsaved);
}

static void put_one(struct report_run *run, const struct probe_result *item)
{
    if (run->quiet && item->causes.n == 0)
        return;
    if (run->n++)
        put_text(run->to, "\n");
    put(run->to, item->target->text);
    put_text(run->to, ": ");
    put_colored(run, item->works ? TEXT_GREEN : TEXT_RED, probe_verdict(item));
    put_fmt(run->to, ", seen as %.*s\n", VIEW_ARG(item->platform->title));
    put_connection(run, item);
    for (size_t i = 0; i < item->causes.n; i++)
        put_cause(run, &item->causes.items[i]);
    put_answer(run, item);
    if (item->next.n) {
        put_text(run->to, "\n  next: ");
        put(run->to, item->next);
        put_text(run->to, item->next_client.n ? "\n        " : "\n");
        put(run->to, item->next_client);
        put_text(run->to, item->next_client.n ? "\n" : "");
    }
}

const struct report probe_text = { "text", .one.probed = put_one };
