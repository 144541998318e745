#include "format/container/mail.h"

#include "format/container/sniff.h"
#include "format/text/base64.h"

/* What stands behind "Name:", in any case. */
static bool is_field(struct view line, struct view name, struct view *value)
{
    if (line.n <= name.n || line.p[name.n] != ':' || !view_eq_nocase(view_first(line, name.n), name))
        return false;
    *value = view_trim(view_from(line, name.n + 1));
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Any field, or what goes on from the line before. */
static bool is_of_header(struct view line)
{
    const size_t n = view_span(line, "-_");
    return (n && n < line.n && line.p[n] == ':') || is_blank(line.p[0]) || view_starts(line, VIEW("From "));
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

/* Takes a field with the lines that go on from it, RFC 5322 section 2.2.3, or any other line. */
static bool take_field(struct view *text, struct view *field)
{
    struct view line;
    if (!view_line(text, field))
        return false;
    for (struct view ahead = *text; field->n && view_line(&ahead, &line) && view_trim(line).n && is_blank(line.p[0]); *text = ahead)
        field->n = (size_t)(line.p + line.n - field->p);
    return true;
}

/* What the fields in front of a part say of it. */
struct head {
    struct view encoding, type, disposition;
};

static void note_field(struct head *head, struct view field)
{
    (void)(is_field(field, VIEW("Content-Transfer-Encoding"), &head->encoding) || is_field(field, VIEW("Content-Type"), &head->type) ||
           is_field(field, VIEW("Content-Disposition"), &head->disposition));
}

static struct view media_type(struct arena *arena, const struct head *head)
{
    struct view rest = head->type, type = { 0 };
    return view_cut(&rest, ';', &type) ? view_lower(arena, view_trim(type)) : type;
}

/* Takes what a part holds, up to the line break in front of its delimiter; all that is left when that doesn't come. */
static struct view take_content(struct view *text, struct view delimiter)
{
    struct view all = *text;
    for (size_t from = 0, at; delimiter.n && view_find(view_from(all, from), delimiter, &at); from += at + 1) {
        size_t start = from + at;
        struct view behind = view_from(all, start + delimiter.n);
        bool at_start = start == 0 || all.p[start - 1] == '\n' || all.p[start - 1] == '\r';
        if (!at_start || (behind.n && !is_space(behind.p[0]) && !view_starts(behind, VIEW("--"))))
            continue;
        start -= start > 0;
        start -= start > 0 && all.p[start] == '\n' && all.p[start - 1] == '\r';
        *text = view_from(all, start);
        return view_first(all, start);
    }
    *text = (struct view){ 0 };
    return all;
}

/* Bytes that no text holds, or a value that is no text whatever its bytes are. */
static bool is_binary(struct view content)
{
    return content.n && (view_has(content, '\0') || sniff_der(content) != CONTAINER_BINARY);
}

struct view mail_unwrap(struct arena *arena, struct view text)
{
    struct view left = text, kept = text, field, delimiter = { 0 };
    struct head head = { 0 };
    struct view_list out = { 0 };
    if (!mail_is(text))
        return text;
    while (take_field(&left, &field)) {
        if (view_starts(field, VIEW("--")))
            delimiter = view_trim(field);
        note_field(&head, field);
        if (view_trim(field).n)
            continue;
        struct view type = media_type(arena, &head), encoding = head.encoding;
        bool of_parts = view_starts(type, VIEW("multipart/")) || view_starts(type, VIEW("message/"));
        bool one = (type.n || encoding.n) && !of_parts && !view_eq_nocase(encoding, VIEW("base64"));
        head = (struct head){ 0 };
        if (!one)
            continue;
        struct view stands = take_content(&left, delimiter), content = stands;
        if (view_eq_nocase(encoding, VIEW("quoted-printable")))
            content = mail_quoted_printable(arena, stands);
        bool binary = is_binary(content);
        if (!binary && content.p == stands.p)
            continue;
        *LIST_ADD(arena, &out) = view_first(kept, (size_t)((binary ? field.p : stands.p) - kept.p));
        *LIST_ADD(arena, &out) = binary ? VIEW("Content-Transfer-Encoding: base64\n\n") : VIEW("");
        *LIST_ADD(arena, &out) = binary ? base64_encode(arena, content) : content;
        kept = left;
    }
    *LIST_ADD(arena, &out) = kept;
    return out.n > 1 ? view_listed(arena, out.items, out.n, "") : text;
}

bool mail_next(struct arena *arena, struct view *text, struct mail_part *out)
{
    struct view field;
    struct head head = { 0 };
    size_t at;
    *out = (struct mail_part){ 0 };
    while (take_field(text, &field)) {
        note_field(&head, field);
        if (view_trim(field).n)
            continue;
        if (view_eq_nocase(head.encoding, VIEW("base64"))) {
            struct view type = media_type(arena, &head);
            out->is_smime = view_find(type, VIEW("pkcs7-mime"), &at) || view_find(type, VIEW("pkcs7-signature"), &at);
            out->name = mail_parameter(arena, head.disposition, VIEW("filename"));
            if (!out->name.n)
                out->name = mail_parameter(arena, head.type, VIEW("name"));
            out->base64 = base64_take_run(text);
            if (!base64_decode(arena, out->base64, &out->bytes))
                out->bytes = (struct view){ 0 };
            return true;
        }
        head = (struct head){ 0 };
    }
    return false;
}

/* It says in its first letter how many bytes it has; blanks at its end may have been cut, and some write a letter more. */
static bool is_uuencoded(struct view line)
{
    size_t bytes = line.n ? ((size_t)(unsigned char)line.p[0] - ' ') % 64 : 0;
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] < ' ' || line.p[i] > '`')
            return false;
    return bytes && line.n - 1 >= bytes && line.n - 1 <= (bytes + 2) / 3 * 4 + 1;
}

static bool is_mode(struct view word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < '0' || word.p[i] > '7')
            return false;
    return word.n == 3 || word.n == 4;
}

bool mail_next_uuencoded(struct view *text, struct mail_part *out)
{
    struct view line, mode, first;
    *out = (struct mail_part){ 0 };
    while (view_line(text, &line)) {
        struct view name = view_from(line, view_starts(line, VIEW("begin ")) ? 6 : line.n), ahead = *text;
        if (!view_cut(&name, ' ', &mode) || !is_mode(mode) || view_trim(name).n == 0 || !view_line(&ahead, &first) || !is_uuencoded(first))
            continue;
        *out = (struct mail_part){ .name = view_trim(name), .is_uuencoded = true };
        return true;
    }
    return false;
}
