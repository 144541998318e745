/* Every file of made/hostile/der, named <finding>.<what>.cer, goes all the way from bytes to findings. */
#include "rule_check.h"

#include "base/utf8.h"

#include <dirent.h>
#include <setjmp.h>

#include <cmocka.h>
#include <openssl/crypto.h>

/* Two seconds with sanitizers; an RSA operation with such a key and exponent takes minutes. */
enum { CPU_SECONDS = 2, LEAST_FILES = 60 };

static void assert_safe(const char *file, const char *what, struct view text)
{
    struct view rest = text;
    uint32_t code;
    while (rest.n)
        if (!utf8_take(&rest, &code) || code_is_control(code) || code_is_bidi(code) || code_is_invisible(code))
            fail_msg("%s: %s holds an unsafe character at byte %zu", file, what, text.n - rest.n);
}

static void assert_cert_safe(const char *file, const struct cert *cert)
{
    const struct view texts[] = { cert->subject, cert->issuer, cert->subject_cn, cert->issuer_cn, cert->serial,
                                  cert->signature, cert->key.curve, cert->odd_detail };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_safe(file, "a text of the certificate", texts[i]);
    for (size_t i = 0; i < cert->n_names; i++)
        assert_safe(file, "an alternative name", cert->names[i].text);
    for (size_t i = 0; i < cert->n_ca_issuers; i++)
        assert_safe(file, "a caIssuers URL", cert->ca_issuers[i]);
    for (size_t i = 0; i < cert->n_eku_names; i++)
        assert_safe(file, "an extended key usage", cert->eku_names[i]);
}

static void check_texts(const char *file, const struct examined *seen)
{
    assert_safe(file, "the reason of the refusal", seen->file.malformed_why);
    for (size_t i = 0; i < seen->evidence.certs.n; i++)
        assert_cert_safe(file, seen->evidence.certs.items[i]);
    for (size_t i = 0; i < seen->findings.n; i++) {
        const struct finding *finding = &seen->findings.items[i];
        assert_safe(file, finding->rule->id, finding->message);
        assert_safe(file, finding->rule->id, finding->hint);
        if (finding->message.n > 2000)
            fail_msg("%s: a message of %zu bytes for %s", file, finding->message.n, finding->rule->id);
    }
}

static bool has_expected(const char *file, const struct examined *seen)
{
    struct view rest = view_of(file), want;
    if (!view_cut(&rest, '.', &want))
        return false;
    if (!view_eq_text(want, "accepted"))
        return rule_check_has(&seen->findings, want) || /* libcrypto 3.5 refuses it whole */
               (OpenSSL_version_num() >= 0x30500000L && view_starts(view_of(file), VIEW("invalid-time.empty")) &&
                rule_check_has(&seen->findings, VIEW("malformed-certificate")));
    return seen->evidence.certs.n == 1 && findings_count(&seen->findings, SEV_ERROR) == 0;
}

static void print_findings(const char *file, const struct examined *seen)
{
    print_error("%s gives:\n", file);
    for (size_t i = 0; i < seen->findings.n; i++)
        print_error("    %s: %.*s\n", seen->findings.items[i].rule->id, VIEW_ARG(seen->findings.items[i].message));
}

static bool check_file(struct x509_ctx *x, const char *file)
{
    struct arena arena = { 0 };
    struct examined seen;
    char path[512];
    clock_t start = clock();
    snprintf(path, sizeof path, "%s/hostile/der/%s", MADE_DIR, file);
    rule_check_file(x, &arena, path, "https://good.example/", &seen);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > CPU_SECONDS)
        fail_msg("%s took %.1f s", file, seconds);
    check_texts(file, &seen);
    bool good = has_expected(file, &seen);
    if (!good)
        print_findings(file, &seen);
    arena_free(&arena);
    return good;
}

static void every_file_gives_the_finding_in_its_name_and_safe_texts(void **state)
{
    (void)state;
    size_t n = 0, bad = 0;
    struct x509_ctx *x = x509_new();
    DIR *folder = opendir(MADE_DIR "/hostile/der");
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (view_ends(view_of(entry->d_name), VIEW(".cer"))) {
            bad += !check_file(x, entry->d_name);
            n++;
        }
    closedir(folder);
    x509_free(x);
    assert_int_equal(bad, 0);
    assert_true(n >= LEAST_FILES);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_file_gives_the_finding_in_its_name_and_safe_texts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
