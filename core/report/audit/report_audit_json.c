/* json and ndjson: one object a bundle, shape certcase/audit/1. */
#include "base/limits.h"
#include "model/words.h"
#include "report/audit/audit_words.h"
#include "report/writers.h"

static void put_author_words(struct json_out *j, const struct audited *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct author_word words[AUTHOR_WORDS];
    size_t n = audit_author_words(&arena, item, words);
    json_put_object(j, "authorsWords");
    for (size_t i = 0; i < n; i++)
        json_put_view(j, words[i].key, words[i].text);
    json_end_object(j);
}

static void put_certificates(struct json_out *j, const struct case_record *record)
{
    json_put_array(j, "certificates");
    for (size_t i = 0; i < record->n_certs; i++) {
        const struct cert *cert = record->certs[i].cert;
        json_begin_object(j);
        json_put_view(j, "subject", cert->subject);
        json_put_hex(j, "sha256", cert->sha256, sizeof cert->sha256);
        const enum store store = case_placed_by_vendor(record) ? STORE_NONE : case_store(record, i);
        json_put_text(j, "store", store ? store_word(store) : NULL);
        json_put_truth(j, "insidePfx", record->certs[i].inside_pfx);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_members(struct json_out *j, const struct audited *item, int64_t now)
{
    json_put_view(j, "bundle", item->path);
    json_put_view_or_null(j, "case", item->case_id);
    json_put_text(j, "verdict", verdict_word(item->verdict));
    if (!item->across) {
        json_put_truth(j, "readable", !item->unreadable);
        json_put_truth(j, "complete", item->complete);
        json_put_view_or_null(j, "needs", item->needs);
    }
    if (!item->across && item->record) {
        json_put_day(j, "submitBy", item->record->deadline.submit_by);
        json_put_truth(j, "submitByPassed", audit_is_overdue(item, now));
        put_certificates(j, item->record);
        put_author_words(j, item);
    }
    json_put_findings(j, &item->findings, true);
}

static void put_totals(struct json_out *j, const struct audit_totals *totals)
{
    json_put_object(j, "summary");
    json_put_number(j, "bundles", (int64_t)totals->bundles);
    json_put_number(j, "accepted", (int64_t)totals->accepted);
    json_put_number(j, "rejected", (int64_t)totals->rejected);
    json_put_number(j, "unverified", (int64_t)totals->unverified);
    json_put_number(j, "unreadable", (int64_t)totals->unreadable);
    json_put_number(j, "notLookedAt", (int64_t)totals->others);
    json_put_number(j, "errors", (int64_t)totals->findings[SEV_ERROR]);
    json_put_number(j, "warnings", (int64_t)totals->findings[SEV_WARNING]);
    json_put_number(j, "notes", (int64_t)totals->findings[SEV_NOTE]);
    json_end_object(j);
}

static void begin(struct report_run *run)
{
    struct json_out *j = json_begin_output(run, "certcase/audit/1");
    json_put_time(j, "at", run->now);
    json_put_array(j, "bundles");
}

/* Closing items have a list of their own behind the bundles. */
static void open_across(struct report_run *run)
{
    if (run->closing)
        return;
    json_end_array(&run->json);
    json_put_array(&run->json, "across");
    run->closing = true;
}

static void put_one(struct report_run *run, const struct audited *item)
{
    if (item->across)
        open_across(run);
    json_begin_object(&run->json);
    put_members(&run->json, item, run->now);
    json_end_object(&run->json);
}

static void end(struct report_run *run)
{
    open_across(run);
    json_end_array(&run->json);
    put_totals(&run->json, run->totals);
    json_end_output(run);
}

/* Whole, as it has hundreds of pieces. */
static void put_line(struct report_run *run, const struct audited *item)
{
    AUTO(buf_free) struct buf line = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink to = sink_buf(&line);
    struct json_out j = json_out(&to, true);
    json_begin_object(&j);
    json_put_text(&j, "schema", "certcase/audit/1");
    if (item->across)
        json_put_truth(&j, "across", true);
    put_members(&j, item, run->now);
    json_end_object(&j);
    buf_putc(&line, '\n');
    put(run->to, buf_view(&line));
}

const struct report audit_json = { "json", .one.audited = put_one, .begin = begin, .end = end };
const struct report audit_ndjson = { "ndjson", .one.audited = put_line };
