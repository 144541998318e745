/* Archives made by others, damaged or hostile: bounded, never a crash, and what an audit calls an error is refused. */
#include "format/zip/zip.h"

#include "base/buf.h"
#include "folder.h"

/* What one entry of a hand-made archive says; zero means the truth. */
struct lie {
    unsigned flags, method;
    long crc, packed, unpacked;
    bool crc_wrong;
};

struct maker {
    struct buf out, directory;
    unsigned n;
};

static void put_number(struct buf *b, unsigned long value, size_t bytes)
{
    for (; bytes; bytes--, value >>= 8)
        buf_putc(b, (char)(value & 0xFF));
}

static unsigned long crc32_of(struct view bytes)
{
    unsigned long crc = 0xFFFFFFFF;
    for (size_t i = 0; i < bytes.n; i++) {
        crc ^= (unsigned char)bytes.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return crc ^ 0xFFFFFFFF;
}

static void put_header(struct buf *b, struct view name, struct view bytes, const struct lie *lie)
{
    put_number(b, lie->flags, 2);
    put_number(b, lie->method, 2);
    put_number(b, 0x210000, 4);
    put_number(b, lie->crc_wrong ? 1 : lie->crc ? (unsigned long)lie->crc : crc32_of(bytes), 4);
    put_number(b, lie->packed ? (unsigned long)lie->packed : bytes.n, 4);
    put_number(b, lie->unpacked ? (unsigned long)lie->unpacked : bytes.n, 4);
    put_number(b, name.n, 2);
    put_number(b, 0, 2);
}

static void make_entry(struct maker *m, struct view name, struct view bytes, struct lie lie)
{
    size_t at = m->out.n;
    buf_put(&m->out, VIEW("PK\3\4\12\0"));
    put_header(&m->out, name, bytes, &lie);
    buf_put(&m->out, name);
    buf_put(&m->out, bytes);
    buf_put(&m->directory, VIEW("PK\1\2\77\3\12\0"));
    put_header(&m->directory, name, bytes, &lie);
    put_number(&m->directory, 0, 6);
    put_number(&m->directory, 0x81A40000, 4);
    put_number(&m->directory, at, 4);
    buf_put(&m->directory, name);
    m->n++;
}

static struct view make_end(struct maker *m, const char *comment)
{
    size_t at = m->out.n;
    buf_put(&m->out, buf_view(&m->directory));
    buf_put(&m->out, VIEW("PK\5\6\0\0\0\0"));
    put_number(&m->out, m->n, 2);
    put_number(&m->out, m->n, 2);
    put_number(&m->out, m->directory.n, 4);
    put_number(&m->out, at, 4);
    put_number(&m->out, strlen(comment), 2);
    buf_text(&m->out, comment);
    assert_false(m->out.failed);
    return buf_view(&m->out);
}

static struct maker maker(void)
{
    return (struct maker){ .out = BUF_INIT(100 << 20), .directory = BUF_INIT(1 << 20) };
}

static void maker_free(struct maker *m)
{
    buf_free(&m->out);
    buf_free(&m->directory);
}

struct unpacked {
    struct arena arena;
    struct zip_entry *entries;
    size_t n;
    struct err e;
};

static bool unpack(struct unpacked *u, struct view archive)
{
    *u = (struct unpacked){ 0 };
    return zip_unpack(&u->arena, archive, &u->entries, &u->n, &u->e);
}

/* Odd ones of names that audit only warns of come as they are stored; those that would do harm are refused, and shown safely. */
static void odd_names_are_read_and_harmful_ones_refused(void **state)
{
    static const struct view harmful[] = {
        VIEW_ROW("case.xml\0.exe"), VIEW_ROW("../../etc/passwd"), VIEW_ROW("a\xFF\x1b[31m"), VIEW_ROW("CASE.xml"), VIEW_ROW("C:\\x"),
        VIEW_ROW(""),
    };
    (void)state;
    for (size_t i = 0; i <= COUNT_OF(harmful); i++) {
        struct maker m = maker();
        struct unpacked u;
        make_entry(&m, VIEW("case.xml"), VIEW("some bytes"), (struct lie){ 0 });
        make_entry(&m, VIEW("folder/"), VIEW(""), (struct lie){ 0 });
        make_entry(&m, i < COUNT_OF(harmful) ? harmful[i] : VIEW("z\xC3\xA9.txt"), VIEW("more"), (struct lie){ 0 });
        bool ok = unpack(&u, make_end(&m, "with a comment"));
        if (ok != (i == COUNT_OF(harmful)) || (!ok && (u.e.status != ST_FORMAT || strchr(u.e.what, '\x1b'))))
            fail_msg("row %zu: %s", i, ok ? "accepted" : u.e.what);
        assert_true(!ok || (u.n == 3 && view_eq_text(u.entries[2].name, "z\xC3\xA9.txt")));
        assert_true(!ok || view_eq_text(u.entries[0].bytes, "some bytes"));
        arena_free(&u.arena);
        maker_free(&m);
    }
}

static void lies_about_an_entry_are_refused_with_its_name(void **state)
{
    static const struct {
        struct lie lie;
        enum status want;
        const char *what;
    } rows[] = {
        { { .flags = 1 }, ST_FORMAT, "is encrypted" },
        { { .method = 12 }, ST_FORMAT, "only stored and deflated" },
        { { .method = 99 }, ST_FORMAT, "" },
        { { .method = 8 }, ST_FORMAT, "no deflate data" },
        { { .crc_wrong = true }, ST_FORMAT, "CRC-32" },
        { { .unpacked = 9 }, ST_FORMAT, "" },
        { { .unpacked = 11 }, ST_FORMAT, "" },
        { { .method = 8, .unpacked = 1 << 20 }, ST_LIMIT, "200 times" },
        { { .unpacked = LIMIT_ENTRY_BYTES + 1, .packed = LIMIT_ENTRY_BYTES + 1 }, ST_LIMIT, "at most" },
        { { .packed = 1 << 20, .unpacked = 1 << 20 }, ST_FORMAT, "" },
        { { .packed = 0xFFFFFFFF, .unpacked = 0xFFFFFFFF }, 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct maker m = maker();
        struct unpacked u;
        make_entry(&m, VIEW("bad"), VIEW("ten bytes."), rows[i].lie);
        assert_false(unpack(&u, make_end(&m, "")));
        if ((rows[i].want && u.e.status != rows[i].want) || !strstr(u.e.what, rows[i].what) || !u.e.hint[0])
            fail_msg("row %zu: %s", i, u.e.what);
        assert_true(!rows[i].what[0] || strstr(u.e.what, "entry bad: "));
        arena_free(&u.arena);
        maker_free(&m);
    }
}

static void what_is_no_archive_is_refused(void **state)
{
    static const struct view rows[] = {
        VIEW_ROW(""), VIEW_ROW("PK"), VIEW_ROW("PK\3\4"), VIEW_ROW("-----BEGIN CERTIFICATE-----\n"),
        VIEW_ROW("PK\5\6\0\0\0\0\1\0\1\0\56\0\0\0\0\0\0\0\0\0"),         /* a directory that is not there */
        VIEW_ROW("PK\5\6\0\0\0\0\377\377\377\377\377\377\377\377\377\377\377\377\0\0"), /* zip64 says look elsewhere */
        VIEW_ROW("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0"),          /* a comment that is not there */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct unpacked u;
        char *exact;
        if (unpack(&u, exact_copy(rows[i], &exact)))
            fail_msg("row %zu is accepted", i);
        assert_true(u.e.status == ST_FORMAT || u.e.status == ST_LIMIT);
        free(exact);
        arena_free(&u.arena);
    }
}

static struct view small_archive(struct maker *m)
{
    *m = maker();
    make_entry(m, VIEW("TICKET.txt"), VIEW("# Ticket\n"), (struct lie){ 0 });
    make_entry(m, VIEW("case.xml"), VIEW("<case/>"), (struct lie){ 0 });
    return make_end(m, "");
}

static void an_archive_that_is_cut_off_anywhere_is_refused(void **state)
{
    struct maker m;
    struct view whole = small_archive(&m);
    (void)state;
    for (size_t n = 0; n < whole.n; n++) {
        struct unpacked u;
        char *exact;
        if (unpack(&u, exact_copy(view_first(whole, n), &exact)))
            fail_msg("accepted with %zu of %zu bytes", n, whole.n);
        free(exact);
        arena_free(&u.arena);
    }
    maker_free(&m);
}

static void an_archive_with_any_byte_changed_is_no_crash(void **state)
{
    static const unsigned char masks[] = { 0x01, 0x80, 0xFF, 0x40 };
    struct maker m;
    struct view whole = small_archive(&m);
    (void)state;
    for (size_t i = 0; i < whole.n * COUNT_OF(masks); i++) {
        struct unpacked u;
        char *exact;
        struct view copy = exact_copy(whole, &exact);
        exact[i / COUNT_OF(masks)] ^= (char)masks[i % COUNT_OF(masks)];
        if (unpack(&u, copy))
            for (size_t k = 0; k < u.n; k++)
                assert_true(u.entries[k].bytes.n <= whole.n);
        free(exact);
        arena_free(&u.arena);
    }
    maker_free(&m);
}

static void bytes_behind_the_archive_are_refused(void **state)
{
    struct maker m;
    struct unpacked u;
    (void)state;
    small_archive(&m);
    buf_text(&m.out, "more");
    assert_false(unpack(&u, buf_view(&m.out)));
    assert_int_equal(u.e.status, ST_FORMAT);
    arena_free(&u.arena);
    maker_free(&m);
}

static void entries_have_a_ceiling(void **state)
{
    struct arena names = { 0 };
    (void)state;
    for (unsigned n = LIMIT_BUNDLE_ENTRIES - 1; n <= LIMIT_BUNDLE_ENTRIES + 1; n++) {
        struct maker m = maker();
        struct unpacked u;
        for (unsigned i = 0; i < n; i++)
            make_entry(&m, view_fmt(&names, "%u", i), VIEW("x"), (struct lie){ 0 });
        assert_int_equal(unpack(&u, make_end(&m, "")), n <= LIMIT_BUNDLE_ENTRIES);
        assert_true(n <= LIMIT_BUNDLE_ENTRIES || u.e.status == ST_LIMIT);
        arena_free(&u.arena);
        maker_free(&m);
    }
    arena_free(&names);
}

static void sizes_have_ceilings(void **state)
{
    static char zeros[LIMIT_ENTRY_BYTES + 1];
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct maker m = maker();
        struct unpacked u;
        make_entry(&m, VIEW("large"), (struct view){ zeros, (size_t)(LIMIT_ENTRY_BYTES + more) }, (struct lie){ 0 });
        assert_int_equal(unpack(&u, make_end(&m, "")), more <= 0);
        assert_true(more <= 0 || u.e.status == ST_LIMIT);
        arena_free(&u.arena);
        maker_free(&m);
    }
    struct unpacked u;
    struct arena arena = { 0 };
    size_t n = LIMIT_BUNDLE_BYTES + 1;
    assert_false(unpack(&u, (struct view){ NEW(&arena, char, n), n }));
    assert_int_equal(u.e.status, ST_LIMIT);
    arena_free(&u.arena);
    arena_free(&arena);
}

/* Deflated ones come from zip itself. */
static void packed_entries_are_unpacked_unless_they_explode(void **state)
{
    static const struct {
        const char *name, *command;
        enum status want;
    } rows[] = {
        { "text", "printf 'hello hello hello hello hello\\n' > a; zip -q -X t.zip a", ST_OK },
        { "bomb", "head -c 4000000 /dev/zero > a; zip -q -X t.zip a", ST_LIMIT },
        { "many bombs",
          "seq 1 6000 > b; for i in $(seq 290); do cat b; done > a1; "
          "for i in $(seq 2 9); do cp a1 a$i; done; zip -q -X t.zip a*", ST_LIMIT },
        { "encrypted", "echo secret > a; zip -q -X -P x t.zip a", ST_FORMAT },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct folder f;
        struct unpacked u;
        folder_open(&f);
        if (!folder_try(&f, "command -v zip")) {
            print_message("SKIPPED: zip is not installed\n");
            folder_close(&f);
            skip();
        }
        folder_sh(&f, rows[i].command);
        bool ok = unpack(&u, folder_read(&f, "t.zip"));
        if ((ok ? ST_OK : u.e.status) != rows[i].want)
            fail_msg("%s: %s", rows[i].name, ok ? "accepted" : u.e.what);
        assert_true(!ok || view_eq_text(u.entries[0].bytes, "hello hello hello hello hello\n"));
        arena_free(&u.arena);
        folder_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_names_are_read_and_harmful_ones_refused),
        cmocka_unit_test(lies_about_an_entry_are_refused_with_its_name),
        cmocka_unit_test(what_is_no_archive_is_refused),
        cmocka_unit_test(an_archive_that_is_cut_off_anywhere_is_refused),
        cmocka_unit_test(an_archive_with_any_byte_changed_is_no_crash),
        cmocka_unit_test(bytes_behind_the_archive_are_refused),
        cmocka_unit_test(entries_have_a_ceiling),
        cmocka_unit_test(sizes_have_ceilings),
        cmocka_unit_test(packed_entries_are_unpacked_unless_they_explode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
