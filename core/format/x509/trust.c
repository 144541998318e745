#include "format/x509/trust.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/search.h"
#include "format/container/pem.h"
#include "format/digest.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"
#include "os/os.h"

#include <openssl/err.h>
#include <openssl/x509v3.h> /* behind cert.h: it has macros of the names of its enums */

enum { EXTENSIONS = DER_CONTEXT_CONSTRUCTED(3) };

struct authority {
    struct view der, subject, spki, behind; /* what stands behind the key: the extensions */
    uint32_t mark; /* of the subject */
};

struct authorities {
    struct authority *items;
    size_t n, cap;
};

struct trust {
    struct view *keys;              /* SubjectPublicKeyInfos, sorted */
    struct authorities authorities; /* sorted by the marks of their names */
};

static int compare_marks(const void *a, const void *b)
{
    uint32_t x = ((const struct authority *)a)->mark, y = ((const struct authority *)b)->mark;
    return (x > y) - (x < y);
}

/* Of a string in any of its types: what neither the type changes nor the spaces and the case that X509_NAME_cmp passes over. */
static uint32_t sum_letters(unsigned tag, struct view value)
{
    size_t width = tag == DER_UNIVERSAL ? 4 : tag == DER_BMP ? 2 : 1;
    uint32_t sum = 0;
    for (size_t i = 0; i + width <= value.n; i += width) {
        uint32_t code = 0;
        for (size_t k = 0; k < width; k++)
            code = code << 8 | (unsigned char)value.p[i + k];
        if (code < 0x80 && (is_letter((char)code) || is_digit((char)code)))
            sum += (unsigned char)small_letter((char)code);
    }
    return sum;
}

/* Names that are the same have the same types of attributes and letters in them: hardly ever has more than one to be decoded. */
static bool find_mark(struct view name, uint32_t *out)
{
    struct view sets, set, attribute, type, value;
    unsigned tag;
    *out = 0;
    if (!der_take(&name, DER_SEQUENCE, &sets))
        return false;
    while (sets.n) {
        if (!der_take(&sets, DER_SET, &set))
            return false;
        while (set.n) {
            uint32_t sum = 0;
            if (!der_take(&set, DER_SEQUENCE, &attribute) || !der_take(&attribute, DER_OID, &type) ||
                !der_any(&attribute, &tag, &value, NULL))
                return false;
            for (size_t i = 0; i < type.n; i++)
                sum = sum * 31 + (unsigned char)type.p[i];
            *out += sum + sum_letters(tag, value); /* inside of a set their order says nothing */
        }
    }
    return true;
}

/* Its subject key identifier, to be freed; NULL when it has none. */
static ASN1_OCTET_STRING *key_id_of(const struct authority *authority)
{
    struct view rest = authority->behind, wrap;
    while (rest.n && !der_next_is(rest, EXTENSIONS) && der_any(&rest, NULL, NULL, NULL)) {
    }
    if (!der_take(&rest, EXTENSIONS, &wrap))
        return NULL;
    const unsigned char *at = (const unsigned char *)wrap.p;
    X509_EXTENSIONS *all = d2i_X509_EXTENSIONS(NULL, &at, (long)wrap.n);
    ASN1_OCTET_STRING *id = X509V3_get_d2i(all, NID_subject_key_identifier, NULL, NULL);
    sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
    return id;
}

/* Two things by their places: d2i_X509 takes 23 us to decode all of a certificate, for Debian's bundle 3.3 ms, half of what a whole
 * `inspect` takes. */
static bool take_authority(struct view der, struct authority *out)
{
    struct x509_places places;
    if (!x509_places(der, &places))
        return false;
    *out = (struct authority){ .der = der, .subject = places.subject, .spki = places.spki, .behind = places.behind };
    return find_mark(out->subject, &out->mark);
}

/* What is broken is passed over. */
static void add_authority(struct arena *arena, struct view der, struct trust *t)
{
    struct authority one = { 0 };
    if (take_authority(der, &one))
        *LIST_ADD(arena, &t->authorities) = one;
}

static void sort_all(struct arena *arena, struct trust *t)
{
    t->keys = NEW(arena, struct view, t->authorities.n);
    for (size_t i = 0; i < t->authorities.n; i++)
        t->keys[i] = t->authorities.items[i].spki;
    qsort(t->keys, t->authorities.n, sizeof *t->keys, view_order);
    LIST_SORT(&t->authorities, compare_marks);
}

