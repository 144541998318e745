#include "flow/case/render.h"

#include "format/bundle/case_certs.h"

bool render_texts(struct worker *w, struct arena *keep, const struct case_record *c, struct case_texts *texts, struct err *e)
{
    const struct { const char *template; struct view *out; } rows[] = {
        { c->route->ticket, &texts->ticket },
        { c->route->submit, &texts->submit },
        { c->route->runbook, &texts->runbook },
        { c->route->install, &texts->install },
        { c->route->install_all, &texts->install_all },
        { c->route->verify, &texts->verify },
    };
    *texts = (struct case_texts){ 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].template && !ticket_render(keep, w->kit->templates, view_of(rows[i].template), c, rows[i].out, e))
            return false;
    texts->reminders = ticket_reminders(keep, c);
    return true;
}

int64_t first_expiry(const struct case_record *c)
{
    const struct cert *first = case_first_to_expire(c);
    return first ? first->not_after : TIME_NONE;
}
