/* Any bytes as a template (up to the first NUL) and as a value (behind it), rendered for every target. A value never becomes a tag. */
#include "base/limits.h"
#include "format/text/mustache.h"
#include "fuzz.h"

/* Every partial is the template itself: the deepest nesting there is. */
static const struct mustache *find_self(const void *from, struct view name)
{
    (void)name;
    return from;
}

static struct value *make_values(struct arena *arena, struct view text)
{
    struct value *root = value_new(arena, VALUE_OBJECT);
    struct value *list = value_list(arena, root, "l");
    value_text(arena, root, "a", text);
    value_truth(arena, root, "t", true);
    value_truth(arena, root, "f", false);
    value_text(arena, list, NULL, text);
    value_text(arena, value_object(arena, list, NULL), "a", text);
    return root;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct view all = { .p = (const char *)data, .n = size }, source = { 0 };
    struct mustache *m;
    struct err e;
    if (view_cut(&all, '\0', &source) && mustache_compile(&arena, VIEW("fuzz"), source, &m, &e)) {
        const struct mustache_partials partials = { .find = find_self, .from = m };
        const struct value *root = make_values(&arena, all);
        for (int target = 0; target < ESCAPE_COUNT; target++) {
            struct buf out = BUF_INIT(LIMIT_TICKET_BYTES);
            struct sink to = sink_buf(&out);
            bool ok = mustache_render(m, root, &partials, (enum escape_target)target, &to, &e);
            (void)ok;
            buf_free(&out);
        }
    }
    arena_free(&arena);
    return 0;
}
