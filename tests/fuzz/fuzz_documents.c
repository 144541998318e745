/* Any bytes as each of our documents: JSON, XML, a case, an inventory, a catalog, a manifest, SHA256SUMS. What is accepted as a case or as
 * a manifest is written, read again and written again: the same bytes. */
#include "base/limits.h"
#include "format/bundle/case_xml.h"
#include "format/bundle/manifest.h"
#include "format/catalog_read.h"
#include "format/inventory_read.h"
#include "format/json/json.h"
#include "fuzz.h"
#include "model/assets.h"

static const struct rule_info *find_rule(struct view id)
{
    static const struct rule_info rows[] = { { .id = "expires-soon" }, { .id = "key-short" }, { .id = "holidays-not-covered" } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_eq_text(id, rows[i].id))
            return &rows[i];
    return NULL;
}

static const struct route *find_route(enum purpose purpose, enum hosting hosting, enum domain domain)
{
    static const struct route routes[] = {
        { .situation = 4, .channel = CHANNEL_SUPPORT_CASE }, { .situation = 6, .channel = CHANNEL_SUPPORT_CASE },
        { .situation = 1, .channel = CHANNEL_NOTHING },
    };
    if (hosting != HOST_CLOUD || purpose == PURPOSE_NONE)
        return NULL;
    if (purpose == PURPOSE_TRUSTED_ROOT || purpose == PURPOSE_CLIENT_SIDE)
        return &routes[purpose == PURPOSE_CLIENT_SIDE];
    return domain == DOMAIN_VENDORS ? &routes[2] : NULL;
}

static const struct case_lookup lookup = { .find_rule = find_rule, .find_route = find_route };

/* Made by the first call and kept: it costs more than a case. */
static struct xml_reader *case_reader(void)
{
    static struct xml_schema *schema;
    static struct xml_reader *reader;
    struct view xsd = { 0 };
    struct err e;
    if (!reader) {
        xml_init();
        if (!asset_find(VIEW("case.xsd"), &xsd) || !xml_schema_load(xsd, &schema, &e))
            abort();
        reader = xml_reader_new(schema);
    }
    return reader;
}

static struct xml_reader *lenient_reader(void)
{
    static struct xml_reader *reader;
    if (!reader)
        reader = xml_reader_new(NULL);
    return reader;
}

static struct view write_case(struct arena *arena, const struct case_record *c)
{
    struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink to = sink_buf(&b);
    case_put_xml(&to, c);
    struct view v = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return v;
}

static void try_case(struct arena *arena, struct view bytes, struct xml_reader *reader)
{
    struct case_record first, second;
    struct err e;
    if (!case_from_xml(arena, bytes, reader, &lookup, &first, &e))
        return;
    struct view written = write_case(arena, &first);
    /* Escapes are longer than what they stand for, so that a text may have outgrown the schema. */
    if (case_from_xml(arena, written, reader, &lookup, &second, &e) && !view_eq(write_case(arena, &second), written))
        abort();
}

static struct view write_manifest(struct arena *arena, const struct manifest *m)
{
    struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink to = sink_buf(&b);
    manifest_put(&to, m);
    struct view v = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return v;
}

static void try_manifest(struct arena *arena, struct view bytes)
{
    struct manifest first, second;
    struct err e;
    if (!manifest_read(arena, bytes, &first, &e))
        return;
    struct view written = write_manifest(arena, &first);
    if (!manifest_read(arena, written, &second, &e) || !view_eq(write_manifest(arena, &second), written))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct view all = { .p = (const char *)data, .n = size };
    struct manifest_entry *sums;
    struct inventory inventory;
    struct catalog catalog;
    struct json *json;
    struct err e;
    size_t n;
    bool ok = json_read(&arena, all, &json, &e);
    ok = inventory_read(&arena, VIEW("fuzz"), all, &inventory, &e) || ok;
    ok = sums_read(&arena, all, &sums, &n, &e) || ok;
    if (view_find(view_first(all, 200), VIEW("<catalog"), &n))
        ok = catalog_read(&arena, VIEW("fuzz"), all, &catalog, &e) || ok;
    try_manifest(&arena, all);
    try_case(&arena, all, case_reader());
    try_case(&arena, all, lenient_reader());
    arena_free(&arena);
    return 0;
}
