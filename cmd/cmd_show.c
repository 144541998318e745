#include "command.h"
#include "flow/show.h"

static const struct option_row option_format = { "format", 0, OPT_CHOICE, "FORMAT", SHARED(format), .choices = "md|text|html",
    .help = "md (default: as it is), text or html" };
static const struct option_row *const accepted[] = {
    &option_format, OPTIONS_ALL,
};

static enum show_format pick_format(const struct run *run, const struct shown *shown)
{
    if (view_eq(run->set->format, VIEW("html")))
        return SHOW_HTML;
    bool for_eyes = run->session->out_terminal && show_is_text(shown);
    return for_eyes || view_eq(run->set->format, VIEW("text")) ? SHOW_TEXT : SHOW_AS_IS;
}

static bool show(const struct run *run, struct err *e)
{
    const struct view_list *operands = &run->set->operands;
    struct view entry = operands->n > 1 ? operands->items[1] : (struct view){ 0 };
    struct shown shown;
    if (!show_find(run->arena, operands->items[0], entry, &shown, e))
        return false;
    enum show_format format = pick_format(run, &shown);
    if (!show_is_text(&shown) && (format != SHOW_AS_IS || run->session->out_terminal)) {
        err_set(e, ST_USAGE, "redirect it into a file: certcase show BUNDLE ENTRY > FILE", "these bytes are no text");
        return err_at(e, "%.*s", VIEW_ARG(shown.name));
    }
    show_put(run->out, format, &shown);
    return true;
}

static void command(struct run *run)
{
    struct err e;
    if (!show(run, &e))
        complain(run, &e);
}

const struct command_row command_show = {
    .name = "show",
    .operands = "BUNDLE [ENTRY]",
    .summary = "the ticket of a bundle, or any of its entries",
    .about = "ENTRY is a name in the bundle, or the last part of one. A terminal gets control characters escaped.",
    .least = 1,
    .most = 2,
    .missing = "the bundle",
    .examples = {
        "certcase show case.zip\tthe ticket, to paste into the support portal",
        "certcase show case.zip case.xml\tthe record",
        "certcase show case.zip --format html > ticket.html\tfor a browser",
    },
    .options = { accepted, COUNT_OF(accepted) },
    .run = command,
};
