#include "report/items.h"
#include "base/civil.h"
#include "base/limits.h"
#include "base/wrap.h"
#include "report/text_rows.h"
#include "report/writers.h"

enum { COLUMN = 23 /* behind the numbers */, RULES_MOST = 8 };

static struct view name_row(struct arena *arena, const struct batch_rejected *row)
{
    return view_fmt(arena, "%.*s%s%.*s", VIEW_ARG(row->where), row->id.n ? ", " : "", VIEW_ARG(row->id));
}

static void put_indented(struct report_run *run, size_t further, const char *before, struct view text)
{
    put_spaces(run->to, COLUMN);
    put_text(run->to, before);
    put_wrapped(run->to, text, COLUMN + strlen(before), COLUMN + further, report_width(run));
}

static void put_count(struct sink *to, const char *label, size_t n, const char *behind)
{
    AUTO(arena_free) struct arena arena = { 0 };
    put_fmt(to, "%-12s %8s%s", label, view_grouped(&arena, n).p, behind);
}

/* How many rows it stopped, the first of them with what was found and what to do, and where a few more are. */
static void put_rule_rows(struct report_run *run, const struct batch_rule *rule)
{
    AUTO(arena_free) struct arena arena = { 0 };
    const struct batch_rejected *first = &rule->first[0];
    struct view more = VIEW("");
    put_count(run->to, "", rule->rows, view_fmt(&arena, "  %.*s\n", VIEW_ARG(rule->id)).p);
    put_indented(run, 0, "", view_fmt(&arena, "%.*s: %.*s", VIEW_ARG(name_row(&arena, first)), VIEW_ARG(first->error.message)));
    if (first->error.hint.n)
        put_indented(run, 3, "-> ", first->error.hint);
    for (size_t i = 1; i < rule->rows && i < BATCH_ROWS_OF_RULE; i++)
        more = view_fmt(&arena, "%.*s%s%.*s", VIEW_ARG(more), i > 1 ? "; " : "", VIEW_ARG(name_row(&arena, &rule->first[i])));
    if (rule->rows > BATCH_ROWS_OF_RULE)
        more = view_fmt(&arena, "%.*s; and %.*s more%s", VIEW_ARG(more), VIEW_ARG(view_grouped(&arena, rule->rows - BATCH_ROWS_OF_RULE)),
                        run->dry_run ? "" : ", which the log names");
    if (more.n)
        put_indented(run, 0, "also ", more);
}

static void put_rejected(struct report_run *run, const struct batch_result *r)
{
    for (size_t i = 0; i < r->n_rules && i < RULES_MOST; i++)
        put_rule_rows(run, &r->rules[i]);
    if (r->n_rules > RULES_MOST)
        put_fmt(run->to, "%*sand %zu more rules%s\n", COLUMN, "", r->n_rules - RULES_MOST, run->dry_run ? "" : ", which the log names");
}

static void put_dates(struct sink *to, const struct batch_summary *s)
{
    const struct batch_counts *c = &s->result->counts;
    char day[DAY_PHRASE];
    if (c->submit_by == DAY_NONE)
        return;
    put_fmt(to, "%-12s %s, the earliest%s\n", "submit by", day_phrase(c->submit_by, day), c->overdue ? ": OVERDUE" : "");
    if (c->overdue)
        put_count(to, "", c->overdue, "  overdue: the day to submit by has passed\n");
}

static void put_as_text(struct report_run *run, const struct batch_summary *s)
{
    struct sink *to = run->to;
    const struct batch_counts *c = &s->result->counts;
    AUTO(arena_free) struct arena arena = { 0 };
    const size_t others = s->result->n_others;
    put_count(to, c->rows == 1 ? "request" : "requests", c->rows, "");
    if (c->kept)
        put_fmt(to, "  %.*s of them done before", VIEW_ARG(view_grouped(&arena, c->kept)));
    put_text(to, "\n");
    put_count(to, "accepted", c->accepted, VIEW_JOIN(&arena, VIEW("  "), view_counted(&arena, c->bundles, "bundle")).p);
    put_fmt(to, run->dry_run ? " (dry run: nothing was written)\n" : " in %.*s\n", VIEW_ARG(s->folder));
    if (c->warned)
        put_count(to, "", c->warned, run->dry_run ? "  with warnings\n" : "  with warnings, which the log names\n");
    put_count(to, "rejected", c->rejected, "\n");
    put_rejected(run, s->result);
    if (c->errors)
        put_count(to, c->errors == 1 ? "error" : "errors", c->errors, "\n");
    put_dates(to, s);
    if (others) {
        put_count(to, "others", others, "  zip");
        put_fmt(to, " file%s in %.*s that no accepted request is about: %.*s%s\n", others == 1 ? "" : "s", VIEW_ARG(s->folder),
                VIEW_ARG(s->result->other), others == 1 ? "" : others == 2 ? " and another" : " and others");
    }
    if (!run->dry_run)
        put_fmt(to, "%-12s %.*s%s\n", "log", VIEW_ARG(s->log), s->result->logged ? "" : ", without the rows that came last and were lost");
    if (s->result->stopped) {
        put(to, VIEW("stopped; --resume goes on with it\n"));
    } else if (s->next.n) {
        put_fmt(to, "%-12s %s", "next", c->rejected + c->errors ? "repair those rows, then " : "");
        put_command(to, &s->next);
        put_text(to, "\n");
    }
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
    json_put_number(j, "overdue", (int64_t)c->overdue);
}

static void put_members(struct json_out *j, const struct batch_rejected *row)
{
    json_put_number(j, "row", (int64_t)row->row);
    json_put_view(j, "where", row->where);
    json_put_view_or_null(j, "id", row->id);
    json_put_view(j, "rule", row->error.rule);
    json_put_view(j, "message", row->error.message);
}

