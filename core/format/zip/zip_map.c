#include "format/zip/zip_map.h"

#include "base/limits.h"
#include "model/finding.h"

enum { END64_BYTES = 56, LOCATOR_BYTES = 20, COMMENT_MAX = 65535 };
enum { FLAG_ENCRYPTED = 1u << 0, FLAG_DESCRIPTOR = 1u << 3, FLAG_STRONG = 1u << 6, FLAG_MASKED = 1u << 13 };
enum { METHOD_AES = 99 };
enum { EXTRA_ZIP64 = 0x0001, EXTRA_UNICODE_COMMENT = 0x6375, EXTRA_UNICODE_PATH = 0x7075, EXTRA_AES = 0x9901 };

#define WHOLE ((struct view){ 0 })
static const struct bundle_problem comment_found = { .kind = BUNDLE_DATA_OUTSIDE, .severity = SEV_WARNING };

#define SAY(m, ...) problem_add((m)->problems, __VA_ARGS__)

struct map {
    struct arena *arena;
    struct view bytes;
    struct archive *out;
    struct bundle_problems *problems;
    size_t end_at, directory_at, directory_end; /* of the end record and the central directory */
};

static bool has_signature(struct view v, size_t at, const char *signature)
{
    return at <= v.n && v.n - at >= 4 && memcmp(v.p + at, signature, 4) == 0;
}

/* The next end record from `from` on. Its first letter is found many bytes at a time. */
static bool next_end(struct view v, size_t from, size_t *at)
{
    for (size_t n; view_find(view_from(v, from), VIEW("P"), &n); from = *at + 1) {
        *at = from + n;
        if (has_signature(v, *at, "PK\5\6"))
            return v.n - *at >= ZIP_END_BYTES;
    }
    return false;
}

/* tar pads what it writes into a pipe with zeros. */
static void say_behind(struct map *m, struct view behind)
{
    const struct bundle_problem note = { .kind = BUNDLE_DATA_OUTSIDE, .severity = SEV_NOTE };
    size_t zeros = 0;
    while (zeros < behind.n && behind.p[zeros] == '\0')
        zeros++;
    if (zeros == behind.n)
        problem_add_as(m->problems, note, WHOLE, "nothing to do: tar writes so into a pipe", "zeros follow the archive");
    else
        SAY(m, BUNDLE_DATA_OUTSIDE, WHOLE, "bytes follow the end of the archive");
}

/* The last record whose comment ends with the file; a comment can hold the signature of another one, which some readers would take. */
static bool find_end(struct map *m)
{
    struct view v = m->bytes;
    size_t lowest = v.n > ZIP_END_BYTES + COMMENT_MAX ? v.n - ZIP_END_BYTES - COMMENT_MAX : 0, found = 0, fallback = SIZE_MAX;
    for (size_t at = lowest; next_end(v, at, &at); at++) {
        fallback = at;
        if (at + ZIP_END_BYTES + little16(v, at + 20) != v.n)
            continue;
        m->end_at = at;
        found++;
    }
    if (found > 1)
        SAY(m, BUNDLE_ZIP_MALFORMED, WHOLE, "it has %zu end records; readers differ in which one they take", found);
    if (found == 0 && fallback != SIZE_MAX) {
        m->end_at = fallback;
        if (fallback + ZIP_END_BYTES + little16(v, fallback + 20) > v.n)
            SAY(m, BUNDLE_ZIP_MALFORMED, WHOLE, "the comment of its end record is cut off");
        else
            say_behind(m, view_from(v, fallback + ZIP_END_BYTES + little16(v, fallback + 20)));
    } else if (found == 0) {
        bool other = !view_starts(v, VIEW("PK"));
        problem_add_as(m->problems, (struct bundle_problem){ .kind = BUNDLE_ZIP_MALFORMED, .severity = SEV_ERROR }, WHOLE,
                       other ? "give a bundle (.zip); what a certificate file is, `inspect` says" : "",
                       "no end of a central directory: this is no zip archive, or it was cut off");
        return false;
    }
    return true;
}

/* A zip64 end record and its locator, which some tools write into any archive: it may say nothing else than the end record. Returns
 * how many bytes both have. */
