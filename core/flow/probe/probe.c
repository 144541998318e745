#include "flow/probe/probe.h"

#include "base/file.h"
#include "base/limits.h"
#include "flow/inspect.h"
#include "flow/pool.h"
#include "format/container/container.h"
#include "net/capture.h"
#include "net/tls.h"
#include "os/os.h"
#include "steps/causes.h"
#include "steps/certs.h"
#include "steps/deadline.h"

static const struct view install_root = VIEW_ROW("install-trusted-root");

/* --- before the first target --- */

static bool unknown_environment(const struct inventory *inventory, struct view name, struct err *e)
{
    struct view known[LIMIT_ENVIRONMENTS];
    size_t n = 0;
    for (; inventory && n < inventory->n_environments && n < COUNT_OF(known); n++)
        known[n] = inventory->environments[n].name;
    err_set(e, ST_USAGE, "give the inventory with --environments, and a name that it has", "there is no environment '%.*s'",
            VIEW_ARG(name));
    return err_meant(e, "", view_nearest(name, known, n), "?");
}

bool probe_platform(const struct resources *resources, const struct inventory *inventory, const struct view_list *names,
                    const struct platform **out, struct err *e)
{
    static const char hint[] = "name one with --platform";
    *out = NULL;
    for (size_t i = 0; i < names->n; i++) {
        const struct environment *env = inventory_find(inventory, names->items[i]);
        if (!env)
            return unknown_environment(inventory, names->items[i], e);
        const struct platform *own = env->platform.n ? catalog_platform(resources->catalog, env->platform) : NULL;
        if (resources->wishes->platform.n || !own)
            continue;
        if (*out && *out != own)
            return err_set(e, ST_USAGE, hint, "the environments run on different platforms");
        *out = own;
    }
    if (!*out)
        *out = resources_platform(resources);
    return *out || err_set(e, ST_FORMAT, hint, "the catalog's default platform is none of its platforms");
}

