/* folder.h - a folder of its own for a test that lets openssl make its inputs; gone with all its files at the end. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "unit.h"

#include <unistd.h>

struct folder {
    char path[64];
    struct arena arena;
};

/* Runs a shell command inside of the folder; its output is kept back unless it fails. True when it succeeded. */
static inline bool folder_try(struct folder *f, const char *command)
{
    char line[4096];
    int n = snprintf(line, sizeof line, "cd '%s' && ( set -e; %s ) >log 2>&1 </dev/null", f->path, command);
    assert_in_range(n, 1, sizeof line - 1);
    return system(line) == 0;
}

static inline struct view folder_read(struct folder *f, const char *name)
{
    struct view bytes;
    struct err e = { 0 };
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", f->path, name);
    if (!file_read(&f->arena, path, LIMIT_INPUT_BYTES, &bytes, &e))
        fail_msg("%s: %s", path, e.what);
    return bytes;
}

static inline void folder_sh(struct folder *f, const char *command)
{
    if (!folder_try(f, command))
        fail_msg("%s: %.*s", command, VIEW_ARG(folder_read(f, "log")));
}

static inline void folder_write(struct folder *f, const char *name, struct view bytes)
{
    struct err e = { 0 };
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", f->path, name);
    if (!file_write(path, bytes, &(struct file_options){ .access = OS_FOR_OWNER, .overwrite = true }, &e))
        fail_msg("%s: %s", path, e.what);
}

static inline void folder_open(struct folder *f)
{
    const char *base = getenv("TMPDIR");
    *f = (struct folder){ 0 };
    (void)snprintf(f->path, sizeof f->path, "%.40s/certcase-XXXXXX", base && *base ? base : "/tmp");
    assert_non_null(mkdtemp(f->path));
    assert_int_equal(setenv("SSL_CERT_FILE", "/dev/null", 1), 0); /* openssl starts four times as fast */
}

static inline void folder_close(struct folder *f)
{
    char line[100];
    (void)snprintf(line, sizeof line, "rm -rf '%s'", f->path);
    assert_int_equal(system(line), 0);
    arena_free(&f->arena);
}

/* Bytes on the heap at their exact size, so that a read past the end is seen. */
static inline struct view exact_copy(struct view v, char **to_free)
{
    *to_free = malloc(v.n ? v.n : 1);
    assert_non_null(*to_free);
    if (v.n)
        memcpy(*to_free, v.p, v.n);
    return (struct view){ .p = *to_free, .n = v.n };
}

#endif