static size_t read_end64(struct map *m, size_t n_entries)
{
    struct view v = m->bytes;
    size_t record = m->directory_end, locator = record + END64_BYTES;
    if (m->end_at < LOCATOR_BYTES || !has_signature(v, m->end_at - LOCATOR_BYTES, "PK\6\7"))
        return 0;
    if (m->directory_end <= m->end_at && locator + LOCATOR_BYTES == m->end_at && has_signature(v, record, "PK\6\6") &&
        little64(v, record + 4) == END64_BYTES - 12 && little64(v, record + 16) == 0 && little64(v, record + 24) == n_entries &&
        little64(v, record + 32) == n_entries && little64(v, record + 40) == m->directory_end - m->directory_at &&
        little64(v, record + 48) == m->directory_at && little32(v, locator + 4) == 0 && little64(v, locator + 8) == record &&
        little32(v, locator + 16) <= 1)
        return END64_BYTES + LOCATOR_BYTES;
    SAY(m, BUNDLE_ZIP_MALFORMED, WHOLE, "its zip64 end record says something else than its end record");
    return 0;
}

static bool read_end(struct map *m, size_t *n_entries)
{
    struct view v = m->bytes;
    size_t at = m->end_at, here = little16(v, at + 8), size = little32(v, at + 12);
    *n_entries = little16(v, at + 10);
    m->directory_at = little32(v, at + 16);
    m->directory_end = m->directory_at + size;
    if (little16(v, at + 20) != 0)
        problem_add_as(m->problems, comment_found, WHOLE, "", "the archive has a comment of %u bytes", (unsigned)little16(v, at + 20));
    size_t end64 = read_end64(m, *n_entries);
    if (little16(v, at + 4) != 0 || little16(v, at + 6) != 0)
        SAY(m, BUNDLE_ZIP_MALFORMED, WHOLE, "it claims to be one part of several");
    if (here != *n_entries)
        SAY(m, BUNDLE_HEADERS_DISAGREE, WHOLE, "the end record counts %zu and %zu entries", here, *n_entries);
    if (m->directory_end > at)
        return SAY(m, BUNDLE_ZIP_MALFORMED, WHOLE, "the central directory lies outside the file");
    if (m->directory_end + end64 != at)
        SAY(m, BUNDLE_DATA_OUTSIDE, WHOLE, "%zu bytes lie between the central directory and its end record", at - m->directory_end);
    return *n_entries <= LIMIT_BUNDLE_ENTRIES ||
           SAY(m, BUNDLE_LIMIT_EXCEEDED, WHOLE, "%zu entries (at most %d are looked at)", *n_entries, LIMIT_BUNDLE_ENTRIES);
}

/* Times and owners, as usual programs write them; a name and a comment once more. What is longer holds something else. */
static bool is_usual_extra(unsigned kind, size_t n)
{
    enum { SHORT = 64 };
    static const unsigned times_and_owners[] = { 0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe };
    for (size_t i = 0; i < COUNT_OF(times_and_owners); i++)
        if (kind == times_and_owners[i])
            return n <= SHORT;
    return n == 0 || kind == EXTRA_ZIP64 || kind == EXTRA_UNICODE_PATH || kind == EXTRA_UNICODE_COMMENT || kind == EXTRA_AES;
}

/* Extra fields that make readers see another size or another name, or that hold what no reader shows. */
static void check_extra(struct map *m, const struct archive_entry *e, struct view extra, bool zip64, const char *where)
{
    const struct bundle_problem hidden = { .kind = BUNDLE_DATA_OUTSIDE, .severity = SEV_WARNING };
    struct view head, data;
    while (extra.n) {
        if (!view_take(&extra, 4, &head) || !view_take(&extra, little16(head, 2), &data)) {
            SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "its %s has a broken extra field", where);
            return;
        }
        bool sizes = little16(head, 0) == EXTRA_ZIP64;
        if (sizes && !zip64)
            SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "its %s has a zip64 field, which an archive of this size never needs", where);
        else if (little16(head, 0) == EXTRA_UNICODE_PATH && !view_eq(view_from(data, 5), e->name))
            SAY(m, BUNDLE_HEADERS_DISAGREE, e->name, "its %s gives it a second name", where);
        else if (!is_usual_extra(little16(head, 0), data.n))
            problem_add_as(m->problems, hidden, e->name, "",
                           "its %s has an extra field of kind 0x%04x with %zu bytes, which nobody sees", where,
                           (unsigned)little16(head, 0), data.n);
        zip64 = zip64 && !sizes; /* a second one may have other sizes for other readers */
    }
}

static bool is_encrypted(const struct archive_entry *e)
{
    return (e->flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED)) || e->method == METHOD_AES;
}

