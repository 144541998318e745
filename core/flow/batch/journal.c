#include "flow/batch/journal.h"

#include "base/limits.h"
#include "format/json/json.h"
#include "model/words.h"
#include "report/writers.h"

enum { HEX = 64 };

static const char *hex(const unsigned char digest[32], char out[HEX + 1])
{
    return hex_text(digest, 32, out);
}

static void put_inputs(struct json_out *j, const struct journal_inputs *inputs)
{
    char text[HEX + 1];
    json_put_object(j, "inputs");
    json_put_text(j, "run", hex(inputs->run, text));
    json_put_text(j, "request", hex(inputs->request, text));
    json_put_text(j, "files", inputs->has_files ? hex(inputs->files, text) : NULL);
    json_end_object(j);
}

static void put_error(struct json_out *j, const struct journal_line *line)
{
    static const char *const absent[] = { "hosting", "purpose", "channel", "bundle" };
    json_put_view_or_null(j, "id", line->id);
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
    for (size_t i = 0; i < line->n_keys; i++) {
        snprintf(text, sizeof text, "%016jx", (uintmax_t)line->keys[i]);
        json_view(j, view_of(text));
    }
    json_end_array(j);
}

void journal_put(struct sink *to, const struct journal_line *line)
{
    struct json_out j = json_out(to, true);
    char text[HEX + 1];
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
    json_put_text(&j, "bundleSha256", line->outcome && line->outcome->bundle.n ? hex(line->bundle_sha256, text) : NULL);
    json_end_object(&j);
    put(to, VIEW("\n"));
}

static bool take_text(struct view *in, const char *text)
{
    struct view taken;
    size_t n = strlen(text);
    return in->n >= n && memcmp(in->p, text, n) == 0 && view_take(in, n, &taken);
}

static bool take_number(struct view *in, uint64_t *out)
{
    size_t n = 0;
    while (n < in->n && in->p[n] >= '0' && in->p[n] <= '9')
        n++;
    struct view digits;
    return view_take(in, n, &digits) && view_number(digits, SIZE_MAX, out);
}

static bool take_digest(struct view *in, const char *before, unsigned char out[32])
{
    struct view digits;
    return take_text(in, before) && view_take(in, HEX, &digits) && hex_read(digits, out, 32) && take_text(in, "\"");
}

/* Inside a JSON string a quote has a backslash before it, so words with their quotes are found only where they are meant. */
static bool find_bundle(struct view line, struct journal_tail *out)
{
    const struct view name = VIEW(",\"bundle\":\""), digest = VIEW(",\"bundleSha256\":\"");
    size_t at;
    if (!view_find(line, name, &at))
        return true;
    struct view rest = view_from(line, at + name.n);
    if (!view_cut(&rest, '"', &out->bundle) || !view_find(rest, digest, &at))
        return false;
    return hex_read(view_first(view_from(rest, at + digest.n), HEX), out->bundle_sha256, 32);
}

static bool take_inputs(struct view *line, struct journal_inputs *out)
{
    if (!take_digest(line, ",\"inputs\":{\"run\":\"", out->run) || !take_digest(line, ",\"request\":\"", out->request) ||
        !take_text(line, ",\"files\":"))
        return false;
    out->has_files = !take_text(line, "null");
    return !out->has_files || take_digest(line, "\"", out->files);
}

bool journal_tail(struct view line, struct journal_tail *out)
{
    uint64_t part, parts, row;
    size_t at;
    *out = (struct journal_tail){ 0 };
    out->error = view_find(line, VIEW(",\"error\":{"), &at);
    if (!find_bundle(line, out) || !view_find(line, VIEW(",\"row\":"), &at))
        return false;
    line = view_from(line, at);
    if (!take_text(&line, ",\"row\":") || !take_number(&line, &row) || !view_find(line, VIEW(",\"part\":"), &at))
        return false;
    out->row = row;
    line = view_from(line, at);
    if (!take_text(&line, ",\"part\":") || !take_number(&line, &part) || !take_text(&line, ",\"parts\":") || !take_number(&line, &parts) ||
        !take_text(&line, ",\"repeatsRow\":"))
        return false;
    out->repeats = !take_text(&line, "null");
    if ((out->repeats && !take_number(&line, &row)) || !take_inputs(&line, &out->inputs) || part == 0 || part > parts || parts > HOST_COUNT)
        return false;
    out->part = (unsigned)part;
    out->parts = (unsigned)parts;
    return true;
}

static bool is_no_line(struct err *e)
{
    return err_set(e, ST_FORMAT, "is it the log of a batch? give another name with --log, or begin anew with --force",
                   "a line is not what certcase writes");
}

static void read_findings(struct arena *arena, const struct json *findings, struct journal_case *out)
{
    out->worst = SEV_COUNT;
    for (const struct json *f = findings ? findings->first : NULL; f; f = f->next) {
        enum severity severity;
        if (json_bool(f, "accepted", false) || !severity_from(json_text(f, "severity"), &severity))
            continue;
        if (out->worst == SEV_COUNT || severity > out->worst)
            out->worst = severity;
        if (severity == SEV_ERROR)
            *LIST_ADD(arena, &out->errors) = json_text(f, "id");
    }
}

static bool read_case(struct arena *arena, const struct json *object, struct journal_case *out)
{
    *out = (struct journal_case){ .bundle = json_text(object, "bundle"), .submit_by = DAY_NONE };
    struct view submit_by = json_text(json_get(object, "deadline"), "submitBy");
    if (!verdict_from(json_text(object, "verdict"), &out->verdict) || (submit_by.n && !day_parse(submit_by, &out->submit_by)) ||
        (out->bundle.n && !hex_read(json_text(object, "bundleSha256"), out->bundle_sha256, 32)))
        return false;
    read_findings(arena, json_get(object, "findings"), out);
    return true;
}

static bool read_keys(struct arena *arena, const struct json *asks, struct journal_row *out)
{
    size_t n = 0;
    for (const struct json *key = asks ? asks->first : NULL; key; key = key->next)
        n++;
    out->keys = NEW(arena, uint64_t, n);
    for (const struct json *key = asks ? asks->first : NULL; key; key = key->next) {
        uint64_t value = 0;
        for (size_t i = 0; i < key->text.n; i++) {
            if (hex_digit(key->text.p[i]) < 0)
                return false;
            value = value << 4 | (uint64_t)hex_digit(key->text.p[i]);
        }
        out->keys[out->n_keys++] = value;
    }
    return true;
}

bool journal_read(struct arena *arena, struct view lines, struct journal_row *out, struct err *e)
{
    struct view line;
    *out = (struct journal_row){ .cases = NEW(arena, struct journal_case, HOST_COUNT) };
    while (view_line(&lines, &line)) {
        struct journal_tail tail;
        struct json *object;
        if (out->n_cases == HOST_COUNT || !journal_tail(line, &tail))
            return is_no_line(e);
        if (!json_read(arena, line, &object, e))
            return false;
        out->inputs = tail.inputs;
        if (!read_case(arena, object, &out->cases[out->n_cases++]) ||
            (out->n_cases == 1 && !read_keys(arena, json_get(object, "asks"), out)))
            return is_no_line(e);
    }
    return true;
}
