/* Many bundles: found, audited by several workers, handed on in order, compared with each other. */
#include "flow/audit/audit.h"
#include "model/policy.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "folder.h"
#include "kit.h"

struct state {
    struct folder folder;
    struct test_kit kit;
};

struct heard {
    struct buf text; /* a line a bundle: path, verdict, rules */
    size_t stop_after;
    size_t n;
    char last[100]; /* message of the last finding */
};

static bool hear(void *to, const struct audited *item)
{
    struct heard *h = to;
    buf_fmt(&h->text, "%.*s%s%s", VIEW_ARG(item->path), item->across ? " across" : "", item->unreadable ? " unreadable" : "");
    for (size_t i = 0; i < item->findings.n; i++) {
        snprintf(h->last, sizeof h->last, "%.*s", VIEW_ARG(item->findings.items[i].message));
        if (item->findings.items[i].rule->group == GROUP_BUNDLE)
            buf_fmt(&h->text, " %s%s", item->findings.items[i].rule->id, item->findings.items[i].file == SIZE_MAX ? "" : " of a file");
    }
    buf_text(&h->text, "\n");
    return ++h->n != h->stop_after;
}

/* Makes f/<folder>/<id>.zip of a sample. */
static void make(struct state *s, const char *folder, const char *id, const char *sample, const char *environment, const char *renews)
{
    struct view paths[] = { view_of(sample) }, names[] = { view_of(environment) };
    struct request request = {
        .id = view_of(id),
        .needed_by = DAY_NONE,
        .certificates = { paths, 1, 1 },
        .environments = { names, 1, 1 },
        .renews = view_of(renews),
    };
    struct worker w;
    struct made made = { 0 };
    struct err e;
    char path[200];
    worker_open(&w, &s->kit.resources);
    if (!make_case(&w, &w.arena, &request, &s->kit.inventory, &made, &e))
        fail_msg("%s: %s", e.where, e.what);
    assert_int_equal(made.n, 1);
    snprintf(path, sizeof path, "%s/%s.zip", folder, id);
    folder_write(&s->folder, path, made.items[0].packed.bytes);
    worker_close(&w);
}

static int set_up(void **state)
{
    struct state *s = calloc(1, sizeof *s);
    folder_open(&s->folder);
    test_kit_open(&s->kit);
    folder_sh(&s->folder, "mkdir -p in/sub many renewals accepted");
    make(s, "in", "a", SAMPLES "partner-root.cer", "Test", NULL);
    make(s, "in", "b", SAMPLES "old-root.cer", "Production", NULL);
    make(s, "in/sub", "c", SAMPLES "partner-root.cer", "Test", NULL);
    folder_sh(&s->folder, "echo no > in/d.zip; : > in/note.txt; cp in/a.zip in/z-copy.zip; head -c 33554433 /dev/zero > in/large.zip;"
                          " for i in $(seq 100 199); do cp in/b.zip many/$i.zip; done");
    *LIST_ADD(&s->kit.arena, &s->kit.wishes.accept) = VIEW("holidays-not-covered");
    make(s, "accepted", "one", SAMPLES "partner-root.cer", "Production", NULL);
    s->kit.wishes.accept.n = 0;
    char old[200];
    snprintf(old, sizeof old, "%s/in/b.zip", s->folder.path);
    make(s, "renewals", "new", SAMPLES "partner-root.cer", "Production", old);
    make(s, "renewals", "other", SAMPLES "partner-root.cer", "Test", NULL);
    assert_int_equal(chdir(s->folder.path), 0);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct state *s = *state;
    assert_int_equal(chdir("/"), 0);
    test_kit_close(&s->kit);
    folder_close(&s->folder);
    free(s);
    return 0;
}

static struct audit_run run_with(struct state *s, const char *const *paths, struct heard *heard)
{
    struct audit_run run = {
        .resources = &s->kit.resources, .threads = 3, .to = heard, .one = hear, .worst = SEV_ERROR, .trouble.status = ST_IO,
    };
    run.reader.reads_all = true;
    struct view_list *list = NEW(&s->folder.arena, struct view_list, 1);
    for (size_t i = 0; paths[i]; i++)
        *LIST_ADD(&s->folder.arena, list) = view_of(paths[i]);
    run.files.named = list;
    heard->text = BUF_INIT(4 << 20);
    return run;
}

