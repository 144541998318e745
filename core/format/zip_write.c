#include "format/zip_write.h"

#include <zip.h>

#include "base/limits.h"
#include "base/utf8.h"

enum {
    DOS_DATE_1980_01_01 = 0x21,
    ENTRY_OVERHEAD = 30 + 46, /* local and central header */
    END_RECORD = 22,
};
static const zip_uint32_t regular_0644 = 0100644u << 16; /* st_mode stands in the upper half */

static void archive_drop(zip_t **z)
{
    if (*z)
        zip_discard(*z);
}

static void source_drop(zip_source_t **source)
{
    if (*source)
        zip_source_free(*source);
}

static bool failed(const char *doing, zip_error_t *why, struct err *e)
{
    return err_set(e, ST_INTERNAL, "report this", "%s: %s", doing, zip_error_strerror(why));
}

static bool check(const struct zip_entry *entries, size_t n, struct err *e)
{
    size_t total = END_RECORD;
    if (n > LIMIT_BUNDLE_ENTRIES)
        return err_set(e, ST_LIMIT, "split the request", "%zu files are too many for a bundle (at most %d)", n, LIMIT_BUNDLE_ENTRIES);
    for (size_t i = 0; i < n; i++) {
        struct view name = entries[i].name;
        if (name.n == 0 || name.n > UINT16_MAX || memchr(name.p, '\0', name.n) || !utf8_valid(name))
            return err_set(e, ST_INTERNAL, "report this", "an entry's name can't be stored: %.*s", VIEW_ARG(view_first(name, 200)));
        total += ENTRY_OVERHEAD + 2 * name.n;
        if (entries[i].bytes.n > LIMIT_BUNDLE_BYTES - total || total > LIMIT_BUNDLE_BYTES)
            return err_set(e, ST_LIMIT, "split the request", "the bundle gets too large (at most %d bytes)", LIMIT_BUNDLE_BYTES);
        total += entries[i].bytes.n;
    }
    return true;
}

static bool add(zip_t *z, const struct zip_entry *entry, struct err *e)
{
    char *name = strndup(entry->name.p, entry->name.n);
    if (!name)
        die_oom(entry->name.n);
    zip_source_t *bytes = zip_source_buffer(z, entry->bytes.p, entry->bytes.n, 0);
    zip_int64_t at = bytes ? zip_file_add(z, name, bytes, ZIP_FL_ENC_UTF_8) : -1;
    free(name);
    if (at < 0) {
        zip_source_free(bytes);
        return failed("can't add to the bundle", zip_get_error(z), e);
    }
    zip_uint64_t i = (zip_uint64_t)at;
    if (zip_set_file_compression(z, i, ZIP_CM_STORE, 0) != 0 || zip_file_set_dostime(z, i, 0, DOS_DATE_1980_01_01, 0) != 0 ||
        zip_file_set_external_attributes(z, i, 0, ZIP_OPSYS_UNIX, regular_0644) != 0)
        return failed("can't describe an entry of the bundle", zip_get_error(z), e);
    return true;
}

static bool fetch(struct arena *arena, zip_source_t *source, struct view *out, struct err *e)
{
    zip_stat_t st;
    if (zip_source_stat(source, &st) != 0 || zip_source_open(source) != 0)
        return failed("can't take the bundle out", zip_source_error(source), e);
    char *p = NEW(arena, char, st.size + 1);
    zip_int64_t got = zip_source_read(source, p, st.size);
    zip_source_close(source);
    if (got < 0 || (zip_uint64_t)got != st.size)
        return failed("can't take the bundle out", zip_source_error(source), e);
    *out = (struct view){ .p = p, .n = (size_t)st.size };
    return true;
}

bool zip_pack(struct arena *arena, const struct zip_entry *entries, size_t n, struct view *out, struct err *e)
{
    AUTO(zip_error_fini) zip_error_t why;
    zip_error_init(&why);
    if (!check(entries, n, e))
        return false;
    AUTO(source_drop) zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &why);
    AUTO(archive_drop) zip_t *z = source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &why) : NULL;
    if (!z)
        return failed("can't begin a bundle", &why, e);
    zip_source_keep(source); /* the archive took the first reference */
    for (size_t i = 0; i < n; i++)
        if (!add(z, &entries[i], e))
            return false;
    if (zip_close(z) != 0)
        return failed("can't finish the bundle", zip_get_error(z), e);
    z = NULL;
    return fetch(arena, source, out, e);
}
