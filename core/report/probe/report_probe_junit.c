/* JUnit: one suite a target, one case a cause; what fails counts as failure, what can't be reached as error. */
#include "model/probe.h"
#include "report/junit.h"
#include "report/writers.h"

static bool fails(const struct report_run *run, const struct cause *c)
{
    return !c->cured && c->severity >= run->fail_on;
}

static void put_case(struct report_run *run, const struct probe_result *item, const struct cause *c)
{
    struct xml_out *x = &run->xml;
    junit_begin_case(x, c ? view_of(cause_rows[c->kind].id) : VIEW("connection"), item->target->text);
    if (c && fails(run, c))
        junit_put_problem(x, cause_rows[c->kind].network ? "error" : "failure", c->severity, c->evidence, c->fix);
    xml_end(x, "testcase");
}

static void put_suite(struct report_run *run, const struct probe_result *item)
{
    struct junit_suite suite = { .name = item->target->text, .package = VIEW("certcase.probe"), .tests = item->causes.n };
    for (size_t i = 0; i < item->causes.n; i++) {
        const struct cause *c = &item->causes.items[i];
        suite.failures += fails(run, c) && !cause_rows[c->kind].network;
        suite.errors += fails(run, c) && cause_rows[c->kind].network;
    }
    junit_begin_suite(run, &suite);
    xml_begin(&run->xml, "properties");
    junit_put_property(&run->xml, "verdict", view_of(probe_verdict(item)));
    junit_put_property(&run->xml, "platform", item->platform->id);
    xml_end(&run->xml, "properties");
    for (size_t i = 0; i < item->causes.n; i++)
        put_case(run, item, &item->causes.items[i]);
    if (item->causes.n == 0)
        put_case(run, item, NULL);
    junit_end_suite(run, item->next);
}

const struct report probe_junit = { "junit", .one.probed = put_suite, .begin = junit_begin, .end = junit_end };
