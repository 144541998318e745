#include "format/request/request_parts.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/text_read.h"

enum { FIRST_BYTES = 1024 };

bool request_input_open(struct request_input *in, const char *path, struct err *e)
{
    uint64_t size;
    in->line = 1;
    if (!file_open(path, &in->file, e))
        return false;
    if (file_check_kind(&in->file, path, "give - and redirect it to standard input", &size, e))
        return true;
    request_input_close(in);
    return false;
}

void request_input_close(struct request_input *in)
{
    os_drop(&in->file);
    arena_free(&in->scratch);
}

static size_t read_some(struct request_input *in, char *to, size_t room)
{
    size_t got = 0;
    if (!in->ended)
        in->ended = !os_read(&in->file, to, room, &got, &in->cause) || got == 0;
    return got;
}

/* Complete characters only: an odd byte or the first half of a pair waits for what follows it, unless nothing does. */
static size_t complete_units(const struct request_input *in)
{
    size_t n = in->n_raw & ~(size_t)1;
    if (in->ended || n < 2)
        return in->n_raw;
    unsigned char high = (unsigned char)in->raw[in->is_big_endian ? n - 2 : n - 1];
    return high >= 0xD8 && high <= 0xDB ? n - 2 : n;
}

static void decode(struct request_input *in)
{
    size_t n = complete_units(in);
    struct view text = utf16_to_utf8(&in->scratch, (struct view){ .p = in->raw, .n = n }, in->is_big_endian);
    memcpy(in->bytes + in->n, text.p, text.n);
    in->n += text.n;
    in->n_raw -= n;
    memmove(in->raw, in->raw + n, in->n_raw);
    arena_reset(&in->scratch);
}

static bool more_utf16(struct request_input *in)
{
    size_t before = in->n, room = (sizeof in->bytes - in->n) / 2; /* two bytes become three at most */
    if (room > sizeof in->raw)
        room = sizeof in->raw;
    while (in->n == before && !in->ended && in->n_raw < room) {
        in->n_raw += read_some(in, in->raw + in->n_raw, room - in->n_raw);
        decode(in);
    }
    return in->n > before;
}

/* Told by the first bytes. */
static void know_characters(struct request_input *in)
{
    size_t mark = 0;
    while (in->n < FIRST_BYTES && !in->ended) /* no more than `raw` takes over */
        in->n += read_some(in, in->bytes + in->n, sizeof in->raw - in->n);
    struct view first = { .p = in->bytes, .n = in->n };
    in->is_known = true;
    in->is_utf16 = text_is_utf16(first, &in->is_big_endian, &mark);
    in->at = view_starts(first, VIEW(UTF8_MARK)) ? strlen(UTF8_MARK) : 0;
    if (!in->is_utf16)
        return;
    in->n_raw = in->n - mark;
    memcpy(in->raw, in->bytes + mark, in->n_raw);
    in->n = in->at = 0;
    decode(in);
}

static bool more(struct request_input *in)
{
    if (in->is_utf16)
        return more_utf16(in);
    size_t got = read_some(in, in->bytes + in->n, sizeof in->bytes - in->n);
    in->n += got;
    return got > 0;
}

static bool refill(struct request_input *in)
{
    in->at = in->n = 0;
    if (in->is_known)
        return more(in);
    know_characters(in);
    return in->at < in->n;
}

struct view request_input_ahead(struct request_input *in)
{
    if (!in->is_known)
        refill(in);
    while (in->n - in->at < FIRST_BYTES && in->n < sizeof in->bytes / 2 && more(in))
        continue;
    return (struct view){ .p = in->bytes + in->at, .n = in->n - in->at };
}

int request_peek(struct request_input *in)
{
    return in->at < in->n || refill(in) ? (unsigned char)in->bytes[in->at] : -1;
}

int request_take(struct request_input *in)
{
    int c = request_peek(in);
    if (c < 0)
        return c;
    in->at++;
    in->line += c == '\r' || (c == '\n' && !in->after_cr);
    in->after_cr = c == '\r';
    return c;
}

void request_skip_space(struct request_input *in)
{
    for (int c = request_peek(in); c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = request_peek(in))
        request_take(in);
}

bool request_input_ok(const struct request_input *in, struct err *e)
{
    return in->cause.kind == OS_FINE || err_set(e, ST_IO, "", "can't read: %s", os_fault_text(&in->cause).text);
}

/* --- a row --- */

void request_begin(struct request_reader *r)
{
    buf_clear(&r->row);
    r->line = r->in.line;
}

bool request_keep(struct request_reader *r, int c)
{
    if (r->row.n >= LIMIT_REQUEST_BYTES)
        return false;
    buf_putc(&r->row, (char)c);
    return true;
}

enum request_result request_too_long(const char *row, struct err *e)
{
    err_set(e, ST_LIMIT, "check that each request ends where it should", "%s is longer than %d bytes", row, LIMIT_REQUEST_BYTES);
    return REQUEST_BAD_ROW;
}
