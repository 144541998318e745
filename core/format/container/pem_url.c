#include "format/container/pem.h"

#include "format/text/base64.h"
#include "format/x509/der.h"

/* What a plus is: of a form, a blank (a plus that is meant is %2B there). */
enum plus { PLUS, BLANK, BLANK_IN_LABELS };

/* %20 and the like decoded, RFC 3986 section 2.1; all else stays. */
static struct view from_url(struct arena *arena, struct view text, enum plus plus)
{
    char *p = NEW(arena, char, text.n + 1);
    bool in_line = plus == BLANK;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        int code = text.p[i] == '%' ? hex_byte(view_from(text, i + 1)) : -1;
        if (plus == BLANK_IN_LABELS && view_starts(view_from(text, i), VIEW("-----"))) {
            in_line = !in_line;
            memcpy(p + n, "-----", 5);
            n += 5;
            i += 4;
            continue;
        }
        p[n++] = code >= 0 ? (char)code : text.p[i] == '+' && in_line ? ' ' : text.p[i];
        i += code < 0 ? 0 : 2;
    }
    return (struct view){ .p = p, .n = n };
}

/* The next BEGIN line as a URL or a form has it; *form: with a plus for its blank. */
static bool find_encoded(struct view text, size_t *at, bool *form)
{
    static const struct view word = VIEW_ROW("BEGIN"),
                             hyphens[] = { VIEW_ROW("-----"), VIEW_ROW("%2D%2D%2D%2D%2D"), VIEW_ROW("%2d%2d%2d%2d%2d") };
    for (size_t from = 0, found; view_find(view_from(text, from), word, &found); from += found + word.n) {
        struct view before = view_first(text, from + found), behind = view_from(text, from + found + word.n);
        *form = view_starts(behind, VIEW("+"));
        for (size_t i = 0; i < COUNT_OF(hyphens); i++) {
            *at = before.n - hyphens[i].n;
            if (view_ends(before, hyphens[i]) && (i || *form || view_starts(behind, VIEW("%20")) || view_starts(behind, VIEW("%2520"))))
                return true;
        }
    }
    return false;
}

/* The end of a block whose lines alone have a plus for their blank. */
static bool ends_in_form(struct view text, size_t *end)
{
    size_t next;
    struct view line, body = view_from(text, VIEW("-----BEGIN+").n);
    body = view_find(body, VIEW("-----BEGIN"), &next) ? view_first(body, next) : body;
    if (!view_find(body, VIEW("-----END+"), &next) || memchr(body.p, '%', next))
        return false;
    body = view_from(body, next);
    *end = (size_t)(body.p - text.p) + (view_line(&body, &line) ? line.n : 0);
    return true;
}

bool pem_take_url(struct arena *arena, struct view *text, struct view *before, struct view *inner)
{
    size_t at, n = 0;
    bool form;
    if (!find_encoded(*text, &at, &form))
        return false;
    enum plus plus = form ? BLANK : PLUS;
    *before = view_first(*text, at);
    *text = view_from(*text, at);
    if (form && ends_in_form(*text, &n))
        plus = BLANK_IN_LABELS;
    else
        while (n < text->n && (unsigned char)text->p[n] > ' ' && !strchr("\"'<>&;,", text->p[n]))
            n++;
    *inner = from_url(arena, view_first(*text, n), plus);
    if (view_find(*inner, VIEW("BEGIN%20"), &at)) /* by two programs, one after the other */
        *inner = from_url(arena, *inner, PLUS);
    *text = view_from(*text, n);
    return true;
}

/* Whether these bytes are one value of DER or BER: its own length says that nothing is missing. */
static bool is_whole(struct view der)
{
    return ber_any(&der, NULL, NULL, NULL) && der.n == 0;
}

enum pem_plus_read pem_with_plus(struct arena *arena, struct view body, struct view *der)
{
    char *p = NEW(arena, char, body.n + 1);
    bool any = false;
    for (size_t i = 0; i < body.n; i++) {
        p[i] = body.p[i] == ' ' ? '+' : body.p[i];
        any = any || body.p[i] == ' ';
        if (base64_digit(p[i]) < 0 && p[i] != '=' && p[i] != '\r' && p[i] != '\n')
            return PEM_NO_BLANKS;
    }
    bool read = any && base64_decode(arena, (struct view){ .p = p, .n = body.n }, der) && is_whole(*der);
    return read ? PEM_BLANKS_READ : any ? PEM_BLANKS : PEM_NO_BLANKS;
}

bool pem_bare_url(struct arena *arena, struct view text, struct view *der)
{
    char *p = arena_text(arena, text.n + 2);
    size_t n = 0, other = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '+' || c == '/')
            return false;
        other += c == '-' || c == '_';
        if (!is_space(c) && c != '=')
            p[n++] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    while (n % 4)
        p[n++] = '=';
    return other && view_starts(text, VIEW("M")) && base64_decode(arena, (struct view){ .p = p, .n = n }, der) && is_whole(*der);
}
