#include "format/zip/zip_read.h"

#include <zip.h>

#include "base/limits.h"

/* libzip puts a space where a name holds NUL; only the directory itself has the name (APPNOTE 4.3.12, 4.3.16). */
enum {
    END_BYTES = 22,
    ROW_BYTES = 46,
};

struct directory {
    struct view rows;
    size_t n;
};

static unsigned long number(struct view v, size_t at, size_t bytes)
{
    unsigned long value = 0;
    while (bytes--)
        value = value << 8 | (unsigned char)v.p[at + bytes];
    return value;
}

static bool broken(const char *what, struct err *e)
{
    return err_set(e, ST_FORMAT, "download or copy the bundle again", "not a readable zip archive: %s", what);
}

static bool find_directory(struct view archive, struct directory *out, struct err *e)
{
    const struct view mark = VIEW("PK\5\6");
    for (size_t back = END_BYTES; back <= archive.n && back <= END_BYTES + UINT16_MAX; back++) {
        struct view end = view_from(archive, archive.n - back);
        if (!view_starts(end, mark) || number(end, 20, 2) != back - END_BYTES)
            continue;
        size_t offset = number(end, 16, 4), size = number(end, 12, 4);
        out->n = number(end, 10, 2);
        if (offset > archive.n - back || size > archive.n - back - offset)
            return broken("its directory lies outside", e);
        out->rows = view_first(view_from(archive, offset), size);
        return true;
    }
    if (!view_starts(archive, VIEW("PK")))
        return err_set(e, ST_FORMAT, "give a bundle (.zip); `certcase inspect` looks at certificate files", "not a zip archive");
    return broken("it has no end record (cut off?)", e);
}

static bool take_name(struct directory *d, struct view *name, struct err *e)
{
    struct view row;
    if (!view_take(&d->rows, ROW_BYTES, &row) || !view_starts(row, VIEW("PK\1\2")))
        return broken("its directory is damaged", e);
    size_t rest = number(row, 30, 2) + number(row, 32, 2);
    if (!view_take(&d->rows, number(row, 28, 2), name) || !view_take(&d->rows, rest, &row))
        return broken("its directory is damaged", e);
    return true;
}

static bool refuse(struct view name, enum status status, const char *what, struct err *e)
{
    return err_set(e, status, "don't use this bundle; ask where it comes from", "entry %.*s %s", VIEW_ARG(view_first(name, 150)), what);
}

static bool check_entry(struct view name, const zip_stat_t *st, size_t *total, struct err *e)
{
    const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if ((st->valid & need) != need)
        return refuse(name, ST_FORMAT, "has no size", e);
    if (st->encryption_method != ZIP_EM_NONE)
        return refuse(name, ST_FORMAT, "is encrypted", e);
    if (st->comp_method != ZIP_CM_STORE && st->comp_method != ZIP_CM_DEFLATE)
        return refuse(name, ST_FORMAT, "is compressed in a way other than deflate", e);
    if (st->size > LIMIT_ENTRY_BYTES)
        return refuse(name, ST_LIMIT, "is too large when unpacked", e);
    if (st->size > st->comp_size * LIMIT_INFLATE_RATIO)
        return refuse(name, ST_LIMIT, "unpacks to more than 200 times its size", e);
    *total += (size_t)st->size;
    return *total <= LIMIT_UNPACKED_BYTES ? true : refuse(name, ST_LIMIT, "and those before it are too large when unpacked", e);
}

static void file_drop(zip_file_t **f)
{
    if (*f)
        zip_fclose(*f);
}

static bool unpack_entry(struct arena *arena, zip_t *z, zip_uint64_t i, size_t size, struct zip_entry *entry, struct err *e)
{
    AUTO(file_drop) zip_file_t *f = zip_fopen_index(z, i, 0);
    if (!f)
        return refuse(entry->name, ST_FORMAT, "can't be opened", e);
    char *p = NEW(arena, char, size + 1);
    size_t n = 0;
    zip_int64_t got;
    do {
        got = zip_fread(f, p + n, size + 1 - n); /* the byte more reaches the end, where libzip compares the CRC */
        n += got > 0 ? (size_t)got : 0;
    } while (got > 0 && n <= size);
    if (got < 0 || n != size)
        return refuse(entry->name, ST_FORMAT, got < 0 ? "is damaged (its checksum or packing is wrong)" : "is not as long as it says", e);
    p[n] = '\0';
    entry->bytes = (struct view){ .p = p, .n = n };
    return true;
}

/* Both must have read the same directory: an archive can hold a second one in its comment. */
static bool is_same_name(struct view name, const char *by_libzip)
{
    if (!by_libzip || strlen(by_libzip) != name.n)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (by_libzip[i] != (name.p[i] ? name.p[i] : ' '))
            return false;
    return true;
}

static bool unpack_all(struct arena *arena, zip_t *z, struct directory d, struct zip_entry *entries, struct err *e)
{
    size_t total = 0;
    for (size_t i = 0; i < d.n; i++) {
        zip_stat_t st;
        if (!take_name(&d, &entries[i].name, e))
            return false;
        if (zip_stat_index(z, i, ZIP_FL_ENC_RAW, &st) != 0)
            return broken("its directory is damaged", e);
        if (!is_same_name(entries[i].name, st.name))
            return broken("it has two directories that differ", e);
        if (!check_entry(entries[i].name, &st, &total, e) || !unpack_entry(arena, z, i, (size_t)st.size, &entries[i], e))
            return false;
    }
    return true;
}

static void archive_drop(zip_t **z)
{
    if (*z)
        zip_discard(*z);
}

static zip_t *open_archive(struct view archive, struct err *e)
{
    AUTO(zip_error_fini) zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(archive.p, archive.n, 0, &why);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (!z) {
        zip_source_free(source);
        broken(zip_error_strerror(&why), e);
    }
    return z;
}

bool zip_unpack(struct arena *arena, struct view archive, struct zip_entry **entries, size_t *n, struct err *e)
{
    struct directory d;
    if (archive.n > LIMIT_BUNDLE_BYTES)
        return err_set(e, ST_LIMIT, "check that this is a bundle", "%zu bytes is too large for a bundle (at most %d)", archive.n,
                       LIMIT_BUNDLE_BYTES);
    if (!find_directory(archive, &d, e))
        return false;
    if (d.n > LIMIT_BUNDLE_ENTRIES)
        return err_set(e, ST_LIMIT, "check that this is a bundle", "%zu entries are too many for a bundle (at most %d)", d.n,
                       LIMIT_BUNDLE_ENTRIES);
    AUTO(archive_drop) zip_t *z = open_archive(archive, e);
    if (!z)
        return false;
    if (zip_get_num_entries(z, 0) != (zip_int64_t)d.n)
        return broken("it has two directories that differ", e);
    *entries = NEW(arena, struct zip_entry, d.n);
    *n = d.n;
    return unpack_all(arena, z, d, *entries, e);
}

const struct zip_entry *zip_find(const struct zip_entry *entries, size_t n, struct view name)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(entries[i].name, name))
            return &entries[i];
    return NULL;
}
