#include "report/junit.h"

#include "model/words.h"

static void put_count(struct xml_out *x, const char *name, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    xml_put_attr(x, name, view_of(text));
}

void junit_begin(struct report_run *run)
{
    run->xml = xml_out(run->to);
    xml_begin(&run->xml, "testsuites");
}

void junit_end(struct report_run *run)
{
    xml_end(&run->xml, "testsuites");
}

static size_t count(const struct junit_suite *suite, const char *kind)
{
    size_t n = 0;
    for (size_t i = 0; i < suite->n; i++)
        n += suite->cases[i].kind && strcmp(suite->cases[i].kind, kind) == 0;
    return n;
}

static void put_property(struct xml_out *x, const char *name, struct view value)
{
    if (value.n == 0)
        return;
    xml_begin(x, "property");
    xml_put_attr(x, "name", view_of(name));
    xml_put_attr(x, "value", value);
    xml_end(x, "property");
}

static void put_case(struct xml_out *x, const struct junit_case *c, struct view classname)
{
    xml_begin(x, "testcase");
    xml_put_attr(x, "name", c->name);
    xml_put_attr(x, "classname", classname);
    xml_put_attr(x, "time", VIEW("0"));
    if (c->kind) {
        xml_begin(x, c->kind);
        xml_put_attr(x, "type", view_of(severity_word(c->severity)));
        xml_put_attr(x, "message", c->message);
        if (c->text.n)
            xml_text(x, c->text);
        xml_end(x, c->kind);
    }
    xml_end(x, "testcase");
}

void junit_put_suite(struct report_run *run, const struct junit_suite *suite)
{
    struct xml_out *x = &run->xml;
    const struct junit_case whole = { .name = view_of(suite->whole) };
    char when[TIME_TEXT];
    xml_begin(x, "testsuite");
    xml_put_attr(x, "name", suite->name);
    xml_put_attr(x, "package", suite->package);
    put_count(x, "id", run->n++);
    put_count(x, "tests", suite->n ? suite->n : 1);
    put_count(x, "failures", count(suite, "failure"));
    put_count(x, "errors", count(suite, "error"));
    xml_put_attr(x, "time", VIEW("0"));
    xml_put_attr(x, "timestamp", view_first(view_of(time_text(run->now, when)), 19)); /* a zone isn't allowed */
    xml_put_attr(x, "hostname", VIEW("localhost")); /* so that the report is the same on every machine */
    xml_begin(x, "properties");
    put_property(x, "verdict", suite->verdict);
    put_property(x, "platform", suite->platform);
    xml_end(x, "properties");
    for (size_t i = 0; i < suite->n; i++)
        put_case(x, &suite->cases[i], suite->classname);
    if (suite->n == 0)
        put_case(x, &whole, suite->classname);
    xml_leaf(x, "system-out", suite->remark);
    xml_leaf(x, "system-err", (struct view){ 0 });
    xml_end(x, "testsuite");
}
