#include "flow/password.h"

#include "base/utf8.h"
#include "format/secrets/password_scan.h"
#include "format/text/text_read.h"
#include "os/os.h"

/* The other bytes that the same characters have: Windows-1252 for UTF-8 and the reverse; empty when there are none. */
static struct view other_encoding(struct arena *arena, struct view password)
{
    char *out = NEW(arena, char, 3 * password.n + 1);
    size_t n = 0;
    if (!utf8_valid(password))
        return (struct view){ .p = out, .n = text_from_1252(password, out) };
    if (view_is_ascii(password))
        return (struct view){ 0 };
    for (uint32_t code; utf8_take(&password, &code); out[n++] = (char)code)
        if (code > 0xFF)
            return (struct view){ 0 };
    return (struct view){ .p = out, .n = n };
}

/* What an editor saved as text: without its mark, from UTF-16, without the rest of a line end. */
static struct view password_text(struct arena *arena, struct view bytes)
{
    unsigned form = 0;
    struct view text = text_normal(arena, bytes, &form);
    while (form & (TEXT_UTF16 | TEXT_UTF32) && (view_ends(text, VIEW("\r")) || view_ends(text, VIEW("\n"))))
        text.n--;
    return text;
}

bool password_line_ends(struct view bytes)
{
    bool big_endian, wide = text_is_wide(bytes, &big_endian);
    return text_ends_line(bytes, wide, big_endian);
}

struct password_forms password_forms(struct arena *arena, struct view bytes)
{
    struct view password = password_text(arena, bytes);
    struct view other = other_encoding(arena, password);
    if (utf8_valid(password))
        return (struct password_forms){ .items = { password, other }, .n = other.n ? 2 : 1, .was_utf8 = true };
    return (struct password_forms){ .items = { other, password }, .n = 2 };
}

void password_forget(const struct password_forms *forms, struct view bytes)
{
    for (size_t i = 0; i < forms->n; i++) {
        struct view copy = forms->items[i];
        bool borrowed = bytes.n && copy.n && copy.p >= bytes.p && copy.p < bytes.p + bytes.n;
        if (copy.n && !borrowed)
            os_wipe((void *)(uintptr_t)copy.p, copy.n);
    }
}

void opened_password_set(struct opened_password *p, struct view bytes, struct view utf8)
{
    buf_clear(&p->bytes);
    buf_clear(&p->utf8);
    buf_put(&p->bytes, bytes);
    buf_put(&p->utf8, utf8);
}

void opened_password_wipe(struct opened_password *p)
{
    buf_free(&p->bytes);
    buf_free(&p->utf8);
}

struct look {
    struct view password;
    struct password_said found;
};

static void look_at(struct look *l, struct view text, const char *called, bool is_own_words)
{
    struct password_found form = { 0 };
    struct password_said said = { .called = called, .is_own_words = is_own_words };
    said.how = password_told(text, l->password) ? SAID_KNOWN :
               !password_scan(text, &form)      ? SAID_NONE :
               form.likely                      ? SAID_LIKELY :
                                                  SAID_MAYBE;
    if (said.how > l->found.how)
        l->found = said;
}

static void look_at_all(struct look *l, const struct view *items, size_t n, const char *called)
{
    for (size_t i = 0; i < n; i++)
        look_at(l, items[i], called, false);
}

/* In the name of a file words end at a dot or a dash, too: "hunter2.ics". */
static void look_at_file(struct look *l, struct view name, const char *called)
{
    look_at(l, name, called, false);
    if (l->found.how != SAID_KNOWN && password_in_name(name, l->password))
        l->found = (struct password_said){ .how = SAID_KNOWN, .called = called };
}

static void look_at_catalog(struct look *l, const struct case_record *c)
{
    const struct service *s = &c->service;
    const struct view said[] = { s->name, s->source, s->note, c->calendar.convention, c->catalog_id, c->platform.title };
    for (size_t i = 0; i < COUNT_OF(said); i++)
        look_at(l, said[i], "catalog", true);
    look_at_file(l, c->catalog_origin, "name of the catalog");
}

static void look_at_holidays(struct look *l, const struct case_record *c)
{
    for (size_t i = 0; i < c->deadline.n_days; i++)
        look_at(l, c->deadline.days[i].why, "list of holidays", true);
    look_at_file(l, c->holidays_source, "name of the list of holidays");
}

struct password_said password_said(const struct opened_password *p, const struct case_record *c, bool catalog_is_built_in)
{
    struct look l = { .password = buf_view(&p->utf8) };
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->kind == FIELD_TEXT && f->uses & FIELD_RECORDED)
            look_at(&l, request_recorded(c, f), f->called ? f->called : f->name.p,
                    f->uses & FIELD_TOLD || view_eq(f->name, VIEW("contact")));
    look_at_all(&l, &c->infrastructure, 1, "name of the infrastructure");
    look_at_all(&l, &c->activation_code, 1, "activation code");
    look_at_all(&l, c->followers, c->n_followers, "name of a follower");
    if (c->replaced.case_id.n) /* called by the id of its case, which is made of the certificate's name */
        look_at_all(&l, &c->replaced.bundle, 1, "name of what it renews");
    else
        look_at_file(&l, c->replaced.bundle, "name of what it renews");
    if (!catalog_is_built_in || l.password.n) /* its words tell none, but somebody's password may be one of them */
        look_at_catalog(&l, c);
    look_at_holidays(&l, c);
    for (const struct environment *at = c->environments; at < c->environments + c->n_environments; at++) {
        look_at_all(&l, &at->name, 1, "name of an environment");
        look_at_all(&l, &at->key, 1, "key of an environment");
        look_at_all(&l, &at->host, 1, "host of an environment");
        look_at_all(&l, &at->os_version, 1, "version of an environment");
        look_at_all(&l, at->front_end_names, at->n_front_end_names, "name of a front-end");
    }
    return l.found;
}
