/* The log: what is written is read back, a torn end is cut off, and rows end in the order of the requests. */
#include "kit.h"

#include "flow/batch/journal.h"
#include "folder.h"
#include "format/json/json.h"
#include "steps/rules/rules.h"

struct fixture {
    struct folder folder;
    struct arena arena;
    struct err e;
    char log[128];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    folder_open(&f->folder);
    snprintf(f->log, sizeof f->log, "%s/b.ndjson", f->folder.path);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    folder_close(&f->folder);
    arena_free(&f->arena);
    free(f);
    return 0;
}

/* A line of a row, whose digests are made of its letter. */
static struct view line_of(struct fixture *f, char letter, bool error, size_t repeats)
{
    static const struct route route = { .channel = CHANNEL_SUPPORT_CASE };
    const struct view like_members = VIEW("\",\"error\":{\",\"part\":9");
    struct finding findings[] = {
        { .rule = rules_find(VIEW("leaf-not-root")), .severity = SEV_ERROR, .message = like_members, .cert = NO_CERT },
        { .rule = rules_find(VIEW("expires-soon")), .severity = SEV_WARNING, .cert = NO_CERT, .accepted = true },
    };
    struct case_record record = { .id = VIEW("A"), .route = &route, .purpose = PURPOSE_TRUSTED_ROOT, .verdict = VERDICT_REJECTED };
    record.deadline = (struct deadline){ .submitted = 1795161600, .expected_delivery = DAY_NONE, .submit_by = day_of(2026, 12, 8),
                                         .needed_by = DAY_NONE, .renew_by = DAY_NONE };
    record.findings = (struct findings){ .items = findings, .n = COUNT_OF(findings) };
    struct case_outcome outcome = { .record = &record, .bundle = view_fmt(&f->arena, "%c.zip", letter) };
    struct err e;
    struct identity_key two[] = { { .hash = 0x0123456789abcdef }, { .hash = 7 } };
    const struct identity_keys keys = { .items = two, .n = COUNT_OF(two) };
    struct journal_line line = { .row = 3, .where = VIEW("r.csv:4"), .part = 1, .parts = 1, .repeats_row = repeats, .keys = &keys,
                                 .outcome = error ? NULL : &outcome, .error = &e, .id = VIEW("\"x\"") };
    struct buf text = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&text);
    err_set(&e, ST_IO, "do \"that\"", "broken");
    err_at(&e, "x.cer");
    memset(line.inputs.run, 'r', 32);
    memset(line.inputs.request, letter, 32);
    memset(line.inputs.files, letter + 1, 32);
    memset(line.seal, letter + 2, 32);
    line.inputs.has_files = true;
    journal_put(&to, &line);
    struct view out = view_dup(&f->arena, buf_view(&text));
    buf_free(&text);
    return out;
}

static struct journal *must_open(struct fixture *f, enum journal_mode mode)
{
    struct journal *j;
    if (!journal_open(f->log, mode, &j, &f->e))
        fail_msg("%s: %s", f->e.where, f->e.what);
    return j;
}

static void write_rows(struct fixture *f, enum journal_mode mode, const char *letters)
{
    struct journal *j = must_open(f, mode);
    for (const char *p = letters; *p; p++)
        journal_add(j, line_of(f, *p, false, 0));
    assert_true(journal_flush(j, &f->e));
    assert_true(journal_finish(j, true, &f->e));
    journal_close(j);
}

static bool find(struct fixture *f, const struct journal *j, char letter, struct view *lines, size_t *at)
{
    unsigned char request[32], files[32];
    memset(request, letter, sizeof request);
    memset(files, letter + 1, sizeof files);
    return journal_find(j, &f->arena, request, files, lines, at);
}

static void a_line_is_read_back(void **state)
{
    struct fixture *f = *state;
    struct journal_row row;
    struct json *object;
    struct view line = line_of(f, 'a', false, 0);
    assert_true(json_read(&f->arena, line, &object, &f->e));
    assert_true(view_eq_text(json_text(object, "id"), "A"));
    assert_true(view_eq_text(json_text(object, "where"), "r.csv:4"));
    assert_true(journal_read(&f->arena, line, &row));
    assert_int_equal(row.n_cases, 1);
    assert_int_equal(row.cases[0].inputs.run[31], 'r');
    assert_int_equal(row.cases[0].inputs.request[0], 'a');
    assert_int_equal(row.cases[0].inputs.files[5], 'b');
    assert_int_equal(row.cases[0].keys.n, 2);
    assert_true(row.cases[0].keys.items[0].hash == 0x0123456789abcdef && row.cases[0].keys.items[1].hash == 7);
    const struct journal_said *c = &row.cases[0];
    assert_true(view_eq_text(c->bundle, "a.zip"));
    assert_int_equal(c->seal[9], 'c');
    assert_int_equal(c->verdict, VERDICT_REJECTED);
    assert_int_equal(c->worst, SEV_ERROR);
    assert_int_equal(c->submit_by, day_of(2026, 12, 8));
    assert_int_equal(c->errors.n, 1);
    assert_true(view_eq_text(c->errors.items[0].rule, "leaf-not-root"));
}

