#include "unit.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/inventory_read.h"
#include "format/xml/xml.h"

#define UNUSED(state) (void)(state)
#define XML_HEAD "<inventory xmlns='urn:certcase:inventory:1' version='1'>"

static void read_ok(struct arena *arena, struct view bytes, struct inventory *out)
{
    struct err e = { 0 };
    if (!inventory_read(arena, VIEW("file"), bytes, out, &e))
        fail_msg("%s: %s", e.where, e.what);
}

static void test_host_suffix_says_hosting(void **state)
{
    UNUSED(state);
    static const struct {
        const char *host;
        enum hosting want;
    } rows[] = {
        { "a.outsystemsenterprise.com", HOST_CLOUD },       { "A.OutSystemsEnterprise.COM", HOST_CLOUD },
        { "a.outsystemsenterprise.com.", HOST_CLOUD },      { "a.outsystemsenterprise.com:443", HOST_CLOUD },
        { "outsystemsenterprise.com", HOST_UNKNOWN },       { "aoutsystemsenterprise.com", HOST_UNKNOWN },
        { "a.outsystemsenterprise.com.evil.example", HOST_UNKNOWN },
        { "a.b.outsystems.app", HOST_ODC },                 { "a.outsystems.dev", HOST_ODC },
        { "me.outsystemscloud.com", HOST_PERSONAL },        { "apps.example.com", HOST_UNKNOWN },
        { "", HOST_UNKNOWN },                               { ".", HOST_UNKNOWN },
        { "https://a.outsystems.app:443/x", HOST_ODC },     { " a.outsystems.app. (ours)", HOST_ODC },
        { "a.outsystems.app, b.example.com", HOST_ODC },    { "b.example.com/a.outsystems.app", HOST_UNKNOWN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (hosting_of_host(view_of(rows[i].host)) != rows[i].want)
            fail_msg("%s", rows[i].host);
}

static void test_host_is_read_out_of_an_address(void **state)
{
    UNUSED(state);
    static const char *const texts[] = {
        "[{\"Name\":\"A\",\"HostName\":\" https://a.outsystems.app:443/x\",\"IsCloudEnvironment\":true}]",
        "[{\"HostName\":\"a.outsystems.app.\"}]",
        XML_HEAD "<environments><environment><name>A</name><host>http://a.outsystems.app/</host></environment></environments></inventory>",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct arena arena = { 0 };
        struct inventory inventory;
        read_ok(&arena, view_of(texts[i]), &inventory);
        assert_true(view_eq_text(inventory.environments[0].host, "a.outsystems.app"));
        assert_int_equal(inventory.environments[0].hosting, HOST_ODC);
        arena_free(&arena);
    }
}

/* The environment that LifeTime's documentation shows. */
static void test_published_sample_is_read(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct inventory inventory;
    read_ok(&arena,
            VIEW("[{\"Key\":\"849515f2-b4ff-4aca-a9d6-9407bea655f4\",\"Name\":\"Testing\",\"OSVersion\":\"11.18.1.0\",\"Order\":2,"
                 "\"HostName\":\"hostname.outsystems.com\",\"UseHTTPS\":true,\"EnvironmentType\":\"Test\",\"NumberOfFrontEnds\":1,"
                 "\"ApplicationServerType\":\".NET\",\"ApplicationServer\":\"IIS\",\"DatabaseProvider\":\"SQLServer\","
                 "\"IsCloudEnvironment\":true,\"IsOffline\":false}]"), &inventory);
    assert_int_equal(inventory.n_environments, 1);
    const struct environment *env = &inventory.environments[0];
    assert_true(view_eq_text(env->key, "849515f2-b4ff-4aca-a9d6-9407bea655f4"));
    assert_true(view_eq_text(env->name, "Testing"));
    assert_true(view_eq_text(env->host, "hostname.outsystems.com"));
    assert_true(view_eq_text(env->os_version, "11.18.1.0"));
    assert_true(env->type == ENV_TEST && env->hosting == HOST_CLOUD && env->front_ends == 1 && env->order == 2 && !env->offline);
    arena_free(&arena);
}

static void test_every_key_is_optional_and_tolerant(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text;
        const char *name;
        enum hosting hosting;
        enum environment_type type;
        unsigned front_ends;
        bool offline;
    } rows[] = {
        { "{\"Name\":\"A\"}", "A", HOST_UNKNOWN, ENV_UNKNOWN, 0, false },
        { "{\"Key\":\"k\"}", "k", HOST_UNKNOWN, ENV_UNKNOWN, 0, false },
        { "{\"HostName\":\"h.example.com\",\"Key\":\"k\"}", "h.example.com", HOST_UNKNOWN, ENV_UNKNOWN, 0, false },
        { "{\"Name\":\"A\",\"IsCloudEnvironment\":null,\"Order\":null,\"Unknown\":[{}]}", "A", HOST_UNKNOWN, ENV_UNKNOWN, 0, false },
        { "{\"Name\":\"A\",\"IsCloudEnvironment\":true}", "A", HOST_CLOUD, ENV_UNKNOWN, 0, false },
        { "{\"Name\":\"A\",\"IsCloudEnvironment\":\"False\",\"IsOffline\":\"true\"}", "A", HOST_SELF_MANAGED, ENV_UNKNOWN, 0, true },
        { "{\"Name\":\"A\",\"IsCloudEnvironment\":false,\"HostName\":\"a.outsystemsenterprise.com\"}", "A", HOST_SELF_MANAGED, ENV_UNKNOWN,
          0, false },
        { "{\"Name\":\"A\",\"HostName\":\"a.outsystemsenterprise.com\"}", "A", HOST_CLOUD, ENV_UNKNOWN, 0, false },
        { "{\"Name\":\"A\",\"IsCloudEnvironment\":true,\"HostName\":\"a.outsystems.app\"}", "A", HOST_ODC, ENV_UNKNOWN, 0, false },
        { "{\"Name\":\"A\",\"IsCloudEnvironment\":true,\"HostName\":\"a.outsystemscloud.com\"}", "A", HOST_PERSONAL, ENV_UNKNOWN, 0,
          false },
        { "{\"Name\":\"A\",\"NumberOfFrontEnds\":\"3\",\"EnvironmentType\":\"Non-Production\"}", "A", HOST_UNKNOWN, ENV_TEST, 3, false },
        { "{\"Name\":\"A\",\"NumberOfFrontEnds\":\"\",\"EnvironmentType\":\"production\"}", "A", HOST_UNKNOWN, ENV_PRODUCTION, 0, false },
        { "{\"Name\":\"A\",\"EnvironmentType\":\"Lifetime\"}", "A", HOST_UNKNOWN, ENV_LIFETIME, 0, false },
        { "{\"Name\":\"A\",\"EnvironmentType\":\"Sandbox\"}", "A", HOST_UNKNOWN, ENV_UNKNOWN, 0, false },
        { "{\"Name\":\" A\\u202e \"}", "A\\u202E", HOST_UNKNOWN, ENV_UNKNOWN, 0, false },
    };
    static const char *const frames[] = { "[%s]", "\xEF\xBB\xBF\n[%s]\n", "%s", "{\"value\":[%s],\"Count\":1}" };
    for (size_t i = 0; i < COUNT_OF(rows) * COUNT_OF(frames); i++) {
        struct arena arena = { 0 };
        struct inventory inventory;
        struct view item = view_of(rows[i / COUNT_OF(frames)].text), frame = view_of(frames[i % COUNT_OF(frames)]);
        size_t at = 0;
        assert_true(view_find(frame, VIEW("%s"), &at));
        struct view before = view_first(frame, at), after = view_from(frame, at + 2);
        read_ok(&arena, view_fmt(&arena, "%.*s%.*s%.*s", VIEW_ARG(before), VIEW_ARG(item), VIEW_ARG(after)), &inventory);
        assert_int_equal(inventory.n_environments, 1);
        const struct environment *env = &inventory.environments[0];
        size_t row = i / COUNT_OF(frames);
        if (!view_eq_text(env->name, rows[row].name) || env->hosting != rows[row].hosting || env->type != rows[row].type ||
            env->front_ends != rows[row].front_ends || env->offline != rows[row].offline)
            fail_msg("row %zu: %s", row, rows[row].text);
        arena_free(&arena);
    }
}

static void test_empty_list_is_fine(void **state)
{
    UNUSED(state);
    static const char *const texts[] = { "[]", " [ ] ", XML_HEAD "<environments/></inventory>" };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct arena arena = { 0 };
        struct inventory inventory;
        read_ok(&arena, view_of(texts[i]), &inventory);
        assert_int_equal(inventory.n_environments, 0);
        assert_true(view_eq_text(inventory.path, "file"));
        arena_free(&arena);
    }
}

