#include "flow/batch/lock.h"

static bool take(const char *path, bool shared, struct os_file *file, struct err *e)
{
    struct os_fault why;
    if (!os_open_write(OS_HERE, path, false, file, &why))
        err_set(e, ST_IO, "check the folder and its permissions, or give another one with -o", "can't write: %s", os_fault_text(&why).text);
    else if (os_lock(file, shared, &why))
        return true;
    else if (why.kind == OS_BUSY)
        err_set(e, ST_IO, "wait for it to end, or give another folder with -o", "another run is at work in this folder");
    else
        err_set(e, ST_IO, "give a folder on another file system with -o", "can't lock: %s", os_fault_text(&why).text);
    return err_at(e, "%s", path);
}

bool lock_take(const char *folder, const struct shard *shard, struct lock *out, struct err *e)
{
    char path[4200];
    bool part = shard_is_part(shard);
    *out = (struct lock){ 0 };
    snprintf(path, sizeof path, "%s/.certcase.lock", folder);
    bool ok = take(path, part, &out->all, e);
    if (ok && part) {
        snprintf(path, sizeof path, "%s/.certcase-%ju-of-%ju.lock", folder, (uintmax_t)shard->index, (uintmax_t)shard->count);
        ok = take(path, false, &out->own, e);
    }
    if (!ok)
        lock_release(out);
    return ok;
}

void lock_release(struct lock *l)
{
    os_drop(&l->own);
    os_drop(&l->all);
}
