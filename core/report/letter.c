#include "report/letter.h"

#include "base/buf.h"
#include "base/civil.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "format/text/lay_out.h"
#include "model/words.h"
#include "report/html.h"

enum { SECTION_MOST = 16, ASKS_MOST = 12, FOUND_MOST = 2 * ASKS_MOST, NAME_BYTES = 60 };

/* By the section of the template that asks for what they found missing: the rules. */
static const struct ask {
    const char *section, *subject; /* its own section in the letter's subject; NULL: the same */
    const char *rules[SECTION_MOST];
} asks[] = {
    { "one_root", NULL, { "list-of-public-cas" } },
    { "which_root", NULL, { "roots-of-one-name" } },
    { "cas", NULL, { "leaf-not-root", "intermediate-without-root", "chain-incomplete", "inbound-needs-cas", "inbound-chain-incomplete",
        "self-issued-not-self-signed", "pfx-chain-missing" } },
    { "pfx", NULL, { "client-needs-pfx", "pfx-without-key", "pfx-key-mismatch", "pfx-key-claimed-twice", "pfx-several-keys",
        "pfx-empty-password", "pfx-encryption-not-accepted", "pfx-unreadable-on-platform", "pfx-weak-encryption",
        "pfx-iterations-excessive", "pfx-no-mac", "pfx-key-not-encrypted", "pfx-for-accounts", "pfx-other-entries", "pfx-tells-secret",
        "pfx-is-base64" } },
    { "password", NULL, { "pfx-password-missing", "pfx-password-wrong" } },
    { "renewed", NULL, { "expired", "expires-before-delivery", "expires-soon" } },
    { "in_force", NULL, { "not-yet-valid" } },
    { "stronger", NULL, { "key-too-short", "key-short", "key-can-be-factored", "signature-weak" } },
    { "stronger", "usable", { "key-too-large", "key-type-unsupported", "curve-off-by-default", "large-public-exponent",
        "invalid-public-key", "signature-pss", "pfx-key-unsupported" } },
    { "issued_again", NULL, { "chain-refused", "ca-flag-missing", "duplicate-extension", "malformed-extension",
        "unknown-critical-extension", "signature-algorithms-differ", "no-subject-alternative-name", "version-unknown",
        "invalid-time", "sql-server-fallback", "version-1-certificate", "server-certificate-is-a-ca", "invalid-name-in-san",
        "key-usage-contradicts" } },
    { "issued", NULL, { "precertificate" } },
    { "whole", NULL, { "not-a-certificate", "malformed-certificate", "trailing-data", "self-signature-invalid", "impersonates-public-root",
        "look-alike-letters", "unverified-origin", "invisible-characters-in-name", "control-characters-in-name",
        "bidirectional-override-in-name" } },
    { "without_key", NULL, { "contains-private-key" } },
};

static const struct ask *ask_of(const char *rule)
{
    for (size_t i = 0; i < COUNT_OF(asks); i++)
        for (size_t k = 0; k < SECTION_MOST && asks[i].rules[k]; k++)
            if (strcmp(asks[i].rules[k], rule) == 0)
                return &asks[i];
    return NULL;
}

/* A CA's private key is nobody else's. */
static bool comes_with_key(const struct inspection *item, const struct cert *cert)
{
    return !(cert && role_is_ca(cert->role)) && (item->file->container == CONTAINER_PKCS12 || item->purpose == PURPOSE_CLIENT_SIDE);
}

struct writer {
    struct arena *arena;
    const struct inspection *item;
    struct value *first, *asks, *found, *certificates;
    struct { const char *section; const struct cert *cert; } done[ASKS_MOST];
    size_t n_done, n_found, n_left;
};

/* The first one, a leaf when there is any; of a PFX one that came out of it, as a mail may have brought its CAs beside it. */
static const struct cert *first_cert(const struct inspection *item)
{
    const struct cert_list *certs = &item->evidence.certs;
    size_t i = 0;
    while (item->file->pfx.state != PFX_NONE && i < certs->n && !certs->items[i]->in_pfx)
        i++;
    return i < certs->n ? certs->items[i] : NULL;
}

/* What a finding about no certificate is about: the first one; a list of CAs and a password are about none. */
static const struct cert *cert_of(const struct inspection *item, const struct finding *finding)
{
    const struct cert_list *certs = &item->evidence.certs;
    const struct ask *ask = ask_of(finding->rule->id);
    if (ask && (strcmp(ask->section, "one_root") == 0 || strcmp(ask->section, "password") == 0))
        return NULL;
    return finding->cert < certs->n ? certs->items[finding->cert] : first_cert(item);
}

