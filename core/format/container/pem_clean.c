#include "format/container/pem.h"

#include "base/utf8.h"
#include "format/text/base64.h"

static char put_kept(char c)
{
    return base64_digit(c) >= 0 || c == '=' ? c : ' ';
}

/* <br>, and the paragraphs of word processors and mails: <p class="MsoNormal" style='...'>, </span>, <o:p></o:p>; 0 when it is none. */
static size_t tag_length(struct view v)
{
    enum { LONGEST_TAG = 400 };
    size_t n = 1;
    while (n < v.n && n < LONGEST_TAG && v.p[n] != '<' && v.p[n] != '>')
        n++;
    const size_t name = v.n > 1 && v.p[1] == '/' ? 2 : 1;
    return n < v.n && v.p[n] == '>' && n > name && is_letter(v.p[name]) ? n + 1 : 0;
}

/* Length of what stands for one character at the front of `v`, which goes to *c; 0 when it is no such thing. */
static size_t escape_length(struct view v, char *c)
{
    size_t end;
    int code;
    *c = ' ';
    switch (v.p[0]) {
    case '\\':
        if (view_starts(v, VIEW("\\par")))
            return 4;
        if (v.n >= 6 && v.p[1] == 'u' && (code = hex_byte(view_from(v, 4))) >= 0) {
            *c = put_kept((char)code);
            return 6;
        }
        return v.n > 1 && (v.p[1] == 'n' || v.p[1] == 'r' || v.p[1] == 't') ? 2 : 1;
    case '%':
        code = hex_byte(view_from(v, 1));
        *c = put_kept((char)code);
        return code >= 0 ? 3 : 0;
    case '<':
        return tag_length(v);
    case '&': /* &#43; */
        code = 0;
        for (size_t i = 2; v.n > i && v.p[1] == '#' && is_digit(v.p[i]) && code < 1000; i++)
            code = 10 * code + v.p[i] - '0';
        *c = code < 0x80 ? put_kept((char)code) : ' ';
        return view_find(view_first(v, 8), VIEW(";"), &end) ? end + 1 : 0;
    default:
        return 0;
    }
}

/* '=' of quoted-printable: a line that goes on, or a character in hexadecimal. */
static size_t quoted_length(struct view v, char *c)
{
    int code = hex_byte(view_from(v, 1));
    *c = ' ';
    if (code == '=' || code == '\n' || code == '\r' || code == ' ') {
        *c = put_kept((char)code);
        return 3;
    }
    size_t at = v.n > 1 && v.p[1] == '\r' ? 2 : 1;
    bool breaks = at + 1 < v.n && v.p[at] == '\n';
    return breaks && base64_digit(v.p[at + 1]) >= 0 ? 1 : 0;
}

/* A plus between two strings in a program, not a letter of Base64. */
static bool joins(struct view body, size_t at)
{
    static const char ends[] = "\"'` \t\r\n";
    return (at == 0 || strchr(ends, body.p[at - 1])) && (at + 1 == body.n || strchr(ends, body.p[at + 1]));
}

static bool is_mark(char c)
{
    return c && strchr("\"'`,;>|#*()[]{}:@", c);
}

bool pem_clean(struct arena *arena, struct view body, struct view *out)
{
    char *clean = NEW(arena, char, body.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < body.n;) {
        struct view rest = view_from(body, i);
        uint32_t code;
        char c = body.p[i];
        size_t length = c == '=' ? quoted_length(rest, &c) : escape_length(rest, &c);
        if (length) {
            clean[n++] = c;
            i += length;
            continue;
        }
        c = body.p[i];
        if ((c == '+' && joins(body, i)) || is_mark(c)) {
            i++;
        } else if (base64_digit(c) >= 0 || c == '=' || is_space(c)) {
            clean[n++] = c;
            i++;
        } else {
            size_t before = rest.n;
            if (!utf8_take(&rest, &code) || code < 0x80 ||
                !(code_is_invisible(code) || code_is_bidi(code) || code == 0xA0 || (code >= 0x2018 && code <= 0x201F)))
                return false;
            i += before - rest.n;
        }
    }
    *out = (struct view){ .p = clean, .n = n };
    return true;
}

/* "12: ", "12) ", "  12  " at the front of a line; 0 when there is no such number. */
static size_t number_length(struct view line)
{
    size_t n = 0, digits;
    while (n < line.n && is_space(line.p[n]))
        n++;
    for (digits = n; n < line.n && is_digit(line.p[n]);)
        n++;
    return n > digits && n < line.n && line.p[n] && strchr(":.)|\t ", line.p[n]) ? n + 1 : 0;
}

/* What of the last line is there. */
static struct view last_line(struct view text)
{
    size_t start = text.n;
    while (start && text.p[start - 1] != '\n' && text.p[start - 1] != '\r')
        start--;
    return view_from(text, start);
}

bool pem_without_prefix(struct arena *arena, struct view before, struct view body, struct view *out)
{
    struct view prefix = last_line(before), line;
    bool numbered = number_length(prefix) > 0, found = false;
    prefix = view_trim(prefix);
    *out = (struct view){ 0 };
    if (prefix.n == 0)
        return false;
    char *p = NEW(arena, char, body.n + 1);
    size_t n = 0;
    while (view_line(&body, &line)) {
        struct view rest = numbered ? line : view_trim(line);
        size_t skip = numbered ? number_length(line) : view_starts(rest, prefix) ? prefix.n : 0;
        found = found || skip;
        rest = view_from(rest, skip);
        memcpy(p + n, rest.n ? rest.p : "", rest.n);
        n += rest.n;
    }
    *out = (struct view){ .p = p, .n = n };
    return found;
}

