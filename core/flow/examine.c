#include "flow/examine.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/container.h"
#include "format/container/sniff.h"
#include "steps/certs.h"
#include "steps/purpose.h"

static bool get_password(struct worker *w, const struct cert_file *file, const struct request *request, struct buf *secret, bool *have,
                         struct err *e)
{
    const struct password_source *source = &w->kit->password;
    *have = false;
    if (!source->get || sniff(file->bytes, file->name) != CONTAINER_PKCS12)
        return true;
    e->status = ST_OK;
    if (source->get(source->from, file->path, request, secret, e)) {
        *have = true;
        return true;
    }
    return e->status == ST_OK;
}

bool examine_file(struct worker *w, struct view path, struct view bytes, const struct request *request, struct cert_file **out,
                  struct err *e)
{
    struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    struct cert_file *file = NEW(&w->arena, struct cert_file, 1);
    bool have;
    file->path = text_safe(&w->arena, path);
    file->name = path_name(file->path);
    file->bytes = bytes;
    bool ok = get_password(w, file, request, &secret, &have, e);
    if (ok) {
        struct view password = buf_view(&secret);
        container_read(w->x509, &w->arena, have ? &password : NULL, file);
        *out = file;
    }
    buf_wipe(&secret);
    return ok;
}

void examine_evidence(struct worker *w, struct evidence *evidence, enum purpose asked, struct facts *facts)
{
    const struct kit *kit = w->kit;
    certs_arrange(w->x509, &w->arena, kit->trust, evidence);
    struct decided decided = purpose_decide(evidence, asked);
    *facts = (struct facts){
        .now = kit->now,
        .evidence = evidence,
        .x509 = w->x509,
        .purpose = decided.purpose,
        .asked = asked,
        .by_content = decided.by_content,
        .vendor_owned = decided.vendor_owned,
        .main = decided.main,
        .expected_delivery = DAY_NONE,
        .ca_bundle = kit->ca_bundle,
    };
    if (kit->catalog) {
        struct view id = kit->platform.n ? kit->platform : kit->catalog->default_platform;
        facts->platform = catalog_platform(kit->catalog, id);
    }
}

static bool is_accepted(const struct view_list *accept, const struct finding *finding)
{
    if (!accept || finding->severity == SEV_ERROR)
        return false;
    for (size_t i = 0; i < accept->n; i++)
        if (view_eq_text(accept->items[i], finding->rule->id))
            return true;
    return false;
}

enum verdict examine_findings(struct worker *w, const struct facts *facts, struct findings *out)
{
    rules_run(facts, &w->arena, out);
    for (size_t i = 0; i < out->n; i++)
        out->items[i].accepted = is_accepted(w->kit->accept, &out->items[i]);
    findings_sort(out);
    return findings_count(out, SEV_ERROR) ? VERDICT_REJECTED : VERDICT_ACCEPTED;
}
