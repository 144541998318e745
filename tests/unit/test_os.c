/* What every system has to do alike; beside it test_file, test_commit and others use it. */
#include "os/os.h"
#include "unit.h"

static const char *const made[] = { "os-a", "os-b", "os-folder/x", "os-folder/y" };

static void clean(void)
{
    struct os_fault ignored;
    for (size_t i = 0; i < COUNT_OF(made); i++)
        (void)!os_remove(OS_HERE, made[i], &ignored);
}

static void put_file(const struct os_folder *in, const char *name, const char *text)
{
    struct os_file file;
    struct os_fault why;
    assert_true(os_create_new(in, name, OS_FOR_ALL, &file, &why));
    assert_true(os_write_all(&file, text, strlen(text), &why));
    assert_true(os_flush(&file, &why));
    assert_true(os_close(&file, &why));
}

static void assert_holds(const struct os_folder *in, const char *name, const char *text)
{
    struct os_file file;
    struct os_fault why;
    char bytes[64] = "";
    size_t got;
    assert_true(os_open_read(in, name, OS_NO_FOLLOW, &file, &why));
    assert_true(os_read(&file, bytes, sizeof bytes - 1, &got, &why));
    assert_int_equal(got, strlen(text));
    assert_string_equal(bytes, text);
    os_drop(&file);
}

static void what_is_missing_or_there_already_is_told(void **state)
{
    struct os_file file;
    struct os_fault why;
    (void)state;
    clean();
    assert_false(os_open_read(OS_HERE, "os-a", OS_FOLLOW, &file, &why));
    assert_int_equal(why.kind, OS_MISSING);
    assert_string_equal(os_fault_text(&why).text, "No such file or directory");
    assert_false(os_open_read(OS_HERE, "os-no/a", OS_FOLLOW, &file, &why));
    assert_int_equal(why.kind, OS_MISSING);
    put_file(OS_HERE, "os-a", "one");
    assert_false(os_create_new(OS_HERE, "os-a", OS_FOR_ALL, &file, &why));
    assert_int_equal(why.kind, OS_EXISTS);
    assert_string_equal(os_fault_text(&why).text, "File exists");
    clean();
}

static void publish_replaces_nothing_and_replace_does(void **state)
{
    struct os_fault why;
    (void)state;
    clean();
    put_file(OS_HERE, "os-a", "new");
    put_file(OS_HERE, "os-b", "old");
    assert_false(os_publish(OS_HERE, "os-a", "os-b", &why));
    assert_int_equal(why.kind, OS_EXISTS);
    assert_holds(OS_HERE, "os-b", "old");
    assert_true(os_replace(OS_HERE, "os-a", "os-b", &why));
    assert_holds(OS_HERE, "os-b", "new");
    assert_true(os_publish(OS_HERE, "os-b", "os-a", &why));
    assert_holds(OS_HERE, "os-a", "new");
    clean();
}

/* As a file that is written is: by a second handle, until it has its name. */
static void a_locked_file_is_still_written_renamed_and_locked_by_nobody_else(void **state)
{
    struct os_file file, held, other;
    struct os_fault why;
    char temporary[64];
    (void)state;
    clean();
    assert_true(os_create_beside("os-a", "os-", temporary, sizeof temporary, &file, &why));
    assert_true(os_open_read(OS_HERE, temporary, OS_NO_FOLLOW, &held, &why));
    assert_true(os_lock(&held, false, &why));
    assert_true(os_write_all(&file, "text", 4, &why));
    assert_true(os_open_read(OS_HERE, temporary, OS_NO_FOLLOW, &other, &why));
    assert_false(os_lock(&other, false, &why));
    assert_int_equal(why.kind, OS_BUSY);
    assert_false(os_lock(&other, true, &why));
    assert_int_equal(why.kind, OS_BUSY);
    assert_true(os_set_access(&file, OS_FOR_ALL, &why));
    assert_true(os_close(&file, &why));
    assert_true(os_replace(OS_HERE, temporary, "os-a", &why));
    os_drop(&held);
    assert_true(os_lock(&other, false, &why));
    os_drop(&other);
    assert_holds(OS_HERE, "os-a", "text");
    clean();
}

