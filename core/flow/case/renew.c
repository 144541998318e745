#include "flow/case/make_case.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/inspect.h"
#include "format/bundle/bundle_parts.h"
#include "format/digest.h"
#include "format/inventory_read.h"
#include "model/words.h"
#include "steps/bundle.h"
#include "steps/certs.h"
#include "steps/compare/compare.h"

/* What is read at --renews, and what comes of it. */
struct renewing {
    struct worker *w;
    struct arena *keep;
    struct request *request;
    struct renewed *out;
    struct inventory *inventory;
    struct inspect_group *group; /* what is read of it */
    struct err *e;
};

static void take_over(struct arena *keep, const struct case_record *old, struct request *request)
{
    struct request asked;
    request_of_record(old, &asked);
    request_complete(request, &asked, FIELD_RENEWED);
    bool only_people_know = old->purpose == PURPOSE_SERVER || old->purpose == PURPOSE_INBOUND_MTLS; /* no certificate tells these */
    if (request->purpose == PURPOSE_NONE && only_people_know)
        request->purpose = old->purpose;
    if (request->environments.n == 0)
        for (size_t i = 0; i < old->n_environments; i++)
            *LIST_ADD(keep, &request->environments) = environment_word(&old->environments[i]);
}

/* Environments as they were recorded, but where nothing is installed whatever the record says of its hosting, nobody is sent again. */
static struct inventory inventory_of(struct arena *keep, struct view path, const struct case_record *old)
{
    struct environment *environments = NEW(keep, struct environment, old->n_environments);
    for (size_t i = 0; i < old->n_environments; i++) {
        environments[i] = old->environments[i];
        environments[i].hosting = hosting_decide(environments[i].hosting, environments[i].host);
    }
    struct inventory out = {
        .path = text_safe(keep, path),
        .infrastructure = old->infrastructure,
        .activation_code = old->activation_code,
        .edition = old->edition,
        .fedramp = old->fedramp,
        .contact = old->contact,
        .followers = old->followers,
        .n_followers = old->n_followers,
        .environments = environments,
        .n_environments = old->n_environments,
    };
    inventory_index(keep, &out);
    return out;
}

/* One of the old bundle's certificates: itself, when the bundle holds it in a file of its own (`entry`), else what the record says of it.
 * *differs: the record has it otherwise. */
static bool find_old(const struct renewing *r, const struct zip_entry *entry, const struct case_cert *said, const struct cert **out,
                     bool *differs)
{
    *out = said->cert;
    if (!entry)
        return true;
    struct cert_file *file = inspect_identify(r->keep, entry->name, entry->bytes);
    if (!inspect_open(r->w, r->keep, r->group, file, r->e))
        return false;
    const struct cert *cert = cert_find(&file->certs, said->cert);
    *differs = *differs || !cert || memcmp(cert->sha1, said->cert->sha1, sizeof cert->sha1) != 0 ||
               !view_eq(cert->subject, said->cert->subject) || cert->not_after != said->cert->not_after;
    *out = cert ? cert : said->cert;
    return true;
}

/* A certificate that no bundle is at hand of says what is replaced, and nothing of who asked for it and where. */
static bool read_certificate(const struct renewing *r, struct cert_file *file)
{
    struct renewed *out = r->out;
    struct evidence evidence = { .files = &file, .n_files = 1 };
    if (!inspect_open(r->w, r->keep, r->group, file, r->e))
        return false;
    const struct cert *main = inspect_decide(r->w, r->keep, &evidence, PURPOSE_NONE).main;
    if (!main) {
        bool locked = evidence_wants_password(&evidence);
        return err_set_at(r->e, ST_FORMAT, r->request->renews.p,
                          locked ? "give its password with --password-file, or the old certificate alone as .cer"
                                 : "give the old certificate as .cer, or leave --renews out and name its thumbprint in --reason",
                          locked ? "it is a PFX that needs a password" : "no certificate can be read in it");
    }
    out->certs = NEW(r->keep, const struct cert *, evidence.certs.n);
    out->certs[out->n_certs++] = main;
    for (size_t i = 0; i < evidence.certs.n; i++)
        if (evidence.certs.items[i] != main)
            out->certs[out->n_certs++] = evidence.certs.items[i];
    return true;
}