static bool read_certs(struct x509_ctx *x, struct arena *arena, struct view path, struct cert_file **out, struct err *e)
{
    struct view bytes;
    if (!file_read(arena, path.p, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    *out = inspect_identify(arena, path, bytes);
    container_read(x, arena, NULL, *out);
    if ((*out)->oddities & FILE_TOO_MANY)
        return err_set_at(e, ST_LIMIT, path.p, "name a smaller file", "there are more than %d certificates in it", LIMIT_CERTS);
    if ((*out)->certs.n == 0 && (*out)->container == CONTAINER_PKCS12)
        return err_set_at(e, ST_FORMAT, path.p, "give its CAs as .cer: `certcase inspect` with a password and --extract DIR writes them",
                          "it is a PFX, and no PFX is opened here");
    return (*out)->certs.n ||
           err_set_at(e, ST_FORMAT, path.p, "`certcase inspect` says what it is", "there is no certificate in it");
}

struct root_reader {
    struct x509_ctx *x509;
    struct arena *arena;
    struct probe_plan *plan;
};

static void add_root(const struct root_reader *r, struct cert *cert)
{
    if (windows_roots_say(r->plan->resources->roots.windows, cert) != WINDOWS_BLOCKED)
        *LIST_ADD(r->arena, &r->plan->roots) = cert;
}

static void add_root_of_system(void *to, const void *der, size_t n)
{
    const struct root_reader *r = to;
    struct cert *cert = NEW(r->arena, struct cert, 1);
    struct err ignored;
    if (x509_read(r->x509, r->arena, view_dup(r->arena, (struct view){ .p = der, .n = n }), cert, &ignored))
        add_root(r, cert);
}

static bool read_roots(struct x509_ctx *x, struct arena *arena, struct probe_plan *plan, struct err *e)
{
    struct cert_file *file;
    if (!plan->resources->roots.bundle)
        return true;
    struct root_reader reader = { x, arena, plan };
    if (plan->resources->ca_bundle.n == 0) {
        (void)os_trusted(add_root_of_system, &reader);
        return true;
    }
    if (!read_certs(x, arena, plan->resources->ca_bundle, &file, e))
        return false;
    for (size_t i = 0; i < file->certs.n; i++)
        add_root(&reader, file->certs.items[i]);
    return true;
}

/* The bundle's, and what the server sends along of the roots that Windows has. */
static struct cert_list roots_with(struct arena *arena, const struct cert_list *roots, const struct cert_list *served)
{
    struct cert_list all = { 0 };
    for (size_t i = 0; i < roots->n; i++)
        *LIST_ADD(arena, &all) = roots->items[i];
    for (size_t i = 0; i < served->n; i++)
        if (served->items[i]->self_signed && served->items[i]->windows == WINDOWS_TRUSTED)
            *LIST_ADD(arena, &all) = served->items[i];
    return all;
}

/* What signed itself becomes a root, the rest only links of chains. */
static bool read_with(struct x509_ctx *x, struct arena *arena, struct probe_plan *plan, struct err *e)
{
    struct evidence evidence = { .files = NEW(arena, struct cert_file *, plan->with->n) };
    for (size_t i = 0; i < plan->with->n; i++)
        if (!read_certs(x, arena, plan->with->items[i], &evidence.files[evidence.n_files++], e))
            return false;
    certs_arrange(x, arena, &plan->resources->roots, &evidence);
    for (size_t i = 0; i < evidence.certs.n; i++) {
        struct cert *cert = evidence.certs.items[i];
        *LIST_ADD(arena, cert->self_signed ? &plan->with_roots : &plan->with_links) = cert;
    }
    return true;
}

bool probe_prepare(struct arena *arena, struct probe_plan *plan, struct err *e)
{
    const struct resources *resources = plan->resources;
    const struct service *service = catalog_service(resources->catalog, install_root);
    struct x509_ctx *x = x509_new();
    tls_init();
    plan->expected_delivery = !service ? DAY_NONE :
        deadline_delivery(arena, service, &resources->catalog->calendar, resources->holidays, resources->wishes->now);
    bool ok = read_roots(x, arena, plan, e) && read_with(x, arena, plan, e);
    x509_free(x);
    if (ok && plan->proxy.n && !proxy_parse(plan->proxy, &plan->via, e))
        return err_at(e, "proxy");
    return ok;
}

/* --- one target --- */

struct served {
    struct evidence evidence;
    const struct cert *leaf;
    struct view why; /* the first that is unreadable is so */
    struct cert_list links;
};

/* The chain of the capture, into *result and *out. */
static void read_served(struct worker *w, struct arena *arena, struct probe_result *result, struct served *out)
{
    const struct probe_capture *capture = result->capture;
    struct cert_file *file = NEW(arena, struct cert_file, 1), **files = NEW(arena, struct cert_file *, 1);
    const struct cert **certs = NEW(arena, const struct cert *, capture->n_chain);
    *out = (struct served){ .evidence = { .files = files, .n_files = 1 } };
    result->certs = certs;
    files[0] = file;
    for (size_t i = 0; i < capture->n_chain; i++) {
        struct cert *cert = NEW(arena, struct cert, 1);
        struct err e;
        bool ok = capture->chain[i].n <= LIMIT_CERT_BYTES;
        if (!ok)
            err_set(&e, ST_LIMIT, "", "it has %zu bytes, and %d are the most", capture->chain[i].n, LIMIT_CERT_BYTES);
        if (!ok || !x509_read(w->x509, arena, capture->chain[i], cert, &e)) {
            if (result->n_unreadable++ == 0)
                out->why = view_dup(arena, view_of(e.what));
            continue;
        }
        *LIST_ADD(arena, &file->certs) = cert;
        certs[result->n_certs++] = cert;
        if (i == 0)
            out->leaf = cert;
        else
            *LIST_ADD(arena, &out->links) = cert;
    }
    certs_arrange(w->x509, arena, &w->resources->roots, &out->evidence);
}

static void note_client_cas(struct arena *arena, const struct probe_capture *capture, struct probe_result *out)
{
    struct view *names = NEW(arena, struct view, capture->n_ca_names);
    for (size_t i = 0; i < capture->n_ca_names; i++)
        names[i] = x509_name_text(arena, capture->ca_names[i]);
    out->client_cas = names;
    out->n_client_cas = capture->n_ca_names;
}

/* What only the system's roots left over, and --with does not. */
static void add_cured(struct arena *arena, const struct causes *before, struct causes *causes)
{
    for (size_t i = 0; i < before->n; i++) {
        if (causes_get(causes, before->items[i].kind))
            continue;
        struct cause *c = LIST_ADD(arena, causes);
        *c = before->items[i];
        c->cured = true;
    }
}

static bool is_left(const struct causes *c, enum cause_kind kind)
{
    const struct cause *cause = causes_get(c, kind);
    return cause && !cause->cured && cause->severity == SEV_ERROR;
}

static void decide_ask(struct probe_result *r, const struct x509_path *path)
{
    const struct cert *top = path->n ? path->items[path->n - 1] : NULL;
    if (is_left(&r->causes, CAUSE_SELF_SIGNED)) {
        r->ask = ASK_SELF;
        r->ask_cert = path->items[0];
    } else if (is_left(&r->causes, CAUSE_UNKNOWN_ROOT) && top->self_signed) {
        r->ask = ASK_ROOT;
        r->ask_cert = top;
    } else if (is_left(&r->causes, CAUSE_UNKNOWN_ROOT)) {
        r->ask = ASK_ISSUER;
        r->ask_name = top->issuer;
    } else if (is_left(&r->causes, CAUSE_CLIENT_CERTIFICATE)) {
        r->ask = ASK_CLIENT;
    }
    /* What has expired is renewed first: nobody installs it. */
    const struct cause *expired = causes_get(&r->causes, CAUSE_EXPIRED);
    if (expired && r->ask_cert && expired->cert == r->ask_cert) {
        r->ask = ASK_NOTHING;
        r->ask_cert = NULL;
    }
}

static void probe_one(struct worker *w, struct arena *arena, const struct probe_plan *plan, const struct probe_target *target,
                      struct probe_result *out)
{
    struct probe_capture *capture = NEW(arena, struct probe_capture, 1);
    struct capture_options options = { .profile = plan->platform, .timeout = plan->timeout, .proxy = plan->via };
    struct causes_answer answer;
    struct served served;
    if (options.proxy.host.n && proxy_excluded(plan->no_proxy, target->connect_host))
        options.proxy = (struct proxy){ 0 };
    capture_server(arena, target, &options, capture);
    *out = (struct probe_result){
        .target = target,
        .capture = capture,
        .platform = plan->platform,
        .trust_known = w->resources->roots.bundle != NULL,
        .with_given = plan->with->n > 0,
        .expected_delivery = plan->expected_delivery,
    };
    read_served(w, arena, out, &served);
    struct cert_list roots = roots_with(arena, &plan->roots, &served.evidence.certs);
    struct causes_question q = {
        .now = w->resources->wishes->now,
        .seen = out,
        .leaf = served.leaf,
        .links = &served.links,
        .roots = { { &roots, NULL } },
        .unreadable_why = served.why,
    };
    causes_of(w->x509, arena, &q, &answer);
    if (plan->with->n) {
        struct causes before = answer.causes;
        for (size_t i = 0; i < plan->with_links.n; i++)
            *LIST_ADD(arena, &served.links) = plan->with_links.items[i];
        q.roots.lists[1] = &plan->with_roots;
        causes_of(w->x509, arena, &q, &answer);
        add_cured(arena, &before, &answer.causes);
    }
    out->causes = answer.causes;
    if (answer.path.anchored) {
        out->anchor = answer.path.items[answer.path.n - 1];
        out->by_with = answer.path.list == 1;
    }
    enum severity worst = causes_worst(&out->causes);
    out->works = served.leaf && (worst == SEV_COUNT || worst < SEV_ERROR);
    note_client_cas(arena, capture, out);
    decide_ask(out, &answer.path);
    out->next = probe_next(arena, plan, out);
    if (out->ask != ASK_NOTHING && out->ask != ASK_CLIENT && is_left(&out->causes, CAUSE_CLIENT_CERTIFICATE))
        out->next_client = probe_next_client(arena, plan, out);
}

/* --- all of them --- */

struct crowd {
    const struct probe_plan *plan;
    const struct target_list *targets;
    size_t next;
};

static enum pool_step fill(void *context, struct pool_slot *slot)
{
    struct crowd *c = context;
    if (c->next == c->targets->n)
        return POOL_END;
    slot->item = &c->targets->items[c->next++];
    return POOL_MORE;
}

static void work(void *context, struct worker *w, struct pool_slot *slot)
{
    struct crowd *c = context;
    struct probe_result *result = NEW(&slot->arena, struct probe_result, 1);
    probe_one(w, &slot->arena, c->plan, slot->item, result);
    slot->item = result;
}

static bool take(void *context, struct pool_slot *slot)
{
    struct crowd *c = context;
    return c->plan->one(c->plan->context, slot->item);
}

bool probe_run(const struct probe_plan *plan, const struct target_list *targets)
{
    struct crowd crowd = { .plan = plan, .targets = targets };
    const struct pool pool = {
        .resources = plan->resources,
        .threads = targets->n < plan->threads ? (unsigned)targets->n : plan->threads,
        .window = 2 * (size_t)plan->threads,
        .context = &crowd,
        .stop = plan->stop,
        .fill = fill,
        .work = work,
        .take = take,
    };
    return pool_run(&pool);
}
