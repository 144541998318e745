#include "format/x509/trust.h"

#include <openssl/err.h>

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
enum { VERSION = DER_CONTEXT_CONSTRUCTED(0), EXTENSIONS = DER_CONTEXT_CONSTRUCTED(3) };

struct authority {
    struct view subject, spki, behind; /* what stands behind the key: the extensions */
    uint32_t subject_hash;
};

struct authorities {
    struct authority *items;
    size_t n, cap;
};

struct trust {
    struct view *keys;              /* SubjectPublicKeyInfos, sorted */
    struct authorities authorities; /* sorted by the hash of the name */
};

static int compare_names(const void *a, const void *b)
{
    uint32_t x = ((const struct authority *)a)->subject_hash, y = ((const struct authority *)b)->subject_hash;
    return (x > y) - (x < y);
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
    if (!der_take(&der, DER_SEQUENCE, &outer) || !der_take(&outer, DER_SEQUENCE, &tbs) || !der_optional(&tbs, VERSION, &version) ||
        !skip(&tbs, BEFORE_SUBJECT) || !der_any(&tbs, NULL, NULL, &out->subject) || !der_any(&tbs, NULL, NULL, &out->spki))
        return false;
    out->behind = tbs;
    const unsigned char *at = (const unsigned char *)out->subject.p;
    X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)out->subject.n);
    bool good = name != NULL;
    out->subject_hash = good ? x509_name_hash(NULL, name) : 0;
    X509_NAME_free(name);
    return good;
}

/* What is broken is passed over. */
static void add_authority(struct arena *arena, struct view der, struct trust *t)
{
    struct authority one;
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
    ERR_clear_error();
    t->keys = NEW(arena, struct view, t->authorities.n);
    for (size_t i = 0; i < t->authorities.n; i++)
        t->keys[i] = t->authorities.items[i].spki;
    qsort(t->keys, t->authorities.n, sizeof *t->keys, view_order);
    qsort(t->authorities.items, t->authorities.n, sizeof *t->authorities.items, compare_names);
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
    if (t->authorities.n == 0) {
        err_set(e, ST_FORMAT, "name a PEM file of CA certificates, or leave the option away", "there is no certificate in the CA bundle");
        return err_at(e, "%s", path);
    }
    sort_all(arena, t);
    *out = t;
    return true;
}

bool trust_has_key(const struct trust *t, const struct cert *cert)
{
    return bsearch(&cert->spki, t->keys, t->authorities.n, sizeof *t->keys, view_order) != NULL;
}

/* The first authority whose name may be this one; n when there is none. */
static size_t first_of_hash(const struct authorities *all, uint32_t hash)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].subject_hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool trust_has_name(const struct trust *t, const struct cert *cert)
{
    const struct authorities *all = &t->authorities;
    for (size_t i = first_of_hash(all, cert->subject_hash); i < all->n && all->items[i].subject_hash == cert->subject_hash; i++)
        if (x509_same_name(all->items[i].subject, all->items[i].subject_hash, cert->subject_der, cert->subject_hash))
            return true;
    return false;
}

/* The key's identifier is read when somebody asks: it takes as long as the rest. */
static bool may_have_signed(const struct authority *authority, const struct cert *cert)
{
    struct cert one = { .subject_der = authority->subject, .subject_hash = authority->subject_hash };
    ASN1_OCTET_STRING *id = key_id_of(authority);
    if (id)
        one.subject_key_id = x509_octets(id);
    bool may = x509_may_have_signed(&one, cert);
    ASN1_OCTET_STRING_free(id);
    return may;
}

bool trust_names_issuer(const struct trust *t, const struct cert *cert, unsigned char spki_sha256[32])
{
    const struct authorities *all = &t->authorities;
    for (size_t i = first_of_hash(all, cert->issuer_hash); i < all->n && all->items[i].subject_hash == cert->issuer_hash; i++)
        if (may_have_signed(&all->items[i], cert)) {
            digest_sha256(all->items[i].spki, spki_sha256);
            return true;
        }
    return false;
}
