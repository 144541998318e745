/* In the place of cJSON_Print: that needs the whole tree before it writes (a report may be of any number of bundles), escapes neither
 * DEL nor what reorders or hides text, prints numbers as double, and its layout is not ours to hold still. */
#include "format/json/json.h"

#include "base/civil.h"
#include "base/wrap.h"
#include "format/text/escape.h"

struct json_out json_out(struct sink *to, bool compact)
{
    return (struct json_out){ .to = to, .compact = compact };
}

static void new_line(struct json_out *j)
{
    if (j->compact)
        return;
    put(j->to, VIEW("\n"));
    put_spaces(j->to, 2 * (size_t)j->depth);
}

/* What stands before a key, or before a value that has none. */
static void separate(struct json_out *j)
{
    unsigned long long bit = 1ull << j->depth;
    if (j->filled & bit && j->depth > 0)
        put(j->to, VIEW(","));
    if (j->depth > 0)
        new_line(j);
    j->filled |= bit;
}

static void before_value(struct json_out *j)
{
    if (!j->after_key)
        separate(j);
    j->after_key = false;
}

static void begin(struct json_out *j, struct view bracket)
{
    before_value(j);
    put(j->to, bracket);
    j->depth++;
    assert(j->depth < 64);
    j->filled &= ~(1ull << j->depth);
}

static void end(struct json_out *j, struct view bracket)
{
    bool filled = (j->filled >> j->depth & 1) != 0;
    j->depth--;
    if (filled)
        new_line(j);
    put(j->to, bracket);
}

void json_begin_object(struct json_out *j)
{
    begin(j, VIEW("{"));
}

void json_end_object(struct json_out *j)
{
    end(j, VIEW("}"));
}

void json_end_array(struct json_out *j)
{
    end(j, VIEW("]"));
}

static void put_string(struct sink *to, struct view v)
{
    put(to, VIEW("\""));
    escape_put(to, ESCAPE_JSON, v);
    put(to, VIEW("\""));
}

void json_key(struct json_out *j, const char *key)
{
    separate(j);
    put(j->to, VIEW("\""));
    put_text(j->to, key);
    put(j->to, j->compact ? VIEW("\":") : VIEW("\": "));
    j->after_key = true;
}

void json_view(struct json_out *j, struct view v)
{
    before_value(j);
    put_string(j->to, v);
}

void json_null(struct json_out *j)
{
    before_value(j);
    put(j->to, VIEW("null"));
}

void json_put_view(struct json_out *j, const char *key, struct view v)
{
    json_key(j, key);
    json_view(j, v);
}

void json_put_text(struct json_out *j, const char *key, const char *text)
{
    json_key(j, key);
    if (text)
        json_view(j, view_of(text));
    else
        json_null(j);
}

void json_put_number(struct json_out *j, const char *key, int64_t value)
{
    json_key(j, key);
    before_value(j);
    char text[DECIMAL_TEXT];
    put_text(j->to, value < 0 ? "-" : "");
    put_text(j->to, decimal_text(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, text));
}

void json_put_truth(struct json_out *j, const char *key, bool value)
{
    json_key(j, key);
    before_value(j);
    put_text(j->to, value ? "true" : "false");
}

void json_put_view_or_null(struct json_out *j, const char *key, struct view v)
{
    if (v.n)
        json_put_view(j, key, v);
    else
        json_put_null(j, key);
}

void json_put_null(struct json_out *j, const char *key)
{
    json_key(j, key);
    json_null(j);
}

void json_put_number_or_null(struct json_out *j, const char *key, bool known, int64_t value)
{
    if (known)
        json_put_number(j, key, value);
    else
        json_put_null(j, key);
}

void json_put_object(struct json_out *j, const char *key)
{
    json_key(j, key);
    json_begin_object(j);
}

void json_put_array(struct json_out *j, const char *key)
{
    json_key(j, key);
    begin(j, VIEW("["));
}

void json_put_day(struct json_out *j, const char *key, int32_t day)
{
    char text[DATE_TEXT];
    json_put_text(j, key, day == DAY_NONE ? NULL : day_text(day, text));
}

void json_put_time(struct json_out *j, const char *key, int64_t time)
{
    char text[TIME_TEXT];
    json_put_text(j, key, time == TIME_NONE ? NULL : time_text(time, text));
}
