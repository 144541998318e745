/* Flips each byte of good bundles in turn: every change must be noticed. flip [STEP]: every STEP-th byte only, 1 by default.
 *
 * Each byte is changed twice, in one bit and in all of them. A change counts as noticed when a rule about bundles fires with more than a
 * note. There is no byte in a bundle without meaning, so none may stay unnoticed; the list is printed. */
#include "../unit/audit_kit.h"
#include "base/file.h"
#include "base/limits.h"


static size_t step = 1;

static bool is_noticed(struct audit_kit *k, struct view archive)
{
    return audit_count(audit_of(k, archive)) > 0;
}

static void flip_all(struct audit_kit *k, const char *what, struct view archive)
{
    char *bytes = NEW(&k->t.arena, char, archive.n);
    struct view changed = { .p = bytes, .n = archive.n };
    size_t unnoticed = 0, flips = 0;
    memcpy(bytes, archive.p, archive.n);
    if (is_noticed(k, changed)) {
        audit_print(&k->seen.findings);
        fail_msg("%s: not clean to begin with", what);
    }
    for (size_t i = 0; i < archive.n; i += step)
        for (int all = 0; all < 2; all++, flips++) {
            bytes[i] = (char)(archive.p[i] ^ (all ? 0xFF : 1 << i % 8));
            if (!is_noticed(k, changed)) {
                print_error("%s: byte %zu as %02x goes unnoticed\n", what, i, (unsigned)(unsigned char)bytes[i]);
                unnoticed++;
            }
            bytes[i] = archive.p[i];
        }
    print_message("%s: %zu bytes, %zu flips, %zu unnoticed\n", what, archive.n, flips, unnoticed);
    assert_int_equal(unnoticed, 0);
}

static void each_byte_of_a_support_case_counts(void **state)
{
    struct audit_kit *k = *state;
    flip_all(k, "support case", audit_make_of(k, PATHS(SAMPLES "partner-root.cer"), "Test"));
}

static void each_byte_of_a_change_counts(void **state)
{
    struct audit_kit *k = *state;
    flip_all(k, "change", audit_make_of(k, PATHS(SAMPLES "partner-root.cer"), "Datacentre"));
}

static void each_byte_of_a_client_side_case_counts(void **state)
{
    struct audit_kit *k = *state;
    struct view archive = audit_make_of(k, PATHS(SAMPLES "partner-client-3des.pfx"), "Production");
    k->t.wishes.password.get = no_password; /* as whoever audits it */
    flip_all(k, "client-side case", archive);
}

static void each_byte_of_a_signed_bundle_counts(void **state)
{
    struct audit_kit *k = *state;
    struct view key, cert;
    struct err e;
    if (!file_read(&k->t.arena, SAMPLES "signer.key", LIMIT_INPUT_BYTES, &key, &e) ||
        !file_read(&k->t.arena, SAMPLES "signer.cer", LIMIT_INPUT_BYTES, &cert, &e) ||
        !signer_open(cert, key, NULL, &k->t.resources.signer, &e))
        fail_msg("%s: %s", e.where, e.what);
    struct view archive = audit_make_of(k, PATHS(SAMPLES "partner-root.cer"), "Test");
    signer_close(k->t.resources.signer);
    k->t.resources.signer = NULL;
    flip_all(k, "signed case", archive);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        AUDIT_TEST(each_byte_of_a_support_case_counts),
        AUDIT_TEST(each_byte_of_a_change_counts),
        AUDIT_TEST(each_byte_of_a_client_side_case_counts),
        AUDIT_TEST(each_byte_of_a_signed_bundle_counts),
    };
    uint64_t given = 1;
    if (argc > 1 && (!view_number(view_of(argv[1]), 1000000, &given) || given == 0)) {
        fprintf(stderr, "usage: flip [STEP]\n");
        return 2;
    }
    step = (size_t)given;
    return cmocka_run_group_tests_name("flip", tests, NULL, NULL);
}
