/* posix.h - what the posix_*.c files share. */
#ifndef OS_POSIX_H
#define OS_POSIX_H

#include "os/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

/* Instrumented programs read /proc, clone a process that traces them to look for leaks, start a symboliser, write coverage. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) || \
    __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer) || defined(CERTCASE_COVERAGE)
enum { IS_CHECKED = 1 };
#else
enum { IS_CHECKED = 0 };
#endif
enum { FILES_MOST = 4096 /* open at once */ };

/* Held by the thread that waits for signals while it does anything else: children are made when it holds no lock that they would need. */
extern pthread_mutex_t posix_heard;

struct os_folder {
    int fd;
    DIR *entries; /* NULL until the first is asked for */
};

/* Fills *why from the number; always false. */
bool posix_failed(struct os_fault *why, int code);
bool posix_done(int result, struct os_fault *why); /* of a call that says 0, or -1 and errno */
enum os_kind posix_kind(mode_t mode);
sigset_t posix_interruptions(void);

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
