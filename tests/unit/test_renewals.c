/* How urgent a certificate is; which of many rows are one; who is renewed. */
#include "model/words.h"
#include "steps/renewals.h"
#include "steps/successors.h"

#include "base/limits.h"
#include "seeded.h"
#include "unit.h"

#include <time.h>

enum { TODAY = 20777 }; /* 2026-11-20, a Friday */
#define NOW (INT64_C(86400) * TODAY + 8 * 3600)

static void the_status_turns_on_the_right_day(void **state)
{
    static const struct {
        const char *name;
        int64_t not_after;
        int32_t ask_by, counted_from, within;
        enum renewal_status status;
    } rows[] = {
        { "asked by today", NOW + 86400 * 21, TODAY, TODAY, 60, RENEWAL_DUE },
        { "asked by today, after the cut-off", NOW + 86400 * 21, TODAY, TODAY + 3, 60, RENEWAL_OVERDUE },
        { "asked by yesterday", NOW + 86400 * 20, TODAY - 1, TODAY, 60, RENEWAL_OVERDUE },
        { "asked by Monday, on a day off", NOW + 86400 * 20, TODAY + 3, TODAY + 3, 60, RENEWAL_DUE },
        { "the last day of the window", NOW + 86400 * 90, TODAY + 60, TODAY, 60, RENEWAL_DUE },
        { "one day later", NOW + 86400 * 90, TODAY + 61, TODAY, 60, RENEWAL_FINE },
        { "no window, today", NOW + 86400 * 90, TODAY, TODAY, 0, RENEWAL_DUE },
        { "no window, tomorrow", NOW + 86400 * 90, TODAY + 1, TODAY, 0, RENEWAL_FINE },
        { "expires this second", NOW, TODAY - 21, TODAY, 60, RENEWAL_OVERDUE },
        { "expired a second ago", NOW - 1, TODAY - 21, TODAY, 60, RENEWAL_EXPIRED },
        { "expires later today, no day to ask by", NOW + 3600, DAY_NONE, DAY_NONE, 0, RENEWAL_DUE },
        { "no service: the window counts to the expiry", NOW + 86400 * 60, DAY_NONE, DAY_NONE, 60, RENEWAL_DUE },
        { "no service, one day later", NOW + 86400 * 61, DAY_NONE, DAY_NONE, 60, RENEWAL_FINE },
        { "no delivery time, asked by yesterday", NOW + 86400 * 20, TODAY - 1, DAY_NONE, 60, RENEWAL_OVERDUE },
        { "no delivery time, asked by today", NOW + 86400 * 20, TODAY, DAY_NONE, 60, RENEWAL_DUE },
        { "no date", TIME_NONE, DAY_NONE, TODAY, 60, RENEWAL_UNKNOWN },
        { "the end of time", INT64_C(253402300799), DAY_NONE, TODAY, 36500, RENEWAL_FINE },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct renewal_dates dates = {
            .now = NOW,
            .not_after = rows[i].not_after,
            .today = TODAY,
            .counted_from = rows[i].counted_from,
            .ask_by = rows[i].ask_by,
            .expires = rows[i].not_after == TIME_NONE ? DAY_NONE : day_of_time(rows[i].not_after),
        };
        if (renewal_status_of(&dates, rows[i].within) != rows[i].status)
            fail_msg("%s: got %d", rows[i].name, (int)renewal_status_of(&dates, rows[i].within));
    }
}

/* --- sets of rows, in a shorthand: CASE/CERTIFICATE:ENVIRONMENTS=DAYS; a letter is a certificate or an environment. <A: it came along
 * in the case of A; >A: the case replaces A, ?A: by its record's word; @X: the infrastructure. No CASE: a loose file --- */

static void fill_places(struct renewal_place *places, size_t *n, const char *names)
{
    static const char *const all = "PTDpt";
    static const struct renewal_place known[] = {
        { VIEW_ROW("Production"), VIEW_ROW("KEY-P"), .cut = false },
        { VIEW_ROW("Test"), VIEW_ROW("key-t"), .cut = false },
        { VIEW_ROW("Development"), VIEW_ROW("key-d"), .cut = false },
        { VIEW_ROW("production"), VIEW_ROW(""), .cut = false },
        { VIEW_ROW("test"), VIEW_ROW(""), .cut = false },
    };
    for (*n = 0; names[*n]; (*n)++)
        places[*n] = known[strchr(all, names[*n]) - all];
}

