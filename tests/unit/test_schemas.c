/* The schemas allow exactly the words of model/words.c: each enumeration is compared with its table, both ways. */
#include "unit.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/json/json.h"
#include "format/xml/xml.h"
#include "model/request.h"
#include "model/words.h"

#define UNUSED(state) (void)(state)

struct word_list {
    struct view *items;
    size_t n, cap;
};

static const struct word_table *table_of(const char *name)
{
    for (size_t i = 0; i < n_word_tables; i++)
        if (strcmp(word_tables[i].enum_name, name) == 0)
            return &word_tables[i];
    fail_msg("no table %s", name);
    return NULL;
}

static bool has(const struct word_list *list, const char *word)
{
    for (size_t i = 0; i < list->n; i++)
        if (view_eq_text(list->items[i], word))
            return true;
    return false;
}

static void compare(const char *where, const char *enum_name, const struct word_list *allowed, const char *left_out)
{
    const struct word_table *table = table_of(enum_name);
    size_t want = table->n;
    for (size_t i = 0; i < table->n; i++)
        if (left_out && strcmp(table->words[i], left_out) == 0)
            want--;
        else if (!has(allowed, table->words[i]))
            fail_msg("%s: %s \"%s\" is not allowed", where, enum_name, table->words[i]);
    if (allowed->n != want)
        fail_msg("%s: %zu words of %s are allowed, there are %zu", where, allowed->n, enum_name, want);
}

/* --- XSD: the enumerations inside the type or attribute of that name, which stands in the complex type of that name --- */

static const struct xml *find_named(const struct xml *node, const char *name)
{
    for (const struct xml *child = node->first; child; child = child->next) {
        const struct xml *found = view_eq_text(xml_attr(child, "name"), name) ? child : find_named(child, name);
        if (found)
            return found;
    }
    return NULL;
}

static void collect(struct arena *arena, const struct xml *node, struct word_list *out)
{
    for (const struct xml *child = node->first; child; child = child->next)
        if (view_eq_text(child->name, "enumeration"))
            *LIST_ADD(arena, out) = xml_attr(child, "value");
        else
            collect(arena, child, out);
}

static void test_case_schema_allows_exactly_the_words(void **state)
{
    UNUSED(state);
    static const struct {
        const char *type, *attribute, *enum_name;
    } rows[] = {
        { "request", "purpose", "purpose" },       { "request", "channel", "channel" },    { "infrastructure", "edition", "edition" },
        { "environment", "type", "environment_type" }, { "certificate", "role", "role" }, { "certificate", "store", "store" },
        { "key", "type", "key_type" },             { "altName", "kind", "name_kind" },     { "finding", "severity", "severity" },
    };
    struct arena arena = { 0 };
    struct view xsd;
    struct xml *root;
    struct err e = { 0 };
    assert_true(asset_find(VIEW("case.xsd"), &xsd));
    assert_true(xml_read(&arena, xsd, NULL, &root, &e));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct word_list words = { 0 };
        const struct xml *type = NULL;
        for (const struct xml *child = root->first; child && !type; child = child->next) /* top level: not the elements of that name */
            type = view_eq_text(child->name, "complexType") && view_eq_text(xml_attr(child, "name"), rows[i].type) ? child : NULL;
        assert_non_null(type);
        assert_non_null(find_named(type, rows[i].attribute));
        collect(&arena, find_named(type, rows[i].attribute), &words);
        compare("case.xsd", rows[i].enum_name, &words, NULL);
    }
    struct word_list hostings = { 0 }, verdicts = { 0 };
    for (const struct xml *child = root->first; child; child = child->next)
        if (view_eq_text(xml_attr(child, "name"), "hosting"))
            collect(&arena, child, &hostings);
    compare("case.xsd", "hosting", &hostings, NULL);
    collect(&arena, find_named(find_named(root, "case"), "verdict"), &verdicts);
    compare("case.xsd", "verdict", &verdicts, "unverified"); /* said of bundles alone */
    arena_free(&arena);
}

/* Elements of a request, those of a choice too. */
static void collect_elements(struct arena *arena, const struct xml *node, struct word_list *out)
{
    for (const struct xml *child = node->first; child; child = child->next)
        if (view_eq_text(child->name, "element"))
            *LIST_ADD(arena, out) = xml_attr(child, "name");
        else
            collect_elements(arena, child, out);
}

