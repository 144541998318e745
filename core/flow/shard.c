#include "flow/shard.h"

enum { SHARDS_MOST = 100000 };

/* FNV-1a, then mixed: its low bits alone would put ids that count upwards into a pattern. The result is a promise: shards of one run may
 * be made by different versions. */
static uint64_t hash(struct view key)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * 0x100000001b3u;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
    return h ^ (h >> 33);
}

static bool check(uint64_t index, uint64_t count, struct shard *out, struct err *e)
{
    if (count == 0 || index == 0 || index > count)
        return err_set(e, ST_USAGE, "shards are counted from 1: 1/3, 2/3, 3/3", "there is no shard %ju of %ju", (uintmax_t)index,
                       (uintmax_t)count);
    *out = (struct shard){ .index = index, .count = count };
    return true;
}

static bool from_words(struct view word, uint64_t count, struct shard *out, struct err *e)
{
    struct view rest = word, first;
    uint64_t index, all;
    if (!view_cut(&rest, '/', &first) || !view_number(first, SHARDS_MOST, &index) || !view_number(rest, SHARDS_MOST, &all))
        return err_set(e, ST_USAGE, "write it as 2/3, the second of three, or as auto", "'%.*s' is not a shard", VIEW_ARG(word));
    if (count && count != all)
        return err_set(e, ST_USAGE, "leave --shards out", "--shards %ju contradicts it", (uintmax_t)count);
    return check(index, all, out, e);
}

/* An engine's variable. A missing one leaves the default. */
static bool number(const char *const *environment, const char *name, uint64_t *out, struct err *e)
{
    const char *text = variable_of(environment, name);
    if (!text || view_number(view_of(text), UINT32_MAX, out))
        return true;
    return err_set(e, ST_USAGE, "give the shard as --shard I/N", "%s is '%s', which is not a number", name, text);
}

static bool agree(const char *name, uint64_t theirs, uint64_t ours, uint64_t *count, struct err *e)
{
    *count = theirs ? theirs : ours;
    if (theirs && ours && theirs != ours)
        return err_set(e, ST_USAGE, "leave --shards out", "--shards %ju contradicts the engine, which has %ju", (uintmax_t)ours,
                       (uintmax_t)theirs);
    return *count || err_set(e, ST_USAGE, "give it with --shards N", "the number of shards is not known: %s", name);
}

static bool from_slurm(const char *const *environment, uint64_t ours, struct shard *out, struct err *e)
{
    uint64_t id = 0, least = 0, step = 1, theirs = 0, count;
    char hint[100];
    if (!number(environment, "SLURM_ARRAY_TASK_ID", &id, e) || !number(environment, "SLURM_ARRAY_TASK_MIN", &least, e) ||
        !number(environment, "SLURM_ARRAY_TASK_STEP", &step, e) || !number(environment, "SLURM_ARRAY_TASK_COUNT", &theirs, e) ||
        !agree("SLURM_ARRAY_TASK_COUNT is not set", theirs, ours, &count, e))
        return false;
    snprintf(hint, sizeof hint, "number the array without gaps: --array=1-%ju", (uintmax_t)count);
    if (step == 0 || id < least || (id - least) % step != 0 || (id - least) / step >= count)
        return err_set(e, ST_USAGE, hint, "task %ju is not one of %ju tasks from %ju on",
                       (uintmax_t)id, (uintmax_t)count, (uintmax_t)least);
    return check((id - least) / step + 1, count, out, e);
}

/* Engines that count their tasks from 0. */
static const struct counter {
    const char *index, *count, *missing; /* names of variables, NULL: of none; what is wrong when nobody knows the count */
} counters[] = {
    { "JOB_COMPLETION_INDEX", NULL, "an Indexed Job doesn't tell its completions" },
    { "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "TEST_TOTAL_SHARDS is not set" },
};

static bool from_counter(const struct counter *c, const char *const *environment, uint64_t ours, struct shard *out, struct err *e)
{
    uint64_t index = 0, theirs = 0, count;
    return number(environment, c->index, &index, e) && (!c->count || number(environment, c->count, &theirs, e)) &&
           agree(c->missing, theirs, ours, &count, e) && check(index + 1, count, out, e);
}

static bool from_engine(const char *const *environment, uint64_t ours, struct shard *out, struct err *e)
{
    if (variable_of(environment, "SLURM_ARRAY_TASK_ID"))
        return from_slurm(environment, ours, out, e);
    for (size_t i = 0; i < COUNT_OF(counters); i++)
        if (variable_of(environment, counters[i].index))
            return from_counter(&counters[i], environment, ours, out, e);
    return err_set(e, ST_USAGE, "give it as --shard I/N",
                   "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and TEST_SHARD_INDEX is set, so the shard is not known");
}

bool shard_find(struct view word, uint64_t count, const char *const *environment, struct shard *out, struct err *e)
{
    *out = (struct shard){ .index = 1, .count = 1 };
    bool ok = true;
    if (word.n == 0 && count)
        ok = err_set(e, ST_USAGE, "give --shard I/N, or --shard auto --shards N", "--shards without --shard");
    else if (view_eq(word, VIEW("auto")))
        ok = from_engine(environment, count, out, e);
    else if (word.n)
        ok = from_words(word, count, out, e);
    return ok || err_at(e, "--shard");
}

bool shard_is_part(const struct shard *s)
{
    return s->count > 1;
}

bool shard_has(const struct shard *s, struct view key)
{
    return s->count <= 1 || hash(key) % s->count == s->index - 1;
}
