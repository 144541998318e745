/* pages.c - reports for the browser to judge, through the writer alone: `pages FOLDER` writes
 *   report.html (a dozen bundles, some bad), hostile.html (names that want to be markup), many.html (1,000 bundles), empty.html.
 * The same bytes every time.
 */
#include <stdlib.h>

#include "base/file.h"
#include "base/utf8.h"
#include "report/writers.h"
#include "steps/rules/rules.h"

#define HOSTILE "\"'><script>document.title='owned';alert(1)</script><img src=x onerror=alert(2)>&lt;{{reason}}"
enum { NOW = 1795161600 /* 2026-11-20T08:00:00Z */, MANY = 1000 };

struct row {
    const char *path, *subject, *environments; /* parted by | */
    int expires, submit_by;                    /* days from now; NO_DAY */
    const char *findings;                      /* "rule=message|rule=message"; "+" in front: accepted */
    const char *needs;
    bool unreadable;
};
#define NO_DAY INT32_MIN

static const struct row rows[] = {
    { "inbox/payments/trusted-root-partner-pay-root-9f31c2ab.zip", "CN=Partner Pay Root CA, O=Partner Pay, C=PT", "Test|Production", 3310,
      18, "", "", false },
    { "inbox/payments/client-side-acme-gateway-4b7710de.zip", "CN=acme-gateway.example.com, O=Acme, C=DE", "Production", 61, 12,
      "pfx-unreadable-on-platform=The PFX is encrypted with AES-256, which Windows Server 2016 can't import|"
      "expires-soon=The certificate expires on 2027-01-20, 61 days from now",
      "", false },
    { "inbox/payments/trusted-root-meridian-2c90aa17.zip", "CN=Meridian Issuing CA 3, O=Meridian, C=NL", "Development|Test|Production", 25,
      -3,
      "intermediate-without-root=CN=Meridian Issuing CA 3 is an intermediate CA and its root is not in the bundle|"
      "submit-by-passed=To be delivered by 2026-11-24 it had to be submitted on 2026-11-17|"
      "expires-soon=The certificate expires on 2026-12-15, 25 days from now|"
      "holidays-not-covered=No holidays were given, so none are counted",
      "", false },
    { "inbox/logistics/server-tracking-example-net-77aa0c11.zip", "CN=tracking.example.net, O=Tracking, C=SE", "Datacentre", 388, 201,
      "holidays-not-covered=No holidays were given, so none are counted", "", false },
    { "inbox/logistics/trusted-root-harbour-5d5e1f00.zip", "CN=Harbour Root R2, O=Harbour Authority, C=NO", "Production", 2500, 40,
      "digest-mismatch=certificates/harbour-root-r2-5d5e1f00.cer has another SHA-256 than SHA256SUMS says|"
      "case-contradicts-certificate=case.xml says that it is valid until 2036-01-01, the certificate says 2033-09-24|"
      "unsigned=The bundle has no signature",
      "", false },
    { "inbox/logistics/root certificates (final) v2.zip", "CN=Customs Gateway CA, O=Customs", "", 940, NO_DAY,
      "entry-unlisted=The bundle has neither manifest.json nor SHA256SUMS|environment-missing=No environment is named",
      "case.xml, manifest.json, SHA256SUMS and clear environments", false },
    { "inbox/hr/client-side-payroll-0d81be42.zip", "CN=payroll-client, O=Wage & Sons <GmbH>, C=AT", "Production", 207, 95,
      "secret-in-bundle=notes.txt holds a private key (PKCS#8)|password-in-bundle=TICKET.txt has a line that looks like a password", "",
      false },
    { "inbox/hr/trusted-root-pension-fund-e9b2c7d3.zip", "CN=Pension Fund Root CA, O=Pension Fund, C=FI", "Test|Production", 5400, 18,
      "+long-validity=The certificate is valid for 20 years", "", false },
    { "inbox/hr/trusted-root-benefits-1f2e3d4c.zip", "CN=Benefits Partner Root, O=Benefits, C=DK", "Test", 1500, 33,
      "signature-weak=The certificate is signed with SHA-1", "", false },
    { "inbox/old/trusted-root-legacy-3c2b1a09.zip", "CN=Legacy Root, O=Legacy Systems", "Production", -41, -60,
      "expired=The certificate expired on 2026-10-10, 41 days ago|key-short=The RSA key has 1024 bits", "", false },
    { "inbox/old/scan-0017.zip", "", "", NO_DAY, NO_DAY, "zip-malformed=The central directory begins behind the end of the file", "",
      false },
    { "inbox/old/locked.zip", "", "", NO_DAY, NO_DAY, "bundle-unreadable=Permission denied", "", true },
};

