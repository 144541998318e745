#include "flow/probe.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/escape.h"

enum { COMMAND_MOST = 64 << 10, HTTPS_PORT = 443 };

static bool is_plain(struct view v)
{
    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] == '\0' || !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:+@%,", v.p[i]))
            return false;
    return v.n > 0;
}

/* One word for a shell: as it is when it is plain, else between single quotes. What can't be shown can't be pasted: `otherwise` stands for
 * it. */
static void put_word(struct buf *to, struct arena *arena, struct view word, const char *otherwise)
{
    if (word.n == 0 || !view_eq(text_safe(arena, word), word)) {
        buf_text(to, otherwise);
        return;
    }
    if (word.p[0] == '-')
        buf_text(to, "./");
    if (is_plain(word)) {
        buf_put(to, word);
        return;
    }
    buf_putc(to, '\'');
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == '\'')
            buf_text(to, "'\\''");
        else
            buf_putc(to, word.p[i]);
    buf_putc(to, '\'');
}

static void put_build(struct buf *to, struct arena *arena, const struct probe_plan *plan, const struct probe_target *t)
{
    bool brackets = memchr(t->host.p, ':', t->host.n) != NULL;
    buf_text(to, " --environments ");
    put_word(to, arena, plan->environments.n ? plan->environments : VIEW("environments.json"), "environments.json");
    for (size_t i = 0; i < plan->environment->n; i++) {
        buf_text(to, " -e ");
        put_word(to, arena, plan->environment->items[i], "NAME");
    }
    buf_fmt(to, brackets ? " --consumes %.*s://[%.*s]" : " --consumes %.*s://%.*s", VIEW_ARG(t->scheme), VIEW_ARG(t->host));
    if (t->port != HTTPS_PORT || !view_eq(t->scheme, VIEW("https")))
        buf_fmt(to, ":%u", (unsigned)t->port);
}

/* The same probe again, with what was said about this target. */
static void put_probe(struct buf *to, const struct probe_plan *plan, const struct probe_target *t, enum starttls starttls)
{
    bool v6 = memchr(t->connect_host.p, ':', t->connect_host.n) != NULL;
    buf_fmt(to, "certcase probe %.*s", VIEW_ARG(t->text));
    if (starttls != STARTTLS_NONE)
        buf_fmt(to, " --starttls %s", starttls_word(starttls));
    if (!view_eq(t->name, t->host))
        buf_fmt(to, " --servername %.*s", VIEW_ARG(t->name));
    if (!view_eq(t->connect_host, t->host) || t->connect_port != t->port)
        buf_fmt(to, v6 ? " --connect [%.*s]:%u" : " --connect %.*s:%u", VIEW_ARG(t->connect_host), (unsigned)t->connect_port);
    if (!view_eq(plan->platform->id, plan->kit->catalog->default_platform) && is_plain(plan->platform->id))
        buf_fmt(to, " --platform %.*s", VIEW_ARG(plan->platform->id));
}

static const struct probe_saved *saved_answer(const struct probe_result *r)
{
    for (size_t i = 0; i < r->n_saved; i++)
        if (r->saved[i].cert == r->ask_cert)
            return &r->saved[i];
    return NULL;
}

static void put_with(struct buf *to, struct arena *arena, const struct probe_plan *plan, const char *before)
{
    for (size_t i = 0; i < plan->with->n; i++) {
        buf_text(to, before);
        put_word(to, arena, plan->with->items[i], "FILE");
    }
}

static enum starttls suggested(const struct probe_result *r)
{
    for (size_t i = 0; i < r->causes.n; i++)
        if (r->causes.items[i].dialog != STARTTLS_NONE)
            return r->causes.items[i].dialog;
    return r->target->starttls;
}

struct view probe_next(struct arena *arena, const struct probe_plan *plan, const struct probe_result *r)
{
    struct buf text = BUF_INIT(COMMAND_MOST);
    const struct probe_saved *saved = saved_answer(r);
    bool cured = false;
    for (size_t i = 0; i < r->causes.n; i++)
        cured = cured || r->causes.items[i].cured;
    if (saved) {
        buf_text(&text, "certcase build ");
        put_word(&text, arena, saved->path, "FILE");
        put_build(&text, arena, plan, r->target);
    } else if (r->ask == ASK_ROOT || r->ask == ASK_SELF) {
        put_probe(&text, plan, r->target, r->target->starttls);
        buf_text(&text, " --save saved");
    } else if (r->ask == ASK_ISSUER) {
        put_probe(&text, plan, r->target, r->target->starttls);
        put_with(&text, arena, plan, " --with ");
        struct view stem = slug(arena, r->ask_cn);
        buf_fmt(&text, " --with %.*s.cer", VIEW_ARG(stem));
    } else if (r->ask == ASK_CLIENT) {
        buf_text(&text, "certcase build client.pfx --password-file password.txt");
        put_build(&text, arena, plan, r->target);
    } else if (r->works && cured) {
        buf_text(&text, "certcase build");
        put_with(&text, arena, plan, " ");
        put_build(&text, arena, plan, r->target);
    } else if (!r->works) {
        put_probe(&text, plan, r->target, suggested(r));
        put_with(&text, arena, plan, " --with ");
    }
    struct view out = view_dup(arena, buf_view(&text));
    buf_free(&text);
    return out;
}
