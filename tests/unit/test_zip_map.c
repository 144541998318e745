/* A good archive has no problem; each field that is changed has the one that it deserves; ceilings hold. */
#include "seeded.h"
#include "unit.h"

#include "base/limits.h"
#include "format/zip/zip.h"
#include "format/zip/zip_map.h"
#include "model/finding.h"

struct fixture {
    struct arena arena;
    struct archive archive;
    struct bundle_problems problems;
    char *bytes;
    size_t n, directory_at, end_at;
};

static struct view pack(struct fixture *f, const struct zip_entry *entries, size_t n)
{
    struct view out;
    struct err e;
    if (!zip_pack(&f->arena, entries, n, &out, &e))
        fail_msg("%s", e.what);
    return out;
}

static void take(struct fixture *f, struct view archive)
{
    f->bytes = NEW(&f->arena, char, archive.n);
    memcpy(f->bytes, archive.p, archive.n);
    f->n = archive.n;
    f->end_at = f->n - 22;
    f->directory_at = (size_t)(unsigned char)f->bytes[f->end_at + 16] | (size_t)(unsigned char)f->bytes[f->end_at + 17] << 8;
}

static void look(struct fixture *f)
{
    f->problems.n = 0;
    struct view bytes = { .p = f->bytes, .n = f->n };
    zip_map(&f->arena, bytes, &f->archive, &f->problems);
    zip_bytes(&f->arena, &f->archive, &f->problems);
    zip_second_look(bytes, &f->archive, &f->problems);
}

static size_t count(const struct fixture *f, enum bundle_problem_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < f->problems.n; i++)
        n += f->problems.items[i].kind == kind;
    return n;
}

static void print(const struct fixture *f)
{
    for (size_t i = 0; i < f->problems.n; i++)
        print_error("  %d %.*s: %.*s\n", (int)f->problems.items[i].kind, VIEW_ARG(f->problems.items[i].entry),
                    VIEW_ARG(f->problems.items[i].detail));
}

static const struct zip_entry two[] = {
    { .name = VIEW_ROW("TICKET.txt"), .bytes = VIEW_ROW("one ticket\n") },
    { .name = VIEW_ROW("certificates/a.cer"), .bytes = VIEW_ROW("no certificate") },
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    setenv("TZ", "UTC0", 1);
    tzset();
    take(f, pack(f, two, COUNT_OF(two)));
    f->problems.arena = &f->arena;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    free(f);
    return 0;
}

static void an_archive_of_our_own_has_no_problem(void **state)
{
    struct fixture *f = *state;
    struct zip_entry *entries;
    size_t n;
    look(f);
    print(f);
    assert_int_equal(f->problems.n, 0);
    assert_true(f->archive.usable);
    zip_entries(&f->arena, &f->archive, &entries, &n);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++)
        assert_true(view_eq(entries[i].name, two[i].name) && view_eq(entries[i].bytes, two[i].bytes));
}

enum { LOCAL, DIRECTORY, END };

static void each_field_that_is_changed_is_noticed(void **state)
{
    static const struct { int record; size_t at; unsigned char to; enum bundle_problem_kind kind; } rows[] = {
        { LOCAL, 0, 'X', BUNDLE_ZIP_MALFORMED },         { LOCAL, 6, 1, BUNDLE_HEADERS_DISAGREE },
        { LOCAL, 8, 8, BUNDLE_HEADERS_DISAGREE },        { LOCAL, 14, 9, BUNDLE_HEADERS_DISAGREE },
        { LOCAL, 18, 99, BUNDLE_HEADERS_DISAGREE },      { LOCAL, 22, 99, BUNDLE_HEADERS_DISAGREE },
        { LOCAL, 26, 5, BUNDLE_HEADERS_DISAGREE },       { LOCAL, 28, 4, BUNDLE_ZIP_MALFORMED },
        { LOCAL, 30, 'X', BUNDLE_HEADERS_DISAGREE },     { LOCAL, 40, 'X', BUNDLE_DIGEST_MISMATCH },
        { DIRECTORY, 0, 'X', BUNDLE_ZIP_MALFORMED },     { DIRECTORY, 8, 1, BUNDLE_ENCRYPTED_ENTRY },
        { DIRECTORY, 9, 0x20, BUNDLE_ENCRYPTED_ENTRY },  { DIRECTORY, 10, 14, BUNDLE_ZIP_MALFORMED },
        { DIRECTORY, 16, 9, BUNDLE_DIGEST_MISMATCH },    { DIRECTORY, 20, 9, BUNDLE_SIZE_MISMATCH },
        { DIRECTORY, 24, 99, BUNDLE_SIZE_MISMATCH },     { DIRECTORY, 27, 1, BUNDLE_LIMIT_EXCEEDED },
        { DIRECTORY, 28, 5, BUNDLE_ZIP_MALFORMED },      { DIRECTORY, 30, 9, BUNDLE_ZIP_MALFORMED },
        { DIRECTORY, 32, 5, BUNDLE_DATA_OUTSIDE },       { DIRECTORY, 34, 1, BUNDLE_ZIP_MALFORMED },
        { DIRECTORY, 41, 0xA1, BUNDLE_UNSAFE_NAME },     { DIRECTORY, 42, 7, BUNDLE_ZIP_MALFORMED },
        { DIRECTORY, 46, '/', BUNDLE_UNSAFE_NAME },      { END, 0, 'X', BUNDLE_ZIP_MALFORMED },
        { END, 4, 1, BUNDLE_ZIP_MALFORMED },             { END, 6, 1, BUNDLE_ZIP_MALFORMED },
        { END, 8, 1, BUNDLE_HEADERS_DISAGREE },          { END, 10, 1, BUNDLE_ZIP_MALFORMED },
        { END, 10, 3, BUNDLE_ZIP_MALFORMED },            { END, 11, 3, BUNDLE_LIMIT_EXCEEDED },
        { END, 12, 1, BUNDLE_DATA_OUTSIDE },             { END, 13, 9, BUNDLE_ZIP_MALFORMED },
        { END, 16, 1, BUNDLE_DATA_OUTSIDE },             { END, 20, 9, BUNDLE_ZIP_MALFORMED },
    };
    struct fixture *f = *state;
    const size_t records[] = { 0, f->directory_at, f->end_at };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *byte = &f->bytes[records[rows[i].record] + rows[i].at], was = *byte;
        *byte = (char)rows[i].to;
        look(f);
        if (count(f, rows[i].kind) == 0) {
            print(f);
            fail_msg("record %d, byte %zu", rows[i].record, rows[i].at);
        }
        *byte = was;
    }
}

