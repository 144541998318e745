#include "stop.h"

#include "command.h"

/* The second time it has taken too long. */
static void heard(void *to)
{
    struct stop *s = to;
    if (atomic_exchange(&s->wanted, true))
        _Exit(EXIT_STOPPED);
    fprintf(s->err, "\ncertcase: finishing what is under way; once more to stop at once\n");
    fflush(s->err);
}

void stop_begin(struct stop *s, FILE *err)
{
    atomic_store(&s->wanted, false);
    s->err = err;
    s->listening = os_stop_begin(heard, s);
}

void stop_end(struct stop *s)
{
    os_stop_end(s->listening);
}
