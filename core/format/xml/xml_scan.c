#include "format/xml/xml_scan.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

struct scan {
    struct view all;
    size_t at, depth, nodes;
    struct err *e;
};

static size_t line_at(const struct scan *s, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < s->all.n; i++)
        line += s->all.p[i] == '\n';
    return line;
}

static bool fail(struct scan *s, size_t at, const char *hint, const char *what)
{
    return err_set(s->e, ST_FORMAT, hint, "line %zu: %s", line_at(s, at), what);
}

static bool over(struct scan *s, size_t at, int limit, const char *what)
{
    return err_set(s->e, ST_LIMIT, "make the document smaller", "line %zu: %s (at most %d)", line_at(s, at), what, limit);
}

static bool add_node(struct scan *s)
{
    return ++s->nodes <= LIMIT_XML_NODES || over(s, s->at, LIMIT_XML_NODES, "too many elements, attributes, comments and references");
}

/* --- encoding --- */

static uint32_t unit_at(struct view v, size_t at, bool big)
{
    uint32_t first = (unsigned char)v.p[at], second = (unsigned char)v.p[at + 1];
    return big ? first << 8 | second : second << 8 | first;
}

static bool decode_utf16(struct arena *arena, struct view in, bool big, struct view *out, struct err *e)
{
    struct buf b = BUF_INIT(2 * (size_t)LIMIT_XML_BYTES);
    bool ok = in.n % 2 == 0;
    for (size_t i = 0; i + 1 < in.n && ok; i += 2) {
        uint32_t code = unit_at(in, i, big);
        if (code >= 0xD800 && code <= 0xDBFF && i + 3 < in.n) {
            uint32_t low = unit_at(in, i + 2, big);
            ok = low >= 0xDC00 && low <= 0xDFFF;
            code = 0x10000 + ((code - 0xD800) << 10) + (low & 0x3FF);
            i += 2;
        } else {
            ok = code < 0xD800 || code > 0xDFFF;
        }
        char utf8[4];
        if (ok)
            buf_put(&b, (struct view){ .p = utf8, .n = utf8_encode(code, utf8) });
    }
    *out = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return ok ? true : err_set(e, ST_FORMAT, "save it as UTF-8", "it starts as UTF-16, but is not");
}

static bool starts(struct view v, const char *bytes, size_t n)
{
    return v.n >= n && memcmp(v.p, bytes, n) == 0;
}

static bool decode(struct arena *arena, struct view in, struct view *out, struct err *e)
{
    if (starts(in, "\xFF\xFE\0\0", 4) || starts(in, "\0\0\xFE\xFF", 4))
        return err_set(e, ST_FORMAT, "save it as UTF-8", "it is UTF-32; only UTF-8 and UTF-16 are read");
    *out = starts(in, "\xEF\xBB\xBF", 3) ? view_from(in, 3) : in;
    if (starts(in, "\xFF\xFE", 2) || starts(in, "\xFE\xFF", 2))
        return decode_utf16(arena, view_from(in, 2), in.p[0] == '\xFE', out, e);
    if (starts(in, "<\0", 2) || starts(in, "\0<", 2))
        return decode_utf16(arena, in, in.p[0] == '\0', out, e);
    return true;
}

static bool check_characters(struct scan *s)
{
    uint32_t code;
    size_t at = ascii_printable(s->all);
    while (at < s->all.n) {
        struct view rest = view_from(s->all, at);
        if (!utf8_take(&rest, &code))
            return fail(s, at, "save it as UTF-8", "a byte that is not UTF-8");
        if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0xFFFE || code == 0xFFFF)
            return fail(s, at, "remove it", "a character that XML does not allow");
        at = s->all.n - rest.n + ascii_printable(rest);
    }
    return true;
}

/* --- markup --- */

/* The value of encoding="..." in the XML declaration; empty when there is none. */
static struct view declared_encoding(struct view declaration)
{
    size_t at;
    struct view value;
    if (!view_find(declaration, VIEW("encoding"), &at))
        return (struct view){ 0 };
    declaration = view_trim(view_from(declaration, at + 8));
    if (!view_starts(declaration, VIEW("=")))
        return (struct view){ 0 };
    declaration = view_trim(view_from(declaration, 1));
    if (declaration.n < 2 || (declaration.p[0] != '"' && declaration.p[0] != '\''))
        return (struct view){ 0 };
    char quote = declaration.p[0];
    declaration = view_from(declaration, 1);
    return view_cut(&declaration, quote, &value) ? value : (struct view){ 0 };
}

static bool scan_declaration(struct scan *s)
{
    static const struct view known[] = {
        VIEW_ROW("UTF-8"), VIEW_ROW("UTF8"), VIEW_ROW("UTF-16"), VIEW_ROW("UTF-16LE"), VIEW_ROW("UTF-16BE"), VIEW_ROW("US-ASCII"),
    };
    struct view rest = view_from(s->all, s->at + 2);
    size_t end, other;
    bool is_first = s->at == 0 && view_starts(rest, VIEW("xml")) && rest.n > 3 && strchr(" \t\r\n", rest.p[3]);
    if (!is_first)
        return fail(s, s->at, "remove it", "a processing instruction (<? ... ?>); none is read");
    if (!view_find(rest, VIEW("?>"), &end) || (view_find(rest, VIEW(">"), &other) && other < end) ||
        (view_find(rest, VIEW("<"), &other) && other < end))
        return fail(s, s->at, "start with <?xml version=\"1.0\" encoding=\"UTF-8\"?>", "the XML declaration is broken");
    struct view encoding = declared_encoding(view_first(rest, end));
    bool ok = encoding.n == 0;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        ok = ok || view_eq_nocase(encoding, known[i]);
    if (!ok)
        return fail(s, s->at, "save it as UTF-8 and declare that", "the document declares an encoding that is not UTF-8 or UTF-16");
    s->at += 2 + end + 2;
    return true;
}