static void an_error_names_its_file_and_the_way_out(void **state)
{
    struct fixture *f = *state;
    struct json *object;
    assert_true(json_read(&f->arena, line_of(f, 'a', true, 0), &object, &f->e));
    const struct json *error = json_get(object, "error");
    assert_true(view_eq_text(json_text(object, "verdict"), "rejected"));
    assert_true(view_eq_text(json_text(object, "id"), "\"x\""));
    assert_true(view_eq_text(json_text(error, "file"), "x.cer"));
    assert_true(view_eq_text(json_text(error, "what"), "broken"));
    assert_true(view_eq_text(json_text(error, "hint"), "do \"that\""));
    assert_null(json_get(object, "bundle"));
}

static void text_of_strangers_is_not_taken_for_members(void **state)
{
    struct fixture *f = *state;
    struct journal_said said;
    assert_true(journal_line_read(&f->arena, line_of(f, 'a', false, 0), &said)); /* its message looks like members */
    assert_false(said.error);
    assert_int_equal(said.part, 1);
    assert_int_equal(said.row, 3);
    assert_true(view_eq_text(said.bundle, "a.zip"));
    assert_true(journal_line_read(&f->arena, line_of(f, 'a', true, 12), &said));
    assert_true(said.error && said.repeats);
}

static void a_damaged_line_is_refused(void **state)
{
    struct fixture *f = *state;
    struct view line = line_of(f, 'a', false, 0);
    for (size_t n = 0; n + 200 < line.n; n += 7) {
        struct journal_row row;
        char *to_free;
        struct view cut = exact_copy(view_first(line, n), &to_free);
        assert_true(n == 0 || !journal_read(&f->arena, cut, &row));
        free(to_free);
    }
    char *bytes = (char *)NEW(&f->arena, char, line.n + 1);
    for (size_t i = 0; i < line.n; i += 3) { /* never out of bounds, whatever it says then */
        struct journal_row row;
        memcpy(bytes, line.p, line.n);
        bytes[i] = (char)(bytes[i] ^ 0x15);
        if (journal_read(&f->arena, (struct view){ .p = bytes, .n = line.n }, &row))
            assert_true(row.n_cases <= HOST_COUNT);
    }
}

static void rows_are_found_by_what_they_were_made_of(void **state)
{
    struct fixture *f = *state;
    struct view lines;
    size_t at;
    unsigned char digest[32];
    write_rows(f, JOURNAL_NEW, "abcdefghij");
    struct journal *j = must_open(f, JOURNAL_RESUME);
    for (char letter = 'a'; letter <= 'j'; letter++) {
        assert_true(find(f, j, letter, &lines, &at));
        assert_true(view_eq(lines, line_of(f, letter, false, 0)));
    }
    assert_false(find(f, j, 'k', &lines, &at));
    memset(digest, 'a' + 2, sizeof digest);
    assert_true(journal_made(j, VIEW("a.zip"), digest));
    assert_false(journal_made(j, VIEW("b.zip"), digest));
    assert_false(journal_made(j, VIEW("z.zip"), digest));
    journal_close(j);
}

static void errors_and_repeats_are_not_found(void **state)
{
    struct fixture *f = *state;
    struct view lines;
    size_t at;
    struct journal *j = must_open(f, JOURNAL_NEW);
    journal_add(j, line_of(f, 'a', true, 0));
    journal_add(j, line_of(f, 'b', false, 1));
    journal_add(j, line_of(f, 'c', false, 0));
    journal_add(j, line_of(f, 'c', true, 0)); /* the last one counts */
    assert_true(journal_finish(j, false, &f->e));
    journal_close(j);
    j = must_open(f, JOURNAL_RESUME);
    assert_false(find(f, j, 'a', &lines, &at) || find(f, j, 'b', &lines, &at) || find(f, j, 'c', &lines, &at));
    journal_close(j);
}

static void rows_end_in_the_order_of_the_requests(void **state)
{
    struct fixture *f = *state;
    struct view lines;
    size_t at;
    write_rows(f, JOURNAL_NEW, "abcd");
    struct journal *j = must_open(f, JOURNAL_RESUME);
    journal_add(j, line_of(f, 'x', false, 0)); /* x c b a; d is no longer asked for */
    for (const char *p = "cba"; *p; p++) {
        assert_true(find(f, j, *p, &lines, &at));
        journal_keep(j, at, lines.n);
    }
    assert_true(journal_flush(j, &f->e));
    assert_true(journal_finish(j, true, &f->e));
    journal_close(j);
    write_rows(f, JOURNAL_ANEW, "xcba");
    folder_sh(&f->folder, "mv b.ndjson want");
    write_rows(f, JOURNAL_NEW, "abcd");
    folder_sh(&f->folder, "echo mine >b.ndjson.tmp; chmod 640 b.ndjson");
    j = must_open(f, JOURNAL_RESUME);
    journal_add(j, line_of(f, 'x', false, 0));
    for (const char *p = "cba"; *p; p++) {
        assert_true(find(f, j, *p, &lines, &at));
        journal_keep(j, at, lines.n);
    }
    assert_true(journal_finish(j, true, &f->e));
    journal_close(j);
    folder_sh(&f->folder, "cmp b.ndjson want; test \"$(cat b.ndjson.tmp)\" = mine; test $(stat -c %a b.ndjson) = 640");
    folder_sh(&f->folder, "! ls -A | grep certcase-tmp");
}

