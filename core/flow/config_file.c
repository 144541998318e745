#include "flow/config_file.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/json/json.h"
#include "format/text/text_read.h"

/* false for what can't be the value of an option: null, an object, a list inside a list. */
static bool put_value(struct arena *arena, const struct json *value, struct view_list *out)
{
    const bool is_text = value->kind == JSON_STRING || value->kind == JSON_NUMBER;
    if (!is_text && value->kind != JSON_BOOL)
        return false;
    *LIST_ADD(arena, out) = is_text ? view_dup(arena, value->text) : value->truth ? VIEW("yes") : VIEW("no");
    return true;
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

bool config_file_read(struct arena *arena, const char *path, bool own, struct config *out, struct err *e)
{
    struct view bytes, text;
    struct json *root;
    if (!(own ? file_read_own : file_read)(arena, path, LIMIT_CONFIG_BYTES, &bytes, e))
        return false;
    if (!text_read(arena, bytes, &text, e) || !json_read(arena, text, &root, e))
        return err_at(e, "%s", path);
    if (root->kind != JSON_OBJECT)
        return err_set_at(e, ST_FORMAT, path, "write {\"contact\": \"Ana Silva <ana@example.com>\"}", "is not a JSON object");
    *out = (struct config){ 0 };
    for (const struct json *member = root->first; member; member = member->next)
        if (!put_entry(arena, member, LIST_ADD(arena, out))) {
            err_set(e, ST_FORMAT, "write a text, a number, true, false, or a list of texts", "this can't be the value of an option");
            return err_at(e, "%s: %.*s", path, VIEW_ARG(member->key));
        }
    return true;
}