static void put_rules(struct json_out *j, const struct batch_result *result)
{
    json_put_array(j, "rejectedBy");
    for (size_t i = 0; i < result->n_rules; i++) {
        json_begin_object(j);
        json_put_view(j, "rule", result->rules[i].id);
        json_put_number(j, "requests", (int64_t)result->rules[i].rows);
        json_put_object(j, "first");
        put_members(j, &result->rules[i].first[0]);
        json_put_view_or_null(j, "hint", result->rules[i].first[0].error.hint);
        json_end_object(j);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_first_rejected(struct json_out *j, const struct batch_result *result)
{
    json_put_array(j, "firstRejected");
    for (size_t i = 0; i < result->n_rejected; i++) {
        json_begin_object(j);
        put_members(j, &result->rejected[i]);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_as_json(struct report_run *run, const struct batch_summary *s)
{
    struct json_out *j = json_begin_output(run, "certcase/batch/1");
    put_counts(j, &s->result->counts);
    json_put_number(j, "otherBundles", (int64_t)s->result->n_others);
    put_rules(j, s->result);
    put_first_rejected(j, s->result);
    json_put_view_or_null(j, "folder", run->dry_run ? VIEW("") : s->folder);
    json_put_view_or_null(j, "log", run->dry_run ? VIEW("") : s->log);
    json_put_truth(j, "dryRun", run->dry_run);
    json_put_truth(j, "stopped", s->result->stopped);
    json_put_truth(j, "logged", s->result->logged);
    json_end_output(run);
}

const struct report batch_text = { "text", .one.batch = put_as_text };
const struct report batch_json = { "json", .one.batch = put_as_json };

/* --- csv: a line a case, as it is logged --- */

static void begin_sheet(struct report_run *run)
{
    put_csv_columns(run, "id,environments,hosting,purpose,verdict,finding,submitted,expected_delivery,needed_by,submit_by,renew_by,"
                             "overdue,bundle,where,hosts,findings,message,hint");
}

static struct view first_finding(const struct json *line)
{
    const struct json *findings = json_get(line, "findings"), *error = json_get(line, "error");
    if (error)
        return json_text(error, "what");
    return findings && findings->first ? json_text(findings->first, "id") : VIEW("");
}

/* "Test;Production" */
static struct view join(struct arena *arena, const struct json *texts)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (const struct json *text = texts ? texts->first : NULL; text; text = text->next)
        buf_fmt(&b, "%s%.*s", text == texts->first ? "" : ";", VIEW_ARG(text->text));
    return view_dup(arena, buf_view(&b));
}

/* "leaf-not-root (error); key-short (warning)": to filter by. */
static struct view name_findings(struct arena *arena, const struct json *findings)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (const struct json *f = findings ? findings->first : NULL; f; f = f->next) {
        const struct view how = json_bool(f, "accepted") ? VIEW("accepted") : json_text(f, "severity");
        buf_fmt(&b, "%s%.*s (%.*s)", b.n ? "; " : "", VIEW_ARG(json_text(f, "id")), VIEW_ARG(how));
    }
    return view_dup(arena, buf_view(&b));
}

/* What was found, or what to do about it, without the notes: to read. */
static struct view join_findings(struct arena *arena, const struct json *findings, const char *key)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (const struct json *f = findings ? findings->first : NULL; f; f = f->next) {
        struct view text = json_text(f, key);
        if (text.n && !view_eq_text(json_text(f, "severity"), "note"))
            buf_fmt(&b, "%s%.*s", b.n ? "; " : "", VIEW_ARG(text));
    }
    return view_dup(arena, buf_view(&b));
}

/* With the file that it is about; the row has a column of its own. */
static struct view tell_error(struct arena *arena, const struct json *line, const struct json *error)
{
    struct view file = json_text(error, "file"), where = json_text(line, "where"), what = json_text(error, "what");
    if (view_starts(file, where))
        file = view_from(file, where.n);
    if (view_starts(file, VIEW(": ")))
        file = view_from(file, 2);
    return file.n ? VIEW_JOIN(arena, file, VIEW(": "), what) : what;
}

static void put_case(struct report_run *run, struct arena *arena, const struct json *line)
{
    const struct json *d = json_get(line, "deadline"), *findings = json_get(line, "findings"), *error = json_get(line, "error");
    struct view submit_by = json_text(d, "submitBy");
    int32_t day;
    bool late = day_parse(submit_by, &day) && day < day_of_time(run->now);
    const struct view fields[] = {
        json_text(line, "id"), join(arena, json_get(line, "environments")), json_text(line, "hosting"), json_text(line, "purpose"),
        json_text(line, "verdict"), first_finding(line), json_text(d, "submitted"), json_text(d, "expectedDelivery"),
        json_text(d, "neededBy"), submit_by, json_text(d, "renewBy"), late ? VIEW("overdue") : VIEW(""), json_text(line, "bundle"),
        json_text(line, "where"), join(arena, json_get(line, "hosts")), name_findings(arena, findings),
        error ? tell_error(arena, line, error) : join_findings(arena, findings, "message"),
        error ? json_text(error, "hint") : join_findings(arena, findings, "hint"),
    };
    put_csv(run, fields, COUNT_OF(fields));
}

static void put_logged(struct report_run *run, struct view lines)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view one;
    struct json *line;
    struct err ignored;
    while (view_line(&lines, &one))
        if (json_read(&arena, one, &line, &ignored))
            put_case(run, &arena, line);
}

const struct report batch_csv = { "csv", .one.logged = put_logged, .begin = begin_sheet };
