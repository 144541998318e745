#include "format/text/escape.h"

#include <limits.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"

/* One character of the text and what stands around it. */
struct place {
    struct view all; /* the text */
    size_t at, size; /* the character: first byte and length; size 0: a byte that is not UTF-8 */
    uint32_t code;
};

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char before(const struct place *p) { return p->at ? p->all.p[p->at - 1] : '\0'; }
static char after(const struct place *p) { return p->at + p->size < p->all.n ? p->all.p[p->at + p->size] : '\0'; }

/* "&amp;" and the like: an ampersand is only special when a reference follows. */
static bool starts_reference(const struct place *p)
{
    struct view rest = view_from(p->all, p->at + 1);
    size_t n = 0;
    if (rest.n && rest.p[0] == '#')
        n = 1;
    while (n < rest.n && n < 40 && is_alnum(rest.p[n]))
        n++;
    return n > 0 && n < rest.n && rest.p[n] == ';';
}

/* "12." or "12)" at the start of a line opens a list. */
static bool ends_list_number(const struct place *p)
{
    size_t digits = p->at;
    while (digits > 0 && p->all.p[digits - 1] >= '0' && p->all.p[digits - 1] <= '9')
        digits--;
    size_t start = 0;
    while (start < p->all.n && p->all.p[start] == ' ')
        start++;
    char next = after(p);
    return digits == start && digits < p->at && (next == ' ' || next == '\0');
}

static bool ends_www(const struct place *p)
{
    struct view before_it = view_first(p->all, p->at);
    return before_it.n >= 3 && view_eq_nocase(view_from(before_it, before_it.n - 3), VIEW("www"));
}

static bool stands_first(const struct place *p)
{
    size_t i = 0; /* ends soon: trim_for_markdown leaves one space in front */
    while (i < p->at && (p->all.p[i] == ' ' || p->all.p[i] == '\n' || p->all.p[i] == '\r' || p->all.p[i] == '\t'))
        i++;
    return i == p->at;
}

static bool markdown_special(const struct place *p)
{
    switch (p->code) {
    case '\\': case '`': case '*': case '[': case ']': case '<': case '>': case '|': case '~': case '$':
        return true;
    case '_': case '#': /* inside a word neither emphasis nor heading */
        return !is_alnum(before(p)) || (p->code == '_' && !is_alnum(after(p)));
    case '@': /* a mention; the one of an address stands behind a letter */
        return !is_alnum(before(p));
    case '-': case '+': case '=':
        return stands_first(p);
    case '.':
        return ends_www(p) || ends_list_number(p);
    case ')':
        return ends_list_number(p);
    case ':':
        return after(p) == '/';
    case '&':
        return starts_reference(p);
    default:
        return false;
    }
}

static void put_html(struct sink *to, uint32_t code)
{
    const char *name = code == '&' ? "&amp;" : code == '<' ? "&lt;" : code == '>' ? "&gt;" : code == '"' ? "&quot;" : "&#39;";
    put_text(to, name);
}

static bool is_special(enum escape_target target, const struct place *p)
{
    switch (target) {
    case ESCAPE_MARKDOWN:
        return markdown_special(p);
    case ESCAPE_HTML:
    case ESCAPE_XML:
        return p->code == '&' || p->code == '<' || p->code == '>' || p->code == '"' || p->code == '\'';
    case ESCAPE_POWERSHELL:
        return p->code == '\'' || p->code > 0x7E;
    case ESCAPE_CSV:
        return p->code == '"';
    default:
        return false;
    }
}

static void put_special(struct sink *to, enum escape_target target, const struct place *p)
{
    struct view self = { .p = p->all.p + p->at, .n = p->size };
    if (target == ESCAPE_HTML || target == ESCAPE_XML) {
        put_html(to, p->code);
    } else if (p->code > 0x7E) { /* only special in PowerShell */
        put_fmt(to, p->code > 0xFFFF ? "\\U%08X" : "\\u%04X", (unsigned)p->code);
    } else {
        put(to, target == ESCAPE_MARKDOWN ? VIEW("\\") : self); /* else doubled */
        put(to, self);
    }
}

