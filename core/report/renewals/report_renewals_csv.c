/* csv: a line a certificate, for spreadsheets; and the list of requests for what is due, which `certcase batch` reads once its column of
 * certificates is filled. */
#include "base/limits.h"
#include "format/digest.h"
#include "model/words.h"
#include "report/renewals/renewal_words.h"
#include "report/text_rows.h"
#include "report/writers.h"

/* "for Test: CASE", where others aren't renewed */
static struct view renewed_by(struct arena *arena, const struct renewal *row)
{
    struct view places = renewal_place_list(arena, row, true), by = renewal_successor(arena, row, VIEW(""));
    return places.n && by.n ? VIEW_JOIN(arena, VIEW("for "), places, VIEW(": "), by) : by;
}

static void put_line(const struct report_run *run, struct arena *arena, const struct renewal *row)
{
    const struct view fields[] = {
        view_of(renewal_status_word(row->status)),
        report_day(arena, row->ask_by),
        report_day(arena, row->expires),
        row->expires == DAY_NONE ? VIEW("") : view_fmt(arena, "%d", (int)row->days_left),
        renewal_name(row),
        row->subject,
        digest_hex(arena, row->sha1, sizeof row->sha1),
        view_of(purpose_word(row->purpose)),
        row->hosting == HOST_UNKNOWN ? VIEW("") : view_of(hosting_word(row->hosting)),
        row->infrastructure,
        renewal_place_list(arena, row, false),
        row->contact,
        row->case_id,
        row->file,
        renewal_doubt(arena, row),
        renewed_by(arena, row),
        row->due ? renewal_next(arena, row) : VIEW(""),
    };
    put_csv(run, fields, COUNT_OF(fields));
    arena_reset(arena);
}

static void put_sheet(struct report_run *run, const struct renewal_list *list)
{
    AUTO(arena_free) struct arena arena = { 0 };
    put_csv_columns(run, "status,ask_by,expires,days_left,certificate,subject,sha1,purpose,hosting,infrastructure,environments,contact,"
                             "case,bundle,doubt,renewed_by,next");
    for (size_t i = 0; i < list->n; i++)
        put_line(run, &arena, list->rows[i]);
}

const struct report renewals_csv = { "csv", .one.renewals = put_sheet };

/* --- requests --- */

static struct view environments_of(struct arena *arena, const struct renewal *row)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < row->n_places; i++) {
        const struct renewal_place *place = &row->places[i];
        bool parted = place->cut || view_has(place->name, ';') || view_has(place->name, '|');
        if (parted && renewal_names_old(row) && row->renewed_by.n == 0)
            return VIEW(""); /* all of the old case's */
        if (!place->renewed) /* without its host, which would win over the inventory that a batch is given */
            buf_fmt(&b, "%s%.*s", b.n ? ";" : "", VIEW_ARG(place->name));
    }
    return view_dup(arena, buf_view(&b));
}

static void put_request(const struct report_run *run, struct arena *arena, const struct renewal *row)
{
    char expires[DAY_PHRASE];
    bool old = renewal_names_old(row) && row->file_exact, of_bundle = old && !row->bare;
    bool along = role_is_ca(row->role) && row->purpose != PURPOSE_INBOUND_MTLS;
    struct view reason = view_fmt(arena, "Renewal of %.*s (thumbprint %.*s), which expire%s on %s", VIEW_ARG(renewal_name(row)),
                                  VIEW_ARG(digest_thumbprint(arena, row->sha1, sizeof row->sha1)),
                                  row->status == RENEWAL_EXPIRED ? "d" : "s", day_phrase(row->expires, expires));
    const struct view fields[] = {
        VIEW(""),
        environments_of(arena, row),
        of_bundle ? VIEW("") : view_of(purpose_word(along ? PURPOSE_TRUSTED_ROOT : row->purpose)),
        of_bundle || row->hosting == HOST_UNKNOWN ? VIEW("") : view_of(hosting_word(row->hosting)),
        row->contact,
        reason,
        old ? row->file : VIEW(""),
        VIEW(""),
    };
    put_csv(run, fields, COUNT_OF(fields));
    arena_reset(arena);
}

static void put_requests(struct report_run *run, const struct renewal_list *list)
{
    AUTO(arena_free) struct arena arena = { 0 }, scratch = { 0 };
    const bool *asked = renewals_asked(&arena, list);
    put_csv_columns(run, "certificates,environments,purpose,hosting,contact,reason,renews,password_file");
    for (size_t i = 0; i < list->n; i++) {
        if (!asked[i] || renewal_next(&scratch, list->rows[i]).n == 0)
            continue;
        put_request(run, &scratch, list->rows[i]);
        run->n++;
    }
}

const struct report renewals_requests = { "csv", .one.renewals = put_requests };
