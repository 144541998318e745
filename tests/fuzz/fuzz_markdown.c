/* Any bytes as Markdown: no crash, no markup but our own, every element closed. */
#include <stdlib.h>

#include "format/text/markdown_html.h"
#include "fuzz.h"

static const char *const elements[] = { "p",     "ul",    "ol",    "li", "h1", "h2", "h3",  "h4",   "h5",     "h6", "pre", "hr",
                                        "table", "thead", "tbody", "tr", "th", "td", "div", "code", "strong", "a",  "span" };

/* The element whose tag begins at v, or NULL. */
static const char *element_of(struct view v)
{
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        size_t n = strlen(elements[i]);
        if (view_starts(v, view_of(elements[i])) && v.n > n && (v.p[n] == '>' || v.p[n] == ' '))
            return elements[i];
    }
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf out = BUF_INIT((size_t)64 << 20);
    struct sink to = sink_buf(&out);
    long open = 0;
    markdown_html_put(&to, (struct view){ .p = (const char *)data, .n = size });
    struct view html = buf_view(&out);
    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] != '<')
            continue;
        bool ends = i + 1 < html.n && html.p[i + 1] == '/';
        const char *element = element_of(view_from(html, i + (ends ? 2 : 1)));
        if (!element)
            abort();
        if (strcmp(element, "hr") != 0)
            open += ends ? -1 : 1;
        if (open < 0)
            abort();
    }
    if (open != 0)
        abort();
    buf_free(&out);
    return 0;
}
