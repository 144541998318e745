#include "format/bundle/manifest.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/digest.h"
#include "format/json/json.h"

#define SCHEMA "certcase/manifest/1"

static const char *media_type_of(struct view entry_name)
{
    static const struct {
        struct view end;
        const char *type;
    } rows[] = {
        { VIEW_ROW(".txt"), "text/plain; charset=utf-8" },
        { VIEW_ROW(".html"), "text/html; charset=utf-8" },
        { VIEW_ROW(".xml"), "application/xml" },
        { VIEW_ROW(".json"), "application/json" },
        { VIEW_ROW(".cer"), "application/pkix-cert" },
        { VIEW_ROW(".pfx"), "application/x-pkcs12" },
        { VIEW_ROW(".ics"), "text/calendar; charset=utf-8" },
        { VIEW_ROW(".ps1"), "text/plain; charset=utf-8" },
        { VIEW_ROW(".p7s"), "application/pkcs7-signature" },
        { VIEW_ROW("SHA256SUMS"), "text/plain; charset=utf-8" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_ends(entry_name, rows[i].end))
            return rows[i].type;
    return "application/octet-stream";
}

static struct view digest_text(const unsigned char sha256[32], char text[65])
{
    return (struct view){ .p = hex_text(sha256, 32, text), .n = 64 };
}

void manifest_put(struct sink *to, const struct manifest *m)
{
    char hex[65];
    struct json_out j = json_out(to, false);
    json_begin_object(&j);
    json_put_text(&j, "schema", SCHEMA);
    json_put_object(&j, "generator");
    json_put_view(&j, "name", m->generator_name);
    json_put_view(&j, "version", m->generator_version);
    json_end_object(&j);
    json_put_view(&j, "case", m->case_id);
    json_put_array(&j, "entries");
    for (size_t i = 0; i < m->n_entries; i++) {
        const struct manifest_entry *entry = &m->entries[i];
        json_begin_object(&j);
        json_put_view(&j, "name", entry->name);
        json_put_number(&j, "size", (int64_t)entry->size);
        json_put_view(&j, "sha256", digest_text(entry->sha256, hex));
        json_put_view(&j, "mediaType", entry->media_type);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    put(to, VIEW("\n"));
}

/* True when the object has these keys and no other. */
static bool has_exactly(const struct json *object, const char *const *keys, size_t n)
{
    size_t found = 0;
    if (!object || object->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < n; i++)
        found += json_get(object, keys[i]) != NULL;
    return found == n && object->n == n;
}

static bool is_text(const struct json *object, const char *key)
{
    return json_text(object, key).n > 0;
}

static bool fail_entry(size_t at, const char *what, struct err *e)
{
    return err_set(e, ST_FORMAT, "ask for the bundle again", "entry %zu: %s", at + 1, what);
}

static bool read_entry(struct arena *arena, const struct json *from, size_t at, struct manifest_entry *to, struct err *e)
{
    static const char *const keys[] = { "name", "size", "sha256", "mediaType" };
    if (!has_exactly(from, keys, COUNT_OF(keys)))
        return fail_entry(at, "not an object with name, size, sha256 and mediaType", e);
    if (!is_text(from, "name") || !is_text(from, "mediaType"))
        return fail_entry(at, "name or mediaType is not a text", e);
    if (!json_uint(from, "size", INT64_MAX, &to->size))
        return fail_entry(at, "size is not a number of bytes", e);
    if (!digest_parse(json_text(from, "sha256"), to->sha256, 32))
        return fail_entry(at, "sha256 is not 64 lower-case hexadecimal digits", e);
    to->name = json_text(from, "name"); /* compared with the archive's names: as it is */
    to->media_type = text_safe(arena, json_text(from, "mediaType"));
    return true;
}

static bool read_entries(struct arena *arena, const struct json *list, struct manifest *out, struct err *e)
{
    if (!list || list->kind != JSON_ARRAY)
        return err_set(e, ST_FORMAT, "ask for the bundle again", "\"entries\" is not an array");
    if (list->n > LIMIT_BUNDLE_ENTRIES)
        return err_set(e, ST_LIMIT, "ask for the bundle again", "%zu entries are too many (at most %d)", list->n, LIMIT_BUNDLE_ENTRIES);
    out->entries = NEW(arena, struct manifest_entry, list->n);
    for (const struct json *j = list->first; j; j = j->next, out->n_entries++)
        if (!read_entry(arena, j, out->n_entries, &out->entries[out->n_entries], e))
            return false;
    return true;
}

bool manifest_read(struct arena *arena, struct view bytes, struct manifest *out, struct err *e)
{
    static const char *const keys[] = { "schema", "generator", "case", "entries" }, *const about[] = { "name", "version" };
    struct json *root;
    *out = (struct manifest){ 0 };
    if (!json_read(arena, bytes, &root, e))
        return false;
    if (!view_eq_text(json_text(root, "schema"), SCHEMA))
        return err_set(e, ST_FORMAT, "use a certcase that knows it", "format \"%.*s\" is unknown (known: " SCHEMA ")",
                       VIEW_ARG(json_text(root, "schema")));
    const struct json *generator = json_get(root, "generator");
    if (!has_exactly(root, keys, COUNT_OF(keys)) || !has_exactly(generator, about, COUNT_OF(about)))
        return err_set(e, ST_FORMAT, "ask for the bundle again", "not an object with schema, generator (name, version), case and entries");
    if (!is_text(root, "case") || !is_text(generator, "name") || !is_text(generator, "version"))
        return err_set(e, ST_FORMAT, "ask for the bundle again", "case, or the generator's name or version, is not a text");
    out->generator_name = text_safe(arena, json_text(generator, "name"));
    out->generator_version = text_safe(arena, json_text(generator, "version"));
    out->case_id = text_safe(arena, json_text(root, "case"));
    return read_entries(arena, json_get(root, "entries"), out, e);
}

void manifest_fill(struct arena *arena, const struct zip_entry *entries, size_t n, struct manifest *out)
{
    out->entries = NEW(arena, struct manifest_entry, n);
    out->n_entries = n;
    for (size_t i = 0; i < n; i++) {
        out->entries[i] = (struct manifest_entry){
            .name = entries[i].name,
            .media_type = view_of(media_type_of(entries[i].name)),
            .size = entries[i].bytes.n,
        };
        digest_sha256(entries[i].bytes, out->entries[i].sha256);
    }
}

void sums_put(struct sink *to, const struct manifest_entry *entries, size_t n)
{
    char hex[65];
    for (size_t i = 0; i < n; i++) {
        put(to, digest_text(entries[i].sha256, hex));
        put(to, VIEW("  "));
        put(to, entries[i].name);
        put(to, VIEW("\n"));
    }
}

bool sums_read(struct arena *arena, struct view bytes, struct manifest_entry **entries, size_t *n, struct err *e)
{
    struct {
        struct manifest_entry *items;
        size_t n, cap;
    } list = { 0 };
    struct view digest, space;
    while (bytes.n) {
        struct view line;
        size_t number = list.n + 1;
        if (!view_has(bytes, '\n') || !view_cut(&bytes, '\n', &line))
            return err_set(e, ST_FORMAT, "ask for the bundle again", "line %zu: the last line is cut off", number);
        if (number > LIMIT_BUNDLE_ENTRIES)
            return err_set(e, ST_LIMIT, "ask for the bundle again", "more than %d lines", LIMIT_BUNDLE_ENTRIES);
        struct manifest_entry *entry = LIST_ADD(arena, &list);
        if (!view_take(&line, 64, &digest) || !digest_parse(digest, entry->sha256, 32) || !view_take(&line, 2, &space) ||
            !view_eq(space, VIEW("  ")) || line.n == 0)
            return err_set(e, ST_FORMAT, "ask for the bundle again", "line %zu: not 64 hexadecimal digits, two spaces and a name", number);
        entry->name = view_dup(arena, line);
    }
    *entries = list.items;
    *n = list.n;
    return true;
}