static void results_come_in_path_order_with_what_shows_across(void **state)
{
    static const char want[] =
        "in/a.zip\nin/b.zip\nin/d.zip zip-malformed\nin/large.zip limit-exceeded\n"
        "in/sub/c.zip duplicate-across-bundles\nin/z-copy.zip duplicate-across-bundles\ngone.zip unreadable bundle-unreadable\n";
    struct heard heard = { 0 };
    struct audit_run run = run_with(*state, (const char *const[]){ "in", "gone.zip", NULL }, &heard);
    assert_true(audit_run(&run));
    assert_string_equal(heard.text.p, want);
    assert_int_equal(run.totals.bundles, 6);
    assert_int_equal(run.totals.accepted, 4);
    assert_int_equal(run.totals.rejected, 2);
    assert_int_equal(run.totals.unreadable, 1);
    assert_int_equal(run.totals.others, 1);
    assert_int_equal(run.worst, SEV_ERROR);
    buf_free(&heard.text);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    struct buf first = BUF_INIT(1 << 20);
    for (unsigned threads = 1; threads <= 9; threads += 4) {
        struct heard heard = { 0 };
        struct audit_run run = run_with(*state, (const char *const[]){ "many", "in", NULL }, &heard);
        run.threads = threads;
        assert_true(audit_run(&run));
        assert_int_equal(heard.n, 106);
        if (first.n == 0)
            buf_put(&first, buf_view(&heard.text));
        assert_string_equal(heard.text.p, first.p);
        buf_free(&heard.text);
    }
    buf_free(&first);
}

static void shards_share_the_bundles_among_them(void **state)
{
    size_t n = 0;
    for (uint64_t i = 1; i <= 3; i++) {
        struct heard heard = { 0 };
        struct audit_run run = run_with(*state, (const char *const[]){ "many", NULL }, &heard);
        run.shard = (struct shard){ .index = i, .count = 3 };
        assert_true(audit_run(&run));
        assert_in_range(heard.n, 10, 60);
        n += heard.n;
        buf_free(&heard.text);
    }
    assert_int_equal(n, 100);
}

static void a_renewal_without_its_predecessor_closes_the_run(void **state)
{
    struct heard heard = { 0 };
    struct audit_run run = run_with(*state, (const char *const[]){ "renewals", NULL }, &heard);
    assert_true(audit_run(&run));
    assert_string_equal(heard.text.p, "renewals/new.zip\nrenewals/other.zip\nrenewals/new.zip across duplicate-across-bundles\n");
    buf_free(&heard.text);
    run = run_with(*state, (const char *const[]){ "renewals", "in/b.zip", NULL }, &heard);
    assert_true(audit_run(&run));
    assert_string_equal(heard.text.p, "renewals/new.zip\nrenewals/other.zip\nin/b.zip\n");
    buf_free(&heard.text);
}

static void what_the_record_accepts_is_not_counted(void **state)
{
    static const struct policy_rule off = { .id = VIEW_ROW("ca-bundle-missing"), .off = true };
    static const struct policy policy = { .id = VIEW_ROW("p"), .rules = &off, .n_rules = 1 };
    static const struct {
        const char *paths[3];
        size_t notes;
        enum severity worst;
    } rows[] = {
        { { "in/a.zip" }, 1, SEV_NOTE },
        { { "accepted" }, 0, SEV_COUNT },
        { { "in/a.zip", "accepted" }, 1, SEV_NOTE },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct heard heard = { 0 };
        struct state *s = *state;
        struct audit_run run = run_with(s, rows[i].paths, &heard);
        s->kit.resources.policy = &policy;
        assert_true(audit_run(&run));
        s->kit.resources.policy = NULL;
        assert_int_equal(run.totals.findings[SEV_NOTE], rows[i].notes);
        assert_int_equal(run.worst, rows[i].worst);
        buf_free(&heard.text);
    }
}