static void a_secret_file_is_ones_own_and_nobody_else_writes_it(void **state)
{
    struct os_file file;
    struct os_fault why;
    struct os_facts facts;
    (void)state;
    clean();
    if (!os_create_new(OS_HERE, "os-a", OS_FOR_OWNER, &file, &why))
        fail_msg("%s", os_fault_text(&why).text);
    assert_true(os_look(&file, &facts, &why));
    assert_true(facts.kind == OS_FILE && facts.is_own && !facts.others_write && facts.size == 0);
    assert_true(os_close(&file, &why));
    assert_holds(OS_HERE, "os-a", "");
    clean();
}

static void positioned_reads_and_writes_meet(void **state)
{
    struct os_file file;
    struct os_fault why;
    char bytes[8];
    size_t n;
    (void)state;
    assert_true(os_create_temporary(&file, &why));
    assert_true(os_write_at(&file, 5, "world", 5, &n, &why));
    assert_int_equal(n, 5);
    assert_true(os_write_at(&file, 0, "hello", 5, &n, &why));
    assert_true(os_read_at(&file, 3, bytes, 4, &why));
    assert_memory_equal(bytes, "lowo", 4);
    assert_false(os_read_at(&file, 8, bytes, 4, &why));
    assert_int_equal(why.kind, OS_ENDED);
    assert_true(os_set_size(&file, 2, &why));
    assert_true(os_read_some(&file, 0, bytes, 8, &n, &why));
    assert_int_equal(n, 2);
    os_drop(&file);
}

static void a_folder_tells_its_files_in_any_script(void **state)
{
    static const char *const names[] = { "certificação.cer", "证书.cer", "x" };
    struct os_folder *folder;
    struct os_entry entry;
    struct os_fault why;
    unsigned seen = 0;
    (void)state;
    if (!os_folder_create("os-folder", &why))
        assert_int_equal(why.kind, OS_EXISTS);
    assert_true(os_folder_open("os-folder", &folder, &why));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)!os_remove(folder, names[i], &why);
        put_file(folder, names[i], names[i]);
    }
    assert_true(os_folder_flush_all(folder, &why));
    assert_true(os_folder_flush(folder, &why));
    while (os_folder_next(folder, &entry, &why) == OS_NEXT)
        for (unsigned i = 0; i < COUNT_OF(names); i++)
            if (strcmp(entry.name, names[i]) == 0 && entry.kind == OS_FILE)
                seen |= 1u << i;
    assert_int_equal(seen, 7);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_holds(folder, names[i], names[i]);
        assert_true(os_remove(folder, names[i], &why));
    }
    os_folder_close(folder);
}

static void what_is_sought_is_found(void **state)
{
    (void)state;
    assert_string_equal(os_find("abcabd", 6, "abd", 3), "abd");
    assert_string_equal(os_find("aab", 3, "ab", 2), "ab");
    assert_null(os_find("abcab", 5, "abd", 3));
    assert_null(os_find("ab", 2, "abc", 3));
}

static void messages_name_a_place_of_settings_that_is_looked_at(void **state)
{
    const struct os_config_place *last = os_config_places;
    (void)state;
    while (last[1].variable)
        last++;
    assert_true(view_ends(view_of(os_config_shown), view_of(last->below)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_or_there_already_is_told),
        cmocka_unit_test(publish_replaces_nothing_and_replace_does),
        cmocka_unit_test(a_locked_file_is_still_written_renamed_and_locked_by_nobody_else),
        cmocka_unit_test(a_secret_file_is_ones_own_and_nobody_else_writes_it),
        cmocka_unit_test(positioned_reads_and_writes_meet),
        cmocka_unit_test(a_folder_tells_its_files_in_any_script),
        cmocka_unit_test(what_is_sought_is_found),
        cmocka_unit_test(messages_name_a_place_of_settings_that_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
