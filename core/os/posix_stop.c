#include "os/posix.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

pthread_mutex_t posix_heard = PTHREAD_MUTEX_INITIALIZER;

struct os_stop {
    void (*heard)(void *to);
    void *to;
    atomic_bool over;
    sem_t begun;
    pthread_t thread; /* waits for signals, so that no handler is needed */
    sigset_t waits_for, before;
};

static void *wait_for_signals(void *argument)
{
    struct os_stop *s = argument;
    sem_post(&s->begun);
    while (!atomic_load(&s->over))
        if (sigwaitinfo(&s->waits_for, NULL) > 0 && !atomic_load(&s->over)) {
            pthread_mutex_lock(&posix_heard);
            s->heard(s->to);
            pthread_mutex_unlock(&posix_heard);
        }
    return NULL;
}

/* Who started it with SIGHUP ignored (nohup) wants it to go on. SIGINT is ignored in every background job of a script, and nobody means
 * anything by it. */
static void fill_signals(sigset_t *set)
{
    struct sigaction now;
    *set = posix_interruptions();
    if (sigaction(SIGHUP, NULL, &now) != 0 || now.sa_handler == SIG_IGN)
        sigdelset(set, SIGHUP);
}

/* Its own thread and those to come leave the signals to sigwaitinfo. */
struct os_stop *os_stop_begin(void (*heard)(void *to), void *to)
{
    struct os_stop *s = calloc(1, sizeof *s);
    sigset_t all;
    if (!s)
        return NULL;
    s->heard = heard;
    s->to = to;
    fill_signals(&s->waits_for);
    sem_init(&s->begun, 0, 0);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &s->before);
    bool started = pthread_create(&s->thread, NULL, wait_for_signals, s) == 0;
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
    if (started) {
        while (sem_wait(&s->begun) != 0)
            continue;
        pthread_sigmask(SIG_BLOCK, &s->waits_for, NULL);
        return s;
    }
    free(s);
    return NULL;
}

void os_stop_end(struct os_stop *s)
{
    if (!s)
        return;
    atomic_store(&s->over, true);
    pthread_kill(s->thread, SIGTERM); /* which is always among those that it waits for, and stays with it */
    pthread_join(s->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
    free(s);
}
