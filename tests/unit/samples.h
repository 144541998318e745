/* samples.h - a sample file (tests/support/samples) as evidence, for tests of the steps. */
#ifndef TESTS_SAMPLES_H
#define TESTS_SAMPLES_H

#include "base/file.h"
#include "base/limits.h"
#include "format/container/container.h"
#include "unit.h"

#define SAMPLES TESTS_DIR "/support/samples/"

static inline struct cert_file *sample_read(struct x509_ctx *x, struct arena *arena, const char *path)
{
    static const struct view password = VIEW_ROW("certcase");
    struct cert_file *file = NEW(arena, struct cert_file, 1);
    struct err e;
    file->path = view_of(path);
    file->name = path_name(file->path);
    if (!file_read(arena, path, LIMIT_INPUT_BYTES, &file->bytes, &e))
        fail_msg("%s: %s", e.where, e.what);
    container_identify(file);
    container_read(x, arena, &password, file);
    return file;
}

/* `paths` ends with NULL. */
static inline struct evidence samples_read(struct x509_ctx *x, struct arena *arena, const char *const *paths)
{
    struct evidence evidence = { 0 };
    size_t n = 0;
    while (paths[n])
        n++;
    evidence.files = NEW(arena, struct cert_file *, n);
    for (size_t i = 0; i < n; i++)
        evidence.files[evidence.n_files++] = sample_read(x, arena, paths[i]);
    return evidence;
}

#endif
