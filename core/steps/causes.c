#include "steps/causes.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "format/x509/x509_path.h"
#include "model/words.h"
#include "steps/certs.h"

enum { NAME_SHOWN = 100, NAMES_SHOWN = 4, SUITES_SHOWN = 6 };
enum { ALERT_HANDSHAKE = 40, ALERT_VERSION = 70, ALERT_SECURITY = 71, ALERT_NAME = 112 }; /* RFC 8446 6 */

struct work {
    struct x509_ctx *x;
    struct arena *arena;
    const struct causes_question *q;
    const struct probe_result *seen; /* q's */
    struct causes_answer *out;
};

static struct cause *add(struct work *w, enum cause_kind kind, const struct cert *cert, struct view evidence)
{
    struct cause *c = LIST_ADD(w->arena, &w->out->causes);
    *c = (struct cause){
        .kind = kind,
        .severity = cause_rows[kind].severity,
        .evidence = evidence,
        .fix = view_of(cause_explanation(kind)->hint),
        .cert = cert,
    };
    return c;
}

/* A foreign name, cut to a readable length. */
static const char *cut(struct work *w, struct view name)
{
    return text_cut(w->arena, name, NAME_SHOWN + 1);
}

static const char *name_of(struct work *w, const struct cert *cert)
{
    const char *name = cut(w, cert->subject_cn);
    return name[0] ? view_fmt(w->arena, "\"%s\"", name).p : "a certificate without a name";
}

static void judge_connection(struct work *w)
{
    static const enum cause_kind kinds[] = {
        [END_TLS] = CAUSE_HANDSHAKE,     [END_NO_ADDRESS] = CAUSE_UNREACHABLE, [END_UNREACHABLE] = CAUSE_UNREACHABLE,
        [END_PROXY] = CAUSE_UNREACHABLE, [END_TIMEOUT] = CAUSE_TIMEOUT,        [END_CLOSED] = CAUSE_CLOSED,
        [END_STARTTLS] = CAUSE_STARTTLS, [END_NOT_TLS] = CAUSE_NOT_TLS,        [END_LIMIT] = CAUSE_HANDSHAKE,
    };
    static_assert(COUNT_OF(kinds) == END_COUNT, "a cause for every end");
    const struct probe_capture *c = w->seen->capture;
    if (c->end == END_TLS)
        return;
    struct cause *cause = add(w, kinds[c->end], NULL, c->detail);
    const struct probe_scheme *usual = probe_scheme_by_port(w->seen->target->port, true);
    enum starttls dialog = c->speaks != STARTTLS_NONE || !usual ? c->speaks : usual->starttls;
    bool said_nothing = c->end == END_TIMEOUT || c->end == END_CLOSED || c->end == END_NOT_TLS;
    if (!said_nothing || c->address.n == 0 || w->seen->target->starttls != STARTTLS_NONE || dialog == STARTTLS_NONE)
        return;
    cause->dialog = dialog;
    cause->fix = view_fmt(w->arena, "TLS begins after a dialog here: add --starttls %s", starttls_word(dialog));
}

/* What of the server's offers the profile doesn't have; with both version and suite there, it is the curve or the certificate's key. */
static struct view why_uncommon(struct work *w)
{
    const struct platform *p = w->seen->platform;
    const struct cert *leaf = w->q->leaf;
    const struct probe_capture *c = w->seen->capture;
    for (size_t i = 0; i < c->n_offers; i++) {
        const struct probe_agreed *o = &c->offers[i];
        if (!view_among(o->version, p->versions, p->n_versions) || !view_among(o->suite, p->suites, p->n_suites))
            continue;
        if (leaf && leaf->key.type == KEY_EC && !view_among(leaf->key.curve, p->groups, p->n_groups))
            return view_fmt(w->arena, "; its certificate's key is on the curve %.*s, which is off there", VIEW_ARG(leaf->key.curve));
        if (leaf && (leaf->key.type == KEY_ED25519 || leaf->key.type == KEY_ED448))
            return VIEW("; its certificate's key is Ed25519 or Ed448, which is not supported there");
        if (o->group.n && !view_among(o->group, p->groups, p->n_groups))
            return view_fmt(w->arena, "; it insists on the curve %.*s, which is off there", VIEW_ARG(o->group));
    }
    return VIEW("");
}

