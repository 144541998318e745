#include "unit.h"

#include "os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each attempt runs in a process of its own that has given up its rights, and ends with the system's number. */
enum { FINE = 0, NO_ANSWER = 255 };

static int done(long result)
{
    return result >= 0 ? FINE : errno;
}

static int open_as(const char *path, int how)
{
    return done(open(path, how | O_CLOEXEC, 0600));
}

static int read_named(void)
{
    return open_as("named/file", O_RDONLY);
}
static int read_below(void)
{
    return open_as("named", O_RDONLY | O_DIRECTORY);
}
static int read_other(void)
{
    return open_as("other/file", O_RDONLY);
}
static int list_other(void)
{
    return open_as("other", O_RDONLY | O_DIRECTORY);
}
static int write_named(void)
{
    return open_as("named/file", O_WRONLY);
}
static int make_in_named(void)
{
    return open_as("named/new", O_WRONLY | O_CREAT);
}
static int make_in_output(void)
{
    return open_as("output/new", O_WRONLY | O_CREAT);
}
static int make_in_other(void)
{
    return open_as("other/new", O_WRONLY | O_CREAT);
}
static int make_folder(void)
{
    return done(mkdir("output/deep", 0700));
}
static int remove_other(void)
{
    return done(unlink("other/file"));
}
static int move_out(void)
{
    int code = done(rename("output/old", "other/old"));
    return code == EXDEV ? EACCES : code; /* what old kernels say */
}

static int move_inside(void)
{
    return done(rename("output/old", "output/newer"));
}
static int make_link(void)
{
    return done(symlink("/etc/passwd", "output/link"));
}
static int cut(void)
{
    return done(truncate("other/file", 0));
}

static int make_temporary(void)
{
    struct os_file file;
    struct os_fault why;
    return os_create_temporary(&file, &why) ? FINE : why.code;
}

