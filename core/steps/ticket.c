#include "steps/ticket.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/bundle/case_values.h"
#include "format/calendar/ical.h"
#include "format/digest.h"
#include "format/secrets/key_scan.h"
#include "format/secrets/password_scan.h"
#include "format/text/lay_out.h"
#include "format/text/mustache.h"
#include "format/text/text_read.h"
#include "model/assets.h"

struct template {
    struct view name, source;
    struct view origin; /* path or name, for messages; safe text */
    struct view built_in; /* what its file in the folder is used instead of; empty when it isn't */
    bool own;             /* out of the folder */
    struct mustache *compiled;
};

struct templates {
    struct template *items; /* sorted by name once loaded */
    size_t n, cap;
    unsigned char sha256[32];
    struct view folder; /* whose files win; empty: none */
    struct file_guard *guard;
};

/* Partials are looked up by the kind of file that asks: a script never gets a part of a page. */
struct partial_finder {
    const struct templates *templates;
    struct view extension;
};

/* The pages of reports are no texts of a case. */
static bool is_template_name(struct view name)
{
    struct view extension = path_extension(name);
    return (view_eq_text(extension, ".txt") || view_eq_text(extension, ".html") || view_eq_text(extension, ".ps1")) &&
           !view_starts(name, VIEW("report"));
}

static bool is_partial_name(struct view file, struct view name, struct view extension)
{
    return file.n == 1 + name.n + extension.n && file.p[0] == '_' && view_eq(view_first(view_from(file, 1), name.n), name) &&
           view_ends(file, extension);
}

static const struct mustache *find_partial(const void *from, struct view name)
{
    const struct partial_finder *finder = from;
    for (size_t i = 0; i < finder->templates->n; i++)
        if (is_partial_name(finder->templates->items[i].name, name, finder->extension))
            return finder->templates->items[i].compiled;
    return NULL;
}

/* Of a template of one's own, which gets into every ticket: what an audit without it would find there. */
static bool tells_nothing(const struct template *t, struct err *e)
{
    static const char hint[] = "leave it out: everybody reads it in the ticket; send it apart from the PFX";
    struct password_found password;
    struct key_found key;
    if (key_scan(t->source, &key))
        return err_set(e, ST_USAGE, hint, "it holds %s", key.what);
    if (password_scan(t->source, &password) && password.likely)
        return err_set(e, ST_USAGE, hint, "line %u tells a password", password.line);
    return true;
}

/* Takes name's file from the folder when there is one. */
static bool read_override(struct arena *arena, const struct templates *made, struct template *t, bool *found, struct err *e)
{
    struct view path = path_join(arena, made->folder, t->name), bytes;
    *found = made->folder.n > 0 && file_exists(path.p);
    if (!*found)
        return true;
    file_guard_read(made->guard, path.p);
    t->origin = text_safe(arena, path);
    t->built_in = t->source;
    t->own = true;
    return file_read(arena, path.p, LIMIT_TEMPLATE_BYTES, &bytes, e) &&
           ((text_read(arena, bytes, &t->source, e) && tells_nothing(t, e)) || err_at(e, "%.*s", VIEW_ARG(t->origin)));
}

static bool add_builtin(struct arena *arena, struct templates *made, bool *any_found, struct err *e)
{
    for (size_t i = 0; i < n_assets; i++) {
        struct view name = view_of(assets[i].name);
        bool found;
        if (!is_template_name(name))
            continue;
        struct template *t = LIST_ADD(arena, made);
        t->name = t->origin = name;
        t->source = assets[i].bytes;
        if (!read_override(arena, made, t, &found, e))
            return false;
        *any_found = *any_found || found;
    }
    return true;
}

static bool is_plain_name(struct view name)
{
    return name.n && view_span(name, "_-") == name.n;
}

