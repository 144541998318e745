#include "os/posix.h"

#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

const bool os_has_children = true;

static void close_range_of(int first, int last)
{
    if (first <= last && close_range((unsigned)first, (unsigned)last, 0) != 0)
        for (int fd = first; fd <= last && fd < FILES_MOST; fd++)
            close(fd);
}

/* A stream becomes what can be read alone, so that using it fails. Under sanitizers the last one stays, as they complain there. */
static void drop_all_but(int asked, int answers)
{
    const struct rlimit none = { 0 };
    int low = asked < answers ? asked : answers, high = asked < answers ? answers : asked;
    if (isatty(STDIN_FILENO))
        dup2(asked, STDIN_FILENO);
    dup2(asked, STDOUT_FILENO);
    if (!IS_CHECKED) {
        dup2(asked, STDERR_FILENO);
        (void)!setrlimit(RLIMIT_FSIZE, &none);
    }
    close_range_of(STDERR_FILENO + 1, low - 1);
    close_range_of(low + 1, high - 1);
    close_range_of(high + 1, INT32_MAX);
}

static void close_pair(const int pair[2])
{
    close(pair[0]);
    close(pair[1]);
}

bool os_child_begin(void (*task)(void *context, const struct os_file *asked, const struct os_file *answers), void *context,
                    struct os_child *out, struct os_fault *why)
{
    int asked[2], answers[2];
    *out = (struct os_child){ 0 };
    if (pipe2(asked, O_CLOEXEC) != 0)
        return posix_failed(why, errno);
    if (pipe2(answers, O_CLOEXEC) != 0) {
        (void)posix_failed(why, errno);
        close_pair(asked);
        return false;
    }
    pthread_mutex_lock(&posix_heard);
    pid_t pid = fork();
    pthread_mutex_unlock(&posix_heard);
    if (pid == 0) {
        const struct os_file in = posix_file(asked[0]), to = posix_file(answers[1]);
        drop_all_but(asked[0], answers[1]);
        task(context, &in, &to);
        _exit(0);
    }
    if (pid < 0) {
        (void)posix_failed(why, errno);
        close_pair(asked);
        close_pair(answers);
        return false;
    }
    close(asked[0]);
    close(answers[1]);
    (void)fcntl(asked[1], F_SETFL, O_NONBLOCK);
    *out = (struct os_child){ .to = posix_file(asked[1]), .from = posix_file(answers[0]), .process = pid };
    return true;
}

struct os_text os_child_end(struct os_child *child)
{
    struct os_text how = { "" };
    int status = 0;
    os_drop(&child->to);
    os_drop(&child->from);
    if (child->process) {
        kill((pid_t)child->process, SIGKILL);
        while (waitpid((pid_t)child->process, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    if (WIFSIGNALED(status))
        (void)snprintf(how.text, sizeof how.text, "signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        (void)snprintf(how.text, sizeof how.text, "exit code %d", WEXITSTATUS(status));
    *child = (struct os_child){ 0 };
    return how;
}

void os_children_wait(const struct os_child *children, bool *which, size_t n, int milliseconds)
{
    struct pollfd fds[OS_CHILDREN_MOST];
    int ready;
    for (size_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){ .fd = which[i] ? posix_fd(&children[i].from) : -1, .events = POLLIN };
    do
        ready = poll(fds, n, milliseconds);
    while (ready < 0 && errno == EINTR);
    for (size_t i = 0; i < n && ready >= 0; i++) /* else each is asked, and waited for */
        which[i] = fds[i].revents != 0;
}
