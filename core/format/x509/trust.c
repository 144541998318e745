#include "format/x509/trust.h"

#include <openssl/err.h>
#include <stdatomic.h>

#include "base/file.h"
#include "base/limits.h"
#include "format/container/pem.h"
#include "format/digest.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"
#include "os/os.h"

#include <openssl/x509v3.h> /* behind cert.h: it has macros of the names of its enums */

enum { BEFORE_SUBJECT = 4 /* serial number, algorithm, issuer, validity */ };
static const uint64_t KNOWN = (uint64_t)1 << 32;
enum { VERSION = DER_CONTEXT_CONSTRUCTED(0), EXTENSIONS = DER_CONTEXT_CONSTRUCTED(3) };

struct authority {
    struct view der, subject, spki, behind; /* what stands behind the key: the extensions */
    uint32_t types;
    atomic_uint_fast64_t hash; /* of the subject, KNOWN with it; 0: nobody has asked yet */
};

struct authorities {
    struct authority *items;
    size_t n, cap;
};

struct trust {
    struct view *keys;              /* SubjectPublicKeyInfos, sorted */
    struct authorities authorities; /* sorted by the types in the name */
};

static int compare_types(const void *a, const void *b)
{
    uint32_t x = ((const struct authority *)a)->types, y = ((const struct authority *)b)->types;
    return (x > y) - (x < y);
}

/* Names that are the same have the same types of attributes: of few a run has to decode more. */
static bool find_types(struct view name, uint32_t *out)
{
    struct view sets, set, attribute, type;
    *out = 0;
    if (!der_take(&name, DER_SEQUENCE, &sets))
        return false;
    while (sets.n) {
        if (!der_take(&sets, DER_SET, &set))
            return false;
        while (set.n) {
            uint32_t sum = 0;
            if (!der_take(&set, DER_SEQUENCE, &attribute) || !der_take(&attribute, DER_OID, &type))
                return false;
            for (size_t i = 0; i < type.n; i++)
                sum = sum * 31 + (unsigned char)type.p[i];
            *out += sum; /* inside of a set their order says nothing */
        }
    }
    return true;
}

/* Threads that ask at the same time find the same. */
static uint32_t subject_hash(struct authority *authority)
{
    const unsigned char *at = (const unsigned char *)authority->subject.p;
    uint64_t hash = atomic_load(&authority->hash);
    if (hash)
        return (uint32_t)hash;
    ERR_set_mark();
    X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)authority->subject.n);
    hash = KNOWN | (name ? x509_name_hash(NULL, name) : 0);
    X509_NAME_free(name);
    ERR_pop_to_mark();
    atomic_store(&authority->hash, hash);
    return (uint32_t)hash;
}

static bool skip(struct view *in, int n)
{
    while (n > 0 && der_any(in, NULL, NULL, NULL))
        n--;
    return n == 0;
}

/* Its subject key identifier, to be freed; NULL when it has none. */
static ASN1_OCTET_STRING *key_id_of(const struct authority *authority)
{
    struct view rest = authority->behind, wrap;
    while (rest.n && !der_next_is(rest, EXTENSIONS) && skip(&rest, 1)) {
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
    struct view outer, tbs, version;
    out->der = der;
    if (!der_take(&der, DER_SEQUENCE, &outer) || !der_take(&outer, DER_SEQUENCE, &tbs) || !der_optional(&tbs, VERSION, &version) ||
        !skip(&tbs, BEFORE_SUBJECT) || !der_any(&tbs, NULL, NULL, &out->subject) || !der_any(&tbs, NULL, NULL, &out->spki))
        return false;
    out->behind = tbs;
    return find_types(out->subject, &out->types);
}

/* What is broken is passed over. */
static void add_authority(struct arena *arena, struct view der, struct trust *t)
{
    struct authority one = { 0 };
    if (take_authority(der, &one))
        *LIST_ADD(arena, &t->authorities) = one;
}

static void add_pem(struct arena *arena, struct view bytes, struct trust *t)
{
    unsigned form = 0;
    struct pem_text pem = pem_read(arena, text_normal(arena, bytes, &form), SIZE_MAX);
    for (size_t i = 0; i < pem.n_blocks; i++)
        if (pem_label_kind(pem.blocks[i].label) == CONTAINER_PEM)
            add_authority(arena, pem.blocks[i].der, t);
}

static void sort_all(struct arena *arena, struct trust *t)
{
    t->keys = NEW(arena, struct view, t->authorities.n);
    for (size_t i = 0; i < t->authorities.n; i++)
        t->keys[i] = t->authorities.items[i].spki;
    qsort(t->keys, t->authorities.n, sizeof *t->keys, view_order);
    qsort(t->authorities.items, t->authorities.n, sizeof *t->authorities.items, compare_types);
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
    struct trust *t = NEW(arena, struct trust, 1);
    if (!file_read(arena, path, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    add_pem(arena, bytes, t);
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
static size_t first_of_types(const struct authorities *all, uint32_t types)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].types < types)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool trust_has_name(const struct trust *t, const struct cert *cert)
{
    const struct authorities *all = &t->authorities;
    uint32_t types;
    if (!find_types(cert->subject_der, &types))
        return false;
    for (size_t i = first_of_types(all, types); i < all->n && all->items[i].types == types; i++)
        if (x509_same_name(all->items[i].subject, subject_hash(&all->items[i]), cert->subject_der, cert->subject_hash))
            return true;
    return false;
}

/* The key's identifier is read when somebody asks: it takes as long as the rest. */
static bool may_have_signed(struct authority *authority, const struct cert *cert)
{
    struct cert one = { .subject_der = authority->subject, .subject_hash = subject_hash(authority) };
    if (one.subject_hash != cert->issuer_hash)
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
    uint32_t types;
    if (!find_types(cert->issuer_der, &types))
        return check;
    for (size_t i = first_of_types(all, types); i < all->n && all->items[i].types == types; i++) {
        if (!may_have_signed(&all->items[i], cert))
            continue;
        digest_sha256(all->items[i].spki, spki_sha256);
        if (has_signed(&all->items[i], x, cert))
            return CHECK_GOOD;
        check = CHECK_BAD;
    }
    return check;
}
