#include "flow/batch/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static bool take(const char *path, int kind, int *fd, struct err *e)
{
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (*fd < 0) {
        err_set(e, ST_IO, "check the folder and its permissions, or give another one with -o", "can't write: %s", strerror(errno));
        return err_at(e, "%s", path);
    }
    if (flock(*fd, kind | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        err_set(e, ST_IO, "wait for it to end, or give another folder with -o", "another run is at work in this folder");
    else
        err_set(e, ST_IO, "give a folder on another file system with -o", "can't lock: %s", strerror(errno));
    return err_at(e, "%s", path);
}

bool lock_take(const char *folder, const struct shard *shard, struct lock *out, struct err *e)
{
    char path[4200];
    bool part = shard_is_part(shard);
    *out = (struct lock){ .all = -1, .own = -1 };
    snprintf(path, sizeof path, "%s/.certcase.lock", folder);
    bool ok = take(path, part ? LOCK_SH : LOCK_EX, &out->all, e);
    if (ok && part) {
        snprintf(path, sizeof path, "%s/.certcase-%ju-of-%ju.lock", folder, (uintmax_t)shard->index, (uintmax_t)shard->count);
        ok = take(path, LOCK_EX, &out->own, e);
    }
    if (!ok)
        lock_release(out);
    return ok;
}

void lock_release(struct lock *l)
{
    if (l->own >= 0)
        close(l->own);
    if (l->all >= 0)
        close(l->all);
    *l = (struct lock){ .all = -1, .own = -1 };
}
