#include "flow/batch/journal.h"

#include "format/json/json.h"
#include "model/words.h"
#include "report/writers.h"

static void put_inputs(struct json_out *j, const struct journal_inputs *inputs)
{
    json_put_object(j, "inputs");
    json_put_hex(j, "run", inputs->run, sizeof inputs->run);
    json_put_hex(j, "request", inputs->request, sizeof inputs->request);
    json_put_hex(j, "files", inputs->has_files ? inputs->files : NULL, sizeof inputs->files);
    json_end_object(j);
}

/* `at`: of a view in struct environment. */
static void put_places(struct json_out *j, const char *key, const struct environment_groups *places, size_t at)
{
    json_put_array(j, key);
    for (size_t i = 0; places && i < places->n; i++)
        for (size_t k = 0; k < places->items[i].n; k++)
            json_view(j, *(const struct view *)(const void *)((const char *)&places->items[i].items[k] + at));
    json_end_array(j);
}

static void put_error(struct json_out *j, const struct journal_line *line)
{
    static const char *const absent[] = { "hosting", "purpose", "channel", "bundle" };
    json_put_view_or_null(j, "id", line->id);
    put_places(j, "environments", line->places, offsetof(struct environment, name));
    put_places(j, "hosts", line->places, offsetof(struct environment, host));
    for (size_t i = 0; i < COUNT_OF(absent); i++)
        json_put_null(j, absent[i]);
    json_put_text(j, "verdict", verdict_word(VERDICT_REJECTED));
    json_put_array(j, "findings");
    json_end_array(j);
    json_put_null(j, "deadline");
    json_put_object(j, "error");
    json_put_text(j, "file", line->error->where[0] ? line->error->where : NULL);
    json_put_text(j, "what", line->error->what);
    json_put_text(j, "hint", line->error->hint);
    json_end_object(j);
}

static void put_keys(struct json_out *j, const struct journal_line *line)
{
    char text[17];
    json_put_array(j, "asks");
    for (size_t i = 0; i < line->keys->n; i++) {
        snprintf(text, sizeof text, "%016jx", (uintmax_t)line->keys->items[i].hash);
        json_view(j, view_of(text));
    }
    json_end_array(j);
}

void journal_put(struct sink *to, const struct journal_line *line)
{
    struct json_out j = json_out(to, true);
    json_begin_object(&j);
    if (line->outcome)
        json_put_case_members(&j, line->outcome);
    else
        put_error(&j, line);
    json_put_number(&j, "row", (int64_t)line->row);
    json_put_view(&j, "where", line->where);
    json_put_number(&j, "part", line->part);
    json_put_number(&j, "parts", line->parts);
    json_put_number_or_null(&j, "repeatsRow", line->repeats_row, (int64_t)line->repeats_row);
    put_inputs(&j, &line->inputs);
    put_keys(&j, line);
    bool has_bundle = line->outcome && line->outcome->bundle.n;
    json_put_hex(&j, "sumsSha256", has_bundle ? line->seal : NULL, sizeof line->seal);
    json_end_object(&j);
    put(to, VIEW("\n"));
}

static bool read_inputs(const struct json *object, struct journal_inputs *out)
{
    const struct json *inputs = json_get(object, "inputs");
    out->has_files = json_get(inputs, "files") != NULL;
    return hex_read(json_text(inputs, "run"), out->run, 32) && hex_read(json_text(inputs, "request"), out->request, 32) &&
           (!out->has_files || hex_read(json_text(inputs, "files"), out->files, 32));
}

static void read_findings(struct arena *arena, const struct json *findings, struct journal_said *out)
{
    for (const struct json *f = findings ? findings->first : NULL; f; f = f->next) {
        enum severity severity;
        if (json_bool(f, "accepted") || !severity_from(json_text(f, "severity"), &severity))
            continue;
        out->worst = severity_worse(out->worst, severity);
        if (severity != SEV_ERROR)
            continue;
        *LIST_ADD(arena, &out->errors) =
            (struct batch_error){ json_text(f, "id"), json_text(f, "message"), json_text(f, "hint") };
    }
}

static bool read_keys(struct arena *arena, const struct json *asks, struct journal_said *out)
{
    for (const struct json *ask = asks ? asks->first : NULL; ask; ask = ask->next) {
        struct identity_key *key = LIST_ADD(arena, &out->keys);
        unsigned char bytes[8];
        if (!hex_read(ask->text, bytes, sizeof bytes))
            return false;
        for (size_t i = 0; i < sizeof bytes; i++)
            key->hash = key->hash << 8 | bytes[i];
    }
    return true;
}

static bool read_case(const struct json *object, struct journal_said *out)
{
    const struct json *deadline = json_get(object, "deadline");
    struct view submitted = json_text(deadline, "submitted"), submit_by = json_text(deadline, "submitBy");
    out->id = json_text(object, "id");
    out->bundle = json_text(object, "bundle");
    return verdict_from(json_text(object, "verdict"), &out->verdict) && (submitted.n == 0 || time_parse(submitted, &out->submitted)) &&
           (submit_by.n == 0 || day_parse(submit_by, &out->submit_by)) &&
           (out->bundle.n == 0 || hex_read(json_text(object, "sumsSha256"), out->seal, 32));
}

bool journal_line_read(struct arena *arena, struct view line, struct journal_said *out)
{
    struct json *object;
    struct err ignored;
    uint64_t row, part, parts;
    *out = (struct journal_said){ .submitted = TIME_NONE, .submit_by = DAY_NONE, .worst = SEV_COUNT };
    if (!json_read(arena, line, &object, &ignored) || !json_uint(object, "row", SIZE_MAX, &row) ||
        !json_uint(object, "part", HOST_COUNT, &part) || !json_uint(object, "parts", HOST_COUNT, &parts) || part == 0 || part > parts)
        return false;
    out->row = (size_t)row;
    out->part = (unsigned)part;
    out->parts = (unsigned)parts;
    out->repeats = json_get(object, "repeatsRow") != NULL;
    out->error = json_get(object, "error") != NULL;
    read_findings(arena, json_get(object, "findings"), out);
    return read_inputs(object, &out->inputs) && read_case(object, out) && read_keys(arena, json_get(object, "asks"), out);
}

bool journal_read(struct arena *arena, struct view lines, struct journal_row *out)
{
    struct view line;
    out->n_cases = 0;
    while (view_line(&lines, &line))
        if (out->n_cases == HOST_COUNT || !journal_line_read(arena, line, &out->cases[out->n_cases++]))
            return false;
    return out->n_cases > 0;
}
