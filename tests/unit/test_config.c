/* Defaults: variables over certcase.json here, which sets what is harmless, over the one at home; a broken one stops. */
#include "command.h"
#include "config.h"

#include "folder.h"

#include <sys/stat.h>
#include <unistd.h>

struct world {
    struct folder folder;
    const char *environment[4];
    struct session session;
    struct arena arena;
    union {
        struct settings set; /* of build: its own stand behind */
        char room[2000];
    };
    struct option_list all;
    struct option_values values;
    struct config_files used;
    char home[100];
    struct err err;
};

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    folder_open(&w->folder);
    assert_int_equal(chdir(w->folder.path), 0);
    folder_sh(&w->folder, "mkdir -p .config/certcase xdg/certcase");
    (void)snprintf(w->home, sizeof w->home, "HOME=%s", w->folder.path);
    w->environment[0] = w->home;
    w->session.environment = w->environment;
    w->all = command_options(&w->arena);
    w->values = (struct option_values){ .options = &command_build.options, .arena = &w->arena, .target = &w->room };
    assert_true(command_build.settings <= sizeof w->room);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    arena_free(&w->arena);
    assert_int_equal(chdir("/"), 0);
    folder_close(&w->folder);
    free(w);
    return 0;
}

static const char own_file[] = ".config/certcase/certcase.json";

static bool apply(struct world *w)
{
    memset(w->values.given, 0, sizeof w->values.given);
    return config_apply(&w->values, &w->all, &w->session, &w->used, &w->err);
}

static void test_a_variable_wins_over_the_file(void **state)
{
    struct world *w = *state;
    folder_write(&w->folder, own_file,
                 view_of("{\"contact\": \"file\", \"reason\": \"file\", \"environment\": [\"A\", \"B\"], \"force\": true}"));
    w->environment[1] = "CERTCASE_CONTACT=variable";
    w->environment[2] = "CERTCASE_ACCEPT=one; two;";
    assert_true(apply(w));
    assert_true(view_eq(w->set.request.contact, VIEW("variable")));
    assert_true(view_eq(w->set.request.reason, VIEW("file")));
    assert_int_equal(w->set.request.environments.n, 2);
    assert_int_equal(w->set.wishes.accept.n, 2);
    assert_true(view_eq(w->set.wishes.accept.items[1], VIEW("two")));
    assert_true(w->set.force);
}

static bool ends_with(const char *text, const char *end)
{
    return view_ends(view_of(text), view_of(end));
}

