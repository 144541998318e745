/* Policies as files: what is read, and what is refused with a line. */
#include "format/policy_read.h"

#include "format/xml/xml.h"
#include "unit.h"

#define HEAD "<policy xmlns='urn:certcase:policy:1' version='1' id='acme'>"

static bool read_text(struct arena *arena, const char *text, struct policy *out, struct err *e)
{
    return policy_read(arena, VIEW("policy.xml"), view_of(text), out, e);
}

static void every_part_is_read(void **state)
{
    struct arena arena = { 0 };
    struct policy p;
    struct err e;
    (void)state;
    if (!read_text(&arena,
                   HEAD "<rules><rule id='key-short' severity='error'/><rule id='byte-order-mark' severity='off'/></rules>"
                        "<signers required='true'><signer subject='CN=A &amp; B, O=C'/>"
                        "<signer sha256='00ABcdef00000000000000000000000000000000000000000000000000000009'/></signers>"
                        "<issuers><issuer subject='CN=Root'/></issuers><environments><environment>Production</environment>"
                        "<environment>Test</environment></environments><keys minRsaBits='3072' minEcBits='256'/>"
                        "<validity maxDays='398' maxCaDays='3650'/></policy>",
                   &p, &e))
        fail_msg("%s: %s", e.where, e.what);
    assert_true(view_eq(p.id, VIEW("acme")) && view_eq(p.origin, VIEW("policy.xml")));
    assert_int_equal(p.n_rules, 2);
    assert_true(!p.rules[0].off && p.rules[0].severity == SEV_ERROR && p.rules[1].off);
    assert_int_equal(p.n_signers, 2);
    assert_true(p.signature_required && view_eq(p.signers[0].subject, VIEW("CN=A & B, O=C")) && !p.signers[0].has_sha256);
    assert_true(p.signers[1].has_sha256 && p.signers[1].sha256[1] == 0xab && p.signers[1].sha256[2] == 0xcd &&
                p.signers[1].sha256[31] == 9);
    assert_true(p.n_issuers == 1 && p.n_environments == 2 && view_eq(p.environments[1], VIEW("Test")));
    assert_true(p.min_rsa_bits == 3072 && p.min_ec_bits == 256 && p.max_validity_days == 398 && p.max_ca_validity_days == 3650);
    arena_free(&arena);
}

static void an_empty_policy_asks_nothing(void **state)
{
    struct arena arena = { 0 };
    struct policy p;
    struct err e;
    (void)state;
    assert_true(read_text(&arena, HEAD "</policy>", &p, &e));
    assert_true(p.n_rules + p.n_signers + p.n_issuers + p.n_environments + p.min_rsa_bits + p.max_validity_days == 0);
    assert_false(p.signature_required);
    arena_free(&arena);
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "" },
        { "<policy/>", "" },
        { HEAD "\n<signers><signer/></signers></policy>", "line 2" },
        { HEAD
          "\n<signers><signer subject='x' sha256='00ABcdef00000000000000000000000000000000000000000000000000000009'/></signers></policy>",
          "line 2" },
        { HEAD "\n<signers><signer sha256='00'/></signers></policy>", "line 2" },
        { HEAD "<rules><rule id='a' severity='error'/>\n<rule id='a' severity='off'/></rules></policy>", "line 2" },
        { HEAD "\n<rules><rule id='a' severity='loud'/></rules></policy>", "line 2" },
        { HEAD "\n<keys minRsaBits='0'/></policy>", "line 2" },
        { HEAD "\n<validity maxDays='-1'/></policy>", "line 2" },
        { HEAD "\n<speed/></policy>", "line 2" },
        { "<!DOCTYPE policy>" HEAD "</policy>", "" },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct policy p;
        struct err e = { 0 };
        if (read_text(&arena, rows[i].text, &p, &e))
            fail_msg("row %zu was taken", i);
        if (!strstr(e.what, rows[i].says) || strcmp(e.where, "policy.xml") != 0)
            fail_msg("row %zu: %s: %s", i, e.where, e.what);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void a_policy_above_the_ceiling_is_not_parsed(void **state)
{
    enum { TOO_MANY = (256 << 10) + 1 };
    struct arena arena = { 0 };
    struct policy p;
    struct err e;
    char *text = NEW(&arena, char, TOO_MANY);
    (void)state;
    memset(text, ' ', TOO_MANY);
    assert_false(policy_read(&arena, VIEW("policy.xml"), (struct view){ .p = text, .n = TOO_MANY }, &p, &e));
    assert_int_equal(e.status, ST_LIMIT);
    assert_false(policy_read(&arena, VIEW("policy.xml"), (struct view){ .p = text, .n = TOO_MANY - 1 }, &p, &e));
    assert_int_equal(e.status, ST_FORMAT);
    arena_free(&arena);
}

static int set_up(void **state)
{
    (void)state;
    xml_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_read),
        cmocka_unit_test(an_empty_policy_asks_nothing),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(a_policy_above_the_ceiling_is_not_parsed),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
