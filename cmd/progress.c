#include "progress.h"

#include "os/os.h"

enum { SHOW_MS = 200 };

struct progress progress_begin(const struct run *run)
{
    int64_t now = os_clock();
    return (struct progress){
        .err = run->session->err, .wanted = run->session->err_terminal && !run->set->quiet, .began = now, .last = now,
    };
}

bool progress_due(struct progress *p, size_t n, double *rate)
{
    if (!p->wanted)
        return false;
    int64_t now = os_clock();
    if (now - p->last < SHOW_MS)
        return false;
    progress_wipe(p);
    *rate = (double)n * 1000 / (double)(now - p->began);
    p->last = now;
    return true;
}

void progress_show(struct progress *p)
{
    fflush(p->err);
    p->shown = true;
}

void progress_wipe(struct progress *p)
{
    if (!p->shown)
        return;
    fputs("\r\033[K", p->err);
    fflush(p->err);
    p->shown = false;
}
