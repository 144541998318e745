/* Files: only regular ones are read, up to a ceiling; what is written appears whole or not at all and replaces nothing unasked. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

struct place {
    struct arena arena;
    char path[100];
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    (void)snprintf(p->path, sizeof p->path, "/tmp/certcase-file-XXXXXX");
    assert_non_null(mkdtemp(p->path));
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char line[300];
    (void)snprintf(line, sizeof line, "chmod -R u+rwx '%s' && rm -rf '%s'", p->path, p->path);
    assert_int_equal(system(line), 0);
    arena_free(&p->arena);
    free(p);
    return 0;
}

static const char *in(struct place *p, const char *name)
{
    return view_fmt(&p->arena, "%s/%s", p->path, name).p;
}

static void make(const char *path, struct view bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    close(fd);
}

/* How many entries the folder has: temporary files would show. */
static size_t count_of(const char *folder)
{
    size_t n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static bool reads(struct place *p, const char *path, size_t ceiling, struct view *out, struct err *e)
{
    return file_read(&p->arena, path, ceiling, out, e);
}

static void a_file_is_read_up_to_its_ceiling(void **state)
{
    struct place *p = *state;
    const char *path = in(p, "f");
    struct view out;
    struct err e;
    for (size_t n = 0; n <= 5; n++) {
        make(path, view_first(VIEW("ab\0de"), n));
        assert_int_equal(reads(p, path, 4, &out, &e), n <= 4);
        if (n <= 4)
            assert_true(view_eq(out, view_first(VIEW("ab\0de"), n)) && out.p[n] == '\0');
        else
            assert_true(e.status == ST_LIMIT && strcmp(e.where, path) == 0 && e.hint[0]);
    }
    make(path, VIEW(""));
    assert_true(reads(p, path, 0, &out, &e) && out.n == 0);
    make(path, VIEW("x"));
    assert_false(reads(p, path, 0, &out, &e));
}

static void what_is_no_regular_file_is_refused_at_once(void **state)
{
    struct place *p = *state;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *paths[] = { in(p, "missing"),    in(p, "fifo"), in(p, "socket"), in(p, "to-nowhere"), p->path, "/dev/zero", "/dev/null", "",
                            in(p, "plain/below") };
    struct view out;
    struct err e;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", paths[2]);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(s >= 0 && bind(s, (struct sockaddr *)&address, sizeof address) == 0);
    assert_int_equal(mkfifo(paths[1], 0600), 0);
    assert_int_equal(symlink("gone", paths[3]), 0);
    make(in(p, "plain"), VIEW("x"));
    alarm(20);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        if (reads(p, paths[i], 100, &out, &e))
            fail_msg("%s is read", paths[i]);
        assert_int_equal(e.status, ST_IO);
        assert_true(e.what[0] != '\0' && strcmp(e.where, paths[i]) == 0);
    }
    alarm(0);
    close(s);
}

static void a_huge_sparse_file_costs_nothing(void **state)
{
    struct place *p = *state;
    const char *path = in(p, "sparse");
    struct view out;
    struct err e;
    make(path, VIEW(""));
    assert_int_equal(truncate(path, 1 << 30), 0);
    assert_false(reads(p, path, 8 << 20, &out, &e));
    assert_int_equal(e.status, ST_LIMIT);
    assert_non_null(strstr(e.what, "1073741824"));
    assert_true(p->arena.total < 1 << 20);
}

static void files_that_do_not_tell_their_size_are_read(void **state)
{
    struct place *p = *state;
    struct view out;
    struct err e;
    if (!file_exists("/proc/self/status")) {
        print_message("SKIPPED: no /proc\n");
        skip();
    }
    assert_true(reads(p, "/proc/self/status", 100000, &out, &e));
    assert_true(out.n > 100 && view_starts(out, VIEW("Name:")));
    assert_false(reads(p, "/proc/self/status", 20, &out, &e));
    assert_int_equal(e.status, ST_LIMIT);
}

