/* A batch: the same bundles and log whatever the threads and shards, resumed to the same end, and no row that stops another. */
#include "kit.h"

#include <unistd.h>

#include "flow/batch/batch.h"
#include "flow/batch/journal.h"
#include "flow/batch/commit.h"
#include "folder.h"

struct row {
    const char *id, *certificate, *environment;
    bool bad;
};

#define ROOT SAMPLES "partner-root.cer"
#define CHAIN SAMPLES "partner-chain.pem"
#define LEAF SAMPLES "partner-server.cer"
#define PFX SAMPLES "partner-client-3des.pfx"
#define APPLIANCE SAMPLES "appliance.cer"

static const struct row ordinary[] = {
    { "REQ-1", ROOT, "Test", false },
    { "REQ-2", ROOT, "Production", false },
    { "REQ-3", LEAF, "Test", false }, /* refused */
    { "REQ-4", PFX, "Production", false },
    { "", APPLIANCE, "Test", false },
    { "REQ-6", "/nowhere/x.cer", "Test", false }, /* an error */
    { "REQ-7", ROOT, "Datacentre", false },
    { NULL, NULL, NULL, true }, /* a broken row */
    { "REQ-9", ROOT, "TEST", false }, /* repeats row 1 */
    { "REQ-10", SAMPLES "partner-root.pem", "Production", false }, /* repeats row 2 */
    { "REQ-1", APPLIANCE, "Production", false }, /* its name is taken */
    { "REQ-12", ROOT, "Prodution", false }, /* refused */
    { "REQ-13", SAMPLES "partner-client-3des.pfx", "Datacentre", false },
    { "../x", ROOT, "Development", false }, /* an error */
    { "REQ-15", CHAIN, "Development", false },
};

struct fixture {
    struct test_kit t;
    struct folder folder;
    const struct row *rows;
    size_t n, at, stop_after, break_at;
    atomic_bool stop;
    struct arena arena;
    struct err e;
    struct batch_result result;
    size_t failures;
};

static enum request_result next(void *from, struct arena *arena, struct request_row *out, struct err *e)
{
    struct fixture *f = from;
    if (f->at == f->n)
        return REQUEST_END;
    if (f->at == f->break_at) {
        err_set(e, ST_FORMAT, "write it anew", "breaks off");
        err_at(e, "requests.csv");
        return REQUEST_FAILED;
    }
    if (f->at == f->stop_after)
        atomic_store(&f->stop, true);
    const struct row *row = &f->rows[f->at++];
    *out = (struct request_row){ .number = f->at, .where = view_fmt(arena, "requests.csv:%zu", f->at + 1) };
    out->request = (struct request){ .needed_by = DAY_NONE, .hosting = HOST_UNKNOWN };
    if (row->bad) {
        err_set(e, ST_FORMAT, "write it", "column 3 has no end");
        return REQUEST_BAD_ROW;
    }
    out->request.id = view_of(row->id);
    *LIST_ADD(arena, &out->request.certificates) = view_of(row->certificate);
    struct view all = view_of(row->environment), one;
    while (view_cut(&all, ';', &one))
        *LIST_ADD(arena, &out->request.environments) = view_dup(arena, one);
    return REQUEST_ROW;
}

static void on_failure(void *from, struct view where, const struct err *e)
{
    struct fixture *f = from;
    assert_true(where.n > 0 && e->what[0] != '\0');
    f->failures++;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    test_kit_open(&f->t);
    folder_open(&f->folder);
    f->rows = ordinary;
    f->n = COUNT_OF(ordinary);
    f->stop_after = f->break_at = SIZE_MAX;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    folder_close(&f->folder);
    arena_free(&f->arena);
    test_kit_close(&f->t);
    free(f);
    return 0;
}

static const char *path(struct fixture *f, const char *name)
{
    return view_fmt(&f->arena, "%s/%s", f->folder.path, name).p;
}

static struct batch_options options(struct fixture *f, const char *out)
{
    return (struct batch_options){
        .resources = &f->t.resources,
        .inventory = &f->t.inventory,
        .source = { .next = next, .from = f },
        .folder = path(f, out),
        .threads = 2,
        .defaults = { .needed_by = DAY_NONE, .hosting = HOST_UNKNOWN },
        .watcher = { .failed = on_failure, .from = f },
        .stop = &f->stop,
    };
}

static bool run(struct fixture *f, const struct batch_options *o)
{
    f->at = 0;
    f->failures = 0;
    return batch_run(o, &f->arena, &f->result, &f->e);
}

