/* parts_kit.h - for tests of the comparing steps: entries packed, mapped and taken apart as an audit does. */
#ifndef TESTS_PARTS_KIT_H
#define TESTS_PARTS_KIT_H

#include "unit.h"

#include "format/bundle/bundle_parts.h"
#include "format/zip/zip.h"
#include "model/finding.h"

struct parts_kit {
    struct arena arena;
    struct archive archive;
    struct bundle_problems problems;
    struct bundle_parts parts;
};

static inline int parts_set_up(void **state)
{
    setenv("TZ", "UTC0", 1);
    tzset();
    struct parts_kit *k = calloc(1, sizeof *k);
    k->problems.arena = &k->arena;
    *state = k;
    return 0;
}

static inline int parts_tear_down(void **state)
{
    struct parts_kit *k = *state;
    arena_free(&k->arena);
    free(k);
    return 0;
}

static inline struct bundle_parts *parts_of(struct parts_kit *k, const struct zip_entry *entries, size_t n)
{
    struct view archive;
    struct err e;
    if (!zip_pack(&k->arena, entries, n, &archive, &e))
        fail_msg("%s", e.what);
    k->problems.n = 0;
    bundle_open(&k->arena, archive, &k->archive, &k->problems, &k->parts);
    return &k->parts;
}

static inline void parts_print(const struct parts_kit *k)
{
    for (size_t i = 0; i < k->problems.n; i++)
        print_error("  %d %.*s: %.*s\n", (int)k->problems.items[i].kind, VIEW_ARG(k->problems.items[i].entry),
                    VIEW_ARG(k->problems.items[i].detail));
}

/* Exactly one problem, of this kind, about this entry, saying this. */
static inline void parts_one(const struct parts_kit *k, enum bundle_problem_kind kind, const char *entry, const char *says)
{
    size_t at;
    bool ok = k->problems.n == 1 && k->problems.items[0].kind == kind && view_eq_text(k->problems.items[0].entry, entry) &&
              view_find(k->problems.items[0].detail, view_of(says), &at);
    if (!ok) {
        parts_print(k);
        fail_msg("wanted %d about '%s' alone, saying '%s'", (int)kind, entry, says);
    }
}

#define PARTS_TEST(name) cmocka_unit_test_setup_teardown(name, parts_set_up, parts_tear_down)

#endif
