#include "command.h"
#include "flow/show.h"

static const struct option_row option_format = { FORMAT_OF(show_reports), .more = "md is the entry as it is; a terminal gets text." };

struct show_settings {
    struct settings shared;
    struct view part;
};

static const struct option_row option_part = { "part", 0, OPT_CHOICE, "PART", offsetof(struct show_settings, part),
    .choices = "subject|body|submit", .help = "{choices}: the ticket's first line, the rest of it, or how to submit it" };

static bool find(const struct run *run, struct entry_shown *out, struct err *e)
{
    const struct view_list *operands = &run->set->operands;
    struct view part = ((const struct show_settings *)run->set)->part;
    if (part.n && operands->n > 1)
        return err_set(e, ST_USAGE, "leave one of them out", "--part and an entry at the same time");
    if (part.n)
        return show_find_part(run->arena, operands->items[0], part, out, e);
    return show_find(run->arena, operands->items[0], operands->n > 1 ? operands->items[1] : (struct view){ 0 }, out, e);
}

static bool command(struct run *run, struct err *e)
{
    struct entry_shown item;
    const struct report *report = run_report(run, &show_reports), *as_it_is = show_reports.rows[0];
    struct report_run to = run_report_to(run, TIME_NONE);
    if (!find(run, &item, e))
        return false;
    bool is_text = show_is_text(&item), for_eyes = run->session->out_terminal;
    if (!is_text && (report != as_it_is || for_eyes)) {
        err_set(e, ST_USAGE, "write it into a file: certcase show BUNDLE ENTRY -o FILE", "these bytes are no text");
        return err_at(e, "%.*s", VIEW_ARG(item.name));
    }
    if (report == as_it_is && for_eyes)
        report = report_find(&show_reports, VIEW("text"));
    report->one.entry(&to, &item);
    return true;
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
        "certcase show case.zip --part submit\twhat to do with it, step by step",
        "certcase show case.zip case.xml\tthe record",
        "certcase show case.zip --format html -o ticket.html\tfor a browser",
    },
    .options = OPTIONS(&option_part, &option_into, &option_format, OPTIONS_ALL),
    .settings = sizeof(struct show_settings),
    .run = command,
};