static void must_run(struct fixture *f, const struct batch_options *o)
{
    if (!run(f, o))
        fail_msg("%s: %s", f->e.where, f->e.what);
}

static void same_folders(struct fixture *f, const char *a, const char *b)
{
    folder_sh(&f->folder, view_fmt(&f->arena, "diff -r -x '.certcase*' %s %s", a, b).p);
}

static void bundles_are_the_same_in_all_but_the_log(struct fixture *f, const char *a, const char *b)
{
    folder_sh(&f->folder, view_fmt(&f->arena, "diff -r -x '.certcase*' -x '*.ndjson' %s %s", a, b).p);
}

static void no_temporary_file_is_left(struct fixture *f, const char *out)
{
    folder_sh(&f->folder, view_fmt(&f->arena, "! ls -A %s | grep '^.certcase-tmp'", out).p);
}

static void each_row_ends_with_a_verdict_and_stops_no_other(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    must_run(f, &o);
    assert_int_equal(f->result.counts.rows, 15);
    assert_int_equal(f->result.counts.accepted, 9);
    assert_int_equal(f->result.counts.rejected, 2);
    assert_int_equal(f->result.counts.errors, 4);
    assert_int_equal(f->failures, 4);
    assert_int_equal(f->result.worst, SEV_ERROR);
    assert_int_equal(f->result.n_rules, 2);
    folder_sh(&f->folder, "test $(ls out/*.zip | wc -l) = 9; test $(wc -l <out/batch.ndjson) = 15");
    folder_sh(&f->folder, "test $(grep -c '\"error\":{' out/batch.ndjson) = 4");
    folder_sh(&f->folder, "test $(grep -c duplicate-request out/batch.ndjson) = 2");
    folder_sh(&f->folder, "sed -n 9p out/batch.ndjson | grep 'row 1 asks for the same certificate'");
    folder_sh(&f->folder, "sed -n 11p out/batch.ndjson | grep 'row 1 has a bundle of the same name'");
    folder_sh(&f->folder, "sed -n 6p out/batch.ndjson | grep '\"file\":\"/nowhere/x.cer\"'");
    no_temporary_file_is_left(f, "out");
}

static void environments_of_one_name_are_told_apart_by_their_hosts(void **state)
{
    static const struct row rows[] = {
        { "A", ROOT, "Production=a.outsystemsenterprise.com", false },
        { "B", ROOT, "Production=b.outsystemsenterprise.com", false },
        { "C", ROOT, "production=A.outsystemsenterprise.com", false },
    };
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    o.inventory = NULL;
    f->rows = rows;
    f->n = COUNT_OF(rows);
    must_run(f, &o);
    assert_int_equal(f->result.counts.accepted, 3);
    folder_sh(&f->folder, "test $(grep -c duplicate-request out/batch.ndjson) = 1");
    folder_sh(&f->folder, "sed -n 3p out/batch.ndjson | grep 'row 1 asks for the same certificate'");
}

static void each_part_of_a_row_names_the_row_that_asks_for_the_same(void **state)
{
    static const struct row rows[] = {
        { "A-1", ROOT, "Test", false },
        { "A-2", ROOT, "Datacentre", false },
        { "A-3", ROOT, "Test;Datacentre", false },
    };
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    f->rows = rows;
    f->n = COUNT_OF(rows);
    for (int round = 0; round < 2; round++) {
        must_run(f, &o);
        folder_sh(&f->folder, "sed -n 3p out/batch.ndjson | grep 'row 1 asks for the same certificate in ..Test'");
        folder_sh(&f->folder, "sed -n 4p out/batch.ndjson | grep 'row 2 asks for the same certificate in ..Datacentre'");
        o.resume = true;
    }
    assert_int_equal(f->result.counts.kept, 3);
}

static void threads_change_neither_bundles_nor_log(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "one");
    o.threads = 1;
    must_run(f, &o);
    o = options(f, "eight");
    o.threads = 8;
    must_run(f, &o);
    same_folders(f, "one", "eight");
}

static void shards_together_give_what_one_run_gives(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "whole");
    must_run(f, &o);
    for (uint64_t i = 1; i <= 3; i++) {
        o = options(f, "shards");
        o.shard = (struct shard){ .index = i, .count = 3 };
        must_run(f, &o);
    }
    bundles_are_the_same_in_all_but_the_log(f, "whole", "shards");
    folder_sh(&f->folder, "sort whole/batch.ndjson >a; cat shards/batch-*-of-3.ndjson | sort >b; cmp a b");
}