static void a_file_without_permission_is_an_error(void **state)
{
    struct place *p = *state;
    const char *path = in(p, "secret");
    struct view out;
    struct err e;
    make(path, VIEW("x"));
    assert_int_equal(chmod(path, 0), 0);
    bool is_root = geteuid() == 0; /* who may read everything */
    assert_true(!is_root || seteuid(65534) == 0);
    bool ok = reads(p, path, 10, &out, &e);
    assert_true(!is_root || seteuid(0) == 0);
    assert_false(ok);
    assert_true(e.status == ST_IO && strstr(e.hint, "permissions"));
}

/* With standard input replaced by fd. */
static bool read_input(struct place *p, int fd, size_t ceiling, struct view *out, struct err *e)
{
    int old = dup(STDIN_FILENO);
    assert_true(old >= 0 && (fd < 0 ? close(STDIN_FILENO) == 0 : dup2(fd, STDIN_FILENO) == STDIN_FILENO));
    bool ok = reads(p, "-", ceiling, out, e);
    assert_int_equal(dup2(old, STDIN_FILENO), STDIN_FILENO);
    close(old);
    return ok;
}

static void standard_input_is_read_from_files_and_pipes(void **state)
{
    struct place *p = *state;
    struct view out;
    struct err e;
    int pipes[2];
    make(in(p, "f"), VIEW("from a file"));
    int file = open(in(p, "f"), O_RDONLY);
    assert_true(read_input(p, file, 100, &out, &e) && view_eq_text(out, "from a file"));
    close(file);
    for (size_t ceiling = 10; ceiling <= 11; ceiling++) {
        assert_int_equal(pipe(pipes), 0);
        assert_int_equal(write(pipes[1], "from a pipe", 11), 11);
        close(pipes[1]);
        assert_int_equal(read_input(p, pipes[0], ceiling, &out, &e), ceiling >= 11);
        assert_true(ceiling >= 11 ? view_eq_text(out, "from a pipe") : e.status == ST_LIMIT && strcmp(e.where, "standard input") == 0);
        close(pipes[0]);
    }
    int zero = open("/dev/zero", O_RDONLY), folder = open(p->path, O_RDONLY);
    assert_false(read_input(p, zero, 100000, &out, &e));
    assert_int_equal(e.status, ST_LIMIT);
    assert_false(read_input(p, folder, 100, &out, &e));
    assert_int_equal(e.status, ST_IO);
    assert_false(read_input(p, -1, 100, &out, &e));
    assert_true(e.status == ST_IO && strcmp(e.where, "standard input") == 0);
    close(zero);
    close(folder);
}

static void what_is_written_is_there_with_its_mode(void **state)
{
    static const unsigned modes[] = { 0644, 0600 };
    struct place *p = *state;
    struct view out;
    struct stat st;
    struct err e;
    mode_t old = umask(0077);
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        const char *path = in(p, i ? "b" : "a");
        assert_true(file_write(path, VIEW("a\0b"), &(struct file_options){ .access = i ? OS_FOR_OWNER : OS_FOR_ALL, .durable = true }, &e));
        assert_true(reads(p, path, 10, &out, &e) && view_eq(out, VIEW("a\0b")));
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 07777, modes[i]);
    }
    umask(old);
    assert_int_equal(count_of(p->path), 2);
}

static void a_file_is_known_by_its_bytes_and_by_any_name(void **state)
{
    struct place *p = *state;
    struct file_guard guard;
    const char *path = in(p, "a"), *link = in(p, "link"), *other = in(p, "other");
    make(path, VIEW("abc"));
    make(other, VIEW("abc"));
    assert_int_equal(symlink(path, link), 0);
    assert_true(file_holds(path, VIEW("abc")) && file_holds(link, VIEW("abc")));
    assert_false(file_holds(path, VIEW("ab")) || file_holds(path, VIEW("abcd")) || file_holds(path, VIEW("abd")) ||
                 file_holds(in(p, "gone"), VIEW("")));
    assert_true(file_same(path, link));
    assert_false(file_same(path, other) || file_same(path, "-"));
    file_guard_begin(&guard, path);
    file_guard_read(&guard, other);
    file_guard_read(&guard, in(p, "gone"));
    file_guard_read(NULL, path);
    assert_false(atomic_load(&guard.was_read));
    file_guard_read(&guard, link);
    assert_true(atomic_load(&guard.was_read));
}

