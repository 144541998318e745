#include "report/renewals/renewal_words.h"

#include "base/limits.h"
#include "format/digest.h"
#include "format/inventory_read.h"
#include "format/text/shell_word.h"
#include "model/words.h"

/* What the summary calls each status. */
static const char *const phrases[] = {
    [RENEWAL_EXPIRED] = "expired",
    [RENEWAL_OVERDUE] = "overdue",
    [RENEWAL_DUE] = "due",
    [RENEWAL_UNKNOWN] = "without a date that can be read",
    [RENEWAL_FINE] = "fine",
    [RENEWAL_CLAIMED] = "renewed by the word of a bundle alone",
    [RENEWAL_RENEWED] = "renewed already",
    [RENEWAL_VENDORS] = "renewed by the vendor",
};
static_assert(COUNT_OF(phrases) == RENEWAL_STATUS_COUNT, "a phrase for every status");

struct view renewal_place_list(struct arena *arena, const struct renewal *row, bool renewed)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < row->n_places; i++) {
        bool is_renewed = row->places[i].renewed && row->status != RENEWAL_RENEWED && row->status != RENEWAL_CLAIMED;
        if (is_renewed == renewed) {
            buf_text(&b, b.n ? ", " : "");
            buf_put(&b, row->places[i].name);
        }
    }
    return view_dup(arena, buf_view(&b));
}

struct view renewal_successor(struct arena *arena, const struct renewal *row, struct view file)
{
    struct view in = file.n ? view_fmt(arena, " (%.*s)", VIEW_ARG(file)) : file;
    if (row->claim == CLAIM_NONE)
        return VIEW_JOIN(arena, row->renewed_by, in);
    return view_fmt(arena, "the word of %.*s%.*s: %s", VIEW_ARG(row->renewed_by), VIEW_ARG(in), renewal_claim_phrase(row->claim));
}

struct view renewal_renewed(struct arena *arena, const struct renewal *row)
{
    struct view places = renewal_place_list(arena, row, true), by = renewal_successor(arena, row, row->renewed_in);
    if (row->renewed_by.n == 0)
        return row->renewed_by;
    return places.n ? view_fmt(arena, "renewed for %.*s by %.*s", VIEW_ARG(places), VIEW_ARG(by))
                    : VIEW_JOIN(arena, VIEW("renewed by "), by);
}

struct view renewal_doubt(struct arena *arena, const struct renewal *row)
{
    return row->doubt ? view_fmt(arena, "%s: audit %.*s", renewal_claim_phrase(row->doubt), VIEW_ARG(row->file)) : (struct view){ 0 };
}

struct view renewal_other(struct arena *arena, const struct renewal *row)
{
    if (row->other_place.n == 0)
        return row->other_place;
    return view_fmt(arena, "its host is renewed as %.*s by %.*s (%.*s): if both are one environment, nothing is to be asked for",
                    VIEW_ARG(row->other_place), VIEW_ARG(row->other_by), VIEW_ARG(row->other_in));
}

struct view renewal_kind(struct arena *arena, const struct renewal *row)
{
    if (row->hosting == HOST_UNKNOWN)
        return row->purpose == PURPOSE_NONE ? VIEW("purpose unknown") : view_of(purpose_word(row->purpose));
    return view_fmt(arena, "%s, %s", purpose_word(row->purpose), hosting_word(row->hosting));
}

struct view renewal_name(const struct renewal *row)
{
    return row->name.n ? row->name : VIEW("(no name)");
}

/* CAs that came along in a client-side case have no key to bring. */
static bool needs_pfx(const struct renewal *row)
{
    bool own = row->role == ROLE_CLIENT || row->role == ROLE_LEAF;
    return row->pfx || (own && row->purpose == PURPOSE_CLIENT_SIDE);
}

/* Whether its case is about it. */
static bool is_main(const struct renewal *row)
{
    return row->case_id.n && memcmp(row->sha256, row->case_sha256, sizeof row->sha256) == 0;
}

