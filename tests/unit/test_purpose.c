/* What a set of certificates is for, and what the user's own word changes. */
#include "steps/purpose.h"
#include "unit.h"

static const struct alt_name vendor_name[] = { { .kind = NAME_DNS, .text = VIEW_ROW("*.OutsystemsEnterprise.com") } };
static const struct alt_name two_names[] = { { .kind = NAME_DNS, .text = VIEW_ROW("api.partner.example") },
                                             { .kind = NAME_DNS, .text = VIEW_ROW("x.outsystemsenterprise.com") } };
static const struct alt_name lookalike[] = { { .kind = NAME_DNS, .text = VIEW_ROW("evil-outsystemsenterprise.com") } };

static const struct {
    const char *name;
    struct cert cert;
    enum purpose asked, want, by_content;
    bool vendor_owned;
} rows[] = {
    { "root", { .role = ROLE_ROOT, .ca = true }, PURPOSE_NONE, PURPOSE_TRUSTED_ROOT, PURPOSE_TRUSTED_ROOT, false },
    { "self-signed", { .role = ROLE_SELF_SIGNED }, PURPOSE_NONE, PURPOSE_TRUSTED_ROOT, PURPOSE_TRUSTED_ROOT, false },
    { "self-signed, for clients alone",
      { .role = ROLE_SELF_SIGNED, .has_eku = true, .eku = EKU_CLIENT },
      PURPOSE_NONE,
      PURPOSE_CLIENT_SIDE,
      PURPOSE_CLIENT_SIDE,
      false },
    { "self-signed, for both",
      { .role = ROLE_SELF_SIGNED, .has_eku = true, .eku = EKU_CLIENT | EKU_SERVER },
      PURPOSE_NONE,
      PURPOSE_TRUSTED_ROOT,
      PURPOSE_TRUSTED_ROOT,
      false },
    { "intermediate", { .role = ROLE_INTERMEDIATE, .ca = true }, PURPOSE_NONE, PURPOSE_TRUSTED_ROOT, PURPOSE_TRUSTED_ROOT, false },
    { "server leaf", { .role = ROLE_LEAF, .eku = EKU_SERVER }, PURPOSE_NONE, PURPOSE_TRUSTED_ROOT, PURPOSE_TRUSTED_ROOT, false },
    { "leaf for both",
      { .role = ROLE_LEAF, .eku = EKU_SERVER | EKU_CLIENT },
      PURPOSE_NONE,
      PURPOSE_TRUSTED_ROOT,
      PURPOSE_TRUSTED_ROOT,
      false },
    { "client leaf, no key", { .role = ROLE_LEAF, .eku = EKU_CLIENT }, PURPOSE_NONE, PURPOSE_CLIENT_SIDE, PURPOSE_CLIENT_SIDE, false },
    { "client with key",
      { .role = ROLE_CLIENT, .has_key = true, .eku = EKU_CLIENT },
      PURPOSE_NONE,
      PURPOSE_CLIENT_SIDE,
      PURPOSE_CLIENT_SIDE,
      false },
    { "key, no usage given", { .role = ROLE_CLIENT, .has_key = true }, PURPOSE_NONE, PURPOSE_CLIENT_SIDE, PURPOSE_CLIENT_SIDE, false },
    { "key, for servers",
      { .role = ROLE_CLIENT, .has_key = true, .eku = EKU_SERVER },
      PURPOSE_NONE,
      PURPOSE_SERVER,
      PURPOSE_SERVER,
      false },
    { "asked otherwise", { .role = ROLE_ROOT, .ca = true }, PURPOSE_CLIENT_SIDE, PURPOSE_CLIENT_SIDE, PURPOSE_TRUSTED_ROOT, false },
    { "the vendor's",
      { .role = ROLE_LEAF, .names = vendor_name, .n_names = 1, .has_san = true },
      PURPOSE_NONE,
      PURPOSE_SERVER,
      PURPOSE_SERVER,
      true },
    { "the vendor's, by its subject",
      { .role = ROLE_LEAF, .subject_cn = VIEW_ROW("x.outsystemsenterprise.com") },
      PURPOSE_NONE,
      PURPOSE_SERVER,
      PURPOSE_SERVER,
      true },
    { "for a host of the vendor, for clients alone",
      { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_CLIENT, .names = vendor_name, .n_names = 1, .has_san = true },
      PURPOSE_NONE,
      PURPOSE_CLIENT_SIDE,
      PURPOSE_CLIENT_SIDE,
      false },
    { "for a host of the vendor, with its key",
      { .role = ROLE_CLIENT, .has_key = true, .names = vendor_name, .n_names = 1, .has_san = true },
      PURPOSE_NONE,
      PURPOSE_CLIENT_SIDE,
      PURPOSE_CLIENT_SIDE,
      false },
    { "a partner's that names a host of the vendor, too",
      { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_SERVER, .names = two_names, .n_names = 2, .has_san = true },
      PURPOSE_NONE,
      PURPOSE_TRUSTED_ROOT,
      PURPOSE_TRUSTED_ROOT,
      false },
    { "claims to be the vendor's",
      { .role = ROLE_SELF_SIGNED, .self_signed = true, .names = vendor_name, .n_names = 1, .has_san = true },
      PURPOSE_NONE,
      PURPOSE_TRUSTED_ROOT,
      PURPOSE_TRUSTED_ROOT,
      false },
    { "looks like the vendor's",
      { .role = ROLE_LEAF, .names = lookalike, .n_names = 1, .has_san = true },
      PURPOSE_NONE,
      PURPOSE_TRUSTED_ROOT,
      PURPOSE_TRUSTED_ROOT,
      false },
};