static void nothing_is_replaced_unasked(void **state)
{
    struct place *p = *state;
    const struct file_options careful = { .access = OS_FOR_ALL }, force = { .access = OS_FOR_ALL, .overwrite = true };
    const char *path = in(p, "f"), *to_nowhere = in(p, "link");
    struct view out;
    struct err e;
    make(path, VIEW("old"));
    assert_int_equal(symlink("gone", to_nowhere), 0);
    assert_false(file_write(path, VIEW("new"), &careful, &e));
    assert_true(e.status == ST_IO && strcmp(e.where, path) == 0 && strstr(e.hint, "--force"));
    assert_false(file_write(to_nowhere, VIEW("new"), &careful, &e));
    assert_false(file_exists(in(p, "gone")));
    assert_true(reads(p, path, 10, &out, &e) && view_eq_text(out, "old"));
    assert_true(file_write(path, VIEW("new"), &force, &e));
    assert_true(reads(p, path, 10, &out, &e) && view_eq_text(out, "new"));
    assert_int_equal(count_of(p->path), 2);
}

/* Nobody could make sure that a name in it stays, so none appears. */
static void a_folder_that_cant_be_read_stays_empty(void **state)
{
    struct place *p = *state;
    const char *blind = in(p, "blind");
    struct err e;
    assert_true(mkdir(blind, 0700) == 0 && chmod(blind, 0333) == 0 && chdir(blind) == 0);
    uid_t was = geteuid();
    assert_true(was != 0 || seteuid(65534) == 0);
    bool written = file_write("f", VIEW("x"), &(struct file_options){ .access = OS_FOR_ALL, .durable = true }, &e);
    assert_int_equal(seteuid(was), 0);
    assert_int_equal(chdir("/"), 0);
    assert_false(written);
    assert_string_equal(e.hint, "check the folder and its permissions");
    assert_int_equal(chmod(blind, 0700), 0);
    assert_int_equal(count_of(blind), 0);
}

static void only_a_regular_file_is_replaced(void **state)
{
    struct place *p = *state;
    const struct file_options force = { .access = OS_FOR_ALL, .overwrite = true };
    const char *paths[] = { in(p, "fifo"), in(p, "to-file"), in(p, "to-device"), in(p, "to-nowhere") };
    const char *targets[] = { NULL, "f", "/dev/null", "gone" };
    struct view out;
    struct err e;
    make(in(p, "f"), VIEW("old"));
    assert_int_equal(mkfifo(paths[0], 0600), 0);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct stat before, after;
        assert_true(i == 0 || symlink(targets[i], paths[i]) == 0);
        assert_int_equal(lstat(paths[i], &before), 0);
        if (file_write(paths[i], VIEW("new"), &force, &e))
            fail_msg("%s is replaced", paths[i]);
        assert_true(e.status == ST_IO && strcmp(e.where, paths[i]) == 0 && e.hint[0]);
        assert_true(lstat(paths[i], &after) == 0 && before.st_ino == after.st_ino);
    }
    assert_true(reads(p, in(p, "f"), 10, &out, &e) && view_eq_text(out, "old"));
    assert_int_equal(count_of(p->path), 1 + COUNT_OF(paths));
}

static void a_name_of_full_length_can_be_written(void **state)
{
    struct place *p = *state;
    char name[257] = "";
    struct err e;
    memset(name, 'n', 255);
    assert_true(file_write(in(p, name), VIEW("x"), &(struct file_options){ .access = OS_FOR_ALL }, &e));
    memset(name, 'n', 256);
    assert_false(file_write(in(p, name), VIEW("x"), &(struct file_options){ .access = OS_FOR_ALL }, &e));
    assert_int_equal(e.status, ST_IO);
    assert_int_equal(count_of(p->path), 1);
}