static void of_links_the_first_close_the_run_and_the_rest_are_counted(void **state)
{
    enum { MORE = 3 };
    struct state *s = *state;
    struct heard heard = { 0 };
    char command[200];
    snprintf(command, sizeof command, "mkdir links; cp in/a.zip links; for i in $(seq 1000 %d); do ln -s no links/$i.zip; done",
             1000 + LIMIT_FOLDER_LINKS + MORE - 1);
    folder_sh(&s->folder, command);
    struct audit_run run = run_with(s, (const char *const[]){ "links", NULL }, &heard);
    assert_true(audit_run(&run));
    assert_int_equal(heard.n, 1 + LIMIT_FOLDER_LINKS);
    assert_true(view_starts(buf_view(&heard.text), VIEW("links/a.zip\nlinks/1000.zip across link-not-followed\nlinks/1001.zip across")));
    assert_string_equal(heard.last, "a link in a folder is not followed, like 3 more");
    assert_int_equal(run.totals.bundles, 1);
    assert_int_equal(run.totals.others, LIMIT_FOLDER_LINKS + MORE);
    assert_int_equal(run.totals.unverified, 0); /* the exit code is that of a warning */
    assert_int_equal(run.worst, SEV_WARNING);
    buf_free(&heard.text);
}

static void a_policy_weighs_what_shows_across(void **state)
{
    static const struct policy_rule words[] = { { .id = VIEW_ROW("duplicate-across-bundles"), .severity = SEV_ERROR },
                                                { .id = VIEW_ROW("bundle-unreadable"), .off = true } };
    static const struct policy policy = { .id = VIEW_ROW("p"), .rules = words, .n_rules = COUNT_OF(words) };
    struct heard heard = { 0 };
    struct state *s = *state;
    struct audit_run run = run_with(s, (const char *const[]){ "in/a.zip", "in/z-copy.zip", "gone.zip", NULL }, &heard);
    s->kit.resources.policy = &policy;
    assert_true(audit_run(&run));
    s->kit.resources.policy = NULL;
    assert_string_equal(heard.text.p, "in/a.zip\nin/z-copy.zip duplicate-across-bundles\ngone.zip unreadable bundle-unreadable\n");
    assert_int_equal(run.totals.rejected, 1);
    assert_int_equal(run.totals.unreadable, 1); /* the exit code does not depend on it */
    buf_free(&heard.text);
}

static void broken_output_and_a_wish_to_stop_end_it(void **state)
{
    atomic_bool stop = true;
    struct heard heard = { .stop_after = 3 };
    struct audit_run run = run_with(*state, (const char *const[]){ "many", NULL }, &heard);
    assert_false(audit_run(&run));
    assert_in_range(heard.n, 3, 100);
    buf_free(&heard.text);
    heard = (struct heard){ 0 };
    run = run_with(*state, (const char *const[]){ "many", NULL }, &heard);
    run.stop = &stop;
    assert_true(audit_run(&run));
    assert_int_equal(heard.n, 0);
    buf_free(&heard.text);
}

/* Paths as long as can be fill what stays in memory soon. */
static void bundles_that_could_not_all_be_compared_are_told(void **state)
{
    enum { MANY = LIMIT_SPOOL_MEMORY / LIMIT_PATH_BYTES + 10 };
    static const char *paths[MANY + 1];
    static char path[LIMIT_PATH_BYTES];
    struct rlimit was;
    struct heard heard = { 0 };
    for (size_t n = 0; n + sizeof "./in/a.zip" < sizeof path; n += 2)
        memcpy(path + n, "./in/a.zip", sizeof "./in/a.zip");
    for (size_t i = 0; i < MANY; i++)
        paths[i] = path;
    for (size_t round = 0; round < 2; round++) {
        struct audit_run run = run_with(*state, paths, &heard);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
        const struct rlimit little = { .rlim_cur = LIMIT_SPOOL_MEMORY / 2, .rlim_max = was.rlim_max };
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, round ? &was : &little), 0);
        assert_true(audit_run(&run));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
        assert_int_equal(run.totals.accepted, MANY);
        assert_int_equal(run.trouble.status, round ? ST_OK : ST_IO);
        if (!round)
            assert_string_equal(run.trouble.where, "a temporary file in /tmp");
        if (!round)
            assert_non_null(strstr(run.trouble.what, "not all bundles were compared with each other: can't write: File too large"));
        buf_free(&heard.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_in_path_order_with_what_shows_across),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test(shards_share_the_bundles_among_them),
        cmocka_unit_test(a_renewal_without_its_predecessor_closes_the_run),
        cmocka_unit_test(what_the_record_accepts_is_not_counted),
        cmocka_unit_test(of_links_the_first_close_the_run_and_the_rest_are_counted),
        cmocka_unit_test(a_policy_weighs_what_shows_across),
        cmocka_unit_test(bundles_that_could_not_all_be_compared_are_told),
        cmocka_unit_test(broken_output_and_a_wish_to_stop_end_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
