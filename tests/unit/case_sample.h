/* case_sample.h - a record in which every field has a value of its own, the least record that there is, and the rows they name. */
#ifndef TESTS_CASE_SAMPLE_H
#define TESTS_CASE_SAMPLE_H

#include "format/bundle/case_xml.h"
#include "format/digest.h"
#include "unit.h"

static const struct rule_info rows[] = { { .id = "expires-soon" }, { .id = "key-short" } };
static const struct route routes[] = {
    { .situation = 1, .channel = CHANNEL_NOTHING }, { .situation = 2, .channel = CHANNEL_SELF_SERVICE },
    { .situation = 6, .channel = CHANNEL_SUPPORT_CASE },
};

static inline const struct rule_info *find_rule(struct view id)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_eq_text(id, rows[i].id))
            return &rows[i];
    return NULL;
}

static inline const struct route *find_route(enum purpose purpose, enum hosting hosting, enum domain domain)
{
    if (hosting != HOST_CLOUD)
        return NULL;
    return purpose == PURPOSE_CLIENT_SIDE ? &routes[2] : purpose == PURPOSE_SERVER ? &routes[domain == DOMAIN_VENDORS ? 0 : 1] : NULL;
}

static const struct case_lookup lookup = { .find_rule = find_rule, .find_route = find_route };

/* Everything that one record needs; every field has a value of its own. */
struct sample {
    struct view followers[2], front_ends[2], usages[2];
    struct alt_name names[3];
    struct cert certs[2];
    struct case_cert shipped[2];
    struct environment environments[2];
    struct counted_day days[3];
    struct finding findings[2];
    struct case_record record;
};

static inline void fill_digest(unsigned char *digest, size_t n, unsigned char first)
{
    for (size_t i = 0; i < n; i++)
        digest[i] = (unsigned char)(first + i);
}

static inline void fill_certs(struct sample *s)
{
    s->usages[0] = VIEW("clientAuth");
    s->usages[1] = VIEW("1.3.6.1.4.1.311.20.2.2");
    s->names[0] = (struct alt_name){ .kind = NAME_DNS, .text = VIEW("client.example.com") };
    s->names[1] = (struct alt_name){ .kind = NAME_DIRECTORY, .text = VIEW("CN=a<b>&\"c', O=\xC3\xA9") };
    s->names[2] = (struct alt_name){ .kind = NAME_DNS, .text = VIEW(""), .invalid = true };
    s->certs[0] = (struct cert){
        .subject = VIEW("CN=client, O=Partner"), .subject_cn = VIEW("client"), .issuer = VIEW("CN=Root"), .issuer_cn = VIEW("Root"),
        .serial = VIEW("-1a2b"), .not_before = 1795161600, .not_after = 1826697599,
        .key = { .type = KEY_EC, .bits = 256, .curve = VIEW("P-256") }, .signature = VIEW("ecdsa-with-SHA256"),
        .has_eku = true, .eku_names = s->usages, .n_eku_names = 2, .has_san = true, .names = s->names, .n_names = 3, .n_names_in_all = 5,
        .role = ROLE_CLIENT, .store = STORE_MY, .has_key = true,
    };
    s->certs[1] = (struct cert){
        .subject = VIEW(""), .issuer = VIEW(""), .serial = VIEW("0"), .not_before = TIME_NONE, .not_after = TIME_NONE,
        .key = { .type = KEY_RSA, .bits = 2048 }, .signature = VIEW("sha256WithRSAEncryption"), .ca = true, .self_signed = true,
        .publicly_trusted = true, .role = ROLE_ROOT, .store = STORE_ROOT,
    };
    for (unsigned i = 0; i < 2; i++) {
        fill_digest(s->certs[i].sha256, 32, (unsigned char)(i + 1));
        fill_digest(s->certs[i].sha1, 20, (unsigned char)(i + 101));
    }
    s->shipped[0] = (struct case_cert){ .cert = &s->certs[0], .file = VIEW("certificates/client.pfx"), .inside_pfx = true };
    s->shipped[1] = (struct case_cert){ .cert = &s->certs[1], .file = VIEW("certificates/root-1a2b3c4d.cer") };
    s->record.certs = s->shipped;
    s->record.n_certs = 2;
}

