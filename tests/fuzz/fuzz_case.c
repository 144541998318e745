/* Any bytes as case.xml and as manifest.json: what can be read and is written again reads back, and then gives the same bytes. */
#include "base/limits.h"
#include "format/bundle/case_xml.h"
#include "format/bundle/manifest.h"
#include "fuzz.h"
#include "model/assets.h"
#include "steps/bundle.h"

static struct xml_schema *schema;
static struct xml_reader *reader;

static void open_schema(void)
{
    struct view bytes;
    struct err e;
    xml_init();
    if (!asset_find(VIEW("case.xsd"), &bytes) || !xml_schema_load(bytes, &schema, &e))
        abort();
    reader = xml_reader_new(schema);
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    abort();
}

static struct view case_text(struct arena *arena, const struct case_record *c)
{
    struct buf b = BUF_INIT((size_t)16 << 20);
    struct sink to = sink_buf(&b);
    case_put_xml(&to, c);
    struct view out = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return out;
}

static void run_case(struct arena *arena, struct view bytes)
{
    struct case_record first, second;
    struct err e;
    if (!case_from_xml(arena, bytes, reader, &bundle_lookup, &first, &e))
        return;
    struct view once = case_text(arena, &first);
    if (once.n > LIMIT_XML_BYTES) /* escapes make it longer than what may be read */
        return;
    if (!case_from_xml(arena, once, reader, &bundle_lookup, &second, &e))
        fail("case.xml", e.what);
    if (!view_eq(once, case_text(arena, &second)))
        fail("case.xml", "written again it has other bytes");
}

static struct view manifest_text(struct arena *arena, const struct manifest *m)
{
    struct buf b = BUF_INIT((size_t)64 << 20);
    struct sink to = sink_buf(&b);
    manifest_put(&to, m);
    struct view out = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return out;
}

static void run_manifest(struct arena *arena, struct view bytes)
{
    struct manifest first, second;
    struct err e;
    if (!manifest_read(arena, bytes, &first, &e))
        return;
    struct view once = manifest_text(arena, &first);
    if (!manifest_read(arena, once, &second, &e))
        fail("manifest.json", e.what);
    if (!view_eq(once, manifest_text(arena, &second)))
        fail("manifest.json", "written again it has other bytes");
}

static void run_sums(struct arena *arena, struct view bytes)
{
    struct manifest_entry *rows;
    struct err e;
    size_t n;
    if (!sums_read(arena, bytes, &rows, &n, &e))
        return;
    struct buf b = BUF_INIT((size_t)16 << 20);
    struct sink to = sink_buf(&b);
    sums_put(&to, rows, n);
    if (!view_eq(buf_view(&b), bytes))
        fail("SHA256SUMS", "written again it has other bytes");
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    if (!schema)
        open_schema();
    struct view bytes = view_dup(&arena, (struct view){ .p = (const char *)data, .n = size });
    run_case(&arena, bytes);
    run_manifest(&arena, bytes);
    run_sums(&arena, bytes);
    arena_free(&arena);
    return 0;
}
