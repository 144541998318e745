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

void junit_begin_suite(struct report_run *run, const struct junit_suite *suite)
{
    struct xml_out *x = &run->xml;
    char when[TIME_TEXT];
    xml_begin(x, "testsuite");
    xml_put_attr(x, "name", suite->name);
    xml_put_attr(x, "package", suite->package);
    put_count(x, "id", run->n++);
    put_count(x, "tests", suite->tests ? suite->tests : 1);
    put_count(x, "failures", suite->failures);
    put_count(x, "errors", suite->errors);
    xml_put_attr(x, "time", VIEW("0"));
    xml_put_attr(x, "timestamp", view_first(view_of(time_text(run->now, when)), 19)); /* a zone isn't allowed */
    xml_put_attr(x, "hostname", VIEW("localhost")); /* so that the report is the same on every machine */
}

void junit_put_property(struct xml_out *x, const char *name, struct view value)
{
    xml_begin(x, "property");
    xml_put_attr(x, "name", view_of(name));
    xml_put_attr(x, "value", value);
    xml_end(x, "property");
}

void junit_begin_case(struct xml_out *x, struct view name, struct view classname)
{
    xml_begin(x, "testcase");
    xml_put_attr(x, "name", name);
    xml_put_attr(x, "classname", classname);
    xml_put_attr(x, "time", VIEW("0"));
}

void junit_put_problem(struct xml_out *x, const char *kind, enum severity severity, struct view message, struct view text)
{
    xml_begin(x, kind);
    xml_put_attr(x, "type", view_of(severity_word(severity)));
    xml_put_attr(x, "message", message);
    if (text.n)
        xml_text(x, text);
    xml_end(x, kind);
}

void junit_end_suite(struct report_run *run, struct view remark)
{
    xml_leaf(&run->xml, "system-out", remark);
    xml_leaf(&run->xml, "system-err", (struct view){ 0 });
    xml_end(&run->xml, "testsuite");
}
