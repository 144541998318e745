/* What the texts of a case must say, for every route that has texts. */
#include "ticket_case.h"

#include "format/text/lay_out.h"

static void ticket_would_lack_a_fact(void **state)
{
    static const char *const facts[] = {
        "Acme",
        "Ana Silva (ana_silva@example.com)",
        "Dev",
        "Production",
        "www.example.com",
        "2 (FE1, FE2)",
        NEW_SHA1,
        "0202020202020202020202020202020202020202020202020202020202020202",
        "1a2b3c",
        "CN=Partner Root, O=Partner",
        "Thursday 2026-01-01, 00:00 UTC to Tuesday 2030-01-01, 00:00 UTC",
        "RSA, 2048 bits",
        "sha256WithRSAEncryption",
        "certificates/partner-root.cer",
        OLD_SHA1,
        "CN=Old Root",
        "Tuesday 2026-12-15",
        REASON,
        "Known and accepted: The certificate is valid for more than 825 days (long-validity)",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *name = k.record.route->templates[PART_TICKET], *text = on_one_line(&k, render(&k, name));
        for (size_t f = 0; f < COUNT_OF(facts); f++)
            has(name, text, facts[f]);
        has_not(name, text, "not accepted, not shown");
        if (situations[i].purpose == PURPOSE_INBOUND_MTLS && situations[i].hosting == HOST_CLOUD)
            has_not(name, text, "Store:"); /* where the vendor puts it is the vendor's */
        else
            has(name, text, "Trusted Root Certification Authorities (Root)");
        if (situations[i].purpose != PURPOSE_SERVER)
            has(name, text, "https://pay.example.com/v1");
        arena_free(&k.arena);
    }
}

/* UTF-8 with CRLF alone, at most 78 columns, and so many lines. */
static size_t lines_of(struct view text)
{
    size_t lines = 0, at;
    struct view line;
    assert_true(utf8_valid(text) && view_ends(text, VIEW("\r\n")) && !view_starts(text, VIEW("\xEF\xBB\xBF")));
    for (size_t n; view_find(text, VIEW("\n"), &n); lines++) {
        size_t columns = 0;
        assert_true(n > 0 && text.p[n - 1] == '\r');
        line = view_first(text, n - 1);
        assert_false(view_find(line, VIEW("\r"), &at));
        for (size_t i = 0; i < line.n; i++)
            columns += ((unsigned char)line.p[i] & 0xC0) != 0x80;
        assert_in_range(columns, 0, TEXT_COLUMNS);
        text = view_from(text, n + 1);
    }
    return lines;
}

/* One root for two environments, with a reason, late and urgent: it is read on one screen. */
static void ticket_would_be_long(void **state)
{
    static const enum hosting hostings[] = { HOST_CLOUD, HOST_SELF_MANAGED };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostings); i++) {
        struct resources k;
        fill(&k, PURPOSE_TRUSTED_ROOT, hostings[i]);
        fill_cert(&k.main, "CN=Partner Root CA, O=Partner Lda, C=PT", 1, ROLE_ROOT, STORE_ROOT);
        k.record.n_certs = 1;
        k.record.n_environments = 2;
        k.record.findings.n = 0;
        k.record.replaced = (struct replaced){ 0 };
        k.record.severity = VIEW("HIGH");
        k.record.deadline.needed_by = k.record.deadline.expected_delivery - 1;
        assert_in_range(lines_of(view_of(render(&k, k.record.route->templates[PART_TICKET]))), 20, 45);
        const char *text = on_one_line(&k, render(&k, k.record.route->templates[PART_TICKET]));
        has("ticket", text,
            hostings[i] == HOST_CLOUD ? "Severity: HIGH, because it is needed before the expected delivery"
                                      : "Severity: HIGH Infrastructure");
        has_not("ticket", text, "NORMAL");
        arena_free(&k.arena);
    }
}