static void test_wrong_shapes_say_what_was_expected(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *what, *hint;
    } rows[] = {
        { "", "it is empty", "lifetimeapi/rest/v2/environments" },
        { "PK\x03\x04", "it is a zip archive or a spreadsheet", "lifetimeapi/rest/v2/environments" },
        { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "it is a zip archive or a spreadsheet", "lifetimeapi/rest/v2/environments" },
        { "{}", "it holds an object, not a list", "lifetimeapi/rest/v2/environments" },
        { "[{\"Name\":\"A\"},{\"Name\":\"B\",\"HostName\":\"..\"}]", "environment 2: the host '..' has nothing between two", "looks like" },
        { "[{\"Name\":\"A\",\"HostName\":\"-a.com.\"}]", "environment 1: the host '-a.com' has a part that begins", "looks like" },
        { "[{\"Name\":\"A\",\"HostName\":\"https://a.intra:8443/x\"}]", "environment 1: 'a.intra:8443' has a port", "its name alone" },
        { XML_HEAD "<environments><environment><name>A</name><host>a.intra (ours)</host></environment></environments></inventory>",
          "environment 1: the host 'a.intra (ours)' has a character that no host has, ' '", "looks like" },
        { "\"token\"", "it holds a text, not a list", "lifetimeapi" },
        { "null", "it holds null, not a list", "lifetimeapi" },
        { "<!DOCTYPE html><html></html>", "it is a web page, probably LifeTime's log-in", "address and token" },
        { "\n<html><body>403 Forbidden</body></html>", "it is a web page", "address and token" },
        { "{\"error\":\"Authentication failed\"}", "LifeTime answered an error: Authentication failed", "address and token" },
        { "{\"Errors\":[\"Invalid token\"],\"StatusCode\":401}", "LifeTime answered an error: Invalid token", "address and token" },
        { "{\"error\":{\"code\":401,\"message\":\"expired\"}}", "LifeTime answered an error: expired", "address and token" },
        { "{\"statusCode\":401}", "LifeTime answered an error: 401", "address and token" },
        { "401 Unauthorized\r\nx", "it is neither JSON nor XML", "address and token" },
        { "[{\"Key\":\"a\",\"Name\":\"App\",\"Team\":\"x\"}]", "it is a list of applications", "v2/environments" },
        { "[{\"Key\":\"a\",\"Name\":\"Ana\",\"Username\":\"ana\"}]", "it is a list of users", "v2/environments" },
        { "[{\"city\":\"Lisbon\"}]", "it is a list of something else: \"city\"", "v2/environments" },
        { "{\"value\":1}", "it holds an object, not a list", "lifetimeapi" },
        { "[1]", "/0 is a number, not an environment", "lifetimeapi" },
        { "[{\"Name\":\"A\"},[]]", "/1 is an array, not an environment", "lifetimeapi" },
        { "[{\"Name\":5}]", "/0/Name is not a text", "lifetimeapi" },
        { "[{}]", "/0 has neither Name nor HostName nor Key", "lifetimeapi" },
        { "[{\"Name\":\"A\",\"NumberOfFrontEnds\":-1}]", "/0/NumberOfFrontEnds is not a whole number", "lifetimeapi" },
        { "[{\"Name\":\"A\",\"NumberOfFrontEnds\":1e3}]", "/0/NumberOfFrontEnds is not a whole number", "lifetimeapi" },
        { "[{\"Name\":\"A\",\"NumberOfFrontEnds\":[]}]", "/0/NumberOfFrontEnds is not a whole number", "lifetimeapi" },
        { "[{\"Name\":\"A\",\"IsCloudEnvironment\":1}]", "/0/IsCloudEnvironment is not true or false", "lifetimeapi" },
        { "[{\"Name\":\"A\",\"IsCloudEnvironment\":\"yes\"}]", "/0/IsCloudEnvironment is not true or false", "lifetimeapi" },
        { "[{\"Name\":\"A\"}", "line 1, column 13: not valid JSON", "JSON" },
        { "LIFETIME_TOKEN=abc\n", "it is neither JSON nor XML", "address and token" },
        { "[{\"Name\":\"Prod\"},{\"Name\":\"PROD\"}]", "\"Prod\" and \"PROD\"", "own name" },
        { "[{\"Name\":\"Qualit\u00E0\"},{\"Name\":\"Qualita\u0300\"}]", "environments 1 and 2 have the same name", "own name" },
        { "[{\"Name\":\"A\",\"Key\":\"k\"},{\"Name\":\"B\",\"Key\":\"K\"}]", "\"A\" and \"B\" have the same key", "own key" },
        { XML_HEAD "\n<environments><environment><name>A</name></environment>\n<environment><name>a</name></environment></environments>"
          "</inventory>", "\"A\" and \"a\"", "own name" },
        { XML_HEAD "\n<environments><environment hosting='moon'><name>A</name></environment></environments></inventory>", "line 2: ",
          "schema" },
        { XML_HEAD "\n<environments>\n<environment><host>h</host></environment></environments></inventory>", "line 3: ", "schema" },
        { XML_HEAD "<environments><environment><name>A</name><frontEnd>FE-1</frontEnd><frontEnd>*</frontEnd></environment></environments>"
          "</inventory>", "environment 1: the front-end '*' is no name of a computer", "letters, digits" },
        { "<!DOCTYPE x>" XML_HEAD "<environments/></inventory>", "DOCTYPE", "remove" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct inventory inventory;
        struct err e = { 0 };
        if (inventory_read(&arena, VIEW("cache"), view_of(rows[i].text), &inventory, &e))
            fail_msg("%s: accepted", rows[i].text);
        if (!strstr(e.what, rows[i].what) || !strstr(e.hint, rows[i].hint))
            fail_msg("%s: \"%s\" (%s) lacks \"%s\"", rows[i].text, e.what, e.hint, rows[i].what);
        assert_int_equal(e.status, ST_FORMAT);
        assert_string_equal(e.where, "cache");
        arena_free(&arena);
    }
}