struct page {
    struct report_run run;
    struct audit_totals totals;
    FILE *file;
    struct sink sink;
};

static void page_open(struct page *p, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    *p = (struct page){ .file = fopen(path, "w") };
    if (!p->file) {
        perror(path);
        exit(3);
    }
    p->sink = sink_stream(p->file);
    p->run = (struct report_run){ .to = &p->sink, .version = VIEW(CERTCASE_VERSION), .now = NOW, .totals = &p->totals };
    audit_html.begin(&p->run);
}

static void page_close(struct page *p)
{
    struct err e;
    audit_html.end(&p->run);
    if (!sink_ok(&p->sink, "the page", &e) || fclose(p->file) != 0) {
        fprintf(stderr, "%s\n", e.what);
        exit(3);
    }
}

static void add_findings(struct arena *arena, struct findings *to, struct view text)
{
    struct view one, id;
    while (view_cut(&text, '|', &one)) {
        bool accepted = view_starts(one, VIEW("+"));
        one = view_from(one, accepted ? 1 : 0);
        if (!view_cut(&one, '=', &id))
            continue;
        const struct rule_info *rule = rules_find(id);
        if (!rule) {
            fprintf(stderr, "no rule %.*s\n", VIEW_ARG(id));
            exit(1);
        }
        *LIST_ADD(arena, to) = (struct finding){ .rule = rule,
                                                 .severity = rule->severity,
                                                 .message = one,
                                                 .hint = view_of(rule_explanation(rule)->hint),
                                                 .cert = NO_CERT,
                                                 .file = SIZE_MAX,
                                                 .accepted = accepted };
    }
    findings_sort(to);
}

static void add_environments(struct arena *arena, struct case_record *to, struct view text)
{
    struct environment *list = NEW(arena, struct environment, 1100);
    struct view name;
    while (view_cut(&text, '|', &name))
        list[to->n_environments++] = (struct environment){ .name = text_safe(arena, name), .host = VIEW("o11.example.com") };
    to->environments = list;
}