static void an_empty_shard_is_fine(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    f->n = 1;
    for (uint64_t i = 1; i <= 9; i++) {
        o.shard = (struct shard){ .index = i, .count = 9 };
        must_run(f, &o);
    }
    folder_sh(&f->folder, "test $(ls out/*.zip | wc -l) = 1; test $(ls out/batch-*-of-9.ndjson | wc -l) = 9");
}

static void a_second_run_does_not_touch_the_first_ones_log(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    must_run(f, &o);
    assert_false(run(f, &o));
    assert_int_equal(f->e.status, ST_IO);
    assert_non_null(strstr(f->e.hint, "--resume"));
    o.force = true;
    must_run(f, &o);
    o = options(f, "other");
    must_run(f, &o);
    same_folders(f, "out", "other");
}

static void a_stopped_run_is_resumed_to_the_same_end(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "whole");
    must_run(f, &o);
    for (size_t stop = 0; stop < f->n; stop++) {
        o = options(f, "out");
        f->stop_after = stop;
        must_run(f, &o);
        assert_true(f->result.stopped);
        f->stop_after = SIZE_MAX;
        atomic_store(&f->stop, false);
        o.resume = true;
        must_run(f, &o);
        assert_false(f->result.stopped);
        same_folders(f, "whole", "out");
        no_temporary_file_is_left(f, "out");
        folder_sh(&f->folder, "rm -r out");
    }
}

static void resume_keeps_what_is_done_and_makes_what_is_missing(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    must_run(f, &o);
    folder_sh(&f->folder, "cp -a out before; ls -i out/*.zip >inodes");
    o.resume = true;
    must_run(f, &o);
    assert_int_equal(f->result.counts.kept, 15 - 4); /* errors are made again */
    assert_int_equal(f->result.counts.accepted, 9);
    assert_int_equal(f->result.counts.rejected, 2);
    assert_int_equal(f->result.n_rules, 2);
    same_folders(f, "before", "out");
    folder_sh(&f->folder, "ls -i out/*.zip | cmp - inodes"); /* nothing was written again */
    folder_sh(&f->folder, "rm out/REQ-2.zip; printf x >>out/REQ-4.zip; sed -i 7d out/batch.ndjson");
    assert_true(run(f, &o)); /* REQ-4 was changed by somebody else, and is no longer ours */
    assert_int_equal(f->result.counts.errors, 5);
    o.force = true;
    must_run(f, &o);
    same_folders(f, "before", "out");
}

static void resume_makes_changed_rows_again_and_drops_rows_that_are_gone(void **state)
{
    struct row changed[COUNT_OF(ordinary)];
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    must_run(f, &o);
    memcpy(changed, ordinary, sizeof changed);
    changed[0].environment = "Development";
    changed[6] = changed[13];
    f->rows = changed;
    f->n = 14;
    o.resume = true;
    must_run(f, &o);
    o = options(f, "anew");
    must_run(f, &o);
    folder_sh(&f->folder, "rm out/REQ-7.zip out/REQ-15.zip"); /* of rows that are gone */
    same_folders(f, "anew", "out");
}

static void a_changed_file_is_noticed(void **state)
{
    struct row rows[2] = { { "A", NULL, "Test", false }, { "B", ROOT, "Production", false } };
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    rows[0].certificate = path(f, "mine.cer");
    f->rows = rows;
    f->n = 2;
    folder_sh(&f->folder, "cp " ROOT " mine.cer");
    must_run(f, &o);
    folder_sh(&f->folder, "cp " APPLIANCE " mine.cer; cp out/A.zip old.zip");
    o.resume = true;
    must_run(f, &o);
    assert_int_equal(f->result.counts.kept, 1);
    folder_sh(&f->folder, "! cmp -s out/A.zip old.zip");
    o = options(f, "anew");
    must_run(f, &o);
    same_folders(f, "anew", "out");
}

static void refused_rows_are_retried_only_when_asked(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    must_run(f, &o);
    o.resume = o.retry_failed = true;
    must_run(f, &o);
    assert_int_equal(f->result.counts.kept, 15 - 4 - 2);
    o = options(f, "anew");
    must_run(f, &o);
    same_folders(f, "anew", "out");
}

