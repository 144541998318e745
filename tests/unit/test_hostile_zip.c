/* made/hostile/zip: each archive gives the finding that its file name begins with, soon and in little memory. */
#include "audit_kit.h"

#include <dirent.h>
#include "base/utf8.h"

#define FOLDER MADE_DIR "/hostile/zip"

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t list(struct arena *arena, const char **names, size_t most)
{
    size_t n = 0;
    DIR *folder = opendir(FOLDER);
    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder)) != NULL && n < most;)
        if (view_ends(view_of(d->d_name), VIEW(".zip")))
            names[n++] = view_dup(arena, view_of(d->d_name)).p;
    closedir(folder);
    qsort(names, n, sizeof *names, by_name);
    return n;
}

static void each_archive_gives_its_finding(void **state)
{
    struct audit_kit *k = *state;
    const char *names[500];
    size_t n = list(&k->t.arena, names, COUNT_OF(names)), wrong = 0;
    assert_true(n >= 60);
    for (size_t i = 0; i < n; i++) {
        struct err e;
        struct view path = view_fmt(&k->t.arena, "%s/%s", FOLDER, names[i]), rest = view_of(names[i]), rule;
        arena_reset(&k->judge.arena);
        assert_true(view_cut(&rest, '.', &rule));
        assert_true(audit_file(&k->judge, &k->judge.arena, path, &k->seen, &e));
        if (audit_found(&k->seen.findings, view_dup(&k->t.arena, rule).p))
            continue;
        print_error("%s\n", names[i]);
        audit_print(&k->seen.findings);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* A name in a finding can't bring a terminal, a log or a report out of order. */
static void what_is_said_is_one_line_of_harmless_text(void **state)
{
    struct audit_kit *k = *state;
    const char *names[500];
    size_t n = list(&k->t.arena, names, COUNT_OF(names));
    for (size_t i = 0; i < n; i++) {
        struct err e;
        arena_reset(&k->judge.arena);
        assert_true(audit_file(&k->judge, &k->judge.arena, view_fmt(&k->t.arena, "%s/%s", FOLDER, names[i]), &k->seen, &e));
        for (size_t f = 0; f < k->seen.findings.n; f++) {
            const struct finding *finding = &k->seen.findings.items[f];
            assert_true(view_eq(text_safe(&k->judge.arena, finding->message), finding->message));
            assert_true(view_eq(text_safe(&k->judge.arena, finding->hint), finding->hint));
            assert_true(view_eq(text_safe(&k->judge.arena, finding->entry), finding->entry));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AUDIT_TEST(each_archive_gives_its_finding),
        AUDIT_TEST(what_is_said_is_one_line_of_harmless_text),
    };
    return cmocka_run_group_tests_name("hostile_zip", tests, NULL, NULL);
}
