#include "format/x509/x509_parts.h"

#include "base/limits.h"
#include "format/digest.h"
#include "format/x509/x509.h"

/* --- names in canonical form --- */

/* The strings whose type says nothing; of others it counts, as all their bytes do. */
enum { TEXTS = B_ASN1_UTF8STRING | B_ASN1_BMPSTRING | B_ASN1_UNIVERSALSTRING | B_ASN1_PRINTABLESTRING | B_ASN1_T61STRING |
               B_ASN1_IA5STRING | B_ASN1_VISIBLESTRING };
/* Of which each byte is a character, where it is of ASCII. */
enum { BYTES = B_ASN1_UTF8STRING | B_ASN1_PRINTABLESTRING | B_ASN1_T61STRING | B_ASN1_IA5STRING | B_ASN1_VISIBLESTRING };

/* Small letters, where they are of ASCII; no white space at the ends, and one space for what is inside. */
static struct view folded(struct arena *arena, const ASN1_STRING *value)
{
    unsigned char *made = NULL;
    const struct view octets = x509_octets(value);
    const bool as_it_is = view_is_ascii(octets) && ASN1_tag2bit(ASN1_STRING_type(value)) & BYTES;
    const int n = as_it_is ? 0 : ASN1_STRING_to_UTF8(&made, value);
    const struct view text = view_trim(as_it_is ? octets : x509_encoded(arena, made, n));
    char *out = NEW(arena, char, text.n);
    size_t to = 0;
    for (size_t i = 0; i < text.n; i++)
        if (!is_space(text.p[i]))
            out[to++] = small_letter(text.p[i]);
        else if (!is_space(text.p[i - 1]))
            out[to++] = ' ';
    return (struct view){ .p = out, .n = to };
}

static void put_attribute(struct buf *to, struct arena *scratch, const X509_NAME_ENTRY *entry)
{
    const ASN1_OBJECT *type = X509_NAME_ENTRY_get_object(entry);
    const ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
    const bool is_text = ASN1_tag2bit(ASN1_STRING_type(value)) & TEXTS;
    unsigned char *made = NULL;
    const int n = is_text ? 0 : i2d_ASN1_PRINTABLE(value, &made);
    digest_part(to, (struct view){ .p = (const char *)OBJ_get0_data(type), .n = OBJ_length(type) });
    digest_part(to, is_text ? VIEW("text") : VIEW("DER"));
    digest_part(to, is_text ? folded(scratch, value) : x509_encoded(scratch, made, n));
}

/* The order in a set says nothing. */
static void put_set(struct buf *to, struct arena *scratch, const X509_NAME *name, int from, int behind)
{
    AUTO(buf_free) struct buf one = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct view_list set = { 0 };
    for (int i = from; i < behind; i++) {
        buf_clear(&one);
        put_attribute(&one, scratch, X509_NAME_get_entry(name, i));
        *LIST_ADD(scratch, &set) = view_dup(scratch, buf_view(&one));
    }
    LIST_SORT(&set, view_order);
    for (size_t i = 0; i < set.n; i++)
        buf_put(to, set.items[i]);
}

void x509_name_digest(const X509_NAME *name, unsigned char out[32])
{
    AUTO(arena_free) struct arena scratch = { 0 };
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    const int n = X509_NAME_entry_count(name);
    for (int i = 0, behind; i < n; i = behind) {
        const int number = X509_NAME_ENTRY_set(X509_NAME_get_entry(name, i));
        for (behind = i + 1; behind < n && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, behind)) == number;)
            behind++;
        if (behind == i + 1)
            put_attribute(&text, &scratch, X509_NAME_get_entry(name, i));
        else
            put_set(&text, &scratch, name, i, behind);
        buf_putc(&text, ';');
    }
    digest_sha256(buf_view(&text), out);
}

/* --- who may have signed whom --- */

struct name {
    struct view text, der; /* der empty: a record alone tells it */
    const unsigned char *digest;
};

static struct name subject_of(const struct cert *cert)
{
    return (struct name){ cert->subject, cert->subject_der, cert->subject_digest };
}

static struct name issuer_of(const struct cert *cert)
{
    return (struct name){ cert->issuer, cert->issuer_der, cert->issuer_digest };
}

static bool are_same(struct name a, struct name b)
{
    if (a.der.n == 0 || b.der.n == 0)
        return view_eq(a.text, b.text);
    return memcmp(a.digest, b.digest, sizeof ((struct cert *)NULL)->subject_digest) == 0;
}

bool x509_same_subject(const struct cert *a, const struct cert *b)
{
    return are_same(subject_of(a), subject_of(b));
}

bool x509_same_issuer(const struct cert *a, const struct cert *b)
{
    return are_same(issuer_of(a), issuer_of(b));
}

bool x509_is_issued_under(const struct cert *cert, const struct cert *ca)
{
    return are_same(issuer_of(cert), subject_of(ca));
}

bool x509_may_have_signed(const struct cert *issuer, const struct cert *cert)
{
    if (!x509_is_issued_under(cert, issuer))
        return false;
    return cert->authority_key_id.n == 0 || issuer->subject_key_id.n == 0 || view_eq(cert->authority_key_id, issuer->subject_key_id);
}
