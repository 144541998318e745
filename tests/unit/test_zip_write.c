/* Archives: every byte of their headers, the same in every time zone, as unzip, zipdetails and Python see them. */
#include "format/zip/zip.h"

#include "folder.h"
#include "format/digest.h"

static const struct zip_entry sample[] = {
    { VIEW_ROW("TICKET.md"), VIEW_ROW("# Ticket\n") },
    { VIEW_ROW("SHA256SUMS"), VIEW_ROW("") },
    { VIEW_ROW("certificates/a.cer"), VIEW_ROW("0\x82\0\1\xFF") },
    { VIEW_ROW("z\xC3\xA9.txt"), VIEW_ROW("utf-8 name\n") },
};

static struct view pack_sample(struct arena *arena)
{
    struct view out;
    struct err e;
    if (!zip_pack(arena, sample, COUNT_OF(sample), &out, &e))
        fail_msg("%s", e.what);
    return out;
}

static unsigned long number(struct view v, size_t at, size_t bytes)
{
    unsigned long value = 0;
    assert_true(at + bytes <= v.n);
    while (bytes--)
        value = value << 8 | (unsigned char)v.p[at + bytes];
    return value;
}

static void what_is_packed_is_unpacked(void **state)
{
    struct arena arena = { 0 };
    struct zip_entry *entries;
    struct err e;
    size_t n;
    (void)state;
    assert_true(zip_unpack(&arena, pack_sample(&arena), &entries, &n, &e));
    assert_int_equal(n, COUNT_OF(sample));
    for (size_t i = 0; i < n; i++)
        assert_true(view_eq(entries[i].name, sample[i].name) && view_eq(entries[i].bytes, sample[i].bytes));
    assert_ptr_equal(zip_find(entries, n, VIEW("certificates/a.cer")), &entries[2]);
    assert_null(zip_find(entries, n, VIEW("certificates/A.cer")));
    arena_free(&arena);
}

/* Whoever has written it: its own writer before, the library now. A bundle of last year is made again byte for byte. */
static void the_bytes_are_those_of_an_archive_recorded_before(void **state)
{
    static const char recorded[] = "c14c0949a0429e94ce752e33546a73b07709545b06b94c1f9449d8a5b29f3b08";
    struct arena arena = { 0 };
    unsigned char sha256[32];
    char hex[65];
    (void)state;
    digest_sha256(pack_sample(&arena), sha256);
    assert_string_equal(hex_text(sha256, sizeof sha256, hex), recorded);
    arena_free(&arena);
}

static void the_same_entries_are_the_same_bytes_in_every_time_zone(void **state)
{
    static const char *const zones[] = { "UTC0", "Europe/Berlin", "Asia/Tokyo", "America/St_Johns", "<+14>-14", "Africa/Monrovia" };
    struct arena arena = { 0 };
    struct view first = pack_sample(&arena);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        setenv("TZ", zones[i], 1);
        tzset();
        if (!view_eq(pack_sample(&arena), first))
            fail_msg("other bytes in %s", zones[i]);
    }
    setenv("TZ", "UTC0", 1);
    tzset();
    arena_free(&arena);
}

static void check_local(struct view zip, size_t at, const struct zip_entry *entry)
{
    bool ascii = entry->name.p[1] != '\xC3';
    assert_int_equal(number(zip, at, 4), 0x04034b50);
    assert_int_equal(number(zip, at + 6, 2), ascii ? 0 : 0x800);
    assert_int_equal(number(zip, at + 8, 2), 0);
    assert_int_equal(number(zip, at + 10, 2), 0);
    assert_int_equal(number(zip, at + 12, 2), 0x21);
    assert_int_equal(number(zip, at + 18, 4), entry->bytes.n);
    assert_int_equal(number(zip, at + 22, 4), entry->bytes.n);
    assert_int_equal(number(zip, at + 26, 2), entry->name.n);
    assert_int_equal(number(zip, at + 28, 2), 0);
}

/* Stored, 1980-01-01 00:00, mode 0644 on Unix, no extra field, no comment, nothing between the parts. */
static void headers_hold_what_they_should_and_nothing_else(void **state)
{
    struct arena arena = { 0 };
    struct view zip = pack_sample(&arena);
    size_t end = zip.n - 22, at = number(zip, end + 16, 4), local = 0;
    (void)state;
    assert_int_equal(number(zip, end, 4), 0x06054b50);
    assert_int_equal(number(zip, end + 10, 2), COUNT_OF(sample));
    assert_int_equal(number(zip, end + 20, 2), 0);
    for (size_t i = 0; i < COUNT_OF(sample); i++) {
        assert_int_equal(number(zip, at, 4), 0x02014b50);
        assert_int_equal(number(zip, at + 5, 1), 3);
        assert_int_equal(number(zip, at + 12, 4), 0x210000);
        assert_int_equal(number(zip, at + 28, 2), sample[i].name.n);
        assert_int_equal(number(zip, at + 30, 2) | number(zip, at + 32, 2), 0);
        assert_int_equal(number(zip, at + 38, 4), 0x81A40000);
        assert_int_equal(number(zip, at + 42, 4), local);
        check_local(zip, local, &sample[i]);
        local += 30 + sample[i].name.n + sample[i].bytes.n;
        at += 46 + sample[i].name.n;
    }
    assert_int_equal(local, number(zip, end + 16, 4));
    assert_int_equal(at, end);
    arena_free(&arena);
}