static void test_requests_have_the_fields_of_the_table_in_its_order(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct word_list names = { 0 };
    struct view xsd;
    struct xml *root;
    const struct xml *type = NULL;
    struct err e = { 0 };
    assert_true(asset_find(VIEW("requests.xsd"), &xsd));
    assert_true(xml_read(&arena, xsd, NULL, &root, &e));
    for (const struct xml *child = root->first; child && !type; child = child->next)
        type = view_eq_text(child->name, "complexType") && view_eq_text(xml_attr(child, "name"), "request") ? child : NULL;
    assert_non_null(type);
    collect_elements(&arena, type, &names);
    for (size_t i = 0; i < REQUEST_FIELDS; i++)
        if (i >= names.n || !view_eq(names.items[i], request_fields[i].name))
            fail_msg("requests.xsd: element %zu of a request must be %s", i + 1, request_fields[i].name.p);
    assert_int_equal(names.n, REQUEST_FIELDS);
    arena_free(&arena);
}

/* --- JSON Schema: "enum" at a path of keys --- */

static const struct json *walk(const struct json *at, const char *path)
{
    struct view rest = view_of(path), key;
    char text[64];
    while (view_cut(&rest, '/', &key)) {
        (void)snprintf(text, sizeof text, "%.*s", VIEW_ARG(key));
        at = json_get(at, text);
    }
    return at;
}

static void test_json_schemas_allow_exactly_the_words(void **state)
{
    UNUSED(state);
    static const struct {
        const char *file, *path, *enum_name, *left_out;
    } rows[] = {
        { "inspect", "$defs/file/properties/container/enum", "container", NULL },
        { "inspect", "$defs/file/properties/verdict/enum", "verdict", "unverified" },
        { "inspect", "$defs/file/properties/purpose/enum", "purpose", NULL },
        { "inspect", "$defs/certificate/properties/role/enum", "role", NULL },
        { "inspect", "$defs/certificate/properties/store/enum", "store", "none" },
        { "inspect", "$defs/certificate/properties/key/properties/type/enum", "key_type", NULL },
        { "inspect", "$defs/finding/properties/severity/enum", "severity", NULL },
        { "build", "$defs/case/properties/hosting/enum", "hosting", NULL },
        { "build", "$defs/case/properties/purpose/enum", "purpose", NULL },
        { "build", "$defs/case/properties/channel/enum", "channel", NULL },
        { "build", "$defs/case/properties/verdict/enum", "verdict", "unverified" },
        { "build", "$defs/finding/properties/severity/enum", "severity", NULL },
        { "explain", "$defs/rule/properties/group/enum", "rule_group", NULL },
        { "explain", "$defs/rule/properties/severity/enum", "severity", NULL },
        { "probe", "$defs/target/properties/starttls/enum", "starttls", "none" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct view bytes;
        struct json *root;
        struct err e = { 0 };
        struct word_list words = { 0 };
        struct view path = view_fmt(&arena, "%s/../schemas/%s.schema.json", TESTS_DIR, rows[i].file);
        if (!file_read(&arena, path.p, LIMIT_INPUT_BYTES, &bytes, &e) || !json_read(&arena, bytes, &root, &e))
            fail_msg("%s: %s", path.p, e.what);
        const struct json *list = walk(root, rows[i].path);
        assert_non_null(list);
        for (const struct json *j = list->first; j; j = j->next)
            if (j->kind == JSON_STRING)
                *LIST_ADD(&arena, &words) = j->text;
        compare(rows[i].file, rows[i].enum_name, &words, rows[i].left_out);
        arena_free(&arena);
    }
}

static void test_json_requests_have_the_fields_of_the_table(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct view bytes;
    struct json *root;
    struct err e = { 0 };
    size_t n = 0;
    assert_true(file_read(&arena, TESTS_DIR "/../schemas/requests.schema.json", LIMIT_INPUT_BYTES, &bytes, &e));
    assert_true(json_read(&arena, bytes, &root, &e));
    for (const struct json *j = walk(root, "$defs/request/properties")->first; j; j = j->next, n++)
        if (!request_field_find(j->key))
            fail_msg("requests.schema.json: %.*s is no field of a request", VIEW_ARG(j->key));
    assert_int_equal(n, REQUEST_FIELDS);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_schema_allows_exactly_the_words),
        cmocka_unit_test(test_requests_have_the_fields_of_the_table_in_its_order),
        cmocka_unit_test(test_json_requests_have_the_fields_of_the_table),
        cmocka_unit_test(test_json_schemas_allow_exactly_the_words),
    };
    xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
