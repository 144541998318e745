#include "term.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 40, WIDTH_MOST = 120 };

static unsigned find_width(const struct session *s)
{
    struct winsize size;
    uint64_t columns = 0;
    const char *variable = session_variable(s, "COLUMNS");
    if (variable && view_number(view_of(variable), 10000, &columns) && columns > 0)
        ;
    else if (s->out_terminal && ioctl(fileno(s->out), TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns == 0)
        columns = WIDTH_DEFAULT;
    return columns < WIDTH_LEAST ? WIDTH_LEAST : columns > WIDTH_MOST ? WIDTH_MOST : (unsigned)columns;
}

void term_look(struct session *s)
{
    s->in_terminal = isatty(STDIN_FILENO) == 1;
    s->out_terminal = isatty(fileno(s->out)) == 1;
    s->err_terminal = isatty(fileno(s->err)) == 1;
    s->width = find_width(s);
}

size_t term_text_width(const struct session *s)
{
    return s->out_terminal ? s->width : 0;
}

bool term_color(const struct session *s, struct view wish, bool is_terminal)
{
    const char *no_color = session_variable(s, "NO_COLOR"), *term = session_variable(s, "TERM");
    if (view_eq(wish, VIEW("always")))
        return true;
    if (view_eq(wish, VIEW("never")) || !is_terminal)
        return false;
    if (no_color && no_color[0] != '\0')
        return false;
    return term && strcmp(term, "dumb") != 0;
}

static void waiting_set(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

void term_hold(void)
{
    sigset_t set;
    waiting_set(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

void term_release(void)
{
    sigset_t set;
    waiting_set(&set);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}
