#include "base/file_guard.h"

#include <stdatomic.h>

static struct {
    bool is_there;
    struct os_facts facts;
    atomic_bool was_read;
} guarded;

static void compare(const struct os_facts *facts)
{
    if (facts->volume == guarded.facts.volume && facts->index == guarded.facts.index)
        atomic_store(&guarded.was_read, true);
}

void file_guard(const char *path)
{
    struct os_fault missing;
    guarded.is_there = path && os_look_at(OS_HERE, path, OS_FOLLOW, &guarded.facts, &missing);
    atomic_store(&guarded.was_read, false);
}

void file_guard_opened(const struct os_file *file)
{
    struct os_facts facts;
    struct os_fault ignored;
    if (guarded.is_there && os_look(file, &facts, &ignored))
        compare(&facts);
}

void file_guard_named(const char *path)
{
    struct os_facts facts;
    struct os_fault missing;
    if (guarded.is_there && os_look_at(OS_HERE, path, OS_FOLLOW, &facts, &missing))
        compare(&facts);
}

bool file_guard_was_read(void)
{
    return atomic_load(&guarded.was_read);
}
