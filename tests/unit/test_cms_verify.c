/* Who signed what, as the audit sees it; openssl is the judge of what verifies. */
#include "format/container/cms.h"

#include "base/civil.h"
#include "folder.h"

#include <openssl/cms.h>
#include <openssl/pem.h>

/* Whoever made the files, their certificates are valid for some days from the run on. */
#define SIGN "openssl cms -sign -binary -outform DER -in SHA256SUMS -nosmimecap "

static const struct view sums = VIEW_ROW("0123  TICKET.txt\n4567  case.xml\n");

struct state {
    struct folder folder;
    struct x509_ctx *x509;
    int64_t now;
};

static int set_up(void **state)
{
    struct state *s = calloc(1, sizeof *s);
    struct folder *f = &s->folder;
    folder_open(f);
    folder_sh(f, "ca() { openssl req -x509 -newkey rsa:2048 -nodes -keyout $1.key -out $1.pem -subj /CN=$1 -days 9; }; ca ca; ca other;"
                 "s() { n=$1; ca=$2; shift 2; openssl req -new \"$@\" -nodes -keyout $n.key -subj \"/O=Partner/CN=$n\" -out $n.csr;"
                 " printf \"$ext\" > ext; openssl x509 -req -in $n.csr -CA $ca.pem -CAkey $ca.key -CAcreateserial -days 9 -extfile ext "
                 "-out $n.pem; };"
                 "ext='basicConstraints=critical,CA:true\\n'; s sub ca -newkey rsa:2048; ext='keyUsage=digitalSignature\\n';"
                 "s rsa ca -newkey rsa:2048; s ec sub -newkey ec -pkeyopt ec_paramgen_curve:P-256; s big ca -newkey rsa:2048 -pkeyopt"
                 " rsa_keygen_pubexp:36893488147419103363; ext='extendedKeyUsage=serverAuth\\n'; s web ca -newkey rsa:2048;"
                 "openssl x509 -in ca.pem -outform DER -out ca.der; cat other.pem ca.pem > both.pem");
    folder_write(f, "SHA256SUMS", sums);
    s->x509 = x509_new();
    s->now = (int64_t)time(NULL);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct state *s = *state;
    x509_free(s->x509);
    folder_close(&s->folder);
    free(s);
    return 0;
}

static struct signature judge(struct state *s, const char *trust_file, struct view content, int64_t now)
{
    struct signer_trust *trust = NULL;
    struct signature got;
    struct err e;
    if (trust_file && !signer_trust_load(folder_read(&s->folder, trust_file), &trust, &e))
        fail_msg("%s: %s", trust_file, e.what);
    signer_verify(trust, s->x509, &s->folder.arena, content, folder_read(&s->folder, "p7s"), now, &got);
    signer_trust_free(trust);
    return got;
}

