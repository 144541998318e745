#include "base/view.h"

#include "base/arena.h"
#include "os/os.h"

bool view_eq_nocase(struct view a, struct view b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (small_letter(a.p[i]) != small_letter(b.p[i]))
            return false;
    return true;
}

bool view_is_ascii(struct view v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] >= 0x80)
            return false;
    return true;
}

int view_cmp(struct view a, struct view b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order != 0)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

int view_order(const void *a, const void *b)
{
    return view_cmp(*(const struct view *)a, *(const struct view *)b);
}

int view_at_order(const void *a, const void *b)
{
    const struct view_at *x = a, *y = b;
    int order = view_cmp(x->word, y->word);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

int view_cmp_nocase(struct view a, struct view b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int order = (unsigned char)small_letter(a.p[i]) - (unsigned char)small_letter(b.p[i]);
        if (order != 0)
            return order;
    }
    return (a.n > b.n) - (a.n < b.n);
}

bool view_ends_nocase(struct view v, struct view suffix)
{
    return v.n >= suffix.n && view_eq_nocase(view_from(v, v.n - suffix.n), suffix);
}

bool view_among(struct view v, const struct view *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(v, items[i]))
            return true;
    return false;
}

size_t view_count(struct view v, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++)
        n += v.p[i] == c;
    return n;
}

bool view_find(struct view v, struct view needle, size_t *at)
{
    if (needle.n == 0 || v.n < needle.n)
        return false;
    const char *hit = os_find(v.p, v.n, needle.p, needle.n);
    if (!hit)
        return false;
    *at = (size_t)(hit - v.p);
    return true;
}

size_t view_span(struct view v, const char *more)
{
    size_t n = 0;
    while (n < v.n && (is_letter(v.p[n]) || is_digit(v.p[n]) || (v.p[n] && strchr(more, v.p[n]))))
        n++;
    return n;
}

struct view view_trim(struct view v)
{
    while (v.n && is_space(v.p[0]))
        v = view_from(v, 1);
    while (v.n && is_space(v.p[v.n - 1]))
        v.n--;
    return v;
}

bool view_take(struct view *in, size_t n, struct view *out)
{
    if (n > in->n)
        return false;
    *out = view_first(*in, n);
    *in = view_from(*in, n);
    return true;
}

bool view_cut(struct view *in, char separator, struct view *out)
{
    if (in->n == 0)
        return false;
    const char *hit = memchr(in->p, separator, in->n);
    size_t n = hit ? (size_t)(hit - in->p) : in->n;
    *out = view_first(*in, n);
    *in = view_from(*in, hit ? n + 1 : n);
    return true;
}

bool view_line(struct view *in, struct view *line)
{
    const struct view all = *in;
    size_t n = 0;
    if (all.n == 0)
        return false;
    while (n < all.n && all.p[n] != '\n' && all.p[n] != '\r')
        n++;
    *line = view_first(all, n);
    if (n + 1 < all.n && all.p[n] == '\r' && all.p[n + 1] == '\n')
        n++;
    *in = view_from(all, n + 1);
    return true;
}

