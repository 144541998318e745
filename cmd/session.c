#include "session.h"

#include <string.h>

const char *session_variable(const struct session *s, const char *name)
{
    size_t n = strlen(name);
    for (const char *const *v = s->environment; v && *v; v++)
        if (strncmp(*v, name, n) == 0 && (*v)[n] == '=')
            return *v + n + 1;
    return NULL;
}
