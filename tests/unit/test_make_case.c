/* One request from its files to its bundles: what is written, what is refused, and that threads change nothing. */
#include "kit.h"

#include <pthread.h>

#include "flow/case/make_case.h"
#include "model/words.h"

struct fixture {
    struct test_kit t;
    struct worker w;
    struct made made;
    struct err e;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    test_kit_open(&f->t);
    worker_open(&f->w, &f->t.resources);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    worker_close(&f->w);
    test_kit_close(&f->t);
    free(f);
    return 0;
}

static bool make(struct fixture *f, const struct request *request)
{
    return make_case(&f->w, &f->w.arena, request, &f->t.inventory, &f->made, &f->e);
}

static bool fired(const struct case_record *c, const char *id)
{
    for (size_t i = 0; i < c->findings.n; i++)
        if (strcmp(c->findings.items[i].rule->id, id) == 0)
            return true;
    return false;
}

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ROOT SAMPLES "partner-root.cer"

static void both_hostings_give_two_bundles(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(ROOT), PATHS("test", "Datacentre", "TEST"));
    assert_true(make(f, &request));
    assert_int_equal(f->made.n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct case_outcome *item = &f->made.items[i];
        assert_int_equal(item->record->verdict, VERDICT_ACCEPTED);
        assert_int_equal(item->record->n_environments, 1);
        assert_true(item->packed.bytes.n > 1000 && item->packed.n_entries > 5);
        assert_true(view_ends(item->record->id, i ? VIEW("-datacentre") : VIEW("-test")));
    }
}

static void a_refused_request_has_no_bundle(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(SAMPLES "partner-server.cer"), PATHS("Production"));
    assert_true(make(f, &request));
    assert_int_equal(f->made.n, 1);
    assert_int_equal(f->made.items[0].record->verdict, VERDICT_REJECTED);
    assert_int_equal(f->made.items[0].packed.bytes.n, 0);
    assert_true(fired(f->made.items[0].record, "leaf-not-root"));
}

/* The CAs are in a PFX of their own, which is not what is handed over. */
static void roots_from_another_pfx_are_shipped_as_cer(void **state)
{
    struct fixture *f = *state;
    struct request request =
        test_request(&f->t.arena, PATHS(SAMPLES "partner-client-alone.pfx", SAMPLES "partner-cas.pfx"), PATHS("Production"));
    assert_true(make(f, &request));
    const struct case_record *c = f->made.items[0].record;
    assert_int_equal(c->verdict, VERDICT_ACCEPTED);
    assert_int_equal(c->n_certs, 3);
    assert_true(c->certs[0].inside_pfx);
    for (size_t i = 1; i < 3; i++) {
        assert_false(c->certs[i].inside_pfx);
        assert_true(view_ends(c->certs[i].file, VIEW(".cer")));
    }
}

/* The digests of two more differ only behind the bytes that a name usually gets. */
static void certificates_of_one_name_get_names_of_their_own(void **state)
{
    struct fixture *f = *state;
    struct cert certs[4] = { 0 }, *items[4];
    struct cert_file file = { .certs = { .items = items, .n = 4 } }, *files[] = { &file };
    const struct case_input input = {
        .request.needed_by = DAY_NONE,
        .evidence = { .files = files, .n_files = 1, .certs = { .items = items, .n = 4 } },
        .decided = { .purpose = PURPOSE_TRUSTED_ROOT, .main = &certs[0] },
    };
    struct environment_group group = { .hosting = HOST_CLOUD };
    struct case_record c = { 0 };
    for (size_t i = 0; i < 4; i++) {
        certs[i] = (struct cert){ .role = ROLE_ROOT, .subject_cn = VIEW("Root") };
        certs[i].sha256[i == 3 ? 9 : 4] = (unsigned char)i;
        items[i] = &certs[i];
    }
    fill_case(&f->w, &f->w.arena, &input, &group, &c);
    assert_int_equal(c.n_certs, 4);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(view_eq(c.certs[i].file, c.certs[j].file));
}

/* What a default id says of these environments; `digits` of a digest behind it. */
static void ids_tell_the_environments(void **state)
{
    static const struct {
        const char *names[4], *tells;
        bool digits;
    } rows[] = {
        { { "Test" }, "-00000000-test", false },
        { { "Production" }, "-00000000-production", false },
        { { "Test", "Production" }, "-00000000-test_production", false },
        { { "Pre-Production" }, "-00000000-pre-production", false },
        { { "Pre Production" }, "-00000000-pre-production-", true },
        { { "Quality Assurance One", "Quality Assurance Two", "Production" }, "-00000000-quality-assuran-", true },
        { { "Quality Assurance One", "Quality Assurance Two", "Training" }, "-00000000-quality-assuran-", true },
        { { "\xE6\xB5\x8B\xE8\xAF\x95" }, "-00000000-certificate-", true },
        { { "\xE7\x94\x9F\xE4\xBA\xA7" }, "-00000000-certificate-", true },
    };
    struct fixture *f = *state;
    struct cert root = { .role = ROLE_ROOT, .subject_cn = VIEW("A name that is much longer than the names of most authorities are") };
    struct cert *items[] = { &root };
    struct cert_file file = { .certs = { .items = items, .n = 1 } }, *files[] = { &file };
    const struct case_input input = {
        .request.needed_by = DAY_NONE,
        .evidence = { .files = files, .n_files = 1, .certs = { .items = items, .n = 1 } },
        .decided = { .purpose = PURPOSE_TRUSTED_ROOT, .main = &root },
        .subject = &root,
    };
    struct view ids[COUNT_OF(rows)];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct environment environments[4] = { 0 };
        struct environment_group group = { .hosting = HOST_CLOUD, .items = environments };
        struct case_record c = { 0 };
        size_t at;
        for (; group.n < 4 && rows[i].names[group.n]; group.n++)
            environments[group.n].name = view_of(rows[i].names[group.n]);
        fill_case(&f->w, &f->w.arena, &input, &group, &c);
        ids[i] = c.id;
        assert_true(view_find(c.id, view_of(rows[i].tells), &at));
        assert_int_equal(c.id.n - at - strlen(rows[i].tells), rows[i].digits ? 8 : 0);
        assert_true(case_id_valid(c.id));
        for (size_t j = 0; j < i; j++)
            assert_false(view_eq(ids[i], ids[j]));
    }
}