static void a_failed_write_leaves_nothing(void **state)
{
    struct place *p = *state;
    const char *paths[] = { in(p, "missing/f"), in(p, "folder"), in(p, "plain/f"), "" };
    struct rlimit old, small;
    struct err e;
    char large[3000] = "";
    assert_int_equal(mkdir(in(p, "folder"), 0700), 0);
    make(in(p, "plain"), VIEW("x"));
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        for (int force = 0; force <= 1; force++) {
            if (file_write(paths[i], VIEW("x"), &(struct file_options){ .access = OS_FOR_ALL, .overwrite = force }, &e))
                fail_msg("%s is written", paths[i]);
            assert_true(e.status == ST_IO && e.what[0] && e.hint[0]);
        }
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){ .rlim_cur = 1000, .rlim_max = old.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool ok = file_write(in(p, "large"), (struct view){ large, sizeof large }, &(struct file_options){ .access = OS_FOR_ALL }, &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_false(ok);
    assert_non_null(strstr(e.what, "can't write"));
    assert_int_equal(count_of(p->path), 2);
    assert_int_equal(count_of(in(p, "folder")), 0);
}

static void folders_are_made_with_their_parents(void **state)
{
    struct place *p = *state;
    struct err e;
    assert_true(folder_make(in(p, "a/b//c/"), &e) && file_exists(in(p, "a/b/c")));
    assert_true(folder_make(in(p, "a/b"), &e) && folder_make("/", &e) && folder_make(".", &e));
    make(in(p, "plain"), VIEW("x"));
    assert_int_equal(symlink("gone", in(p, "link")), 0);
    assert_int_equal(symlink("a", in(p, "good")), 0);
    assert_false(folder_make(in(p, "plain"), &e));
    assert_false(folder_make(in(p, "plain/below"), &e));
    assert_int_equal(e.status, ST_IO);
    assert_false(folder_make(in(p, "link"), &e));
    assert_string_equal(e.what, "is a link, pipe, socket or device that leads to no folder");
    assert_false(folder_make(in(p, "missing/../x"), &e) || folder_make(in(p, "a/missing/.."), &e));
    assert_true(!file_exists(in(p, "missing")) && !file_exists(in(p, "x")) && !file_exists(in(p, "a/missing")));
    assert_true(folder_make(in(p, "a/../a/b/../y"), &e) && folder_make(in(p, "a/..b/c.."), &e) && file_exists(in(p, "a/y")));
    assert_true(folder_make(in(p, "good"), &e) && folder_make(in(p, "good/d"), &e) && file_exists(in(p, "a/d")));
}

static void paths_are_taken_apart_and_joined(void **state)
{
    struct place *p = *state;
    assert_true(view_eq_text(path_name(VIEW("a/b.cer")), "b.cer") && view_eq_text(path_name(VIEW("b")), "b"));
    assert_true(view_eq_text(path_name(VIEW("a/")), "") && view_eq_text(path_name(VIEW("")), "") &&
                view_eq_text(path_name(VIEW("/x")), "x"));
    assert_string_equal(path_join(&p->arena, VIEW("a"), VIEW("b")).p, "a/b");
    assert_string_equal(path_join(&p->arena, VIEW("a/"), VIEW("b")).p, "a/b");
    assert_string_equal(path_join(&p->arena, VIEW(""), VIEW("b")).p, "b");
    assert_string_equal(path_join(&p->arena, VIEW("a"), VIEW("/b")).p, "/b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_read_up_to_its_ceiling),       TEST(what_is_no_regular_file_is_refused_at_once),
        TEST(a_huge_sparse_file_costs_nothing),       TEST(files_that_do_not_tell_their_size_are_read),
        TEST(a_file_without_permission_is_an_error),  TEST(standard_input_is_read_from_files_and_pipes),
        TEST(what_is_written_is_there_with_its_mode), TEST(nothing_is_replaced_unasked),
        TEST(a_file_is_known_by_its_bytes_and_by_any_name), TEST(a_folder_that_cant_be_read_stays_empty),
        TEST(only_a_regular_file_is_replaced),        TEST(a_name_of_full_length_can_be_written),
        TEST(a_failed_write_leaves_nothing),          TEST(folders_are_made_with_their_parents),
        TEST(paths_are_taken_apart_and_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
