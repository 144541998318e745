#include "base/wrap.h"
#include "format/text/escape.h"
#include "format/xml/xml.h"

struct xml_out xml_out(struct sink *to)
{
    put(to, VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    return (struct xml_out){ .to = to };
}

static void close_tag(struct xml_out *x, struct view end)
{
    if (x->open)
        put(x->to, end);
    x->open = false;
}

void xml_begin(struct xml_out *x, const char *name)
{
    close_tag(x, VIEW(">\n"));
    put_spaces(x->to, 2 * (size_t)x->depth);
    put(x->to, VIEW("<"));
    put_text(x->to, name);
    x->open = true;
    x->in_line = false;
    x->depth++;
}

void xml_put_attr(struct xml_out *x, const char *name, struct view value)
{
    put(x->to, VIEW(" "));
    put_text(x->to, name);
    put(x->to, VIEW("=\""));
    escape_put(x->to, ESCAPE_XML, value);
    put(x->to, VIEW("\""));
}

void xml_text(struct xml_out *x, struct view text)
{
    close_tag(x, VIEW(">"));
    escape_put(x->to, ESCAPE_XML, text);
    x->in_line = true;
}

void xml_end(struct xml_out *x, const char *name)
{
    x->depth--;
    if (x->open) {
        close_tag(x, VIEW("/>\n"));
    } else {
        if (!x->in_line)
            put_spaces(x->to, 2 * (size_t)x->depth);
        put(x->to, VIEW("</"));
        put_text(x->to, name);
        put(x->to, VIEW(">\n"));
    }
    x->in_line = false;
}

void xml_leaf(struct xml_out *x, const char *name, struct view text)
{
    xml_begin(x, name);
    if (text.n)
        xml_text(x, text);
    xml_end(x, name);
}
