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
                        "<environment name='Test' key='k' host='h.example'/></environments><keys minRsaBits='3072' minEcBits='256'/>"
                        "<validity maxDays='398' maxCaDays='3650'/><delivery maxDays='10'/><pfx opened='true'/>"
                        "<acceptances><acceptance rule='key-short'/></acceptances>"
                        "<known><templates sha256='01ABcdef00000000000000000000000000000000000000000000000000000009'/>"
                        "<generator name='certcase 0.0.9'/>"
                        "<catalog sha256='02ABcdef00000000000000000000000000000000000000000000000000000009'/>"
                        "<holidays sha256='03ABcdef00000000000000000000000000000000000000000000000000000009'/></known></policy>",
                   &p, &e))
        fail_msg("%s: %s", e.where, e.what);
    assert_true(view_eq(p.id, VIEW("acme")) && view_eq(p.origin, VIEW("policy.xml")));
    assert_int_equal(p.n_rules, 2);
    assert_true(!p.rules[0].off && p.rules[0].severity == SEV_ERROR && p.rules[1].off);
    assert_int_equal(p.n_signers, 2);
    assert_true(p.signature_required && view_eq(p.signers[0].subject, VIEW("CN=A & B, O=C")) && !p.signers[0].has_sha256);
    assert_true(p.signers[1].has_sha256 && p.signers[1].sha256[1] == 0xab && p.signers[1].sha256[2] == 0xcd &&
                p.signers[1].sha256[31] == 9);
    assert_true(p.n_issuers == 1 && p.n_environments == 2 && view_eq(p.environments[0].name, VIEW("Production")));
    assert_true(p.environments[0].key.n == 0 && view_eq(p.environments[1].name, VIEW("Test")) &&
                view_eq(p.environments[1].key, VIEW("k")) && view_eq(p.environments[1].host, VIEW("h.example")));
    assert_true(p.min_rsa_bits == 3072 && p.min_ec_bits == 256 && p.max_validity_days == 398 && p.max_ca_validity_days == 3650);
    assert_true(p.max_delivery_days == 10 && p.acceptances_listed && p.n_acceptable == 1 && view_eq(p.acceptable[0].id, VIEW("key-short")));
    assert_true(p.pfx_opened);
    assert_int_equal(p.n_known, KNOWN_COUNT);
    for (unsigned char kind = 0; kind < KNOWN_COUNT; kind++) {
        const unsigned char digest[32] = { kind == KNOWN_TEMPLATES ? 1 : kind == KNOWN_CATALOG ? 2 : 3, 0xab, 0xcd, 0xef, [31] = 9 };
        assert_true(policy_knows(&p, (enum policy_known_kind)kind, digest, VIEW("certcase 0.0.9")));
        assert_false(policy_knows(&p, (enum policy_known_kind)kind, (const unsigned char[32]){ 9 }, VIEW("certcase 0.0.8")));
    }
    assert_true(policy_may_accept(&p, VIEW("key-short")) && !policy_may_accept(&p, VIEW("long-validity")));
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
    assert_true(policy_may_accept(&p, VIEW("key-short")) && policy_may_accept(NULL, VIEW("key-short")));
    assert_false(policy_knows(&p, KNOWN_GENERATOR, NULL, VIEW("")) || policy_knows(NULL, KNOWN_GENERATOR, NULL, VIEW("")));
    arena_free(&arena);
}

static void a_subject_may_be_written_in_every_way(void **state)
{
    static const struct { const char *said, *want; } rows[] = {
        { "CN=Root, O=Partner", "CN=Root, O=Partner" },
        { "C = PT,O=Partner\\, S.A. ,CN=Root", "C=PT, O=\"Partner, S.A.\", CN=Root" },
        { "O=&quot;Partner &quot;&quot;X&quot;&quot;, S.A.&quot;", "O=\"Partner \"\"X\"\", S.A.\"" },
        { "CN=P\\C3\\A4rtner\\+1", "CN=\"P\xC3\xA4rtner+1\"" },
        { "CN=a\\u202Eb, O=", "CN=a\\u202Eb, O=\"\"" },
        { "CN=&quot;a\\,b&quot;", "CN=\"a\\,b\"" },
        { "CN=Root+OU=A;O=B\\", "CN=Root, OU=A, O=B\\" },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct policy p;
        struct err e;
        struct view text = view_fmt(&arena, "%s<issuers><issuer subject='%s'/></issuers></policy>", HEAD, rows[i].said);
        assert_true(read_text(&arena, text.p, &p, &e));
        if (!view_eq_text(p.issuers[0].subject, rows[i].want))
            fail_msg("%s: %.*s", rows[i].said, VIEW_ARG(p.issuers[0].subject));
    }
    arena_free(&arena);
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "" },
        { "<policy/>", "line 1: the document is <policy>, and not a <policy> of urn:certcase:policy:1" },
        { HEAD "\n<signers><signer/></signers></policy>", "line 2" },
        { HEAD "\n<environments><environment/></environments></policy>", "line 2" },
        { HEAD "\n<environments><environment name='a'>a</environment></environments></policy>", "line 2" },
        { HEAD "\n<known><catalog/></known></policy>", "line 2: <catalog> lacks sha256" },
        { HEAD "\n<delivery/></policy>", "line 2" },
        { HEAD "\n<pfx/></policy>", "line 2" },
        { HEAD "\n<signers><signer sha256='00'/></signers></policy>", "line 2" },
        { HEAD "\n<issuers><issuer subject='Partner Root CA'/></issuers></policy>", "line 2: the subject is no distinguished name" },
        { HEAD "\n<issuers><issuer subject='CN=Root,,O=Partner'/></issuers></policy>", "line 2: the subject is no distinguished name" },
        { HEAD "<rules><rule id='a' severity='error'/>\n<rule id='a' severity='off'/></rules></policy>", "line 2" },
        { HEAD "\n<rules><rule id='a' severity='loud'/></rules></policy>", "line 2: severity of <rule>: 'loud' is not one of {'error'" },
        { HEAD "\n<keys minRsaBits='0'/></policy>", "line 2: minRsaBits of <keys>: '0' is less than" },
        { HEAD "\n<keys minEcBits='many'/></policy>", "line 2: minEcBits of <keys>: 'many' is no number from 1 to 16384" },
        { HEAD "\n<rules><rule id='a' weight='error'/></rules></policy>", "line 2: <rule> has no attribute weight; it has id, severity" },
        { HEAD "\n<rules/></policy>", "line 2: <rules> lacks rule" },
        { HEAD "\n<keys/>\n<rules><rule id='a' severity='off'/></rules></policy>", "line 3: <rules> stands too late in <policy>" },
        { HEAD "\n<keys>2048</keys></policy>", "line 2: <keys> has text in it, where none may be" },
        { HEAD "\n<keys><rsa/></keys></policy>", "line 2: <keys> has an element in it, where none may be" },
        { HEAD "\n<rules></policy>", "line 2: not well-formed XML: a tag is closed that is not the last one opened" },
        { HEAD "\n<keys minRsaBits=2048/></policy>", "line 2: not well-formed XML: the value of an attribute lacks its quotes" },
        { HEAD "\n<validity maxDays='-1'/></policy>", "line 2" },
        { HEAD "\n<speed/></policy>", "line 2: <policy> has no element speed; it has rules, signers, issuers, environments, keys, " },
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
        cmocka_unit_test(a_subject_may_be_written_in_every_way),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(a_policy_above_the_ceiling_is_not_parsed),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