/* Its bundle's case is made again with it: what came along there is of the same kind, not what came along with a key. */
static bool names_bundle(const struct renewal *row)
{
    return row->case_id.n && (is_main(row) || (role_is_ca(row->role) && purpose_asks_for_cas(row->purpose)));
}

bool renewal_names_old(const struct renewal *row)
{
    return row->bare || names_bundle(row);
}

static bool has_request(const struct renewal *row)
{
    bool by_case = row->by_case && is_main(row);
    return row->status != RENEWAL_CLAIMED && row->purpose != PURPOSE_NONE &&
           (row->purpose != PURPOSE_SERVER || row->hosting == HOST_SELF_MANAGED || by_case);
}

/* Not where the hosts tell it. */
static void put_hosting(struct buf *b, const struct renewal *row)
{
    bool told = row->hosting == HOST_UNKNOWN || row->n_places == 0;
    for (size_t i = 0; i < row->n_places && row->hosting == HOST_CLOUD; i++) {
        told = hosting_of_host(row->places[i].host) == HOST_CLOUD;
        if (!told)
            break;
    }
    if (!told)
        buf_fmt(b, " --hosting %s", hosting_word(row->hosting));
}

struct view renewal_next(struct arena *arena, const struct renewal *row)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    bool of_bundle = names_bundle(row), partly = row->renewed_by.n != 0;
    bool below = row->purpose == PURPOSE_INBOUND_MTLS && row->role == ROLE_INTERMEDIATE;
    if (!has_request(row))
        return (struct view){ 0 };
    buf_fmt(&b, "certcase build %s", needs_pfx(row) ? "NEW.pfx --password-file PASSWORD" : below ? "NEW.cer ROOT.cer" : "NEW.cer");
    if (renewal_names_old(row)) {
        buf_text(&b, " --renews ");
        shell_path(&b, row->file_exact ? row->file : (struct view){ 0 }, row->bare ? "OLD.cer" : "BUNDLE.zip");
    } else {
        put_hosting(&b, row);
    }
    for (size_t i = 0; i < row->n_places; i++)
        if (!row->places[i].renewed && (partly || !of_bundle)) {
            buf_text(&b, " -e ");
            shell_word(&b, row->places[i].cut ? (struct view){ 0 } : row->places[i].name, "NAME");
            if (of_bundle)
                continue;
            buf_text(&b, "=");
            shell_word(&b, row->places[i].host, "HOST");
        }
    if (row->n_places == 0)
        buf_text(&b, " -e NAME=HOST");
    return view_dup(arena, buf_view(&b));
}

const bool *renewals_asked(struct arena *arena, const struct renewal_list *list)
{
    struct view *mains = NEW(arena, struct view, list->n + 1);
    bool *asked = NEW(arena, bool, list->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (list->rows[i]->due && is_main(list->rows[i]))
            mains[n++] = (struct view){ .p = (const char *)list->rows[i]->sha256, .n = sizeof list->rows[i]->sha256 };
    qsort(mains, n, sizeof *mains, view_order);
    for (size_t i = 0; i < list->n; i++) {
        const struct renewal *row = list->rows[i];
        const struct view of = { .p = (const char *)row->case_sha256, .n = sizeof row->case_sha256 };
        bool comes_along = row->case_id.n && !is_main(row) && bsearch(&of, mains, n, sizeof *mains, view_order);
        asked[i] = row->due && !comes_along;
    }
    return asked;
}

size_t renewals_commands(struct arena *arena, const struct renewal_list *list, size_t **out)
{
    struct view_at *all = NEW(arena, struct view_at, list->n + 1); /* digests of commands: some are long */
    bool *wanted = NEW(arena, bool, list->n + 1);
    AUTO(arena_free) struct arena scratch = { 0 };
    unsigned char sha256[32];
    size_t n = 0, kept = 0;
    *out = NEW(arena, size_t, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        struct view text = list->rows[i]->due ? renewal_next(&scratch, list->rows[i]) : (struct view){ 0 };
        if (text.n) {
            digest_sha256(text, sha256);
            all[n++] = (struct view_at){ .word = view_dup(arena, (struct view){ .p = (char *)sha256, .n = sizeof sha256 }), .at = i };
        }
        arena_reset(&scratch);
    }
    qsort(all, n, sizeof *all, view_at_order);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !view_eq(all[i - 1].word, all[i].word))
            wanted[all[i].at] = true;
    for (size_t i = 0; i < list->n; i++)
        if (wanted[i])
            (*out)[kept++] = i;
    return kept;
}

