/* What honest certificates must not be told: those of ordinary private PKI, and the public roots of this machine. */
#include "fixture.h"
#include "rule_check.h"

#include <dirent.h>
#include <setjmp.h>

#include <cmocka.h>

#define PUBLIC_ROOTS "/etc/ssl/certs"
#define LONG_AGO .from = "2016-01-01", .to = "2036-01-01"

struct ordinary {
    const char *name;
    struct fx_spec spec;
    const char *may; /* the one rule that may warn; NULL: none */
};

/* Warnings and errors about `seen` other than `may`. */
static size_t complaints(const char *name, const struct examined *seen, const char *may, enum severity least)
{
    size_t n = 0;
    for (size_t i = 0; i < seen->findings.n; i++) {
        const struct finding *finding = &seen->findings.items[i];
        if (finding->severity < least || (may && strcmp(finding->rule->id, may) == 0))
            continue;
        print_error("%s: %s: %.*s\n", name, finding->rule->id, VIEW_ARG(finding->message));
        n++;
    }
    return n;
}

static size_t complaints_about(struct fixtures *f, const struct ordinary *row)
{
    struct arena arena = { 0 };
    struct examined seen;
    struct x509_ctx *x = x509_new();
    rule_check_bytes(x, &arena, fx_cert(f, &row->spec), "https://fw.example.com/", &seen);
    size_t n = complaints(row->name, &seen, row->may, SEV_WARNING);
    if (row->may && !rule_check_has(&seen.findings, view_of(row->may))) {
        print_error("%s: %s is missing\n", row->name, row->may);
        n++;
    }
    arena_free(&arena);
    x509_free(x);
    return n;
}

static void ordinary_private_certificates_are_left_alone(void **state)
{
    struct fixtures *f = fixtures_open("unused");
    enum { SIGN = 1, ENCIPHER = 4, CERT_SIGN = 32, CRL_SIGN = 64 };
    struct view adcs[] = { fx_key_usage(f, SIGN | CERT_SIGN | CRL_SIGN), fx_extension(f, "1.3.6.1.4.1.311.21.1", false, fx_int(f, 0)) };
    struct view both[] = { fx_key_usage(f, SIGN | ENCIPHER) };
    const char *host = "fw.example.com,192.0.2.1";
    const struct ordinary rows[] = {
        { "root of AD CS, 20 years", { .subject = "CN=Example-Root-CA, DC=example, DC=corp", .key = "rsa4096-adcs", .ca = true, LONG_AGO,
              .drop = FX_NO_KEY_USAGE, .extensions = adcs, .n_extensions = 2 }, NULL },
        { "root of openssl req -x509", { .subject = "CN=Corp Root CA, O=Corp", .key = "rsa-corp", .ca = true, .signer = "rsa-corp",
              .drop = FX_NO_KEY_USAGE }, NULL },
        { "root on P-384 for ever", { .subject = "CN=Corp EC Root", .key = "p384-corp", .ca = true, .to = "9999-12-31T23:59:59Z" }, NULL },
        { "old root with SHA-1 and serial 0", { .subject = "CN=Old Root", .key = "rsa-old", .ca = true, .hash = "sha1", .serial = "00",
              LONG_AGO }, NULL },
        { "version 1 root", { .subject = "CN=Older Root", .key = "rsa-older", .version = 1, LONG_AGO }, NULL },
        { "appliance, 20 years", { .subject = "CN=fw.example.com", .key = "rsa-fw", .names = host, .eku = "server", LONG_AGO }, NULL },
        { "IIS, self-signed", { .subject = "CN=fw.example.com", .key = "rsa-iis", .names = host, .eku = "client,server",
              .drop = FX_NO_BASIC | FX_NO_KEY_USAGE, .extensions = both, .n_extensions = 1 }, NULL },
        { "appliance of openssl req -x509", { .subject = "CN=fw.example.com", .key = "rsa-fw2", .ca = true, .names = host,
              .drop = FX_NO_KEY_USAGE }, "server-certificate-is-a-ca" },
        { "appliance named by its CN alone", { .subject = "CN=fw.example.com", .key = "rsa-fw3", .drop = FX_BARE },
          "no-subject-alternative-name" },
    };
    (void)state;
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        n += complaints_about(f, &rows[i]);
    fixtures_close(f);
    assert_int_equal(n, 0);
}

static void public_roots_give_no_error_but_having_expired(void **state)
{
    (void)state;
    size_t n = 0, bad = 0;
    DIR *folder = opendir(PUBLIC_ROOTS);
    struct x509_ctx *x = x509_new();
    for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        struct arena arena = { 0 };
        struct examined seen;
        char path[512];
        if (!view_ends(view_of(entry->d_name), VIEW(".pem")))
            continue;
        snprintf(path, sizeof path, PUBLIC_ROOTS "/%s", entry->d_name);
        rule_check_file(x, &arena, path, "", &seen);
        bad += complaints(path, &seen, "expired", SEV_ERROR) + (seen.evidence.certs.n != 1);
        n++;
        arena_free(&arena);
    }
    x509_free(x);
    if (folder)
        closedir(folder);
    if (n == 0) {
        print_message("SKIPPED: no certificates in " PUBLIC_ROOTS " (package ca-certificates)\n");
        skip();
    }
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_private_certificates_are_left_alone),
        cmocka_unit_test(public_roots_give_no_error_but_having_expired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