/* The facts that only whoever submits it needs: none of them is in the ticket. */
static void submitter_would_miss_a_fact(void **state)
{
    static const char *const facts[] = {
        "type: Configure the platform",
        "If asked for its activation code: ABC-123",
        "Friday 2026-11-27",
        "a target, not a guarantee",
        "Effective: 2022",
        "https://vendor.example/a_b/",
        "The day of submission is day 0.",
        "Friday 2026-11-20 (0), Monday 2026-11-23 (1)",
        "Skipped: Saturday 2026-11-21",
        "no list was given",
        "the edition is not recorded here. If it is Basic, ask first.",
        "authorises it",
        "Followers (formerly CC): rui@example.com, ops@example.com",
        "Submit it by Tuesday 2026-12-08.",
        "Ask for the next renewal by: Monday 2029-12-10",
        "certificates/partner-root.cer",
    };
    struct resources k;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *text = on_one_line(&k, render(&k, k.record.route->templates[PART_SUBMIT]));
        for (size_t f = 0; f < COUNT_OF(facts); f++)
            has(k.record.route->templates[PART_SUBMIT], text, facts[f]);
        const char *ticket = render(&k, k.record.route->templates[PART_TICKET]);
        static const char *const not_the_vendors[] = { "ABC-123", "ollower", "Skipped", "our reading", "rui@example.com", "Basic" };
        for (size_t f = 0; f < COUNT_OF(not_the_vendors); f++)
            has_not(k.record.route->templates[PART_TICKET], ticket, not_the_vendors[f]);
        arena_free(&k.arena);
    }
    fill(&k, PURPOSE_CLIENT_SIDE, HOST_CLOUD);
    k.record.edition = EDITION_ENTERPRISE;
    has_not("submit", render(&k, "submit_case.txt"), "not recorded");
    k.record.holidays_source = VIEW("pt.ics");
    k.record.holidays_from = day_of(2026, 1, 1);
    k.record.holidays_to = day_of(2026, 11, 25);
    k.record.deadline.expected_delivery = day_of(2026, 12, 16);
    const char *text = on_one_line(&k, render(&k, "submit_case.txt"));
    has("submit", text, "from pt.ics, which covers Thursday 2026-01-01 to Wednesday 2026-11-25. A date above lies past that");
    has("submit", text, "Submit it at once, as it is expected after the day it is needed");
    has_not("submit", text, "Submit it by Tuesday 2026-12-08.");
    has_not("submit", text, "has passed");
    k.record.deadline.renew_by = day_of(2026, 11, 19);
    k.record.deadline.submit_by = day_of(2026, 11, 18);
    text = on_one_line(&k, render(&k, "submit_case.txt"));
    has("submit", text, "by, at the latest: Wednesday 2026-11-18 (that day has passed)");
    has("submit", text, "renewal by: Thursday 2026-11-19 (that day has passed: ask now)");
    has("change", on_one_line(&k, render(&k, "submit_change.txt")),
        "Start at once, as Wednesday 2026-11-18 was the last day to start in time.");
    k.issuer.not_after = 1798761600;
    has("submit", on_one_line(&k, render(&k, "submit_case.txt")), "because Partner Root, O=Partner expires before the others, on");
    arena_free(&k.arena);
}

