#include "format/zip/zip.h"

#include <time.h>
#include <zip.h>

#include "base/limits.h"
#include "format/zip/zip_map.h"

static const zip_uint32_t regular_0644 = 0100644u << 16; /* st_mode stands in the upper half */

/* What stands around the bytes of stored entries is known before, so that the ceiling holds before anything is written. */
static bool check(const struct zip_entry *entries, size_t n, struct err *e)
{
    size_t total = ZIP_END_BYTES;
    if (n == 0)
        return err_set(e, ST_INTERNAL, "report this", "an archive without entries");
    if (n > LIMIT_BUNDLE_ENTRIES)
        return err_set(e, ST_LIMIT, "split the request", "%zu files are too many for a bundle (at most %d)", n, LIMIT_BUNDLE_ENTRIES);
    for (size_t i = 0; i < n; i++) {
        total += ZIP_LOCAL_BYTES + ZIP_CENTRAL_BYTES + 2 * entries[i].name.n;
        if (total > LIMIT_BUNDLE_BYTES || entries[i].bytes.n > LIMIT_BUNDLE_BYTES - total)
            return err_set(e, ST_LIMIT, "split the request", "the bundle gets too large (at most %d bytes)", LIMIT_BUNDLE_BYTES);
        total += entries[i].bytes.n;
    }
    return true;
}

DROP(archive_drop, zip_t *, zip_discard);
DROP(source_drop, zip_source_t *, zip_source_free);

static bool fail(zip_error_t *why, struct err *e)
{
    if (zip_error_code_zip(why) == ZIP_ER_MEMORY)
        die_oom(0);
    return err_set(e, ST_INTERNAL, "report this", "the archive can't be written: %s", zip_error_strerror(why));
}

/* The first time that an archive knows, for all entries alike. libzip writes local time, so this is counted in it. */
static time_t first_time(void)
{
    struct tm day = { .tm_year = 80, .tm_mday = 1, .tm_isdst = -1 };
    return mktime(&day);
}

static bool add(struct arena *arena, zip_t *z, const struct zip_entry *entry, time_t changed)
{
    const char *name = view_dup(arena, entry->name).p;
    /* Of an ASCII name libzip 1.11 would say that it is UTF-8, and 1.7 would not: the bytes are the same when it isn't told. */
    zip_flags_t flags = view_is_ascii(entry->name) ? ZIP_FL_ENC_GUESS : ZIP_FL_ENC_UTF_8;
    zip_source_t *bytes = zip_source_buffer(z, entry->bytes.p, entry->bytes.n, 0);
    zip_int64_t i = bytes && strlen(name) == entry->name.n && entry->name.n ? zip_file_add(z, name, bytes, flags) : -1;
    if (i < 0)
        zip_source_free(bytes);
    return i >= 0 && zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_mtime(z, (zip_uint64_t)i, changed, 0) == 0 &&
           zip_file_set_external_attributes(z, (zip_uint64_t)i, 0, ZIP_OPSYS_UNIX, regular_0644) == 0;
}

static bool take_bytes(struct arena *arena, zip_source_t *written, struct view *out)
{
    zip_stat_t st;
    if (zip_source_stat(written, &st) != 0 || zip_source_open(written) != 0)
        return false;
    char *p = arena_text(arena, (size_t)st.size);
    zip_int64_t got = zip_source_read(written, p, st.size);
    (void)zip_source_close(written);
    *out = (struct view){ .p = p, .n = (size_t)st.size };
    return got >= 0 && (zip_uint64_t)got == st.size;
}

bool zip_pack(struct arena *arena, const struct zip_entry *entries, size_t n, struct view *out, struct err *e)
{
    AUTO(zip_error_fini) zip_error_t why;
    zip_error_init(&why);
    if (!check(entries, n, e))
        return false;
    AUTO(source_drop) zip_source_t *written = zip_source_buffer_create(NULL, 0, 0, &why);
    AUTO(archive_drop) zip_t *z = written ? zip_open_from_source(written, ZIP_TRUNCATE, &why) : NULL;
    if (!z)
        return fail(&why, e);
    zip_source_keep(written); /* past the archive, which owns it */
    const time_t changed = first_time();
    for (size_t i = 0; i < n; i++)
        if (!add(arena, z, &entries[i], changed))
            return err_set(e, ST_INTERNAL, "report this", "the entry %.*s can't be stored: %s", VIEW_ARG(view_first(entries[i].name, 200)),
                           zip_strerror(z));
    if (zip_close(z) != 0)
        return fail(zip_get_error(z), e);
    z = NULL;
    return take_bytes(arena, written, out) || fail(zip_source_error(written), e);
}
