/* What everybody can read in a PFX beside its keys and certificates. */
#include "pfx_made.h"

static int set_up(void **state)
{
    *state = pfx_folder();
    return 0;
}

static void a_name_that_tells_a_secret_is_seen(void **state)
{
    static const struct { const char *name; bool tells, shut; } rows[] = {
        { "acme client 2026", false, false }, { "te-2f4c8a1b-77aa-4d0e-9c11-5b8b2c1d9e3f", false, false },
        { "password on request", false, false }, { "my secrets", false, false }, { "PFX password: geheim1", true, true },
        { "for the client: secret", true, false }, { "secret", true, false }, { "-----BEGIN PRIVATE KEY-----\nMC4CAQ", true, true },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        folder_sh(f, view_fmt(&f->arena, "openssl pkcs12 -export -in a.pem -inkey a.key -passout pass:secret -out told.pfx -name '%s'",
                              rows[i].name).p);
        struct view bytes = folder_read(f, "told.pfx");
        bool tells = open_pfx(f, bytes, &test_password).pfx.oddities & PFX_TELLS_SECRET;
        bool shut = open_pfx(f, bytes, NULL).pfx.oddities & PFX_TELLS_SECRET;
        if (tells != rows[i].tells || shut != rows[i].shut)
            fail_msg("%s: opened %d, shut %d", rows[i].name, tells, shut);
    }
}

static struct view attribute(struct arena *a, const char *oid, struct view value)
{
    return tlv(a, DER_SET, seq2(a, tlv(a, DER_OID, view_of(oid)), tlv(a, DER_SET, value)));
}

/* Where libcrypto finds nothing to say of what everybody can read. */
static void what_hides_in_strings_attributes_and_salts_is_seen(void **state)
{
    struct folder *f = *state;
    struct arena *a = &f->arena;
    struct view text = VIEW("PFX password: geheim1\r\n"), octets = tlv(a, DER_OCTET_STRING, text), none = { 0 };
    struct view unknown = attribute(a, PKCS "\x09\x7F", octets), key_id = attribute(a, PKCS "\x09\x15", octets);
    struct view honest = attribute(a, PKCS "\x09\x15", tlv(a, DER_OCTET_STRING, VIEW("\1\0\0\0")));
    const struct { struct view behind_safes, behind_bags, behind_cert, attributes, salt; unsigned want; } rows[] = {
        { none, none, none, honest, VIEW("12345678"), 0 }, { text, none, none, none, VIEW("12345678"), PFX_OTHER_ENTRIES },
        { none, text, none, none, VIEW("12345678"), PFX_OTHER_ENTRIES }, { none, none, text, none, VIEW("12345678"), PFX_OTHER_ENTRIES },
        { none, none, none, unknown, VIEW("12345678"), PFX_TELLS_SECRET }, { none, none, none, key_id, VIEW("12345678"), PFX_TELLS_SECRET },
        { none, none, none, none, text, PFX_TELLS_SECRET },
    };
    folder_sh(f, "openssl x509 -in a.pem -outform DER -out a.der");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view string = tlv(a, DER_OCTET_STRING, join(a, folder_read(f, "a.der"), rows[i].behind_cert));
        struct view cert = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x09\x16\x01")), tlv(a, DER_CONTEXT_CONSTRUCTED(0), string));
        struct view bag = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x03")),
                               join(a, tlv(a, DER_CONTEXT_CONSTRUCTED(0), cert), rows[i].attributes));
        struct view safe = data_info(a, join(a, tlv(a, DER_SEQUENCE, bag), rows[i].behind_bags));
        struct view sha1 = seq2(a, tlv(a, DER_SEQUENCE, tlv(a, DER_OID, VIEW("\x2B\x0E\x03\x02\x1A"))),
                                tlv(a, DER_OCTET_STRING, VIEW("01234567890123456789")));
        struct view mac = seq2(a, sha1, tlv(a, DER_OCTET_STRING, rows[i].salt));
        struct view contents = data_info(a, join(a, tlv(a, DER_SEQUENCE, safe), rows[i].behind_safes));
        struct view pfx = seq2(a, tlv(a, DER_INTEGER, VIEW("\3")), join(a, contents, mac));
        struct pfx_opened o = open_pfx(f, pfx, NULL);
        if (o.pfx.state != PFX_PASSWORD_MISSING || (o.pfx.oddities & (PFX_OTHER_ENTRIES | PFX_TELLS_SECRET)) != rows[i].want)
            fail_msg("row %zu: state %d, oddities %#x, %.*s", i, (int)o.pfx.state, o.pfx.oddities, VIEW_ARG(o.pfx.problem));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_tells_a_secret_is_seen),
        cmocka_unit_test(what_hides_in_strings_attributes_and_salts_is_seen),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
