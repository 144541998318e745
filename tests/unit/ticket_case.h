/* ticket_case.h - a whole case made by hand for the tests of tickets: hostile names, every field filled. */
#ifndef TESTS_TICKET_CASE_H
#define TESTS_TICKET_CASE_H

#include "base/buf.h"
#include "base/utf8.h"
#include "format/bundle/case_values.h"
#include "steps/route.h"
#include "steps/ticket.h"
#include "unit.h"

#define HOSTILE "CN=Evil | `x` <script>alert(1)</script> {{reason}} '; Remove-Item C:\\ [a](http://evil.example) \xE2\x80\x99"
#define REASON "Partner Pay signs its servers with its own CA"
#define NEW_SHA1 "0101010101010101010101010101010101010101"
#define OLD_SHA1 "ABABABABABABABABABABABABABABABABABABABAB"

struct resources {
    struct arena arena;
    struct templates *templates;
    struct cert main, issuer;
    struct case_cert certs[2];
    struct environment environments[2];
    struct view followers[2], front_ends[2];
    struct counted_day days[3];
    struct finding findings[2];
    struct case_record record;
};

static const struct rule_info accepted_rule = { .id = "long-validity", .severity = SEV_WARNING };

static inline void fill_cert(struct cert *c, const char *subject, unsigned char byte, enum role role, enum store store)
{
    *c = (struct cert){ .role = role, .store = store, .not_before = 1767225600, .not_after = 1893456000 };
    memset(c->sha1, byte, sizeof c->sha1);
    memset(c->sha256, byte + 1, sizeof c->sha256);
    c->subject = view_of(subject);
    c->subject_cn = view_from(c->subject, 3);
    c->issuer = VIEW("CN=Partner Root, O=Partner");
    c->serial = VIEW("1a2b3c");
    c->key = (struct key){ .type = KEY_RSA, .bits = 2048 };
    c->signature = VIEW("sha256WithRSAEncryption");
    c->self_signed = role == ROLE_ROOT;
}

static inline void fill_dates(struct resources *k)
{
    struct case_record *r = &k->record;
    int32_t day = day_of(2026, 11, 20);
    r->deadline = (struct deadline){ .submitted = 1795161600,
                                     .counted_from = day,
                                     .expected_delivery = day + 7,
                                     .submit_by = day_of(2026, 12, 8),
                                     .needed_by = day_of(2026, 12, 15),
                                     .renew_by = day_of(2029, 12, 10) };
    k->days[0] = (struct counted_day){ .day = day };
    k->days[1] = (struct counted_day){ .day = day + 1, .skipped = true, .why = VIEW("Saturday") };
    k->days[2] = (struct counted_day){ .day = day + 3, .number = 1 };
    r->deadline.days = k->days;
    r->deadline.n_days = COUNT_OF(k->days);
    r->service = (struct service){ .id = VIEW("install-trusted-root"),
                                   .name = VIEW("Add a certificate to a trusted root store"),
                                   .days = 5,
                                   .severity = VIEW("NORMAL"),
                                   .source = VIEW("Cloud services catalog, https://vendor.example/a_b/"),
                                   .effective = day_of(2022, 1, 1),
                                   .effective_year = true,
                                   .note = VIEW("Subject to scheduling."),
                                   .not_in_basic = true };
    r->calendar = (struct calendar){ .zone = VIEW("UTC"), .cutoff_minute = -1, .convention = VIEW("The day of submission is day 0.") };
    r->holidays_from = r->holidays_to = DAY_NONE;
}