static void judge_protocol(struct work *w)
{
    const struct probe_capture *c = w->seen->capture;
    AUTO(buf_free) struct buf text = BUF_INIT(4000);
    buf_fmt(&text, "%.*s and the server have nothing in common", VIEW_ARG(w->seen->platform->title));
    if (c->n_offers == 0)
        buf_text(&text, ", and the server refuses everything else, too");
    else
        buf_text(&text, ": the server takes ");
    for (size_t i = 0; i < c->n_offers && i < SUITES_SHOWN; i++)
        buf_fmt(&text, "%s%.*s with %.*s", i ? ", " : "", VIEW_ARG(c->offers[i].version), VIEW_ARG(c->offers[i].suite));
    if (c->n_offers > SUITES_SHOWN)
        buf_fmt(&text, " and %zu more", c->n_offers - SUITES_SHOWN);
    struct view why = why_uncommon(w);
    buf_put(&text, why);
    if (c->alert_name.n)
        buf_fmt(&text, " (it answers with the alert \"%.*s\")", VIEW_ARG(c->alert_name));
    if (c->n_offers == 0 && c->untried)
        buf_fmt(&text, "; %zu old suite%s of the profile can't be tried from here", c->untried, c->untried == 1 ? "" : "s");
    struct cause *cause = add(w, CAUSE_PROTOCOL, NULL, view_dup(w->arena, buf_view(&text)));
    if (why.n)
        cause->fix = VIEW("the server's owner has to go over to P-256 or P-384, which every Windows has on");
}

static void judge_handshake(struct work *w)
{
    const struct probe_capture *c = w->seen->capture;
    bool about_suites = c->alert == ALERT_HANDSHAKE || c->alert == ALERT_VERSION || c->alert == ALERT_SECURITY;
    if (c->end != END_TLS || c->handshake == HANDSHAKE_GOOD || c->client_required)
        return;
    if (c->handshake == HANDSHAKE_ALERT && c->alert == ALERT_NAME)
        add(w, CAUSE_NAME_MISMATCH, NULL, view_fmt(w->arena, "the server says that it knows no %.*s", VIEW_ARG(w->seen->target->name)));
    else if (c->n_offers || c->handshake == HANDSHAKE_UNCOMMON || (c->handshake == HANDSHAKE_ALERT && about_suites))
        judge_protocol(w);
    else if (c->handshake == HANDSHAKE_ALERT)
        add(w, CAUSE_HANDSHAKE, NULL, view_fmt(w->arena, "the server refuses with the alert \"%.*s\"", VIEW_ARG(c->alert_name)));
    else if (c->handshake == HANDSHAKE_CLOSED)
        add(w, CAUSE_HANDSHAKE, NULL, VIEW("the server closes the connection in the middle of the handshake"));
    else if (w->seen->n_unreadable == 0)
        add(w, CAUSE_HANDSHAKE, NULL,
            c->detail.n ? view_fmt(w->arena, "the server's messages are wrong: %.*s", VIEW_ARG(c->detail))
                        : VIEW("the server's messages are wrong"));
}

static void judge_client(struct work *w)
{
    const struct probe_capture *c = w->seen->capture;
    if (!c->client_asked)
        return;
    /* Many servers ask everybody and mean nobody; one that names CAs or hangs up means it. */
    enum severity severity = c->client_required || c->n_ca_names_in_all ? SEV_ERROR : SEV_WARNING;
    const char *how = c->client_required ? "refuses to go on without a client certificate" : "asks for a client certificate";
    struct view evidence = VIEW("");
    if (c->n_ca_names_in_all)
        evidence = view_fmt(w->arena, "the server %s, and names %.*s that it accepts", how,
                            VIEW_ARG(view_counted(w->arena, c->n_ca_names_in_all, "CA")));
    else
        evidence =
            view_fmt(w->arena, "the server %s, without naming CAs%s", how,
                     c->client_required ? "" : "; it goes on without one, and whether the service minds is not to be seen from here");
    add(w, CAUSE_CLIENT_CERTIFICATE, NULL, evidence)->severity = severity;
}

/* HTTPSPolicyCallbackData's pwszServerName: the DNS name or common name of the certificate is matched, label by label where it has
 * wildcards. CertGetNameString's CERT_NAME_DNS_TYPE: the common name where no alternative name is a DNS name. That a handshake follows both
 * beyond the plain case is our reading. */
