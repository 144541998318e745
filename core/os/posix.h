/* posix.h - what the posix_*.c files share. */
#ifndef OS_POSIX_H
#define OS_POSIX_H

#include "os/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct os_folder {
    int fd;
    DIR *entries; /* NULL until the first is asked for */
};

/* Fills *why from the number; always false. */
bool posix_failed(struct os_fault *why, int code);
bool posix_done(int result, struct os_fault *why); /* of a call that says 0, or -1 and errno */
enum os_kind posix_kind(mode_t mode);

static inline int posix_fd(const struct os_file *file)
{
    return (int)file->handle - 1;
}

static inline struct os_file posix_file(int fd)
{
    return (struct os_file){ .handle = fd + 1 };
}

static inline int posix_at(const struct os_folder *in)
{
    return in ? in->fd : AT_FDCWD;
}

#endif
