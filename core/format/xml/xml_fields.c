#include "format/xml/xml_fields.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "format/digest.h"

enum { VALUE_TEXT = 72, SHA1_BYTES = 20, SHA256_BYTES = 32, MINUTES_A_DAY = 24 * 60 };

static const void *at(const void *object, size_t offset)
{
    return (const char *)object + offset;
}

static const void *pointee(const void *object, size_t offset)
{
    const void *p;
    memcpy(&p, at(object, offset), sizeof p);
    return p;
}

static bool is_value(const struct xml_field *f)
{
    return f->kind < XML_WEEKDAYS;
}

/* --- writing --- */

static struct view minute_text(int minute, char text[VALUE_TEXT])
{
    unsigned all = (unsigned)minute % MINUTES_A_DAY;
    (void)snprintf(text, VALUE_TEXT, "%02u:%02u", all / 60, all % 60);
    return minute < 0 ? VIEW("") : view_of(text);
}

/* Empty when it is not to be written. */
static struct view value_of(const struct xml_field *f, const void *object, char text[VALUE_TEXT])
{
    const void *value = at(object, f->at);
    switch (f->kind) {
    case XML_TEXT:
        return *(const struct view *)value;
    case XML_ID:
        return view_of(pointee(object, f->at));
    case XML_NUMBER:
        return view_of(decimal_text(*(const unsigned *)value, text));
    case XML_SIZE:
        return view_of(decimal_text(*(const size_t *)value, text));
    case XML_FLAG:
        return *(const bool *)value ? VIEW("true") : f->how & XML_IF_SET ? VIEW("") : VIEW("false");
    case XML_DAY:
        return *(const int32_t *)value == DAY_NONE ? VIEW("") : view_of(day_text(*(const int32_t *)value, text));
    case XML_TIME:
        return *(const int64_t *)value == TIME_NONE ? VIEW("") : view_of(time_text(*(const int64_t *)value, text));
    case XML_MINUTE:
        return minute_text(*(const int *)value, text);
    case XML_SHA1:
        return view_of(hex_text(value, SHA1_BYTES, text));
    case XML_SHA256:
        return view_of(hex_text(value, SHA256_BYTES, text));
    case XML_WORD:
        return view_of(word_tables[f->words].words[*(const unsigned *)value]);
    default:
        return VIEW("");
    }
}

static void put_attributes(struct xml_out *x, const struct xml_table *table, const void *object)
{
    char text[VALUE_TEXT];
    for (const struct xml_field *f = table->fields; f < table->fields + table->n; f++) {
        if (f->kind == XML_POINTER && pointee(object, f->at))
            put_attributes(x, f->inner, pointee(object, f->at));
        if (!is_value(f) || f->how & (XML_LEAF | XML_CONTENT))
            continue;
        struct view value = value_of(f, object, text);
        if (value.n || f->how & XML_ALWAYS)
            xml_put_attr(x, f->name, value);
    }
}

static void put_element(struct xml_out *x, const struct xml_field *f, const void *object)
{
    xml_begin(x, f->name);
    xml_put_fields(x, f->inner, object);
    xml_end(x, f->name);
}

static bool is_left_out(const struct xml_field *f, const void *object)
{
    const void *other = at(object, f->other);
    return (f->how & XML_IF_TEXT && ((const struct view *)other)->n == 0) || (f->how & XML_IF_FLAG && !*(const bool *)other);
}

static void put_several(struct xml_out *x, const struct xml_field *f, const void *object)
{
    const char *items = f->kind == XML_WEEKDAYS ? NULL : pointee(object, f->at);
    size_t n = f->kind == XML_WEEKDAYS ? 0 : *(const size_t *)at(object, f->other);
    for (int i = 1; f->kind == XML_WEEKDAYS && i <= 7; i++)
        if (((const bool *)at(object, f->at))[i])
            xml_leaf(x, f->name, view_of(weekday_name(i)));
    for (size_t i = 0; i < n; i++)
        if (f->kind == XML_TEXTS)
            xml_leaf(x, f->name, ((const struct view *)pointee(object, f->at))[i]);
        else
            put_element(x, f, items + i * f->inner->size);
}

static void put_inside(struct xml_out *x, const struct xml_table *table, const void *object)
{
    char text[VALUE_TEXT];
    for (const struct xml_field *f = table->fields; f < table->fields + table->n; f++) {
        struct view value = is_value(f) && f->how & (XML_LEAF | XML_CONTENT) ? value_of(f, object, text) : VIEW("");
        if (f->kind == XML_POINTER && pointee(object, f->at))
            put_inside(x, f->inner, pointee(object, f->at));
        else if (f->kind == XML_PART && !is_left_out(f, object))
            put_element(x, f, at(object, f->at));
        else if (f->kind == XML_ITEMS || f->kind == XML_TEXTS || f->kind == XML_WEEKDAYS)
            put_several(x, f, object);
        else if (f->how & XML_CONTENT && value.n)
            xml_text(x, value);
        else if (f->how & XML_LEAF && (value.n || f->how & XML_ALWAYS))
            xml_leaf(x, f->name, value);
    }
}

void xml_put_fields(struct xml_out *x, const struct xml_table *table, const void *object)
{
    put_attributes(x, table, object);
    put_inside(x, table, object);
}

/* --- reading --- */

struct taking {
    struct arena *arena;
    struct err *e;
};

static bool take(const struct taking *t, const struct xml *node, const struct xml_table *table, char *object);