static void check_entry(struct map *m, const struct archive_entry *e)
{
    if (is_encrypted(e))
        SAY(m, BUNDLE_ENCRYPTED_ENTRY, e->name, "it is encrypted");
    else if (e->method != ZIP_STORED && e->method != ZIP_DEFLATED)
        problem_add_as(m->problems, (struct bundle_problem){ .kind = BUNDLE_ZIP_MALFORMED, .severity = SEV_ERROR }, e->name,
                       "pack it anew as a plain zip: Windows' own Compress to ZIP, or zip without an option for the method",
                       "it is packed by method %u; only stored and deflated are read", (unsigned)e->method);
    if (e->method == ZIP_STORED && e->size != e->packed_size)
        SAY(m, BUNDLE_SIZE_MISMATCH, e->name, "stored, but %u bytes are said to be %u", e->packed_size, e->size);
    if (e->size > LIMIT_ENTRY_BYTES)
        SAY(m, BUNDLE_LIMIT_EXCEEDED, e->name, "%u bytes unpacked (at most %d)", e->size, LIMIT_ENTRY_BYTES);
    else if (e->size > (uint64_t)e->packed_size * LIMIT_INFLATE_RATIO)
        SAY(m, BUNDLE_LIMIT_EXCEEDED, e->name, "%u bytes unpack to %u, more than %d times as many", e->packed_size, e->size,
            LIMIT_INFLATE_RATIO);
    zip_check_name(m->arena, e, m->problems);
}

static bool read_directory(struct map *m, size_t want)
{
    struct view rest = view_first(view_from(m->bytes, m->directory_at), m->directory_end - m->directory_at), head, extra, comment;
    struct archive *a = m->out;
    a->entries = NEW(m->arena, struct archive_entry, want);
    while (a->n_entries < want && has_signature(rest, 0, "PK\1\2") && view_take(&rest, ZIP_CENTRAL_BYTES, &head)) {
        struct archive_entry *e = &a->entries[a->n_entries];
        *e = (struct archive_entry){
            .version_made = little16(head, 4),
            .flags = little16(head, 8),
            .method = little16(head, 10),
            .crc = little32(head, 16),
            .packed_size = little32(head, 20),
            .size = little32(head, 24),
            .attributes = little32(head, 38),
            .header_at = little32(head, 42),
        };
        if (!view_take(&rest, little16(head, 28), &e->name) || !view_take(&rest, little16(head, 30), &extra) ||
            !view_take(&rest, little16(head, 32), &comment))
            break;
        a->n_entries++;
        if (little16(head, 34) != 0)
            SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "it claims to lie in another part of the archive");
        if (comment.n)
            problem_add_as(m->problems, comment_found, e->name, "", "it has a comment of %zu bytes", comment.n);
        check_extra(m, e, extra, false, "directory entry");
        check_entry(m, e);
    }
    if (a->n_entries != want || rest.n)
        SAY(m, BUNDLE_ZIP_MALFORMED, WHOLE, "the central directory names %zu of the %zu entries it counts%s", a->n_entries, want,
            rest.n ? ", and goes on behind them" : "");
    return a->n_entries > 0 || want == 0;
}

/* With a descriptor behind the data the local header may leave CRC and sizes at zero. */
static void check_descriptor(struct map *m, struct archive_entry *e, bool zip64)
{
    struct view rest = view_from(m->bytes, e->end_at), d;
    bool marked = has_signature(rest, 0, "PK\7\10");
    if (!view_take(&rest, (marked ? 16u : 12u) + (zip64 ? 8u : 0u), &d)) {
        SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "its data descriptor is cut off");
        return;
    }
    size_t at = marked ? 4 : 0;
    uint64_t packed = zip64 ? little64(d, at + 4) : little32(d, at + 4), size = zip64 ? little64(d, at + 12) : little32(d, at + 8);
    if (little32(d, at) != e->crc || packed != e->packed_size || size != e->size)
        SAY(m, BUNDLE_HEADERS_DISAGREE, e->name, "its data descriptor has another CRC or size than the directory");
    e->end_at += d.n;
}

/* Sizes of a local header that are all ones stand in a zip64 field instead: who can't know yet how much comes writes so. Python before
 * 3.11.4 wrote them at both places. */
static bool take_sizes64(struct view head, struct view extra, uint64_t *packed, uint64_t *size)
{
    struct view field, data;
    *packed = little32(head, 18);
    *size = little32(head, 22);
    bool elsewhere = *packed == UINT32_MAX && *size == UINT32_MAX;
    while (view_take(&extra, 4, &field) && view_take(&extra, little16(field, 2), &data)) {
        if (little16(field, 0) != EXTRA_ZIP64 || data.n != 16)
            continue;
        if (!elsewhere && (little64(data, 0) != *size || little64(data, 8) != *packed))
            return false;
        *size = little64(data, 0);
        *packed = little64(data, 8);
        return true;
    }
    return false;
}