/* In the order in which it happens: what is late, what fails till then, what nobody can confirm before. */
static void late_renewal_would_ask_for_what_cannot_be_done(void **state)
{
    static const struct {
        const char *what;
        int submitted, delivery, old_ends; /* days of December 2026 */
        const char *says[4], *not_said[4];
    } rows[] = {
        { "in time", 1, 8, 31, { "Submit it by", "; that has to be before Thursday 2026-12-31" }, { "at once", "Tell those", "urgent" } },
        { "late", 14, 21, 31,
          { "it is expected after the day", "The ticket asks whether", "Add to the description why", "has to be before Thursday" },
          { "it was needed", "Tell those", "When it expires it goes" } },
        { "the old one ends first", 14, 21, 20,
          { "it is expected after the day", "certificate fails from Sunday 2026-12-20, 00:00 UTC on, until", "Add to the description why",
            "not when the new one is installed. When it expires it goes, whatever you have confirmed." },
          { "it was needed", "that has to be before", "fails until" } },
        { "on the day of the delivery", 14, 21, 21, { "fails from Monday 2026-12-21, 00:00 UTC on" }, { "that has to be before" } },
        { "it has ended", 18, 25, 17,
          { "Submit it at once, as it was needed by Tuesday 2026-12-15. The ticket asks for it as", "certificate fails until the new" },
          { "it is expected after", "asks whether", "The old certificate (", "fails from" } },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, PURPOSE_TRUSTED_ROOT, HOST_CLOUD);
        k.record.reason = VIEW("");
        k.record.deadline.submitted = time_of_day(day_of(2026, 12, rows[i].submitted));
        k.record.deadline.expected_delivery = day_of(2026, 12, rows[i].delivery);
        k.record.replaced.not_after = time_of_day(day_of(2026, 12, rows[i].old_ends));
        const char *text = on_one_line(&k, render(&k, "submit_case.txt"));
        for (size_t f = 0; f < COUNT_OF(rows[i].says); f++) {
            if (rows[i].says[f])
                has(rows[i].what, text, rows[i].says[f]);
            if (rows[i].not_said[f])
                has_not(rows[i].what, text, rows[i].not_said[f]);
        }
        k.record.reason = VIEW(REASON);
        has_not(rows[i].what, on_one_line(&k, render(&k, "submit_case.txt")), "Add to the description");
        arena_free(&k.arena);
    }
}

static void support_case_would_be_incomplete(void **state)
{
    static const char *const facts[] = {
        "Type: Configure the platform",
        "Expected delivery: Friday 2026-11-27 (target, 5 business days)",
        "Severity: NORMAL",
        "part of every front-end that is built or rebuilt later",
        "Please",
        "Our reference: trusted-root-evil-02020202",
    };
    struct resources k;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *text = on_one_line(&k, render(&k, k.record.route->templates[PART_TICKET]));
        for (size_t f = 0; f < COUNT_OF(facts); f++)
            has(k.record.route->templates[PART_TICKET], text, facts[f]);
        arena_free(&k.arena);
    }
    fill(&k, PURPOSE_CLIENT_SIDE, HOST_CLOUD);
    const char *text = on_one_line(&k, render(&k, "ticket_client_side.txt"));
    has("client", text, "Please confirm the path of the installed certificate");
    has("client", text, "Password: not in this case; Ana Silva (ana_silva@example.com) gives it on request over a channel you choose");
    has("client", text, "PBES2 AES-256-CBC");
    has("client", text, "5a5a5a5a5a");
    has("client", text, "Personal (My)");
    k.record.deadline.expected_delivery = day_of(2026, 12, 16);
    text = on_one_line(&k, render(&k, "ticket_client_side.txt"));
    has("client", text, "That is after the day it is needed. Please tell us whether it can be scheduled earlier.");
    arena_free(&k.arena);
    fill(&k, PURPOSE_INBOUND_MTLS, HOST_CLOUD);
    text = on_one_line(&k, render(&k, "ticket_inbound_mtls.txt"));
    has("inbound", text, "the root and every intermediate CA");
    has("inbound", text, "X-Amzn-Mtls-Clientcert");
    has("inbound", text, "OnAuthentication");
    has("inbound", text, "Please confirm the path of each installed certificate");
    has("inbound", text, "part of every front-end that is built or rebuilt later");
    has("submit", on_one_line(&k, render(&k, "submit_case.txt")), "Your own part: the application checks");
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
        { PURPOSE_INBOUND_MTLS,
          { "certlm.msc", "Cert:\\LocalMachine\\Root", "SSL Settings", "TLS 1.3", "OnAuthentication", "-Remove", "FE1" } },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        const char *text = render(&k, k.record.route->templates[PART_RUNBOOK]);
        for (size_t f = 0; f < 12 && rows[i].facts[f]; f++)
            has(k.record.route->templates[PART_RUNBOOK], text, rows[i].facts[f]);
        const char *dev = strstr(text, "1. Dev (Dev"), *prod = strstr(text, "2. Prod");
        assert_true(dev && prod && dev < prod);
        k.environments[1].type = ENV_UNKNOWN;
        has("runbook", render(&k, k.record.route->templates[PART_RUNBOOK]), "<h3>2. Dev</h3>");
        arena_free(&k.arena);
    }
}

