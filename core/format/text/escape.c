#include "format/text/escape.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"

#define IN(target) (1u << ESCAPE_##target)
#define EIGHT 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF
#define THIRTY_TWO EIGHT, EIGHT, EIGHT, EIGHT
/* In which targets a byte may be written as something else: controls and what is no ASCII in all of them. */
static const unsigned char changes[0x100] = {
    THIRTY_TWO,
    ['&'] = IN(HTML) | IN(XML),
    ['<'] = IN(HTML) | IN(XML),
    ['>'] = IN(HTML) | IN(XML),
    ['"'] = IN(HTML) | IN(XML) | IN(CSV) | IN(JSON),
    ['\''] = IN(HTML) | IN(XML) | IN(POWERSHELL),
    ['\\'] = IN(POWERSHELL) | IN(JSON) | IN(ICAL),
    [';'] = IN(ICAL),
    [','] = IN(ICAL),
    [0x7F] = 0xFF, THIRTY_TWO, THIRTY_TWO, THIRTY_TWO, THIRTY_TWO,
};
static_assert(ESCAPE_CSV_OTHER <= 8, "a bit each; the last one has that of ESCAPE_CSV");
#undef IN
#undef EIGHT
#undef THIRTY_TWO

static bool is_special(enum escape_target target, uint32_t code)
{
    if (code > '~')
        return target == ESCAPE_POWERSHELL;
    return code >= ' ' && (changes[code] >> target & 1) != 0;
}

/* How many bytes at the front need no change. Nearly all do, so four are asked at once. */
static size_t plain_at_front(enum escape_target target, struct view v)
{
    const unsigned char *p = (const unsigned char *)v.p;
    const unsigned change = 1u << target;
    size_t n = 0;
    while (n + 4 <= v.n && !((changes[p[n]] | changes[p[n + 1]] | changes[p[n + 2]] | changes[p[n + 3]]) & change))
        n += 4;
    while (n < v.n && !(changes[p[n]] & change))
        n++;
    return n;
}

static void put_html(struct sink *to, uint32_t code)
{
    const char *name = code == '&' ? "&amp;" : code == '<' ? "&lt;" : code == '>' ? "&gt;" : code == '"' ? "&quot;" : "&#39;";
    put_text(to, name);
}

/* .NET and JSON count in UTF-16: what lies above is a pair of surrogates. */
static void put_utf16(struct sink *to, enum escape_target target, uint32_t code)
{
    if (code <= 0xFFFF) {
        put_fmt(to, target == ESCAPE_JSON ? "\\u%04x" : "\\u%04X", (unsigned)code);
    } else {
        put_utf16(to, target, 0xD800 + ((code - 0x10000) >> 10));
        put_utf16(to, target, 0xDC00 + (code & 0x3FF));
    }
}

static void put_special(struct sink *to, enum escape_target target, uint32_t code, struct view self)
{
    if (target == ESCAPE_HTML || target == ESCAPE_XML) {
        put_html(to, code);
    } else if (code > 0x7E) { /* only special in PowerShell */
        put_utf16(to, target, code);
    } else { /* doubled, or behind a backslash */
        put(to, target == ESCAPE_JSON || target == ESCAPE_ICAL ? VIEW("\\") : self);
        put(to, self);
    }
}

/* What may not be shown at all, in any target. True when it was one and has been written. */
static bool put_unsafe(struct sink *to, enum escape_target target, uint32_t code, struct view self, bool valid)
{
    char text[16];
    bool unsafe = !valid || code_is_control(code) || code_is_bidi(code) || code_is_invisible(code);
    if (!unsafe || (target == ESCAPE_NONE && (code == '\n' || code == '\t')))
        return false;
    text_safe_into(text, sizeof text, self);
    if (target != ESCAPE_JSON) {
        put_text(to, target == ESCAPE_POWERSHELL || target == ESCAPE_ICAL ? "\\" : ""); /* the escape itself is what shows */
        put_text(to, text);
    } else if (valid && code != '\n' && code != '\t') {
        put_utf16(to, target, code);
    } else {
        put_text(to, !valid ? "\xEF\xBF\xBD" : code == '\n' ? "\\n" : "\\t");
    }
    return true;
}

static void put_escaped(struct sink *to, enum escape_target target, struct view text)
{
    size_t plain = 0, at = 0; /* from plain to at nothing needs a change */
    while (at < text.n && !to->failed) {
        struct view rest = view_from(text, at);
        size_t n = plain_at_front(target, rest);
        uint32_t code = 0;
        if (n) {
            at += n;
            continue;
        }
        bool valid = utf8_take(&rest, &code);
        struct view self = { .p = text.p + at, .n = valid ? text.n - at - rest.n : 1 };
        put(to, (struct view){ .p = text.p + plain, .n = at - plain });
        plain = at;
        at += self.n;
        if (put_unsafe(to, target, code, self, valid)) {
            plain = at;
        } else if (is_special(target, code)) {
            put_special(to, target, code, self);
            plain = at;
        }
    }
    put(to, view_from(text, plain));
}

/* Full-width forms are taken for the plain ones by some spreadsheets. A number below zero computes nothing, and has to stay one. */
static bool starts_formula(struct view text)
{
    uint32_t code;
    uint64_t number;
    text = view_trim(text);
    if (view_starts(text, VIEW("-")) && view_number(view_from(text, 1), UINT32_MAX, &number))
        return false;
    if (!utf8_take(&text, &code))
        return false;
    return code == '=' || code == '+' || code == '-' || code == '@' || code == 0xFF1D || code == 0xFF0B || code == 0xFF0D || code == 0xFF20;
}

