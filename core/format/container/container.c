#include "format/container/container.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/der_list.h"
#include "format/container/pem.h"
#include "format/container/pkcs12.h"
#include "format/container/sniff.h"
#include "format/container/unwrap.h"
#include "format/digest.h"
#include "format/secrets/key_scan.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"
#include "model/words.h"

struct reader {
    struct x509_ctx *x509;
    struct arena *arena;
    const struct view *password;
    struct cert_file *file;
    bool direct;  /* a certificate stood in the file itself, not in a PKCS#7 or PFX */
    bool text;    /* the bytes came as PEM or Base64 */
    bool trusted; /* of the PEM block at hand: OpenSSL's own data follows the certificate */
    struct view attached; /* likewise: the name of a mail's attachment */
};

/* Counts a block that should be a certificate and isn't; the first one's reason is kept. */
static void note_malformed(struct reader *r, struct view why)
{
    if (r->file->malformed++ == 0)
        r->file->malformed_why = text_safe(r->arena, why);
}

static void note_damaged(struct reader *r, struct pem_damage damage)
{
    if (r->file->malformed == 0)
        r->file->malformed_by = damage.fault;
    note_malformed(r, damage.why);
}

/* The number of the certificate in the list, SIZE_MAX when it can't be read. */
static size_t add_cert_to(struct cert_list *certs, struct reader *r, struct view der)
{
    struct err e = { 0 };
    if (certs->n + r->file->malformed >= LIMIT_CERTS) {
        r->file->oddities |= FILE_TOO_MANY;
        return SIZE_MAX;
    }
    if (der.n > LIMIT_CERT_BYTES) {
        note_malformed(r, view_fmt(r->arena, "it has %zu bytes, more than %d", der.n, LIMIT_CERT_BYTES));
        return SIZE_MAX;
    }
    struct key_found key;
    if (key_scan(der, &key)) { /* as audit looks for keys in it */
        r->file->oddities |= FILE_KEY_INSIDE;
        note_malformed(r, view_fmt(r->arena, "it carries %s in itself", key.what));
        return SIZE_MAX;
    }
    struct cert *cert = NEW(r->arena, struct cert, 1);
    if (!x509_read(r->x509, r->arena, der, cert, &e)) {
        note_malformed(r, view_dup(r->arena, view_of(e.what)));
        return SIZE_MAX;
    }
    cert->attached = r->attached;
    *LIST_ADD(r->arena, certs) = cert;
    return certs->n - 1;
}

static size_t add_cert(struct reader *r, struct view der)
{
    return add_cert_to(&r->file->certs, r, der);
}

static enum container read_blocks(struct reader *r, const struct pem_text *text);

/* Bytes behind a certificate: others in PEM, as where two files were joined; a key, another certificate that is damaged, or something. */
static void note_behind(struct reader *r, struct view der)
{
    enum { NO_ACCIDENT = 64 };
    struct pem_text pem = r->text ? (struct pem_text){ 0 } : pem_read(r->arena, der, LIMIT_CERTS);
    if (pem.blocks.n && !(pem.oddities & FILE_BARE_BASE64)) {
        (void)read_blocks(r, &pem);
        return;
    }
    enum container behind = sniff_der(der);
    r->file->oddities |= FILE_TRAILING_DATA;
    if (behind == CONTAINER_PRIVATE_KEY)
        r->file->oddities |= FILE_PRIVATE_KEY;
    else if (behind == CONTAINER_BINARY && der.n > NO_ACCIDENT && der_next_is(der, DER_SEQUENCE))
        note_malformed(r, VIEW("what stands behind the first one begins like another one, and can't be read"));
}