static inline void fill(struct resources *k, enum purpose purpose, enum hosting hosting)
{
    struct case_record *r = &k->record;
    struct err e = { 0 };
    *k = (struct resources){
        .followers = { VIEW("Rui Costa <rui@example.com>"), VIEW("ops@example.com") }, .front_ends = { VIEW("FE1"), VIEW("FE2") },
    };
    assert_true(templates_load(&k->arena, VIEW(""), NULL, &k->templates, &e));
    bool has_pfx = purpose == PURPOSE_CLIENT_SIDE;
    bool is_root = purpose == PURPOSE_TRUSTED_ROOT || purpose == PURPOSE_INBOUND_MTLS;
    fill_cert(&k->main, HOSTILE, 1,
              is_root   ? ROLE_ROOT
              : has_pfx ? ROLE_CLIENT
                        : ROLE_LEAF,
              is_root   ? STORE_ROOT
              : has_pfx ? STORE_MY
                        : STORE_NONE);
    fill_cert(&k->issuer, "CN=Partner Root, O=Partner", 9, ROLE_ROOT, STORE_ROOT);
    k->certs[0] = (struct case_cert){ .cert = &k->main,
                                      .inside_pfx = has_pfx,
                                      .file = has_pfx ? VIEW("certificates/www.pfx") : VIEW("certificates/www.cer") };
    k->certs[1] = (struct case_cert){ .cert = &k->issuer, .file = VIEW("certificates/partner-root.cer") };
    k->environments[0] = (struct environment){ .name = VIEW("Prod | <b>"),
                                               .type = ENV_PRODUCTION,
                                               .hosting = hosting,
                                               .front_ends = 2,
                                               .front_end_names = k->front_ends,
                                               .n_front_end_names = 2,
                                               .host = VIEW("www.example.com") };
    k->environments[1] = (struct environment){ .name = VIEW("Dev"), .type = ENV_DEVELOPMENT, .hosting = hosting };
    k->findings[0] = (struct finding){ .rule = &accepted_rule, .message = VIEW("valid for *30* years"), .accepted = true };
    k->findings[1] = (struct finding){ .rule = &accepted_rule, .message = VIEW("not accepted, not shown") };
    r->id = VIEW("trusted-root-evil-02020202");
    r->generator = VIEW("certcase 0.1.0");
    r->purpose = purpose;
    r->hosting = hosting;
    r->route = route_find(purpose, hosting, DOMAIN_OWN);
    r->infrastructure = VIEW("Acme");
    r->activation_code = VIEW("ABC-123");
    r->contact = VIEW("Ana Silva <ana_silva@example.com>");
    r->followers = k->followers;
    r->n_followers = 2;
    r->environments = k->environments;
    r->n_environments = 2;
    r->certs = k->certs;
    r->n_certs = 2;
    r->pfx_file = has_pfx ? VIEW("certificates/www.pfx") : VIEW("");
    memset(r->pfx_sha256, 0x5A, sizeof r->pfx_sha256);
    r->pfx_encryption = has_pfx ? VIEW("PBES2 AES-256-CBC, MAC SHA-256") : VIEW("");
    r->reason = VIEW(REASON);
    r->consumes = VIEW("https://pay.example.com/v1");
    r->replaced = (struct replaced){ .case_id = VIEW("old-case"),
                                     .bundle = VIEW("old-case.zip"),
                                     .subject = VIEW("CN=Old Root"),
                                     .sha1 = VIEW("abababababababababababababababababababab"),
                                     .sha256 = VIEW("cdcd"),
                                     .not_after = 1798761600 };
    r->platform = (struct platform){ .id = VIEW("windows-2022"), .title = VIEW("Windows Server 2022") };
    r->findings = (struct findings){ .items = k->findings, .n = 2, .cap = 2 };
    fill_dates(k);
}

static inline const char *render(struct resources *k, const char *name)
{
    struct view out = { 0 };
    struct err e = { 0 };
    if (!ticket_render(&k->arena, k->templates, view_of(name), case_values(&k->arena, &k->record), &out, &e))
        fail_msg("%s: %s: %s", name, e.where, e.what);
    assert_true(utf8_valid(out));
    return view_dup(&k->arena, out).p;
}

static inline void has(const char *name, const char *text, const char *fact)
{
    if (!strstr(text, fact))
        fail_msg("%s does not say \"%s\":\n%s", name, fact, text);
}

static inline void has_not(const char *name, const char *text, const char *danger)
{
    if (strstr(text, danger))
        fail_msg("%s says \"%s\":\n%s", name, danger, text);
}

/* A text as a reader takes it, whatever the places where its lines are broken. */
static inline const char *on_one_line(struct resources *k, const char *text)
{
    struct view rest = view_of(text), word;
    struct buf out = BUF_INIT(1 << 20);
    while (view_line(&rest, &word)) {
        buf_put(&out, view_trim(word));
        buf_putc(&out, ' ');
    }
    const char *made = view_dup(&k->arena, buf_view(&out)).p;
    buf_free(&out);
    return made;
}

static const struct situation {
    enum purpose purpose;
    enum hosting hosting;
} situations[] = {
    { PURPOSE_TRUSTED_ROOT, HOST_CLOUD },       { PURPOSE_CLIENT_SIDE, HOST_CLOUD },   { PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED },
    { PURPOSE_CLIENT_SIDE, HOST_SELF_MANAGED }, { PURPOSE_SERVER, HOST_SELF_MANAGED },
    { PURPOSE_INBOUND_MTLS, HOST_CLOUD },       { PURPOSE_INBOUND_MTLS, HOST_SELF_MANAGED },
};

#endif