static void test_wrong_configuration_stops_with_the_key_named(void **state)
{
    static const struct { const char *text, *where, *what, *hint; } cases[] = {
        { "{\"contcat\": \"x\"}", "certcase.json: contcat", "no option", "did you mean \"contact\"?" },
        { "{\"help\": true}", "certcase.json: help", "no option", "" },
        { "{\"needed-by\": \"soon\"}", "certcase.json: needed-by", "'soon' is not a date", "2026-12-15" },
        { "{\"contact\": [\"a\", \"b\"]}", "certcase.json: contact", "one value", "" },
        { "{\"contact\": null}", "certcase.json: contact", "can't be the value", "" },
        { "{\"contact\": {\"a\": 1}}", "certcase.json: contact", "can't be the value", "" },
        { "{\"format\": \"yaml\"}", "certcase.json: format", "not one of the choices", "text|json" },
        { "[]", "certcase.json", "not a JSON object", "" },
        { "{\"contact\": ", "certcase.json", "", "" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        folder_write(&w->folder, own_file, view_of(cases[i].text));
        bool ok = apply(w);
        if (ok || !ends_with(w->err.where, cases[i].where) || !strstr(w->err.what, cases[i].what) || !strstr(w->err.hint, cases[i].hint))
            fail_msg("%s: got %d '%s' '%s' '%s'", cases[i].text, ok, w->err.where, w->err.what, w->err.hint);
        assert_int_equal(w->err.status, ST_USAGE);
    }
}

static void test_what_another_command_takes_is_left_alone(void **state)
{
    struct world *w = *state;
    folder_write(&w->folder, "certcase.json", view_of("{\"extract\": \"certs\", \"format\": \"html\"}"));
    assert_true(apply(w));
    assert_int_equal(w->set.format.n, 0);
}

static void test_the_home_folder_is_second_and_its_paths_are_its_own(void **state)
{
    struct world *w = *state;
    char want[160];
    folder_write(&w->folder, own_file,
                 VIEW("{\"catalog\": \"my.xml\", \"holidays\": \"/etc/holidays.ics\", \"password-file\": \"-\", \"contact\": \"home\"}"));
    assert_true(apply(w));
    snprintf(want, sizeof want, "%s/.config/certcase/my.xml", w->folder.path);
    assert_true(view_eq_text(w->set.wishes.catalog, want));
    assert_true(view_eq(w->set.wishes.holidays, VIEW("/etc/holidays.ics")));
    assert_true(view_eq(w->set.request.password_file, VIEW("-")));
    assert_true(view_eq(w->set.request.contact, VIEW("home")));
}

static void test_the_current_folder_is_first_but_sets_what_is_harmless_alone(void **state)
{
    struct world *w = *state;
    char base[100];
    (void)snprintf(base, sizeof base, "XDG_CONFIG_HOME=%s/xdg", w->folder.path);
    w->environment[1] = base;
    folder_write(&w->folder, "xdg/certcase/certcase.json", VIEW("{\"contact\": \"xdg\", \"format\": \"json\", \"quiet\": false}"));
    folder_write(&w->folder, "certcase.json",
                 VIEW("{\"contact\": \"here\", \"format\": \"text\", \"quiet\": true, \"templates\": \"evil\", \"output\": \"/\"}"));
    assert_true(apply(w));
    assert_true(view_eq(w->set.request.contact, VIEW("xdg")));
    assert_true(view_eq(w->set.format, VIEW("text")));
    assert_true(w->set.quiet);
    assert_int_equal(w->set.wishes.templates.n, 0);
    assert_int_equal(w->set.output.n, 0);
    assert_string_equal(w->used.here.path, "certcase.json");
    assert_int_equal(w->used.here.taken.n, 1); /* that it is quiet changes no result */
    assert_true(view_eq(w->used.here.taken.items[0], VIEW("format")));
    assert_int_equal(w->used.here.left.n, 3);
    assert_int_equal(w->used.own.taken.n, 1);
    assert_true(view_eq(w->used.own.taken.items[0], VIEW("contact")));
}

/* What would make the run stricter stops it, unless somebody else has said it. */
static void test_the_current_folder_stops_what_would_be_judged_less_strictly(void **state)
{
    struct world *w = *state;
    folder_write(&w->folder, "certcase.json", VIEW("{\"fail-on\": \"warning\"}"));
    assert_false(apply(w));
    assert_int_equal(w->err.status, ST_USAGE);
    assert_string_equal(w->err.where, "certcase.json: fail-on");
    assert_non_null(strstr(w->err.hint, "CERTCASE_FAIL_ON"));
    w->environment[1] = "CERTCASE_FAIL_ON=note";
    assert_true(apply(w));
    assert_true(view_eq(w->set.fail_on, VIEW("note")));
}

static void test_no_other_option_may_come_from_the_current_folder(void **state)
{
    static const char *const harmless[] = { "format", "separator", "color", "jobs", "within", "quiet", "letter", "all" };
    struct world *w = *state;
    for (size_t i = 0; i < w->all.n; i++) {
        bool want = false;
        for (size_t j = 0; j < COUNT_OF(harmless); j++)
            want = want || strcmp(w->all.rows[i]->name, harmless[j]) == 0;
        bool is = w->all.rows[i]->influence == INFLUENCE_SHOWN || w->all.rows[i]->influence == INFLUENCE_NONE;
        if (is != want)
            fail_msg("--%s", w->all.rows[i]->name);
    }
}

static void test_a_file_here_that_others_may_write_is_refused(void **state)
{
    struct world *w = *state;
    folder_write(&w->folder, "certcase.json", VIEW("{\"format\": \"json\"}"));
    assert_int_equal(chmod("certcase.json", 0646), 0);
    assert_false(apply(w));
    assert_int_equal(w->err.status, ST_USAGE);
    assert_string_equal(w->err.where, "certcase.json");
    assert_non_null(strstr(w->err.what, "written by others"));
    assert_int_equal(chmod("certcase.json", 0644), 0);
    assert_true(apply(w));
    if (chown("certcase.json", 12345, (gid_t)-1) != 0)
        return; /* only root can */
    assert_false(apply(w));
    assert_non_null(strstr(w->err.what, "somebody else"));
}

static void test_every_option_has_a_variable_of_its_own(void **state)
{
    char a[64], b[64];
    (void)state;
    struct arena arena = { 0 };
    const struct option_list all = command_options(&arena);
    for (size_t i = 0; i < all.n; i++) {
        config_variable(all.rows[i]->name, a);
        assert_true(strlen(a) < sizeof a - 1);
        for (size_t j = 0; j < i; j++) {
            config_variable(all.rows[j]->name, b);
            if (strcmp(all.rows[i]->name, all.rows[j]->name) != 0)
                assert_string_not_equal(a, b);
        }
    }
    arena_free(&arena);
}

/* Words with choices land as words; run_request makes values of them. */
static bool takes(const struct option_row *row, const struct request_field *f)
{
    bool is_word = f->kind == FIELD_PURPOSE || f->kind == FIELD_HOSTING || f->kind == FIELD_EDITION;
    return is_word ? view_eq_text(f->name, row->name) : row->field == offsetof(struct settings, request) + f->at;
}

static bool is_taken(const struct command_row *command, const struct request_field *f)
{
    for (size_t i = 0; i < command->options.n; i++)
        if (takes(command->options.rows[i], f))
            return true;
    return false;
}

static void build_says_and_batch_defaults_every_field_of_a_request(void **state)
{
    (void)state;
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++) {
        bool operands = f->uses & FIELD_REQUIRED;
        if (!(operands || is_taken(&command_build, f)) || (f->uses & FIELD_DEFAULT && !is_taken(&command_batch, f)))
            fail_msg("%s has no option that lands in it", f->name.p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(build_says_and_batch_defaults_every_field_of_a_request),
        cmocka_unit_test_setup_teardown(test_a_variable_wins_over_the_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_configuration_stops_with_the_key_named, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_another_command_takes_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_home_folder_is_second_and_its_paths_are_its_own, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_current_folder_is_first_but_sets_what_is_harmless_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_current_folder_stops_what_would_be_judged_less_strictly, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_other_option_may_come_from_the_current_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_here_that_others_may_write_is_refused, setup, teardown),
        cmocka_unit_test(test_every_option_has_a_variable_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