static bool scan_comment(struct scan *s)
{
    size_t end;
    struct view rest = view_from(s->all, s->at + 4);
    if (!view_find(rest, VIEW("--"), &end))
        return fail(s, s->at, "close it with -->", "a comment that is not closed");
    if (!view_starts(view_from(rest, end), VIEW("-->")))
        return fail(s, s->at + 4 + end, "remove one hyphen", "two hyphens inside a comment");
    s->at += 4 + end + 3;
    return true;
}

static bool scan_declared(struct scan *s)
{
    struct view rest = view_from(s->all, s->at);
    size_t end;
    if (view_starts(rest, VIEW("<!--")))
        return scan_comment(s);
    if (view_starts(rest, VIEW("<!DOCTYPE")))
        return fail(s, s->at, "remove it and everything that it declares", "a DOCTYPE; documents with one are refused");
    if (!view_starts(rest, VIEW("<![CDATA[")))
        return fail(s, s->at, "remove it", "a declaration (<! ...) that is not allowed here");
    if (!view_find(rest, VIEW("]]>"), &end))
        return fail(s, s->at, "close it with ]]>", "a CDATA section that is not closed");
    s->at += end + 3;
    return true;
}

/* From the quote that opens an attribute's value to the one that closes it. */
static bool scan_value(struct scan *s, size_t tag_at)
{
    char quote = s->all.p[s->at++];
    for (; s->at < s->all.n && s->all.p[s->at] != quote; s->at++) {
        if (s->all.p[s->at] == '<')
            return fail(s, tag_at, "write &lt; for <", "< inside an attribute");
        if (s->all.p[s->at] == '&' && !add_node(s))
            return false;
    }
    return s->at < s->all.n || fail(s, tag_at, "close it with >", "an attribute that is not closed");
}

/* Over what may stand in a name; the length. */
static size_t skip_name(struct scan *s)
{
    static const bool ends[256] = { ['<'] = true, ['>'] = true, ['&'] = true,  ['='] = true,  ['"'] = true,
                                    ['\''] = true, [' '] = true, ['\n'] = true, ['\t'] = true, ['\r'] = true };
    struct view rest = view_from(s->all, s->at);
    size_t n = 0;
    while (n < rest.n && !ends[(unsigned char)rest.p[n]])
        n++;
    s->at += n;
    return n;
}

/* Behind the "<" up to the tag's ">". A quote or a reference counts as part of the name it follows. */
static bool scan_attributes(struct scan *s, size_t from)
{
    size_t attributes = 0, name = 0;
    for (;; s->at++) {
        name += skip_name(s);
        char c = s->at < s->all.n ? s->all.p[s->at] : '\0';
        name += c == '"' || c == '\'';
        if (name > LIMIT_XML_NAME_BYTES)
            return over(s, s->at, LIMIT_XML_NAME_BYTES, "a name of too many bytes");
        switch (c) {
        case '\0': /* no document holds one: the end */
            return fail(s, from, "close it with >", "a tag that is not closed");
        case '<':
            return fail(s, from, "write &lt; for <", "a tag that is not closed");
        case '>':
            return true;
        case '&':
            if (!add_node(s))
                return false;
            name++;
            break;
        case '=':
            if (++attributes > LIMIT_XML_ATTRIBUTES)
                return over(s, s->at, LIMIT_XML_ATTRIBUTES, "too many attributes in one element");
            if (!add_node(s))
                return false;
            name = 0;
            break;
        case '"':
        case '\'':
            if (!scan_value(s, from))
                return false;
            break;
        default: /* white space */
            name = 0;
        }
    }
}

static bool scan_tag(struct scan *s)
{
    size_t from = s->at++;
    bool closes = s->at < s->all.n && s->all.p[s->at] == '/';
    if (!scan_attributes(s, from))
        return false;
    bool empty = s->all.p[s->at - 1] == '/';
    s->at++;
    if (closes)
        s->depth -= s->depth > 0;
    else if (!empty && ++s->depth > LIMIT_XML_DEPTH)
        return over(s, from, LIMIT_XML_DEPTH, "elements are nested too deeply");
    return true;
}

static bool scan_markup(struct scan *s)
{
    char next = s->at + 1 < s->all.n ? s->all.p[s->at + 1] : '\0';
    if (!add_node(s))
        return false;
    if (next == '?')
        return scan_declaration(s);
    return next == '!' ? scan_declared(s) : scan_tag(s);
}

static void skip_text(struct scan *s)
{
    struct view rest = view_from(s->all, s->at);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '<' && rest.p[n] != '&')
        n++;
    s->at += n;
}

bool xml_scan(struct arena *arena, struct view bytes, struct view *text, struct err *e)
{
    if (bytes.n > LIMIT_XML_BYTES)
        return err_set(e, ST_LIMIT, "make the document smaller", "%zu bytes of XML are too many (at most %d are read)", bytes.n,
                       LIMIT_XML_BYTES);
    if (!decode(arena, bytes, text, e))
        return false;
    struct scan s = { .all = *text, .e = e };
    if (view_trim(s.all).n == 0)
        return err_set(e, ST_FORMAT, "check that the file was written completely", "it is empty, XML was expected");
    if (!check_characters(&s))
        return false;
    for (skip_text(&s); s.at < s.all.n; skip_text(&s)) {
        bool reference = s.all.p[s.at] == '&';
        if (reference ? !add_node(&s) : !scan_markup(&s))
            return false;
        s.at += reference;
    }
    return true;
}