static void each_signature_gets_its_state(void **state)
{
    static const struct {
        const char *sign, *trust;
        enum signature_state want;
    } rows[] = {
        { SIGN "-signer rsa.pem -inkey rsa.key -noattr -out p7s", "ca.pem", SIGNATURE_GOOD },
        { SIGN "-signer rsa.pem -inkey rsa.key -out p7s", "ca.der", SIGNATURE_GOOD },
        { SIGN "-signer rsa.pem -inkey rsa.key -out p7s", "both.pem", SIGNATURE_GOOD },
        { SIGN "-signer ec.pem -inkey ec.key -certfile sub.pem -out p7s", "ca.pem", SIGNATURE_GOOD },
        { SIGN "-signer ec.pem -inkey ec.key -out p7s", "sub.pem", SIGNATURE_GOOD },
        { SIGN "-signer rsa.pem -inkey rsa.key -md sha512 -out p7s", "ca.pem", SIGNATURE_GOOD },
        { SIGN "-signer ec.pem -inkey ec.key -out p7s", "ca.pem", SIGNATURE_UNTRUSTED }, /* its issuer is missing */
        { SIGN "-signer rsa.pem -inkey rsa.key -out p7s", "other.pem", SIGNATURE_UNTRUSTED },
        { SIGN "-signer web.pem -inkey web.key -out p7s", "ca.pem", SIGNATURE_UNTRUSTED }, /* not for signing */
        { SIGN "-signer rsa.pem -inkey rsa.key -out p7s", NULL, SIGNATURE_UNCHECKED },
        { SIGN "-signer rsa.pem -inkey rsa.key -md sha1 -out p7s", "ca.pem", SIGNATURE_INVALID },
        { SIGN "-signer rsa.pem -inkey rsa.key -nodetach -out p7s", "ca.pem", SIGNATURE_INVALID },
        { SIGN "-signer rsa.pem -inkey rsa.key -nocerts -out p7s", "ca.pem", SIGNATURE_INVALID },
        { SIGN "-signer rsa.pem -inkey rsa.key -signer ec.pem -inkey ec.key -out p7s", "ca.pem", SIGNATURE_INVALID },
        { SIGN "-signer big.pem -inkey big.key -out p7s", "ca.pem", SIGNATURE_INVALID }, /* an exponent beyond the ceiling */
        { SIGN "-signer rsa.pem -inkey rsa.key -out p7s; printf x >> p7s", "ca.pem", SIGNATURE_INVALID },
        { SIGN "-signer rsa.pem -inkey rsa.key -outform PEM -out p7s", "ca.pem", SIGNATURE_INVALID },
        { "openssl cms -encrypt -in SHA256SUMS -outform DER -out p7s rsa.pem", "ca.pem", SIGNATURE_INVALID },
        { "cp ca.der p7s", "ca.pem", SIGNATURE_INVALID },
        { ": > p7s", "ca.pem", SIGNATURE_INVALID },
        { SIGN "-signer rsa.pem -inkey rsa.key -certfile ca.pem -out p7s", "ca.pem", SIGNATURE_GOOD },
        { SIGN "-signer rsa.pem -inkey rsa.key -certfile other.pem -out p7s", "ca.pem", SIGNATURE_INVALID }, /* nobody of its chain */
    };
    struct state *s = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        folder_sh(&s->folder, rows[i].sign);
        struct signature got = judge(s, rows[i].trust, sums, s->now);
        if (got.state != rows[i].want)
            fail_msg("%s with %s: state %d (%.*s) instead of %d", rows[i].sign, rows[i].trust ? rows[i].trust : "no CA", (int)got.state,
                     VIEW_ARG(got.why), (int)rows[i].want);
        assert_true((got.why.n == 0) == (got.state == SIGNATURE_GOOD));
        assert_true(got.state == SIGNATURE_INVALID || got.signer != NULL);
    }
}

static void the_signer_is_named(void **state)
{
    struct state *s = *state;
    folder_sh(&s->folder, SIGN "-signer rsa.pem -inkey rsa.key -out p7s");
    struct signature got = judge(s, NULL, sums, s->now);
    assert_non_null(got.signer);
    assert_true(view_eq(got.signer->subject, VIEW("CN=rsa, O=Partner")));
}

static void another_content_is_noticed(void **state)
{
    struct state *s = *state;
    folder_sh(&s->folder, SIGN "-signer rsa.pem -inkey rsa.key -out p7s");
    assert_int_equal(judge(s, "ca.pem", view_first(sums, sums.n - 1), s->now).state, SIGNATURE_INVALID);
    assert_int_equal(judge(s, "ca.pem", VIEW(""), s->now).state, SIGNATURE_INVALID);
}

static void a_signer_that_expired_is_no_longer_trusted(void **state)
{
    struct state *s = *state;
    folder_sh(&s->folder, SIGN "-signer rsa.pem -inkey rsa.key -out p7s");
    assert_int_equal(judge(s, "ca.pem", sums, s->now).state, SIGNATURE_GOOD);
    const struct signature later = judge(s, "ca.pem", sums, s->now + 20 * SECONDS_A_DAY);
    assert_int_equal(later.state, SIGNATURE_UNTRUSTED);
    assert_true(later.expired);
    assert_false(judge(s, "other.pem", sums, s->now).expired);
}

static void every_flipped_byte_is_survived_and_none_that_matters_passes(void **state)
{
    struct state *s = *state;
    struct arena arena = { 0 };
    size_t good = 0;
    folder_sh(&s->folder, SIGN "-signer rsa.pem -inkey rsa.key -noattr -out p7s");
    struct view p7s = folder_read(&s->folder, "p7s");
    struct signer_trust *trust;
    struct err e;
    assert_true(signer_trust_load(folder_read(&s->folder, "ca.pem"), &trust, &e));
    for (size_t i = 0; i < p7s.n; i++) {
        struct signature got;
        char *copy = NEW(&arena, char, p7s.n);
        memcpy(copy, p7s.p, p7s.n);
        copy[i] = (char)(copy[i] ^ 1);
        signer_verify(trust, s->x509, &arena, sums, (struct view){ .p = copy, .n = p7s.n }, s->now, &got);
        good += got.state == SIGNATURE_GOOD;
        arena_reset(&arena);
    }
    /* Version numbers and the unused digest algorithms list may change without harm. */
    assert_true(good < 40);
    signer_trust_free(trust);
    arena_free(&arena);
}