static void a_repeated_row_is_known_by_its_very_lines(void **state)
{
    struct fixture *f = *state;
    struct view lines = line_of(f, 'a', false, 2);
    size_t at = 7;
    struct journal *j = must_open(f, JOURNAL_NEW);
    journal_add(j, line_of(f, 'x', false, 0));
    journal_add(j, lines);
    assert_true(journal_finish(j, true, &f->e));
    journal_close(j);
    j = must_open(f, JOURNAL_RESUME);
    assert_true(journal_has(j, &f->arena, 3, lines, &at));
    assert_int_equal(at, line_of(f, 'x', false, 0).n);
    assert_false(journal_has(j, &f->arena, 4, lines, &at));
    assert_false(journal_has(j, &f->arena, 3, line_of(f, 'b', false, 2), &at));
    assert_false(find(f, j, 'a', &lines, &at)); /* it depends on more than itself */
    journal_close(j);
}

static void a_torn_end_is_cut_off(void **state)
{
    struct fixture *f = *state;
    struct view lines;
    size_t at;
    write_rows(f, JOURNAL_NEW, "abc");
    folder_sh(&f->folder, "cp b.ndjson whole; head -n 2 whole >two; head -c -1 whole >b.ndjson");
    struct journal *j = must_open(f, JOURNAL_RESUME);
    assert_true(find(f, j, 'b', &lines, &at));
    assert_false(find(f, j, 'c', &lines, &at));
    journal_close(j);
    folder_sh(&f->folder, "cmp b.ndjson two");
}

static void an_existing_log_is_not_lost_by_accident(void **state)
{
    struct fixture *f = *state;
    struct journal *j;
    write_rows(f, JOURNAL_NEW, "abc");
    assert_false(journal_open(f->log, JOURNAL_NEW, &j, &f->e));
    assert_int_equal(f->e.status, ST_IO);
    folder_sh(&f->folder, "test $(wc -l <b.ndjson) = 3; echo text >>b.ndjson");
    assert_false(journal_open(f->log, JOURNAL_RESUME, &j, &f->e));
    assert_int_equal(f->e.status, ST_FORMAT);
    folder_sh(&f->folder, "test $(wc -l <b.ndjson) = 4");
    journal_close(must_open(f, JOURNAL_ANEW));
    folder_sh(&f->folder, "test ! -s b.ndjson");
}

/* What certcase never wrote is not cut off, and a device is not read to its end. */
static void what_is_no_log_is_refused_and_left_alone(void **state)
{
    static const struct {
        const char *log;
        enum journal_mode mode;
        enum status want;
    } rows[] = {
        { "text", JOURNAL_RESUME, ST_FORMAT },    { "text", JOURNAL_ANEW, ST_FORMAT },  { "csv", JOURNAL_ANEW, ST_FORMAT },
        { "json", JOURNAL_RESUME, ST_FORMAT },    { "json", JOURNAL_ANEW, ST_FORMAT },  { "note", JOURNAL_RESUME, ST_FORMAT },
        { "pipe", JOURNAL_RESUME, ST_IO },        { "pipe", JOURNAL_ANEW, ST_IO },      { "/dev/zero", JOURNAL_RESUME, ST_IO },
        { "/dev/full", JOURNAL_RESUME, ST_IO },   { "/dev/full", JOURNAL_ANEW, ST_IO },
    };
    struct fixture *f = *state;
    struct journal *j;
    write_rows(f, JOURNAL_NEW, "abc");
    folder_sh(&f->folder, "printf 'no end' >text; cat b.ndjson text >note; mkfifo pipe; printf 'id,certificates\\n' >csv;"
                          " printf '{\"environments\":[]}' >json; cat text csv json note >before");
    alarm(20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view log = path_join(&f->arena, view_of(f->folder.path), view_of(rows[i].log));
        if (journal_open(log.p, rows[i].mode, &j, &f->e))
            fail_msg("%s is taken for a log", log.p);
        assert_int_equal(f->e.status, rows[i].want);
        assert_true(rows[i].want == ST_FORMAT || journal_time(log.p) == TIME_NONE);
    }
    alarm(0);
    folder_sh(&f->folder, "cat text csv json note | cmp - before");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_line_is_read_back),
        TEST(an_error_names_its_file_and_the_way_out),
        TEST(text_of_strangers_is_not_taken_for_members),
        TEST(a_damaged_line_is_refused),
        TEST(rows_are_found_by_what_they_were_made_of),
        TEST(errors_and_repeats_are_not_found),
        TEST(rows_end_in_the_order_of_the_requests),
        TEST(a_repeated_row_is_known_by_its_very_lines),
        TEST(a_torn_end_is_cut_off),
        TEST(an_existing_log_is_not_lost_by_accident),
        TEST(what_is_no_log_is_refused_and_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
