#include "os/posix.h"

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>

struct os_fault os_stream_fault(void)
{
    struct os_fault why = { .kind = OS_FINE };
    if (errno)
        posix_failed(&why, errno);
    return why;
}

bool os_is_terminal(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

unsigned os_columns(FILE *stream)
{
    struct winsize size;
    return os_is_terminal(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool os_draws_colors(void)
{
    return false;
}

sigset_t posix_interruptions(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void os_hold(void)
{
    sigset_t set = posix_interruptions();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

void os_release(void)
{
    sigset_t set = posix_interruptions();
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Waits for a line on the terminal or for a signal, which is left pending: it acts once the terminal is itself again. */
static bool wait_for_line(int tty, int signals)
{
    struct pollfd fds[2] = { { .fd = tty, .events = POLLIN }, { .fd = signals, .events = POLLIN } };
    while (poll(fds, 2, -1) < 0)
        if (errno != EINTR)
            return false;
    return (fds[1].revents & POLLIN) == 0;
}

static bool read_line(int tty, int signals, char *line, size_t size, size_t *n)
{
    char c;
    while (wait_for_line(tty, signals)) {
        ssize_t got = read(tty, &c, 1);
        if (got <= 0 || c == '\n')
            return got > 0;
        if (*n < size)
            line[*n] = c;
        *n += *n <= size;
    }
    return false;
}

static bool read_silently(int tty, char *line, size_t size, size_t *n)
{
    struct termios normal, silent;
    sigset_t set = posix_interruptions();
    if (tcgetattr(tty, &normal) != 0)
        return false;
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (signals < 0)
        return false;
    os_hold();
    silent = normal;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    silent.c_lflag |= ECHONL;
    bool ok = tcsetattr(tty, TCSAFLUSH, &silent) == 0 && read_line(tty, signals, line, size, n);
    tcsetattr(tty, TCSAFLUSH, &normal);
    close(signals);
    os_release(); /* an interruption ends the program here */
    return ok;
}

bool os_ask_silently(const char *question, char *line, size_t size, size_t *n, struct os_fault *why)
{
    size_t length = strlen(question);
    *n = 0;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0) {
        *why = os_fault_of(OS_MISSING);
        return false;
    }
    bool ok = write(tty, question, length) == (ssize_t)length && read_silently(tty, line, size, n);
    close(tty);
    return ok || posix_failed(why, EIO);
}
