#include "flow/batch/batch.h"

#include "base/file.h"
#include "format/request/csv.h"
#include "format/xml/xml.h"

static enum request_result next(void *from, struct arena *arena, struct request_row *out, struct err *e)
{
    return request_next(from, arena, out, e);
}

bool batch_input_open(const char *path, struct batch_source *out, struct err *e)
{
    struct request_reader *reader;
    xml_init();
    if (!request_open(path, &reader, e))
        return false;
    *out = (struct batch_source){ .next = next, .from = reader };
    return true;
}

void batch_input_close(struct batch_source *source)
{
    if (source->from)
        request_close(source->from);
    source->from = NULL;
}

size_t batch_input_count(const char *path, const atomic_bool *stop)
{
    struct batch_source source;
    struct request_row row;
    struct err ignored;
    AUTO(arena_free) struct arena arena = { 0 };
    size_t n = 0;
    enum request_result result = REQUEST_ROW;
    if (!file_is_regular(path) || !batch_input_open(path, &source, &ignored))
        return 0;
    while ((result == REQUEST_ROW || result == REQUEST_BAD_ROW) && !atomic_load(stop)) {
        result = source.next(source.from, &arena, &row, &ignored);
        n += result == REQUEST_ROW || result == REQUEST_BAD_ROW;
        arena_reset(&arena);
    }
    batch_input_close(&source);
    return result == REQUEST_END ? n : 0;
}

void batch_put_csv(struct sink *to, struct view text, char separator)
{
    struct csv *csv = csv_new(',');
    struct csv_record record;
    AUTO(arena_free) struct arena arena = { 0 };
    for (struct view line; view_line(&text, &line); arena_reset(&arena))
        if (csv_split(csv, &arena, line, &record))
            csv_put(to, &record, separator);
    csv_delete(csv);
}
