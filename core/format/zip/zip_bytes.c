#include "format/zip/zip_map.h"

#include <zlib.h>

#include "base/limits.h"

enum { RAW_DEFLATE = -MAX_WBITS };

struct unpacker {
    struct arena *arena;
    struct bundle_problems *problems;
    size_t inflated; /* bytes so far */
};

/* zlib's own state is 40 KiB, and gone when it returns. */
static bool inflate_entry(struct unpacker *u, struct archive_entry *e)
{
    z_stream z = { 0 };
    union {
        const char *read;
        Bytef *next;
    } in = { .read = e->packed.p }; /* zlib reads only, but its type doesn't say so */
    if (e->size > LIMIT_INFLATED_BYTES - u->inflated)
        return problem_add(u->problems, BUNDLE_LIMIT_EXCEEDED, e->name,
                           "it isn't unpacked: with it more than %d bytes of packed entries would be", LIMIT_INFLATED_BYTES);
    u->inflated += e->size;
    if (inflateInit2(&z, RAW_DEFLATE) != Z_OK)
        die_oom(sizeof z);
    char *p = NEW(u->arena, char, (size_t)e->size + 1); /* the byte more tells what is too long */
    z.next_in = in.next;
    z.avail_in = (uInt)e->packed.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)e->size + 1;
    int rc = inflate(&z, Z_FINISH);
    size_t n = (size_t)z.total_out, used = (size_t)z.total_in;
    inflateEnd(&z);
    if (n > e->size)
        return problem_add(u->problems, BUNDLE_SIZE_MISMATCH, e->name, "it unpacks to more than the %u bytes that it declares", e->size);
    if (rc != Z_STREAM_END)
        return problem_add(u->problems, BUNDLE_ZIP_MALFORMED, e->name,
                           rc == Z_BUF_ERROR || rc == Z_OK ? "its packed data is cut off" : "its packed data is no deflate data");
    e->bytes = (struct view){ .p = p, .n = n };
    if (n != e->size)
        problem_add(u->problems, BUNDLE_SIZE_MISMATCH, e->name, "it unpacks to %zu bytes and declares %u", n, e->size);
    if (used < e->packed.n)
        problem_add(u->problems, BUNDLE_DATA_OUTSIDE, e->name, "%zu bytes follow its packed data", e->packed.n - used);
    return true;
}

static void unpack(struct unpacker *u, struct archive_entry *e)
{
    /* The map has reported all of these; here they only keep the entry shut. */
    if (!e->readable || e->size > LIMIT_ENTRY_BYTES || e->size > (uint64_t)e->packed_size * LIMIT_INFLATE_RATIO)
        return;
    if (e->method == ZIP_STORED)
        e->bytes = e->packed;
    else if (!inflate_entry(u, e))
        return;
    e->unpacked = true;
    uint32_t crc = (uint32_t)crc32_z(0, (const Bytef *)e->bytes.p, e->bytes.n);
    if (crc != e->crc)
        problem_add(u->problems, BUNDLE_DIGEST_MISMATCH, e->name, "its CRC-32 is %08x and not %08x as declared", crc, e->crc);
}

void zip_bytes(struct arena *arena, struct archive *a, struct bundle_problems *problems)
{
    struct unpacker u = { .arena = arena, .problems = problems };
    for (size_t i = 0; i < a->n_entries; i++)
        unpack(&u, &a->entries[i]);
}