bool xml_wrong(const struct xml *node, const char *what, struct err *e)
{
    return err_set(e, ST_FORMAT, "build the case again", "line %u: %s", node ? node->line : 1, what);
}

static uint64_t number_of(struct view text)
{
    uint64_t number = 0;
    return view_number(text, INT32_MAX, &number) ? number : 0;
}

static int minute_of(struct view text)
{
    struct view hours;
    uint64_t hour, minute;
    bool whole = view_cut(&text, ':', &hours) && view_number(hours, 23, &hour) && view_number(text, 59, &minute);
    return whole ? (int)(hour * 60 + minute) : -1;
}

static const char *digest_of(struct view text, unsigned char *out, size_t n)
{
    memset(out, 0, n);
    return text.n == 0 || digest_parse(text, out, n) ? NULL : "a digest that is not hexadecimal, or too short or long";
}

/* NULL when it is good, else what is wrong. */
static const char *take_value(const struct taking *t, const struct xml_field *f, struct view text, void *out)
{
    const char *id;
    switch (f->kind) {
    case XML_TEXT:
        *(struct view *)out = text_safe(t->arena, text);
        return NULL;
    case XML_ID:
        id = view_dup(t->arena, text_safe(t->arena, text)).p;
        memcpy(out, &id, sizeof id);
        return NULL;
    case XML_NUMBER:
        *(unsigned *)out = (unsigned)number_of(text);
        return NULL;
    case XML_SIZE:
        *(size_t *)out = (size_t)number_of(text);
        return NULL;
    case XML_FLAG:
        *(bool *)out = view_eq_text(text, "true");
        return NULL;
    case XML_DAY:
        *(int32_t *)out = DAY_NONE;
        return text.n == 0 || day_parse(text, out) ? NULL : "a date that does not exist";
    case XML_TIME:
        *(int64_t *)out = TIME_NONE;
        return text.n == 0 || time_parse(text, out) ? NULL : "a time that does not exist";
    case XML_MINUTE:
        *(int *)out = minute_of(text);
        return NULL;
    case XML_SHA1:
        return digest_of(text, out, SHA1_BYTES);
    case XML_SHA256:
        return digest_of(text, out, SHA256_BYTES);
    case XML_WORD:
        return text.n == 0 || word_table_from(&word_tables[f->words], text, out) ? NULL : "a word that is not known here";
    default:
        return NULL;
    }
}

static void take_weekdays(const struct xml *node, const char *name, bool days[8])
{
    for (const struct xml *day = xml_child(node, name); day; day = xml_next(day, name))
        for (int i = 1; i <= 7; i++)
            days[i] = days[i] || view_eq_text(day->text, weekday_name(i));
}

static bool take_several(const struct taking *t, const struct xml *node, const struct xml_field *f, char *object)
{
    size_t n = xml_count(node, f->name), size = f->kind == XML_TEXTS ? sizeof(struct view) : f->inner->size, i = 0;
    if (f->most && n > f->most)
        return err_set(t->e, ST_LIMIT, "split the request", "line %u: more than %zu %ss", node->line, f->most, f->name);
    char *items = arena_alloc(t->arena, size, alignof(max_align_t), n);
    memcpy(object + f->at, &items, sizeof items);
    *(size_t *)(void *)(object + f->other) = n;
    for (const struct xml *child = xml_child(node, f->name); child; child = xml_next(child, f->name), i++) {
        if (f->kind == XML_TEXTS)
            ((struct view *)(void *)items)[i] = text_safe(t->arena, child->text);
        else if (!take(t, child, f->inner, items + i * size))
            return false;
    }
    return true;
}

static bool take_part(const struct taking *t, const struct xml *node, const struct xml_field *f, char *object)
{
    const struct xml *child = xml_child(node, f->name);
    if (f->how & XML_IF_FLAG)
        *(bool *)(object + f->other) = child != NULL;
    return (!child && f->how & (XML_IF_TEXT | XML_IF_FLAG)) || take(t, child, f->inner, object + f->at);
}

static bool take_field(const struct taking *t, const struct xml *node, const struct xml_field *f, char *object)
{
    void *out = object + f->at;
    char *behind;
    switch (f->kind) {
    case XML_WEEKDAYS:
        take_weekdays(node, f->name, out);
        return true;
    case XML_TEXTS:
    case XML_ITEMS:
        return take_several(t, node, f, object);
    case XML_PART:
        return take_part(t, node, f, object);
    case XML_POINTER:
        behind = arena_alloc(t->arena, f->inner->size, alignof(max_align_t), 1);
        memcpy(out, &behind, sizeof behind);
        return take(t, node, f->inner, behind);
    default:
        break;
    }
    struct view text = { 0 };
    if (f->how & XML_LEAF)
        text = xml_child_text(node, f->name);
    else if (!(f->how & XML_CONTENT))
        text = xml_attr(node, f->name);
    else if (node)
        text = node->text;
    const char *wrong = take_value(t, f, text, out);
    return !wrong || xml_wrong(node, wrong, t->e);
}

static bool take(const struct taking *t, const struct xml *node, const struct xml_table *table, char *object)
{
    for (size_t i = 0; i < table->n; i++)
        if (!take_field(t, node, &table->fields[i], object))
            return false;
    const char *wrong = table->wrong ? table->wrong(object) : NULL;
    return !wrong || xml_wrong(node, wrong, t->e);
}

bool xml_take_fields(struct arena *arena, const struct xml *node, const struct xml_table *table, void *object, struct err *e)
{
    return take(&(struct taking){ .arena = arena, .e = e }, node, table, object);
}
