#include "many.h"

#include <unistd.h>

enum { THREADS_MOST = 256, SHOW_MS = 200 };

unsigned many_threads(const struct settings *set, unsigned a_core)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t wanted = set->jobs ? set->jobs : (cores < 1 ? 1 : (uint64_t)cores) * a_core;
    return wanted > THREADS_MOST ? THREADS_MOST : (unsigned)wanted;
}

bool many_shard(const struct run *run, struct shard *out, struct err *e)
{
    const struct session *s = run->session;
    const struct shard_variables variables = {
        .slurm_id = session_variable(s, "SLURM_ARRAY_TASK_ID"),
        .slurm_min = session_variable(s, "SLURM_ARRAY_TASK_MIN"),
        .slurm_step = session_variable(s, "SLURM_ARRAY_TASK_STEP"),
        .slurm_count = session_variable(s, "SLURM_ARRAY_TASK_COUNT"),
        .kubernetes_index = session_variable(s, "JOB_COMPLETION_INDEX"),
        .bazel_index = session_variable(s, "TEST_SHARD_INDEX"),
        .bazel_count = session_variable(s, "TEST_TOTAL_SHARDS"),
    };
    return shard_find(run->set->shard, run->set->shards, &variables, out, e);
}

int64_t many_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct progress progress_begin(const struct run *run)
{
    int64_t now = many_clock();
    return (struct progress){
        .err = run->session->err, .wanted = run->session->err_terminal && !run->set->quiet, .began = now, .last = now,
    };
}

bool progress_due(struct progress *p, size_t n, double *rate)
{
    if (!p->wanted)
        return false;
    int64_t now = many_clock();
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
