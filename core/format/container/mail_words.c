#include "format/container/mail.h"

#include "format/text/base64.h"
#include "format/text/text_read.h"

enum { FIELD_BYTES = 4096, PARAMETERS = 64 }; /* looked at, of one field */

/* Each `mark` with two digits behind it is the byte that they mean; any other stands for itself, RFC 2045 section 6.7. Returns how many. */
static size_t put_decoded(struct view v, char mark, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++) {
        int byte = v.p[i] == mark ? hex_byte(view_from(v, i + 1)) : -1;
        out[n++] = byte < 0 ? v.p[i] : (char)byte;
        i += byte < 0 ? 0 : 2;
    }
    return n;
}

struct view mail_quoted_printable(struct arena *arena, struct view text)
{
    char *p = arena_text(arena, text.n);
    struct view line;
    size_t n = 0;
    for (struct view rest = text; view_line(&rest, &line);) {
        struct view last = rest.n ? view_first(text, (size_t)(rest.p - text.p)) : text;
        struct view end = view_from(last, (size_t)(line.p + line.n - text.p));
        while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
            line.n--;
        bool goes_on = view_ends(line, VIEW("="));
        n += put_decoded(view_first(line, line.n - goes_on), '=', p + n);
        n = goes_on ? n : (size_t)(view_copy(p + n, end) - p);
    }
    return (struct view){ .p = p, .n = n };
}

/* False when the character set is none that is known here. */
static bool to_utf8(struct arena *arena, struct view charset, struct view bytes, struct view *out)
{
    static const struct view western[] = { VIEW_ROW("iso-8859-1"), VIEW_ROW("latin1"), VIEW_ROW("windows-1252"), VIEW_ROW("cp1252") };
    *out = bytes;
    if (view_eq_nocase(charset, VIEW("utf-8")) || view_eq_nocase(charset, VIEW("us-ascii")))
        return true;
    if (!view_among(view_lower(arena, charset), western, COUNT_OF(western)))
        return false;
    char *p = arena_text(arena, 3 * bytes.n);
    *out = (struct view){ .p = p, .n = text_from_1252(bytes, p) };
    return true;
}

/* Takes "=?charset?B?text?=" from the front, RFC 2047 section 2; false, and nothing taken, when it is none, or can't be read. No part of it
 * has a question mark, so that many that begin and never end cost no more than their bytes. */
static bool take_word(struct arena *arena, struct view *in, struct view *out)
{
    struct view rest = view_from(*in, 2), language, charset, how, text, bytes;
    if (!view_starts(*in, VIEW("=?")) || !view_cut(&rest, '?', &language) || !view_cut(&rest, '?', &how) ||
        !view_cut(&rest, '?', &text) || !view_starts(rest, VIEW("=")))
        return false;
    if (!view_cut(&language, '*', &charset)) /* RFC 2231 section 5 */
        return false;
    if (view_eq_nocase(how, VIEW("B"))) {
        if (!base64_decode(arena, text, &bytes))
            return false;
    } else if (view_eq_nocase(how, VIEW("Q"))) {
        char *p = arena_text(arena, text.n);
        for (size_t i = 0; i < text.n; i++)
            p[i] = text.p[i] == '_' ? ' ' : text.p[i];
        bytes = (struct view){ .p = p, .n = put_decoded((struct view){ .p = p, .n = text.n }, '=', p) };
    } else {
        return false;
    }
    if (!to_utf8(arena, charset, bytes, out))
        return false;
    *in = view_from(rest, 1);
    return true;
}

/* Blanks between two encoded words are none of the name, RFC 2047 section 6.2. */
static struct view decode_words(struct arena *arena, struct view text)
{
    struct view_list out = { 0 };
    struct view word, left = text, plain = { .p = text.p };
    bool behind_word = false;
    while (left.n) {
        if (!take_word(arena, &left, &word)) {
            plain.n++;
            left = view_from(left, 1);
            continue;
        }
        if (!behind_word || view_trim(plain).n)
            *LIST_ADD(arena, &out) = plain;
        *LIST_ADD(arena, &out) = word;
        plain = (struct view){ .p = left.p };
        behind_word = true;
    }
    *LIST_ADD(arena, &out) = plain;
    return view_listed(arena, out.items, out.n, "");
}

