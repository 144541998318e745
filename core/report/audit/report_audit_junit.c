/* JUnit: one suite a bundle, one case a finding. */
#include "base/file.h"
#include "base/limits.h"
#include "model/words.h"
#include "report/audit/audit_words.h"
#include "report/junit.h"
#include "report/writers.h"

static void put_suite(struct report_run *run, const struct audited *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    AUTO(buf_free) struct buf others = BUF_INIT(LIMIT_OUTPUT_BYTES); /* what doesn't fail is still worth reading */
    struct junit_case *cases = NEW(&arena, struct junit_case, item->findings.n + 2);
    struct view name = item->case_id.n ? item->case_id : path_name(item->path);
    struct junit_suite suite = {
        .name = name.n ? name : VIEW("bundle"), .package = item->path, .classname = item->path,
        .verdict = view_of(verdict_word(item->verdict)), .cases = cases, .n = item->findings.n, .whole = "audit",
    };
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *f = &item->findings.items[i];
        struct view message = audit_message(&arena, f);
        bool fails = !f->accepted && f->severity >= run->fail_on;
        const char *kind = item->unreadable ? "error" : fails ? "failure" : NULL;
        cases[i] = (struct junit_case){ view_of(f->rule->id), kind, f->severity, message, f->hint };
        if (!fails)
            buf_fmt(&others, "%s%s %s: %.*s", others.n ? "; " : "", severity_word(f->severity), f->rule->id, VIEW_ARG(message));
    }
    if (audit_is_unverified(item)) /* for a gate that is a failure whatever --fail-on says */
        cases[suite.n++] = (struct junit_case){ VIEW("unverified"), "failure", SEV_ERROR, .message = VIEW(AUDIT_UNVERIFIED) };
    if (audit_is_overdue(item, run->now)) {
        const struct view message = audit_overdue(&arena, item);
        cases[suite.n++] = (struct junit_case){ .name = VIEW(AUDIT_OVERDUE), .message = message };
        buf_fmt(&others, "%s%s %s: %.*s", others.n ? "; " : "", severity_word(SEV_NOTE), AUDIT_OVERDUE, VIEW_ARG(message));
    }
    suite.remark = buf_view(&others);
    junit_put_suite(run, &suite);
}

const struct report audit_junit = { "junit", .one.audited = put_suite, .begin = junit_begin, .end = junit_end };
