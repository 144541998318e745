#include "model/words.h"
#include "report/letter.h"
#include "report/writers.h"

void json_put_hex(struct json_out *j, const char *key, const unsigned char *bytes, size_t n)
{
    char text[65];
    json_put_text(j, key, bytes ? hex_text(bytes, n < 32 ? n : 32, text) : NULL);
}

void json_put_texts(struct json_out *j, const char *key, const struct view *items, size_t n)
{
    json_put_array(j, key);
    for (size_t i = 0; i < n; i++)
        json_view(j, items[i]);
    json_end_array(j);
}

void json_put_encryptions(struct json_out *j, const char *key, unsigned set)
{
    json_put_array(j, key);
    for (int i = 0; i < PFX_ENCRYPTION_COUNT; i++)
        if (set & 1u << i)
            json_view(j, view_of(pfx_encryption_word((enum pfx_encryption)i)));
    json_end_array(j);
}

struct json_out *json_begin_output(struct report_run *run, const char *schema)
{
    struct json_out *j = &run->json;
    *j = json_out(run->to, false);
    json_begin_object(j);
    json_put_text(j, "schema", schema);
    json_put_object(j, "tool");
    json_put_text(j, "name", "certcase");
    json_put_view(j, "version", run->version);
    json_end_object(j);
    return j;
}

void json_end_output(struct report_run *run)
{
    json_end_object(&run->json);
    put_text(run->to, "\n");
}

static void json_put_finding(struct json_out *j, const struct finding *finding, bool of_bundle)
{
    json_begin_object(j);
    json_put_text(j, "id", finding->rule->id);
    json_put_text(j, "severity", severity_word(finding->severity));
    json_put_view(j, "message", finding->message);
    json_put_view(j, "hint", finding->hint);
    if (finding->option)
        json_put_text(j, "option", finding->option);
    if (of_bundle)
        json_put_view_or_null(j, "entry", finding->entry);
    json_put_number_or_null(j, "certificate", finding->cert != NO_CERT, (int64_t)finding->cert);
    if (finding->accepted)
        json_put_truth(j, "accepted", true);
    json_end_object(j);
}

void json_put_findings(struct json_out *j, const struct findings *f, bool of_bundle)
{
    json_put_array(j, "findings");
    for (size_t i = 0; i < f->n; i++)
        json_put_finding(j, &f->items[i], of_bundle);
    json_end_array(j);
}

static void put_key(struct json_out *j, const struct key *key)
{
    json_put_object(j, "key");
    json_put_text(j, "type", key_type_word(key->type));
    json_put_number(j, "bits", key->bits);
    json_put_view_or_null(j, "curve", key->curve);
    json_end_object(j);
}

static void put_names(struct json_out *j, const struct cert *cert)
{
    AUTO(arena_free) struct arena arena = { 0 };
    json_put_array(j, "subjectAltNames");
    for (size_t i = 0; i < cert->n_names; i++)
        json_view(j, VIEW_JOIN(&arena, view_of(name_kind_word(cert->names[i].kind)), VIEW(":"), cert->names[i].text));
    json_end_array(j);
    json_put_texts(j, "extendedKeyUsage", cert->eku_names, cert->n_eku_names);
}

void json_put_cert(struct json_out *j, const struct cert *cert, bool trust_known)
{
    json_begin_object(j);
    json_put_text(j, "role", role_word(cert->role));
    json_put_text(j, "store", cert->store == STORE_NONE ? NULL : store_word(cert->store));
    json_put_view(j, "subject", cert->subject);
    json_put_view(j, "issuer", cert->issuer);
    json_put_view(j, "serial", cert->serial);
    json_put_hex(j, "sha256", cert->sha256, sizeof cert->sha256);
    json_put_hex(j, "sha1", cert->sha1, sizeof cert->sha1);
    json_put_time(j, "notBefore", cert->not_before);
    json_put_time(j, "notAfter", cert->not_after);
    put_key(j, &cert->key);
    json_put_view(j, "signature", cert->signature);
    json_put_truth(j, "selfSigned", cert->self_signed);
    json_put_truth(j, "ca", cert->ca);
    put_names(j, cert);
    if (trust_known)
        json_put_truth(j, "publiclyTrusted", cert->publicly_trusted);
    else
        json_put_null(j, "publiclyTrusted");
    json_end_object(j);
}