struct view renewals_not_covered(struct arena *arena, const struct renewal_list *list)
{
    char date[DAY_PHRASE];
    for (size_t i = 0; i < list->n; i++) {
        const struct renewal *row = list->rows[i];
        if (!row->due || row->ask_by == DAY_NONE)
            continue;
        if (list->holidays->to == DAY_NONE)
            return VIEW("No public holidays were given, so one may have been counted as a business day: --holidays FILE adds them.");
        if (row->expires > list->holidays->to)
            return view_fmt(arena, "Public holidays after %s are not in the file given, so one may have been counted as a business day.",
                            day_phrase(list->holidays->to, date));
    }
    return (struct view){ 0 };
}

/* What is due and nobody is told a command for. */
static void put_without_request(struct buf *b, struct arena *arena, const struct renewal_list *list)
{
    const bool *asked = renewals_asked(arena, list);
    size_t uploaded = 0, unknown = 0;
    for (size_t i = 0; i < list->n; i++) {
        bool without = asked[i] && !has_request(list->rows[i]);
        uploaded += without && list->rows[i]->purpose == PURPOSE_SERVER;
        unknown += without && list->rows[i]->purpose == PURPOSE_NONE;
    }
    if (uploaded)
        buf_fmt(b, "; no request renews %.*s of them: a new server certificate in OutSystems Cloud is uploaded in LifeTime",
                VIEW_ARG(view_grouped(arena, uploaded)));
    if (unknown)
        buf_fmt(b, "; nothing tells what %.*s of them %s for", VIEW_ARG(view_grouped(arena, unknown)), unknown == 1 ? "is" : "are");
}

struct view renewals_summary(struct arena *arena, const struct renewal_list *list)
{
    const struct renewal_totals *t = list->totals;
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    bool first = true;
    buf_put(&b, view_counted(arena, t->certificates, "certificate"));
    for (size_t i = 0; i < RENEWAL_STATUS_COUNT; i++) {
        if (t->status[i] == 0)
            continue;
        buf_fmt(&b, "%s%.*s %s", first ? ": " : ", ", VIEW_ARG(view_grouped(arena, t->status[i])), phrases[i]);
        if (i == RENEWAL_DUE)
            buf_fmt(&b, " within %.*s", VIEW_ARG(view_counted(arena, (size_t)list->within, "day")));
        first = false;
    }
    put_without_request(&b, arena, list);
    if (t->troubles)
        buf_fmt(&b, "; %.*s in what was read", VIEW_ARG(view_counted(arena, t->troubles, "problem")));
    if (t->unopened)
        buf_fmt(&b, "; not opened: the PFX of %.*s, so what is said of it is the bundle's own word",
                VIEW_ARG(view_counted(arena, t->unopened, "bundle")));
    if (t->changed)
        buf_fmt(&b, "; changed after %s made: %.*s", t->changed == 1 ? "it was" : "they were",
                VIEW_ARG(view_counted(arena, t->changed, "bundle")));
    if (t->others)
        buf_fmt(&b, "; not looked at: %.*s", VIEW_ARG(view_counted(arena, t->others, "other file")));
    return view_dup(arena, buf_view(&b));
}
