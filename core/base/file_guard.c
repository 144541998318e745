#include "base/file_guard.h"

void file_guard_begin(struct file_guard *g, const char *path)
{
    struct os_fault missing;
    atomic_init(&g->was_read, false);
    g->is_there = os_look_at(OS_HERE, path, OS_FOLLOW, &g->facts, &missing);
}

void file_guard_read(struct file_guard *g, const char *path)
{
    struct os_facts facts;
    struct os_fault missing;
    if (g && g->is_there && path && os_look_at(OS_HERE, path, OS_FOLLOW, &facts, &missing) && facts.volume == g->facts.volume &&
        facts.index == g->facts.index)
        atomic_store(&g->was_read, true);
}
