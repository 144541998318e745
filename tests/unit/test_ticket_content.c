/* What the texts of a case must say, for every route that has texts. */
#include "ticket_case.h"

static void ticket_would_lack_a_fact(void **state)
{
    static const char *const facts[] = {
        "Acme",
        "Ana Silva (ana_silva@example.com)",
        "rui@example.com, ops@example.com",
        "Dev",
        "Production",
        "`www.example.com`",
        "2 (FE1, FE2)",
        NEW_SHA1,
        "0202020202020202020202020202020202020202020202020202020202020202",
        "1a2b3c",
        "CN=Partner Root, O=Partner",
        "2030-01-01 00:00 UTC (1138 days left)",
        "RSA, 2048 bits",
        "sha256WithRSAEncryption",
        "certificates/partner-root.cer",
        "Trusted Root Certification Authorities (`Root`)",
        OLD_SHA1,
        "CN=Old Root",
        "Tuesday 2026-12-15",
        "Tuesday 2026-12-08",
        "Friday 2026-11-20, 08:00 UTC",
        REASON,
        "valid for \\*30\\* years (long-validity)",
        "Known and accepted",
        "Monday 2029-12-10",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct kit k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *name = k.record.route->ticket, *text = render(&k, name);
        for (size_t f = 0; f < COUNT_OF(facts); f++)
            has(name, text, facts[f]);
        has_not(name, text, "not accepted, not shown");
        if (situations[i].purpose != PURPOSE_SERVER)
            has(name, text, "https://pay.example.com/v1");
        arena_free(&k.arena);
    }
}

static void support_case_would_be_incomplete(void **state)
{
    static const char *const facts[] = {
        "Configure the platform",
        "ABC-123",
        "Friday 2026-11-27",
        "target",
        "not part of the case text",
        "effective 2022",
        "<https://vendor.example/a_b/>",
        "The day of submission is day 0.",
        "Fri 2026-11-20 (0), Mon 2026-11-23 (1)",
        "Skipped: Sat 2026-11-21.",
        "no list was given",
        "The edition of this infrastructure is not recorded",
        "authorises it",
        "Please",
    };
    struct kit k;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *text = render(&k, k.record.route->ticket);
        for (size_t f = 0; f < COUNT_OF(facts); f++)
            has(k.record.route->ticket, text, facts[f]);
        arena_free(&k.arena);
    }
    fill(&k, PURPOSE_CLIENT_SIDE, HOST_CLOUD);
    const char *text = render(&k, "ticket_client_side.md");
    has("client", text, "a target, not a guarantee");
    has("client", text, "Please confirm the path of the installed certificate");
    has("client", text, "available on request over a channel you choose: please ask Ana Silva");
    has("client", text, "PBES2 AES-256-CBC");
    has("client", text, "5a5a5a5a5a");
    has("client", text, "Personal (`My`)");
    k.record.pfx_bytes = VIEW("abc");
    has("client", render(&k, "ticket_client_side.md"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    k.record.edition = EDITION_ENTERPRISE;
    has_not("client", render(&k, "ticket_client_side.md"), "not recorded");
    k.record.holidays_source = VIEW("pt.ics");
    k.record.holidays_from = day_of(2026, 1, 1);
    k.record.holidays_to = day_of(2026, 11, 25);
    k.record.deadline.expected_delivery = day_of(2026, 12, 16);
    text = render(&k, "ticket_client_side.md");
    has("client", text, "from pt.ics, which covers Thursday 2026-01-01 to Wednesday 2026-11-25. A date above lies past that");
    has("client", text, "later than the day it is needed");
    arena_free(&k.arena);
}

static void change_would_be_incomplete(void **state)
{
    static const struct {
        enum purpose purpose;
        const char *facts[12];
    } rows[] = {
        { PURPOSE_TRUSTED_ROOT, { "certlm.msc", "D:\\Certificates\\www.cer", "Cert:\\LocalMachine\\Root", "-Remove", "FE1", "FE2" } },
        { PURPOSE_CLIENT_SIDE,
          { "certlm.msc", "D:\\Certificates\\www.cer", "IIS_IUSRS", "NETWORK SERVICE", "KeyIso", "Import-PfxCertificate",
            "resets these permissions", "-Remove", "FE1" } },
        { PURPOSE_SERVER, { "IIS", "https", "Import-PfxCertificate", "-PfxPath", "-Remove", "FE1" } },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct kit k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        const char *text = render(&k, k.record.route->runbook);
        for (size_t f = 0; f < 12 && rows[i].facts[f]; f++)
            has(k.record.route->runbook, text, rows[i].facts[f]);
        const char *dev = strstr(text, "1. Dev"), *prod = strstr(text, "2. Prod");
        assert_true(dev && prod && dev < prod);
        arena_free(&k.arena);
    }
}

static void script_would_not_do_its_work(void **state)
{
    static const struct {
        enum purpose purpose;
        const char *install[10], *verify[8];
    } rows[] = {
        { PURPOSE_TRUSTED_ROOT,
          { "#Requires -RunAsAdministrator", "SupportsShouldProcess", "Get-FileHash", "Import-Certificate", "Export-Certificate",
            "[switch]$Remove", NEW_SHA1, "$Replaced = '" OLD_SHA1 "'", "'D:\\Certificates'" },
          { "PASS", "FAIL", "exit 1", NEW_SHA1, "X509Chain", "'https://pay.example.com/v1'" } },
        { PURPOSE_CLIENT_SIDE,
          { "Import-PfxCertificate", "-AsSecureString", "S-1-5-32-568", "S-1-5-20", "Start-Service -Name KeyIso",
            "RSACryptoServiceProvider", "'certificates/www.pfx'", "$PfxSha256 = '5a5a", "InPfx      = $true" },
          { "GetAccessRules", "KeyIso", "HasPrivateKey", "ClientCertificates.Add" } },
        { PURPOSE_SERVER,
          { "Import-PfxCertificate", "AddSslCertificate", "Store      = 'My'", "Store      = 'Root'" },
          { "certificateHash", "SslStream" } },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct kit k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        const struct route *route = k.record.route;
        for (size_t f = 0; f < 10 && rows[i].install[f]; f++)
            has(route->install, render(&k, route->install), rows[i].install[f]);
        for (size_t f = 0; f < 8 && rows[i].verify[f]; f++)
            has(route->verify, render(&k, route->verify), rows[i].verify[f]);
        arena_free(&k.arena);
    }
}

static void new_certificate_would_be_removed_as_the_old_one(void **state)
{
    struct kit k;
    (void)state;
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED);
    k.record.replaced.sha1 = VIEW(NEW_SHA1);
    has("install", render(&k, "install_trusted_root.ps1"), "$Replaced = ''");
    has_not("change", render(&k, "change_trusted_root.md"), "What it replaces");
    arena_free(&k.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticket_would_lack_a_fact),
        cmocka_unit_test(support_case_would_be_incomplete),
        cmocka_unit_test(change_would_be_incomplete),
        cmocka_unit_test(script_would_not_do_its_work),
        cmocka_unit_test(new_certificate_would_be_removed_as_the_old_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
