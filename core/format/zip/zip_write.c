#include "format/zip/zip_write.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/zip/inflate.h"

/* A stored archive is headers around bytes; the library needs ten times as long for them. */
enum {
    LOCAL_HEADER = 30,
    CENTRAL_HEADER = 46,
    END_RECORD = 22,
    VERSION_NEEDED = 10,
    MADE_BY_UNIX = 3 << 8 | 63,
    FLAG_UTF8 = 1 << 11,
    DOS_DATE_1980_01_01 = 0x21,
};
static const uint32_t regular_0644 = 0100644u << 16; /* st_mode stands in the upper half */

static bool check(const struct zip_entry *entries, size_t n, size_t *size, struct err *e)
{
    size_t total = END_RECORD;
    *size = 0;
    if (n == 0)
        return err_set(e, ST_INTERNAL, "report this", "an archive without entries");
    if (n > LIMIT_BUNDLE_ENTRIES)
        return err_set(e, ST_LIMIT, "split the request", "%zu files are too many for a bundle (at most %d)", n, LIMIT_BUNDLE_ENTRIES);
    for (size_t i = 0; i < n; i++) {
        struct view name = entries[i].name;
        if (name.n == 0 || name.n > UINT16_MAX || memchr(name.p, '\0', name.n) || !utf8_valid(name))
            return err_set(e, ST_INTERNAL, "report this", "an entry's name can't be stored: %.*s", VIEW_ARG(view_first(name, 200)));
        for (size_t k = 0; k < i; k++)
            if (view_eq(entries[k].name, name))
                return err_set(e, ST_INTERNAL, "report this", "two entries are named %.*s", VIEW_ARG(view_first(name, 200)));
        total += LOCAL_HEADER + CENTRAL_HEADER + 2 * name.n;
        if (entries[i].bytes.n > LIMIT_BUNDLE_BYTES - total || total > LIMIT_BUNDLE_BYTES)
            return err_set(e, ST_LIMIT, "split the request", "the bundle gets too large (at most %d bytes)", LIMIT_BUNDLE_BYTES);
        total += entries[i].bytes.n;
    }
    *size = total;
    return true;
}

static void put16(char **to, uint32_t value)
{
    *(*to)++ = (char)(value & 0xFF);
    *(*to)++ = (char)(value >> 8 & 0xFF);
}

static void put32(char **to, uint32_t value)
{
    put16(to, value & 0xFFFF);
    put16(to, value >> 16);
}

static void put_bytes(char **to, struct view v)
{
    if (v.n)
        memcpy(*to, v.p, v.n);
    *to += v.n;
}

static uint32_t flags_of(struct view name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] >= 0x80)
            return FLAG_UTF8;
    return 0;
}

/* What both headers of an entry have in common, from the version on. */
static void put_common(char **to, const struct zip_entry *entry, uint32_t crc)
{
    put16(to, VERSION_NEEDED);
    put16(to, flags_of(entry->name));
    put16(to, 0); /* stored */
    put16(to, 0); /* midnight */
    put16(to, DOS_DATE_1980_01_01);
    put32(to, crc);
    put32(to, (uint32_t)entry->bytes.n);
    put32(to, (uint32_t)entry->bytes.n);
    put16(to, (uint32_t)entry->name.n);
    put16(to, 0); /* no extra fields */
}

static void put_local(char **to, const struct zip_entry *entry, uint32_t crc)
{
    put32(to, 0x04034b50);
    put_common(to, entry, crc);
    put_bytes(to, entry->name);
    put_bytes(to, entry->bytes);
}

static void put_central(char **to, const struct zip_entry *entry, uint32_t crc, size_t at)
{
    put32(to, 0x02014b50);
    put16(to, MADE_BY_UNIX);
    put_common(to, entry, crc);
    put16(to, 0); /* no comment */
    put16(to, 0); /* disk */
    put16(to, 0); /* internal attributes */
    put32(to, regular_0644);
    put32(to, (uint32_t)at);
    put_bytes(to, entry->name);
}

bool zip_pack(struct arena *arena, const struct zip_entry *entries, size_t n, struct view *out, struct err *e)
{
    size_t size;
    if (!check(entries, n, &size, e))
        return false;
    uint32_t *crcs = NEW(arena, uint32_t, n);
    size_t *places = NEW(arena, size_t, n);
    char *bytes = NEW(arena, char, size + 1), *to = bytes;
    for (size_t i = 0; i < n; i++) {
        places[i] = (size_t)(to - bytes);
        crcs[i] = crc32_of(entries[i].bytes);
        put_local(&to, &entries[i], crcs[i]);
    }
    size_t central = (size_t)(to - bytes);
    for (size_t i = 0; i < n; i++)
        put_central(&to, &entries[i], crcs[i], places[i]);
    size_t end = (size_t)(to - bytes);
    put32(&to, 0x06054b50);
    put32(&to, 0); /* disks */
    put16(&to, (uint32_t)n);
    put16(&to, (uint32_t)n);
    put32(&to, (uint32_t)(end - central));
    put32(&to, (uint32_t)central);
    put16(&to, 0); /* no comment */
    *out = (struct view){ .p = bytes, .n = (size_t)(to - bytes) };
    return true;
}