/* Returns whether its sizes are those of zip64. */
static bool compare_local(struct map *m, const struct archive_entry *e, struct view head, struct view name, struct view extra)
{
    bool later = e->flags & FLAG_DESCRIPTOR;
    uint32_t crc = little32(head, 14);
    uint64_t packed, size;
    bool zip64 = take_sizes64(head, extra, &packed, &size);
    if (!view_eq(name, e->name))
        SAY(m, BUNDLE_HEADERS_DISAGREE, e->name, "its local header names it '%.*s'", VIEW_ARG(view_first(name, 200)));
    if (little16(head, 6) != e->flags || little16(head, 8) != e->method)
        SAY(m, BUNDLE_HEADERS_DISAGREE, e->name, "its local header has another method or other flags");
    if ((crc != e->crc && !(later && crc == 0)) || (packed != e->packed_size && !(later && packed == 0)) ||
        (size != e->size && !(later && size == 0)))
        SAY(m, BUNDLE_HEADERS_DISAGREE, e->name, "its local header has another CRC or size");
    return zip64;
}

static void read_local(struct map *m, struct archive_entry *e)
{
    struct view rest = view_first(m->bytes, m->directory_at), head, name, extra;
    rest = view_from(rest, e->header_at);
    e->end_at = e->header_at;
    if (!has_signature(rest, 0, "PK\3\4") || !view_take(&rest, ZIP_LOCAL_BYTES, &head) || !view_take(&rest, little16(head, 26), &name) ||
        !view_take(&rest, little16(head, 28), &extra) || !view_take(&rest, e->packed_size, &e->packed)) {
        SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "its data is not where the directory says");
        return;
    }
    e->end_at = e->header_at + ZIP_LOCAL_BYTES + name.n + extra.n + e->packed_size;
    bool zip64 = compare_local(m, e, head, name, extra);
    check_extra(m, e, extra, zip64, "local header");
    if (e->flags & FLAG_DESCRIPTOR)
        check_descriptor(m, e, zip64);
    if (e->end_at > m->directory_at)
        SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "its data descriptor runs into the directory");
    e->readable = (e->method == ZIP_STORED || e->method == ZIP_DEFLATED) && !is_encrypted(e);
}

static int by_place(const void *left, const void *right)
{
    const struct archive_entry *const a = *(struct archive_entry *const *)left, *const b = *(struct archive_entry *const *)right;
    if (a->header_at != b->header_at)
        return a->header_at < b->header_at ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* What overlaps is not read: many entries over the same data would cost many times the size of the file. */
static void check_places(struct map *m)
{
    struct archive *a = m->out;
    struct archive_entry **order = NEW(m->arena, struct archive_entry *, a->n_entries + 1);
    size_t at = 0, n = 0;
    for (size_t i = 0; i < a->n_entries; i++)
        if (a->entries[i].end_at > a->entries[i].header_at)
            order[n++] = &a->entries[i];
    qsort(order, n, sizeof(order[0]), by_place);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = order[i];
        if (e->header_at < at) {
            SAY(m, BUNDLE_ZIP_MALFORMED, e->name, "it overlaps the entry before it");
            e->readable = false;
        } else if (e->header_at > at) {
            SAY(m, BUNDLE_DATA_OUTSIDE, e->name, "%zu bytes lie before it that belong to no entry", e->header_at - at);
        }
        if (e->end_at > at)
            at = e->end_at;
    }
    if (at < m->directory_at)
        SAY(m, BUNDLE_DATA_OUTSIDE, WHOLE, "%zu bytes before the central directory belong to no entry", m->directory_at - at);
}

void zip_map(struct arena *arena, struct view bytes, struct archive *out, struct bundle_problems *problems)
{
    struct map m = { .arena = arena, .bytes = bytes, .out = out, .problems = problems };
    size_t n_entries;
    *out = (struct archive){ 0 };
    if (!find_end(&m) || !read_end(&m, &n_entries) || !read_directory(&m, n_entries))
        return;
    uint64_t total = 0;
    for (size_t i = 0; i < out->n_entries; i++) {
        read_local(&m, &out->entries[i]);
        total += out->entries[i].size;
    }
    if (total > LIMIT_BUNDLE_BYTES)
        SAY(&m, BUNDLE_LIMIT_EXCEEDED, WHOLE, "%llu bytes unpacked in all (at most %d)", (unsigned long long)total, LIMIT_BUNDLE_BYTES);
    check_places(&m);
    zip_check_duplicates(arena, out, problems);
    out->usable = true;
}