/* What programs write that pack a stream: CRC and sizes behind the data, with or without a signature. */
static void a_descriptor_behind_the_data_is_compared(void **state)
{
    struct fixture *f = *state;
    for (size_t mark = 0; mark <= 4; mark += 4)
        for (size_t changed = 0; changed <= 12; changed += 4) {
            take(f, pack(f, two, 1));
            size_t at = f->directory_at, more = mark + 12;
            char *p = NEW(&f->arena, char, f->n + more);
            memcpy(p, f->bytes, at);
            memcpy(p + at, "PK\7\10", mark);
            memcpy(p + at + mark, f->bytes + 14, 12);
            memcpy(p + at + more, f->bytes + at, f->n - at);
            memset(p + 14, 0, 12);
            p[6] |= 8, p[at + more + 8] |= 8;
            f->bytes = p, f->n += more, f->directory_at += more, f->end_at += more;
            p[f->end_at + 16] = (char)f->directory_at;
            if (changed < 12)
                p[at + mark + changed]++;
            look(f);
            assert_int_equal(f->problems.n, changed < 12);
            assert_int_equal(count(f, BUNDLE_HEADERS_DISAGREE), changed < 12);
            p[14] = 1;
            look(f);
            assert_int_equal(count(f, BUNDLE_HEADERS_DISAGREE), 1 + (changed < 12));
        }
}

/* What Python before 3.11.4 writes where it is told that a file may be large: the sizes in both places. */
static void sizes_twice_in_a_local_header_have_to_be_the_same(void **state)
{
    enum { FIELD = 20, HEADER = 30, NAME_BYTES_AT = 26, EXTRA_BYTES_AT = 28, SIZES_AT = 18 };
    static const struct { size_t fields; unsigned char other; size_t problems; } rows[] = { { 1, 0, 0 }, { 1, 1, 1 }, { 2, 0, 1 } };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        take(f, pack(f, two, 1));
        size_t at = HEADER + (unsigned char)f->bytes[NAME_BYTES_AT], more = rows[i].fields * FIELD;
        char *p = NEW(&f->arena, char, f->n + more);
        memcpy(p, f->bytes, at);
        for (size_t k = 0; k < rows[i].fields; k++) {
            char *field = p + at + k * FIELD;
            memcpy(field, "\1\0\20\0", 4);
            memcpy(field + 4, p + SIZES_AT + 4, 4);
            memcpy(field + 12, p + SIZES_AT, 4);
            field[4] = (char)(field[4] + rows[i].other);
        }
        memcpy(p + at + more, f->bytes + at, f->n - at);
        p[EXTRA_BYTES_AT] = (char)more;
        f->bytes = p, f->n += more, f->directory_at += more, f->end_at += more;
        p[f->end_at + 16] = (char)f->directory_at;
        look(f);
        assert_int_equal(f->problems.n, rows[i].problems);
        assert_int_equal(count(f, BUNDLE_ZIP_MALFORMED), rows[i].problems > 0);
    }
}

