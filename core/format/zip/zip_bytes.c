#include "format/zip/zip_map.h"

#include <zlib.h>

#include "base/limits.h"

enum { RAW_DEFLATE = -MAX_WBITS };

enum inflated {
    INFLATED,          /* whole */
    INFLATED_TOO_LONG, /* there is more than the ceiling allows; *out has nothing */
    INFLATED_CUT_OFF,  /* the data ends before its end mark */
    INFLATED_BROKEN,   /* no deflate data */
};

struct unpacker {
    struct arena *arena;
    struct bundle_problems *problems;
    size_t inflated; /* bytes so far */
};

/* The map has reported all of these; here they only keep the entry shut. */
static bool is_within_limits(const struct archive_entry *e)
{
    return e->size <= LIMIT_ENTRY_BYTES && e->size <= (uint64_t)e->packed_size * LIMIT_INFLATE_RATIO;
}

/* *used gets how many bytes of `packed` were read; zlib's own state is 40 KiB, and gone when it returns. */
static enum inflated inflate_bytes(struct arena *arena, struct view packed, size_t ceiling, struct view *out, size_t *used)
{
    z_stream z = { 0 };
    *out = (struct view){ 0 };
    *used = 0;
    if (packed.n > UINT32_MAX || ceiling >= UINT32_MAX)
        return INFLATED_TOO_LONG;
    if (inflateInit2(&z, RAW_DEFLATE) != Z_OK)
        die_oom(sizeof z);
    char *p = NEW(arena, char, ceiling + 1); /* the byte more tells what is too long */
    union {
        const char *read;
        Bytef *next;
    } in = { .read = packed.p }; /* zlib reads only, but its type doesn't say so */
    z.next_in = in.next;
    z.avail_in = (uInt)packed.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)(ceiling + 1);
    int rc = inflate(&z, Z_FINISH);
    size_t n = (size_t)z.total_out;
    *used = (size_t)z.total_in;
    inflateEnd(&z);
    if (n > ceiling)
        return INFLATED_TOO_LONG;
    if (rc != Z_STREAM_END)
        return rc == Z_BUF_ERROR || rc == Z_OK ? INFLATED_CUT_OFF : INFLATED_BROKEN;
    *out = (struct view){ .p = p, .n = n };
    return INFLATED;
}

static bool inflate_entry(struct unpacker *u, struct archive_entry *e)
{
    size_t used;
    if (e->size > LIMIT_INFLATED_BYTES - u->inflated)
        return problem_add(u->arena, u->problems, BUNDLE_LIMIT_EXCEEDED, e->name,
                           "it isn't unpacked: with it more than %d bytes of packed entries would be", LIMIT_INFLATED_BYTES);
    u->inflated += e->size;
    switch (inflate_bytes(u->arena, e->packed, e->size, &e->bytes, &used)) {
    case INFLATED_TOO_LONG:
        return problem_add(u->arena, u->problems, BUNDLE_SIZE_MISMATCH, e->name, "it unpacks to more than the %u bytes that it declares",
                           e->size);
    case INFLATED_CUT_OFF:
        return problem_add(u->arena, u->problems, BUNDLE_ZIP_MALFORMED, e->name, "its packed data is cut off");
    case INFLATED_BROKEN:
        return problem_add(u->arena, u->problems, BUNDLE_ZIP_MALFORMED, e->name, "its packed data is no deflate data");
    case INFLATED:
        break;
    }
    if (e->bytes.n != e->size)
        problem_add(u->arena, u->problems, BUNDLE_SIZE_MISMATCH, e->name, "it unpacks to %zu bytes and declares %u", e->bytes.n, e->size);
    if (used < e->packed.n)
        problem_add(u->arena, u->problems, BUNDLE_DATA_OUTSIDE, e->name, "%zu bytes follow its packed data", e->packed.n - used);
    return true;
}

static void unpack(struct unpacker *u, struct archive_entry *e)
{
    if (!e->readable || !is_within_limits(e))
        return;
    if (e->method == ZIP_STORED)
        e->bytes = e->packed;
    else if (!inflate_entry(u, e))
        return;
    e->unpacked = true;
    uint32_t crc = (uint32_t)crc32_z(0, (const Bytef *)e->bytes.p, e->bytes.n);
    if (crc != e->crc)
        problem_add(u->arena, u->problems, BUNDLE_DIGEST_MISMATCH, e->name, "its CRC-32 is %08x and not %08x as declared", crc, e->crc);
}

void zip_bytes(struct arena *arena, struct archive *a, struct bundle_problems *problems)
{
    struct unpacker u = { .arena = arena, .problems = problems };
    for (size_t i = 0; i < a->n_entries; i++)
        unpack(&u, &a->entries[i]);
}