/* One certificate or several behind each other. */
static void read_der(struct reader *r, struct view der)
{
    bool first = true;
    r->direct = true;
    while (der.n) {
        struct view whole;
        if (!first && (r->trusted || sniff_der(der) != CONTAINER_DER)) {
            if (r->trusted)
                r->file->oddities |= FILE_TRUST_SETTINGS;
            else
                note_behind(r, der);
            return;
        }
        if (!ber_any(&der, NULL, NULL, &whole)) {
            note_malformed(r, der_next_is(der, DER_SEQUENCE) ? VIEW("it ends too early, or its lengths are damaged")
                                                             : VIEW("its bytes don't start like a certificate"));
            return;
        }
        add_cert(r, whole);
        first = false;
    }
}

/* The one value that a PKCS#7 or PFX is, without what follows it; all of it when it ends too early. */
static struct view take_value(struct reader *r, struct view der)
{
    struct view rest = der, whole;
    if (!ber_any(&rest, NULL, NULL, &whole))
        return der;
    if (rest.n)
        r->file->oddities |= FILE_TRAILING_DATA;
    return whole;
}

static void read_pkcs7(struct reader *r, struct view der)
{
    struct view_list list = { 0 };
    struct err e = { 0 };
    bool is_signature;
    if (!pkcs7_read(r->arena, take_value(r, der), &list, &is_signature, &e)) {
        if (e.status == ST_LIMIT)
            r->file->oddities |= FILE_TOO_MANY;
        else
            note_malformed(r, view_dup(r->arena, view_of(e.what)));
    }
    if (list.n)
        r->file->oddities |= is_signature ? FILE_SIGNATURE : FILE_PKCS7;
    for (size_t i = 0; i < list.n; i++)
        add_cert(r, list.items[i]);
}

static void read_pkcs12(struct reader *r, struct view der)
{
    struct pfx_opened got;
    der = take_value(r, der);
    if (r->file->pfx.state != PFX_NONE) {
        r->file->oddities |= view_eq(der, r->file->pfx.der) ? 0 : (unsigned)FILE_SECOND_PFX;
        return;
    }
    if (r->text)
        r->file->oddities |= FILE_PFX_BASE64;
    pkcs12_read(r->arena, der, r->password, r->file->pfx.before, NULL, &got);
    r->file->pfx = got.pfx;
    r->file->pfx.der = der;
    r->file->pfx.attached = r->attached;
    for (size_t i = 0; i < got.certs.n; i++) {
        size_t at = add_cert(r, got.certs.items[i]);
        if (at == SIZE_MAX)
            continue;
        r->file->certs.items[at]->in_pfx = true;
        r->file->certs.items[at]->has_key = i == got.own;
    }
    for (size_t i = 0; i < got.in_clear.n; i++)
        (void)add_cert_to(&r->file->in_clear, r, got.in_clear.items[i]);
}

static void read_store(struct reader *r, struct view bytes)
{
    struct view_list list = { 0 };
    bool whole = windows_store_is(bytes) ? windows_store_read(r->arena, bytes, &list) : windows_registry_read(r->arena, bytes, &list);
    for (size_t i = 0; i < list.n; i++)
        add_cert(r, list.items[i]);
    if (!whole)
        note_malformed(r, VIEW("the store ends too early, or its lengths are damaged"));
}

static void read_private_key(struct reader *r, struct view der)
{
    (void)der;
    r->file->oddities |= FILE_PRIVATE_KEY;
}

/* Containers without a row hold nothing to read. */
static const struct {
    enum container container;
    void (*read)(struct reader *r, struct view der);
} readers[] = {
    { CONTAINER_DER, read_der },
    { CONTAINER_PKCS7, read_pkcs7 },
    { CONTAINER_PKCS12, read_pkcs12 },
    { CONTAINER_WINDOWS_STORE, read_store },
    { CONTAINER_PRIVATE_KEY, read_private_key },
};

static void read_as(struct reader *r, enum container container, struct view der)
{
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        if (readers[i].container == container)
            readers[i].read(r, der);
}

