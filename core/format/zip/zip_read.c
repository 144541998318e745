#include "format/zip/zip.h"

#include "base/limits.h"
#include "format/zip/zip_map.h"
#include "model/finding.h"

static bool refuse(const struct bundle_problem *problem, struct err *e)
{
    enum status status = problem->kind == BUNDLE_LIMIT_EXCEEDED ? ST_LIMIT : ST_FORMAT;
    if (problem->entry.n)
        return err_set(e, status, "don't use this bundle; `certcase audit` says more, then ask where it comes from", "entry %.*s: %.*s",
                       VIEW_ARG(problem->entry), VIEW_ARG(problem->detail));
    return err_set(e, status, "download or copy the bundle again; `certcase audit` says more", "not a readable zip archive: %.*s",
                   VIEW_ARG(problem->detail));
}

bool zip_check(const struct bundle_problems *problems, struct err *e)
{
    for (size_t i = 0; i < problems->n; i++)
        if (problems->items[i].severity < 0 || problems->items[i].severity == SEV_ERROR)
            return refuse(&problems->items[i], e);
    return true;
}

bool zip_unpack(struct arena *arena, struct view archive, struct zip_entry **entries, size_t *n, struct err *e)
{
    struct bundle_problems problems = { .arena = arena };
    struct archive a;
    if (archive.n > LIMIT_BUNDLE_BYTES)
        return err_set(e, ST_LIMIT, "check that this is a bundle", "%zu bytes is too large for a bundle (at most %d)", archive.n,
                       LIMIT_BUNDLE_BYTES);
    if (!view_starts(archive, VIEW("PK")))
        return err_set(e, ST_FORMAT, "give a bundle (.zip); `certcase inspect` looks at certificate files", "not a zip archive");
    zip_map(arena, archive, &a, &problems);
    zip_bytes(arena, &a, &problems);
    if (!zip_check(&problems, e))
        return false;
    zip_entries(arena, &a, entries, n);
    return true;
}

void zip_entries(struct arena *arena, const struct archive *a, struct zip_entry **entries, size_t *n)
{
    *entries = NEW(arena, struct zip_entry, a->n_entries);
    *n = 0;
    for (size_t i = 0; i < a->n_entries; i++) {
        const struct archive_entry *e = &a->entries[i];
        struct view name = zip_name(arena, e);
        if (e->unpacked && !zip_find(*entries, *n, name))
            (*entries)[(*n)++] = (struct zip_entry){ .name = name, .bytes = e->bytes };
    }
}

const struct zip_entry *zip_find(const struct zip_entry *entries, size_t n, struct view name)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(entries[i].name, name))
            return &entries[i];
    return NULL;
}