/* What may not be shown at all, in any target. True when it was one and has been written. */
static bool put_unsafe(struct sink *to, enum escape_target target, const struct place *p)
{
    char text[16];
    struct view self = { .p = p->all.p + p->at, .n = p->size ? p->size : 1 };
    bool unsafe = p->size == 0 || code_is_control(p->code) || code_is_bidi(p->code) || code_is_invisible(p->code);
    if (!unsafe || (target == ESCAPE_NONE && (p->code == '\n' || p->code == '\t')))
        return false;
    text_safe_into(text, sizeof text, self);
    if (target == ESCAPE_MARKDOWN && (p->code == '\n' || p->code == '\r' || p->code == '\t')) {
        put_text(to, " ");
    } else {
        put_text(to, target == ESCAPE_MARKDOWN ? "\\" : ""); /* so that the escape's own backslash shows */
        put_text(to, text);
    }
    return true;
}

/* The targets, a bit each, in which a byte is never special, whatever stands around it. None for a control or a part of a longer
 * character; A all of them; M all but Markdown; X, Q, P not where &<> or a quote is special either. */
enum {
    A = (1 << ESCAPE_COUNT) - 1,
    M = A & ~(1 << ESCAPE_MARKDOWN),
    Q = A & ~(1 << ESCAPE_HTML | 1 << ESCAPE_XML | 1 << ESCAPE_CSV),
    P = A & ~(1 << ESCAPE_HTML | 1 << ESCAPE_XML | 1 << ESCAPE_POWERSHELL),
    X = M & ~(1 << ESCAPE_HTML | 1 << ESCAPE_XML),
};
static const unsigned char plain_in[256] = {
    /*  !"#$%&'()*+,-./ */ [0x20] = A, A, Q, M, M, A, X, P, A, M, M, M, A, M, M, A,
    /* 0123456789:;<=>? */ [0x30] = A, A, A, A, A, A, A, A, A, A, M, A, X, M, X, A,
    /* @ABCDEFGHIJKLMNO */ [0x40] = M, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
    /* PQRSTUVWXYZ[\]^_ */ [0x50] = A, A, A, A, A, A, A, A, A, A, A, M, M, M, A, M,
    /* `abcdefghijklmno */ [0x60] = M, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
    /* pqrstuvwxyz{|}~ */ [0x70] = A, A, A, A, A, A, A, A, A, A, A, A, M, A, M,
};
static_assert(A <= UCHAR_MAX, "a bit a target");

/* Where from `at` on the first byte stands that needs a look; n when there is none. Most of every text needs none. */
static size_t skip_plain(enum escape_target target, struct view text, size_t at)
{
    while (at < text.n && (plain_in[(unsigned char)text.p[at]] & 1 << target))
        at++;
    return at;
}

static void put_escaped(struct sink *to, enum escape_target target, struct view text)
{
    struct place p = { .all = text };
    size_t plain = 0; /* from here to p.at nothing needs a change */
    while ((p.at = skip_plain(target, text, p.at)) < text.n && !to->failed) {
        struct view rest = { .p = text.p + p.at, .n = text.n - p.at }, self = rest;
        p.code = 0;
        p.size = utf8_take(&rest, &p.code) ? self.n - rest.n : 0;
        bool special = is_special(target, &p);
        if (special || p.size == 0 || p.code < ' ' || p.code > 0x7E) {
            put(to, (struct view){ .p = text.p + plain, .n = p.at - plain });
            plain = p.at;
            if (put_unsafe(to, target, &p)) {
                plain += p.size ? p.size : 1;
            } else if (special) {
                put_special(to, target, &p);
                plain += p.size;
            }
        }
        p.at += p.size ? p.size : 1;
    }
    put(to, (struct view){ .p = text.p + plain, .n = p.at - plain });
}