/* The mark that begins a comment's line, at the front of it; empty: there is none. */
static struct view comment_mark(struct view line)
{
    static const struct view marks[] = { VIEW_ROW("#"), VIEW_ROW("//"), VIEW_ROW(";"), VIEW_ROW("-- "), VIEW_ROW("rem ") };
    while (line.n && is_space(line.p[0]))
        line = view_from(line, 1);
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (view_eq_nocase(view_first(line, marks[i].n), marks[i]))
            return marks[i];
    return (struct view){ 0 };
}

bool pem_is_commented(struct view before, struct view body, bool *hidden)
{
    size_t at;
    struct view line;
    for (struct view rest = before; view_find(rest, *hidden ? VIEW("-->") : VIEW("<!--"), &at); *hidden = !*hidden)
        rest = view_from(rest, at + 3);
    if (*hidden)
        return true;
    struct view mark = view_trim(comment_mark(last_line(before)));
    if (mark.n == 0 || !view_line(&body, &line))
        return false;
    return view_trim(line).n || (view_line(&body, &line) && view_eq_nocase(view_first(view_trim(line), mark.n), mark));
}

void pem_leave_commented(struct pem_text *text)
{
    size_t n = 0, commented = 0, others = 0;
    for (size_t i = 0; i < text->blocks.n; i++) {
        enum container kind = pem_label_kind(text->blocks.items[i].label);
        struct pem_block *block = &text->blocks.items[i];
        block->commented = block->commented && (kind == CONTAINER_PEM || kind == CONTAINER_PKCS7);
        commented += block->commented;
        others += !block->commented && block->der.n && (kind == CONTAINER_PEM || kind == CONTAINER_PKCS7);
    }
    if (commented)
        text->oddities |= others ? (unsigned)FILE_COMMENTED | FILE_COMMENTED_OUT : (unsigned)FILE_COMMENTED;
    for (size_t i = 0; i < text->blocks.n; i++)
        if (!others || !text->blocks.items[i].commented)
            text->blocks.items[n++] = text->blocks.items[i];
    text->blocks.n = n;
}

struct begin_line {
    unsigned hyphens;
    bool foreign_dash, invisible;
};

/* Takes the last character of `text` from its end. */
static bool last_character(struct view *text, uint32_t *code)
{
    for (size_t n = 1; n <= 4 && n <= text->n; n++) {
        struct view one = view_from(*text, text->n - n);
        if (!utf8_take(&one, code) || one.n)
            continue;
        *text = view_first(*text, text->n - n);
        return true;
    }
    if (text->n == 0)
        return false;
    *code = (unsigned char)text->p[text->n - 1] == 0x96 || (unsigned char)text->p[text->n - 1] == 0x97 ? 0x2013 : 0xFFFD; /* Windows-1252 */
    *text = view_first(*text, text->n - 1);
    return true;
}

static bool is_dash(uint32_t code)
{
    return (code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0xFF0D || code == 0xFE63 || code == 0x2500 || code == 0x2501;
}

/* What stands in front of BEGIN on its line. */
static struct begin_line look_before(struct view text)
{
    struct begin_line found = { 0 };
    uint32_t code;
    while (last_character(&text, &code)) {
        if (code == '-')
            found.hyphens++;
        else if (is_dash(code))
            found.foreign_dash = true;
        else if (code_is_invisible(code) || code == 0xA0)
            found.invisible = true;
        else if (code != ' ' || found.hyphens || found.foreign_dash)
            break;
    }
    return found;
}

static bool find_nocase(struct view text, struct view word, size_t *at)
{
    for (*at = 0; *at + word.n <= text.n; ++*at)
        if (view_eq_nocase(view_first(view_from(text, *at), word.n), word))
            return true;
    return false;
}

static bool has_invisible(struct view text)
{
    uint32_t code;
    while (text.n) {
        if (!utf8_take(&text, &code))
            text = view_from(text, 1);
        else if (code_is_invisible(code) || code == 0xA0)
            return true;
    }
    return false;
}

struct view pem_damaged_begin(struct arena *arena, struct view text)
{
    enum { LONGEST_LINE = 60 };
    static const struct view begin = VIEW_ROW("BEGIN"), label = VIEW_ROW("CERTIFICATE");
    size_t from = 0, at, to;
    while (find_nocase(view_from(text, from), begin, &at)) {
        at += from;
        from = at + begin.n;
        struct view rest = view_first(view_from(text, from), 2 * LONGEST_LINE), line;
        struct begin_line found = look_before(view_first(text, at));
        bool dashes = found.hyphens >= 2 || found.foreign_dash;
        if (!dashes || !view_line(&rest, &line) || !find_nocase(view_first(line, LONGEST_LINE), label, &to))
            continue;
        struct view word = view_first(line, to + label.n);
        struct view behind = view_trim(view_from(line, word.n));
        if (found.foreign_dash || (behind.n && (unsigned char)behind.p[0] >= 0x80))
            return VIEW("its BEGIN line has dashes that a word processor made, instead of hyphens");
        if (found.invisible || has_invisible(word))
            return VIEW("there is an invisible character in its BEGIN line");
        if (found.hyphens != 5)
            return view_fmt(arena, "its BEGIN line has %u hyphens in front instead of five", found.hyphens);
        size_t exact;
        if (!view_find(view_first(view_from(text, at), begin.n), begin, &exact) || !view_find(word, label, &exact))
            return VIEW("its BEGIN line is not in upper case");
        return VIEW("its BEGIN line does not end in five hyphens");
    }
    return (struct view){ 0 };
}