static void is_invalid(struct state *s, struct view because)
{
    size_t at;
    struct signature got = judge(s, "ca.pem", sums, s->now);
    if (got.state != SIGNATURE_INVALID || !view_find(got.why, because, &at))
        fail_msg("state %d: %.*s", (int)got.state, VIEW_ARG(got.why));
}

static CMS_ContentInfo *read_p7s(struct state *s)
{
    struct view bytes = folder_read(&s->folder, "p7s");
    const unsigned char *p = (const unsigned char *)bytes.p;
    return d2i_CMS_ContentInfo(NULL, &p, (long)bytes.n);
}

/* Judges it, and gives it back. */
static void write_p7s(struct state *s, CMS_ContentInfo *cms, struct view because)
{
    unsigned char *der = NULL;
    int n = i2d_CMS_ContentInfo(cms, &der);
    assert_true(n > 0);
    folder_write(&s->folder, "p7s", (struct view){ .p = (const char *)der, .n = (size_t)n });
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    is_invalid(s, because);
}

/* openssl verifies these: the signature isn't over what was put in. */
static void what_nobody_signed_is_not_taken_along(void **state)
{
    struct state *s = *state;
    folder_sh(&s->folder, SIGN "-signer rsa.pem -inkey rsa.key -out p7s; cp p7s good");
    CMS_ContentInfo *cms = read_p7s(s);
    CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    assert_int_equal(CMS_unsigned_add1_attr_by_txt(info, "1.3.6.1.4.1.99999.2", V_ASN1_OCTET_STRING, "x", 1), 1);
    write_p7s(s, cms, VIEW("an attribute beside the signature"));
    folder_sh(&s->folder, "openssl cms -verify -binary -inform DER -content SHA256SUMS -in p7s -CAfile ca.pem -out out; cp good p7s;"
                          ": > index; printf '[ca]\ndefault_ca=c\n[c]\ndatabase=index\ndefault_md=sha256\n' > conf;"
                          "openssl ca -config conf -gencrl -keyfile other.key -cert other.pem -crldays 1 -out crl");
    cms = read_p7s(s);
    struct view pem = folder_read(&s->folder, "crl");
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509_CRL *crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
    assert_int_equal(CMS_add0_crl(cms, crl), 1);
    BIO_free(bio);
    write_p7s(s, cms, VIEW("a revocation list"));
}

static void limits_hold(void **state)
{
    struct state *s = *state;
    struct folder *f = &s->folder;
    folder_sh(f,
              "for i in $(seq 16); do openssl req -x509 -new -key ec.key -subj /CN=e$i -days 9 -out x$i.pem; done; cat x?.pem x1[0-5].pem"
              " > more15.pem; cat more15.pem x16.pem > more16.pem");
    folder_sh(f, SIGN "-signer rsa.pem -inkey rsa.key -certfile more15.pem -out p7s"); /* 16 with the signer's own */
    is_invalid(s, VIEW("isn't of its signer's chain"));
    folder_sh(f, SIGN "-signer rsa.pem -inkey rsa.key -certfile more16.pem -out p7s");
    is_invalid(s, VIEW("17 certificates"));
    folder_sh(f, "head -c 65537 /dev/zero > p7s");
    assert_int_equal(judge(s, "ca.pem", sums, s->now).state, SIGNATURE_INVALID);
}

static void a_file_without_a_ca_is_an_error(void **state)
{
    struct state *s = *state;
    static const char *const files[] = { "SHA256SUMS", "ca.key", "rsa.csr" };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct signer_trust *trust;
        struct err e;
        if (signer_trust_load(folder_read(&s->folder, files[i]), &trust, &e))
            fail_msg("%s was taken for a CA", files[i]);
        assert_int_equal(e.status, ST_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_signature_gets_its_state),
        cmocka_unit_test(the_signer_is_named),
        cmocka_unit_test(another_content_is_noticed),
        cmocka_unit_test(a_signer_that_expired_is_no_longer_trusted),
        cmocka_unit_test(every_flipped_byte_is_survived_and_none_that_matters_passes),
        cmocka_unit_test(what_nobody_signed_is_not_taken_along),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(a_file_without_a_ca_is_an_error),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
