/* Any bytes as a bundle, audited: it ends, and what is said about it is safe text on one line. The mutator knows zip archives: it changes
 * what an entry holds and packs them again with right CRCs and offsets, so that what lies behind the container is reached. */
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/audit/audit.h"
#include "format/catalog_read.h"
#include "format/zip/zip.h"
#include "format/zip/zip_map.h"
#include "fuzz.h"
#include "model/assets.h"

static const struct holidays no_holidays = { .from = DAY_NONE, .to = DAY_NONE };
static const struct wishes wishes = { .now = 1795161600, .version = VIEW_ROW("0.1.0") };
static struct resources resources = { .wishes = &wishes, .holidays = &no_holidays };
static struct catalog catalog;
static struct xml_schema *schema;
static struct worker w;

static struct view asset(const char *name)
{
    struct view bytes;
    if (!asset_find(view_of(name), &bytes))
        abort();
    return bytes;
}

static void open_resources(void)
{
    static struct arena kept;
    struct templates *templates;
    struct err e;
    setenv("TZ", "UTC0", 1);
    tzset();
    xml_init();
    if (!catalog_read(&kept, VIEW("built in"), asset("catalog.xml"), &catalog, &e) ||
        !templates_load(&kept, (struct view){ 0 }, NULL, &templates, &e) || !xml_schema_load(asset("case.xsd"), &schema, &e))
        abort();
    resources.catalog = &catalog;
    resources.templates = templates;
    resources.case_schema = schema;
    worker_open(&w, &resources);
}

static void check_safe(struct view text)
{
    struct arena arena = { 0 };
    if (!view_eq(text_safe(&arena, text), text)) {
        fprintf(stderr, "unsafe text: %.*s\n", VIEW_ARG(view_first(text, 80)));
        abort();
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct audited seen;
    struct err e;
    if (!w.resources)
        open_resources();
    struct view bytes = view_dup(&w.arena, (struct view){ .p = (const char *)data, .n = size });
    if (!audit_bundle(&w, &w.arena, VIEW("fuzz.zip"), bytes, &seen, &e))
        abort();
    for (size_t i = 0; i < seen.findings.n; i++) {
        check_safe(seen.findings.items[i].message);
        check_safe(seen.findings.items[i].hint);
        check_safe(seen.findings.items[i].entry);
    }
    check_safe(seen.needs);
    arena_reset(&w.arena);
    return 0;
}

/* libFuzzer's own; not there when the corpus is only run. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

static void change_entry(struct arena *arena, struct zip_entry *entry)
{
    size_t most = entry->bytes.n + 256;
    uint8_t *p = NEW(arena, uint8_t, most + 1);
    if (entry->bytes.n)
        memcpy(p, entry->bytes.p, entry->bytes.n);
    entry->bytes.n = LLVMFuzzerMutate(p, entry->bytes.n, most);
    entry->bytes.p = (const char *)p;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    struct arena arena = { 0 };
    struct bundle_problems problems = { .arena = &arena };
    struct archive archive;
    struct zip_entry *entries;
    struct view packed;
    struct err e;
    size_t n = 0, out = 0;
    zip_map(&arena, (struct view){ .p = (const char *)data, .n = size }, &archive, &problems);
    zip_bytes(&arena, &archive, &problems);
    zip_entries(&arena, &archive, &entries, &n);
    if (n && seed % 4 != 0) {
        change_entry(&arena, &entries[seed / 4 % n]);
        if (zip_pack(&arena, entries, n, &packed, &e) && packed.n <= most) {
            memcpy(data, packed.p, packed.n);
            out = packed.n;
        }
    }
    arena_free(&arena);
    return out ? out : LLVMFuzzerMutate(data, size, most);
}
