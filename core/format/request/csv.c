#include "format/request/csv.h"

#include <csv.h>

struct csv {
    struct csv_parser parser;
};

struct split {
    struct arena *arena;
    struct csv_record *out;
};

struct csv *csv_new(void)
{
    struct csv *csv = malloc(sizeof *csv);
    if (!csv || csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        die_oom(sizeof *csv);
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
    struct split *s = to;
    if (s->out->n < CSV_FIELDS)
        s->out->fields[s->out->n] = view_dup(s->arena, (struct view){ .p = p, .n = n });
    s->out->n++;
}

bool csv_split(struct csv *csv, struct arena *arena, struct view text, struct csv_record *out)
{
    struct split split = { .arena = arena, .out = out };
    *out = (struct csv_record){ 0 };
    bool ok = csv_parse(&csv->parser, text.p, text.n, on_field, NULL, &split) == text.n &&
              csv_fini(&csv->parser, on_field, NULL, &split) == 0;
    if (!ok && csv_error(&csv->parser) == CSV_ENOMEM)
        die_oom(text.n);
    if (!ok) { /* back to the beginning of a record */
        csv_set_opts(&csv->parser, CSV_STRICT);
        csv_fini(&csv->parser, NULL, NULL, NULL);
        csv_set_opts(&csv->parser, CSV_STRICT | CSV_STRICT_FINI);
    }
    return ok;
}
