#include "command.h"
#include "term.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

extern char **environ;

/* A program started with a standard stream closed would take its next file for it. Opened the wrong way round, so that using it fails. */
static void fill_closed_streams(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_BUG);
}

int main(int argc, char **argv)
{
    struct session s = { .out = stdout, .err = stderr, .clock = (int64_t)time(NULL) };
    fill_closed_streams();
    setenv("TZ", "UTC0", 1); /* the zip library asks for local time with each entry; the answer must be the same everywhere */
    tzset();
    mallopt(M_TOP_PAD, 4 << 20); /* else memory goes back to the system after every archive, and is fetched again */
    signal(SIGPIPE, SIG_IGN);    /* a closed pipe is a write error with a message */
    signal(SIGXFSZ, SIG_IGN);    /* so is the limit of `ulimit -f`, and the temporary file goes */
    s.environment = (const char *const *)environ;
    term_look(&s);
    return (int)certcase(&s, argc, argv);
}
