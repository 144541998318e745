/* Shards: every item in exactly one, the same one everywhere, and the words and variables that name a shard. */
#include "unit.h"

#include "flow/shard.h"

static const char *const nothing[] = { NULL };

static void words_name_a_shard_or_are_refused(void **state)
{
    static const struct { const char *word; uint64_t shards; bool ok; uint64_t index, count; } rows[] = {
        { "", 0, true, 1, 1 },      { "1/1", 0, true, 1, 1 },   { "2/3", 0, true, 2, 3 },   { "3/3", 3, true, 3, 3 },
        { "0/3", 0, false, 0, 0 },  { "4/3", 0, false, 0, 0 },  { "1/0", 0, false, 0, 0 },  { "abc", 0, false, 0, 0 },
        { "1", 0, false, 0, 0 },    { "1/", 0, false, 0, 0 },   { "/3", 0, false, 0, 0 },   { "-1/3", 0, false, 0, 0 },
        { "1/3/5", 0, false, 0, 0 }, { "1 /3", 0, false, 0, 0 }, { "1/100001", 0, false, 0, 0 },
        { "1/99999999999999999999", 0, false, 0, 0 },
        { "2/3", 4, false, 0, 0 },  { "", 3, false, 0, 0 },     { "auto", 3, false, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct shard s;
        struct err e = { 0 };
        bool ok = shard_find(view_of(rows[i].word), rows[i].shards, nothing, &s, &e);
        if (ok != rows[i].ok)
            fail_msg("%s: %s", rows[i].word, e.what);
        if (!ok) {
            assert_int_equal(e.status, ST_USAGE);
            assert_string_equal(e.where, "--shard");
            assert_true(e.hint[0] != '\0');
            continue;
        }
        assert_int_equal(s.index, rows[i].index);
        assert_int_equal(s.count, rows[i].count);
    }
}

static void an_engines_variables_name_the_shard(void **state)
{
    static const struct { const char *v[5]; uint64_t shards; bool ok; uint64_t index, count; } rows[] = {
        { { "SLURM_ARRAY_TASK_ID=1", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=4" }, 0, true, 1, 4 },
        { { "SLURM_ARRAY_TASK_ID=4", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=4" }, 4, true, 4, 4 },
        { { "SLURM_ARRAY_TASK_ID=0", "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_COUNT=4" }, 0, true, 1, 4 },
        { { "SLURM_ARRAY_TASK_ID=30", "SLURM_ARRAY_TASK_MIN=10", "SLURM_ARRAY_TASK_STEP=10", "SLURM_ARRAY_TASK_COUNT=3" }, 0, true, 3, 3 },
        { { "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=3" }, 0, false, 0, 0 }, /* --array=1,3,7 */
        { { "SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_MIN=1" }, 0, false, 0, 0 },
        { { "SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=4" }, 5, false, 0, 0 },
        { { "SLURM_ARRAY_TASK_ID=x", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=4" }, 0, false, 0, 0 },
        { { "JOB_COMPLETION_INDEX=0" }, 3, true, 1, 3 },
        { { "JOB_COMPLETION_INDEX=2" }, 3, true, 3, 3 },
        { { "JOB_COMPLETION_INDEX=3" }, 3, false, 0, 0 },
        { { "JOB_COMPLETION_INDEX=0" }, 0, false, 0, 0 },
        { { "JOB_COMPLETION_INDEX=" }, 3, false, 0, 0 },
        { { "TEST_SHARD_INDEX=0", "TEST_TOTAL_SHARDS=2" }, 0, true, 1, 2 },
        { { "TEST_SHARD_INDEX=1", "TEST_TOTAL_SHARDS=2" }, 2, true, 2, 2 },
        { { "TEST_SHARD_INDEX=2", "TEST_TOTAL_SHARDS=2" }, 0, false, 0, 0 },
        { { "TEST_SHARD_INDEX=0", "TEST_TOTAL_SHARDS=0" }, 0, false, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct shard s;
        struct err e = { 0 };
        bool ok = shard_find(VIEW("auto"), rows[i].shards, rows[i].v, &s, &e);
        if (ok != rows[i].ok)
            fail_msg("row %zu: %s", i, e.what);
        if (ok) {
            assert_int_equal(s.index, rows[i].index);
            assert_int_equal(s.count, rows[i].count);
        }
    }
}

static void every_key_is_in_exactly_one_shard(void **state)
{
    enum { KEYS = 3000 };
    (void)state;
    for (uint64_t count = 1; count <= 9; count++) {
        size_t sizes[10] = { 0 };
        for (size_t i = 0; i < KEYS; i++) {
            char key[32];
            int n = snprintf(key, sizeof key, "REQ-%04zu", i);
            size_t owners = 0;
            for (uint64_t index = 1; index <= count; index++)
                if (shard_has(&(struct shard){ .index = index, .count = count }, (struct view){ .p = key, .n = (size_t)n })) {
                    owners++;
                    sizes[index]++;
                }
            assert_int_equal(owners, 1);
        }
        for (uint64_t index = 1; index <= count; index++) /* fair enough to share the work */
            assert_in_range(sizes[index], KEYS / count * 8 / 10, KEYS / count * 12 / 10);
    }
}

static void the_shard_of_a_key_never_changes(void **state)
{
    static const struct { const char *key; uint64_t index; } rows[] = {
        { "", 1 }, { "REQ-0001", 6 }, { "REQ-0002", 3 }, { "partner-root", 7 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (uint64_t index = 1; index <= 7; index++)
            if (shard_has(&(struct shard){ .index = index, .count = 7 }, view_of(rows[i].key)) && index != rows[i].index)
                fail_msg("%s is in %d, not in %d", rows[i].key, (int)index, (int)rows[i].index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_name_a_shard_or_are_refused),
        cmocka_unit_test(an_engines_variables_name_the_shard),
        cmocka_unit_test(every_key_is_in_exactly_one_shard),
        cmocka_unit_test(the_shard_of_a_key_never_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