/* It stops at once where the names of front-ends aren't recorded and nobody gives them. */
static void printed_command_would_name_no_front_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *runbook = k.record.route->templates[PART_RUNBOOK], *ticket = k.record.route->templates[PART_TICKET];
        bool is_server = situations[i].purpose == PURPOSE_SERVER;
        if (runbook) {
            has(runbook, render(&k, runbook),
                is_server ? "install-all.ps1 -ComputerName FRONTEND1, FRONTEND2 -PfxPath C:\\Temp\\server.pfx -WhatIf\n"
                          : "install-all.ps1 -ComputerName FRONTEND1, FRONTEND2 -WhatIf\n");
            has(ticket, on_one_line(&k, render(&k, ticket)), "install-all.ps1 -ComputerName NAMES on all");
            k.environments[1].front_end_names = k.front_ends;
            k.environments[1].n_front_end_names = 2;
            has(runbook, render(&k, runbook), is_server ? "install-all.ps1 -PfxPath C:\\Temp\\server.pfx\n" : "install-all.ps1\n");
            has_not(runbook, render(&k, runbook), "-ComputerName");
            has_not(ticket, render(&k, ticket), "-ComputerName");
        }
        arena_free(&k.arena);
    }
}

/* install-all.ps1 leaves the bundle there; what is done later is done from that folder. */
static void later_step_would_not_say_where_it_is_done(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *runbook = k.record.route->templates[PART_RUNBOOK];
        if (runbook) {
            const char *text = render(&k, runbook), *folder = "C:\\ProgramData\\certcase\\trusted-root-evil-02020202\\bundle";
            const char *left = strstr(text, folder), *removal = strstr(text, "<h2>Remove what"), *back = strstr(text, "<h2>Way back");
            assert_true(left && removal && back && left < removal);
            has("step of removal", removal, folder);
            has("way back", back, folder);
        }
        arena_free(&k.arena);
    }
}

/* By hand, too, all that was put there goes, and what stood in its place comes back. */
static void way_back_by_hand_would_stop_halfway(void **state)
{
    static const char root[] = "Cert:\\LocalMachine\\Root\\0909090909090909090909090909090909090909   # only if it was not there before",
                      copy[] = "Copy-Item D:\\Certificates\\www.cer .\\www.cer.old   # if there is one",
                      restore[] = "Remove-Item D:\\Certificates\\www.cer\n"
                                  "Copy-Item .\\www.cer.old D:\\Certificates\\www.cer   # if there was one";
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *runbook = k.record.route->templates[PART_RUNBOOK];
        for (size_t renewal = 0; renewal < 2 && runbook; renewal++) {
            const char *text = render(&k, runbook), *back = strstr(text, "<h2>Way back");
            has(runbook, back, root);
            if (situations[i].purpose != PURPOSE_SERVER) { /* which is exported nowhere */
                has(runbook, text, copy);
                has(runbook, back, restore);
            }
            k.record.replaced = (struct replaced){ 0 };
        }
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
            "[switch]$Remove", NEW_SHA1, "$Replaced = '" OLD_SHA1 "'", "'D:\\Certificates'", "Add-ToJournal 'did' 'removal'" },
          { "PASS", "FAIL", "exit 1", NEW_SHA1, "X509Chain", "'https://pay.example.com/v1'" } },
        { PURPOSE_CLIENT_SIDE,
          { "Import-PfxCertificate", "-AsSecureString", "S-1-5-32-568", "S-1-5-20", "Start-Service -Name KeyIso",
            "RSACryptoServiceProvider", "'certificates/www.pfx'", "$PfxSha256 = '5a5a", "InPfx      = $true",
            "Add-ToJournal 'did' 'permission'" },
          { "GetAccessRules", "KeyIso", "HasPrivateKey", "ClientCertificates.Add" } },
        { PURPOSE_SERVER,
          { "Import-PfxCertificate", "AddSslCertificate", "Store      = 'My'", "Store      = 'Root'" },
          { "certificateHash", "SslStream" } },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        const struct route *route = k.record.route;
        for (size_t f = 0; f < 10 && rows[i].install[f]; f++)
            has(route->templates[PART_INSTALL], render(&k, route->templates[PART_INSTALL]), rows[i].install[f]);
        for (size_t f = 0; f < 8 && rows[i].verify[f]; f++)
            has(route->templates[PART_VERIFY], render(&k, route->templates[PART_VERIFY]), rows[i].verify[f]);
        k.record.id = VIEW("R\xC3\xA9q'7");
        has("install_all.ps1", render(&k, "install_all.ps1"), "$Case = [regex]::Unescape('R\\u00E9q''7')");
        has(route->templates[PART_INSTALL], render(&k, route->templates[PART_INSTALL]), "$Case = [regex]::Unescape('R\\u00E9q''7')");
        arena_free(&k.arena);
    }
}