static void an_unknown_environment_is_refused(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(ROOT), PATHS("Prodution"));
    assert_true(make(f, &request));
    assert_true(fired(f->made.items[0].record, "environment-unknown"));
    assert_int_equal(f->made.items[0].record->verdict, VERDICT_REJECTED);
}

static void the_users_id_must_be_a_file_name(void **state)
{
    static const char *const ids[] = { "../x", ".hidden", "a/b", "a b", "-o", "x.", "\xc3\xa9", "CON", "nul.1", "Lpt9" };
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(ROOT), PATHS("Test"));
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        request.id = view_of(ids[i]);
        assert_false(make(f, &request));
        assert_int_equal(f->e.status, ST_USAGE);
    }
    request.id = VIEW("REQ-1.2_x");
    assert_true(make(f, &request));
    assert_true(view_eq_text(f->made.items[0].bundle, "REQ-1.2_x.zip"));
}

static void a_file_that_is_missing_is_an_error_and_not_a_finding(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(ROOT, "/nowhere/x.cer"), PATHS("Test"));
    assert_false(make(f, &request));
    assert_int_equal(f->e.status, ST_IO);
    assert_string_equal(f->e.where, "/nowhere/x.cer");
}

static void an_accepted_warning_is_recorded_and_an_error_is_not_acceptable(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(ROOT), PATHS("Test"));
    request.needed_by = day_of(2026, 11, 24);
    *LIST_ADD(&f->t.arena, &f->t.wishes.accept) = VIEW("delivery-after-needed-by");
    *LIST_ADD(&f->t.arena, &f->t.wishes.accept) = VIEW("leaf-not-root");
    assert_true(make(f, &request));
    const struct findings *findings = &f->made.items[0].record->findings;
    size_t accepted = 0;
    for (size_t i = 0; i < findings->n; i++)
        accepted += findings->items[i].accepted;
    assert_int_equal(accepted, 1);
    request = test_request(&f->t.arena, PATHS(SAMPLES "partner-server.cer"), PATHS("Production"));
    assert_true(make(f, &request));
    assert_int_equal(f->made.items[0].record->verdict, VERDICT_REJECTED);
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(ROOT, SAMPLES "partner-issuing-ca.cer"), PATHS("Test"));
    assert_true(make(f, &request));
    struct view first = view_dup(&f->t.arena, f->made.items[0].packed.bytes);
    arena_reset(&f->w.arena);
    assert_true(make(f, &request));
    assert_true(view_eq(first, f->made.items[0].packed.bytes));
}

enum { THREADS = 4, ROUNDS = 6 };

struct thread_job {
    struct test_kit *t;
    const struct request *request;
    struct view want;
    bool same;
};

static void *run_thread(void *argument)
{
    struct thread_job *job = argument;
    struct worker w;
    worker_open(&w, &job->t->resources);
    job->same = true;
    for (int i = 0; i < ROUNDS; i++) {
        struct made made;
        struct err e;
        job->same &= make_case(&w, &w.arena, job->request, &job->t->inventory, &made, &e) && view_eq(made.items[0].packed.bytes, job->want);
        arena_reset(&w.arena);
    }
    worker_close(&w);
    return NULL;
}

static void threads_give_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct request request = test_request(&f->t.arena, PATHS(SAMPLES "partner-client-3des.pfx"), PATHS("Production"));
    struct thread_job jobs[THREADS];
    pthread_t threads[THREADS];
    assert_true(make(f, &request));
    assert_true(f->made.items[0].packed.bytes.n > 0);
    for (size_t i = 0; i < THREADS; i++) {
        jobs[i] = (struct thread_job){ .t = &f->t, .request = &request, .want = f->made.items[0].packed.bytes };
        assert_int_equal(pthread_create(&threads[i], NULL, run_thread, &jobs[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(jobs[i].same);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_hostings_give_two_bundles),
        TEST(a_refused_request_has_no_bundle),
        TEST(roots_from_another_pfx_are_shipped_as_cer),
        TEST(certificates_of_one_name_get_names_of_their_own),
        TEST(ids_tell_the_environments),
        TEST(an_unknown_environment_is_refused),
        TEST(the_users_id_must_be_a_file_name),
        TEST(a_file_that_is_missing_is_an_error_and_not_a_finding),
        TEST(an_accepted_warning_is_recorded_and_an_error_is_not_acceptable),
        TEST(the_same_request_gives_the_same_bytes),
        TEST(threads_give_the_same_bytes),
    };
    setenv("TZ", "UTC0", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
