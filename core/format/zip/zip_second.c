#include "format/zip/zip_map.h"

#include <zip.h>

enum { PIECE_BYTES = 16 << 10 };

struct second {
    struct bundle_problems *problems;
    zip_t *z;
};

DROP(archive_drop, zip_t *, zip_discard);

static void file_drop(zip_file_t **f)
{
    if (*f)
        zip_fclose(*f);
}

static bool same_bytes(zip_file_t *f, struct view want)
{
    char piece[PIECE_BYTES];
    for (;;) {
        zip_int64_t got = zip_fread(f, piece, sizeof piece);
        if (got < 0 || (zip_uint64_t)got > want.n || (got > 0 && memcmp(want.p, piece, (size_t)got) != 0))
            return false;
        if (got == 0)
            return want.n == 0;
        want = view_from(want, (size_t)got);
    }
}

/* libzip gives names as C strings, so ours is compared up to its first NUL. */
static bool same_name(struct view name, const char *seen)
{
    return view_eq_text(view_first(name, name.n ? strnlen(name.p, name.n) : 0), seen);
}

/* What it couldn't read for want of memory is no fault of the archive. */
static void die_without_memory(zip_error_t *why)
{
    if (zip_error_code_zip(why) == ZIP_ER_MEMORY)
        die_oom(0);
}

static void compare(struct second *s, size_t i, const struct archive_entry *e)
{
    zip_stat_t st;
    if (zip_stat_index(s->z, i, ZIP_FL_ENC_RAW, &st) != 0 || !same_name(e->name, st.name) || st.size != e->size) {
        problem_add(s->problems, BUNDLE_HEADERS_DISAGREE, e->name, "another reader (libzip) sees another name or size for it");
        return;
    }
    if (!e->unpacked || e->bytes.n != e->size)
        return;
    AUTO(file_drop) zip_file_t *f = zip_fopen_index(s->z, i, 0);
    if (!f)
        die_without_memory(zip_get_error(s->z));
    bool crc_reported = false; /* libzip refuses a wrong CRC, which has been said already */
    for (size_t k = 0; k < s->problems->n; k++)
        crc_reported = crc_reported || s->problems->items[k].kind == BUNDLE_DIGEST_MISMATCH;
    if (!crc_reported && (!f || !same_bytes(f, e->bytes)))
        problem_add(s->problems, BUNDLE_HEADERS_DISAGREE, e->name, "another reader (libzip) gets other bytes out of it");
}

void zip_second_look(struct view bytes, const struct archive *a, struct bundle_problems *problems)
{
    const struct view whole = { 0 };
    if (!a->usable)
        return;
    AUTO(zip_error_fini) zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);
    AUTO(archive_drop) zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (!z) {
        zip_source_free(source);
        die_without_memory(&why);
        if (a->n_entries && problems->n == 0)
            problem_add(problems, BUNDLE_HEADERS_DISAGREE, whole, "another reader (libzip) can't open it: %s", zip_error_strerror(&why));
        return;
    }
    struct second s = { .problems = problems, .z = z };
    zip_int64_t n = zip_get_num_entries(z, 0);
    if (n != (zip_int64_t)a->n_entries) {
        problem_add(problems, BUNDLE_HEADERS_DISAGREE, whole, "another reader (libzip) sees %lld entries, not %zu", (long long)n,
                    a->n_entries);
        return;
    }
    for (size_t i = 0; i < a->n_entries; i++)
        compare(&s, i, &a->entries[i]);
}
