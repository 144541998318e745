#include "format/bundle/case_xml.h"

#include "base/limits.h"
#include "format/catalog_read.h"
#include "format/inventory_read.h"

#define NAMESPACE "urn:certcase:case:1"

/* --- certificates --- */

XML_ROWS(name_table, alt_name,
    { "kind", XML_WORD, XML_AT(alt_name, kind), .words = WORDS_NAME_KIND },
    { "invalid", XML_FLAG, XML_AT(alt_name, invalid), XML_IF_SET },
    { NULL, XML_TEXT, XML_AT(alt_name, text), XML_CONTENT });

XML_ROWS(names_table, cert,
    { "total", XML_SIZE, XML_AT(cert, n_names_in_all) },
    { "name", XML_ITEMS, XML_AT(cert, names), XML_OTHER(cert, n_names), .inner = &name_table });

XML_ROWS(usages_table, cert, { "usage", XML_TEXTS, XML_AT(cert, eku_names), XML_OTHER(cert, n_eku_names) });

XML_ROWS(key_table, key,
    { "type", XML_WORD, XML_AT(key, type), .words = WORDS_KEY_TYPE },
    { "bits", XML_NUMBER, XML_AT(key, bits) },
    { "curve", XML_TEXT, XML_AT(key, curve) });

static const struct xml_field cert_rows[] = {
    { "role", XML_WORD, XML_AT(cert, role), .words = WORDS_ROLE },
    { "store", XML_WORD, XML_AT(cert, store), .words = WORDS_STORE },
    { "sha256", XML_SHA256, XML_AT(cert, sha256) },
    { "sha1", XML_SHA1, XML_AT(cert, sha1) },
    { "notBefore", XML_TIME, XML_AT(cert, not_before) },
    { "notAfter", XML_TIME, XML_AT(cert, not_after) },
    { "selfSigned", XML_FLAG, XML_AT(cert, self_signed) },
    { "ca", XML_FLAG, XML_AT(cert, ca) },
    { "publiclyTrusted", XML_FLAG, XML_AT(cert, publicly_trusted) },
    { "hasKey", XML_FLAG, XML_AT(cert, has_key) },
    { "subject", XML_TEXT, XML_AT(cert, subject), XML_LEAF | XML_ALWAYS },
    { "subjectName", XML_TEXT, XML_AT(cert, subject_cn), XML_LEAF },
    { "issuer", XML_TEXT, XML_AT(cert, issuer), XML_LEAF | XML_ALWAYS },
    { "issuerName", XML_TEXT, XML_AT(cert, issuer_cn), XML_LEAF },
    { "serial", XML_TEXT, XML_AT(cert, serial), XML_LEAF | XML_ALWAYS },
    { "key", XML_PART, XML_AT(cert, key), .inner = &key_table },
    { "signature", XML_TEXT, XML_AT(cert, signature), XML_LEAF | XML_ALWAYS },
    { "subjectAltNames", XML_PART, .at = 0, XML_IF_FLAG, XML_OTHER(cert, has_san), .inner = &names_table },
    { "extendedKeyUsage", XML_PART, .at = 0, XML_IF_FLAG, XML_OTHER(cert, has_eku), .inner = &usages_table },
};

static const char *wrong_cert(const void *object)
{
    const struct cert *cert = object;
    return cert->n_names > cert->n_names_in_all ? "more names are listed than there are in total" : NULL;
}

static const struct xml_table cert_table = {
    .fields = cert_rows, .n = COUNT_OF(cert_rows), .size = sizeof(struct cert), .wrong = wrong_cert
};

XML_ROWS(shipped_table, case_cert,
    { NULL, XML_POINTER, XML_AT(case_cert, cert), .inner = &cert_table },
    { "insidePfx", XML_FLAG, XML_AT(case_cert, inside_pfx) },
    { "file", XML_TEXT, XML_AT(case_cert, file), XML_LEAF });

/* --- dates, and what they stand on --- */