static void check_sample(const char *path, bool is_xml)
{
    struct arena arena = { 0 };
    struct inventory inventory;
    struct view bytes;
    struct err e = { 0 };
    static const enum hosting hostings[] = { HOST_CLOUD, HOST_CLOUD, HOST_CLOUD, HOST_SELF_MANAGED };
    static const enum environment_type types[] = { ENV_DEVELOPMENT, ENV_TEST, ENV_PRODUCTION, ENV_PRODUCTION };
    assert_true(file_read(&arena, path, LIMIT_INVENTORY_BYTES, &bytes, &e));
    read_ok(&arena, bytes, &inventory);
    assert_int_equal(inventory.n_environments, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(inventory.environments[i].hosting == hostings[i] && inventory.environments[i].type == types[i]);
        assert_int_equal(inventory.environments[i].order, i + 1);
        assert_int_equal(inventory.environments[i].front_ends, i < 2 ? 1 : 2);
        assert_int_equal(inventory.environments[i].key.n, 36);
    }
    const struct environment *last = &inventory.environments[3];
    assert_true(view_eq_text(last->name, "Datacentre") && view_eq_text(last->host, "apps.internal.example.com"));
    assert_int_equal(inventory.edition, is_xml ? EDITION_ENTERPRISE : EDITION_UNKNOWN);
    assert_false(inventory.fedramp);
    if (is_xml) {
        assert_true(view_eq_text(inventory.infrastructure, "Example Partner"));
        assert_true(inventory.activation_code.n > 0);
        assert_true(view_eq_text(inventory.contact, "Ana Silva <ana.silva@example.com>"));
        assert_int_equal(inventory.n_followers, 2);
        assert_true(view_eq_text(inventory.followers[0], "platform-team@example.com"));
        assert_int_equal(last->n_front_end_names, 2);
        assert_true(view_eq_text(last->front_end_names[1], "DC-FE-02"));
        assert_true(view_eq_text(last->platform, "windows-2016"));
    }
    arena_free(&arena);
}

