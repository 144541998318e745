/* Files into a folder, whole or not at all: what is there is never lost, and nothing temporary stays. */
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>

#include "base/civil.h"
#include "flow/batch/commit.h"
#include "folder.h"

static struct folder folder;
static struct err e;

static int set_up(void **state)
{
    (void)state;
    folder_open(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_close(&folder);
    return 0;
}

static struct commit *open_as(struct commit_options o)
{
    struct commit *c;
    o.folder = folder.path;
    if (o.label.n == 0)
        o.label = VIEW("all");
    if (!commit_open(&o, &c, &e))
        fail_msg("%s: %s", e.where, e.what);
    return c;
}

static bool stage(struct commit *c, struct staged *s, const char *name, const char *text)
{
    s->name = view_of(name);
    return commit_stage(c, s, view_of(text), OS_FOR_ALL, &e);
}

static void a_staged_file_appears_only_when_it_is_renamed(void **state)
{
    struct commit *c = open_as((struct commit_options){ 0 });
    struct staged s;
    (void)state;
    assert_true(stage(c, &s, "a.zip", "one"));
    folder_sh(&folder, "test ! -e a.zip; test $(ls -A | grep -c certcase-tmp) = 1");
    assert_true(commit_sync(c, &e));
    assert_true(commit_rename(c, &s, &e));
    assert_true(commit_finish(c, &e));
    folder_sh(&folder, "test \"$(cat a.zip)\" = one; test $(stat -c %a a.zip) = 644; ! ls -A | grep certcase-tmp");
    assert_true(commit_rename(c, &s, &e)); /* there is nothing left to do */
    commit_close(c);
}

static void a_run_that_left_files_is_gone_on_with_from_its_time(void **state)
{
    struct commit_options o = { .folder = folder.path, .label = VIEW("all"), .ending = VIEW(".zip"), .clean_all = true };
    o.time = 1795881600;
    (void)state;
    assert_int_equal(commit_time(&o), TIME_NONE);
    commit_close(open_as(o));
    assert_int_equal(commit_time(&o), TIME_NONE); /* which left nothing */
    folder_sh(&folder, "echo a >a.zip; test \"$(cat .certcase.lock)\" = 2026-11-28T16:00:00Z");
    assert_int_equal(commit_time(&o), 1795881600);
    o.time++;
    commit_close(open_as(o));
    assert_int_equal(commit_time(&o), 1795881601);
    o = (struct commit_options){ .folder = folder.path, .label = VIEW("1-of-2"), .ending = VIEW(".zip"), .time = 7 };
    assert_int_equal(commit_time(&o), TIME_NONE); /* of another label */
    commit_close(open_as(o));
    assert_int_equal(commit_time(&o), 7);
    folder_sh(&folder, "echo broken >.certcase-1-of-2.lock");
    assert_int_equal(commit_time(&o), TIME_NONE);
}

static void a_secret_is_for_its_owner_whatever_the_umask(void **state)
{
    mode_t before = umask(077);
    struct commit *c = open_as((struct commit_options){ 0 });
    struct staged a = { .name = VIEW("a.zip") }, b = { .name = VIEW("b.zip") };
    (void)state;
    assert_true(commit_stage(c, &a, VIEW("x"), OS_FOR_ALL, &e) && commit_stage(c, &b, VIEW("x"), OS_FOR_OWNER, &e));
    assert_true(commit_rename(c, &a, &e) && commit_rename(c, &b, &e));
    folder_sh(&folder, "test $(stat -c %a a.zip) = 644; test $(stat -c %a b.zip) = 600");
    commit_close(c);
    umask(before);
}

static void a_dropped_file_leaves_nothing(void **state)
{
    struct commit *c = open_as((struct commit_options){ 0 });
    struct staged s;
    (void)state;
    assert_true(stage(c, &s, "a.zip", "one"));
    commit_drop(c, &s, 1);
    commit_drop(c, &s, 1);
    folder_sh(&folder, "! ls -A | grep -v -e log -e lock");
    commit_close(c);
}

static void the_same_bytes_are_left_alone(void **state)
{
    struct commit *c = open_as((struct commit_options){ .overwrite = true });
    struct staged s;
    (void)state;
    folder_sh(&folder, "printf one >a.zip; stat -c '%i %Y' a.zip >before");
    assert_true(stage(c, &s, "a.zip", "one"));
    assert_int_equal(s.temporary[0], '\0');
    assert_true(commit_rename(c, &s, &e));
    folder_sh(&folder, "stat -c '%i %Y' a.zip | cmp - before");
    commit_close(c);
}

static bool made_here(const void *from, struct view name, struct view bytes)
{
    return view_eq(name, VIEW("a.zip")) && view_eq_text(bytes, from);
}

static void other_bytes_are_replaced_only_with_leave(void **state)
{
    static const struct { struct commit_options o; const char *there; bool ok; } rows[] = {
        { { 0 }, "two", false },
        { { 0 }, "", false },
        { { .overwrite = true }, "two", true },
        { { .made = made_here, .from = "two" }, "two", true },
        { { .made = made_here, .from = "two" }, "2wo", false },
        { { .made = made_here, .from = "two" }, "three", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct commit *c = open_as(rows[i].o);
        struct staged s;
        folder_write(&folder, "a.zip", view_of(rows[i].there));
        bool ok = stage(c, &s, "a.zip", "one");
        assert_int_equal(ok, rows[i].ok);
        assert_true(!ok || commit_rename(c, &s, &e));
        assert_true(view_eq_text(folder_read(&folder, "a.zip"), ok ? "one" : rows[i].there));
        if (!ok) {
            assert_int_equal(e.status, ST_IO);
            assert_non_null(strstr(e.hint, "--force"));
        }
        commit_close(c);
    }
}

static void a_file_that_came_in_between_is_not_replaced(void **state)
{
    struct commit *c = open_as((struct commit_options){ 0 });
    struct staged s;
    (void)state;
    assert_true(stage(c, &s, "a.zip", "one"));
    folder_write(&folder, "a.zip", VIEW("theirs"));
    assert_false(commit_rename(c, &s, &e));
    assert_true(view_eq_text(folder_read(&folder, "a.zip"), "theirs"));
    folder_sh(&folder, "! ls -A | grep certcase-tmp");
    commit_close(c);
}

static void a_folder_that_was_empty_is_not_searched_and_nothing_in_it_replaced(void **state)
{
    static const struct { const char *before; bool overwrite, staged, renamed; } rows[] = {
        { "touch a.txt", false, true, false },
        { "touch a.txt", true, true, true },
        { "touch B.ZIP", false, false, false },
        { "touch B.ZIP", true, true, true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct staged s;
        folder_sh(&folder, "rm -f *");
        folder_sh(&folder, rows[i].before);
        struct commit *c = open_as((struct commit_options){ .ending = VIEW(".zip"), .overwrite = rows[i].overwrite });
        folder_write(&folder, "a.zip", VIEW("theirs"));
        assert_int_equal(stage(c, &s, "a.zip", "one"), rows[i].staged);
        if (rows[i].staged)
            assert_int_equal(commit_rename(c, &s, &e), rows[i].renamed);
        assert_true(view_eq_text(folder_read(&folder, "a.zip"), rows[i].renamed ? "one" : "theirs"));
        folder_sh(&folder, "! ls -A | grep certcase-tmp");
        commit_close(c);
    }
}

static void a_file_that_came_in_between_with_the_same_bytes_is_left_alone(void **state)
{
    static const struct commit_options rows[] = { { 0 }, { .ending = VIEW_ROW(".zip") } };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct staged s;
        folder_sh(&folder, "rm -f *");
        struct commit *c = open_as(rows[i]);
        assert_true(stage(c, &s, "a.zip", "one"));
        folder_sh(&folder, "printf one >a.zip; stat -c '%i %Y' a.zip >before");
        assert_true(commit_rename(c, &s, &e));
        folder_sh(&folder, "stat -c '%i %Y' a.zip | cmp - before; ! ls -A | grep certcase-tmp");
        commit_close(c);
    }
}

static void links_and_folders_under_the_name_are_refused(void **state)
{
    struct commit *c = open_as((struct commit_options){ 0 });
    struct staged s;
    (void)state;
    folder_sh(&folder, "ln -s /etc/passwd a.zip; mkdir b.zip; ln -s nowhere c.zip; mkfifo d.zip");
    assert_false(stage(c, &s, "a.zip", "one"));
    assert_false(stage(c, &s, "b.zip", "one"));
    assert_false(stage(c, &s, "c.zip", "one"));
    assert_false(stage(c, &s, "d.zip", "one"));
    commit_close(c);
}

static void only_own_leftovers_are_cleaned(void **state)
{
    static const struct { const char *label; bool all; const char *left; } rows[] = {
        { "1-of-3", false, "test \"$(echo $(ls -A | grep tmp))\" = '.certcase-tmp-1-of-30-5 .certcase-tmp-2-of-3-1'" },
        { "all", true, "! ls -A | grep tmp" },
    };
    (void)state;
    folder_sh(&folder, "touch .certcase-tmp-1-of-3-5 .certcase-tmp-1-of-30-5 .certcase-tmp-2-of-3-1 mine.zip");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        commit_close(open_as((struct commit_options){ .label = view_of(rows[i].label), .clean_all = rows[i].all }));
        folder_sh(&folder, rows[i].left);
        folder_sh(&folder, "test -e mine.zip");
    }
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    const struct commit_options o = { .folder = "/nowhere/at/all", .label = VIEW("all") };
    struct commit *c;
    (void)state;
    assert_false(commit_open(&o, &c, &e));
    assert_int_equal(e.status, ST_IO);
    assert_string_equal(e.where, "/nowhere/at/all");
}

static void a_folder_that_vanishes_is_an_error_of_the_file(void **state)
{
    struct commit *c = open_as((struct commit_options){ 0 });
    struct staged s, later;
    (void)state;
    assert_true(stage(c, &s, "a.zip", "one"));
    folder_sh(&folder, "rm -r ../$(basename $PWD); cd /");
    assert_false(commit_rename(c, &s, &e));
    assert_int_equal(e.status, ST_IO);
    assert_false(stage(c, &later, "b.zip", "one"));
    commit_close(c);
    folder_open(&folder);
}

static void *stage_many(void *argument)
{
    struct commit *c = argument;
    for (size_t i = 0; i < 50; i++) {
        struct staged s = { .name = VIEW("x.zip") };
        struct err mine;
        if (!commit_stage(c, &s, VIEW("bytes"), OS_FOR_ALL, &mine))
            return c;
    }
    return NULL;
}

static void threads_do_not_share_temporary_names(void **state)
{
    struct commit *c = open_as((struct commit_options){ 0 });
    pthread_t threads[4];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, stage_many, c), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    folder_sh(&folder, "test $(ls -A | grep -c certcase-tmp) = 200");
    commit_close(c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_staged_file_appears_only_when_it_is_renamed),
        TEST(a_run_that_left_files_is_gone_on_with_from_its_time),
        TEST(a_secret_is_for_its_owner_whatever_the_umask),
        TEST(a_dropped_file_leaves_nothing),
        TEST(the_same_bytes_are_left_alone),
        TEST(other_bytes_are_replaced_only_with_leave),
        TEST(a_file_that_came_in_between_is_not_replaced),
        TEST(a_folder_that_was_empty_is_not_searched_and_nothing_in_it_replaced),
        TEST(a_file_that_came_in_between_with_the_same_bytes_is_left_alone),
        TEST(links_and_folders_under_the_name_are_refused),
        TEST(only_own_leftovers_are_cleaned),
        TEST(a_folder_that_is_not_there_is_an_error),
        TEST(a_folder_that_vanishes_is_an_error_of_the_file),
        TEST(threads_do_not_share_temporary_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
