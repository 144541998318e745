#include "flow/pool.h"

#include <pthread.h>

enum { SLOTS_A_THREAD = 32, THREADS_MOST = 256 };

/* Item n lives in slot n % window; taken <= claimed <= filled <= taken + window. */
struct ring {
    const struct pool *pool;
    struct pool_slot *slots;
    size_t window;
    pthread_mutex_t lock;
    pthread_cond_t filled_more, finished_one;
    /* --- under the lock --- */
    bool *finished; /* by slot */
    size_t filled, claimed, taken;
    size_t idle;    /* workers that wait for filled_more */
    bool main_waits, closed;
    /* --- of the calling thread --- */
    struct crew *crew; /* NULL: threads work */
};

static struct pool_slot *slot_of(const struct ring *r, size_t number)
{
    return &r->slots[number % r->window];
}

/* Called and returns with the lock held. */
static void claim_and_work(struct ring *r, struct worker *w)
{
    size_t number = r->claimed++;
    pthread_mutex_unlock(&r->lock);
    r->pool->work(r->pool->context, w, slot_of(r, number));
    pthread_mutex_lock(&r->lock);
    r->finished[number % r->window] = true;
    if (r->main_waits)
        pthread_cond_signal(&r->finished_one);
}

static void *run_worker(void *argument)
{
    struct ring *r = argument;
    struct worker w;
    worker_open_in_thread(&w, r->pool->resources);
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (r->claimed == r->filled && !r->closed) {
            r->idle++;
            pthread_cond_wait(&r->filled_more, &r->lock);
            r->idle--;
        }
        if (r->claimed == r->filled)
            break;
        claim_and_work(r, &w);
    }
    pthread_mutex_unlock(&r->lock);
    worker_close(&w);
    return NULL;
}

/* Fills every free slot. *open turns false at the end of the items, *ok when a callback failed. */
static void fill_free(struct ring *r, bool *open, bool *ok)
{
    const struct pool *p = r->pool;
    size_t filled = r->filled; /* this thread alone changes it */
    while (*open && filled - r->taken < r->window) {
        struct pool_slot *slot = slot_of(r, filled);
        if (p->stop && atomic_load(p->stop)) {
            *open = false;
            break;
        }
        slot->item = NULL;
        slot->number = filled;
        enum pool_step step = p->fill(p->context, slot);
        *ok = *ok && step != POOL_FAILED;
        *open = step == POOL_MORE;
        if (*open)
            filled++;
        else
            arena_reset(&slot->arena);
    }
    pthread_mutex_lock(&r->lock);
    bool more = filled > r->filled;
    r->filled = filled;
    if (more && r->idle)
        pthread_cond_broadcast(&r->filled_more);
    pthread_mutex_unlock(&r->lock);
}

/* Takes what is finished at the front; false when that is nothing. Called and returns with the lock held. */
static bool take_finished(struct ring *r, bool *open, bool *ok)
{
    size_t before = r->taken;
    while (r->taken < r->claimed && r->finished[r->taken % r->window]) {
        struct pool_slot *slot = slot_of(r, r->taken);
        r->finished[r->taken % r->window] = false;
        pthread_mutex_unlock(&r->lock);
        if (!r->pool->take(r->pool->context, slot))
            *ok = *open = false;
        arena_reset(&slot->arena);
        pthread_mutex_lock(&r->lock);
        r->taken++;
    }
    return r->taken != before;
}

/* Called and returns with the lock held. */
static void work_or_wait(struct ring *r, struct worker *w)
{
    if (r->claimed < r->filled) {
        claim_and_work(r, w);
    } else if (!r->finished[r->taken % r->window]) {
        r->main_waits = true;
        pthread_cond_wait(&r->finished_one, &r->lock);
        r->main_waits = false;
    }
}

static void ask_crew(struct ring *r)
{
    while (r->crew && r->claimed < r->filled && crew_ask(r->crew, slot_of(r, r->claimed)))
        r->claimed++;
}

static void hear_crew(struct ring *r)
{
    const struct pool_slot *slot = crew_hear(r->crew);
    r->finished[slot->number % r->window] = true;
}

/* The calling thread fills, takes, and works itself when there is nothing else to do. */
static bool run_ring(struct ring *r, struct worker *w)
{
    bool open = true, ok = true, done = false;
    while (!done) {
        fill_free(r, &open, &ok);
        pthread_mutex_lock(&r->lock);
        ask_crew(r);
        bool took = take_finished(r, &open, &ok);
        done = !open && r->taken == r->filled;
        if (!done && !(took && open)) {
            if (r->crew)
                hear_crew(r);
            else
                work_or_wait(r, w);
        }
        pthread_mutex_unlock(&r->lock);
    }
    return ok;
}

/* All of it in threads, this one among them. */
static bool run_in_threads(struct ring *r, size_t threads)
{
    pthread_t others[THREADS_MOST];
    size_t started = 0;
    struct worker w;
    worker_open(&w, r->pool->resources);
    while (started < threads - 1 && pthread_create(&others[started], NULL, run_worker, r) == 0)
        started++;
    bool ok = run_ring(r, &w);
    pthread_mutex_lock(&r->lock);
    r->closed = true;
    pthread_cond_broadcast(&r->filled_more);
    pthread_mutex_unlock(&r->lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(others[i], NULL);
    worker_close(&w);
    return ok;
}

static bool run_crew(struct ring *r, size_t children)
{
    r->crew = crew_open(r->pool->apart, children);
    bool ok = run_ring(r, NULL);
    crew_close(r->crew);
    return ok;
}

bool pool_run(const struct pool *p)
{
    size_t threads = p->threads == 0 ? 1 : p->threads > THREADS_MOST ? THREADS_MOST : p->threads;
    AUTO(arena_free) struct arena arena = { 0 };
    struct ring r = { .pool = p, .window = p->window ? p->window : SLOTS_A_THREAD * threads };
    r.slots = NEW(&arena, struct pool_slot, r.window);
    r.finished = NEW(&arena, bool, r.window);
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.filled_more, NULL);
    pthread_cond_init(&r.finished_one, NULL);
    bool ok = p->apart ? run_crew(&r, threads) : run_in_threads(&r, threads);
    for (size_t i = 0; i < r.window; i++)
        arena_free(&r.slots[i].arena);
    pthread_cond_destroy(&r.finished_one);
    pthread_cond_destroy(&r.filled_more);
    pthread_mutex_destroy(&r.lock);
    return ok;
}