static void judge_common_name(struct work *w)
{
    const struct cert *leaf = w->q->leaf;
    const struct view name = w->seen->target->name;
    bool wild = !view_eq_nocase(leaf->subject_cn, name);
    const char *as = wild ? view_fmt(w->arena, ", %s, covers", cut(w, leaf->subject_cn)).p : " is";
    const char *taken = wild || x509_has_host(leaf) ? "should take that (by its documents; not tried)" : "takes that";
    struct cause *cause = add(w, CAUSE_NAME_MISMATCH, leaf,
                              view_fmt(w->arena, "only the common name of the certificate%s %.*s: Windows %s, other clients refuse it", as,
                                       VIEW_ARG(name), taken));
    cause->severity = SEV_WARNING;
    cause->fix = VIEW("ask the server's owner for a certificate with this name among its alternative names");
}

static void judge_name(struct work *w)
{
    const struct cert *leaf = w->q->leaf;
    struct view name = w->seen->target->name;
    AUTO(buf_free) struct buf text = BUF_INIT(2000);
    size_t shown = 0;
    if (x509_covers(leaf, name))
        return;
    if (x509_common_name_covers(leaf, name)) {
        judge_common_name(w);
        return;
    }
    buf_fmt(&text, "the certificate doesn't cover %.*s, but ", VIEW_ARG(name));
    for (size_t i = 0; i < leaf->n_names && shown < NAMES_SHOWN; i++)
        if (leaf->names[i].kind == NAME_DNS || leaf->names[i].kind == NAME_IP)
            buf_fmt(&text, "%s%s", shown++ ? ", " : "", cut(w, leaf->names[i].text));
    if (shown == 0)
        buf_fmt(&text, "no host name at all (its common name %s doesn't count)", name_of(w, leaf));
    else if (leaf->n_names_in_all > shown)
        buf_fmt(&text, " and others (%zu names in all)", leaf->n_names_in_all);
    add(w, CAUSE_NAME_MISMATCH, leaf, view_dup(w->arena, buf_view(&text)));
}

static void judge_dates(struct work *w)
{
    const struct x509_path *path = &w->out->path;
    bool expired = false, early = false, soon = false;
    char day[DAY_PHRASE], other[DAY_PHRASE];
    for (size_t i = 0; i < path->n; i++) {
        const struct cert *c = path->items[i];
        if (!expired && cert_has_expired(c, w->q->now)) {
            expired = true;
            add(w, CAUSE_EXPIRED, c, view_fmt(w->arena, "%s expired on %s", name_of(w, c), day_phrase(day_of_time(c->not_after), day)));
        } else if (!early && c->not_before != TIME_NONE && w->q->now < c->not_before) {
            early = true;
            add(w, CAUSE_NOT_YET_VALID, c,
                view_fmt(w->arena, "%s is valid from %s on", name_of(w, c), day_phrase(day_of_time(c->not_before), day)));
        }
    }
    for (size_t i = 0; i < path->n && !expired && !soon && w->seen->expected_delivery != DAY_NONE; i++) {
        const struct cert *c = path->items[i];
        if (c->not_after == TIME_NONE || day_of_time(c->not_after) > w->seen->expected_delivery)
            continue;
        soon = true;
        add(w, CAUSE_EXPIRES_BEFORE_DELIVERY, c,
            view_fmt(w->arena, "%s expires on %s; a case submitted now is expected to be delivered on %s", name_of(w, c),
                     day_phrase(day_of_time(c->not_after), day), day_phrase(w->seen->expected_delivery, other)));
    }
}

static void judge_incomplete(struct work *w, const struct cert *leaf)
{
    const char *sent = w->seen->capture->n_chain > 1 ? "nothing that issued its own certificate" : "only its own certificate";
    struct cause *cause = add(w, CAUSE_CHAIN_INCOMPLETE, leaf,
                              view_fmt(w->arena, "the server sends %s: if \"%s\", which issued it, is an intermediate CA, it is missing",
                                       sent, cut(w, leaf->issuer_cn)));
    if (cert_issuer_url(leaf).n)
        cause->fix = view_fmt(w->arena,
                              "the server has to send the whole chain; until it does, ask for the missing one beside the root; the "
                              "certificate says that it is at %.*s (not fetched)",
                              VIEW_ARG(cert_issuer_url(leaf)));
}