static void test_samples_say_the_same(void **state)
{
    UNUSED(state);
    check_sample(TESTS_DIR "/support/inventory.json", false);
    check_sample(TESTS_DIR "/support/inventory.xml", true);
}

static void test_xml_in_utf16_is_told_by_content(void **state)
{
    UNUSED(state);
    static const char text[] = XML_HEAD "<environments><environment hosting='personal'><name>N</name></environment></environments>"
                                        "</inventory>";
    struct arena arena = { 0 };
    struct inventory inventory;
    char *wide = NEW(&arena, char, 2 * sizeof text);
    memcpy(wide, "\xFF\xFE", 2);
    for (size_t i = 0; i < sizeof text - 1; i++)
        wide[2 + 2 * i] = text[i];
    read_ok(&arena, (struct view){ .p = wide, .n = 2 * sizeof text }, &inventory);
    assert_int_equal(inventory.n_environments, 1);
    assert_int_equal(inventory.environments[0].hosting, HOST_PERSONAL);
    arena_free(&arena);
}

static void test_no_break_spaces_around_a_name_are_none_of_it(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct inventory inventory;
    read_ok(&arena, VIEW(XML_HEAD "<environments><environment hosting='cloud'><name>\u00A0N\u00A0</name><frontEnd>FE\u00A0</frontEnd>"
                                  "</environment></environments></inventory>"), &inventory);
    assert_true(view_eq_text(inventory.environments[0].name, "N"));
    assert_true(view_eq_text(inventory.environments[0].front_end_names[0], "FE"));
    arena_free(&arena);
}

