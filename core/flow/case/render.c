#include "flow/case/render.h"

bool render_texts(struct worker *w, struct arena *keep, const struct case_record *c, struct case_texts *texts, struct err *e)
{
    const struct { const char *template; struct view *out; } rows[] = {
        { c->route->ticket, &texts->ticket },
        { c->route->runbook, &texts->runbook },
        { c->route->install, &texts->install },
        { c->route->verify, &texts->verify },
    };
    *texts = (struct case_texts){ 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].template[0] != '\0' &&
            !ticket_render(keep, w->kit->templates, view_of(rows[i].template), c, rows[i].out, e))
            return false;
    texts->reminders = ticket_reminders(keep, c);
    return true;
}

int64_t first_expiry(const struct case_record *c)
{
    int64_t first = TIME_NONE;
    for (size_t i = 0; i < c->n_certs; i++)
        if (first == TIME_NONE || (c->certs[i].cert->not_after != TIME_NONE && c->certs[i].cert->not_after < first))
            first = c->certs[i].cert->not_after;
    return first;
}