static void a_torn_last_line_is_made_again(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "whole");
    must_run(f, &o);
    folder_sh(&f->folder, "cp -a whole out; head -c -10 whole/batch.ndjson >out/batch.ndjson");
    o = options(f, "out");
    o.resume = true;
    must_run(f, &o);
    same_folders(f, "whole", "out");
}

/* A kill between bundles and log: what the log lost stands in the folder, and its names are no surprise. */
static void a_log_without_its_end_is_made_up_for(void **state)
{
    static const struct row twice[] = {
        { "REQ-1", ROOT, "Test", false },
        { "REQ-2", ROOT, "Production", false },
        { "REQ-1", ROOT, "Production", false }, /* repeats row 2 under the name of row 1 */
    };
    struct fixture *f = *state;
    for (int again = 0; again <= 1; again++) {
        f->rows = again ? twice : ordinary;
        f->n = again ? COUNT_OF(twice) : COUNT_OF(ordinary);
        struct batch_options o = options(f, "whole");
        must_run(f, &o);
        for (size_t lines = 0; lines < f->n; lines++) {
            folder_sh(&f->folder, view_fmt(&f->arena, "cp -a whole out; head -n %zu whole/batch.ndjson >out/batch.ndjson", lines).p);
            o = options(f, "out");
            o.resume = true;
            must_run(f, &o);
            same_folders(f, "whole", "out");
            folder_sh(&f->folder, "rm -r out");
        }
        folder_sh(&f->folder, "rm -r whole");
    }
}

static void something_else_is_not_taken_for_a_log(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    folder_sh(&f->folder, "mkdir out; echo '{\"a\":1}' >out/batch.ndjson; cp out/batch.ndjson before");
    o.resume = true;
    assert_false(run(f, &o));
    assert_int_equal(f->e.status, ST_FORMAT);
    folder_sh(&f->folder, "cmp before out/batch.ndjson");
}

static void leftovers_of_a_killed_run_are_cleaned(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    folder_sh(&f->folder, "mkdir out; touch out/.certcase-tmp-all-7 out/.certcase-tmp-2-of-3-1 out/mine");
    o.shard = (struct shard){ .index = 1, .count = 3 };
    must_run(f, &o);
    folder_sh(&f->folder, "test -e out/.certcase-tmp-2-of-3-1"); /* that shard may be at work */
    o = options(f, "out");
    must_run(f, &o);
    no_temporary_file_is_left(f, "out");
    folder_sh(&f->folder, "test -e out/mine");
}

static void a_bundle_of_somebody_else_is_never_overwritten(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    folder_sh(&f->folder, "mkdir out; echo mine >out/REQ-1.zip");
    must_run(f, &o);
    assert_int_equal(f->result.counts.errors, 5);
    folder_sh(&f->folder, "grep mine out/REQ-1.zip; sed -n 1p out/batch.ndjson | grep -- --force");
}

static void a_source_that_breaks_keeps_what_is_done(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    f->break_at = 5;
    assert_false(run(f, &o));
    assert_string_equal(f->e.where, "requests.csv");
    folder_sh(&f->folder, "test $(wc -l <out/batch.ndjson) = 5; test $(ls out/*.zip | wc -l) = 4");
    f->break_at = SIZE_MAX;
    o.resume = true;
    must_run(f, &o);
    assert_int_equal(f->result.counts.kept, 5);
    o = options(f, "whole");
    must_run(f, &o);
    same_folders(f, "whole", "out");
}

static void a_second_run_is_kept_out_of_the_folder(void **state)
{
    static const struct { struct shard first, second; bool ok; } rows[] = {
        { { 0 }, { 0 }, false },          { { 1, 3 }, { 0 }, false },      { { 0 }, { 1, 3 }, false },
        { { 1, 3 }, { 1, 3 }, false },    { { 1, 3 }, { 2, 3 }, true },
    };
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    folder_sh(&f->folder, "mkdir out");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct commit *other;
        const struct shard *first = &rows[i].first;
        const struct commit_options held = { .folder = path(f, "out"),
                                             .label = view_fmt(&f->folder.arena, "%ju-of-%ju", first->index, first->count),
                                             .clean_all = !shard_is_part(first) };
        assert_true(commit_open(&held, &other, &f->e));
        o.shard = rows[i].second;
        bool ok = run(f, &o);
        assert_int_equal(ok, rows[i].ok);
        if (!ok) {
            assert_int_equal(f->e.status, ST_IO);
            assert_non_null(strstr(f->e.what, "another run"));
        }
        commit_close(other);
    }
}