struct asked {
    char case_id[12], certificate, places[8];
    int32_t days; /* of validity left */
    char main, renews, infrastructure[12];
    bool claimed, changed;
};

static size_t parse(const char *text, struct asked *out, size_t most)
{
    size_t n = 0;
    while (*text) {
        int used = 0;
        assert_in_range(n, 0, most - 1);
        struct asked *a = &out[n++];
        *a = (struct asked){ .certificate = '?' };
        size_t length = strcspn(text, "/");
        assert_in_range(length, 0, sizeof a->case_id - 1);
        memcpy(a->case_id, text, length);
        a->certificate = text[length + 1];
        text += length + 2;
        if (*text == '<')
            a->main = text[1], text += 2;
        length = strcspn(++text, "=");
        assert_in_range(length, 0, sizeof a->places - 1);
        memcpy(a->places, text, length);
        assert_int_equal(sscanf(text + length, "=%d%n", &a->days, &used), 1);
        text += length + (size_t)used;
        a->claimed = *text == '?';
        if (*text == '>' || a->claimed)
            a->renews = text[1], text += 2;
        if (*text == '@')
            assert_int_equal(sscanf(text, "@%11s%n", a->infrastructure, &used), 1), text += used;
        a->changed = *text == '!';
        text += a->changed;
        text += strspn(text, " ");
    }
    return n;
}

static void add(struct renewals *r, struct successors *successors, const struct asked *a)
{
    struct renewal_place places[8];
    char file[40], name[2] = { a->certificate };
    struct renewal row = { .purpose = PURPOSE_TRUSTED_ROOT, .hosting = HOST_CLOUD, .places = places, .case_id = view_of(a->case_id) };
    fill_places(places, &row.n_places, a->places);
    snprintf(file, sizeof file, "%s.zip", a->case_id[0] ? a->case_id : "loose");
    row.file = view_of(file);
    row.name = view_of(name);
    row.infrastructure = view_of(a->infrastructure);
    row.not_after = NOW + INT64_C(86400) * a->days;
    row.expires = TODAY + a->days;
    row.ask_by = TODAY + a->days - 21;
    memset(row.sha256, a->certificate, sizeof row.sha256);
    memset(row.case_sha256, a->main ? a->main : a->certificate, sizeof row.case_sha256);
    row.case_not_after = row.not_after;
    row.kin = row.case_kin = (struct renewal_kin){ .subject = "the same for all" };
    row.status = a->days < 0 ? RENEWAL_EXPIRED : a->days < 81 ? RENEWAL_DUE : RENEWAL_FINE;
    row.doubt = a->changed ? CLAIM_CHANGED : CLAIM_NONE;
    assert_true(renewals_add(r, &row));
    if (!a->renews || a->main)
        return;
    struct successor s = {
        .not_after = row.not_after,
        .unseen = a->claimed,
        .kin = row.kin,
        .case_id = row.case_id,
        .file = row.file,
        .infrastructure = row.infrastructure,
        .places = places,
        .n_places = row.n_places,
    };
    memset(s.replaced, a->renews, sizeof s.replaced);
    assert_true(successors_add(successors, &s));
}