static void other_programs_find_nothing_wrong(void **state)
{
    static const struct {
        const char *tool, *command;
    } judges[] = {
        { "unzip", "unzip -t t.zip && mkdir u && unzip -q t.zip -d u && test \"$(stat -c %a u/TICKET.md)\" = 644" },
        { "zipdetails", "zipdetails t.zip >d && ! grep -E 'Extra Length +00*[1-9A-F]|WARNING|ERROR|Descriptor|ZIP64' d" },
        { "/usr/bin/python3", "/usr/bin/python3 -c \"import zipfile; z = zipfile.ZipFile('t.zip'); assert z.testzip() is None;"
                              " assert all(i.date_time == (1980, 1, 1, 0, 0, 0) and i.extra == b'' and i.external_attr >> 16 == 0o100644"
                              " and i.compress_type == 0 for i in z.infolist())\"" },
    };
    struct folder f;
    struct arena arena = { 0 };
    (void)state;
    folder_open(&f);
    folder_write(&f, "t.zip", pack_sample(&arena));
    for (size_t i = 0; i < COUNT_OF(judges); i++) {
        char probe[100];
        (void)snprintf(probe, sizeof probe, "command -v %s", judges[i].tool);
        if (folder_try(&f, probe))
            folder_sh(&f, judges[i].command);
        else
            print_message("SKIPPED: %s is not installed\n", judges[i].tool);
    }
    folder_close(&f);
    arena_free(&arena);
}

static void names_that_can_not_be_stored_are_refused(void **state)
{
    static const struct zip_entry rows[] = {
        { VIEW_ROW(""), VIEW_ROW("x") },
        { VIEW_ROW("a\0b"), VIEW_ROW("x") },
        { VIEW_ROW("a\xFF"), VIEW_ROW("x") },
        { VIEW_ROW("TICKET.md"), VIEW_ROW("x") }, /* there already */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct zip_entry two[] = { sample[0], rows[i] };
        struct view out;
        struct err e;
        assert_false(zip_pack(&arena, two, 2, &out, &e));
        assert_int_equal(e.status, ST_INTERNAL);
        arena_free(&arena);
    }
}

static void an_archive_of_nothing_is_refused(void **state)
{
    struct arena arena = { 0 };
    struct view out;
    struct err e;
    (void)state;
    assert_false(zip_pack(&arena, NULL, 0, &out, &e));
    assert_int_equal(e.status, ST_INTERNAL);
    arena_free(&arena);
}

static void entries_have_a_ceiling(void **state)
{
    (void)state;
    for (size_t n = LIMIT_BUNDLE_ENTRIES - 1; n <= LIMIT_BUNDLE_ENTRIES + 1; n++) {
        struct arena arena = { 0 };
        struct zip_entry *entries = NEW(&arena, struct zip_entry, n);
        struct view out;
        struct err e;
        for (size_t i = 0; i < n; i++)
            entries[i].name = view_fmt(&arena, "%zu", i);
        assert_int_equal(zip_pack(&arena, entries, n, &out, &e), n <= LIMIT_BUNDLE_ENTRIES);
        assert_true(n <= LIMIT_BUNDLE_ENTRIES || e.status == ST_LIMIT);
        arena_free(&arena);
    }
}

static void bytes_have_a_ceiling(void **state)
{
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct arena arena = { 0 };
        size_t room = (size_t)(LIMIT_BUNDLE_BYTES + more) - 22 - 2 * (30 + 46 + 2);
        char *bytes = NEW(&arena, char, room);
        struct zip_entry entries[] = { { VIEW("a"), { bytes, room - 5 } }, { VIEW("b"), { bytes, 5 } } };
        struct view out;
        struct err e;
        assert_int_equal(zip_pack(&arena, entries, 2, &out, &e), more <= 0);
        assert_true(more > 0 ? e.status == ST_LIMIT : out.n == (size_t)(LIMIT_BUNDLE_BYTES + more));
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_is_unpacked),
        cmocka_unit_test(the_bytes_are_those_of_an_archive_recorded_before),
        cmocka_unit_test(the_same_entries_are_the_same_bytes_in_every_time_zone),
        cmocka_unit_test(headers_hold_what_they_should_and_nothing_else),
        cmocka_unit_test(other_programs_find_nothing_wrong),
        cmocka_unit_test(names_that_can_not_be_stored_are_refused),
        cmocka_unit_test(an_archive_of_nothing_is_refused),
        cmocka_unit_test(entries_have_a_ceiling),
        cmocka_unit_test(bytes_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