XML_ROWS(service_table, service,
    { "id", XML_TEXT, XML_AT(service, id) },
    { "days", XML_NUMBER, XML_AT(service, days) },
    { "margin", XML_NUMBER, XML_AT(service, margin) },
    { "severity", XML_TEXT, XML_AT(service, severity) },
    { "effective", XML_DAY, XML_AT(service, effective) },
    { "effectiveYear", XML_FLAG, XML_AT(service, effective_year) },
    { "inferred", XML_FLAG, XML_AT(service, inferred) },
    { "marginInferred", XML_FLAG, XML_AT(service, margin_inferred) },
    { "severityInferred", XML_FLAG, XML_AT(service, severity_inferred) },
    { "notInBasic", XML_FLAG, XML_AT(service, not_in_basic) },
    { "name", XML_TEXT, XML_AT(service, name), XML_LEAF | XML_ALWAYS },
    { "source", XML_TEXT, XML_AT(service, source), XML_LEAF },
    { "note", XML_TEXT, XML_AT(service, note), XML_LEAF });

XML_ROWS(platform_table, platform,
    { "id", XML_TEXT, XML_AT(platform, id) },
    { "title", XML_TEXT, XML_AT(platform, title), XML_LEAF });

XML_ROWS(deadline_table, deadline,
    { "submitted", XML_TIME, XML_AT(deadline, submitted) },
    { "countedFrom", XML_DAY, XML_AT(deadline, counted_from) },
    { "expectedDelivery", XML_DAY, XML_AT(deadline, expected_delivery) },
    { "submitBy", XML_DAY, XML_AT(deadline, submit_by) },
    { "neededBy", XML_DAY, XML_AT(deadline, needed_by) },
    { "renewBy", XML_DAY, XML_AT(deadline, renew_by) },
    { "afterCutoff", XML_FLAG, XML_AT(deadline, after_cutoff) },
    { "onDayOff", XML_FLAG, XML_AT(deadline, on_day_off) });

XML_ROWS(day_table, counted_day,
    { "date", XML_DAY, XML_AT(counted_day, day) },
    { "number", XML_NUMBER, XML_AT(counted_day, number) },
    { "skipped", XML_FLAG, XML_AT(counted_day, skipped) },
    { NULL, XML_TEXT, XML_AT(counted_day, why), XML_CONTENT });

/* --- what was asked, and what came of it --- */

XML_ROWS(route_table, route,
    { "situation", XML_NUMBER, XML_AT(route, situation) },
    { "channel", XML_WORD, XML_AT(route, channel), .words = WORDS_CHANNEL });

XML_ROWS(replaced_table, replaced,
    { "case", XML_TEXT, XML_AT(replaced, case_id) },
    { "sha1", XML_TEXT, XML_AT(replaced, sha1) },
    { "sha256", XML_TEXT, XML_AT(replaced, sha256) },
    { "keySha256", XML_TEXT, XML_AT(replaced, key_sha256) },
    { "notAfter", XML_TIME, XML_AT(replaced, not_after) },
    { "bundle", XML_TEXT, XML_AT(replaced, bundle), XML_LEAF },
    { "subject", XML_TEXT, XML_AT(replaced, subject), XML_LEAF });

XML_ROWS(rule_table, rule_info, { "rule", XML_ID, XML_AT(rule_info, id) });

XML_ROWS(finding_table, finding,
    { NULL, XML_POINTER, XML_AT(finding, rule), .inner = &rule_table },
    { "severity", XML_WORD, XML_AT(finding, severity), .words = WORDS_SEVERITY },
    { "accepted", XML_FLAG, XML_AT(finding, accepted) },
    { "message", XML_TEXT, XML_AT(finding, message), XML_LEAF | XML_ALWAYS },
    { "hint", XML_TEXT, XML_AT(finding, hint), XML_LEAF });

/* --- parts of the record that have an element of their own --- */

XML_ROWS(request_table, case_record,
    { "purpose", XML_WORD, XML_AT(case_record, purpose), .words = WORDS_PURPOSE },
    { "hosting", XML_WORD, XML_AT(case_record, hosting), .words = WORDS_HOSTING },
    { NULL, XML_POINTER, XML_AT(case_record, route), .inner = &route_table });