/* "A:PT due, ..." in order; "(T by new)" says which places are renewed. *want, if not NULL, gets what only_due would list of it. */
static void list_some(const struct asked *asked, size_t n, bool backwards, bool only_due, char *out, size_t size,
                      struct renewal_totals *totals, char *want)
{
    struct renewals own_r, *r = &own_r;
    struct successors own_successors = { .most = LIMIT_RENEWALS_BYTES }, *successors = &own_successors;
    struct renewal *row;
    bool fine = false;
    renewals_open(r, LIMIT_RENEWALS_BYTES, only_due);
    for (size_t i = 0; i < n; i++)
        add(r, successors, &asked[backwards ? n - 1 - i : i]);
    for (size_t i = 0; (row = renewals_row(r, i)) != NULL; i++) {
        successors_mark(successors, row);
        renewals_marked(r, i, row);
    }
    *totals = (struct renewal_totals){ 0 };
    const struct renewal *const *rows = renewals_finish(r, totals, &n);
    size_t at = 0, began;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        began = at;
        at += (size_t)snprintf(out + at, size - at, "%s%.*s:", i ? ", " : "", VIEW_ARG(rows[i]->name));
        bool shown = rows[i]->due || rows[i]->doubt || (rows[i]->status == RENEWAL_CLAIMED && rows[i]->ask_by < TODAY + 60);
        if (only_due && !shown)
            continue; /* only its name and days are asked for */
        for (size_t j = 0; j < rows[i]->n_places; j++)
            at += (size_t)snprintf(out + at, size - at, "%c%s", rows[i]->places[j].name.p[0], rows[i]->places[j].renewed ? "+" : "");
        at += (size_t)snprintf(out + at, size - at, " %s%s", renewal_status_word(rows[i]->status), rows[i]->doubt ? "!" : "");
        if (rows[i]->copies)
            at += (size_t)snprintf(out + at, size - at, " x%zu", rows[i]->copies + 1);
        if (rows[i]->renewed_by.n)
            at += (size_t)snprintf(out + at, size - at, " by %.*s", VIEW_ARG(rows[i]->renewed_by));
        bool first_fine = rows[i]->status == RENEWAL_FINE && !fine && !rows[i]->doubt;
        fine = fine || first_fine;
        if (want && (shown || first_fine)) {
            const char *one = out + began + (began ? 2 : 0);
            want += snprintf(want, 300, "%s%.*s", want[-1] ? ", " : "", first_fine ? 2 : (int)strlen(one), one);
        }
    }
    renewals_close(r);
    arena_free(&successors->arena);
}

/* The same for the list of what is due: no other row, and the same numbers. */
static void list(const struct asked *asked, size_t n, bool backwards, char *out, size_t size, struct renewal_totals *totals)
{
    char want[2001] = { 0 }, got[2000];
    struct renewal_totals of_due;
    list_some(asked, n, backwards, false, out, size, totals, want + 1);
    list_some(asked, n, backwards, true, got, sizeof got, &of_due, NULL);
    assert_string_equal(got, want + 1);
    assert_memory_equal(totals, &of_due, sizeof of_due);
}

