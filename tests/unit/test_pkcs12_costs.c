/* What a PFX may cost: too many rounds, entries, bytes or keys are refused before anything is computed. */
#include "pfx_made.h"

static int set_up(void **state)
{
    struct folder *f = pfx_folder();
    folder_sh(f, "openssl pkcs12 -export -in a.pem -inkey a.key -passout pass:secret -keypbe NONE -certpbe NONE -nomac -out plain.pfx");
    *state = f;
    return 0;
}

static struct view der_number(struct arena *a, uint64_t value)
{
    char bytes[9] = { 0 };
    for (size_t i = 0; i < 8; i++)
        bytes[8 - i] = (char)(value >> 8 * i & 0xFF);
    size_t skip = 0;
    while (skip < 8 && bytes[skip] == 0 && !(bytes[skip + 1] & 0x80))
        skip++;
    return tlv(a, DER_INTEGER, (struct view){ .p = bytes + skip, .n = 9 - skip });
}

/* A PFX whose one part claims these iterations, in its MAC or in the encryption of a key. */
static struct view claims(struct arena *a, bool in_mac, struct view algorithm, uint64_t mac_iterations)
{
    struct view key = tlv(a, DER_CONTEXT_CONSTRUCTED(0), seq2(a, algorithm, tlv(a, DER_OCTET_STRING, VIEW("12345678"))));
    struct view bag = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x02")), key);
    struct view safe = data_info(a, in_mac ? tlv(a, DER_SEQUENCE, VIEW("")) : tlv(a, DER_SEQUENCE, bag));
    struct view sha1 = tlv(a, DER_SEQUENCE, tlv(a, DER_OID, VIEW("\x2B\x0E\x03\x02\x1A")));
    struct view digest = seq2(a, sha1, tlv(a, DER_OCTET_STRING, VIEW("12345678901234567890")));
    struct view salted = join(a, digest, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")));
    struct view mac = tlv(a, DER_SEQUENCE, join(a, salted, der_number(a, mac_iterations)));
    struct view body = join(a, tlv(a, DER_INTEGER, VIEW("\3")), data_info(a, tlv(a, DER_SEQUENCE, safe)));
    return tlv(a, DER_SEQUENCE, join(a, body, mac));
}

static struct view des(struct arena *a, uint64_t iterations)
{
    struct view parameters = seq2(a, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")), der_number(a, iterations));
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x01\x03")), parameters);
}

/* PBES2 with AES-256-CBC. */
static struct view pbes2(struct arena *a, struct view kdf, struct view parameters)
{
    struct view iv = tlv(a, DER_OCTET_STRING, VIEW("1234567890123456"));
    struct view aes = seq2(a, tlv(a, DER_OID, VIEW("\x60\x86\x48\x01\x65\x03\x04\x01\x2A")), iv);
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x05\x0D")), seq2(a, seq2(a, tlv(a, DER_OID, kdf), tlv(a, DER_SEQUENCE, parameters)), aes));
}

static struct view pbkdf2(struct arena *a, uint64_t iterations)
{
    return pbes2(a, VIEW(PKCS "\x05\x0C"), join(a, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")), der_number(a, iterations)));
}

static struct view scrypt(struct arena *a, uint64_t n, uint64_t r, uint64_t p)
{
    struct view cost = join(a, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")), der_number(a, n));
    return pbes2(a, VIEW("\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B"), join(a, cost, join(a, der_number(a, r), der_number(a, p))));
}

static int64_t milliseconds(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void excessive_work_is_refused_without_doing_it(void **state)
{
    struct folder *f = *state;
    struct arena *a = &f->arena;
    const uint64_t most = LIMIT_PFX_ITERATIONS, huge = (uint64_t)1 << 31;
    const struct { const char *what; struct view pfx; bool excessive; } rows[] = {
        { "2^31 in the MAC", claims(a, true, des(a, 1), huge), true },
        { "2^63 in the MAC", claims(a, true, des(a, 1), (uint64_t)1 << 63), true },
        { "2^31 for a key", claims(a, false, des(a, huge), 1), true }, { "2^31 in PBKDF2", claims(a, false, pbkdf2(a, huge), 1), true },
        { "one more than allowed in all", claims(a, false, des(a, most), 1), true },
        { "sum that overflows", claims(a, false, des(a, UINT64_MAX), UINT64_MAX), true },
        { "scrypt with too much work", claims(a, false, scrypt(a, 1024, 8, 1 << 20), 1), true },
        { "scrypt with too much memory", claims(a, false, scrypt(a, 1 << 20, 8, 1), 1), true },
        { "scrypt beyond 64 bits", claims(a, false, scrypt(a, huge << 20, huge, huge), 1), true },
        { "scrypt as it is used", claims(a, false, scrypt(a, 16384, 8, 1), 1), false },
        { "few", claims(a, false, des(a, 1000), 1000), false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t start = milliseconds();
        struct pfx_opened o = open_pfx(f, rows[i].pfx, &test_password);
        if ((o.pfx.state == PFX_EXCESSIVE) != rows[i].excessive || milliseconds() - start > 100)
            fail_msg("%s: state %d after %d ms", rows[i].what, (int)o.pfx.state, (int)(milliseconds() - start));
        pkcs12_read(a, rows[i].pfx, &test_password, most + 1, NULL, &o); /* where others have taken all */
        assert_int_equal(o.pfx.state, PFX_EXCESSIVE);
    }
}

static void senseless_iterations_are_damage(void **state)
{
    struct folder *f = *state;
    struct pfx_opened zero = open_pfx(f, claims(&f->arena, true, des(&f->arena, 1), 0), &test_password);
    struct pfx_opened none = open_pfx(f, claims(&f->arena, false, des(&f->arena, 0), 1), &test_password);
    assert_int_equal(zero.pfx.state, PFX_BROKEN);
    assert_int_equal(none.pfx.state, PFX_BROKEN);
    assert_true(zero.pfx.problem.n && none.pfx.problem.n);
}

static PKCS12_SAFEBAG *shrouded(struct folder *f, struct view algorithm)
{
    struct view der = seq2(&f->arena, algorithm, tlv(&f->arena, DER_OCTET_STRING, VIEW("1234567890123456")));
    const unsigned char *p = (const unsigned char *)der.p;
    X509_SIG *sig = d2i_X509_SIG(NULL, &p, (long)der.n);
    assert_non_null(sig);
    return PKCS12_SAFEBAG_create0_pkcs8(sig);
}

static void a_key_inside_an_encrypted_part_is_checked_as_well(void **state)
{
    struct folder *f = *state;
    const struct { struct view algorithm; enum pfx_state want; size_t more; } rows[] = {
        { des(&f->arena, (uint64_t)1 << 31), PFX_EXCESSIVE, 0 }, { des(&f->arena, LIMIT_PFX_ITERATIONS - 4095), PFX_EXCESSIVE, 0 },
        { scrypt(&f->arena, 1 << 20, 8, 1), PFX_EXCESSIVE, 0 },  { des(&f->arena, 2048), PFX_BROKEN, 0 },
        { des(&f->arena, (uint64_t)1 << 62), PFX_BROKEN, LIMIT_PFX_BAGS }, /* computed nothing, so it takes nothing from others */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
        add_cert(f, &bags, "a.pem");
        assert_true(sk_PKCS12_SAFEBAG_push(bags, shrouded(f, rows[i].algorithm)) > 0);
        for (size_t k = 0; k < rows[i].more; k++)
            add_cert(f, &bags, "a.pem");
        int64_t start = milliseconds();
        struct pfx_opened o = open_pfx(f, encrypted_bags(f, bags), &test_password);
        if (o.pfx.state != rows[i].want || o.pfx.taken > 3 * 2048 || milliseconds() - start > 1000)
            fail_msg("row %zu: state %d, %ju rounds", i, (int)o.pfx.state, (uintmax_t)o.pfx.taken);
        assert_int_equal(o.certs.n, 0);
    }
}

/* One beyond a ceiling isn't called damaged without saying which. */
static void expect_within(const struct pfx *pfx, bool within, const char *problem)
{
    assert_int_equal(pfx->state, within ? PFX_OPEN : PFX_BROKEN);
    assert_int_equal((pfx->oddities & PFX_TOO_LARGE) != 0, !within);
    assert_true(within || view_eq_text(pfx->problem, problem));
}

static void more_entries_than_the_ceiling_are_refused(void **state)
{
    struct folder *f = *state;
    for (size_t n = LIMIT_PFX_BAGS - 1; n <= LIMIT_PFX_BAGS + 1; n++) {
        struct arena *a = &f->arena;
        struct view nothing = tlv(a, DER_CONTEXT_CONSTRUCTED(0), tlv(a, DER_SEQUENCE, VIEW("")));
        struct view other = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x07")), nothing);
        struct view bags = { 0 };
        struct view safes = { 0 };
        for (size_t i = 0; i < n; i++) {
            bags = join(a, bags, other);
            safes = join(a, safes, data_info(a, tlv(a, DER_SEQUENCE, VIEW(""))));
        }
        struct view contents[2] = { data_info(a, tlv(a, DER_SEQUENCE, bags)), safes };
        for (size_t i = 0; i < 2; i++) {
            struct view pfx = seq2(a, tlv(a, DER_INTEGER, VIEW("\3")), data_info(a, tlv(a, DER_SEQUENCE, contents[i])));
            struct pfx_opened o = open_pfx(f, pfx, NULL);
            expect_within(&o.pfx, n <= LIMIT_PFX_BAGS, i ? "it has more than 200 parts" : "it has more than 200 entries");
        }
    }
}

static void more_bytes_than_the_ceiling_are_refused(void **state)
{
    struct folder *f = *state;
    struct view pfx = folder_read(f, "plain.pfx");
    for (size_t n = LIMIT_PFX_BYTES; n <= LIMIT_PFX_BYTES + 1; n++) {
        char *longer = NEW(&f->arena, char, n);
        memcpy(longer, pfx.p, pfx.n);
        struct pfx_opened o = open_pfx(f, (struct view){ .p = longer, .n = n }, NULL);
        expect_within(&o.pfx, n <= LIMIT_PFX_BYTES, "it has more than 1048576 bytes");
    }
}

static struct view plain_key(struct arena *a, struct view algorithm, struct view key)
{
    struct view info = join(a, tlv(a, DER_INTEGER, VIEW("\0")), join(a, algorithm, tlv(a, DER_OCTET_STRING, key)));
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x01")), tlv(a, DER_CONTEXT_CONSTRUCTED(0), tlv(a, DER_SEQUENCE, info)));
}

static struct pfx_opened open_bags(struct folder *f, struct view bags)
{
    struct arena *a = &f->arena;
    struct view safe = data_info(a, tlv(a, DER_SEQUENCE, bags));
    return open_pfx(f, seq2(a, tlv(a, DER_INTEGER, VIEW("\3")), data_info(a, tlv(a, DER_SEQUENCE, safe))), NULL);
}

static void more_keys_than_the_ceiling_are_refused(void **state)
{
    struct folder *f = *state;
    struct view ed25519 = tlv(&f->arena, DER_SEQUENCE, tlv(&f->arena, DER_OID, VIEW("\x2B\x65\x70"))), bags = { 0 };
    for (size_t n = 1; n <= LIMIT_PFX_KEYS + 1; n++) {
        struct view octets = tlv(&f->arena, DER_OCTET_STRING, view_fmt(&f->arena, "%032zu", n));
        bags = join(&f->arena, bags, plain_key(&f->arena, ed25519, octets));
        struct pfx_opened o = open_bags(f, bags);
        expect_within(&o.pfx, n <= LIMIT_PFX_KEYS, "it has more than 16 private keys");
        assert_int_equal(o.pfx.keys, n <= LIMIT_PFX_KEYS ? n : 0);
    }
}

/* The public half of a DH key would be computed: 2^x mod p with x of 120,000 bits. */
static void a_key_that_takes_long_is_refused(void **state)
{
    struct folder *f = *state;
    struct arena *a = &f->arena;
    char *big = NEW(a, char, 15000);
    memset(big, 0x7F, 15000);
    struct view p = tlv(a, DER_INTEGER, (struct view){ .p = big, .n = 1000 });
    struct view dh = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x03\x01")), seq2(a, p, tlv(a, DER_INTEGER, VIEW("\2"))));
    struct view x = tlv(a, DER_INTEGER, (struct view){ .p = big, .n = 15000 });
    int64_t start = milliseconds();
    assert_int_equal(open_bags(f, plain_key(a, dh, x)).pfx.state, PFX_BROKEN);
    assert_in_range(milliseconds() - start, 0, 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(excessive_work_is_refused_without_doing_it),
        cmocka_unit_test(senseless_iterations_are_damage),
        cmocka_unit_test(a_key_inside_an_encrypted_part_is_checked_as_well),
        cmocka_unit_test(more_entries_than_the_ceiling_are_refused),
        cmocka_unit_test(more_bytes_than_the_ceiling_are_refused),
        cmocka_unit_test(more_keys_than_the_ceiling_are_refused),
        cmocka_unit_test(a_key_that_takes_long_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