struct system_trust {
    struct arena *arena;
    struct trust *trust;
};

static void add_of_system(void *to, const void *der, size_t n)
{
    const struct system_trust *s = to;
    add_authority(s->arena, view_dup(s->arena, (struct view){ .p = der, .n = n }), s->trust);
}

bool trust_load_system(struct arena *arena, struct trust **out)
{
    struct trust *t = NEW(arena, struct trust, 1);
    if (!os_trusted(add_of_system, &(struct system_trust){ arena, t }))
        return false;
    sort_all(arena, t);
    *out = t;
    return true;
}

bool trust_load(struct arena *arena, const char *path, struct trust **out, struct err *e)
{
    struct view bytes;
    unsigned form = 0;
    struct trust *t = NEW(arena, struct trust, 1);
    if (!file_read(arena, path, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    const struct pem_text pem = pem_read(arena, text_normal(arena, bytes, &form), SIZE_MAX);
    for (size_t i = 0; i < pem.blocks.n; i++)
        if (pem_label_kind(pem.blocks.items[i].label) == CONTAINER_PEM)
            add_authority(arena, pem.blocks.items[i].der, t);
    if (t->authorities.n == 0)
        return err_set_at(e, ST_FORMAT, path, "name a PEM file of CA certificates, or leave the option away",
                          "there is no certificate in the CA bundle");
    sort_all(arena, t);
    *out = t;
    return true;
}

bool trust_has_key(const struct trust *t, const struct cert *cert)
{
    return bsearch(&cert->spki, t->keys, t->authorities.n, sizeof *t->keys, view_order) != NULL;
}

/* The first authority whose name may be this one; n when there is none. */
static size_t first_marked(const struct authorities *all, uint32_t mark)
{
    return first_row(all->items, all->n, sizeof *all->items, &(struct authority){ .mark = mark }, compare_marks);
}

DROP(drop_name, X509_NAME *, X509_NAME_free);

/* Its name, as that of a certificate. */
static bool take_name(const struct authority *authority, struct cert *out)
{
    const unsigned char *at = octets(authority->subject);
    ERR_set_mark();
    AUTO(drop_name) X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)authority->subject.n);
    ERR_pop_to_mark();
    *out = (struct cert){ .subject_der = authority->subject };
    if (name)
        x509_name_digest(name, out->subject_digest);
    return name != NULL;
}

bool trust_has_name(const struct trust *t, const struct cert *cert)
{
    const struct authorities *all = &t->authorities;
    struct cert named;
    uint32_t mark;
    if (!find_mark(cert->subject_der, &mark))
        return false;
    for (size_t i = first_marked(all, mark); i < all->n && all->items[i].mark == mark; i++)
        if (take_name(&all->items[i], &named) && x509_same_subject(&named, cert))
            return true;
    return false;
}

static bool may_have_signed(const struct authority *authority, const struct cert *cert)
{
    struct cert one;
    if (!take_name(authority, &one))
        return false;
    ASN1_OCTET_STRING *id = key_id_of(authority);
    if (id)
        one.subject_key_id = x509_octets(id);
    bool may = x509_may_have_signed(&one, cert);
    ASN1_OCTET_STRING_free(id);
    return may;
}

/* Whether this very key signed it: anybody can write a name and the identifier of a key. */
static bool has_signed(const struct authority *authority, struct x509_ctx *x, const struct cert *cert)
{
    AUTO(arena_free) struct arena scratch = { 0 };
    struct cert issuer;
    struct err e;
    return x509_read(x, &scratch, authority->der, &issuer, &e) && x509_verify(x, cert, &issuer) == CHECK_GOOD;
}

enum check trust_check_issuer(const struct trust *t, struct x509_ctx *x, const struct cert *cert, unsigned char spki_sha256[32])
{
    const struct authorities *all = &t->authorities;
    enum check check = CHECK_NOT_DONE;
    uint32_t mark;
    if (!find_mark(cert->issuer_der, &mark))
        return check;
    for (size_t i = first_marked(all, mark); i < all->n && all->items[i].mark == mark; i++) {
        if (!may_have_signed(&all->items[i], cert))
            continue;
        digest_sha256(all->items[i].spki, spki_sha256);
        if (has_signed(&all->items[i], x, cert))
            return CHECK_GOOD;
        check = CHECK_BAD;
    }
    return check;
}
