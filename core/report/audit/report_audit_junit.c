/* JUnit: one suite a bundle, one case a finding. */
#include "base/file.h"
#include "base/limits.h"
#include "model/words.h"
#include "report/audit/audit_words.h"
#include "report/junit.h"
#include "report/writers.h"

/* Not all of it could be checked: for a gate that is a failure whatever --fail-on says. */
static void put_unverified(struct report_run *run, const struct audited *item)
{
    junit_begin_case(&run->xml, VIEW("unverified"), item->path);
    junit_put_problem(&run->xml, "failure", SEV_ERROR, VIEW(AUDIT_UNVERIFIED),
                      (struct view){ 0 });
    xml_end(&run->xml, "testcase");
}

static void put_case(struct report_run *run, const struct audited *item, const struct finding *finding)
{
    struct xml_out *x = &run->xml;
    junit_begin_case(x, finding ? view_of(finding->rule->id) : VIEW("audit"), item->path);
    if (finding && (item->unreadable || audit_fails(run, finding))) {
        AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
        struct sink sink = sink_buf(&text);
        audit_put_message(&sink, finding);
        junit_put_problem(x, item->unreadable ? "error" : "failure", finding->severity, buf_view(&text), finding->hint);
    }
    xml_end(x, "testcase");
}

/* What doesn't fail is still worth reading. */
static void end_suite(struct report_run *run, const struct audited *item)
{
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink sink = sink_buf(&text);
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *finding = &item->findings.items[i];
        if (audit_fails(run, finding))
            continue;
        put_fmt(&sink, "%s%s %s: ", text.n ? "; " : "", severity_word(finding->severity), finding->rule->id);
        audit_put_message(&sink, finding);
    }
    junit_end_suite(run, buf_view(&text));
}

static void put_suite(struct report_run *run, const struct audited *item)
{
    struct view name = item->case_id.n ? item->case_id : path_name(item->path);
    struct junit_suite suite = { .name = name.n ? name : VIEW("bundle"), .package = item->path, .tests = item->findings.n };
    for (size_t i = 0; i < item->findings.n; i++)
        suite.failures += !item->unreadable && audit_fails(run, &item->findings.items[i]);
    bool unverified = audit_is_unverified(item);
    suite.tests += unverified;
    suite.failures += unverified;
    suite.errors = item->unreadable ? item->findings.n : 0;
    junit_begin_suite(run, &suite);
    xml_begin(&run->xml, "properties");
    junit_put_property(&run->xml, "verdict", view_of(verdict_word(item->verdict)));
    xml_end(&run->xml, "properties");
    for (size_t i = 0; i < item->findings.n; i++)
        put_case(run, item, &item->findings.items[i]);
    if (unverified)
        put_unverified(run, item);
    else if (item->findings.n == 0)
        put_case(run, item, NULL);
    end_suite(run, item);
}

const struct report audit_junit = { "junit", .one.audited = put_suite, .begin = junit_begin, .end = junit_end };
