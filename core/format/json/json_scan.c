#include "format/json/json.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/text_read.h"

/* cJSON copies a number into 64 bytes and goes on in the middle of a longer one. */
enum { NUMBER_BYTES = 60 };

struct scan {
    struct arena *arena;
    struct view all;
    size_t at;
    size_t depth, values;
    struct json_tokens *out;
    struct err *e;
};

bool json_fail(struct view bytes, size_t at, const char *what, struct err *e)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at && i < bytes.n; i++)
        if (bytes.p[i] == '\n')
            line++, column = 1;
        else
            column += ((unsigned char)bytes.p[i] & 0xC0) != 0x80;
    return err_set(e, ST_FORMAT, "open it in an editor that checks JSON", "line %zu, column %zu: %s", line, column, what);
}

static bool fail(struct scan *s, size_t at, const char *what)
{
    return json_fail(s->all, at, what, s->e);
}

static char peek(const struct scan *s)
{
    return s->at < s->all.n ? s->all.p[s->at] : '\0';
}

static void skip_space(struct scan *s)
{
    for (char c = peek(s); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = peek(s))
        s->at++;
}

static size_t skip_digits(struct scan *s)
{
    size_t from = s->at;
    while (is_digit(peek(s)))
        s->at++;
    return s->at - from;
}

static bool scan_number(struct scan *s)
{
    size_t from = s->at;
    if (peek(s) == '-')
        s->at++;
    bool zero = peek(s) == '0';
    size_t digits = skip_digits(s);
    if (digits == 0 || (zero && digits > 1))
        return fail(s, from, digits ? "a number with a leading zero" : "a minus sign without a number");
    if (peek(s) == '.') {
        s->at++;
        if (skip_digits(s) == 0)
            return fail(s, from, "a number that ends in its decimal point");
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        if (peek(s) == '+' || peek(s) == '-')
            s->at++;
        if (skip_digits(s) == 0)
            return fail(s, from, "a number without digits in its exponent");
    }
    if (s->at - from > NUMBER_BYTES)
        return fail(s, from, "a number of more than 60 characters");
    *LIST_ADD(s->arena, &s->out->numbers) = view_first(view_from(s->all, from), s->at - from);
    return true;
}

/* Four hexadecimal digits behind \u; -1 when they aren't. */
static long take_hex4(struct scan *s)
{
    long value = 0;
    for (int i = 0; i < 4; i++, s->at++) {
        int digit = hex_digit(peek(s));
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static bool scan_unicode(struct scan *s, size_t from)
{
    long code = take_hex4(s);
    if (code < 0)
        return fail(s, from, "\\u needs four hexadecimal digits");
    if (code == 0)
        return fail(s, from, "\\u0000 in a text");
    if (code >= 0xDC00 && code <= 0xDFFF)
        return fail(s, from, "the second half of a surrogate pair without the first");
    if (code >= 0xD800 && code <= 0xDBFF) {
        bool paired = peek(s) == '\\' && s->at + 1 < s->all.n && s->all.p[s->at + 1] == 'u';
        s->at += 2;
        long low = paired ? take_hex4(s) : -1;
        if (low < 0xDC00 || low > 0xDFFF)
            return fail(s, from, "the first half of a surrogate pair without the second");
    }
    return true;
}

static bool scan_escape(struct scan *s)
{
    size_t from = s->at++;
    char c = peek(s);
    s->at++;
    if (c == 'u')
        return scan_unicode(s, from);
    if (c == '\0' || !strchr("\"\\/bfnrt", c))
        return fail(s, from, "an escape that JSON does not have");
    return true;
}

static bool scan_string(struct scan *s)
{
    size_t from = s->at++;
    for (;;) {
        size_t at = s->at; /* goes to what ends the text, begins an escape, or may not stand there */
        while (at < s->all.n && s->all.p[at] != '"' && s->all.p[at] != '\\' && (unsigned char)s->all.p[at] >= 0x20)
            at++;
        s->at = at;
        if (s->at >= s->all.n)
            return fail(s, from, "a text that is not closed");
        unsigned char c = (unsigned char)s->all.p[s->at];
        if (c == '"')
            break;
        if (c < 0x20)
            return fail(s, s->at, "a control character in a text (or a text that is not closed on its line)");
        if (!scan_escape(s))
            return false;
    }
    s->at++;
    skip_space(s);
    if (peek(s) == ':')
        *LIST_ADD(s->arena, &s->out->keys) = from;
    return true;
}

static bool scan_word(struct scan *s)
{
    static const struct view words[] = { VIEW_ROW("true"), VIEW_ROW("false"), VIEW_ROW("null") };
    struct view rest = view_from(s->all, s->at);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (view_starts(rest, words[i])) {
            s->at += words[i].n;
            return true;
        }
    return fail(s, s->at, "something that is no JSON value");
}

static bool scan_brackets(struct scan *s, char c)
{
    s->at++;
    if (c == '}' || c == ']') {
        s->depth -= s->depth > 0;
        return true;
    }
    if (++s->depth <= LIMIT_JSON_DEPTH)
        return true;
    fail(s, s->at - 1, "arrays and objects are nested too deeply");
    s->e->status = ST_LIMIT;
    return false;
}

static bool scan_token(struct scan *s)
{
    char c = peek(s);
    if (c == ',' || c == ':') {
        s->at++;
        return true;
    }
    if (c != '}' && c != ']' && ++s->values > LIMIT_JSON_VALUES)
        return err_set(s->e, ST_LIMIT, "split it into several files", "more than %d values", LIMIT_JSON_VALUES);
    if (c == '{' || c == '[' || c == '}' || c == ']')
        return scan_brackets(s, c);
    if (c == '"')
        return scan_string(s);
    return c == '-' || is_digit(c) ? scan_number(s) : scan_word(s);
}

bool json_scan(struct arena *arena, struct view bytes, struct json_tokens *out, struct err *e)
{
    struct scan s = { .arena = arena, .all = bytes, .out = out, .e = e };
    const char *problem = text_problem(bytes);
    *out = (struct json_tokens){ 0 };
    if (problem) {
        json_fail(bytes, utf8_length(bytes), problem, e);
        text_safe_into(e->hint, sizeof e->hint, VIEW("save it as UTF-8"));
        return false;
    }
    for (skip_space(&s); s.at < bytes.n; skip_space(&s))
        if (!scan_token(&s))
            return false;
    return true;
}