static const struct {
    const char *name, *asked, *listed;
} sets[] = {
    { "nothing", "", "" },
    { "by the day to ask by, then the name", "b/B:P=400 c/C:P=30 a/A:P=400 d/D:P=-3", "D:P expired, C:P due, A:P fine, B:P fine" },
    { "identical bundles count once", "a/A:PT=30 b/A:TP=30 c/A:PT=30", "A:PT due x3" },
    { "the same bundle twice is one", "a/A:PT=30 a/A:PT=30", "A:PT due" },
    { "a file that says a later day hides nothing", "a/A:P=400 b/A:P=30 c/A:P=-3", "A:P expired x3" },
    { "of equal ones the first day to ask by counts", "a/A:P=400 b/A:P=300 c/B:P=350", "A:P fine x2, B:P fine" },
    { "of equal ones the one that isn't renewed", "a/A:P=30 a/I<A:P=50 z/B:P=400>A z/I<B:P=50",
      "I:P due x2, B:P fine, A:P+ renewed by z" },
    { "another set of environments is another row", "a/A:PT=30 b/A:T=30", "A:PT due, A:T due" },
    { "renewed", "old/A:PT=30 new/B:PT=400>A", "B:PT fine, A:P+T+ renewed by new" },
    { "renewed by more than was asked for", "old/A:P=30 new/B:PTD=400>A", "B:PTD fine, A:P+ renewed by new" },
    { "renewed by the word of a record", "old/A:PT=30 fine/C:P=200 new/B:PT=400?A next/D:P=500?C",
      "B:PT fine, D:P fine, A:P+T+ claimed by new, C:P+ claimed by next" },
    { "claimed ones stand before renewed ones", "old/A:P=30 n1/B:P=400?A x/C:P=20 n2/D:P=400>C",
      "B:P fine, D:P fine, A:P+ claimed by n1, C:P+ renewed by n2" },
    { "of equal ones the one that a record alone renews", "a/A:P=30 a/I<A:P=50 b/B:P=40 b/I<B:P=50 y/C:P=400?A z/D:P=400>B",
      "C:P fine, D:P fine, A:P+ claimed by y, I:P+ claimed x2 by y, B:P+ renewed by z" },
    { "renewed for a part only", "old/A:PT=30 new/B:T=400>A", "A:PT+ due by new, B:T fine" },
    { "renewed by two", "old/A:PT=30 n1/B:T=400>A n2/B:P=400>A", "B:P fine, B:T fine, A:P+T+ renewed by n1" },
    { "renewed elsewhere is not renewed", "old/A:P=30 new/B:T=400>A", "A:P due, B:T fine" },
    { "a chain of renewals", "a/A:P=-30 b/B:P=30>A c/C:P=400>B", "C:P fine, A:P+ renewed by b, B:P+ renewed by c" },
    { "a successor must last longer", "a/A:P=30 b/B:P=30>A", "A:P due, B:P due" },
    { "no circle renews itself", "a/A:P=30>B b/B:P=31>A", "B:P due, A:P+ renewed by b" },
    { "not by itself", "a/A:P=30>A", "A:P due" },
    { "the name tells where the key is missing", "old/A:P=30 new/B:p=400>A", "B:p fine, A:P+ renewed by new" },
    { "also the other way", "old/A:p=30 new/B:P=400>A", "B:P fine, A:p+ renewed by new" },
    { "not in another infrastructure", "old/A:p=30@one new/B:p=400>A@two", "A:p due, B:p fine" },
    { "in the same one, whatever the case of its letters", "old/A:p=30@one new/B:p=400>A@ONE", "B:p fine, A:p+ renewed by new" },
    { "one that names none may be", "old/A:p=30@one new/B:p=400>A", "B:p fine, A:p+ renewed by new" },
    { "the infrastructure tells two of one name apart", "old/A:p=30@one n1/B:p=500>A@two n2/C:p=400>A@one",
      "C:p fine, B:p fine, A:p+ renewed by n2" },
    { "of two successors the one that lasts", "old/A:p=30@one n1/B:p=500>A n2/C:p=400>A@one", "C:p fine, B:p fine, A:p+ renewed by n1" },
    { "a key on one side only, in another infrastructure", "old/A:p=30@one new/B:P=400>A@two", "A:p due, B:P fine" },
    { "a loose file of a known certificate is no row", "/A:=30 a/A:P=30", "A:P due" },
    { "a loose file alone is one", "/A:=30 b/B:P=400", "A: due, B:P fine" },
    { "what is in doubt is listed though it isn't due", "a/A:P=400! b/B:P=300 old/C:P=30! new/D:P=500>C",
      "B:P fine, A:P fine!, D:P fine, C:P+ renewed! by new" },
    { "what isn't in doubt goes before what is", "a/A:P=400! b/A:P=400 c/C:P=30! d/C:P=40", "C:P due! x2, A:P fine x2" },
    { "a loose file is renewed by any", "/A:=30 b/B:P=400>A", "B:P fine, A: renewed by b" },
    { "what came along goes with its case", "old/A:P=30 old/I<A:P=50 new/B:P=400>A", "B:P fine, A:P+ renewed by new, I:P+ renewed by new" },
    { "unless another case needs it", "old/A:P=30 old/I<A:P=50 new/B:P=400>A new/I<B:P=50", "I:P due x2, B:P fine, A:P+ renewed by new" },
};

static void rows_are_merged_and_renewed_ones_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sets); i++)
        for (int backwards = 0; backwards < 2; backwards++) {
            char got[500];
            struct renewal_totals totals;
            struct asked asked[8];
            list(asked, parse(sets[i].asked, asked, COUNT_OF(asked)), backwards, got, sizeof got, &totals);
            if (strcmp(got, sets[i].listed) != 0)
                fail_msg("%s%s: got '%s'", sets[i].name, backwards ? ", in the other order" : "", got);
            size_t all = 0;
            for (size_t s = 0; s < RENEWAL_STATUS_COUNT; s++)
                all += totals.status[s];
            assert_int_equal(all, totals.certificates);
            assert_int_equal(totals.due, totals.status[RENEWAL_EXPIRED] + totals.status[RENEWAL_DUE]);
        }
}