static void put_letter(struct json_out *j, const struct inspection *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct letter letter;
    if (!letter_write(&arena, item, &letter)) {
        json_put_null(j, "letter");
        return;
    }
    json_put_object(j, "letter");
    json_put_view(j, "subject", letter.subject);
    json_put_view(j, "body", letter.body);
    json_end_object(j);
}

static void put_inspection(struct report_run *run, const struct inspection *item)
{
    struct json_out *j = &run->json;
    json_begin_object(j);
    json_put_view(j, "path", item->file->path);
    json_put_text(j, "container", container_word(item->file->container));
    json_put_text(j, "verdict", verdict_word(item->verdict));
    json_put_text(j, "purpose", purpose_word(item->purpose));
    json_put_array(j, "certificates");
    for (size_t i = 0; i < item->evidence.certs.n; i++)
        json_put_cert(j, item->evidence.certs.items[i], item->evidence.trust_known);
    json_end_array(j);
    json_put_findings(j, &item->findings, false);
    put_letter(j, item);
    json_end_object(j);
}

const struct report inspect_json = { "json", .one.inspection = put_inspection, .schema = "certcase/inspect/1", .list = "files" };

static void put_deadline(struct json_out *j, const struct deadline *d)
{
    json_put_object(j, "deadline");
    json_put_time(j, "submitted", d->submitted);
    json_put_day(j, "expectedDelivery", d->expected_delivery);
    json_put_day(j, "submitBy", d->submit_by);
    json_put_day(j, "neededBy", d->needed_by);
    json_put_day(j, "renewBy", d->renew_by);
    json_end_object(j);
}

void json_put_case_members(struct json_out *j, const struct case_outcome *item)
{
    const struct case_record *c = item->record;
    json_put_view(j, "id", c->id);
    json_put_text(j, "hosting", hosting_word(c->hosting));
    json_put_text(j, "purpose", purpose_word(c->purpose));
    json_put_text(j, "channel", channel_word(c->route->channel));
    json_put_array(j, "environments");
    for (size_t i = 0; i < c->n_environments; i++)
        json_view(j, c->environments[i].name);
    json_end_array(j);
    json_put_array(j, "hosts");
    for (size_t i = 0; i < c->n_environments; i++)
        json_view(j, c->environments[i].host);
    json_end_array(j);
    json_put_view_or_null(j, "bundle", item->bundle);
    json_put_text(j, "verdict", verdict_word(c->verdict));
    json_put_findings(j, &c->findings, false);
    put_deadline(j, &c->deadline);
}

static void put_entries(struct json_out *j, const struct case_outcome *item)
{
    json_put_array(j, "entries");
    for (size_t i = 0; i < item->packed.n_entries; i++) {
        json_begin_object(j);
        json_put_view(j, "name", item->packed.entries[i].name);
        json_put_number(j, "size", (int64_t)item->packed.entries[i].bytes.n);
        json_end_object(j);
    }
    json_end_array(j);
}

/* What the text says of the route: what it is, why nobody needs to ask, what to do, where to read about it. */
static void put_route(struct json_out *j, const struct case_record *c)
{
    const struct explanation *told = route_explanation(c->route);
    bool open = c->verdict != VERDICT_REJECTED;
    json_put_text(j, "title", told->title);
    json_put_text(j, "because", open ? told->why : NULL);
    json_put_text(j, "do", open ? told->hint : NULL);
    json_put_text(j, "read", open ? told->source : NULL);
}

static void put_case(struct report_run *run, const struct case_outcome *item)
{
    json_begin_object(&run->json);
    json_put_case_members(&run->json, item);
    put_route(&run->json, item->record);
    if (run->dry_run)
        put_entries(&run->json, item);
    json_end_object(&run->json);
}

const struct report case_json = { "json", .one.outcome = put_case, .schema = "certcase/build/1", .list = "cases" };
