#include "os/os.h"
#include "unit.h"

static void roots_of_windows_are_known(void **state)
{
    static const struct {
        const char *path;
        size_t root;
    } rows[] = {
        { "name", 0 },
        { "a\\b", 0 },
        { "C:name", 0 },
        { "C:\\", 3 },
        { "c:/a/b", 3 },
        { "\\a", 1 },
        { "/a", 1 },
        { "\\\\server\\share\\a", 15 },
        { "//server/share", 14 },
        { "\\\\?\\C:\\a", 7 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(os_root_length(rows[i].path, strlen(rows[i].path)), rows[i].root);
}

/* Each would be a device, a stream, or a file of another name. */
static void what_windows_takes_for_something_else_is_refused(void **state)
{
    static const char *const names[] = {
        "NUL",          "nul.txt", "con",   "folder/AUX", "com1",      "LPT9.zip", "CONOUT$",
        "a.pem:stream", "ends.",   "ends ", "dir./a",     "\\\\.\\C:", "nul .x",
    };
    struct os_file file;
    struct os_fault why;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_false(os_create_new(OS_HERE, names[i], OS_FOR_ALL, &file, &why));
        assert_int_equal(why.kind, OS_OTHER);
        assert_non_null(strstr(os_fault_text(&why).text, "Windows"));
    }
    assert_false(os_create_new(OS_HERE, "not\xff", OS_FOR_ALL, &file, &why));
}

static void what_only_looks_like_it_is_not(void **state)
{
    static const char *const names[] = { "console", "nullify.txt", "com", "com10", ".hidden", "a.b.c", "lpt" };
    struct os_file file;
    struct os_fault why;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_true(os_create_new(OS_HERE, names[i], OS_FOR_ALL, &file, &why));
        os_drop(&file);
        assert_true(os_remove(OS_HERE, names[i], &why));
    }
}

static void a_path_may_be_longer_than_260(void **state)
{
    char path[1200] = "long";
    struct os_file file;
    struct os_fault why;
    (void)state;
    for (size_t n = 0; n < 20; n++) {
        if (!os_folder_create(path, &why))
            assert_int_equal(why.kind, OS_EXISTS);
        size_t end = strlen(path);
        snprintf(path + end, sizeof path - end, "%sforty letters or so in each of the folders", n % 2 ? "/" : "\\");
    }
    assert_true(os_create_new(OS_HERE, path, OS_FOR_ALL, &file, &why));
    os_drop(&file);
    assert_true(os_remove(OS_HERE, path, &why));
}

static void an_absent_drive_is_missing(void **state)
{
    struct os_file file;
    struct os_fault why;
    (void)state;
    assert_false(os_open_read(OS_HERE, "Q:\\a.pem", OS_FOLLOW, &file, &why));
    assert_int_equal(why.kind, OS_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_windows_are_known),     cmocka_unit_test(what_windows_takes_for_something_else_is_refused),
        cmocka_unit_test(what_only_looks_like_it_is_not), cmocka_unit_test(a_path_may_be_longer_than_260),
        cmocka_unit_test(an_absent_drive_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