static void put_row(struct page *p, const struct row *row)
{
    struct arena arena = { 0 };
    int32_t today = day_of_time(NOW);
    struct cert *cert = NEW(&arena, struct cert, 1);
    struct case_cert *shipped = NEW(&arena, struct case_cert, 1);
    struct case_record *record = NEW(&arena, struct case_record, 1);
    struct audited item = { .path = text_safe(&arena, view_of(row->path)),
                            .needs = view_of(row->needs),
                            .complete = !row->needs[0],
                            .unreadable = row->unreadable };
    cert->subject = text_safe(&arena, view_of(row->subject));
    cert->self_signed = view_find(cert->subject, VIEW("Root"), &(size_t){ 0 });
    cert->issuer = VIEW("CN=Partner Root, O=Partner");
    cert->not_after = row->expires == NO_DAY ? TIME_NONE : NOW + (int64_t)row->expires * SECONDS_A_DAY;
    memset(cert->sha1, (int)(p->totals.bundles & 0x7F) + 16, sizeof cert->sha1);
    *shipped = (struct case_cert){ .cert = cert };
    *record = (struct case_record){ .id = view_first(path_name(item.path), path_name(item.path).n - 4),
                                    .purpose = PURPOSE_TRUSTED_ROOT,
                                    .infrastructure = VIEW("Example Group"),
                                    .contact = VIEW("Ana Silva <ana@example.com>"),
                                    .generator = VIEW("certcase 0.1.0"),
                                    .certs = shipped,
                                    .n_certs = 1 };
    int32_t submit_by = row->submit_by == NO_DAY ? DAY_NONE : today + row->submit_by;
    record->deadline = (struct deadline){ .submit_by = submit_by,
                                          .expected_delivery = today + 7,
                                          .renew_by = DAY_NONE,
                                          .needed_by = submit_by == DAY_NONE ? DAY_NONE : submit_by + 7 };
    add_environments(&arena, record, view_of(row->environments));
    add_findings(&arena, &item.findings, view_of(row->findings));
    if (cert->subject.n)
        *LIST_ADD(&arena, &item.evidence.certs) = cert;
    if (item.complete && cert->subject.n) {
        item.record = record;
        item.case_id = record->id;
    }
    for (size_t i = 0; i < SEV_COUNT; i++)
        p->totals.findings[i] += findings_count(&item.findings, (enum severity)i);
    item.verdict = row->unreadable || findings_count(&item.findings, SEV_ERROR) ? VERDICT_REJECTED : VERDICT_ACCEPTED;
    p->totals.unreadable += row->unreadable;
    p->totals.bundles += !row->unreadable;
    p->totals.rejected += !row->unreadable && item.verdict == VERDICT_REJECTED;
    audit_html.one.audited(&p->run, &item);
    arena_free(&arena);
}

static void put_across(struct page *p, const char *path, const char *findings)
{
    struct arena arena = { 0 };
    struct audited item = { .path = text_safe(&arena, view_of(path)), .across = true };
    add_findings(&arena, &item.findings, view_of(findings));
    for (size_t i = 0; i < SEV_COUNT; i++)
        p->totals.findings[i] += findings_count(&item.findings, (enum severity)i);
    audit_html.one.audited(&p->run, &item);
    arena_free(&arena);
}

static void put_many(struct page *p)
{
    for (unsigned i = 0; i < MANY; i++) {
        char path[200];
        struct row row = rows[i % 10];
        snprintf(path, sizeof path, "inbox/%02u/case-%04u-%s", i / 100, i, rows[i % 10].path + 6);
        row.path = path;
        row.expires = row.expires < 0 ? row.expires : (int)((unsigned)row.expires * 7u + i * 37u) % 1500;
        row.submit_by = row.submit_by == NO_DAY ? NO_DAY : (int)(i * 53u % 700u) - 30;
        put_row(p, &row);
    }
}

int main(int argc, char **argv)
{
    struct page p;
    if (argc != 2) {
        fputs("usage: pages FOLDER\n", stderr);
        return 2;
    }
    page_open(&p, argv[1], "report.html");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        put_row(&p, &rows[i]);
    put_across(&p, rows[8].path, "duplicate-across-bundles=It renews case trusted-root-benefits-2024, whose bundle is not among these");
    page_close(&p);

    page_open(&p, argv[1], "hostile.html");
    put_row(&p, &(struct row){ "a/" HOSTILE "/" HOSTILE ".zip", "CN=" HOSTILE, HOSTILE "|javascript:alert(3)|x\ny|\xE2\x80\xAEtxt.exe", 10,
                               5, "expired=" HOSTILE "|unsigned=</details></td></tr></table>" HOSTILE, "", false });
    put_row(&p, &(struct row){ "--><!--.zip", "CN=]]>", "", 10, NO_DAY, "zip-malformed=" HOSTILE, HOSTILE, false });
    put_across(&p, "a/" HOSTILE "/" HOSTILE ".zip", "duplicate-across-bundles=" HOSTILE);
    page_close(&p);

    page_open(&p, argv[1], "many.html");
    put_many(&p);
    page_close(&p);

    page_open(&p, argv[1], "empty.html");
    page_close(&p);
    return 0;
}
