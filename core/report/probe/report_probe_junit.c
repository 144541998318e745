/* JUnit XML in the narrow shape that both common schemas take: one suite a target, one case a cause. */
#include "base/limits.h"
#include "format/xml/xml.h"
#include "model/words.h"
#include "report/probe/report_probe.h"

static void put_count(struct xml_out *x, const char *name, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    xml_put_attr(x, name, view_of(text));
}

static bool fails(const struct report_run *run, const struct cause *c)
{
    return !c->cured && c->severity >= run->fail_on;
}

static void put_case(struct report_run *run, const struct probe_result *item, const struct cause *c)
{
    struct xml_out *x = &run->xml;
    xml_begin(x, "testcase");
    xml_put_attr(x, "name", c ? view_of(cause_rows[c->kind].id) : VIEW("connection"));
    xml_put_attr(x, "classname", item->target->text);
    xml_put_attr(x, "time", VIEW("0"));
    if (c && fails(run, c)) {
        const char *kind = cause_rows[c->kind].network ? "error" : "failure";
        xml_begin(x, kind);
        xml_put_attr(x, "type", view_of(severity_word(c->severity)));
        xml_put_attr(x, "message", c->evidence);
        xml_text(x, c->fix);
        xml_end(x, kind);
    }
    xml_end(x, "testcase");
}

static void put_head(struct report_run *run, const struct probe_result *item)
{
    struct xml_out *x = &run->xml;
    size_t failures = 0, errors = 0;
    char when[TIME_TEXT];
    for (size_t i = 0; i < item->causes.n; i++) {
        const struct cause *c = &item->causes.items[i];
        failures += fails(run, c) && !cause_rows[c->kind].network;
        errors += fails(run, c) && cause_rows[c->kind].network;
    }
    xml_put_attr(x, "name", item->target->text);
    xml_put_attr(x, "package", VIEW("certcase.probe"));
    put_count(x, "id", run->n++);
    put_count(x, "tests", item->causes.n ? item->causes.n : 1);
    put_count(x, "failures", failures);
    put_count(x, "errors", errors);
    xml_put_attr(x, "time", VIEW("0"));
    xml_put_attr(x, "timestamp", view_first(view_of(time_text(run->now, when)), 19)); /* a zone isn't allowed */
    xml_put_attr(x, "hostname", VIEW("localhost"));                                   /* so that the report is the same on every machine */
}

static void put_property(struct xml_out *x, const char *name, struct view value)
{
    xml_begin(x, "property");
    xml_put_attr(x, "name", view_of(name));
    xml_put_attr(x, "value", value);
    xml_end(x, "property");
}

void probe_junit_begin(struct report_run *run)
{
    run->n = 0;
    run->xml = xml_out(run->to);
    xml_begin(&run->xml, "testsuites");
}

void probe_junit_one(struct report_run *run, const struct probe_result *item)
{
    struct xml_out *x = &run->xml;
    xml_begin(x, "testsuite");
    put_head(run, item);
    xml_begin(x, "properties");
    put_property(x, "verdict", view_of(probe_verdict(item)));
    put_property(x, "platform", item->platform->id);
    xml_end(x, "properties");
    for (size_t i = 0; i < item->causes.n; i++)
        put_case(run, item, &item->causes.items[i]);
    if (item->causes.n == 0)
        put_case(run, item, NULL);
    xml_leaf(x, "system-out", item->next);
    xml_leaf(x, "system-err", (struct view){ 0 });
    xml_end(x, "testsuite");
}

void probe_junit_end(struct report_run *run)
{
    xml_end(&run->xml, "testsuites");
}