static bool read_bundle(const struct renewing *r, const struct cert_file *file)
{
    struct arena *keep = r->keep;
    struct renewed *out = r->out;
    struct err *e = r->e;
    struct archive archive;
    struct bundle_problems problems = { .arena = keep };
    struct bundle_parts parts;
    struct case_record record;
    bool differs = false;
    if (file->container != CONTAINER_ZIP)
        return err_set(e, ST_FORMAT, "give the bundle of the old request (.zip) or the old certificate itself (.cer)", "it is %s",
                       container_phrase(file->container));
    bundle_open(keep, file->bytes, &archive, &problems, &parts);
    if (!zip_check(&problems, e))
        return false;
    const struct zip_entry *written = parts.named[PART_RECORD];
    if (written && !case_from_xml(keep, written->bytes, r->w->reader, &bundle_lookup, &record, e))
        return err_at(e, "case.xml");
    if (!written || record.n_certs == 0)
        return err_set(e, ST_FORMAT, "give a bundle that `certcase build` made, or the old certificate itself (.cer)",
                       "no record of a certificate (case.xml) in it");
    out->certs = NEW(keep, const struct cert *, record.n_certs);
    for (size_t i = 0; i < record.n_certs; i++) {
        const struct case_cert *said = &record.certs[i];
        const struct zip_entry *own = said->inside_pfx ? NULL : zip_find(parts.entries, parts.n_entries, said->file);
        if (!find_old(r, own, said, &out->certs[out->n_certs++], &differs))
            return false;
    }
    take_over(keep, &record, r->request);
    *r->inventory = inventory_of(keep, r->request->renews, &record);
    out->said = (struct replaced){
        .case_id = record.id,
        .purpose = record.purpose,
        .changed = differs ? VIEW("its record and the certificate in it differ") : compare_change(&parts),
        .hosting = record.hosting,
        .environments = r->inventory->environments,
        .n_environments = r->inventory->n_environments,
    };
    return true;
}

bool renew_read(struct worker *w, struct arena *keep, struct request *request, struct renewed *out, struct inventory *inventory,
                struct err *e)
{
    struct inspect_group group = { 0 };
    const struct renewing r = { w, keep, request, out, inventory, &group, e };
    struct view bytes;
    if (!file_read(keep, request->renews.p, LIMIT_BUNDLE_BYTES, &bytes, e))
        return false;
    struct cert_file *file = inspect_identify(keep, request->renews, bytes);
    if (container_is_certificate(file->container))
        return read_certificate(&r, file);
    return read_bundle(&r, file) || err_at(e, "%s", request->renews.p);
}

static struct view key_of(struct arena *keep, const struct cert *cert)
{
    static const unsigned char unknown[sizeof cert->spki_sha256];
    bool known = memcmp(cert->spki_sha256, unknown, sizeof unknown) != 0;
    return known ? digest_hex(keep, cert->spki_sha256, sizeof cert->spki_sha256) : VIEW("");
}

/* The one of the old certificates that `cert` comes in the place of. */
static const struct cert *predecessor(struct arena *keep, const struct renewed *old, const struct evidence *evidence,
                                      const struct cert *cert)
{
    for (size_t i = 0; i < old->n_certs; i++) {
        const struct cert *one = old->certs[i];
        if (!cert_find(&evidence->certs, one) && certs_follows(cert, one->subject, key_of(keep, one)))
            return one;
    }
    return NULL;
}

static bool is_among(const struct renewed *old, const struct cert *cert)
{
    for (size_t i = 0; i < old->n_certs; i++)
        if (cert_same(old->certs[i], cert))
            return true;
    return false;
}

static bool is_own_issuer(const struct cert *cert)
{
    return x509_is_issued_under(cert, cert);
}

/* The next CA has another name: the first of the old certificates that isn't asked for again gives way to one of its kind that wasn't asked
 * for then. */
static const struct cert *left_behind(const struct renewed *old, const struct evidence *evidence, const struct cert **subject)
{
    const struct cert_list *new = &evidence->certs;
    for (size_t i = 0; i < old->n_certs; i++) {
        const struct cert *one = old->certs[i];
        for (size_t k = 0; k < new->n && !cert_find(new, one); k++) {
            bool is_new = new->items[k]->store != STORE_NONE && !is_among(old, new->items[k]);
            if (!is_new || new->items[k]->ca != one->ca || is_own_issuer(new->items[k]) != is_own_issuer(one))
                continue;
            *subject = i ? new->items[k] : *subject;
            return one;
        }
    }
    return old->certs[0];
}

struct replaced renew_choose(struct arena *keep, const struct request *request, const struct renewed *old, const struct evidence *evidence,
                             const struct cert **subject)
{
    const struct cert *chosen = *subject ? predecessor(keep, old, evidence, *subject) : NULL;
    for (size_t i = 0; i < evidence->certs.n && !chosen; i++) {
        const struct cert *cert = evidence->certs.items[i];
        chosen = cert->store != STORE_NONE ? predecessor(keep, old, evidence, cert) : NULL;
        *subject = chosen ? cert : *subject;
    }
    if (!chosen)
        chosen = left_behind(old, evidence, subject);
    struct replaced out = old->said;
    out.bundle = text_safe(keep, path_name(request->renews));
    out.subject = chosen->subject;
    out.sha1 = digest_hex(keep, chosen->sha1, sizeof chosen->sha1);
    out.sha256 = digest_hex(keep, chosen->sha256, sizeof chosen->sha256);
    out.key_sha256 = key_of(keep, chosen);
    out.not_after = chosen->not_after;
    return out;
}