static struct view name_of(struct arena *arena, const struct cert *cert)
{
    return view_of(text_cut(arena, cert_name_shown(cert), NAME_BYTES));
}

static void show_cert(struct writer *w, const struct cert *cert)
{
    for (size_t i = 0; i + 1 < w->n_done; i++) /* the last one asks about this */
        if (w->done[i].cert == cert)
            return;
    struct value *one = value_object(w->arena, w->certificates, NULL);
    char until[MOMENT_PHRASE];
    value_text(w->arena, one, "subject", cert->subject.n ? cert->subject : cert_name_shown(cert));
    value_text(w->arena, one, "issuer", cert->self_signed ? VIEW("itself (self-signed)") : cert->issuer);
    value_text(w->arena, one, "thumbprint", digest_thumbprint(w->arena, cert->sha1, sizeof cert->sha1));
    value_text(w->arena, one, "valid_until", view_dup(w->arena, view_of(moment_phrase(cert->not_after, until))));
}

static void ask_about(struct writer *w, struct value *one, const struct cert *cert)
{
    const struct cert *top = cert_top(&w->item->evidence.certs, cert);
    value_text(w->arena, one, "name", name_of(w->arena, cert));
    value_truth(w->arena, one, "self_signed", cert->self_signed);
    value_text(w->arena, one, "serial", cert->serial);
    value_text(w->arena, one, "issuer", top->issuer);
    value_text(w->arena, one, "issuer_url", cert_issuer_url(top));
    if (top->authority_key_id.n && top->authority_key_id.n <= 32)
        value_text(w->arena, one, "key_id",
                   digest_thumbprint(w->arena, (const unsigned char *)top->authority_key_id.p, top->authority_key_id.n));
    show_cert(w, cert);
}

/* Once of each section and certificate; past what a letter holds they are counted. */
static void ask_for(struct writer *w, const char *section, const struct cert *cert)
{
    for (size_t i = 0; i < w->n_done; i++)
        if (strcmp(w->done[i].section, section) == 0 && w->done[i].cert == cert)
            return;
    if (w->n_done == ASKS_MOST) {
        w->n_left++;
        return;
    }
    w->done[w->n_done].section = section;
    w->done[w->n_done++].cert = cert;
    struct value *one = value_object(w->arena, w->asks, NULL);
    value_truth(w->arena, one, section, true);
    value_truth(w->arena, one, "with_key", comes_with_key(w->item, cert));
    value_truth(w->arena, one, "several_keys", w->item->file->pfx.keys > 1);
    if (cert)
        ask_about(w, one, cert);
}

static bool is_to_open(enum container c)
{
    return c == CONTAINER_ZIP || c == CONTAINER_ARCHIVE || c == CONTAINER_SHORTCUT || c == CONTAINER_MAIL || c == CONTAINER_OLE ||
           c == CONTAINER_JKS || c == CONTAINER_EMPTY;
}

/* What nobody sends for a certificate, unless it is called like one: our own lists, notes and pages. */
static bool is_nobodys_certificate(const struct cert_file *file)
{
    bool text = file->container == CONTAINER_XML || file->container == CONTAINER_JSON || file->container == CONTAINER_HTML ||
                file->container == CONTAINER_TEXT;
    return (text || file->container == CONTAINER_EXECUTABLE || file->container == CONTAINER_BINARY) && !sniff_is_file_name(file->name);
}

/* What was sent may be whole: whoever has it only gave it as it came. */
static bool is_ours_to_open(const struct cert_file *file, const char *rule)
{
    static const char *const of_mails[] = { "pfx-is-base64", "pfx-several-keys" };
    for (size_t i = 0; (file->oddities & FILE_MAIL) && i < COUNT_OF(of_mails); i++)
        if (strcmp(rule, of_mails[i]) == 0)
            return true;
    if (file->oddities & FILE_SIGNATURE) /* it stood beside the certificate */
        return true;
    return strcmp(rule, "not-a-certificate") == 0 && (is_to_open(file->container) || is_nobodys_certificate(file));
}

/* Of a key alone contains-private-key asks for the certificate. */
static bool is_asked_for_as_key(const struct cert_file *file, const char *rule)
{
    return strcmp(rule, "not-a-certificate") == 0 && (file->oddities & FILE_PRIVATE_KEY);
}