static void content_decides_unless_the_user_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert cert = rows[i].cert, *list[] = { &cert };
        const struct evidence evidence = { .certs = { .items = list, .n = 1 } };
        struct decided decided = purpose_decide(&evidence, rows[i].asked);
        if (decided.purpose != rows[i].want || decided.by_content != rows[i].by_content || decided.vendor_owned != rows[i].vendor_owned)
            fail_msg("%s: %d %d %d", rows[i].name, (int)decided.purpose, (int)decided.by_content, (int)decided.vendor_owned);
    }
}

static void vendors(const struct evidence *evidence, bool owned, bool only_named)
{
    const struct decided decided = purpose_decide(evidence, PURPOSE_SERVER);
    assert_int_equal(decided.vendor_owned, owned);
    assert_int_equal(decided.vendor_named, only_named);
}

static void the_vendors_own_comes_from_a_public_ca_as_far_as_known(void **state)
{
    struct cert root = { .role = ROLE_ROOT, .ca = true, .self_issued = true, .self_signed = true };
    struct cert leaf = { .role = ROLE_LEAF, .names = vendor_name, .n_names = 1, .has_san = true, .issuer_cert = &root };
    struct cert *list[] = { &leaf, &root };
    struct cert_file key = { .container = CONTAINER_PRIVATE_KEY, .oddities = FILE_PRIVATE_KEY }, *files[] = { &key };
    struct evidence evidence = { .certs = { .items = list, .n = 2 }, .trust_known = true };
    (void)state;
    vendors(&evidence, false, true); /* a private CA */
    leaf.issuer_publicly_trusted = true;
    vendors(&evidence, true, false);
    leaf.issuer_publicly_trusted = false;
    root = (struct cert){ .role = ROLE_INTERMEDIATE, .ca = true };
    vendors(&evidence, false, true);
    evidence.trust_known = false;
    vendors(&evidence, true, false);
    evidence.files = files, evidence.n_files = 1; /* who has its key isn't the vendor */
    vendors(&evidence, false, false);
    evidence.certs.n = 1, leaf.issuer_cert = NULL, leaf.self_signed = true;
    vendors(&evidence, false, true);
    leaf.names = two_names, leaf.n_names = 2;
    vendors(&evidence, false, false);
}

static void a_closed_pfx_is_still_for_a_client(void **state)
{
    struct cert_file file = { .container = CONTAINER_PKCS12 }, *files[] = { &file };
    const struct evidence evidence = { .files = files, .n_files = 1 };
    (void)state;
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_CLIENT_SIDE);
    file.container = CONTAINER_CSR;
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_NONE);
}

