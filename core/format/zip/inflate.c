#include "format/zip/inflate.h"

#include <zlib.h>

enum { RAW_DEFLATE = -MAX_WBITS };

enum inflated inflate_bytes(struct arena *arena, struct view packed, size_t ceiling, struct view *out, size_t *used)
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

uint32_t crc32_of(struct view bytes)
{
    return (uint32_t)crc32_z(0, (const Bytef *)bytes.p, bytes.n);
}