static void judge_trust(struct work *w)
{
    const struct x509_path *path = &w->out->path;
    const struct cert *leaf = path->items[0], *top = path->items[path->n - 1];
    const char *compared = w->seen->trust_known ? "" : " (there is no CA bundle here to compare with: name one with --ca-bundle)";
    if (certs_play_public_root(top)) {
        add(w, CAUSE_IMPERSONATED, top,
            view_fmt(w->arena, "the chain ends at %s, which has the name of a public CA, but another key", name_of(w, top)));
        return;
    }
    if (path->anchored)
        return;
    if (leaf->self_signed) {
        add(w, CAUSE_SELF_SIGNED, leaf, view_fmt(w->arena, "%s is signed by itself, and is not installed%s", name_of(w, leaf), compared));
        return;
    }
    if (top->self_signed)
        add(w, CAUSE_UNKNOWN_ROOT, top,
            view_fmt(w->arena, "the chain ends at %s, which is not a trusted root%s", name_of(w, top), compared));
    else
        add(w, CAUSE_UNKNOWN_ROOT, top,
            view_fmt(w->arena, "\"%s\", which issued %s, is not a trusted root, and the server doesn't send it%s", cut(w, top->issuer_cn),
                     name_of(w, top), compared));
    if (path->n == 1)
        judge_incomplete(w, leaf);
}

static void judge_acceptance(struct work *w)
{
    struct x509_chain chain = { .path = w->out->path, .use = X509_FOR_SERVERS };
    x509_chains_check(w->arena, &(struct x509_chain *){ &chain }, 1, w->q->now);
    if (!chain.problem.what)
        return;
    const struct cert *c = chain.path.items[chain.problem.at];
    add(w, CAUSE_NOT_ACCEPTED, c, view_fmt(w->arena, "%s %s", name_of(w, c), chain.problem.what));
}

static const char *weakness(struct work *w, const struct cert *c, enum severity *severity)
{
    const struct key *key = &c->key;
    *severity = SEV_ERROR;
    if (certs_key_is_rsa(key)) {
        if (key->bits >= CERTS_RSA_GOOD_BITS)
            return NULL;
        *severity = key->bits < CERTS_RSA_BLOCKED_BITS ? SEV_ERROR : SEV_WARNING;
        return view_fmt(w->arena, "has an RSA key of only %u bits", key->bits).p;
    }
    if (key->type != KEY_EC)
        return view_fmt(w->arena, "has a key that Windows doesn't take (%s)", key_type_title(key->type)).p;
    if (view_among(key->curve, w->seen->platform->groups, w->seen->platform->n_groups))
        return NULL;
    *severity = SEV_WARNING;
    return view_fmt(w->arena, "has an EC key on the curve %s, which is off on %.*s", cut(w, key->curve),
                    VIEW_ARG(w->seen->platform->title)).p;
}

static void judge_strength(struct work *w)
{
    const struct x509_path *path = &w->out->path;
    bool weak_key = false, weak_hash = false;
    for (size_t i = 0; i < path->n; i++) {
        const struct cert *c = path->items[i];
        enum severity severity;
        const char *what = weak_key ? NULL : weakness(w, c, &severity);
        if (what) {
            weak_key = true;
            add(w, CAUSE_WEAK_KEY, c, view_fmt(w->arena, "%s %s", name_of(w, c), what))->severity = severity;
        }
        if (certs_weak_hash(c) && !weak_hash && !c->self_signed && !(path->anchored && i + 1 == path->n)) {
            weak_hash = true;
            add(w, CAUSE_WEAK_SIGNATURE, c, view_fmt(w->arena, "%s is signed with %.*s", name_of(w, c), VIEW_ARG(c->signature)));
        }
    }
}

void causes_of(struct x509_ctx *x, struct arena *arena, const struct causes_question *q, struct causes_answer *out)
{
    struct work w = { .x = x, .arena = arena, .q = q, .seen = q->seen, .out = out };
    *out = (struct causes_answer){ 0 };
    judge_connection(&w);
    judge_handshake(&w);
    if (w.seen->n_unreadable || w.seen->capture->chain_broken)
        add(&w, CAUSE_UNREADABLE, NULL,
            w.seen->n_unreadable ? view_fmt(arena, "%zu of the certificates that the server sends can't be read: %.*s",
                                            w.seen->n_unreadable, VIEW_ARG(q->unreadable_why))
                                 : VIEW("the list of certificates that the server sends can't be read"));
    if (q->leaf) {
        out->path = x509_path_find(x, arena, q->leaf, q->links, &q->roots, q->now);
        judge_name(&w);
        judge_dates(&w);
        judge_trust(&w);
        judge_acceptance(&w);
        judge_strength(&w);
    }
    judge_client(&w);
}