XML_ROWS(infrastructure_table, case_record,
    { "edition", XML_WORD, XML_AT(case_record, edition), .words = WORDS_EDITION },
    { "fedramp", XML_FLAG, XML_AT(case_record, fedramp), XML_IF_SET },
    { "name", XML_TEXT, XML_AT(case_record, infrastructure), XML_LEAF },
    { "activationCode", XML_TEXT, XML_AT(case_record, activation_code), XML_LEAF },
    { "contact", XML_TEXT, XML_AT(case_record, contact), XML_LEAF },
    { "follower", XML_TEXTS, XML_AT(case_record, followers), XML_OTHER(case_record, n_followers) });

XML_ROWS(came_as_table, case_record,
    { "sha256", XML_SHA256, XML_AT(case_record, pfx_came_sha256) },
    { "encryption", XML_TEXT, XML_AT(case_record, pfx_came_as), XML_LEAF | XML_ALWAYS });

XML_ROWS(pfx_table, case_record,
    { "sha256", XML_SHA256, XML_AT(case_record, pfx_sha256) },
    { "file", XML_TEXT, XML_AT(case_record, pfx_file), XML_LEAF | XML_ALWAYS },
    { "encryption", XML_TEXT, XML_AT(case_record, pfx_encryption), XML_LEAF },
    { "convertedFrom", XML_PART, .at = 0, XML_IF_TEXT, XML_OTHER(case_record, pfx_came_as), .inner = &came_as_table });

XML_ROWS(catalog_table, case_record,
    { "id", XML_TEXT, XML_AT(case_record, catalog_id) },
    { "sha256", XML_SHA256, XML_AT(case_record, catalog_sha256) },
    { "origin", XML_TEXT, XML_AT(case_record, catalog_origin), XML_LEAF });

XML_ROWS(holidays_table, case_record,
    { "sha256", XML_SHA256, XML_AT(case_record, holidays_sha256) },
    { "from", XML_DAY, XML_AT(case_record, holidays_from) },
    { "to", XML_DAY, XML_AT(case_record, holidays_to) },
    { "source", XML_TEXT, XML_AT(case_record, holidays_source), XML_LEAF | XML_ALWAYS });

XML_ROWS(templates_table, case_record, { "sha256", XML_SHA256, XML_AT(case_record, templates_sha256) });

XML_ROWS(environments_table, case_record,
    { "environment", XML_ITEMS, XML_AT(case_record, environments), XML_OTHER(case_record, n_environments),
      .inner = &environment_table, .most = LIMIT_ENVIRONMENTS });

XML_ROWS(certs_table, case_record,
    { "certificate", XML_ITEMS, XML_AT(case_record, certs), XML_OTHER(case_record, n_certs),
      .inner = &shipped_table, .most = LIMIT_CERTS });

XML_ROWS(days_table, case_record,
    { "day", XML_ITEMS, XML_AT(case_record, deadline.days), XML_OTHER(case_record, deadline.n_days),
      .inner = &day_table, .most = LIMIT_DEADLINE_DAYS + 1 });

XML_ROWS(findings_table, case_record,
    { "finding", XML_ITEMS, XML_AT(case_record, findings.items), XML_OTHER(case_record, findings.n),
      .inner = &finding_table, .most = LIMIT_FINDINGS });