/* White space at the ends is invisible in Markdown, but four spaces make a code block and two at the end a line break. */
static struct view trim_for_markdown(struct view text)
{
    struct view trimmed = view_trim(text);
    if (trimmed.n == 0)
        return view_first(text, text.n ? 1 : 0);
    size_t lead = (size_t)(trimmed.p - text.p), tail = text.n - lead - trimmed.n;
    return (struct view){ .p = trimmed.p - (lead ? 1 : 0), .n = trimmed.n + (lead ? 1 : 0) + (tail ? 1 : 0) };
}

/* Full-width forms are taken for the plain ones by some spreadsheets. */
static bool starts_formula(struct view text)
{
    uint32_t code;
    text = view_trim(text);
    if (!utf8_take(&text, &code))
        return false;
    return code == '=' || code == '+' || code == '-' || code == '@' || code == 0xFF1D || code == 0xFF0B || code == 0xFF0D || code == 0xFF20;
}

static void put_csv(struct sink *to, struct view text)
{
    bool formula = starts_formula(text), quote = formula;
    for (size_t i = 0; i < text.n && !quote; i++)
        quote = text.p[i] == ',' || text.p[i] == ';' || text.p[i] == '"' || ((i == 0 || i + 1 == text.n) && text.p[i] == ' ');
    put_text(to, quote ? "\"" : "");
    put_text(to, formula ? "'" : "");
    put_escaped(to, ESCAPE_CSV, text);
    put_text(to, quote ? "\"" : "");
}

void escape_put(struct sink *to, enum escape_target target, struct view text)
{
    if (text.n == 0)
        return;
    if (target == ESCAPE_CSV)
        put_csv(to, text);
    else
        put_escaped(to, target, target == ESCAPE_MARKDOWN ? trim_for_markdown(text) : text);
}

enum escape_target escape_for(struct view name)
{
    static const struct {
        struct view end;
        enum escape_target target;
    } rows[] = {
        { VIEW_ROW(".md"), ESCAPE_MARKDOWN },   { VIEW_ROW(".html"), ESCAPE_HTML }, { VIEW_ROW(".xml"), ESCAPE_XML },
        { VIEW_ROW(".ps1"), ESCAPE_POWERSHELL }, { VIEW_ROW(".csv"), ESCAPE_CSV },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_ends_nocase(name, rows[i].end))
            return rows[i].target;
    return ESCAPE_TEXT;
}

/* The ASCII letter of a Latin-1 letter (U+00C0 to U+00FF), '-' when it has none. */
static char without_accent(uint32_t code)
{
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
    static_assert(sizeof plain == 0x40 + 1, "one letter each");
    return code >= 0xC0 && code <= 0xFF ? plain[code - 0xC0] : '-';
}

bool name_is_reserved(struct view name)
{
    struct view rest = name;
    if (!view_cut(&rest, '.', &name))
        return false;
    static const struct view words[] = { VIEW_ROW("con"), VIEW_ROW("prn"), VIEW_ROW("aux"), VIEW_ROW("nul") };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (view_eq_nocase(name, words[i]))
            return true;
    struct view device = view_first(name, 3);
    return name.n == 4 && name.p[3] >= '0' && name.p[3] <= '9' &&
           (view_eq_nocase(device, VIEW("com")) || view_eq_nocase(device, VIEW("lpt")));
}

struct view slug(struct arena *arena, struct view text)
{
    char out[LIMIT_SLUG_BYTES];
    size_t n = 0;
    while (text.n && n < sizeof out) {
        uint32_t code;
        if (!utf8_take(&text, &code)) {
            text = view_from(text, 1);
            code = '-';
        }
        char c = code < 0x80 ? (char)code : without_accent(code);
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (keeps)
            out[n++] = c;
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    struct view name = { .p = out, .n = n };
    if (n == 0 || name_is_reserved(name))
        return view_fmt(arena, "certificate%s%.*s", n ? "-" : "", VIEW_ARG(name));
    return view_dup(arena, name);
}
