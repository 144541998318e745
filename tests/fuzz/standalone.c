/* Runs a harness over files and folders without libFuzzer, so that every corpus is also a plain test. */
#include "base/base.h"

#include <ftw.h>

#include "base/arena.h"
#include "base/file.h"
#include "fuzz.h"

static size_t files_run;

static int run_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    struct arena arena = { 0 };
    struct view bytes;
    struct err e;
    (void)st, (void)where;
    if (kind == FTW_F && file_read(&arena, path, (size_t)16 << 20, &bytes, &e)) {
        LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
        files_run++;
    }
    arena_free(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (nftw(argv[i], run_file, 16, FTW_PHYS) != 0)
            fprintf(stderr, "%s: can't be walked\n", argv[i]);
    printf("%zu inputs\n", files_run);
    return files_run ? 0 : 1;
}