static void the_cas_beside_a_closed_pfx_are_its_chain(void **state)
{
    struct cert root = { .role = ROLE_ROOT, .ca = true }, *list[] = { &root };
    struct cert_file file = { .container = CONTAINER_PKCS12, .pfx.state = PFX_PASSWORD_MISSING }, *files[] = { &file };
    const struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = list, .n = 1 } };
    (void)state;
    assert_int_equal(purpose_decide(&evidence, PURPOSE_CLIENT_SIDE).by_content, PURPOSE_CLIENT_SIDE);
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_CLIENT_SIDE);
    file.pfx.state = PFX_OPEN;
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_TRUSTED_ROOT);
    file.pfx.state = PFX_PASSWORD_MISSING;
    root = (struct cert){ .role = ROLE_CLIENT, .has_key = true, .eku = EKU_SERVER }; /* of another PFX, which is open */
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_SERVER);
}

static void a_pfx_with_a_foreign_key_or_none_is_still_for_a_client(void **state)
{
    struct cert leaf = { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_CLIENT | EKU_SERVER }, root = { .role = ROLE_ROOT, .ca = true };
    struct cert *list[] = { &leaf, &root };
    struct cert_file file = { .container = CONTAINER_PKCS12, .pfx.state = PFX_OPEN, .certs = { .items = list, .n = 2 } };
    struct cert_file *files[] = { &file };
    const struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = list, .n = 2 } };
    (void)state;
    struct decided decided = purpose_decide(&evidence, PURPOSE_NONE);
    assert_int_equal(decided.purpose, PURPOSE_CLIENT_SIDE);
    assert_ptr_equal(decided.main, &leaf);
    leaf.role = ROLE_INTERMEDIATE; /* CAs alone are only oddly wrapped */
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_TRUSTED_ROOT);
    leaf.role = ROLE_LEAF, leaf.eku = EKU_SERVER;
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_TRUSTED_ROOT);
}

static void a_key_beside_a_leaf_is_for_a_client(void **state)
{
    struct cert leaf = { .role = ROLE_LEAF }, root = { .role = ROLE_ROOT, .ca = true }, *list[] = { &root, &leaf };
    struct cert_file certs = { .container = CONTAINER_PEM }, key = { .container = CONTAINER_PRIVATE_KEY, .oddities = FILE_PRIVATE_KEY };
    struct cert_file *files[] = { &certs, &key };
    const struct evidence evidence = { .files = files, .n_files = 2, .certs = { .items = list, .n = 2 } };
    (void)state;
    struct decided decided = purpose_decide(&evidence, PURPOSE_NONE);
    assert_int_equal(decided.purpose, PURPOSE_CLIENT_SIDE);
    assert_ptr_equal(decided.main, &leaf);
    leaf.role = ROLE_INTERMEDIATE; /* CAs, and somebody's key: it stays out */
    assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, PURPOSE_TRUSTED_ROOT);
}

static void of_several_a_key_wins_then_a_ca_then_the_first(void **state)
{
    static const struct cert root = { .role = ROLE_ROOT, .ca = true }, with_key = { .role = ROLE_CLIENT, .has_key = true },
                             client = { .role = ROLE_LEAF, .eku = EKU_CLIENT }, server = { .role = ROLE_LEAF, .eku = EKU_SERVER };
    static const struct {
        const struct cert *first, *second;
        enum purpose want;
    } pairs[] = {
        { &root, &with_key, PURPOSE_CLIENT_SIDE },
        { &client, &root, PURPOSE_TRUSTED_ROOT },
        { &root, &client, PURPOSE_TRUSTED_ROOT },
        { &client, &server, PURPOSE_CLIENT_SIDE },
        { &server, &client, PURPOSE_TRUSTED_ROOT },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct cert first = *pairs[i].first, second = *pairs[i].second, *list[] = { &first, &second };
        const struct evidence evidence = { .certs = { .items = list, .n = 2 } };
        assert_int_equal(purpose_decide(&evidence, PURPOSE_NONE).purpose, pairs[i].want);
    }
}

