/* A word that is pasted into a shell is that one word. */
#include "format/text/shell_word.h"

#include "unit.h"

static void every_word_stays_one_word(void **state)
{
    static const struct {
        struct view word;
        const char *written;
        bool plain;
    } cases[] = {
        { VIEW_ROW("bundles/a-1.zip"), "bundles/a-1.zip", true },
        { VIEW_ROW("a b.zip"), "'a b.zip'", false },
        { VIEW_ROW("it's.zip"), "'it'\\''s.zip'", false },
        { VIEW_ROW("$(reboot).zip"), "'$(reboot).zip'", false },
        { VIEW_ROW("a\\b"), "'a\\b'", false },
        { VIEW_ROW("-rf"), "-rf", true },
        { VIEW_ROW("-r f"), "'-r f'", false },
        { VIEW_ROW("caf\xC3\xA9.zip"), "'caf\xC3\xA9.zip'", false },
        { VIEW_ROW("-r\nf"), "FILE", false },
        { VIEW_ROW(""), "FILE", false },
        { VIEW_ROW("a\nb"), "FILE", false },
        { VIEW_ROW("a\0b"), "FILE", false },
        { VIEW_ROW("\x1b[31m"), "FILE", false },
        { VIEW_ROW("a\xE2\x80\xAE" "b"), "FILE", false },
        { VIEW_ROW("\xFF"), "FILE", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf b = BUF_INIT(1000);
        shell_word(&b, cases[i].word, "FILE");
        assert_string_equal(b.p, cases[i].written);
        assert_int_equal(shell_plain(cases[i].word), cases[i].plain);
        buf_free(&b);
    }
}

/* For cmd and PowerShell alike. */
static void every_word_stays_one_word_in_windows(void **state)
{
    static const struct {
        struct view word;
        const char *written;
    } cases[] = {
        { VIEW_ROW("C:\\certs\\a-1.zip"), "C:\\certs\\a-1.zip" },
        { VIEW_ROW("C:\\certs\\"), "C:\\certs\\" },
        { VIEW_ROW("C:\\my certs\\a.zip"), "\"C:\\my certs\\a.zip\"" },
        { VIEW_ROW("it's.zip"), "\"it's.zip\"" },
        { VIEW_ROW("a,b"), "\"a,b\"" },
        { VIEW_ROW("@a"), "\"@a\"" },
        { VIEW_ROW("a&b|c^d<e>(f)!"), "\"a&b|c^d<e>(f)!\"" },
        { VIEW_ROW("caf\xC3\xA9.zip"), "\"caf\xC3\xA9.zip\"" },
        { VIEW_ROW("--at"), "--at" },
        { VIEW_ROW("-a.b"), "\"-a.b\"" },
        { VIEW_ROW("-a:b"), "\"-a:b\"" },
        { VIEW_ROW("C:\\my certs\\"), "FILE" },
        { VIEW_ROW("100%"), "FILE" },
        { VIEW_ROW("$HOME"), "FILE" },
        { VIEW_ROW("a`b"), "FILE" },
        { VIEW_ROW("say \"no\""), "FILE" },
        { VIEW_ROW("say \xE2\x80\x9Cno\xE2\x80\x9D"), "FILE" },
        { VIEW_ROW("a\nb"), "FILE" },
        { VIEW_ROW(""), "FILE" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf b = BUF_INIT(1000);
        shell_word_in(&b, OS_SHELLS_WINDOWS, cases[i].word, "FILE");
        assert_string_equal(b.p, cases[i].written);
        buf_free(&b);
    }
}

/* A name stays what it is, a path is no option. */
static void a_dash_in_front_of_a_path_begins_no_option(void **state)
{
    static const struct {
        struct view path;
        const char *written;
    } cases[] = {
        { VIEW_ROW("-rf"), "./-rf" },       { VIEW_ROW("-r f"), "./'-r f'" }, { VIEW_ROW("-"), "FILE" },
        { VIEW_ROW("a/-b.zip"), "a/-b.zip" }, { VIEW_ROW("-a\nb"), "FILE" },  { VIEW_ROW(""), "FILE" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf b = BUF_INIT(1000);
        shell_path(&b, cases[i].path, "FILE");
        assert_string_equal(b.p, cases[i].written);
        buf_free(&b);
    }
}

/* The shell itself is asked. */
static void a_shell_reads_back_what_was_meant(void **state)
{
    static const char *const words[] = { "a b", "it's", "$HOME `id` \"x\" \\n", "*", "#x;y&z|", "~" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct buf b = BUF_INIT(1000);
        char answer[200] = "";
        buf_text(&b, "printf %s ");
        shell_word(&b, view_of(words[i]), "FILE");
        FILE *shell = popen(b.p, "r");
        assert_non_null(shell);
        assert_int_equal(fread(answer, 1, sizeof answer - 1, shell), strlen(words[i]));
        assert_string_equal(answer, words[i]);
        assert_int_equal(pclose(shell), 0);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_stays_one_word),
        cmocka_unit_test(every_word_stays_one_word_in_windows),
        cmocka_unit_test(a_dash_in_front_of_a_path_begins_no_option),
        cmocka_unit_test(a_shell_reads_back_what_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
