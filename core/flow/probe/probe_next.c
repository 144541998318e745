#include "flow/probe/probe.h"

#include "base/buf.h"
#include "format/text/escape.h"
#include "format/text/shell_word.h"
#include "model/words.h"

enum { COMMAND_MOST = 64 << 10, HTTPS_PORT = 443 };

static void put_file(struct buf *to, const char *option, struct view path)
{
    if (path.n == 0)
        return;
    buf_text(to, option);
    shell_path(to, path, "FILE");
}

/* The password of a proxy is for nobody's eyes, so its place is shown. */
static void put_proxy(struct buf *to, const struct proxy *proxy)
{
    bool v6 = view_has(proxy->host, ':');
    buf_fmt(to, v6 ? " --proxy http://%s[%.*s]:%u" : " --proxy http://%s%.*s:%u", proxy->credentials.n ? "USER:PASSWORD@" : "",
            VIEW_ARG(proxy->host), (unsigned)proxy->port);
}

static void put_environments(struct buf *to, const struct probe_plan *plan)
{
    put_file(to, " --environments ", plan->environments);
    for (size_t i = 0; i < plan->environment->n; i++) {
        buf_text(to, " -e ");
        shell_word(to, plan->environment->items[i], "NAME");
    }
}

/* What the next command has to be told again, whichever it is. */
static void put_said(struct buf *to, const struct wishes *said)
{
    put_file(to, " --ca-bundle ", said->ca_bundle);
    put_file(to, " --catalog ", said->catalog);
    put_file(to, " --holidays ", said->holidays);
}

static void put_said_of_probe(struct buf *to, const struct probe_plan *plan)
{
    put_environments(to, plan);
    if (plan->proxy_said)
        put_proxy(to, &plan->via);
    if (plan->timeout_said)
        buf_fmt(to, " --timeout %ju", (uintmax_t)plan->timeout_said);
    put_said(to, plan->resources->wishes);
}

static void put_build(struct buf *to, const struct probe_plan *plan, const struct probe_target *t)
{
    bool brackets = view_has(t->name, ':');
    if (plan->environments.n == 0 && plan->environment->n == 0)
        buf_text(to, " -e NAME=HOST");
    put_environments(to, plan);
    buf_fmt(to, brackets ? " --consumes %.*s://[%.*s]" : " --consumes %.*s://%.*s", VIEW_ARG(t->scheme), VIEW_ARG(t->name));
    if (t->port != HTTPS_PORT || !view_eq(t->scheme, VIEW("https")))
        buf_fmt(to, ":%u", (unsigned)t->port);
    put_said(to, plan->resources->wishes);
}

/* The same probe again, with what was said about this target. */
static void put_probe(struct buf *to, const struct probe_plan *plan, const struct probe_target *t, enum starttls starttls)
{
    bool v6 = view_has(t->connect_host, ':');
    buf_fmt(to, "certcase probe %.*s", VIEW_ARG(t->text));
    if (starttls != STARTTLS_NONE)
        buf_fmt(to, " --starttls %s", starttls_word(starttls));
    if (!view_eq(t->name, t->host))
        buf_fmt(to, " --servername %.*s", VIEW_ARG(t->name));
    if (!view_eq(t->connect_host, t->host) || t->connect_port != t->port)
        buf_fmt(to, v6 ? " --connect [%.*s]:%u" : " --connect %.*s:%u", VIEW_ARG(t->connect_host), (unsigned)t->connect_port);
    if (!view_eq(plan->platform->id, plan->resources->catalog->default_platform) && shell_plain(plan->platform->id))
        buf_fmt(to, " --platform %.*s", VIEW_ARG(plan->platform->id));
}

static const struct probe_saved *saved_answer(const struct probe_result *r)
{
    for (size_t i = 0; i < r->n_saved; i++)
        if (r->saved[i].cert == r->ask_cert)
            return &r->saved[i];
    return NULL;
}

static void put_with(struct buf *to, const struct probe_plan *plan, const char *before)
{
    for (size_t i = 0; i < plan->with->n; i++) {
        buf_text(to, before);
        shell_path(to, plan->with->items[i], "FILE");
    }
}

static enum starttls suggested(const struct probe_result *r)
{
    for (size_t i = 0; i < r->causes.n; i++)
        if (r->causes.items[i].dialog != STARTTLS_NONE)
            return r->causes.items[i].dialog;
    return r->target->starttls;
}

struct view probe_next_client(struct arena *arena, const struct probe_plan *plan, const struct probe_result *r)
{
    AUTO(buf_free) struct buf text = BUF_INIT(COMMAND_MOST);
    buf_text(&text, "certcase build client.pfx --password-file password.txt");
    put_build(&text, plan, r->target);
    return view_dup(arena, buf_view(&text));
}

struct view probe_next(struct arena *arena, const struct probe_plan *plan, const struct probe_result *r)
{
    AUTO(buf_free) struct buf text = BUF_INIT(COMMAND_MOST);
    const struct probe_saved *saved = saved_answer(r);
    if (saved) {
        buf_text(&text, "certcase build ");
        shell_path(&text, saved->path, "FILE");
        put_build(&text, plan, r->target);
    } else if (r->ask == ASK_ROOT || r->ask == ASK_SELF) {
        put_probe(&text, plan, r->target, r->target->starttls);
        buf_text(&text, " --save saved");
        put_said_of_probe(&text, plan);
    } else if (r->ask == ASK_ISSUER) {
        put_probe(&text, plan, r->target, r->target->starttls);
        put_with(&text, plan, " --with ");
        buf_text(&text, " --with ROOT.cer"); /* which its owner has */
        put_said_of_probe(&text, plan);
    } else if (r->ask == ASK_CLIENT) {
        return probe_next_client(arena, plan, r);
    } else if (probe_is_cured(r)) {
        buf_text(&text, "certcase build");
        put_with(&text, plan, " ");
        put_build(&text, plan, r->target);
    } else if (!r->works) {
        put_probe(&text, plan, r->target, suggested(r));
        put_with(&text, plan, " --with ");
        put_said_of_probe(&text, plan);
    }
    return view_dup(arena, buf_view(&text));
}
