#include "base/file.h"
#include "flow/batch/batch_parts.h"

/* Of a run among those that work in one folder. */
static const char *label_of(struct arena *arena, const struct shard *shard)
{
    if (!shard_is_part(shard))
        return "all";
    return view_fmt(arena, "%ju-of-%ju", (uintmax_t)shard->index, (uintmax_t)shard->count).p;
}

bool batch_names_log(struct view name)
{
    return view_eq_text(name, "batch.ndjson") || (view_starts(name, VIEW("batch-")) && view_ends(name, VIEW(".ndjson")));
}

const char *batch_log(struct arena *arena, const char *folder, const struct shard *shard)
{
    struct view name = VIEW("batch.ndjson");
    if (shard_is_part(shard))
        name = view_fmt(arena, "batch-%s.ndjson", label_of(arena, shard));
    return path_join(arena, view_of(folder), name).p;
}

struct commit_options batch_in_folder(struct arena *arena, const char *folder, const struct shard *shard)
{
    return (struct commit_options){
        .folder = folder, .label = view_of(label_of(arena, shard)), .ending = VIEW(".zip"), .clean_all = !shard_is_part(shard),
    };
}

int64_t batch_time(const char *log, const char *folder, const struct shard *shard)
{
    AUTO(arena_free) struct arena scratch = { 0 };
    const struct commit_options options = batch_in_folder(&scratch, folder, shard);
    int64_t time = journal_time(log);
    return time == TIME_NONE ? commit_time(&options) : time;
}
