#include "session.h"

#include "os/os.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 40, WIDTH_MOST = 120 };

const char *session_variable(const struct session *s, const char *name)
{
    size_t n = strlen(name);
    for (const char *const *v = s->environment; v && *v; v++)
        if (strncmp(*v, name, n) == 0 && (*v)[n] == '=')
            return *v + n + 1;
    return NULL;
}

static unsigned find_width(const struct session *s)
{
    uint64_t columns = 0;
    const char *variable = session_variable(s, "COLUMNS");
    if (variable && view_number(view_of(variable), 10000, &columns) && columns > 0)
        ;
    else if (s->out_terminal)
        columns = os_columns(s->out);
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
    const char *no_color = session_variable(s, "NO_COLOR"), *term = session_variable(s, "TERM");
    if (view_eq(wish, VIEW("always")))
        return true;
    if (view_eq(wish, VIEW("never")) || !is_terminal)
        return false;
    if (no_color && no_color[0] != '\0')
        return false;
    return term ? strcmp(term, "dumb") != 0 : os_draws_colors();
}
