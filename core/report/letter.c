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

enum { ASKS_MOST = 12, FOUND_MOST = 2 * ASKS_MOST, NAME_BYTES = 60 };

/* The section of the template that asks for it; "usable" and "new_key" are some of its subject alone: a stronger one is asked for. */
static const char *const sections[] = {
    [SEND_ONE_ROOT] = "one_root", [SEND_WHICH_ROOT] = "which_root", [SEND_CAS] = "cas", [SEND_PFX] = "pfx",
    [SEND_PASSWORD] = "password", [SEND_RENEWED] = "renewed", [SEND_IN_FORCE] = "in_force", [SEND_STRONGER] = "stronger",
    [SEND_NEW_KEY] = "new_key", [SEND_USABLE] = "usable", [SEND_ISSUED_AGAIN] = "issued_again", [SEND_ISSUED] = "issued",
    [SEND_WHOLE] = "whole", [SEND_WITHOUT_KEY] = "without_key",
};
static_assert(COUNT_OF(sections) == SEND_COUNT, "a section for each");

/* A CA's private key is nobody else's. */
static bool comes_with_key(const struct inspection *item, const struct cert *cert)
{
    return !(cert && role_is_ca(cert->role)) && (item->file->container == CONTAINER_PKCS12 || item->purpose == PURPOSE_CLIENT_SIDE);
}

struct writer {
    struct arena *arena;
    const struct inspection *item;
    struct value *first, *asks, *found, *certificates;
    struct { enum send ask; const struct cert *cert; } done[ASKS_MOST];
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
    if (finding->rule->send == SEND_ONE_ROOT || finding->rule->send == SEND_PASSWORD)
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

static bool wants_new_key(const struct writer *w, const struct cert *cert)
{
    for (size_t i = 0; i < w->item->findings.n; i++) {
        const struct finding *f = &w->item->findings.items[i];
        if (f->rule->send == SEND_NEW_KEY && !f->accepted && cert_of(w->item, f) == cert)
            return true;
    }
    return false;
}

/* Once of each section and certificate; past what a letter holds they are counted. */
static void ask_for(struct writer *w, enum send what, const struct cert *cert)
{
    const enum send ask = what == SEND_USABLE || what == SEND_NEW_KEY ? SEND_STRONGER : what;
    for (size_t i = 0; i < w->n_done; i++)
        if (w->done[i].ask == ask && w->done[i].cert == cert)
            return;
    if (w->n_done == ASKS_MOST) {
        w->n_left++;
        return;
    }
    w->done[w->n_done].ask = ask;
    w->done[w->n_done++].cert = cert;
    struct value *one = value_object(w->arena, w->asks, NULL);
    value_truth(w->arena, one, sections[ask], true);
    value_truth(w->arena, one, "new", wants_new_key(w, cert));
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
static bool is_ours_to_open(const struct cert_file *file, const struct rule_info *rule)
{
    if ((file->oddities & FILE_MAIL) && (rule->traits & RULE_OF_MAILS))
        return true;
    if (file->oddities & FILE_SIGNATURE) /* it stood beside the certificate */
        return true;
    return (rule->traits & RULE_NO_CERTIFICATE) && (is_to_open(file->container) || is_nobodys_certificate(file));
}

/* Of a key alone contains-private-key asks for the certificate. */
static bool is_asked_for_as_key(const struct cert_file *file, const struct rule_info *rule)
{
    return (rule->traits & RULE_NO_CERTIFICATE) && (file->oddities & FILE_PRIVATE_KEY);
}

/* As its owner knows it: a mail is saved here, and he named what he attached. Empty: by no name. */
static struct view name_of_file(struct arena *arena, const struct cert_file *file, const struct cert *cert)
{
    bool is_ours = view_eq_text(file->path, "-") || (file->oddities & FILE_MAIL);
    struct view attached = file->pfx.attached.n || !cert ? file->pfx.attached : cert->attached;
    return view_of(text_cut(arena, attached.n ? attached : is_ours ? VIEW("") : file->name, NAME_BYTES));
}

/* What is wrong with all of a PFX is mended by another one, and a client's key beside its certificate by one: a .cer has no key. */
static bool is_pfx_again(const struct writer *w, const struct finding *finding, const struct cert *cert)
{
    if (finding->rule->send == SEND_WITHOUT_KEY && cert && !role_is_ca(cert->role) && w->item->purpose == PURPOSE_CLIENT_SIDE)
        return true;
    return finding->rule->send == SEND_WHOLE && finding->cert == NO_CERT && w->item->file->pfx.state != PFX_NONE &&
           !purpose_asks_for_cas(w->item->purpose);
}

/* Of CAs a client's PFX is not asked for, unless nothing can be told without it. */
static bool is_left_out(const struct writer *w, const struct finding *finding)
{
    return finding->rule->send == SEND_PFX && finding->severity != SEV_ERROR && purpose_asks_for_cas(w->item->purpose);
}

/* What its owner is asked for because of a finding; nothing that is at hand. */
static enum send ask_of(const struct writer *w, const struct finding *finding, const struct cert *cert)
{
    if (finding->accepted || finding->severity == SEV_NOTE)
        return SEND_NOTHING;
    const enum send ask = finding->rule->send;
    if (is_ours_to_open(w->item->file, finding->rule) || is_asked_for_as_key(w->item->file, finding->rule) || is_left_out(w, finding))
        return SEND_NOTHING;
    if (!ask && finding->severity == SEV_ERROR && cert && role_is_ca(cert->role) && cert->has_key)
        return SEND_WITHOUT_KEY;
    if (is_pfx_again(w, finding, cert))
        return SEND_PFX;
    bool renewed = cert && ask == SEND_RENEWED && cert->renewed_by;
    bool whole_chain = cert && ask == SEND_CAS && cert_top(&w->item->evidence.certs, cert)->self_signed;
    return renewed || whole_chain ? SEND_NOTHING : ask;
}

/* Because of which another PFX is asked for; NULL: none is. */
static const struct finding *asks_for_pfx(const struct writer *w)
{
    const struct findings *f = &w->item->findings;
    for (size_t i = 0; i < f->n; i++)
        if (ask_of(w, &f->items[i], cert_of(w->item, &f->items[i])) == SEND_PFX)
            return &f->items[i];
    return NULL;
}

static void put_what_is_asked(struct writer *w)
{
    const struct findings *f = &w->item->findings;
    const struct finding *of_pfx = asks_for_pfx(w);
    for (size_t i = 0; i < f->n; i++) {
        const struct cert *cert = cert_of(w->item, &f->items[i]);
        enum send ask = ask_of(w, &f->items[i], cert);
        if (ask == SEND_NOTHING)
            continue;
        if (ask == SEND_CAS && of_pfx) { /* which brings them */
            ask = SEND_PFX;
            cert = cert_of(w->item, of_pfx);
        }
        ask_for(w, ask, cert);
        if (w->n_found == 0)
            value_truth(w->arena, w->first, sections[ask], true);
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
