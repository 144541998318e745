/* Every file of made/hostile/{pem,pfx,pkcs7,store}, named <word>.<what>.<ending>, gives that finding or is taken for that container. */
#include "rule_check.h"

#include "base/utf8.h"
#include "model/words.h"

#include <dirent.h>
#include <setjmp.h>

#include <cmocka.h>

static const double cpu_seconds = 0.5; /* with sanitizers */

static void assert_safe(const char *file, struct view text)
{
    struct view rest = text;
    uint32_t code;
    while (rest.n)
        if (!utf8_take(&rest, &code) || code_is_control(code) || code_is_bidi(code) || code_is_invisible(code))
            fail_msg("%s: an unsafe character at byte %zu of a message", file, text.n - rest.n);
}

/* What is taken for a container of that name must hold no certificate: these files are broken. */
static bool as_named(const char *file, const struct examined *seen)
{
    struct view rest = view_of(file), want;
    if (!view_cut(&rest, '.', &want))
        return false;
    bool taken_for = view_eq_text(want, container_word(seen->file.container)) && seen->evidence.certs.n == 0;
    return taken_for || rule_check_has(&seen->findings, want);
}

static bool check_file(struct x509_ctx *x, const char *folder, const char *file)
{
    struct arena arena = { 0 };
    struct examined seen;
    char path[512];
    clock_t start = clock();
    snprintf(path, sizeof path, "%s/%s", folder, file);
    rule_check_file(x, &arena, path, "", &seen);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > cpu_seconds)
        fail_msg("%s took %.1f s", file, seconds);
    assert_safe(file, seen.file.malformed_why);
    assert_safe(file, seen.file.pfx.problem);
    assert_safe(file, seen.file.pfx.encryption);
    for (size_t i = 0; i < seen.findings.n; i++)
        assert_safe(file, seen.findings.items[i].message);
    bool good = as_named(file, &seen);
    if (!good)
        print_error("%s is taken for %s; %zu certificates, PFX in state %d: %.*s\n", file, container_word(seen.file.container),
                    seen.evidence.certs.n, (int)seen.file.pfx.state, VIEW_ARG(seen.file.pfx.problem));
    for (size_t i = 0; !good && i < seen.findings.n; i++)
        print_error("    %s: %.*s\n", seen.findings.items[i].rule->id, VIEW_ARG(seen.findings.items[i].message));
    arena_free(&arena);
    return good;
}

static void check_folder(const char *path, size_t at_least)
{
    size_t n = 0, bad = 0;
    struct x509_ctx *x = x509_new();
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.') {
            bad += !check_file(x, path, entry->d_name);
            n++;
        }
    closedir(folder);
    x509_free(x);
    assert_int_equal(bad, 0);
    assert_true(n >= at_least);
}

static void hostile_pem_gives_what_its_name_says(void **state)
{
    (void)state;
    check_folder(MADE_DIR "/hostile/pem", 43);
}

static void hostile_pkcs7_gives_what_its_name_says(void **state)
{
    (void)state;
    check_folder(MADE_DIR "/hostile/pkcs7", 10);
}

static void hostile_pfx_gives_what_its_name_says(void **state)
{
    (void)state;
    check_folder(MADE_DIR "/hostile/pfx", 22);
}

static void hostile_stores_give_what_their_name_says(void **state)
{
    (void)state;
    check_folder(MADE_DIR "/hostile/store", 8);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_pem_gives_what_its_name_says),
        cmocka_unit_test(hostile_pkcs7_gives_what_its_name_says),
        cmocka_unit_test(hostile_pfx_gives_what_its_name_says),
        cmocka_unit_test(hostile_stores_give_what_their_name_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
