/* json: one object, shape certcase/renewals/1 (schemas/renewals.schema.json). */
#include "format/json/json.h"
#include "model/words.h"
#include "report/renewals/renewal_words.h"
#include "report/report.h"
#include "report/writers.h"

static void put_dates(struct json_out *j, const struct renewal *row)
{
    json_put_text(j, "status", renewal_status_word(row->status));
    json_put_truth(j, "due", row->due);
    json_put_day(j, "askBy", row->ask_by);
    json_put_day(j, "expires", row->expires);
    json_put_number_or_null(j, "daysLeft", row->expires != DAY_NONE, row->days_left);
    json_put_time(j, "notAfter", row->not_after);
}

static void put_places(struct json_out *j, const struct renewal *row)
{
    json_put_array(j, "environments");
    for (size_t i = 0; i < row->n_places; i++) {
        json_begin_object(j);
        json_put_view(j, "name", row->places[i].name);
        json_put_view_or_null(j, "key", row->places[i].key);
        json_put_view_or_null(j, "host", row->places[i].host);
        json_put_truth(j, "renewed", row->places[i].renewed);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_successor(struct json_out *j, const struct renewal *row)
{
    if (row->renewed_by.n == 0) {
        json_put_null(j, "renewedBy");
        return;
    }
    json_put_object(j, "renewedBy");
    json_put_view(j, "case", row->renewed_by);
    json_put_view(j, "bundle", row->renewed_in);
    json_put_text(j, "doubt", row->claim ? renewal_claim_word(row->claim) : NULL);
    json_end_object(j);
}

static void put_renewal(struct json_out *j, struct arena *arena, const struct renewal *row)
{
    json_begin_object(j);
    put_dates(j, row);
    json_put_view(j, "name", row->name);
    json_put_view(j, "subject", row->subject);
    json_put_hex(j, "sha1", row->sha1, sizeof row->sha1);
    json_put_hex(j, "sha256", row->sha256, sizeof row->sha256);
    json_put_text(j, "role", role_word(row->role));
    json_put_text(j, "purpose", purpose_word(row->purpose));
    json_put_text(j, "hosting", row->hosting == HOST_UNKNOWN ? NULL : hosting_word(row->hosting));
    json_put_view_or_null(j, "infrastructure", row->infrastructure);
    put_places(j, row);
    json_put_view_or_null(j, "case", row->case_id);
    json_put_view(j, "bundle", row->file);
    json_put_text(j, "doubt", row->doubt ? renewal_claim_word(row->doubt) : NULL);
    json_put_number(j, "copies", (int64_t)row->copies);
    put_successor(j, row);
    if (row->due && row->other_place.n) {
        json_put_object(j, "sameHost");
        json_put_view(j, "environment", row->other_place);
        json_put_view(j, "case", row->other_by);
        json_put_view(j, "bundle", row->other_in);
        json_end_object(j);
    }
    json_put_view_or_null(j, "next", row->due ? renewal_next(arena, row) : (struct view){ 0 });
    json_end_object(j);
    arena_reset(arena);
}

static void put_summary(struct json_out *j, const struct renewal_totals *t)
{
    json_put_object(j, "summary");
    json_put_number(j, "certificates", (int64_t)t->certificates);
    json_put_number(j, "needAction", (int64_t)t->due);
    for (size_t i = 0; i < RENEWAL_STATUS_COUNT; i++)
        json_put_number(j, renewal_status_word((enum renewal_status)i), (int64_t)t->status[i]);
    json_put_number(j, "problems", (int64_t)t->troubles);
    json_put_number(j, "notLookedAt", (int64_t)t->others);
    json_put_number(j, "unopened", (int64_t)t->unopened);
    json_put_number(j, "changed", (int64_t)t->changed);
    json_end_object(j);
}

static void put_list(struct report_run *run, const struct renewal_list *list)
{
    struct json_out *j = json_begin_output(run, "certcase/renewals/1");
    AUTO(arena_free) struct arena arena = { 0 };
    json_put_time(j, "at", run->now);
    json_put_number(j, "withinDays", list->within);
    json_put_view(j, "catalog", list->catalog->id);
    json_put_view_or_null(j, "holidays", list->holidays->source);
    json_put_day(j, "holidaysUntil", list->holidays->to);
    json_put_array(j, "certificates");
    for (size_t i = 0; i < list->n; i++)
        put_renewal(j, &arena, list->rows[i]);
    json_end_array(j);
    json_put_texts(j, "unreadable", list->unreadable->items, list->unreadable->n);
    put_summary(j, list->totals);
    json_end_output(run);
}

const struct report renewals_json = { "json", .one.renewals = put_list };
