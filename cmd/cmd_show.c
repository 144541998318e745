#include "command.h"
#include "flow/show.h"

static const struct option_row option_format = { "format", 0, OPT_CHOICE, "FORMAT", SHARED(format), INFLUENCE_SHOWN,
    .choices = "md|text|html",
    .help = "md (default: as it is), text or html" };
struct show_settings {
    struct settings shared;
    struct view part;
};

static const struct option_row option_part = { "part", 0, OPT_CHOICE, "PART", offsetof(struct show_settings, part),
    .choices = "subject|body|submit", .help = "of the ticket its subject or its body; or how to submit it" };
static const struct option_row *const accepted[] = {
    &option_part, &option_format, OPTIONS_ALL,
};

static enum show_format pick_format(const struct run *run, const struct shown *shown)
{
    if (view_eq(run->set->format, VIEW("html")))
        return SHOW_HTML;
    bool for_eyes = run->session->out_terminal && show_is_text(shown);
    return for_eyes || view_eq(run->set->format, VIEW("text")) ? SHOW_TEXT : SHOW_AS_IS;
}

static bool find(const struct run *run, struct shown *out, struct err *e)
{
    static const struct {
        struct view word;
        enum show_part part;
    } parts[] = { { VIEW_ROW("subject"), SHOW_SUBJECT }, { VIEW_ROW("body"), SHOW_BODY }, { VIEW_ROW("submit"), SHOW_SUBMIT } };
    const struct view_list *operands = &run->set->operands;
    struct view part = ((const struct show_settings *)run->set)->part;
    if (part.n && operands->n > 1)
        return err_set(e, ST_USAGE, "leave one of them out", "--part and an entry at the same time");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (view_eq(part, parts[i].word))
            return show_find_part(run->arena, operands->items[0], parts[i].part, out, e);
    return show_find(run->arena, operands->items[0], operands->n > 1 ? operands->items[1] : (struct view){ 0 }, out, e);
}

static bool show(const struct run *run, struct err *e)
{
    struct shown shown;
    if (!find(run, &shown, e))
        return false;
    enum show_format format = pick_format(run, &shown);
    if (!show_is_text(&shown) && (format != SHOW_AS_IS || run->session->out_terminal)) {
        err_set(e, ST_USAGE, "redirect it into a file: certcase show BUNDLE ENTRY > FILE", "these bytes are no text");
        return err_at(e, "%.*s", VIEW_ARG(shown.name));
    }
    show_put(run->arena, run->out, format, &shown);
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
        "certcase show case.zip --part subject\tits first line alone",
        "certcase show case.zip case.xml\tthe record",
        "certcase show case.zip --format html > ticket.html\tfor a browser",
    },
    .options = { accepted, COUNT_OF(accepted) },
    .settings = sizeof(struct show_settings),
    .run = command,
};
