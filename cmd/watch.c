#include "watch.h"

#include "base/limits.h"
#include "base/utf8.h"

enum { SHOW_MS = 200, LINKS_MOST = 20 };

/* The second time it has taken too long. */
static void heard(void *to)
{
    struct watch *w = to;
    if (atomic_exchange(&w->stopped, true))
        _Exit(EXIT_STOPPED);
    fprintf(w->err, "\ncertcase: finishing what is under way; once more to stop at once\n");
    fflush(w->err);
}

void watch_begin(struct watch *w, struct run *run)
{
    w->run = run;
    atomic_store(&w->stopped, false);
    w->err = run->session->err;
    w->wanted = run->session->err_terminal && !run->set->quiet;
    w->began = w->last = os_clock();
    w->listening = os_stop_begin(heard, w);
}

void watch_end(struct watch *w)
{
    watch_wipe(w);
    os_stop_end(w->listening);
    if (atomic_load(&w->stopped))
        run_comes_to(w->run, EXIT_STOPPED);
}

bool watch_due(struct watch *w, size_t n, double *rate)
{
    int64_t now = w->wanted ? os_clock() : 0;
    if (!w->wanted || now - w->last < SHOW_MS)
        return false;
    watch_wipe(w);
    *rate = (double)n * 1000 / (double)(now - w->began);
    w->last = now;
    return true;
}

void watch_show(struct watch *w)
{
    fflush(w->err);
    w->shown = true;
}

void watch_wipe(struct watch *w)
{
    if (!w->shown)
        return;
    fputs("\r\033[K", w->err);
    fflush(w->err);
    w->shown = false;
}

static void on_link(void *to, struct view path)
{
    struct watch *w = to;
    AUTO(arena_free) struct arena arena = { 0 };
    struct err e;
    watch_wipe(w);
    if (w->links++ >= LINKS_MOST)
        return;
    err_set(&e, ST_USAGE, w->links < LINKS_MOST ? "name it itself to have it looked at" : "links after this one are not told",
            "a link in a folder is not followed");
    err_at(&e, "%.*s", VIEW_ARG(view_first(text_safe(&arena, path), LIMIT_PATH_BYTES)));
    warn(w->run, &e);
}

struct walk_options watch_files(struct watch *w, const struct run *run)
{
    return (struct walk_options){ .named = &run->set->operands, .list = stdin, .link = on_link, .to = w, .guard = run->guard };
}