/* In the order of schemas/case.xsd. */
XML_ROWS(record_table, case_record,
    { "id", XML_TEXT, XML_AT(case_record, id), XML_ALWAYS },
    { "verdict", XML_WORD, XML_AT(case_record, verdict), .words = WORDS_VERDICT },
    { "generator", XML_TEXT, XML_AT(case_record, generator), XML_LEAF | XML_ALWAYS },
    { "request", XML_PART, .at = 0, .inner = &request_table },
    { "infrastructure", XML_PART, .at = 0, .inner = &infrastructure_table },
    { "environments", XML_PART, .at = 0, .inner = &environments_table },
    { "certificates", XML_PART, .at = 0, .inner = &certs_table },
    { "pfx", XML_PART, .at = 0, XML_IF_TEXT, XML_OTHER(case_record, pfx_file), .inner = &pfx_table },
    { "reason", XML_TEXT, XML_AT(case_record, reason), XML_LEAF },
    { "consumes", XML_TEXT, XML_AT(case_record, consumes), XML_LEAF },
    { "severity", XML_TEXT, XML_AT(case_record, severity), XML_LEAF },
    { "refusal", XML_TEXT, XML_AT(case_record, refusal), XML_LEAF },
    { "replaces", XML_PART, XML_AT(case_record, replaced), XML_IF_TEXT, XML_OTHER(case_record, replaced.sha256),
      .inner = &replaced_table },
    { "service", XML_PART, XML_AT(case_record, service), XML_IF_TEXT, XML_OTHER(case_record, service.id), .inner = &service_table },
    { "calendar", XML_PART, XML_AT(case_record, calendar), .inner = &calendar_table },
    { "catalog", XML_PART, .at = 0, .inner = &catalog_table },
    { "holidays", XML_PART, .at = 0, XML_IF_TEXT, XML_OTHER(case_record, holidays_source), .inner = &holidays_table },
    { "platform", XML_PART, XML_AT(case_record, platform), XML_IF_TEXT, XML_OTHER(case_record, platform.id), .inner = &platform_table },
    { "deadline", XML_PART, XML_AT(case_record, deadline), .inner = &deadline_table },
    { "days", XML_PART, .at = 0, .inner = &days_table },
    { "templates", XML_PART, .at = 0, .inner = &templates_table },
    { "findings", XML_PART, .at = 0, .inner = &findings_table });

void case_put_xml(struct sink *to, const struct case_record *c)
{
    static const struct route none = { .channel = CHANNEL_REFUSED };
    struct case_record record = *c;
    struct xml_out x = xml_out(to);
    record.route = c->route ? c->route : &none;
    xml_begin(&x, "case");
    xml_put_attr(&x, "xmlns", VIEW(NAMESPACE));
    xml_put_attr(&x, "version", VIEW(CASE_XML_VERSION));
    xml_put_fields(&x, &record_table, &record);
    xml_end(&x, "case");
}

/* Situations that share purpose and hosting: the record says which. */
static bool find_route(const struct xml *root, const struct case_lookup *lookup, struct case_record *c, struct err *e)
{
    const struct route *said = c->route;
    c->route = NULL;
    const enum domain domains[] = { case_domain(c), DOMAIN_VENDORS };
    for (size_t i = 0; i < COUNT_OF(domains) && !c->route; i++) {
        const struct route *route = lookup->find_route(c->purpose, c->hosting, domains[i]);
        if (route && route->situation == said->situation && route->channel == said->channel)
            c->route = route;
    }
    return c->route || xml_wrong(xml_child(root, "request"), "the situation and channel don't follow from purpose and hosting", e);
}

static bool find_rules(const struct xml *list, const struct case_lookup *lookup, struct findings *findings, struct err *e)
{
    const struct xml *node = xml_child(list, "finding");
    findings->cap = findings->n;
    for (struct finding *f = findings->items; f < findings->items + findings->n; f++, node = xml_next(node, "finding")) {
        f->rule = lookup->find_rule(view_of(f->rule->id));
        f->cert = NO_CERT;
        f->file = SIZE_MAX;
        if (!f->rule)
            return xml_wrong(node, "a rule that this certcase does not know", e);
    }
    return true;
}

bool case_from_xml(struct arena *arena, struct view bytes, struct xml_reader *reader, const struct case_lookup *lookup,
                   struct case_record *out, struct err *e)
{
    struct xml *root;
    *out = (struct case_record){ .holidays_from = DAY_NONE, .holidays_to = DAY_NONE };
    return xml_reader_read(reader, arena, bytes, &root, e) && xml_take_fields(arena, root, &record_table, out, e) &&
           find_route(root, lookup, out, e) && find_rules(xml_child(root, "findings"), lookup, &out->findings, e);
}