static void change_would_not_say_why(void **state)
{
    static const struct {
        enum purpose purpose;
        const char *why;
    } rows[] = {
        { PURPOSE_TRUSTED_ROOT, "Why: our applications connect to services whose certificates " },
        { PURPOSE_CLIENT_SIDE, "Why: our applications present it to services that ask for a client certificate." },
        { PURPOSE_SERVER, "Why: whoever opens the site must be shown a valid certificate for its name." },
        { PURPOSE_INBOUND_MTLS, "Why: callers of our exposed REST APIs present certificates that " },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        const char *name = k.record.route->templates[PART_TICKET];
        has(name, on_one_line(&k, render(&k, name)), "Why: " REASON);
        has_not(name, on_one_line(&k, render(&k, name)), rows[i].why);
        k.record.reason = k.record.consumes = VIEW("");
        has(name, on_one_line(&k, render(&k, name)), rows[i].why);
        arena_free(&k.arena);
    }
}

/* What a change board decides by: it is told when applications change over, what stops, and how the old certificate comes back. */
static void renewal_would_be_called_harmless(void **state)
{
    static const char copy[] = "C:\\ProgramData\\certcase\\trusted-root-evil-02020202\\" OLD_SHA1 ".cer",
                      back[] = "brings back the old certificate";
    static const struct {
        enum purpose purpose;
        const char *risk, *runbook;
    } rows[] = {
        { PURPOSE_TRUSTED_ROOT, "connections to services that only it vouches for fail: do that last.",
          "Import-Certificate -FilePath .\\" OLD_SHA1 ".cer -CertStoreLocation Cert:\\LocalMachine\\Root" },
        { PURPOSE_INBOUND_MTLS, "callers that only it vouches for are turned away: do that last.",
          "Remove-Item Cert:\\LocalMachine\\Root\\" OLD_SHA1 },
        { PURPOSE_SERVER, "Other bindings that still have the old certificate fail", "certutil -repairstore My " OLD_SHA1 },
        { PURPOSE_CLIENT_SIDE, "Applications that know this path present the new certificate from then on",
          "Copy-Item .\\www.cer.old D:\\Certificates\\www.cer" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        const struct route *route = k.record.route;
        const char *ticket = on_one_line(&k, render(&k, route->templates[PART_TICKET]));
        has("change", ticket, rows[i].risk);
        has("change", ticket, back);
        has("change", ticket, "install.ps1 -RemoveReplaced keeps a copy first");
        has_not("change", ticket, "Nothing that works today");
        has("runbook", render(&k, route->templates[PART_RUNBOOK]), rows[i].runbook);
        has("runbook", render(&k, route->templates[PART_RUNBOOK]), copy);
        has("submit", on_one_line(&k, render(&k, route->templates[PART_SUBMIT])), "removed last");
        k.record.replaced = (struct replaced){ 0 };
        has_not("change", on_one_line(&k, render(&k, route->templates[PART_TICKET])), "old certificate");
        has_not("runbook", render(&k, route->templates[PART_RUNBOOK]), "the old certificate");
        arena_free(&k.arena);
    }
    struct resources k;
    fill(&k, PURPOSE_CLIENT_SIDE, HOST_SELF_MANAGED);
    has("submit", on_one_line(&k, render(&k, "submit_change.txt")), "whether it takes the new certificate already");
    has("runbook", render(&k, "runbook_client_side.html"), "as soon as <code>install.ps1</code> has written that file");
    arena_free(&k.arena);
}

/* verify.ps1 fails until it is valid, and so does who tests it. */
static void certificate_would_be_installed_before_it_is_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const char *const *names = k.record.route->templates;
        static const enum bundle_part told[] = { PART_TICKET, PART_SUBMIT, PART_RUNBOOK };
        for (size_t t = 0; t < COUNT_OF(told); t++)
            if (names[told[t]])
                has_not(names[told[t]], render(&k, names[told[t]]), "Not before");
        k.issuer.not_before = k.record.deadline.submitted + 10 * (int64_t)SECONDS_A_DAY;
        has("ticket", on_one_line(&k, render(&k, names[PART_TICKET])),
            names[PART_RUNBOOK] ? "when Partner Root, O=Partner becomes valid; verify.ps1 fails earlier"
                                : "when Partner Root, O=Partner becomes valid: please install it, and test, from then on");
        has("submit", on_one_line(&k, render(&k, names[PART_SUBMIT])),
            "Not before: Monday 2026-11-30, 08:00 UTC, when Partner Root, O=Partner becomes valid");
        if (names[PART_RUNBOOK]) {
            has("runbook", render(&k, names[PART_RUNBOOK]),
                "<td>Monday 2026-11-30, 08:00 UTC, when Partner Root, O=Partner becomes valid</td>");
            has("runbook", render(&k, names[PART_RUNBOOK]),
                "A change window from Monday 2026-11-30, 08:00 UTC on (<code>verify.ps1</code> fails earlier), before Tuesday 2026-12-15.");
            k.record.deadline.needed_by = DAY_NONE;
            has("runbook", render(&k, names[PART_RUNBOOK]), "(<code>verify.ps1</code> fails earlier).");
        }
        arena_free(&k.arena);
    }
}

