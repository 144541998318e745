#include <time.h>

#include "base/limits.h"
#include "format/text/markdown_html.h"
#include "unit.h"

static const struct {
    const char *name, *markdown, *html;
} rows[] = {
    { "nothing", "", "" },
    { "a paragraph of two lines", "one\ntwo\n\nthree\n", "<p>one\ntwo</p>\n<p>three</p>\n" },
    { "headings", "# A `b`\n### C\n#no\n", "<h1>A <code>b</code></h1>\n<h3>C</h3>\n<p>#no</p>\n" },
    { "a table whose pipe is escaped", "| A | B |\n|---|---|\n| a \\| b | `c` |\n\nend",
      "<div class=\"table\"><table><thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr>\n</thead><tbody>\n"
      "<tr><td>a | b</td><td><code>c</code></td></tr>\n</tbody></table></div>\n<p>end</p>\n" },
    { "a line with pipes that is no table", "| a | b |\ntext\n", "<p>| a | b |\ntext</p>\n" },
    { "a list with a number to begin with", "3. a\n4. b\n", "<ol start=\"3\">\n<li>a</li>\n<li>b</li></ol>\n" },
    { "a list in a list, and a paragraph of an item", "1. a\n   - b\n   - c\n\n   more\n2. d\n\nend\n",
      "<ol>\n<li>a<ul>\n<li>b</li>\n<li>c</li></ul>\n<p>more</p>\n</li>\n<li>d</li></ol>\n<p>end</p>\n" },
    { "boxes to tick", "- [ ] a\n- [x] b\n",
      "<ul>\n<li><span class=\"box\" role=\"img\" aria-label=\"to do\">&#9744;</span> a</li>\n"
      "<li><span class=\"box\" role=\"img\" aria-label=\"done\">&#9745;</span> b</li></ul>\n" },
    { "two kinds of lists", "- a\n1. b\n", "<ul>\n<li>a</li></ul>\n<ol>\n<li>b</li></ol>\n" },
    { "code in an item", "- a\n\n  ```powershell\n  x <y>\n    **z**\n  ```\n- b\n",
      "<ul>\n<li>a<pre><code>x &lt;y&gt;\n  **z**\n</code></pre>\n</li>\n<li>b</li></ul>\n" },
    { "code that never ends", "```\na\n", "<pre><code>a\n</code></pre>\n" },
    { "a rule", "a\n\n---\nb\n", "<p>a</p>\n<hr>\n<p>b</p>\n" },
    { "strong text, and stars that are none", "a **b** c ** d\n", "<p>a <strong>b</strong> c ** d</p>\n" },
    { "what is escaped shows as typed", "\\*a\\* \\<b\\> \\`c\\` \\| 1\\. \\a\n", "<p>*a* &lt;b&gt; `c` | 1. \\a</p>\n" },
    { "backticks without their like", "`a ``b`` c\n", "<p>`a <code>b</code> c</p>\n" },
    { "links", "<https://a.example/x?y=1&z> and [b](https://b.example)\n",
      "<p><a rel=\"noreferrer\" href=\"https://a.example/x?y=1&amp;z\">https://a.example/x?y=1&amp;z</a> and "
      "<a rel=\"noreferrer\" href=\"https://b.example\">b</a></p>\n" },
    { "addresses that are no links", "<http://a> <javascript:b> [c](javascript:d) [e](https://f g) <https://\"x>\n",
      "<p>&lt;http://a&gt; &lt;javascript:b&gt; [c](javascript:d) [e](https://f g) &lt;https://&quot;x&gt;</p>\n" },
    { "HTML is text", "<script>alert(1)</script>\n<img src=x onerror=y>\n",
      "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n&lt;img src=x onerror=y&gt;</p>\n" },
    { "characters that turn text around",
      "a\xE2\x80\xAE"
      "b `\xE2\x80\xAE`\n",
      "<p>a\\u202Eb <code>\\u202E</code></p>\n" },
    { "lists too deep", "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n            - g\n",
      "<ul>\n<li>a<ul>\n<li>b<ul>\n<li>c<ul>\n<li>d<ul>\n<li>e<ul>\n<li>f\n- g</li></ul>\n</li></ul>\n</li></ul>\n</li></ul>\n</li></ul>\n"
      "</li></ul>\n" },
};

static void test_markdown_becomes_this_html(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_INIT(LIMIT_TICKET_BYTES);
        struct sink to = sink_buf(&out);
        markdown_html_put(&to, view_of(rows[i].markdown));
        if (!view_eq_text(buf_view(&out), rows[i].html))
            fail_msg("%s:\n%.*s\nwanted\n%s", rows[i].name, VIEW_ARG(buf_view(&out)), rows[i].html);
        buf_free(&out);
    }
}

/* One character a million times: a square of it would take hours. */
static void test_time_is_linear_in_the_text(void **state)
{
    (void)state;
    static const char *const parts[] = { "`", "``a`", "**",    "[",  "[a](",  "<",     "<https://", "\\",
                                         "|", "- ",   "* a\n", "# ", "| a\n", "```\n", " " };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct buf text = BUF_INIT(2 << 20), out = BUF_INIT(LIMIT_OUTPUT_BYTES);
        struct sink to = sink_buf(&out);
        while (text.n < 1 << 19)
            buf_text(&text, parts[i]);
        clock_t begin = clock();
        markdown_html_put(&to, buf_view(&text));
        if (clock() - begin > 10 * CLOCKS_PER_SEC)
            fail_msg("'%s' takes too long", parts[i]);
        assert_false(to.failed);
        buf_free(&text);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown_becomes_this_html),
        cmocka_unit_test(test_time_is_linear_in_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
