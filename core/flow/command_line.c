#include "flow/command_line.h"

#include "base/limits.h"
#include "format/text/shell_word.h"

struct view command_line(struct arena *arena, const struct view_list *words)
{
    AUTO(buf_free) struct buf line = BUF_INIT(LIMIT_OUTPUT_BYTES);
    buf_text(&line, "certcase");
    for (size_t i = 0; i < words->n; i++) {
        buf_text(&line, " ");
        shell_word(&line, words->items[i], "...");
    }
    return view_dup(arena, buf_view(&line));
}
