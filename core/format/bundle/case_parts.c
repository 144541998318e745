#include "format/bundle/case_parts.h"

#include "base/utf8.h"
#include "format/digest.h"

bool case_fail(struct case_reader *r, const struct xml *at, const char *what)
{
    return err_set(r->e, ST_FORMAT, "build the case again", "line %u: %s", at ? at->line : 1, what);
}

struct view case_safe(struct case_reader *r, struct view text)
{
    return text_safe(r->arena, text);
}

bool case_flag(const struct xml *node, const char *name)
{
    return view_eq_text(xml_attr(node, name), "true");
}

unsigned case_number(const struct xml *node, const char *name)
{
    uint64_t value = 0;
    return view_number(xml_attr(node, name), INT32_MAX, &value) ? (unsigned)value : 0;
}

bool case_day(struct case_reader *r, const struct xml *node, const char *name, int32_t *out)
{
    struct view text = xml_attr(node, name);
    *out = DAY_NONE;
    return text.n == 0 || day_parse(text, out) || case_fail(r, node, "a date that does not exist");
}

bool case_time(struct case_reader *r, const struct xml *node, const char *name, int64_t *out)
{
    struct view text = xml_attr(node, name);
    *out = TIME_NONE;
    return text.n == 0 || time_parse(text, out) || case_fail(r, node, "a time that does not exist");
}

bool case_digest(struct case_reader *r, const struct xml *node, const char *name, unsigned char *out, size_t n)
{
    struct view text = xml_attr(node, name);
    memset(out, 0, n);
    if (text.n != 0 && text.n != 2 * n)
        return case_fail(r, node, "a digest of the wrong length");
    return text.n == 0 || digest_parse(text, out, n) || case_fail(r, node, "a digest that is not hexadecimal");
}

void case_put_flag(struct xml_out *x, const char *name, bool value)
{
    xml_put_attr(x, name, value ? VIEW("true") : VIEW("false"));
}

void case_put_number(struct xml_out *x, const char *name, unsigned long value)
{
    char text[20];
    size_t at = sizeof text;
    do
        text[--at] = (char)('0' + value % 10);
    while (value /= 10);
    xml_put_attr(x, name, (struct view){ .p = text + at, .n = sizeof text - at });
}

void case_put_attr_if(struct xml_out *x, const char *name, struct view value)
{
    if (value.n)
        xml_put_attr(x, name, value);
}

void case_put_day(struct xml_out *x, const char *name, int32_t day)
{
    char text[DATE_TEXT];
    if (day != DAY_NONE)
        xml_put_attr(x, name, view_of(day_text(day, text)));
}

void case_put_time(struct xml_out *x, const char *name, int64_t time)
{
    char text[TIME_TEXT];
    if (time != TIME_NONE)
        xml_put_attr(x, name, view_of(time_text(time, text)));
}

void case_put_digest(struct xml_out *x, const char *name, const unsigned char *digest, size_t n)
{
    char text[65];
    xml_put_attr(x, name, view_of(hex_text(digest, n < 32 ? n : 32, text)));
}