/* As its owner knows it: a mail is saved here, and he named what he attached. Empty: by no name. */
static struct view name_of_file(struct arena *arena, const struct cert_file *file, const struct cert *cert)
{
    bool is_ours = view_eq_text(file->path, "-") || (file->oddities & FILE_MAIL);
    struct view attached = file->pfx.attached.n || !cert ? file->pfx.attached : cert->attached;
    return view_of(text_cut(arena, attached.n ? attached : is_ours ? VIEW("") : file->name, NAME_BYTES));
}

/* What is wrong with all of a PFX is mended by another one: a .cer has no key. */
static bool is_pfx_again(const struct writer *w, const struct finding *finding, const char *section)
{
    return section && strcmp(section, "whole") == 0 && finding->cert == NO_CERT && w->item->file->pfx.state != PFX_NONE &&
           !purpose_asks_for_cas(w->item->purpose);
}

/* What its owner is asked for because of a finding; NULL: nothing that isn't at hand. */
static const char *section_of(const struct writer *w, const struct finding *finding, const struct cert *cert)
{
    if (finding->accepted || finding->severity == SEV_NOTE)
        return NULL;
    const struct ask *ask = ask_of(finding->rule->id);
    const char *section = ask ? ask->section : NULL;
    if (is_ours_to_open(w->item->file, finding->rule->id) || is_asked_for_as_key(w->item->file, finding->rule->id))
        return NULL;
    if (!section && finding->severity == SEV_ERROR && cert && role_is_ca(cert->role) && cert->has_key)
        return "without_key";
    if (is_pfx_again(w, finding, section))
        return "pfx";
    bool renewed = section && cert && strcmp(section, "renewed") == 0 && cert->renewed_by;
    bool whole_chain = section && cert && strcmp(section, "cas") == 0 && cert_top(&w->item->evidence.certs, cert)->self_signed;
    return renewed || whole_chain ? NULL : section;
}

static void put_what_is_asked(struct writer *w)
{
    const struct findings *f = &w->item->findings;
    for (size_t i = 0; i < f->n; i++) {
        const struct cert *cert = cert_of(w->item, &f->items[i]);
        const char *section = section_of(w, &f->items[i], cert);
        if (!section)
            continue;
        ask_for(w, section, cert);
        const struct ask *ask = ask_of(f->items[i].rule->id);
        if (w->n_found == 0)
            value_truth(w->arena, w->first, ask && ask->subject ? ask->subject : section, true);
        if (w->n_found++ < FOUND_MOST)
            value_text(w->arena, w->found, NULL, f->items[i].message);
    }
}

bool letter_write(struct arena *arena, const struct inspection *item, struct letter *out)
{
    struct value *root = value_new(arena, VALUE_OBJECT);
    struct writer w = { .arena = arena, .item = item };
    w.first = value_object(arena, root, "first");
    w.asks = value_list(arena, root, "asks");
    w.found = value_list(arena, root, "found");
    w.certificates = value_list(arena, root, "certificates");
    put_what_is_asked(&w);
    if (w.n_done == 0)
        return false;
    struct view file = name_of_file(arena, item->file, w.done[0].cert);
    value_text(arena, root, "about", w.done[0].cert ? name_of(arena, w.done[0].cert) : file);
    value_text(arena, root, "file", file);
    value_text(arena, root, "encryption", view_of(pfx_encryption_phrase(PFX_TRIPLEDES_SHA1)));
    value_truth(arena, root, "with_key", comes_with_key(item, NULL));
    value_truth(arena, root, "for_request", item->file->container == CONTAINER_CSR);
    value_truth(arena, root, "again", container_is_certificate(item->file->container));
    value_text(arena, root, "more", w.n_left ? view_fmt(arena, "%zu", w.n_left) : VIEW(""));
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_TICKET_BYTES), laid_out = BUF_INIT(2 * LIMIT_TICKET_BYTES);
    struct sink to = sink_buf(&text), body = sink_buf(&laid_out);
    template_put(arena, "report_letter.txt", root, ESCAPE_TEXT, &to);
    lay_out(&body, buf_view(&text));
    out->body = view_dup(arena, buf_view(&laid_out));
    return view_line(&out->body, &out->subject) && view_line(&out->body, &(struct view){ 0 });
}
