#include "model/archive.h"

#include "base/limits.h"
#include "base/utf8.h"

/* False when there are enough of this kind already. */
static bool has_room(const struct bundle_problems *problems, enum bundle_problem_kind kind)
{
    size_t same = 0;
    for (size_t i = 0; i < problems->n; i++)
        same += problems->items[i].kind == kind;
    return same < LIMIT_ARCHIVE_PROBLEMS;
}

PRINTF_LIKE(4, 0)
static bool add(struct bundle_problems *problems, struct bundle_problem problem, struct view entry, const char *fmt, va_list ap)
{
    char text[600];
    struct arena *arena = problems->arena;
    if (!has_room(problems, problem.kind))
        return false;
    vsnprintf(text, sizeof text, fmt, ap);
    problem.entry = view_dup(arena, text_safe(arena, view_first(entry, LIMIT_ENTRY_NAME)));
    problem.detail = view_dup(arena, text_safe(arena, view_of(text)));
    *LIST_ADD(arena, problems) = problem;
    return false;
}

bool problem_add(struct bundle_problems *problems, enum bundle_problem_kind kind, struct view entry, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(problems, (struct bundle_problem){ .kind = kind, .severity = -1 }, entry, fmt, ap);
    va_end(ap);
    return false;
}

bool problem_add_as(struct bundle_problems *problems, struct bundle_problem like, struct view entry, const char *hint, const char *fmt,
                    ...)
{
    va_list ap;
    like.hint = view_dup(problems->arena, text_safe(problems->arena, view_of(hint)));
    va_start(ap, fmt);
    add(problems, like, entry, fmt, ap);
    va_end(ap);
    return false;
}
