/* JUnit: one suite a target, one case a cause; what fails counts as failure, what can't be reached as error. */
#include "model/probe.h"
#include "model/words.h"
#include "report/junit.h"
#include "report/writers.h"

static void put_suite(struct report_run *run, const struct probe_result *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view remark = item->next_client.n ? VIEW_JOIN(&arena, item->next, VIEW("; "), item->next_client) : item->next;
    struct junit_case *cases = NEW(&arena, struct junit_case, item->causes.n);
    for (size_t i = 0; i < item->causes.n; i++) {
        const struct cause *c = &item->causes.items[i];
        const struct cause_info *row = &cause_rows[c->kind];
        bool fails = !c->cured && c->severity >= run->fail_on;
        const char *kind = !fails ? NULL : row->network ? "error" : "failure";
        if (!fails)
            remark = view_fmt(&arena, "%.*s%s%s %s: %.*s -> %.*s", VIEW_ARG(remark), remark.n ? "; " : "", severity_word(c->severity),
                              row->id, VIEW_ARG(c->evidence), VIEW_ARG(c->fix));
        cases[i] = (struct junit_case){ view_of(row->id), kind, c->severity, c->evidence, c->fix };
    }
    const struct junit_suite suite = {
        .name = item->target->text, .package = VIEW("certcase.probe"), .classname = item->target->text,
        .verdict = view_of(probe_verdict(item)), .platform = item->platform->id,
        .cases = cases, .n = item->causes.n, .whole = "connection", .remark = remark,
    };
    junit_put_suite(run, &suite);
}

const struct report probe_junit = { "junit", .one.probed = put_suite, .begin = junit_begin, .end = junit_end };