bool view_number(struct view v, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;
    if (v.n == 0)
        return false;
    for (size_t i = 0; i < v.n; i++) {
        uint64_t digit = (uint64_t)(unsigned char)v.p[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (value > max)
        return false;
    *out = value;
    return true;
}

const char *variable_of(const char *const *variables, const char *name)
{
    size_t n = strlen(name);
    for (const char *const *v = variables; v && *v; v++)
        if (strncmp(*v, name, n) == 0 && (*v)[n] == '=')
            return *v + n + 1;
    return NULL;
}

struct view view_dup(struct arena *arena, struct view v)
{
    char *p = arena_text(arena, v.n);
    if (v.n)
        memcpy(p, v.p, v.n);
    return (struct view){ .p = p, .n = v.n };
}

struct view view_upper(struct arena *arena, struct view v)
{
    char *p = arena_text(arena, v.n);
    for (size_t i = 0; i < v.n; i++)
        p[i] = v.p[i] >= 'a' && v.p[i] <= 'z' ? (char)(v.p[i] - 'a' + 'A') : v.p[i];
    return (struct view){ .p = p, .n = v.n };
}

struct view view_lower(struct arena *arena, struct view v)
{
    char *p = arena_text(arena, v.n);
    for (size_t i = 0; i < v.n; i++)
        p[i] = small_letter(v.p[i]);
    return (struct view){ .p = p, .n = v.n };
}

const char *hex_text(const unsigned char *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
    return out;
}

const char *decimal_text(uint64_t number, char out[DECIMAL_TEXT])
{
    char *at = out + DECIMAL_TEXT - 1;
    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    return at;
}

int hex_digit(char c)
{
    char small = small_letter(c);
    return c >= '0' && c <= '9' ? c - '0' : small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

int hex_byte(struct view v)
{
    return v.n >= 2 && hex_digit(v.p[0]) >= 0 && hex_digit(v.p[1]) >= 0 ? hex_digit(v.p[0]) << 4 | hex_digit(v.p[1]) : -1;
}

bool hex_read(struct view hex, unsigned char *out, size_t n)
{
    if (hex.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int byte = hex_byte(view_from(hex, 2 * i));
        if (byte < 0)
            return false;
        out[i] = (unsigned char)byte;
    }
    return true;
}

struct view view_hex(struct arena *arena, struct view bytes)
{
    char *p = arena_text(arena, bytes.n * 2);
    hex_text((const unsigned char *)bytes.p, bytes.n, p);
    return (struct view){ .p = p, .n = bytes.n * 2 };
}

struct view view_fmt_into(char *small, size_t size, char **large, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(small, size, fmt, ap);
    *large = n >= 0 && (size_t)n >= size ? heap_take((size_t)n + 1) : NULL;
    if (*large)
        vsnprintf(*large, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct view){ .p = *large ? *large : small, .n = n < 0 ? 0 : (size_t)n };
}

struct view view_fmt(struct arena *arena, const char *fmt, ...)
{
    char small[256], *large;
    va_list ap;
    va_start(ap, fmt);
    struct view text = view_dup(arena, view_fmt_into(small, sizeof small, &large, fmt, ap));
    va_end(ap);
    free(large);
    return text;
}

struct view view_listed(struct arena *arena, const struct view *items, size_t n, const char *between)
{
    const struct view separator = view_of(between);
    size_t size = n ? (n - 1) * separator.n : 0;
    for (size_t i = 0; i < n; i++)
        size += items[i].n;
    char *p = arena_text(arena, size), *at = p;
    for (size_t i = 0; i < n; i++)
        at = view_copy(i ? view_copy(at, separator) : at, items[i]);
    return (struct view){ .p = p, .n = size };
}

struct view view_digits(struct arena *arena, uint64_t number)
{
    char text[DECIMAL_TEXT];
    return view_dup(arena, view_of(decimal_text(number, text)));
}

struct view view_grouped(struct arena *arena, size_t n)
{
    char digits[24], text[32];
    int length = snprintf(digits, sizeof digits, "%zu", n), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = digits[i];
    }
    return view_dup(arena, (struct view){ .p = text, .n = (size_t)at });
}

struct view view_counted(struct arena *arena, size_t n, const char *thing)
{
    return view_fmt(arena, "%.*s %s%s", VIEW_ARG(view_grouped(arena, n)), thing, n == 1 ? "" : "s");
}

enum { DISTANCE_MAX = 64 };

size_t view_distance(struct view a, struct view b)
{
    size_t rows[3][DISTANCE_MAX];
    if (a.n >= DISTANCE_MAX || b.n >= DISTANCE_MAX)
        return SIZE_MAX;
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            char x = small_letter(a.p[i - 1]), y = small_letter(b.p[j - 1]);
            size_t best = last[j - 1] + (x != y);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && x == small_letter(b.p[j - 2]) && y == small_letter(a.p[i - 2]) && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *oldest = before;
        before = last, last = now, now = oldest;
    }
    return last[b.n];
}

struct view view_nearest(struct view word, const struct view *candidates, size_t n)
{
    struct view best = { 0 };
    size_t best_distance = word.n / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        size_t distance = view_distance(word, candidates[i]);
        if (distance < best_distance && distance < word.n)
            best = candidates[i], best_distance = distance;
    }
    return best;
}
