#include "format/container/mail.h"

#include "format/container/pem.h"
#include "format/text/base64.h"

/* What stands behind "Name:", in any case. */
static bool is_field(struct view line, struct view name, struct view *value)
{
    if (line.n <= name.n || line.p[name.n] != ':' || !view_eq_nocase(view_first(line, name.n), name))
        return false;
    *value = view_trim(view_from(line, name.n + 1));
    return true;
}

/* Any field, or what goes on from the line before. */
static bool is_of_header(struct view line)
{
    size_t n = 0;
    while (n < line.n && (is_letter(line.p[n]) || is_digit(line.p[n]) || line.p[n] == '-' || line.p[n] == '_'))
        n++;
    return (n && n < line.n && line.p[n] == ':') || line.p[0] == ' ' || line.p[0] == '\t' || view_starts(line, VIEW("From "));
}

bool mail_is(struct view text)
{
    static const struct view known[] = { VIEW_ROW("From"),         VIEW_ROW("Date"),       VIEW_ROW("Subject"),
                                         VIEW_ROW("MIME-Version"), VIEW_ROW("Message-ID"), VIEW_ROW("Content-Type") };
    struct view line, value;
    size_t n = 0;
    while (view_line(&text, &line) && line.n && is_of_header(line))
        for (size_t i = 0; i < COUNT_OF(known); i++)
            n += is_field(line, known[i], &value);
    return n > 1 && line.n == 0;
}

/* Content-Type's "name" or Content-Disposition's "filename", which may stand on a line of its own; else what was found before. */
static struct view file_name(struct arena *arena, struct view line, struct view before)
{
    size_t at;
    bool goes_on = view_starts(line, VIEW(" ")) || view_starts(line, VIEW("\t"));
    if (!goes_on && !view_eq_nocase(view_first(line, VIEW("Content-").n), VIEW("Content-")))
        return before;
    if (!view_find(view_lower(arena, line), VIEW("name"), &at))
        return before;
    struct view value = view_from(line, at + VIEW("name").n);
    value = view_from(value, view_starts(value, VIEW("*")));
    if (!view_starts(value, VIEW("=")))
        return before;
    bool quoted = view_starts(value, VIEW("=\""));
    value = view_from(value, quoted ? 2 : 1);
    return view_trim(view_find(value, quoted ? VIEW("\"") : VIEW(";"), &at) ? view_first(value, at) : value);
}

bool mail_next(struct arena *arena, struct view *text, struct mail_part *out)
{
    struct view line, value;
    bool is_base64 = false;
    size_t at;
    *out = (struct mail_part){ 0 };
    while (view_line(text, &line)) {
        out->name = file_name(arena, line, out->name);
        if (is_field(line, VIEW("Content-Transfer-Encoding"), &value))
            is_base64 = view_eq_nocase(value, VIEW("base64"));
        else if (is_field(line, VIEW("Content-Type"), &value))
            out->is_smime = view_find(view_lower(arena, value), VIEW("pkcs7-mime"), &at) ||
                            view_find(view_lower(arena, value), VIEW("pkcs7-signature"), &at);
        if (view_trim(line).n)
            continue;
        if (is_base64) {
            out->base64 = pem_take_run(text);
            if (!base64_decode(arena, out->base64, &out->bytes))
                out->bytes = (struct view){ 0 };
            return true;
        }
        *out = (struct mail_part){ 0 };
    }
    return false;
}