/* A PEM block by what it holds, where that can be told, else by its label: tools exist that write CERTIFICATE over everything. */
static enum container block_container(enum container sniffed, const struct pem_block *block)
{
    enum container label = block->label.n ? pem_label_kind(block->label) : sniffed;
    enum container content = sniff_der(block->der);
    if (!block->label.n && content != CONTAINER_BINARY)
        return content;
    if (label == CONTAINER_PEM || label == CONTAINER_BASE64 || label == CONTAINER_UTF16_PEM)
        label = CONTAINER_DER;
    if (content == CONTAINER_BINARY || label == CONTAINER_SSH_KEY || label == CONTAINER_PGP || label == CONTAINER_TEXT)
        return label;
    return content;
}

static enum container read_block(struct reader *r, const struct pem_block *block)
{
    enum container container = block_container(r->file->container, block);
    r->trusted = view_eq(block->label, VIEW("TRUSTED CERTIFICATE"));
    r->attached = block->attached.n ? text_safe(r->arena, block->attached) : (struct view){ 0 };
    if (view_ends(block->label, VIEW("PRIVATE KEY")) || view_ends(block->label, VIEW("PRIVATE KEY BLOCK")))
        r->file->oddities |= FILE_PRIVATE_KEY;
    bool needs_der = container == CONTAINER_DER || container == CONTAINER_PKCS7 || container == CONTAINER_PKCS12;
    if (needs_der && block->der.n == 0) {
        r->direct = r->direct || container == CONTAINER_DER;
        note_damaged(r, block->damage.why.n ? block->damage : (struct pem_damage){ .why = VIEW("its Base64 is damaged or cut off") });
        return container;
    }
    if (block->der.n == 0 && block->damage.why.n && pem_label_kind(block->label) == CONTAINER_TEXT)
        note_damaged(r, block->damage); /* whose label is misspelt */
    struct view der = { .p = block->der.p, .n = block->der.n + block->trailing.n };
    read_as(r, container, der);
    return container;
}

/* What the first block of a known kind is. */
static enum container read_blocks(struct reader *r, const struct pem_text *text)
{
    enum container first = CONTAINER_TEXT;
    r->text = true;
    r->file->oddities |= text->oddities;
    for (size_t i = 0; i < text->blocks.n; i++) {
        enum container container = read_block(r, &text->blocks.items[i]);
        if (first == CONTAINER_TEXT && container != CONTAINER_BINARY)
            first = container;
    }
    if (text->damage.why.n)
        note_damaged(r, text->damage);
    return first;
}

/* Names what is attached to a mail and may hold certificates, as nobody reads it. */
static void note_unread(struct reader *r, const struct pem_text *text)
{
    enum { NAMED_MOST = 5, NAME_BYTES = 100 };
    size_t n = 0;
    for (size_t i = 0; i < text->unread.n && n <= NAMED_MOST; i++) {
        const struct mail_part *part = &text->unread.items[i];
        enum container kind = sniff(part->bytes, part->name);
        bool damaged = part->bytes.n == 0 && part->base64.n;
        bool shown = damaged || part->is_uuencoded;
        if (!shown && (kind == CONTAINER_TEXT || kind == CONTAINER_HTML || kind == CONTAINER_IMAGE || kind == CONTAINER_PDF ||
                         kind == CONTAINER_EMPTY))
            continue;
        const char *name = part->name.n ? text_cut(r->arena, part->name, NAME_BYTES) : "a part without a name";
        const char *what = part->is_uuencoded ? "uuencoded" : damaged ? "damaged Base64" : container_phrase(kind);
        r->file->unread = n++ < NAMED_MOST ? view_fmt(r->arena, "%.*s%s%s (%s)", VIEW_ARG(r->file->unread), n > 1 ? ", " : "", name, what)
                                           : view_fmt(r->arena, "%.*s and others", VIEW_ARG(r->file->unread));
    }
}