/* An audit takes no record that counts fewer than it names. */
static void test_front_ends_are_no_fewer_than_their_names(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct inventory inventory;
    read_ok(&arena, VIEW(XML_HEAD "<environments>"
                         "<environment frontEnds='1'><name>A</name><frontEnd>FE-1</frontEnd><frontEnd>FE-2</frontEnd></environment>"
                         "<environment frontEnds='3'><name>B</name><frontEnd>FE-3</frontEnd></environment>"
                         "</environments></inventory>"), &inventory);
    assert_int_equal(inventory.environments[0].front_ends, 2);
    assert_int_equal(inventory.environments[1].front_ends, 3);
    arena_free(&arena);
}

static void test_no_word_makes_a_cloud_of_odc(void **state)
{
    UNUSED(state);
    static const struct { const char *host; enum hosting want; } rows[] = {
        { "acme.outsystems.app", HOST_ODC }, { "mine.outsystemscloud.com", HOST_PERSONAL }, { "apps.example.com", HOST_CLOUD },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct inventory inventory;
        read_ok(&arena,
                view_fmt(&arena, XML_HEAD "<environments><environment hosting='cloud'><name>N</name><host>%s</host></environment>"
                                          "</environments></inventory>", rows[i].host), &inventory);
        assert_int_equal(inventory.environments[0].hosting, rows[i].want);
        arena_free(&arena);
    }
}

static void hold(const char *before, const char *item, const char *after, size_t limit)
{
    for (size_t n = limit - 1; n <= limit + 1; n++) {
        struct arena arena = { 0 };
        struct buf b = BUF_INIT(LIMIT_INVENTORY_BYTES);
        struct inventory inventory;
        struct err e = { 0 };
        buf_text(&b, before);
        for (size_t i = 0; i < n; i++) {
            buf_text(&b, i && item[0] == '{' ? "," : "");
            for (const char *p = item; *p; p++)
                if (*p == '#')
                    buf_fmt(&b, "%zu", i);
                else
                    buf_putc(&b, *p);
        }
        buf_text(&b, after);
        assert_int_equal(inventory_read(&arena, VIEW("x"), buf_view(&b), &inventory, &e), n <= limit);
        assert_true(n <= limit || e.status == ST_LIMIT);
        buf_free(&b);
        arena_free(&arena);
    }
}

static void test_ceilings_hold(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct inventory inventory;
    struct err e = { 0 };
    hold("[", "{\"Name\":\"e#\"}", "]", LIMIT_ENVIRONMENTS);
    hold(XML_HEAD "<environments>", "<environment><name>e#</name></environment>", "</environments></inventory>", LIMIT_ENVIRONMENTS);
    hold("[{\"Name\":\"", "x", "\"}]", 300);
    for (size_t n = LIMIT_INVENTORY_BYTES - 1; n <= LIMIT_INVENTORY_BYTES + 1; n++) {
        char *p = NEW(&arena, char, n);
        memset(p, ' ', n);
        memcpy(p, "[]", 2);
        assert_int_equal(inventory_read(&arena, VIEW("x"), (struct view){ .p = p, .n = n }, &inventory, &e), n <= LIMIT_INVENTORY_BYTES);
    }
    assert_int_equal(e.status, ST_LIMIT);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host_suffix_says_hosting),
        cmocka_unit_test(test_host_is_read_out_of_an_address),
        cmocka_unit_test(test_front_ends_are_no_fewer_than_their_names),
        cmocka_unit_test(test_no_word_makes_a_cloud_of_odc),
        cmocka_unit_test(test_published_sample_is_read),
        cmocka_unit_test(test_every_key_is_optional_and_tolerant),
        cmocka_unit_test(test_empty_list_is_fine),
        cmocka_unit_test(test_wrong_shapes_say_what_was_expected),
        cmocka_unit_test(test_samples_say_the_same),
        cmocka_unit_test(test_xml_in_utf16_is_told_by_content),
        cmocka_unit_test(test_no_break_spaces_around_a_name_are_none_of_it),
        cmocka_unit_test(test_ceilings_hold),
    };
    xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