static struct view without_quotes(struct view text)
{
    while (text.n && (text.p[0] == '"' || text.p[0] == ' '))
        text = view_from(text, 1);
    return text;
}

static size_t cell_end(struct view text, const char *separators)
{
    size_t n = 0;
    while (n < text.n && (text.p[n] == '\0' || !strchr(separators, text.p[n])))
        n++;
    return n;
}

/* A spreadsheet whose own separator is the semicolon begins a cell behind each, whatever quotation marks are around; likewise behind each
 * comma where the separator of the file is another. */
static void put_field(struct sink *to, const char *separators, struct view text)
{
    bool formula = starts_formula(text), quote = formula;
    for (size_t i = 0; i < text.n && !quote; i++)
        quote = text.p[i] == ',' || text.p[i] == ';' || text.p[i] == '"' || ((i == 0 || i + 1 == text.n) && text.p[i] == ' ');
    put_text(to, quote ? "\"" : "");
    put_text(to, formula ? "'" : "");
    for (size_t at; (at = cell_end(text, separators)) < text.n; text = view_from(text, at + 1)) {
        struct view rest = view_from(text, at + 1), cell = view_first(rest, cell_end(rest, separators));
        put_escaped(to, ESCAPE_CSV, view_first(text, at + 1));
        put_text(to, starts_formula(without_quotes(cell)) ? "'" : "");
    }
    put_escaped(to, ESCAPE_CSV, text);
    put_text(to, quote ? "\"" : "");
}

struct view escape_csv_undone(struct arena *arena, struct view text)
{
    if (!view_has(text, '\''))
        return text;
    char *p = arena_text(arena, text.n);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool first = i == 0 || text.p[i - 1] == ';' || text.p[i - 1] == ',';
        if (!first || text.p[i] != '\'' || !starts_formula(without_quotes(view_from(text, i + 1))))
            p[n++] = text.p[i];
    }
    return (struct view){ .p = p, .n = n };
}

void escape_put(struct sink *to, enum escape_target target, struct view text)
{
    if (target == ESCAPE_CSV || target == ESCAPE_CSV_OTHER)
        put_field(to, target == ESCAPE_CSV ? ";" : ";,", text);
    else
        put_escaped(to, target, text);
}

enum escape_target escape_for(struct view name)
{
    static const struct {
        struct view end;
        enum escape_target target;
    } rows[] = {
        { VIEW_ROW(".html"), ESCAPE_HTML },
        { VIEW_ROW(".xml"), ESCAPE_XML },
        { VIEW_ROW(".ps1"), ESCAPE_POWERSHELL },
        { VIEW_ROW(".csv"), ESCAPE_CSV },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_ends_nocase(name, rows[i].end))
            return rows[i].target;
    return ESCAPE_TEXT;
}

char without_accent(uint32_t code)
{
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
    static_assert(sizeof plain == 0x40 + 1, "one letter each");
    return code >= 0xC0 && code <= 0xFF ? plain[code - 0xC0] : '-';
}

bool name_is_reserved(struct view name)
{
    static const struct view words[] = {
        VIEW_ROW("con"), VIEW_ROW("prn"), VIEW_ROW("aux"), VIEW_ROW("nul"), VIEW_ROW("conin$"), VIEW_ROW("conout$"),
    };
    struct view rest = name, stem;
    if (!view_cut(&rest, '.', &stem))
        return false;
    stem = view_trim(stem);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (view_eq_nocase(stem, words[i]))
            return true;
    struct view device = view_first(stem, 3), number = view_from(stem, device.n);
    if (!view_eq_nocase(device, VIEW("com")) && !view_eq_nocase(device, VIEW("lpt")))
        return false;
    return (number.n == 1 && is_digit(number.p[0])) || view_eq_text(number, "\u00B9") ||
           view_eq_text(number, "\u00B2") || view_eq_text(number, "\u00B3");
}

/* Marks and spaces are none: those of Latin-1, General Punctuation and CJK Symbols. */
static bool is_lost_letter(uint32_t code)
{
    bool is_mark = code < 0xC0 || code == 0xD7 || code == 0xF7 || (code >= 0x2000 && code <= 0x206F) || (code >= 0x3000 && code <= 0x303F);
    return !is_mark && without_accent(code) == '-';
}

bool slug_loses_letters(struct view text)
{
    while (text.n) {
        uint32_t code = '-';
        if (!utf8_take(&text, &code))
            text = view_from(text, 1);
        else if (is_lost_letter(code))
            return true;
    }
    return false;
}

struct view slug(struct arena *arena, struct view text)
{
    char out[LIMIT_SLUG_BYTES];
    size_t n = 0;
    while (text.n && n < sizeof out) {
        uint32_t code = '-';
        size_t escaped = text_escape_length(text);
        if (escaped || !utf8_take(&text, &code))
            text = view_from(text, escaped ? escaped : 1);
        char c = small_letter(code < 0x80 ? (char)code : without_accent(code));
        bool keeps = (c >= 'a' && c <= 'z') || is_digit(c);
        if (keeps)
            out[n++] = c;
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    struct view name = { .p = out, .n = n };
    if (n == 0 || name_is_reserved(name))
        return view_fmt(arena, "certificate%s%.*s", n ? "-" : "", VIEW_ARG(name));
    return view_dup(arena, name);
}