/* A partial that is in the set already, or in the folder alone; then it is added and compiled in its turn. */
static bool need_partial(struct arena *arena, struct templates *made, const struct template *user,
                         const struct mustache_reference *wanted, struct err *e)
{
    struct view extension = path_extension(user->name), origin = user->origin;
    struct template added = { .name = view_fmt(arena, "_%.*s%.*s", VIEW_ARG(view_first(wanted->name, 100)), VIEW_ARG(extension)) };
    bool found = false;
    for (size_t i = 0; i < made->n; i++)
        if (is_partial_name(made->items[i].name, wanted->name, extension))
            return true;
    if (is_plain_name(wanted->name) && !read_override(arena, made, &added, &found, e))
        return false;
    if (!found) {
        char hint[160];
        snprintf(hint, sizeof hint, "put %.*s beside it, or correct the name", VIEW_ARG(view_first(added.name, 100)));
        err_set(e, ST_FORMAT, hint, "there is no partial \"%.*s\"", VIEW_ARG(view_first(wanted->name, 100)));
        return err_at(e, "%.*s:%u", VIEW_ARG(origin), wanted->line);
    }
    *LIST_ADD(arena, made) = added;
    return true;
}

static bool compile_all(struct arena *arena, struct templates *made, struct err *e)
{
    const struct mustache_reference *wanted;
    for (size_t i = 0; i < made->n; i++) { /* n grows while partials are found */
        struct template *t = &made->items[i];
        if (!mustache_compile(arena, t->origin, t->source, &t->compiled, e))
            return false;
        size_t n = mustache_references(t->compiled, &wanted);
        struct template user = *t;
        for (size_t k = 0; k < n; k++)
            if (!need_partial(arena, made, &user, &wanted[k], e))
                return false;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    const struct template *x = a, *y = b;
    return view_cmp(x->name, y->name);
}

static bool check_folder(struct arena *arena, struct view folder, struct err *e)
{
    if (folder.n == 0 || folder_exists(view_dup(arena, folder).p))
        return true;
    err_set(e, ST_IO, "name a folder with templates, or leave --templates out", "is not a folder that can be read");
    return err_at(e, "%.*s", VIEW_ARG(folder));
}

bool templates_load(struct arena *arena, struct view folder, struct file_guard *guard, struct templates **out, struct err *e)
{
    struct templates *made = NEW(arena, struct templates, 1);
    *made = (struct templates){ .folder = folder, .guard = guard };
    bool any_found = false;
    if (!check_folder(arena, folder, e) || !add_builtin(arena, made, &any_found, e))
        return false;
    if (folder.n && !any_found) {
        err_set(e, ST_IO, "name your files as the built-in ones, for example ticket_trusted_root.txt or _contact.txt",
                "holds no template by a name that is used");
        return err_at(e, "%.*s", VIEW_ARG(folder));
    }
    if (!compile_all(arena, made, e))
        return false;
    LIST_SORT(made, by_name);
    AUTO(buf_free) struct buf all = BUF_INIT((size_t)LIMIT_TEMPLATE_BYTES * (made->n + 1));
    for (size_t i = 0; i < made->n; i++) {
        buf_fmt(&all, "%.*s %zu\n", VIEW_ARG(made->items[i].name), made->items[i].source.n);
        buf_put(&all, made->items[i].source);
    }
    digest_sha256(buf_view(&all), made->sha256);
    *out = made;
    return true;
}

void templates_digest(const struct templates *t, unsigned char out[32])
{
    memcpy(out, t->sha256, sizeof t->sha256);
}

struct view templates_tell(const struct templates *t, struct view password)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct template *one = &t->items[i];
        if (one->own && password_told(one->source, password) && !password_told(one->built_in, password))
            return one->origin;
    }
    return (struct view){ 0 };
}

bool ticket_render(struct arena *arena, const struct templates *t, struct view name, const struct value *values, struct view *out,
                   struct err *e)
{
    struct template key = { .name = name };
    const struct template *found = t->n ? bsearch(&key, t->items, t->n, sizeof key, by_name) : NULL;
    if (!found)
        return err_set(e, ST_INTERNAL, "", "there is no template \"%.*s\"", VIEW_ARG(name));
    struct partial_finder finder = { .templates = t, .extension = path_extension(name) };
    struct mustache_partials partials = { .find = find_partial, .from = &finder };
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_TICKET_BYTES), laid_out = BUF_INIT(2 * LIMIT_TICKET_BYTES);
    struct sink to = sink_buf(&b), lines = sink_buf(&laid_out);
    bool is_text = view_eq_text(finder.extension, ".txt");
    if (!mustache_render(found->compiled, values, &partials, escape_for(name), &to, e))
        return false;
    if (is_text)
        lay_out(&lines, buf_view(&b));
    *out = is_text ? with_crlf(arena, buf_view(&laid_out)) : view_dup(arena, buf_view(&b));
    return true;
}

