#include "stop.h"

#include "command.h"

#include <unistd.h>

enum { PATIENCE_NS = 50000000 };

static void *wait_for_signals(void *argument)
{
    struct stop *s = argument;
    const struct timespec patience = { .tv_nsec = PATIENCE_NS };
    while (!atomic_load(&s->over)) {
        if (sigtimedwait(&s->waits_for, NULL, &patience) < 0)
            continue;
        if (atomic_exchange(&s->wanted, true))
            _exit(EXIT_STOPPED);
        fprintf(s->err, "\ncertcase: finishing what is under way; once more to stop at once\n");
        fflush(s->err);
    }
    return NULL;
}

/* Who started it with SIGHUP ignored (nohup) wants it to go on. SIGINT is ignored in every background job of a script, and nobody means
 * anything by it. */
static void fill_signals(sigset_t *set)
{
    struct sigaction now;
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    if (sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaddset(set, SIGHUP);
}

void stop_begin(struct stop *s, FILE *err)
{
    sigset_t all;
    atomic_store(&s->wanted, false);
    atomic_store(&s->over, false);
    s->err = err;
    fill_signals(&s->waits_for);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &s->before);
    s->started = pthread_create(&s->thread, NULL, wait_for_signals, s) == 0;
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
    if (s->started)
        pthread_sigmask(SIG_BLOCK, &s->waits_for, NULL);
}

void stop_end(struct stop *s)
{
    atomic_store(&s->over, true);
    if (s->started)
        pthread_join(s->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
}
