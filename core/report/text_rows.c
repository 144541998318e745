#include "report/text_rows.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/wrap.h"
#include "format/text/escape.h"
#include "format/text/shell_word.h"
#include "model/words.h"

const char *severity_color(enum severity severity)
{
    static const char *const colors[] = { [SEV_NOTE] = TEXT_CYAN, [SEV_WARNING] = TEXT_YELLOW, [SEV_ERROR] = TEXT_RED };
    static_assert(COUNT_OF(colors) == SEV_COUNT, "a colour for every severity");
    return colors[severity];
}

void put_colored(const struct report_run *run, const char *color, const char *text)
{
    put_fmt(run->to, "%s%s%s", run->color ? color : "", text, run->color ? TEXT_PLAIN : "");
}

void put_heading(const struct report_run *run, const char *text)
{
    put_text(run->to, "\n");
    put_colored(run, TEXT_BOLD, text);
    put_text(run->to, "\n");
}

static void put_paragraph(const struct report_run *run, size_t column, struct view text)
{
    AUTO(arena_free) struct arena arena = { 0 };
    put_wrapped(run->to, text_safe(&arena, text), column, column, report_width(run));
}

void put_row(const struct report_run *run, size_t column, const char *label, struct view text)
{
    put_fmt(run->to, "  %-*s", (int)column - 2, label);
    put_paragraph(run, column, text);
}

void put_row_if(const struct report_run *run, size_t column, const char *label, struct view text)
{
    if (text.n)
        put_row(run, column, label, text);
}

void put_row_fmt(const struct report_run *run, size_t column, const char *label, const char *fmt, ...)
{
    char text[1200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    put_row(run, column, label, view_of(text));
}

void put_remark(const struct report_run *run, bool todo, struct view text)
{
    if (text.n == 0)
        return;
    put_spaces(run->to, FINDING_INDENT);
    put_text(run->to, todo ? "-> " : "");
    put_paragraph(run, FINDING_INDENT + (todo ? 3 : 0), text);
}

void put_rule(const struct report_run *run, const char *color, const char *label, const char *id)
{
    char text[24];
    snprintf(text, sizeof text, "%-8s", label);
    put_text(run->to, "  ");
    put_colored(run, color, text);
    put_fmt(run->to, " %s", id);
}

const char *encryptions_text(unsigned set, const char *between, char out[ENCRYPTIONS_TEXT])
{
    out[0] = '\0';
    for (int i = 0, n = 0; i < PFX_ENCRYPTION_COUNT; i++)
        if (set & 1u << i)
            n += snprintf(out + n, ENCRYPTIONS_TEXT - (size_t)n, "%s%s", n ? between : "", pfx_encryption_phrase((enum pfx_encryption)i));
    return out;
}

void put_command(struct sink *to, const struct view_list *words)
{
    AUTO(buf_free) struct buf line = BUF_INIT(LIMIT_OUTPUT_BYTES);
    buf_text(&line, "certcase");
    for (size_t i = 0; i < words->n; i++) {
        buf_putc(&line, ' ');
        shell_word(&line, words->items[i], "...");
    }
    put(to, buf_view(&line));
}

void put_finding(const struct report_run *run, const struct finding *finding)
{
    put_rule(run, severity_color(finding->severity), finding->accepted ? "accepted" : severity_word(finding->severity), finding->rule->id);
    put_text(run->to, "\n");
    put_remark(run, false, finding->message);
    put_remark(run, true, finding->hint);
}

static char column_end(const struct report_run *run)
{
    return run->separator ? run->separator : ',';
}

void put_csv_columns(const struct report_run *run, const char *columns)
{
    struct view rest = view_of(columns), column;
    put_text(run->to, UTF8_MARK);
    while (view_cut(&rest, ',', &column))
        put_fmt(run->to, rest.n ? "%.*s%c" : "%.*s\r\n", VIEW_ARG(column), column_end(run));
}

void put_csv(const struct report_run *run, const struct view *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            put_fmt(run->to, "%c", column_end(run));
        escape_put(run->to, column_end(run) == ',' ? ESCAPE_CSV : ESCAPE_CSV_OTHER, fields[i]);
    }
    put_text(run->to, "\r\n");
}
