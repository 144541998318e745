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
    buf_wipe(&p->bytes);
    buf_wipe(&p->utf8);
}

const struct request_field *password_in_request(const struct opened_password *p, const struct request *request)
{
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->kind == FIELD_TEXT && f->uses & FIELD_RECORDED && password_told(request_text(request, f), buf_view(&p->utf8)))
            return f;
    return NULL;
}

static bool told_in(const struct opened_password *p, const struct view *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (password_told(texts[i], buf_view(&p->utf8)))
            return true;
    return false;
}

const char *password_in_inventory(const struct opened_password *p, const struct inventory *inventory)
{
    const struct view of_all[] = { inventory->infrastructure, inventory->activation_code, inventory->contact };
    if (told_in(p, of_all, COUNT_OF(of_all)))
        return "the name of the infrastructure, its activation code or the contact";
    if (told_in(p, inventory->followers, inventory->n_followers))
        return "a follower's address";
    for (size_t i = 0; i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        const struct view of_one[] = { env->name, env->host, env->key, env->os_version, env->platform };
        if (told_in(p, of_one, COUNT_OF(of_one)))
            return "the name, host or key of an environment";
        if (told_in(p, env->front_end_names, env->n_front_end_names))
            return "the name of a front-end";
    }
    return NULL;
}
