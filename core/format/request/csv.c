#include "format/request/csv.h"

#include <csv.h>

struct csv {
    struct csv_parser parser;
    struct arena *arena; /* of the record that is being split */
    struct csv_record *out;
};

struct csv *csv_new(char separator)
{
    struct csv *csv = heap_new(sizeof *csv);
    if (csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        die_oom(sizeof *csv);
    csv_set_delim(&csv->parser, (unsigned char)separator);
    return csv;
}

void csv_delete(struct csv *csv)
{
    if (!csv)
        return;
    csv_free(&csv->parser);
    free(csv);
}

static void on_field(void *p, size_t n, void *to)
{
    struct csv *csv = to;
    if (csv->out->n < CSV_FIELDS)
        csv->out->fields[csv->out->n] = view_dup(csv->arena, (struct view){ .p = p, .n = n });
    csv->out->n++;
}

bool csv_split(struct csv *csv, struct arena *arena, struct view text, struct csv_record *out)
{
    csv->arena = arena;
    csv->out = out;
    *out = (struct csv_record){ 0 };
    bool ok = csv_parse(&csv->parser, text.p, text.n, on_field, NULL, csv) == text.n &&
              csv_fini(&csv->parser, on_field, NULL, csv) == 0;
    if (!ok && csv_error(&csv->parser) == CSV_ENOMEM)
        die_oom(text.n);
    if (!ok) { /* back to the beginning of a record */
        csv_set_opts(&csv->parser, CSV_STRICT);
        csv_fini(&csv->parser, NULL, NULL, NULL);
        csv_set_opts(&csv->parser, CSV_STRICT | CSV_STRICT_FINI);
    }
    return ok;
}

static bool needs_quotes(struct view field, char separator)
{
    for (size_t i = 0; i < field.n; i++)
        if (field.p[i] == separator || field.p[i] == '"' || field.p[i] == '\n' || field.p[i] == '\r')
            return true;
    return field.n && (field.p[0] == ' ' || field.p[field.n - 1] == ' ');
}

void csv_put(struct sink *to, const struct csv_record *record, char separator)
{
    for (size_t i = 0; i < record->n && i < CSV_FIELDS; i++) {
        struct view field = record->fields[i];
        bool quoted = needs_quotes(field, separator);
        put_fmt(to, "%.*s%s", i ? 1 : 0, &separator, quoted ? "\"" : "");
        for (size_t k = 0; k < field.n; k++)
            put_fmt(to, "%s%c", field.p[k] == '"' ? "\"" : "", field.p[k]);
        put_text(to, quoted ? "\"" : "");
    }
    put_text(to, "\n");
}
