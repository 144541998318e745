#include "flow/load.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/holidays.h"
#include "format/calendar/ical.h"
#include "format/catalog_read.h"
#include "format/digest.h"
#include "format/inventory_read.h"
#include "format/json/json.h"
#include "model/assets.h"
#include "os/os.h"

void load_init(void)
{
    digest_init();
}

bool load_catalog(struct arena *arena, struct view path, struct catalog *out, struct err *e)
{
    struct view bytes, origin = VIEW("built in");
    xml_init();
    ical_init(); /* it knows whether the calendar's zone exists */
    if (path.n == 0) {
        if (!asset_find(VIEW("catalog.xml"), &bytes))
            return err_set(e, ST_INTERNAL, "", "no catalog is built in");
        return catalog_read(arena, origin, bytes, out, e);
    }
    if (!file_read(arena, path.p, LIMIT_CATALOG_BYTES, &bytes, e))
        return false;
    return catalog_read(arena, text_safe(arena, path), bytes, out, e) || err_at(e, "%s", path.p);
}

bool load_holidays(struct arena *arena, struct view path, int64_t now, struct holidays *out, struct err *e)
{
    struct view bytes;
    *out = (struct holidays){ .from = DAY_NONE, .to = DAY_NONE };
    if (path.n == 0)
        return true;
    ical_init();
    if (!file_read(arena, path.p, LIMIT_ICAL_BYTES, &bytes, e))
        return false;
    return holidays_read(arena, path, bytes, now, out, e) || err_at(e, "%s", path.p);
}

bool load_inventory(struct arena *arena, struct view path, struct inventory *out, struct err *e)
{
    struct view bytes;
    xml_init();
    if (!file_read(arena, path.p, LIMIT_INVENTORY_BYTES, &bytes, e))
        return false;
    if (!inventory_read(arena, path, bytes, out, e))
        return err_at(e, "%s", path.p);
    digest_sha256(bytes, out->sha256);
    return true;
}

bool load_trust(struct arena *arena, struct view path, const struct trust **out, struct view *used, struct err *e)
{
    struct trust *trust = NULL;
    *out = NULL;
    *used = (struct view){ 0 };
    for (size_t i = 0; path.n == 0 && trust_default_paths[i]; i++)
        if (file_exists(trust_default_paths[i]))
            path = view_of(trust_default_paths[i]);
    if (path.n == 0)
        return true;
    *used = text_safe(arena, path);
    if (!trust_load(arena, path.p, &trust, e))
        return err_at(e, "%s", path.p);
    *out = trust;
    return true;
}

bool load_case_schema(struct xml_schema **out, struct err *e)
{
    struct view xsd;
    xml_init();
    if (!asset_find(VIEW("case.xsd"), &xsd))
        return err_set(e, ST_INTERNAL, "", "no schema of case.xml is built in");
    return xml_schema_load(xsd, out, e);
}

void load_schema_free(struct xml_schema *s)
{
    if (s)
        xml_schema_free(s);
}

bool load_key(struct arena *arena, struct view path, struct signing_key *out, struct err *e)
{
    size_t at;
    *out = (struct signing_key){ .path = path };
    if (!file_read(arena, path.p, LIMIT_INPUT_BYTES, &out->bytes, e))
        return false;
    out->encrypted = view_find(out->bytes, VIEW("ENCRYPTED"), &at); /* "BEGIN ENCRYPTED PRIVATE KEY", "Proc-Type: 4,ENCRYPTED" */
    return true;
}

void load_key_wipe(struct signing_key *key)
{
    if (key->bytes.n)
        os_wipe((void *)(uintptr_t)key->bytes.p, key->bytes.n); /* the arena's own copy */
    *key = (struct signing_key){ 0 };
}

bool load_signer(struct arena *arena, struct view cert, const struct signing_key *key, const struct view *password, struct signer **out,
                 struct err *e)
{
    struct view bytes;
    if (!file_read(arena, cert.p, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    return signer_open(bytes, key->bytes, password, out, e) || err_at(e, "%s", signer_has_cert(bytes) ? key->path.p : cert.p);
}

void load_signer_free(struct signer *s)
{
    if (s)
        signer_close(s);
}

/* false for what can't be the value of an option: null, an object, a list inside a list. */
static bool put_value(struct arena *arena, const struct json *value, struct view_list *out)
{
    switch (value->kind) {
    case JSON_STRING:
    case JSON_NUMBER:
        *LIST_ADD(arena, out) = view_dup(arena, value->text);
        return true;
    case JSON_BOOL:
        *LIST_ADD(arena, out) = value->truth ? VIEW("yes") : VIEW("no");
        return true;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return false;
}

static bool put_entry(struct arena *arena, const struct json *member, struct config_entry *out)
{
    out->key = member->key;
    if (member->kind != JSON_ARRAY)
        return put_value(arena, member, &out->values);
    for (const struct json *item = member->first; item; item = item->next)
        if (item->kind != JSON_STRING || !put_value(arena, item, &out->values))
            return false;
    return true;
}

bool load_config(struct arena *arena, const char *path, struct config *out, struct err *e)
{
    struct view bytes;
    struct json *root;
    size_t n = 0;
    if (!file_read(arena, path, LIMIT_CONFIG_BYTES, &bytes, e))
        return false;
    if (!json_read(arena, bytes, &root, e))
        return err_at(e, "%s", path);
    if (root->kind != JSON_OBJECT) {
        err_set(e, ST_FORMAT, "write {\"contact\": \"Ana Silva <ana@example.com>\"}", "is not a JSON object");
        return err_at(e, "%s", path);
    }
    for (const struct json *member = root->first; member; member = member->next)
        n++;
    *out = (struct config){ .items = NEW(arena, struct config_entry, n), .n = n };
    n = 0;
    for (const struct json *member = root->first; member; member = member->next)
        if (!put_entry(arena, member, &out->items[n++])) {
            err_set(e, ST_FORMAT, "write a text, a number, true, false, or a list of texts", "this can't be the value of an option");
            return err_at(e, "%s: %.*s", path, VIEW_ARG(member->key));
        }
    return true;
}