static int make_socket(void)
{
    return done(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}
static int make_pair(void)
{
    int pair[2];
    return done(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}
static int make_ring(void)
{
    return done(syscall(SYS_io_uring_setup, 1, NULL));
}
static int type(void)
{
    return done(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}
static int trace(void)
{
    return done(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}
static int make_process_newly(void)
{
    return done(syscall(SYS_clone3, NULL, 0));
}

static int start(void)
{
    char *const words[] = { (char[]){ "/bin/true" }, NULL };
    return done(execve(words[0], words, words + 1));
}

static int start_any(void)
{
    int code = start();
    return code == EPERM ? EACCES : code; /* the filter comes first */
}

static int make_process(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return done(pid);
}

static int end_other(void)
{
    return done(kill(getpid(), 0));
}

static int open_terminal(void)
{
    int code = open_as("/dev/tty", O_RDWR);
    return code == ENXIO ? FINE : code; /* there is none, but it was not refused */
}

static void *nothing(void *p)
{
    return p;
}

static int make_thread(void)
{
    pthread_t thread;
    int code = pthread_create(&thread, NULL, nothing, NULL);
    return code ? code : pthread_join(thread, NULL);
}

static int limits(void)
{
    struct rlimit core, files;
    bool ok = getrlimit(RLIMIT_CORE, &core) == 0 && getrlimit(RLIMIT_NOFILE, &files) == 0;
    return ok && core.rlim_max == 0 && files.rlim_max <= 4096 && prctl(PR_GET_DUMPABLE) == 0 ? FINE : EPERM;
}

static int privileges(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? FINE : EPERM;
}

static const char *const reads[] = { "named", "no such file", NULL }, *const writes[] = { "output", NULL };
static const char *const later[] = { "output/not/there/yet/", NULL };
static const struct os_needs usual = { .reads = reads, .writes = writes }, nothing_at_all = { 0 };
static const struct os_needs all_files = { .reads_all = true, .writes = later }, spools = { .temporary = true };
static const struct os_needs network = { .reads_all = true, .sockets = true };
static const struct os_needs children = { .reads_all = true, .children = true }, alone = { .no_terminal = true };

#define WHEN(part) offsetof(struct os_confines, part)

static const struct {
    const char *what;
    int (*attempt)(void);
    const struct os_needs *needs;
    int expected;
    size_t when; /* what must be in force for it */
} rows[] = {
    { "a file below a named folder is read", read_named, &usual, FINE, WHEN(files) },
    { "a named folder is listed", read_below, &usual, FINE, WHEN(files) },
    { "a file that nobody named is not read", read_other, &usual, EACCES, WHEN(files) },
    { "a folder that nobody named is not listed", list_other, &usual, EACCES, WHEN(files) },
    { "nothing is read where nothing is named", read_named, &nothing_at_all, EACCES, WHEN(files) },
    { "all is read where inputs name others", read_other, &all_files, FINE, WHEN(files) },
    { "what is read is not written", write_named, &usual, EACCES, WHEN(files) },
    { "nothing is made beside what is read", make_in_named, &usual, EACCES, WHEN(files) },
    { "a file is made in the output folder", make_in_output, &usual, FINE, WHEN(files) },
    { "nothing is made elsewhere", make_in_other, &all_files, EACCES, WHEN(files) },
    { "a folder is made in the output folder", make_folder, &usual, FINE, WHEN(files) },
    { "an output folder that isn't there is made", make_folder, &all_files, FINE, WHEN(files) },
    { "nothing is removed elsewhere", remove_other, &usual, EACCES, WHEN(files) },
    { "nothing is cut elsewhere", cut, &usual, EACCES, WHEN(files) },
    { "nothing is moved out of the output folder", move_out, &usual, EACCES, WHEN(files) },
    { "a file is replaced in the output folder", move_inside, &usual, FINE, WHEN(files) },
    { "no link is made", make_link, &usual, EACCES, WHEN(files) },
    { "no temporary file", make_temporary, &usual, EACCES, WHEN(files) },
    { "temporary files where they are needed", make_temporary, &spools, FINE, WHEN(files) },
    { "no program is started, sanitizers or not", start_any, &usual, EACCES, WHEN(files) },
    { "no socket", make_socket, &usual, EPERM, WHEN(sockets) },
    { "no pair of sockets", make_pair, &usual, EPERM, WHEN(sockets) },
    { "sockets for the network", make_socket, &network, FINE, WHEN(privileges) },
    { "no ring that makes calls unseen", make_ring, &usual, EPERM, WHEN(sockets) },
    { "nor for the network", make_ring, &network, EPERM, WHEN(programs) },
    { "nothing is typed into the terminal", type, &usual, EPERM, WHEN(sockets) },
    { "no program is started", start, &network, EPERM, WHEN(programs) },
    { "no process", make_process, &usual, EPERM, WHEN(programs) },
    { "no process by the new call", make_process_newly, &usual, ENOSYS, WHEN(programs) },
    { "processes where they read for it", make_process, &children, FINE, WHEN(privileges) },
    { "these can be ended", end_other, &children, FINE, WHEN(privileges) },
    { "no process is ended", end_other, &usual, EPERM, WHEN(programs) },
    { "no program is started by who has processes", start_any, &children, EACCES, WHEN(files) },
    { "the terminal is there", open_terminal, &usual, FINE, WHEN(files) },
    { "no terminal where nobody is asked", open_terminal, &alone, EACCES, WHEN(files) },
    { "nothing is traced", trace, &usual, EPERM, WHEN(programs) },
    { "threads are started", make_thread, &usual, FINE, WHEN(privileges) },
    { "no dumps, not too many files", limits, &usual, FINE, WHEN(dumps) },
    { "no more privileges", privileges, &usual, FINE, WHEN(privileges) },
};

static void put_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0);
}

/* The same folders for each attempt: named, other, output, with a file in each. */
static void lay_out(void)
{
    const char *const folders[] = { "named", "other", "output" };
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        assert_true(mkdir(folders[i], 0700) == 0 || errno == EEXIST);
    put_file("named/file");
    put_file("other/file");
    put_file("output/old");
    (void)rmdir("output/deep");
    (void)unlink("output/link");
}

/* What came of row i: its number, or NO_ANSWER where this system or build has no such refusal. */
static int try(size_t i)
{
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const struct os_confines c = os_confine(rows[i].needs);
        _exit(*(const bool *)((const char *)&c + rows[i].when) ? rows[i].attempt() : NO_ANSWER);
    }
    assert_true(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void each_refusal_and_each_right(void **state)
{
    char folder[] = "/var/tmp/confine-XXXXXX";
    size_t held = 0, wrong = 0;
    (void)state;
    assert_true(mkdtemp(folder) && chdir(folder) == 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        lay_out();
        int code = try(i);
        held += code != NO_ANSWER;
        if (code == NO_ANSWER)
            print_message("SKIPPED, as it isn't in force here: %s\n", rows[i].what);
        else if (code != rows[i].expected && ++wrong)
            print_message("%s: %s\n", rows[i].what, code ? strerror(code) : "it could");
    }
    assert_int_equal(wrong, 0);
    assert_true(held > 0);
    assert_true(chdir("/") == 0);
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

/* In a child that was begun for a task, by the number that it is asked for. */
static int write_to_output(void)
{
    return done(write(STDOUT_FILENO, "x", 1));
}
static int write_to_errors(void)
{
    return done(write(STDERR_FILENO, "x", 1));
}
static int write_to_file(void)
{
    int fd = open("output/old", O_WRONLY | O_CLOEXEC);
    return fd < 0 ? errno : done(write(fd, "x", 1));
}
static int inherited = -1;
static int use_inherited(void)
{
    return done(fcntl(inherited, F_GETFD));
}

static const struct {
    const char *what;
    int (*attempt)(void);
    int expected;
    bool always; /* also in a program with sanitizers */
} child_rows[] = {
    { "it writes nothing to standard output", write_to_output, EBADF, true },
    { "nor to standard error", write_to_errors, EBADF, false },
    { "it writes to no file, even where nothing else refuses it", write_to_file, EFBIG, false },
    { "it has no other open file", use_inherited, EBADF, true },
};

static void attempt_in_child(void *context, const struct os_file *asked, const struct os_file *answers)
{
    unsigned char code = (unsigned char)child_rows[*(const size_t *)context].attempt();
    struct os_fault why;
    (void)asked;
    (void)!os_write_all(answers, &code, 1, &why);
}

/* In a process of its own, as asking gives up its rights. */
static bool ask_if_checked(void)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(os_confine(&nothing_at_all).is_checked);
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WEXITSTATUS(status);
}

static void a_child_has_its_pipes_and_nothing_else(void **state)
{
    char folder[] = "/var/tmp/confine-XXXXXX";
    (void)state;
    const bool is_checked = ask_if_checked();
    signal(SIGXFSZ, SIG_IGN);
    assert_true(mkdtemp(folder) && chdir(folder) == 0);
    lay_out();
    inherited = open("other/file", O_RDONLY);
    assert_true(inherited > 2);
    for (size_t i = 0; i < COUNT_OF(child_rows) && os_has_children; i++) {
        struct os_child child;
        struct os_fault why;
        unsigned char code = 0;
        size_t got;
        bool is_ready = true;
        if (!child_rows[i].always && is_checked)
            continue;
        assert_true(os_child_begin(attempt_in_child, &i, &child, &why));
        os_children_wait(&child, &is_ready, 1, 60000);
        assert_true(is_ready && os_read(&child.from, &code, 1, &got, &why) && got == 1);
        if (code != child_rows[i].expected)
            fail_msg("%s: %d", child_rows[i].what, code);
        (void)os_child_end(&child);
    }
    close(inherited);
    assert_true(chdir("/") == 0);
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

static void what_is_secret_can_be_written_and_comes_zeroed(void **state)
{
    (void)state;
    char *p = os_secret_pages(5000);
    assert_non_null(p);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(p[i], 0);
    memset(p, 'x', 5000);
    os_pages_free(p, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_refusal_and_each_right),
        cmocka_unit_test(a_child_has_its_pipes_and_nothing_else),
        cmocka_unit_test(what_is_secret_can_be_written_and_comes_zeroed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
