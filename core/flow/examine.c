#include "flow/examine.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/container.h"
#include "format/text/text_read.h"
#include "steps/certs.h"
#include "steps/deadline.h"

static bool get_password(struct worker *w, const struct cert_file *file, const struct request *request, struct buf *secret, bool *have,
                         struct err *e)
{
    const struct password_source *source = &w->kit->password;
    *have = false;
    if (!source->get || file->container != CONTAINER_PKCS12)
        return true;
    e->status = ST_OK;
    if (source->get(source->from, file->path, request, secret, e)) {
        *have = true;
        return true;
    }
    return e->status == ST_OK;
}

/* The other bytes that the same characters have: Windows-1252 for UTF-8 and the reverse; empty when there are none. */
static struct view other_encoding(struct arena *keep, struct view password)
{
    char *out = NEW(keep, char, 3 * password.n + 1);
    size_t n = 0;
    bool ascii = true;
    if (!utf8_valid(password))
        return (struct view){ .p = out, .n = text_from_1252(password, out) };
    for (uint32_t code; utf8_take(&password, &code); ascii = ascii && code < 0x80) {
        if (code > 0xFF)
            return (struct view){ 0 };
        out[n++] = (char)code;
    }
    return (struct view){ .p = out, .n = ascii ? 0 : n };
}

/* What an editor saved as text: without its mark, from UTF-16, without the rest of a line end. */
static struct view password_text(struct arena *keep, struct view bytes)
{
    unsigned form = 0;
    struct view text = text_normal(keep, bytes, &form);
    while (form & TEXT_UTF16 && (view_ends(text, VIEW("\r")) || view_ends(text, VIEW("\n"))))
        text.n--;
    return text;
}

static void wipe(struct view secret)
{
    if (secret.n)
        explicit_bzero((void *)(uintptr_t)secret.p, secret.n); /* the arena's own copy */
}

/* A file of passwords that is not in UTF-8, or a PFX that was made with other bytes: both happen, and nobody sees it. */
static void read_with(struct worker *w, struct arena *keep, struct view bytes, struct cert_file *file)
{
    struct view password = password_text(keep, bytes);
    struct view other = other_encoding(keep, password);
    bool valid = utf8_valid(password);
    struct cert_file again = *file;
    container_read(w->x509, keep, valid ? &password : &other, file);
    if (file->pfx.state != PFX_OPEN && other.n) {
        container_read(w->x509, keep, valid ? &other : &password, &again);
        if (again.pfx.state == PFX_OPEN)
            *file = again;
        else if (!valid && file->pfx.state == PFX_BROKEN)
            file->pfx.state = PFX_PASSWORD_WRONG; /* a MAC may fit bytes that nothing was encrypted with */
    }
    wipe(other);
    if (password.p != bytes.p)
        wipe(password);
}

bool examine_file(struct worker *w, struct arena *keep, struct view path, struct view bytes, const struct request *request,
                  struct cert_file **out, struct err *e)
{
    struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    struct cert_file *file = NEW(keep, struct cert_file, 1);
    bool have;
    file->path = text_safe(keep, path);
    file->name = path_name(file->path);
    file->bytes = bytes;
    container_identify(file);
    bool ok = get_password(w, file, request, &secret, &have, e);
    if (ok && have)
        read_with(w, keep, buf_view(&secret), file);
    else if (ok)
        container_read(w->x509, keep, NULL, file);
    *out = ok ? file : *out;
    buf_wipe(&secret);
    return ok;
}

struct decided examine_evidence(struct worker *w, struct arena *keep, struct evidence *evidence, enum purpose asked)
{
    certs_arrange(w->x509, keep, &w->kit->roots, evidence);
    return purpose_decide(evidence, asked);
}

/* The one that is asked for, else the case's own where the catalog knows it. */
static const struct platform *find_platform(const struct kit *kit, const struct case_record *record)
{
    const struct platform *own = record ? catalog_platform(kit->catalog, record->platform.id) : NULL;
    if (own && kit->platform.n == 0)
        return own;
    return catalog_platform(kit->catalog, kit->platform.n ? kit->platform : kit->catalog->default_platform);
}

/* As if it were submitted now. */
static int32_t delivery_from_now(const struct kit *kit, struct arena *scratch, const struct case_record *record)
{
    const struct deadline_question question = {
        .submitted = kit->now, .needed_by = DAY_NONE, .replaces_expiry = TIME_NONE, .own_expiry = TIME_NONE,
    };
    struct deadline counted;
    struct err e;
    if (!deadline_find(scratch, &record->service, &record->calendar, kit->holidays, &question, &counted, NULL, NULL, &e))
        return DAY_NONE;
    return counted.expected_delivery;
}

struct facts examine_facts(struct worker *w, struct arena *scratch, const struct facts *known)
{
    struct facts facts = *known;
    facts.now = w->kit->now;
    facts.x509 = w->x509;
    facts.platform = w->kit->catalog ? find_platform(w->kit, known->record) : NULL;
    facts.expected_delivery = known->record ? delivery_from_now(w->kit, scratch, known->record) : DAY_NONE;
    return facts;
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

enum verdict examine_findings(struct worker *w, struct arena *keep, const struct facts *facts, struct findings *out)
{
    rules_run(facts, keep, out);
    for (size_t i = 0; i < out->n; i++)
        out->items[i].accepted = is_accepted(w->kit->accept, &out->items[i]);
    findings_sort(out);
    return findings_count(out, SEV_ERROR) ? VERDICT_REJECTED : VERDICT_ACCEPTED;
}