static void overdue_case_would_have_time(void **state)
{
    struct resources k;
    (void)state;
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_CLOUD);
    struct deadline *d = &k.record.deadline;
    d->needed_by = day_of_time(d->submitted) + 1;
    has("ticket", on_one_line(&k, render(&k, "ticket_trusted_root.txt")), "Please tell us whether it can be scheduled earlier.");
    d->needed_by -= 2;
    has("ticket", on_one_line(&k, render(&k, "ticket_trusted_root.txt")), "Needed by: Thursday 2026-11-19 (that day has passed) ");
    has("ticket", on_one_line(&k, render(&k, "ticket_trusted_root.txt")), "Please do it as early as it can be scheduled.");
    k.record.replaced.not_after = d->submitted - 1;
    has("ticket", on_one_line(&k, render(&k, "ticket_trusted_root.txt")),
        "(that day has passed; the old certificate expired on Friday 2026-11-20");
    has("ticket", on_one_line(&k, render(&k, "ticket_trusted_root.txt")), "so connections that need it fail now) ");
    arena_free(&k.arena);
}

/* Which Windows they run only an inventory knows; the files were checked for some all the same. */
static void assumed_windows_would_be_told_as_a_fact(void **state)
{
    static const struct {
        const char *name, *first, *second, *doubt;
    } rows[] = {
        { "of both", "windows-2022", "windows-2022", "" },
        { "of one", "windows-2022", "", " (not recorded for Dev)" },
        { "an older one, too", "windows-2016", "windows-2022", " (Prod | <b>: windows-2016)" },
        { "an older one of one", "windows-2016", "", " (not recorded for Dev; Prod | <b>: windows-2016)" },
        { "of none", "", "", " (assumed, as it is not recorded)" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED);
        k.environments[0].platform = view_of(rows[i].first);
        k.environments[1].platform = view_of(rows[i].second);
        char ticket[200], submit[200];
        snprintf(ticket, sizeof ticket, "Windows: Windows Server 2022%s Contact", rows[i].doubt);
        snprintf(submit, sizeof submit, "checked for Windows Server 2022%s%s", rows[i].doubt, rows[i].doubt[0] ? ": ask" : ". ");
        has(rows[i].name, on_one_line(&k, render(&k, "change_trusted_root.txt")), ticket);
        has(rows[i].name, on_one_line(&k, render(&k, "submit_change.txt")), submit);
        arena_free(&k.arena);
    }
}

