#include "format/xml/xml_parts.h"

#include "base/limits.h"
#include "format/text/text_read.h"

static size_t line_at(struct view all, struct view rest)
{
    return 1 + view_count(view_first(all, all.n - rest.n), '\n');
}

/* The parser is told to take the bytes for UTF-8 whatever the document says; one that says something else is not read as that. */
static bool check_declared(struct arena *arena, struct view text, struct err *e)
{
    static const struct view known[] = { VIEW_ROW("utf-8"), VIEW_ROW("utf8"), VIEW_ROW("utf-16"), VIEW_ROW("us-ascii") };
    size_t end, at;
    if (!view_starts(text, VIEW("<?xml")) || !view_find(text, VIEW("?>"), &end))
        return true;
    struct view declaration = view_lower(arena, view_first(text, end));
    bool ok = !view_find(declaration, VIEW("encoding"), &at);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        ok = ok || view_find(declaration, known[i], &at);
    return ok || err_set(e, ST_FORMAT, "save it as UTF-8 and declare that",
                         "line 1: the document declares an encoding that is not UTF-8 or UTF-16");
}

/* Over what begins with `open`, to behind its end, in which tags mean nothing. What isn't closed ends with the text. */
static bool skip_over(struct view *rest, struct view open, struct view close)
{
    size_t end;
    if (!view_starts(*rest, open))
        return false;
    struct view inside = view_from(*rest, open.n);
    *rest = view_find(inside, close, &end) ? view_from(inside, end + close.n) : view_from(*rest, rest->n);
    return true;
}

/* A tag, from its "<" to its ">": how many values it gives. */
static size_t skip_tag(struct view *rest)
{
    size_t values = 0;
    struct view value;
    for (*rest = view_from(*rest, 1); rest->n && rest->p[0] != '>' && rest->p[0] != '<';) {
        char c = rest->p[0];
        *rest = view_from(*rest, 1);
        values += c == '=';
        if ((c == '"' || c == '\'') && !view_cut(rest, c, &value))
            break;
    }
    return values;
}

static bool check_tags(struct view text, struct err *e)
{
    struct view rest = text, before;
    while (view_cut(&rest, '<', &before) && rest.n) {
        rest = (struct view){ .p = rest.p - 1, .n = rest.n + 1 };
        if (skip_over(&rest, VIEW("<!--"), VIEW("-->")) || skip_over(&rest, VIEW("<![CDATA["), VIEW("]]>")) ||
            skip_over(&rest, VIEW("<?"), VIEW("?>")))
            continue;
        struct view tag = rest;
        if (skip_tag(&rest) > LIMIT_XML_ATTRIBUTES)
            return err_set(e, ST_LIMIT, "make the document smaller", "line %zu: too many attributes in one element (at most %d)",
                           line_at(text, tag), LIMIT_XML_ATTRIBUTES);
    }
    return true;
}

/* The parser takes a NUL for the end. */
static bool check_characters(struct view text, struct err *e)
{
    size_t nul;
    return !view_find(text, VIEW("\0"), &nul) ||
           err_set(e, ST_FORMAT, "remove it", "line %zu: a character that XML does not allow", line_at(text, view_from(text, nul)));
}

bool xml_scan(struct arena *arena, struct view bytes, const char **text, struct err *e)
{
    struct view normal;
    if (bytes.n > LIMIT_XML_BYTES)
        return err_set(e, ST_LIMIT, "make the document smaller", "%zu bytes of XML are too many (at most %d are read)", bytes.n,
                       LIMIT_XML_BYTES);
    if (!text_read(arena, bytes, &normal, e))
        return false;
    normal = view_dup(arena, normal);
    if (view_trim(normal).n == 0)
        return err_set(e, ST_FORMAT, "check that the file was written completely", "it is empty, XML was expected");
    *text = normal.p;
    return check_characters(normal, e) && check_declared(arena, normal, e) && check_tags(normal, e);
}
