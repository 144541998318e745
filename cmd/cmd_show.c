#include "command.h"
#include "flow/show.h"

static enum show_format pick_format(const struct run *run, const struct shown *shown)
{
    if (view_eq(run->set->format, VIEW("html")))
        return SHOW_HTML;
    bool for_eyes = run->session->out_terminal && show_is_text(shown);
    return for_eyes || view_eq(run->set->format, VIEW("text")) ? SHOW_TEXT : SHOW_AS_IS;
}

enum exit_code cmd_show(struct run *run)
{
    const struct view_list *operands = &run->set->operands;
    struct view entry = operands->n > 1 ? operands->items[1] : (struct view){ 0 };
    struct shown shown;
    struct err e;
    if (!show_find(run->arena, operands->items[0], entry, &shown, &e))
        return complain(run, &e);
    enum show_format format = pick_format(run, &shown);
    if (!show_is_text(&shown) && (format != SHOW_AS_IS || run->session->out_terminal)) {
        err_set(&e, ST_USAGE, "redirect it into a file: certcase show BUNDLE ENTRY > FILE", "these bytes are no text");
        err_at(&e, "%.*s", VIEW_ARG(shown.name));
        return complain(run, &e);
    }
    show_put(run->out, format, &shown);
    return EXIT_FINE;
}
