#include "run.h"

#include "os/os.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 40, WIDTH_MOST = 120 };

static unsigned find_width(const struct session *s)
{
    uint64_t columns = 0;
    const char *variable = variable_of(s->environment, "COLUMNS");
    if (!variable || !view_number(view_of(variable), 10000, &columns) || columns == 0)
        columns = s->out_terminal ? os_columns(s->out) : 0;
    if (columns == 0)
        columns = WIDTH_DEFAULT;
    return columns < WIDTH_LEAST ? WIDTH_LEAST : columns > WIDTH_MOST ? WIDTH_MOST : (unsigned)columns;
}

void session_look(struct session *s)
{
    s->in_terminal = os_is_terminal(stdin);
    s->out_terminal = os_is_terminal(s->out);
    s->err_terminal = os_is_terminal(s->err);
    s->width = find_width(s);
}

size_t session_text_width(const struct session *s)
{
    return s->out_terminal ? s->width : 0;
}

bool session_color(const struct session *s, struct view wish, bool is_terminal)
{
    const char *no_color = variable_of(s->environment, "NO_COLOR"), *term = variable_of(s->environment, "TERM");
    if (view_eq(wish, VIEW("always")))
        return true;
    if (view_eq(wish, VIEW("never")) || !is_terminal)
        return false;
    if (no_color && no_color[0] != '\0')
        return false;
    return term ? strcmp(term, "dumb") != 0 : os_draws_colors();
}
