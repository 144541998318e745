/* kit.h - a whole kit for tests of the flow: built-in catalog and templates, no CA bundle, the password of the samples. */
#ifndef TESTS_KIT_H
#define TESTS_KIT_H

#include "base/file.h"
#include "base/limits.h"
#include "flow/case/make_case.h"
#include "format/catalog_read.h"
#include "format/inventory_read.h"
#include "samples.h"

struct test_kit {
    struct arena arena;
    struct resources resources;
    struct wishes wishes;
    struct catalog catalog;
    struct inventory inventory;
    struct xml_schema *schema;
};

static inline bool test_password(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e)
{
    (void)from, (void)path, (void)request, (void)e;
    buf_text(secret, "certcase");
    return true;
}

static inline struct view test_asset(const char *name)
{
    struct view bytes;
    if (!asset_find(view_of(name), &bytes))
        fail_msg("%s is not built in", name);
    return bytes;
}

static inline void test_kit_open(struct test_kit *t)
{
    static const struct holidays no_holidays = { .from = DAY_NONE, .to = DAY_NONE };
    struct templates *templates = NULL;
    struct view bytes;
    struct err e;
    *t = (struct test_kit){ 0 };
    xml_init();
    if (!catalog_read(&t->arena, VIEW("built in"), test_asset("catalog.xml"), &t->catalog, &e) ||
        !templates_load(&t->arena, (struct view){ 0 }, NULL, &templates, &e) || !xml_schema_load(test_asset("case.xsd"), &t->schema, &e) ||
        !file_read(&t->arena, TESTS_DIR "/support/inventory.xml", LIMIT_INVENTORY_BYTES, &bytes, &e) ||
        !inventory_read(&t->arena, VIEW("inventory.xml"), bytes, &t->inventory, &e))
        fail_msg("%s: %s", e.where, e.what);
    t->wishes = (struct wishes){
        .now = 1795161600, /* 2026-11-20T08:00:00Z, a Friday */
        .version = VIEW("0.0.0"),
        .password = { .get = test_password },
    };
    t->resources = (struct resources){
        .wishes = &t->wishes,
        .catalog = &t->catalog,
        .holidays = &no_holidays,
        .templates = templates,
        .case_schema = t->schema,
    };
}

static inline void test_kit_close(struct test_kit *t)
{
    xml_schema_free(t->schema);
    arena_free(&t->arena);
}

/* `words`: environments, then NULL; `paths` as well. */
static inline struct request test_request(struct arena *arena, const char *const *paths, const char *const *words)
{
    struct request request = { .needed_by = DAY_NONE, .hosting = HOST_UNKNOWN };
    for (size_t i = 0; paths[i]; i++)
        *LIST_ADD(arena, &request.certificates) = view_of(paths[i]);
    for (size_t i = 0; words[i]; i++)
        *LIST_ADD(arena, &request.environments) = view_of(words[i]);
    return request;
}

#endif