/* --- parameters --- */

struct parameter {
    struct view name, value;
};

/* A value in quotes without them, what is escaped in it and line breaks, RFC 5322 section 3.2.4; *rest gets what follows. */
static struct view take_quoted(struct arena *arena, struct view *rest)
{
    size_t end = 1, n = 0;
    while (end < rest->n && rest->p[end] != '"')
        end += rest->p[end] == '\\' ? 2 : 1;
    struct view in = view_from(view_first(*rest, end), 1);
    char *p = arena_text(arena, in.n);
    for (size_t i = 0; i < in.n; i++) {
        i += in.p[i] == '\\' && i + 1 < in.n;
        if (in.p[i] != '\r' && in.p[i] != '\n')
            p[n++] = in.p[i];
    }
    *rest = view_from(*rest, end + 1);
    return (struct view){ .p = p, .n = n };
}

/* All parameters behind what the field is; returns how many. */
static size_t read_parameters(struct arena *arena, struct view field, struct parameter *out)
{
    struct view rest = view_first(field, FIELD_BYTES), between;
    size_t n = 0;
    while (n < PARAMETERS && view_cut(&rest, ';', &between)) {
        struct view ahead = rest, name;
        size_t semicolon;
        if (!view_cut(&ahead, '=', &name) || view_find(name, VIEW(";"), &semicolon))
            continue;
        out[n].name = view_trim(name);
        while (ahead.n && is_space(ahead.p[0]))
            ahead = view_from(ahead, 1);
        rest = ahead;
        if (view_starts(ahead, VIEW("\""))) {
            out[n++].value = take_quoted(arena, &rest);
            continue;
        }
        size_t end = view_find(ahead, VIEW(";"), &semicolon) ? semicolon : ahead.n;
        out[n++].value = view_trim(view_first(ahead, end));
        rest = view_from(ahead, end);
    }
    return n;
}

static bool find_parameter(const struct parameter *list, size_t n, struct view name, struct view *value)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq_nocase(list[i].name, name)) {
            *value = list[i].value;
            return true;
        }
    return false;
}

/* "utf-8'en'%E2%82%AC.cer": cuts character set and language, and decodes the rest, RFC 2231 section 4. */
static size_t put_extended(struct view value, bool first, struct view *charset, char *out)
{
    struct view language;
    if (first && (!view_cut(&value, '\'', charset) || !view_cut(&value, '\'', &language)))
        return 0;
    return put_decoded(value, '%', out);
}

struct view mail_parameter(struct arena *arena, struct view field, struct view name)
{
    struct parameter list[PARAMETERS];
    struct view value, charset = VIEW("utf-8"), decoded = { 0 };
    size_t n_list = read_parameters(arena, field, list), n = 0;
    char *p = n_list ? arena_text(arena, field.n < FIELD_BYTES ? field.n : FIELD_BYTES) : NULL;
    if (find_parameter(list, n_list, view_fmt(arena, "%.*s*", VIEW_ARG(name)), &value)) {
        n = put_extended(value, true, &charset, p);
    } else {
        for (size_t i = 0; i < n_list; i++) { /* in pieces, RFC 2231 section 3 */
            struct view piece = view_fmt(arena, "%.*s*%zu", VIEW_ARG(name), i);
            if (find_parameter(list, n_list, piece, &value))
                n = (size_t)(view_copy(p + n, value) - p);
            else if (find_parameter(list, n_list, view_fmt(arena, "%.*s*", VIEW_ARG(piece)), &value))
                n += put_extended(value, i == 0, &charset, p + n);
            else
                break;
        }
    }
    if (n && (to_utf8(arena, charset, (struct view){ .p = p, .n = n }, &decoded) || !find_parameter(list, n_list, name, &value)))
        return decoded;
    return find_parameter(list, n_list, name, &value) ? decode_words(arena, value) : (struct view){ 0 };
}
