#include "ask.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/words.h"
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

bool ask_possible(const struct run *run)
{
    return run->session->in_terminal && run->session->err_terminal && !run->set->no_input;
}

struct view ask_line(const struct run *run, const char *question)
{
    char line[4096];
    fprintf(run->session->err, "%s ", question);
    fflush(run->session->err);
    if (!fgets(line, sizeof line, stdin))
        return (struct view){ 0 };
    return view_dup(run->arena, view_trim(view_of(line)));
}

static bool take_range(struct view part, bool *chosen, size_t n)
{
    struct view rest = part, first;
    uint64_t from, to;
    if (!view_cut(&rest, '-', &first) || !view_number(first, n, &from) || from == 0)
        return false;
    if (rest.n == 0)
        to = from;
    else if (!view_number(rest, n, &to) || to < from)
        return false;
    if (first.n + 1 == part.n) /* "3-" */
        return false;
    for (uint64_t i = from; i <= to; i++)
        chosen[i - 1] = true;
    return true;
}

bool ask_numbers(struct view text, bool *chosen, size_t n)
{
    bool any = false;
    while (text.n) {
        size_t length = 0;
        while (length < text.n && text.p[length] != ',' && text.p[length] != ' ')
            length++;
        struct view part = view_first(text, length);
        text = view_from(text, length + 1);
        if (part.n == 0)
            continue;
        if (!take_range(part, chosen, n))
            return false;
        any = true;
    }
    return any;
}

static void list_environments(const struct run *run, const struct inventory *inventory)
{
    FILE *err = run->session->err;
    size_t widest = 0;
    for (size_t i = 0; i < inventory->n_environments; i++)
        widest = inventory->environments[i].name.n > widest ? inventory->environments[i].name.n : widest;
    int column = (int)(widest < 40 ? widest : 40);
    fprintf(err, "Environments of %.*s:\n", VIEW_ARG(inventory->path));
    for (size_t i = 0; i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        fprintf(err, "  %2zu  %-*.*s  %-11s  %s%s%.*s\n", i + 1, column, VIEW_ARG(env->name), environment_type_word(env->type),
                hosting_word(env->hosting), env->host.n ? ", " : "", VIEW_ARG(env->host));
    }
}

bool ask_environments(const struct run *run, const struct inventory *inventory, struct view_list *out, struct err *e)
{
    enum { TRIES = 3 };
    size_t n = inventory->n_environments;
    list_environments(run, inventory);
    for (int i = 0; i < TRIES; i++) {
        bool *chosen = NEW(run->arena, bool, n);
        struct view line = ask_line(run, "For which of them? (numbers, as in 1,3 or 2-4)");
        if (line.n == 0)
            break;
        if (!ask_numbers(line, chosen, n)) {
            fprintf(run->session->err, "That is no list of numbers from 1 to %zu.\n", n);
            continue;
        }
        for (size_t j = 0; j < n; j++) {
            const struct environment *env = &inventory->environments[j];
            if (chosen[j])
                *LIST_ADD(run->arena, out) = env->key.n ? env->key : env->name;
        }
        return true;
    }
    return err_set(e, ST_USAGE, "name them with -e NAME", "no environment was chosen");
}

/* Waits for a line on the terminal or for a signal, which is left pending: it acts once the terminal is itself again. */
static bool wait_for_line(int tty, int signals)
{
    struct pollfd fds[2] = { { .fd = tty, .events = POLLIN }, { .fd = signals, .events = POLLIN } };
    while (poll(fds, COUNT_OF(fds), -1) < 0)
        if (errno != EINTR)
            return false;
    return (fds[1].revents & POLLIN) == 0;
}

static bool read_line(int tty, int signals, struct buf *secret)
{
    char c;
    while (wait_for_line(tty, signals)) {
        ssize_t n = read(tty, &c, 1);
        if (n <= 0 || c == '\n')
            return n > 0;
        buf_putc(secret, c);
    }
    return false;
}

static bool read_silently(int tty, struct buf *secret)
{
    struct termios normal, silent;
    sigset_t set;
    if (tcgetattr(tty, &normal) != 0)
        return false;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (signals < 0)
        return false;
    term_hold();
    silent = normal;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    silent.c_lflag |= ECHONL;
    bool ok = tcsetattr(tty, TCSAFLUSH, &silent) == 0 && read_line(tty, signals, secret);
    tcsetattr(tty, TCSAFLUSH, &normal);
    close(signals);
    term_release(); /* an interruption ends the program here */
    return ok;
}

bool ask_password(const struct run *run, const char *what, struct view about, struct buf *secret, struct err *e)
{
    char name[200], question[320];
    e->status = ST_OK;
    if (run->set->no_input || !run->session->err_terminal)
        return false;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0)
        return false;
    text_safe_into(name, sizeof name, about);
    int n = snprintf(question, sizeof question, "%s %s (not shown): ", what, name);
    bool ok = n > 0 && write(tty, question, (size_t)n) == n && read_silently(tty, secret);
    close(tty);
    if (!ok)
        return err_set(e, ST_IO, "use --password-file", "the password can't be read from the terminal");
    return secret->failed ? err_set(e, ST_LIMIT, "", "the password is longer than %d bytes", LIMIT_PASSWORD_BYTES) : true;
}