bool ticket_texts(struct arena *arena, const struct templates *t, const struct case_record *c, struct case_texts *out, struct err *e)
{
    const struct value *values = case_values(arena, c);
    *out = (struct case_texts){ .of[PART_REMINDERS] = ticket_reminders(arena, c) };
    for (size_t i = 0; i < PART_NAMED_COUNT; i++)
        if (c->route->templates[i] && !ticket_render(arena, t, view_of(c->route->templates[i]), values, &out->of[i], e))
            return false;
    return true;
}

struct view ticket_reminders(struct arena *arena, const struct case_record *c)
{
    const struct cert *first = case_first_to_expire(c, c->deadline.submitted);
    const struct view what = first && first != c->certs[0].cert ? cert_name_shown(first) : VIEW("It");
    const struct view about = c->n_certs && c->certs[0].cert->subject_cn.n ? c->certs[0].cert->subject_cn : c->id;
    const struct view kind = c->service.inferred ? VIEW("Our assumption, none is published") : VIEW("A target, not a guarantee");
    const struct deadline *d = &c->deadline;
    const bool late = deadline_submit_passed(d), renew_passed = deadline_renew_passed(d);
    const bool expired = first && cert_has_expired(first, d->submitted);
    const int32_t utc = day_of_time(d->submitted), today = d->counted_from != DAY_NONE && d->counted_from < utc ? d->counted_from : utc;
    char needed[DAY_PHRASE], ends[DAY_PHRASE], submit_by[DAY_PHRASE], renew_by[DAY_PHRASE];
    day_phrase(d->needed_by, needed);
    day_phrase(d->submit_by, submit_by);
    day_phrase(d->renew_by, renew_by);
    day_phrase(first ? day_of_time(first->not_after) : DAY_NONE, ends);
    const struct reminder rows[] = {
        { VIEW("submit-by"), VIEW("Submit the certificate request"),
          VIEW_JOIN(arena, late ? view_of(submit_by) : VIEW("The last day"), late ? VIEW(" was the last day") : VIEW(""),
                    VIEW(" to submit it so that it can be done when it is needed, "), view_of(needed),
                    late ? VIEW(": submit it at once.") : VIEW(".")),
          d->submit_by, late ? 0 : 3 },
        { VIEW("expected-delivery"), VIEW("Certificate should be installed"),
          VIEW_JOIN(arena, kind, VIEW(". Check it as TICKET.txt says, and again after an upgrade, which replaces the front-ends.")),
          d->expected_delivery, 0 },
        { VIEW("renew-by"), VIEW("Renew the certificate"),
          VIEW_JOIN(arena, what, expired ? VIEW(" expired on ") : VIEW(" expires on "), view_of(ends), VIEW(". "),
                    renew_passed ? view_of(renew_by) : VIEW("Request its successor by this day"),
                    renew_passed ? VIEW(" was the day to request its successor by, so ask now") : VIEW(""),
                    VIEW(": the vendor does not watch it.")),
          d->renew_by, renew_passed ? 0 : 14 },
    };
    struct view title = view_of(route_explanation(c->route)->title);
    struct reminder items[COUNT_OF(rows)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].day == DAY_NONE)
            continue;
        struct reminder *r = &items[n++];
        *r = rows[i];
        if (r->day < today) /* no calendar reminds of the past */
            r->day = today;
        r->uid = VIEW_JOIN(arena, c->id, VIEW("-"), r->uid, VIEW("@certcase"));
        r->summary = VIEW_JOIN(arena, r->summary, VIEW(": "), about);
        r->description = VIEW_JOIN(arena, VIEW("Case "), c->id, VIEW(" ("), title, VIEW("). "), r->description);
    }
    if (n == 0)
        return VIEW("");
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
    struct sink to = sink_buf(&b);
    ical_write(&to, items, n, c->deadline.submitted, c->generator);
    return view_dup(arena, buf_view(&b));
}