static void read_text(struct reader *r, const struct pem_text *text)
{
    note_unread(r, text);
    enum container first = read_blocks(r, text);
    if (r->file->pfx.state != PFX_NONE)
        r->file->container = CONTAINER_PKCS12;
    else if (r->direct || (text->damage.why.n && text->blocks.n == 0))
        r->file->container = r->file->oddities & FILE_UTF16         ? CONTAINER_UTF16_PEM
                             : r->file->oddities & FILE_BARE_BASE64 ? CONTAINER_BASE64
                                                                    : CONTAINER_PEM;
    else if (r->file->certs.n)
        r->file->container = CONTAINER_PKCS7;
    else
        r->file->container = first;
}

/* Keys that are no block, value or file of their own: bare Base64 or hexadecimal beside a certificate, in JSON, in what a diff takes away.
 */
static void look_for_keys(struct reader *r, struct view text)
{
    struct key_found found;
    if (!(r->file->oddities & FILE_PRIVATE_KEY) && key_scan_bare(text, &found))
        r->file->oddities |= FILE_PRIVATE_KEY;
}

/* What the unwrapped text leaves out of the file: a dump beside the PEM text, or the other way round; all that is no part of either. */
static void look_around(struct reader *r, struct view text, unsigned wrapping)
{
    unsigned form;
    struct pem_begin at;
    struct view all = text_normal(r->arena, r->file->bytes, &form), dumped;
    bool beside = wrapping & FILE_HEX_DUMP ? pem_find_begin(all, false, false, &at) : read_dumps(r->arena, all, &dumped);
    look_for_keys(r, text);
    if (all.p != text.p)
        look_for_keys(r, all);
    if (!(wrapping & FILE_HEX_DUMP))
        look_for_keys(r, dumped);
    if (beside && r->file->certs.n)
        r->file->oddities |= FILE_TRAILING_DATA;
}

static void read_bytes(struct reader *r)
{
    struct cert_file *file = r->file;
    if (sniff_der(file->bytes) != CONTAINER_BINARY) {
        read_as(r, file->container, file->bytes);
        if (file->oddities & FILE_TRAILING_DATA)
            look_for_keys(r, file->bytes);
        return;
    }
    unsigned wrapping = 0;
    struct view text = unwrap(r->arena, file->bytes, &wrapping);
    struct pem_text pem = pem_read(r->arena, text, LIMIT_CERTS);
    bool known = file->container != CONTAINER_TEXT && file->container != CONTAINER_BINARY;
    r->text = wrapping & FILE_HEX_DUMP;
    file->oddities |= wrapping;
    if (container_is_certificate(file->container) && is_unresolved_merge(text))
        note_damaged(r, (struct pem_damage){ VIEW("it is an unresolved merge, with both sides between <<<<<<< and >>>>>>>"),
                                             PEM_FAULT_MERGE });
    if (file->container == CONTAINER_WINDOWS_STORE)
        read_store(r, text);
    else if (pem.damage.why.n || (pem.blocks.n && (known || !(pem.oddities & FILE_BARE_BASE64))))
        read_text(r, &pem);
    else
        read_as(r, file->container, text);
    look_around(r, text, wrapping);
}

void container_identify(struct cert_file *out)
{
    out->container = sniff(out->bytes, out->name);
}

void container_read(struct x509_ctx *x, struct arena *arena, const struct view *password, struct cert_file *out)
{
    struct reader r = { .x509 = x, .arena = arena, .password = password, .file = out };
    read_bytes(&r);
    const struct cert *first = out->certs.n ? out->certs.items[0] : NULL;
    if (first && first->der.p == out->bytes.p && first->der.n == out->bytes.n)
        memcpy(out->sha256, first->sha256, sizeof out->sha256);
    else
        digest_sha256(out->bytes, out->sha256);
    if (out->container == CONTAINER_PKCS7 && out->certs.n == 0 && out->malformed == 0)
        out->container = CONTAINER_CMS;
}
