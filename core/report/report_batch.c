#include "report/items.h"
#include "base/civil.h"
#include "report/writers.h"

static void put_as_text(struct report_run *run, const struct batch_summary *s)
{
    struct sink *to = run->to;
    const struct batch_counts *c = &s->result->counts;
    char day[DAY_PHRASE];
    put_fmt(to, "%-12s %8zu", "requests", c->rows);
    if (c->kept)
        put_fmt(to, "  %zu of them done before", c->kept);
    put_fmt(to, "\n%-12s %8zu  %zu bundle%s in %.*s\n", "accepted", c->accepted, c->bundles, c->bundles == 1 ? "" : "s",
            VIEW_ARG(s->folder));
    if (c->warned)
        put_fmt(to, "%21zu  with warnings, which the log names\n", c->warned);
    put_fmt(to, "%-12s %8zu\n", "rejected", c->rejected);
    for (size_t i = 0; i < s->result->n_rules; i++)
        put_fmt(to, "%21zu  %.*s\n", s->result->rules[i].rows, VIEW_ARG(s->result->rules[i].id));
    if (c->errors)
        put_fmt(to, "%-12s %8zu\n", "errors", c->errors);
    if (c->submit_by != DAY_NONE)
        put_fmt(to, "%-12s %s, the earliest\n", "submit by", day_phrase(c->submit_by, day));
    put_fmt(to, "%-12s %.*s%s\n", "log", VIEW_ARG(s->log), s->result->logged ? "" : ", without the rows that came last and were lost");
    if (s->result->stopped)
        put(to, VIEW("stopped; --resume goes on with it\n"));
}

static void put_counts(struct json_out *j, const struct batch_counts *c)
{
    json_put_number(j, "requests", (int64_t)c->rows);
    json_put_number(j, "keptFromBefore", (int64_t)c->kept);
    json_put_number(j, "accepted", (int64_t)c->accepted);
    json_put_number(j, "withWarnings", (int64_t)c->warned);
    json_put_number(j, "rejected", (int64_t)c->rejected);
    json_put_number(j, "errors", (int64_t)c->errors);
    json_put_number(j, "bundles", (int64_t)c->bundles);
    json_put_day(j, "earliestSubmitBy", c->submit_by);
}

static void put_rules(struct json_out *j, const struct batch_result *result)
{
    json_put_array(j, "rejectedBy");
    for (size_t i = 0; i < result->n_rules; i++) {
        json_begin_object(j);
        json_put_view(j, "rule", result->rules[i].id);
        json_put_number(j, "requests", (int64_t)result->rules[i].rows);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_as_json(struct report_run *run, const struct batch_summary *s)
{
    struct json_out j = json_out(run->to, false);
    json_begin_output(&j, "certcase/batch/1", run->version);
    put_counts(&j, &s->result->counts);
    put_rules(&j, s->result);
    json_put_view(&j, "folder", s->folder);
    json_put_view(&j, "log", s->log);
    json_put_truth(&j, "stopped", s->result->stopped);
    json_put_truth(&j, "logged", s->result->logged);
    json_end_object(&j);
    put(run->to, VIEW("\n"));
}

const struct report batch_text = { "text", .one.batch = put_as_text };
const struct report batch_json = { "json", .one.batch = put_as_json };