static size_t unpacked(struct fixture *f)
{
    struct zip_entry *entries;
    size_t n;
    look(f);
    zip_entries(&f->arena, &f->archive, &entries, &n);
    return n;
}

static void of_entries_that_share_a_name_the_first_is_taken(void **state)
{
    static const struct zip_entry pair[] = { { .name = VIEW_ROW("a"), .bytes = VIEW_ROW("1") },
                                             { .name = VIEW_ROW("b"), .bytes = VIEW_ROW("2") } };
    struct fixture *f = *state;
    take(f, pack(f, pair, 2));
    assert_int_equal(unpacked(f), 2);
    f->bytes[32 + 30] = f->bytes[f->directory_at + 47 + 46] = 'a';
    assert_int_equal(unpacked(f), 1);
    assert_int_equal(count(f, BUNDLE_DUPLICATE_ENTRY), 1);
    f->bytes[0] = 'X';
    assert_int_equal(unpacked(f), 1); /* the other one: this one's data isn't there */
    f->bytes[32] = 'X';
    assert_int_equal(unpacked(f), 0);
}

/* Deflate data of one stored block: other programs pack what we store. */
static void packed_data_is_unpacked_to_its_end(void **state)
{
    static const struct view deflated = VIEW_ROW("\1\3\0\xFC\xFF" "abc."); /* the full stop is behind it */
    static const struct { size_t at; unsigned char to; size_t size; enum bundle_problem_kind kind; size_t more; } rows[] = {
        { 0, 1, 3, BUNDLE_PROBLEM_COUNT, 0 }, { 0, 1, 4, BUNDLE_SIZE_MISMATCH, 0 },     { 0, 1, 2, BUNDLE_SIZE_MISMATCH, 0 },
        { 0, 7, 3, BUNDLE_ZIP_MALFORMED, 0 }, { 0, 0, 3, BUNDLE_ZIP_MALFORMED, 0 },     { 3, 0, 3, BUNDLE_ZIP_MALFORMED, 0 },
        { 0, 1, 3, BUNDLE_DATA_OUTSIDE, 1 },  { 7, 'd', 3, BUNDLE_DIGEST_MISMATCH, 0 },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct zip_entry block = { .name = VIEW("a"), .bytes = view_first(deflated, 8 + rows[i].more) };
        take(f, pack(f, &block, 1));
        const size_t local = 0, directory = f->directory_at + 2;
        const size_t heads[] = { local, directory };
        for (size_t k = 0; k < COUNT_OF(heads); k++) {
            memcpy(f->bytes + heads[k] + 14, "\xC2\x41\x24\x35", 4); /* CRC-32 of abc */
            f->bytes[heads[k] + 8] = 8;
            f->bytes[heads[k] + 22] = (char)rows[i].size;
        }
        f->bytes[31 + rows[i].at] = (char)rows[i].to;
        look(f);
        if (rows[i].kind == BUNDLE_PROBLEM_COUNT ? f->problems.n > 0 : count(f, rows[i].kind) == 0) {
            print(f);
            fail_msg("row %zu", i);
        }
    }
}

static void an_archive_that_is_cut_anywhere_is_noticed(void **state)
{
    struct fixture *f = *state;
    size_t whole = f->n;
    for (f->n = 0; f->n < whole; f->n++) {
        look(f);
        assert_true(f->problems.n > 0);
    }
}

static void overlapping_data_is_not_read_twice(void **state)
{
    struct fixture *f = *state;
    memcpy(&f->bytes[f->directory_at + 46 + 9 + 42], "\0\0\0\0", 4); /* the second entry lies where the first one does */
    look(f);
    assert_true(count(f, BUNDLE_ZIP_MALFORMED) > 0);
    assert_int_equal(unpacked(f), 1);
}

static void ceilings_hold_at_and_above(void **state)
{
    struct fixture *f = *state;
    struct zip_entry *many = NEW(&f->arena, struct zip_entry, LIMIT_BUNDLE_ENTRIES + 1);
    for (size_t i = 0; i < LIMIT_BUNDLE_ENTRIES + 1; i++)
        many[i] = (struct zip_entry){ .name = view_fmt(&f->arena, "%zu", i), .bytes = VIEW("x") };
    take(f, pack(f, many, LIMIT_BUNDLE_ENTRIES));
    look(f);
    assert_int_equal(f->problems.n, 0);
    for (size_t n = LIMIT_ENTRY_NAME; n <= LIMIT_ENTRY_NAME + 1; n++) {
        many[0].name = view_fmt(&f->arena, "%0*d", (int)n, 7);
        take(f, pack(f, many, 1));
        look(f);
        assert_int_equal(count(f, BUNDLE_UNSAFE_NAME), n > LIMIT_ENTRY_NAME);
    }
    for (size_t n = LIMIT_ENTRY_BYTES; n <= LIMIT_ENTRY_BYTES + 1; n++) {
        many[0] = (struct zip_entry){ .name = VIEW("large"), .bytes = { .p = NEW(&f->arena, char, n), .n = n } };
        take(f, pack(f, many, 1));
        look(f);
        assert_int_equal(count(f, BUNDLE_LIMIT_EXCEEDED) > 0, n > LIMIT_ENTRY_BYTES);
    }
}