/* Random sets: no order of the files changes what is listed. */
static void the_order_of_files_does_not_matter(void **state)
{
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 300; round++) {
        static const char *const places[] = { "P", "T", "PT", "TD", "p", "" };
        struct asked asked[12];
        char forwards[2000], backwards[2000];
        struct renewal_totals totals;
        for (size_t i = 0; i < COUNT_OF(asked); i++) {
            struct asked *a = &asked[i];
            char certificate = (char)('A' + below(&seed, 6));
            *a = (struct asked){ .certificate = certificate, .days = 30 * (certificate - 'A') };
            snprintf(a->places, sizeof a->places, "%s", places[below(&seed, COUNT_OF(places))]);
            if (a->places[0])
                snprintf(a->case_id, sizeof a->case_id, "c%u", (unsigned)below(&seed, 6));
            a->renews = a->places[0] && below(&seed, 2) ? (char)('A' + below(&seed, 6)) : '\0';
            a->claimed = below(&seed, 3) == 0;
            a->changed = below(&seed, 4) == 0;
        }
        list(asked, COUNT_OF(asked), false, forwards, sizeof forwards, &totals);
        list(asked, COUNT_OF(asked), true, backwards, sizeof backwards, &totals);
        assert_string_equal(forwards, backwards);
    }
}

static void the_list_grows_to_its_ceiling_and_not_beyond(void **state)
{
    const struct renewal row = { .name = VIEW("x"), .file = VIEW("x.zip"), .case_id = VIEW("x") };
    struct renewals own_r, *r = &own_r;
    struct renewal_totals totals = { 0 };
    size_t n = 0, rows;
    (void)state;
    assert_true(LIMIT_RENEWALS_BYTES < LIMIT_ARENA_BYTES / 2 + 1);
    renewals_open(r, 200000, false);
    while (n < 100000 && renewals_add(r, &row))
        n++;
    assert_in_range(n, 100, 2000);
    (void)renewals_finish(r, &totals, &rows);
    assert_int_equal(totals.certificates, 1);
    renewals_close(r);
}

static void what_is_only_counted_takes_little_memory(void **state)
{
    struct renewal_place place = { .name = VIEW("Production"), .key = VIEW("key") };
    struct renewal row = { .name = VIEW("x"), .subject = VIEW("CN=x"), .file = VIEW("x.zip"), .case_id = VIEW("x"), .places = &place,
                           .n_places = 1, .status = RENEWAL_FINE };
    struct renewals own_r, *r = &own_r;
    struct renewal_totals totals = { 0 };
    size_t rows;
    (void)state;
    renewals_open(r, LIMIT_RENEWALS_BYTES, true);
    for (unsigned i = 0; i < 20000; i++) {
        memcpy(row.sha256, &i, sizeof i);
        row.expires = row.ask_by = (int32_t)(30000 - i % 15000);
        assert_true(renewals_add(r, &row));
    }
    assert_in_range(r->arena.total + r->cap * 64 + r->spool.memory.max, 0, 20000 * 64 * 2 + LIMIT_SPOOL_MEMORY + 100000);
    const struct renewal *const *all = renewals_finish(r, &totals, &rows);
    assert_int_equal(rows, 1);
    assert_int_equal(all[0]->ask_by, 15001);
    assert_true(view_eq_text(all[0]->places[0].key, "key"));
    assert_int_equal(totals.status[RENEWAL_FINE], 20000);
    assert_in_range(r->arena.total, 0, 100000);
    renewals_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_status_turns_on_the_right_day),
        cmocka_unit_test(rows_are_merged_and_renewed_ones_told_apart),
        cmocka_unit_test(the_order_of_files_does_not_matter),
        cmocka_unit_test(the_list_grows_to_its_ceiling_and_not_beyond),
        cmocka_unit_test(what_is_only_counted_takes_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