static inline void fill_people(struct sample *s)
{
    struct case_record *c = &s->record;
    s->followers[0] = VIEW("a@example.com");
    s->followers[1] = VIEW("b@example.com");
    s->front_ends[0] = VIEW("FE-1");
    s->front_ends[1] = VIEW("FE-2");
    s->environments[0] = (struct environment){
        .key = VIEW("849515f2"), .name = VIEW("Production & more"), .host = VIEW("p.example.com"), .type = ENV_PRODUCTION,
        .hosting = HOST_CLOUD, .os_version = VIEW("11.27.0.3"), .front_ends = 2, .front_end_names = s->front_ends,
        .n_front_end_names = 2, .platform = VIEW("windows-2022"), .order = 3, .offline = true, .java = true,
    };
    s->environments[1] = (struct environment){ .name = VIEW("T"), .type = ENV_UNKNOWN, .hosting = HOST_UNKNOWN };
    c->infrastructure = VIEW("Example");
    c->activation_code = VIEW("EXA-MPL");
    c->contact = VIEW("Ana Silva <ana@example.com>");
    c->edition = EDITION_ENTERPRISE;
    c->fedramp = true;
    c->followers = s->followers;
    c->n_followers = 2;
    c->environments = s->environments;
    c->n_environments = 2;
    c->reason = VIEW(" the old one expires ");
    c->severity = VIEW("HIGH");
    c->refusal = VIEW("the chain is wrong");
    c->consumes = VIEW("https://partner.example.com/api?a=1&b=2");
    c->replaced = (struct replaced){
        .case_id = VIEW("old-case"), .bundle = VIEW("old-case.zip"), .subject = VIEW("CN=old"),
        .sha1 = VIEW("00112233445566778899aabbccddeeff00112233"),
        .key_sha256 = VIEW("ab0000000000000000000000000000000000000000000000000000000000000c"),
        .sha256 = VIEW("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"), .not_after = 1796000000,
    };
}

static inline void fill_dates(struct sample *s)
{
    struct case_record *c = &s->record;
    c->service = (struct service){
        .id = VIEW("install-client-certificate"), .name = VIEW("Install a client-side certificate"), .days = 5, .margin = 10,
        .severity = VIEW("NORMAL"), .inferred = true, .margin_inferred = true, .severity_inferred = true, .source = VIEW("The source"),
        .effective = 18993, .effective_year = true, .note = VIEW("A note"), .not_in_basic = true,
    };
    c->calendar = (struct calendar){
        .weekend = { [5] = true, [6] = true }, .zone = VIEW("Asia/Dubai"), .cutoff_minute = 15 * 60 + 30,
        .convention = VIEW("Day 0 is the day of submission."), .inferred = true,
    };
    c->deadline = (struct deadline){
        .submitted = 1795161600, .counted_from = 20777, .expected_delivery = 20784, .submit_by = 20790, .needed_by = 20797,
        .renew_by = 21100, .after_cutoff = true, .on_day_off = true,
    };
    s->days[0] = (struct counted_day){ .day = 20777 };
    s->days[1] = (struct counted_day){ .day = 20778, .skipped = true, .why = VIEW("Saturday") };
    s->days[2] = (struct counted_day){ .day = 20780, .number = 1 };
    c->deadline.days = s->days;
    c->deadline.n_days = 3;
    c->catalog_id = VIEW("outsystems-11");
    c->catalog_origin = VIEW("built in");
    c->holidays_source = VIEW("holidays.ics");
    c->holidays_from = 20454;
    c->holidays_to = 21183;
    c->platform = (struct platform){ .id = VIEW("windows-2022"), .title = VIEW("Windows Server 2022") };
    fill_digest(c->catalog_sha256, 32, 3);
    fill_digest(c->holidays_sha256, 32, 4);
    fill_digest(c->templates_sha256, 32, 5);
}

static inline void fill_sample(struct sample *s)
{
    struct case_record *c = &s->record;
    memset(s, 0, sizeof *s);
    c->id = VIEW("client-side-client-01020304");
    c->generator = VIEW("certcase 0.1.0");
    c->purpose = PURPOSE_CLIENT_SIDE;
    c->hosting = HOST_CLOUD;
    c->route = &routes[2];
    c->verdict = VERDICT_REJECTED;
    c->pfx_file = VIEW("certificates/client.pfx");
    c->pfx_bytes = VIEW("the bytes");
    digest_sha256(c->pfx_bytes, c->pfx_sha256);
    c->pfx_encryption = VIEW("TripleDES-SHA1, MAC SHA-1");
    c->pfx_came_as = VIEW("PBES2 AES-256-CBC, MAC SHA-256");
    memset(c->pfx_came_sha256, 0x3C, sizeof c->pfx_came_sha256);
    fill_certs(s);
    fill_people(s);
    fill_dates(s);
    s->findings[0] = (struct finding){ .rule = &rows[0], .severity = SEV_WARNING, .message = VIEW("m1"), .hint = VIEW("h1"),
                                       .accepted = true, .cert = 1, .file = 0 };
    s->findings[1] = (struct finding){ .rule = &rows[1], .severity = SEV_ERROR, .message = VIEW("m2"), .cert = NO_CERT, .file = SIZE_MAX };
    c->findings = (struct findings){ .items = s->findings, .n = 2, .cap = 2 };
}

/* The least that a case can be. */
static inline void fill_smallest(struct sample *s)
{
    memset(s, 0, sizeof *s);
    struct case_record *c = &s->record;
    c->id = VIEW("x");
    c->generator = VIEW("certcase 0.1.0");
    c->purpose = PURPOSE_SERVER;
    c->hosting = HOST_CLOUD;
    c->route = &routes[0];
    c->calendar.zone = VIEW("UTC");
    c->calendar.cutoff_minute = -1;
    c->holidays_from = c->holidays_to = DAY_NONE;
    c->deadline = (struct deadline){ .counted_from = DAY_NONE, .expected_delivery = DAY_NONE, .submit_by = DAY_NONE,
                                     .needed_by = DAY_NONE, .renew_by = DAY_NONE };
}

#endif