static void overdue_change_would_have_time(void **state)
{
    struct resources k;
    (void)state;
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED);
    struct deadline *d = &k.record.deadline;
    d->submit_by = DAY_NONE;
    d->needed_by = day_of_time(d->submitted);
    has_not("change", on_one_line(&k, render(&k, "change_trusted_root.txt")), "overdue");
    has_not("submit", on_one_line(&k, render(&k, "submit_change.txt")), "Start at once");
    d->needed_by--;
    has("change", on_one_line(&k, render(&k, "change_trusted_root.txt")), "Needed by: Thursday 2026-11-19 (overdue: do it at once) ");
    k.record.replaced.not_after = d->submitted - 1;
    has("change", on_one_line(&k, render(&k, "change_trusted_root.txt")), "at once; the old certificate expired on Friday 2026-11-20");
    has("change", on_one_line(&k, render(&k, "change_trusted_root.txt")), "UTC (it has expired)");
    has("submit", on_one_line(&k, render(&k, "submit_change.txt")),
        "Start at once, as it was needed by Thursday 2026-11-19, and the old certificate expired on Friday 2026-11-20");
    has("submit", on_one_line(&k, render(&k, "submit_change.txt")), "Needed by: Thursday 2026-11-19 (that day has passed)");
    has("runbook", render(&k, "runbook_trusted_root.html"),
        "A change window as soon as there can be one: it was needed by Thursday 2026-11-19.");
    has("runbook", render(&k, "runbook_trusted_root.html"), "Thursday 2026-11-19 (overdue: do it at once; the old certificate expired on");
    arena_free(&k.arena);
}

static void new_certificate_would_be_removed_as_the_old_one(void **state)
{
    struct resources k;
    (void)state;
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED);
    k.record.replaced.sha1 = VIEW(NEW_SHA1);
    has("install", render(&k, "install_trusted_root.ps1"), "$Replaced = ''");
    has_not("change", render(&k, "change_trusted_root.txt"), "Replaces");
    arena_free(&k.arena);
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED);
    has_not("runbook", render(&k, "runbook_trusted_root.html"), "What callers still need");
    arena_free(&k.arena);
    fill(&k, PURPOSE_INBOUND_MTLS, HOST_SELF_MANAGED); /* what callers call is no server to connect to */
    has("verify", render(&k, "verify_trusted_root.ps1"), "$Url = [regex]::Unescape('')");
    arena_free(&k.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticket_would_lack_a_fact),
        cmocka_unit_test(ticket_would_be_long),
        cmocka_unit_test(submitter_would_miss_a_fact),
        cmocka_unit_test(late_renewal_would_ask_for_what_cannot_be_done),
        cmocka_unit_test(support_case_would_be_incomplete),
        cmocka_unit_test(change_would_be_incomplete),
        cmocka_unit_test(printed_command_would_name_no_front_end),
        cmocka_unit_test(later_step_would_not_say_where_it_is_done),
        cmocka_unit_test(way_back_by_hand_would_stop_halfway),
        cmocka_unit_test(script_would_not_do_its_work),
        cmocka_unit_test(change_would_not_say_why),
        cmocka_unit_test(renewal_would_be_called_harmless),
        cmocka_unit_test(certificate_would_be_installed_before_it_is_valid),
        cmocka_unit_test(overdue_case_would_have_time),
        cmocka_unit_test(assumed_windows_would_be_told_as_a_fact),
        cmocka_unit_test(overdue_change_would_have_time),
        cmocka_unit_test(new_certificate_would_be_removed_as_the_old_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