static void a_bundle_that_cannot_be_written_is_its_rows_error(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    if (geteuid() == 0 && !folder_try(&f->folder, "mkdir out; mount -t tmpfs -o size=64k tmpfs out")) {
        print_message("SKIPPED: a small file system can't be mounted here\n");
        skip();
    } else if (geteuid() != 0) {
        print_message("SKIPPED: mounting a small file system takes root\n");
        skip();
    }
    o.log = path(f, "log.ndjson");
    bool ok = run(f, &o);
    size_t errors = f->result.counts.errors, rows = f->result.counts.rows;
    folder_sh(&f->folder, "grep -c 'No space left' log.ndjson; umount out");
    assert_true(ok);
    assert_int_equal(rows, 15);
    assert_true(errors > 4);
    o.resume = true; /* on a disk with room */
    must_run(f, &o);
    assert_int_equal(f->result.counts.errors, 4);
    o = options(f, "whole");
    must_run(f, &o);
    bundles_are_the_same_in_all_but_the_log(f, "whole", "out");
    folder_sh(&f->folder, "cmp whole/batch.ndjson log.ndjson");
}

static enum request_result nothing(void *from, struct arena *arena, struct request_row *out, struct err *e)
{
    (void)from, (void)arena, (void)out, (void)e;
    return REQUEST_END;
}

static void a_batch_without_rows_leaves_no_log_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    o.source.next = nothing;
    must_run(f, &o);
    assert_int_equal(f->result.counts.rows, 0);
    assert_int_equal(f->result.worst, SEV_COUNT);
    folder_sh(&f->folder, "test ! -e out/batch.ndjson");
    o.log = path(f, "given.ndjson");
    must_run(f, &o);
    folder_sh(&f->folder, "test -e given.ndjson");
}

static void a_request_for_both_hostings_has_two_lines(void **state)
{
    static const struct row rows[] = { { "A", ROOT, "Test;Datacentre", false }, { "B", ROOT, "Test;Nowhere", false } };
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    f->rows = rows;
    f->n = COUNT_OF(rows);
    must_run(f, &o);
    folder_sh(&f->folder, "test -e out/A-cloud.zip; test -e out/A-self-managed.zip; test $(wc -l <out/batch.ndjson) = 3");
    folder_sh(&f->folder, "cp -a out whole; head -n 1 whole/batch.ndjson >out/batch.ndjson"); /* killed between the two */
    o.resume = true;
    must_run(f, &o);
    same_folders(f, "whole", "out");
}

static void the_time_of_a_run_is_in_its_log(void **state)
{
    struct fixture *f = *state;
    struct batch_options o = options(f, "out");
    must_run(f, &o);
    assert_int_equal(journal_time(path(f, "out/batch.ndjson")), f->t.wishes.now);
    assert_int_equal(journal_time(path(f, "out/nothing")), TIME_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_row_ends_with_a_verdict_and_stops_no_other),
        TEST(environments_of_one_name_are_told_apart_by_their_hosts),
        TEST(each_part_of_a_row_names_the_row_that_asks_for_the_same),
        TEST(threads_change_neither_bundles_nor_log),
        TEST(shards_together_give_what_one_run_gives),
        TEST(an_empty_shard_is_fine),
        TEST(a_second_run_does_not_touch_the_first_ones_log),
        TEST(a_stopped_run_is_resumed_to_the_same_end),
        TEST(resume_keeps_what_is_done_and_makes_what_is_missing),
        TEST(resume_makes_changed_rows_again_and_drops_rows_that_are_gone),
        TEST(a_changed_file_is_noticed),
        TEST(refused_rows_are_retried_only_when_asked),
        TEST(a_torn_last_line_is_made_again),
        TEST(a_log_without_its_end_is_made_up_for),
        TEST(something_else_is_not_taken_for_a_log),
        TEST(leftovers_of_a_killed_run_are_cleaned),
        TEST(a_bundle_of_somebody_else_is_never_overwritten),
        TEST(a_source_that_breaks_keeps_what_is_done),
        TEST(a_second_run_is_kept_out_of_the_folder),
        TEST(a_bundle_that_cannot_be_written_is_its_rows_error),
        TEST(a_batch_without_rows_leaves_no_log_of_its_own),
        TEST(a_request_for_both_hostings_has_two_lines),
        TEST(the_time_of_a_run_is_in_its_log),
    };
    setenv("TZ", "UTC0", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
