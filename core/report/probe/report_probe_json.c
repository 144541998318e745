#include "model/probe.h"
#include "model/words.h"
#include "report/writers.h"

static void put_agreed(struct json_out *j, const struct probe_agreed *a)
{
    json_begin_object(j);
    json_put_view(j, "version", a->version);
    json_put_view(j, "suite", a->suite);
    json_put_view_or_null(j, "group", a->group);
    json_end_object(j);
}

static void put_tls(struct json_out *j, const struct probe_capture *c)
{
    json_key(j, "tls");
    if (c->end == END_TLS && c->handshake == HANDSHAKE_GOOD)
        put_agreed(j, &c->agreed);
    else
        json_null(j);
    json_put_array(j, "offers");
    for (size_t i = 0; i < c->n_offers; i++)
        put_agreed(j, &c->offers[i]);
    json_end_array(j);
    json_put_texts(j, "untriedSuites", c->untried_suites, c->untried);
}

static void put_index(struct json_out *j, const struct probe_result *item, const struct cert *cert)
{
    size_t at = 0;
    while (at < item->n_certs && item->certs[at] != cert)
        at++;
    json_put_number_or_null(j, "certificate", at < item->n_certs, (int64_t)at);
}

static void put_causes(struct json_out *j, const struct probe_result *item)
{
    json_put_array(j, "causes");
    for (size_t i = 0; i < item->causes.n; i++) {
        const struct cause *c = &item->causes.items[i];
        const struct cause_info *row = &cause_rows[c->kind];
        json_begin_object(j);
        json_put_text(j, "id", row->id);
        json_put_number_or_null(j, "documented", row->documented, row->documented);
        json_put_text(j, "severity", severity_word(c->severity));
        json_put_text(j, "title", cause_explanation(c->kind)->title);
        json_put_view(j, "evidence", c->evidence);
        json_put_view(j, "fix", c->fix);
        json_put_truth(j, "caseCures", row->cure != PURPOSE_NONE);
        json_put_text(j, "purpose", row->cure == PURPOSE_NONE ? NULL : purpose_word(row->cure));
        json_put_truth(j, "cured", c->cured);
        put_index(j, item, c->cert);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_chain(struct json_out *j, const struct probe_result *item)
{
    const struct probe_capture *c = item->capture;
    json_put_array(j, "chain");
    for (size_t i = 0; i < item->n_certs; i++)
        json_put_cert(j, item->certs[i], item->trust_known);
    json_end_array(j);
    json_put_number(j, "chainLength", (int64_t)c->n_chain_in_all);
    if (item->anchor)
        json_put_view(j, "trustedRoot", item->anchor->subject);
    else
        json_put_null(j, "trustedRoot");
    json_put_object(j, "clientCertificate");
    json_put_truth(j, "asked", c->client_asked);
    json_put_truth(j, "required", c->client_required);
    json_put_texts(j, "acceptedCAs", item->client_cas, item->n_client_cas);
    json_put_number(j, "acceptedCAsInAll", (int64_t)c->n_ca_names_in_all);
    json_end_object(j);
}

static void put_with(struct json_out *j, const struct probe_result *item)
{
    if (!item->with_given) {
        json_put_null(j, "with");
        return;
    }
    json_put_object(j, "with");
    json_put_truth(j, "works", item->works);
    json_put_array(j, "remaining");
    for (size_t i = 0; i < item->causes.n; i++)
        if (!item->causes.items[i].cured)
            json_view(j, view_of(cause_rows[item->causes.items[i].kind].id));
    json_end_array(j);
    json_end_object(j);
}

static void put_ask(struct json_out *j, const struct probe_result *item)
{
    json_put_object(j, "ask");
    json_put_text(j, "kind", ask_word(item->ask));
    json_put_view_or_null(j, "name", item->ask_cert ? item->ask_cert->subject : item->ask_name);
    const struct cert *unverified = probe_unverified(item);
    json_put_hex(j, "sha256", unverified ? unverified->sha256 : NULL, sizeof unverified->sha256);
    json_put_text(j, "compare", unverified ? "it came over a connection that nothing verified: " PROBE_COMPARE : NULL);
    json_end_object(j);
    json_put_array(j, "saved");
    for (size_t i = 0; i < item->n_saved; i++) {
        const struct probe_saved *s = &item->saved[i];
        json_begin_object(j);
        json_put_view(j, "path", s->path);
        json_put_text(j, "what", s->what);
        json_put_hex(j, "sha256", s->cert->sha256, sizeof s->cert->sha256);
        json_end_object(j);
    }
    json_end_array(j);
    json_put_day(j, "expectedDelivery", item->expected_delivery);
    json_put_view_or_null(j, "next", item->next);
    json_put_view_or_null(j, "nextClient", item->next_client);
}

static void put_one(struct report_run *run, const struct probe_result *item)
{
    struct json_out *j = &run->json;
    json_begin_object(j);
    json_put_view(j, "target", item->target->text);
    json_put_view(j, "serverName", item->target->name);
    json_put_view_or_null(j, "address", item->capture->address);
    json_put_text(j, "starttls", item->target->starttls == STARTTLS_NONE ? NULL : starttls_word(item->target->starttls));
    json_put_view(j, "platform", item->platform->id);
    json_put_text(j, "verdict", probe_verdict(item));
    put_tls(j, item->capture);
    put_causes(j, item);
    put_chain(j, item);
    put_with(j, item);
    put_ask(j, item);
    json_end_object(j);
}

static void put_line(struct report_run *run, const struct probe_result *item)
{
    run->json = json_out(run->to, true);
    put_one(run, item);
    put_text(run->to, "\n");
}

const struct report probe_json = { "json", .one.probed = put_one, .schema = "certcase/probe/1", .list = "targets" };
const struct report probe_ndjson = { "ndjson", .one.probed = put_line };