static void what_it_is_about_follows_from_the_purpose(void **state)
{
    static const struct cert root = { .role = ROLE_ROOT, .ca = true, .self_signed = true },
                             issuing = { .role = ROLE_INTERMEDIATE, .ca = true },
                             leaf = { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_SERVER },
                             client = { .role = ROLE_CLIENT, .has_key = true, .has_eku = true, .eku = EKU_CLIENT },
                             with_key = { .role = ROLE_CLIENT, .has_key = true }, alone = { .role = ROLE_SELF_SIGNED, .self_signed = true };
    static const struct {
        const struct cert *list[4];
        enum purpose asked;
        size_t want; /* its place in the list */
    } sets[] = {
        { { &leaf, &issuing, &root }, PURPOSE_NONE, 2 },         { { &leaf, &issuing, &root }, PURPOSE_TRUSTED_ROOT, 2 },
        { { &leaf, &issuing, &root }, PURPOSE_SERVER, 0 },       { { &root, &issuing, &leaf }, PURPOSE_SERVER, 2 },
        { { &issuing, &leaf }, PURPOSE_SERVER, 1 },              { { &root, &issuing, &leaf }, PURPOSE_CLIENT_SIDE, 2 },
        { { &root, &with_key, &issuing }, PURPOSE_SERVER, 1 },   { { &leaf, &root, &with_key }, PURPOSE_SERVER, 2 },
        { { &client, &root, &leaf }, PURPOSE_SERVER, 2 },        { { &client, &root, &leaf }, PURPOSE_CLIENT_SIDE, 0 },
        { { &root, &with_key }, PURPOSE_TRUSTED_ROOT, 1 },       { { &issuing, &alone, &root }, PURPOSE_SERVER, 1 },
        { { &issuing, &root }, PURPOSE_CLIENT_SIDE, 1 },        { { &leaf, &issuing, &root }, PURPOSE_INBOUND_MTLS, 2 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        struct cert certs[4], *list[4];
        struct evidence evidence = { .certs = { .items = list } };
        for (size_t n = 0; n < 4 && sets[i].list[n]; n++) {
            certs[n] = *sets[i].list[n];
            list[evidence.certs.n++] = &certs[n];
        }
        if (purpose_decide(&evidence, sets[i].asked).main != &certs[sets[i].want])
            fail_msg("row %zu", i);
    }
    assert_null(purpose_decide(&(struct evidence){ 0 }, PURPOSE_SERVER).main);
}

static void what_a_record_says_it_is_about_comes_before_the_order_of_files(void **state)
{
    struct cert other = { .role = ROLE_ROOT, .ca = true, .sha256 = { 1 } }, own = { .role = ROLE_ROOT, .ca = true, .sha256 = { 2 } };
    struct cert twin = own, said = { .sha256 = { 2 } }, absent = { .sha256 = { 3 } };
    struct cert *list[] = { &other, &own, &twin };
    const struct evidence evidence = { .certs = { .items = list, .n = COUNT_OF(list) } };
    struct decided decided = purpose_decide(&evidence, PURPOSE_TRUSTED_ROOT);
    (void)state;
    purpose_is_about(&evidence, &absent, &decided);
    assert_ptr_equal(decided.main, &other);
    purpose_is_about(&evidence, &said, &decided);
    assert_ptr_equal(decided.main, &own);
    decided.main = &twin;
    purpose_is_about(&evidence, &said, &decided);
    assert_ptr_equal(decided.main, &twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_decides_unless_the_user_does),
        cmocka_unit_test(the_vendors_own_comes_from_a_public_ca_as_far_as_known),
        cmocka_unit_test(a_closed_pfx_is_still_for_a_client),
        cmocka_unit_test(the_cas_beside_a_closed_pfx_are_its_chain),
        cmocka_unit_test(a_pfx_with_a_foreign_key_or_none_is_still_for_a_client),
        cmocka_unit_test(a_key_beside_a_leaf_is_for_a_client),
        cmocka_unit_test(of_several_a_key_wins_then_a_ca_then_the_first),
        cmocka_unit_test(what_it_is_about_follows_from_the_purpose),
        cmocka_unit_test(what_a_record_says_it_is_about_comes_before_the_order_of_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
