#include "format/bundle/case_parts.h"

#include "base/utf8.h"

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

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool case_digest(struct case_reader *r, const struct xml *node, const char *name, unsigned char *out, size_t n)
{
    struct view text = xml_attr(node, name);
    memset(out, 0, n);
    if (text.n != 0 && text.n != 2 * n)
        return case_fail(r, node, "a digest of the wrong length");
    for (size_t i = 0; i < text.n / 2; i++) {
        int high = hex_digit(text.p[2 * i]), low = hex_digit(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return case_fail(r, node, "a digest that is not hexadecimal");
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
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