/* The end records whose comment ends with the file, byte by byte from the back; `any`: whether there is a signature at all. */
static size_t count_ends(struct view v, bool *any)
{
    size_t n = 0;
    *any = false;
    for (size_t at = v.n; at-- > 0 && v.n - at <= 22 + 65535;) {
        if (v.n - at < 22 || memcmp(v.p + at, "PK\5\6", 4) != 0)
            continue;
        size_t comment = (size_t)(unsigned char)v.p[at + 20] | (size_t)(unsigned char)v.p[at + 21] << 8;
        *any = true;
        n += at + 22 + comment == v.n;
    }
    return n;
}

static bool says(const struct fixture *f, const char *what)
{
    for (size_t i = 0; i < f->problems.n; i++)
        if (memmem(f->problems.items[i].detail.p, f->problems.items[i].detail.n, what, strlen(what)))
            return true;
    return false;
}

static void end_records_are_found_wherever_they_stand(void **state)
{
    static const struct view pieces[] = { VIEW_ROW("PK\5\6"), VIEW_ROW("P"), VIEW_ROW("PK"), VIEW_ROW("\5"), VIEW_ROW("PK\5"),
                                          VIEW_ROW("K\5\6"), VIEW_ROW("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") };
    struct fixture *f = *state;
    uint64_t seed = 20261120;
    size_t n_several = 0;
    for (int round = 0; round < 3000; round++) {
        /* Behind the front stands just so much that its first bytes are or are not within the farthest that a comment can reach. */
        size_t front = below(&seed, 60), n = front + (round % 100 ? below(&seed, 200) : 65535 + below(&seed, 60));
        char *own = malloc(n + 1), *p = own;
        memset(p, round % 2 ? 5 : 0, n);
        for (uint32_t k = below(&seed, 8); k-- > 0;) {
            struct view piece = pieces[below(&seed, COUNT_OF(pieces))];
            size_t at = below(&seed, round % 100 ? n + 1 : front + 1);
            memcpy(p + at, piece.p, piece.n < n - at ? piece.n : n - at);
            if (piece.n == 22 && at + 22 <= n && n - at - 22 <= 65535 && below(&seed, 3)) {
                p[at + 20] = (char)((n - at - 22) & 0xFF);
                p[at + 21] = (char)((n - at - 22) >> 8);
            }
        }
        bool any;
        size_t want = count_ends((struct view){ .p = p, .n = n }, &any);
        f->bytes = p;
        f->n = n;
        look(f);
        if (says(f, "no end of a central directory") != !any || says(f, "end records; readers differ") != (want > 1) ||
            (any && (says(f, "bytes follow the end") || says(f, "zeros follow") || says(f, "is cut off"))) != (any && want == 0))
            fail_msg("round %d: %zu bytes, %zu records", round, n, want);
        n_several += want > 1;
        free(own);
    }
    assert_true(n_several > 20);
}

static void no_kind_of_problem_is_repeated_without_end(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < 3 * LIMIT_ARCHIVE_PROBLEMS; i++)
        problem_add(&f->problems, BUNDLE_SECRET, VIEW("a"), "one more");
    problem_add(&f->problems, BUNDLE_PASSWORD, VIEW("a\n"), "%s", "\x1b[2J");
    assert_int_equal(count(f, BUNDLE_SECRET), LIMIT_ARCHIVE_PROBLEMS);
    const struct bundle_problem *last = &f->problems.items[f->problems.n - 1];
    assert_true(view_eq_text(last->entry, "a\\u000A") && view_eq_text(last->detail, "\\u001B[2J"));
    assert_int_equal(last->severity, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_archive_of_our_own_has_no_problem),
        TEST(each_field_that_is_changed_is_noticed),
        TEST(a_descriptor_behind_the_data_is_compared),
        TEST(sizes_twice_in_a_local_header_have_to_be_the_same),
        TEST(of_entries_that_share_a_name_the_first_is_taken),
        TEST(packed_data_is_unpacked_to_its_end),
        TEST(an_archive_that_is_cut_anywhere_is_noticed),
        TEST(overlapping_data_is_not_read_twice),
        TEST(ceilings_hold_at_and_above),
        TEST(end_records_are_found_wherever_they_stand),
        TEST(no_kind_of_problem_is_repeated_without_end),
    };
    return cmocka_run_group_tests_name("zip_map", tests, NULL, NULL);
}
