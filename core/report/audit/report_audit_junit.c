/* JUnit XML in the narrow shape that both common schemas take: one suite a bundle, one case a finding. */
#include "base/file.h"
#include "base/limits.h"
#include "format/xml/xml.h"
#include "model/words.h"
#include "report/audit/audit_words.h"
#include "report/audit/report_audit.h"

static void put_count(struct xml_out *x, const char *name, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    xml_put_attr(x, name, view_of(text));
}

static void put_problem(struct xml_out *x, const char *kind, const struct finding *finding)
{
    struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink sink = sink_buf(&text);
    audit_put_message(&sink, finding);
    xml_begin(x, kind);
    xml_put_attr(x, "type", view_of(severity_word(finding->severity)));
    xml_put_attr(x, "message", buf_view(&text));
    if (finding->hint.n)
        xml_text(x, finding->hint);
    xml_end(x, kind);
    buf_free(&text);
}

static void put_case(struct report_run *run, const struct audited *item, const struct finding *finding)
{
    struct xml_out *x = &run->xml;
    xml_begin(x, "testcase");
    xml_put_attr(x, "name", finding ? view_of(finding->rule->id) : VIEW("audit"));
    xml_put_attr(x, "classname", item->path);
    xml_put_attr(x, "time", VIEW("0"));
    if (finding && item->unreadable)
        put_problem(x, "error", finding);
    else if (finding && audit_fails(run, finding))
        put_problem(x, "failure", finding);
    xml_end(x, "testcase");
}

/* What doesn't fail is still worth reading. */
static void put_rest(struct report_run *run, const struct audited *item)
{
    struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink sink = sink_buf(&text);
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *finding = &item->findings.items[i];
        if (audit_fails(run, finding))
            continue;
        put_fmt(&sink, "%s%s %s: ", text.n ? "; " : "", severity_word(finding->severity), finding->rule->id);
        audit_put_message(&sink, finding);
    }
    xml_leaf(&run->xml, "system-out", buf_view(&text));
    buf_free(&text);
}

static void put_head(struct report_run *run, const struct audited *item, size_t failing)
{
    struct xml_out *x = &run->xml;
    struct view name = item->case_id.n ? item->case_id : path_name(item->path);
    char when[TIME_TEXT];
    time_text(run->now, when);
    xml_put_attr(x, "name", name.n ? name : VIEW("bundle"));
    xml_put_attr(x, "package", item->path);
    put_count(x, "id", run->n++);
    put_count(x, "tests", item->findings.n ? item->findings.n : 1);
    put_count(x, "failures", item->unreadable ? 0 : failing);
    put_count(x, "errors", item->unreadable ? item->findings.n : 0);
    xml_put_attr(x, "time", VIEW("0"));
    xml_put_attr(x, "timestamp", view_first(view_of(when), 19)); /* a zone isn't allowed */
    xml_put_attr(x, "hostname", VIEW("localhost"));              /* so that the report is the same on every machine */
}

void audit_junit_begin(struct report_run *run)
{
    run->n = 0;
    run->xml = xml_out(run->to);
    xml_begin(&run->xml, "testsuites");
}

void audit_junit_one(struct report_run *run, const struct audited *item)
{
    struct xml_out *x = &run->xml;
    size_t failing = 0;
    for (size_t i = 0; i < item->findings.n; i++)
        failing += audit_fails(run, &item->findings.items[i]);
    xml_begin(x, "testsuite");
    put_head(run, item, failing);
    xml_begin(x, "properties");
    xml_begin(x, "property");
    xml_put_attr(x, "name", VIEW("verdict"));
    xml_put_attr(x, "value", view_of(verdict_word(item->verdict)));
    xml_end(x, "property");
    xml_end(x, "properties");
    for (size_t i = 0; i < item->findings.n; i++)
        put_case(run, item, &item->findings.items[i]);
    if (item->findings.n == 0)
        put_case(run, item, NULL);
    put_rest(run, item);
    xml_leaf(x, "system-err", (struct view){ 0 });
    xml_end(x, "testsuite");
}

void audit_junit_end(struct report_run *run)
{
    xml_end(&run->xml, "testsuites");
}
