#include "format/container/unwrap.h"

#include "format/container/mail.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"

enum { ZEROS_LEAST = 4, START_BYTES = 8, LINE_BYTES_MOST = 64 };

/* --- hexadecimal dumps --- */

/* Whether bytes that begin so may be meant: DER of a sensible size, or PEM. */
static bool begins_well(struct view bytes)
{
    return view_starts(bytes, VIEW("-----BEGIN ")) ||
           (bytes.n > 4 && der_next_is(bytes, DER_SEQUENCE) && ((unsigned char)bytes.p[1] & 0xFC) == 0x80);
}

/* "00000010: " at the front; *rest gets what follows. */
static bool take_offset(struct view line, struct view *offset, struct view *rest)
{
    size_t n = 0;
    line = view_trim(line);
    while (n < line.n && hex_digit(line.p[n]) >= 0)
        n++;
    *offset = view_first(line, n);
    *rest = view_from(line, n);
    if (n < ZEROS_LEAST || rest->n < 2 || (rest->p[0] != ' ' && rest->p[0] != ':' && rest->p[0] != '\t'))
        return false;
    *rest = view_trim(view_from(*rest, 1));
    return true;
}

/* The bytes of a line, up to `most`; what shows them as characters begins behind two blanks, except in the middle. */
static size_t line_bytes(struct view line, size_t most, char *out)
{
    size_t n = 0;
    while (n < most && line.n) {
        size_t blanks = 0;
        while (blanks < line.n && (line.p[blanks] == ' ' || line.p[blanks] == '\t' || line.p[blanks] == '-'))
            blanks++;
        int byte = hex_byte(view_from(line, blanks));
        if (byte < 0 || (blanks > 1 && n && n != 8))
            break;
        out[n++] = (char)byte;
        line = view_from(line, blanks + 2);
    }
    return n;
}

static bool is_start(struct view line, struct view *rest)
{
    struct view offset;
    if (!take_offset(line, &offset, rest))
        return false;
    for (size_t i = 0; i < offset.n; i++)
        if (offset.p[i] != '0')
            return false;
    char bytes[START_BYTES];
    return line_bytes(*rest, START_BYTES, bytes) == START_BYTES;
}

static uint64_t number_of(struct view digits, unsigned base)
{
    uint64_t number = 0;
    for (size_t i = 0; i < digits.n; i++) {
        unsigned digit = (unsigned)hex_digit(digits.p[i]);
        if (digit >= base || number > UINT32_MAX)
            return UINT64_MAX;
        number = number * base + digit;
    }
    return number;
}

/* How many bytes a line has: what the second line's offset says, in the base in which the first line has so many. 0 when in none. */
static size_t width_of(struct view first, struct view second, unsigned *base)
{
    static const unsigned bases[] = { 16, 10, 8 };
    char bytes[LINE_BYTES_MOST];
    struct view offset, rest;
    if (!take_offset(second, &offset, &rest))
        return 0;
    for (size_t i = 0; i < COUNT_OF(bases); i++) {
        uint64_t n = number_of(offset, bases[i]);
        *base = bases[i];
        if (n && n <= LINE_BYTES_MOST && line_bytes(first, (size_t)n, bytes) == n)
            return (size_t)n;
    }
    return 0;
}

/* Puts the bytes of one dump behind the *n that are there: of its first line, and of those that it takes from *text. False when an offset
 * doesn't fit. */
static bool take_dump(struct view bytes, struct view *text, char *p, size_t *n)
{
    struct view line, offset, ahead = *text;
    unsigned base = 0;
    size_t start = *n, width = view_line(&ahead, &line) ? width_of(bytes, line, &base) : 0;
    while (width) {
        *n += line_bytes(bytes, width, p + *n);
        ahead = *text;
        if (!view_line(&ahead, &line) || !take_offset(line, &offset, &bytes))
            break;
        uint64_t at = number_of(offset, base);
        if (at != *n - start)
            return at == 0; /* another dump follows at once */
        *text = ahead;
    }
    return true;
}

bool read_dumps(struct arena *arena, struct view text, struct view *out)
{
    struct view line, bytes;
    char *p = NULL;
    size_t n = 0;
    bool fits = true;
    while (view_line(&text, &line)) {
        if (!is_start(line, &bytes))
            continue;
        p = p ? p : arena_text(arena, (line.n + text.n) / 2 + 2 * LINE_BYTES_MOST);
        fits = take_dump(bytes, &text, p, &n) && fits;
    }
    *out = (struct view){ .p = p, .n = n };
    return fits && begins_well(*out);
}

/* "30 82 01", "30:82:01", "0x30, 0x82", also inside of the braces of a program. */
static bool read_plain_hex(struct arena *arena, struct view text, struct view *out)
{
    struct view left = view_trim(text);
    size_t at, n = 0;
    if (view_find(view_first(left, 200), VIEW("{"), &at) && view_starts(view_trim(view_from(left, at + 1)), VIEW("0x")))
        left = view_trim(view_from(left, at + 1));
    char *p = arena_text(arena, left.n / 2 + 1);
    for (int byte; left.n && left.p[0] != '}';) {
        if (view_starts(left, VIEW("0x")) || view_starts(left, VIEW("\\x")))
            left = view_from(left, 2);
        if ((byte = hex_byte(left)) < 0)
            return false;
        p[n++] = (char)byte;
        if (n == 16 && !begins_well((struct view){ .p = p, .n = n })) /* no list of digests is read to its end */
            return false;
        left = view_from(left, 2);
        while (left.n && left.p[0] && strchr(" \t\r\n:,-\"", left.p[0]))
            left = view_from(left, 1);
    }
    *out = (struct view){ .p = p, .n = n };
    return n > 16;
}

bool looks_like_dump(struct view text)
{
    enum { LINES = 16 };
    struct view line, rest;
    for (size_t i = 0; i < LINES && view_line(&text, &line); i++)
        if (is_start(line, &rest))
            return true;
    return false;
}

/* --- diffs --- */

/* How a diff marks the lines that it takes away and those that it brings. */
struct diff_marks {
    char away, brings, both; /* both: '\0' when it shows none that stay */
    size_t width;
};

/* "@@ -1,9 +1,8 @@", or "1,9c1,8" above a line that is marked. */
static bool begins_change(struct view line, struct view below, struct diff_marks *marks)
{
    size_t at, letters = 0;
    if (view_starts(line, VIEW("@@ -")) && view_find(view_from(line, 4), VIEW(" @@"), &at)) {
        *marks = (struct diff_marks){ '-', '+', ' ', 1 };
        return true;
    }
    for (at = 0; at < line.n && (is_digit(line.p[at]) || (at && line.p[at] && strchr(",acd", line.p[at]))); at++)
        letters += line.p[at] >= 'a';
    if (at < line.n || letters != 1 || !(view_starts(below, VIEW("< ")) || view_starts(below, VIEW("> "))))
        return false;
    *marks = (struct diff_marks){ '<', '>', '\0', 2 };
    return true;
}

static bool is_of_change(struct view line, const struct diff_marks *marks)
{
    if (line.n == 0)
        return marks->both != '\0';
    if (view_starts(line, VIEW("-----BEGIN "))) /* one that is taken away has six */
        return false;
    return line.p[0] == marks->away || line.p[0] == marks->brings || line.p[0] == '\\' || (marks->both && line.p[0] == marks->both) ||
           (!marks->both && view_eq(line, VIEW("---")));
}

/* Whether a text that is a diff has several of one file, as a log has: lines of an older one may be gone since. */
static bool changes_again(struct view text)
{
    enum { FILES_MOST = 64 };
    struct view names[FILES_MOST], line, before = { 0 };
    for (size_t n = 0; view_line(&text, &line); before = line) {
        if (!view_starts(before, VIEW("--- ")) || !view_starts(line, VIEW("+++ ")))
            continue;
        struct view rest = view_from(view_starts(line, VIEW("+++ /dev/null")) ? before : line, 4), name;
        if (!view_cut(&rest, '\t', &name))
            continue;
        name = view_from(name, view_starts(name, VIEW("a/")) || view_starts(name, VIEW("b/")) ? 2 : 0);
        if (view_among(name, names, n) || n == FILES_MOST)
            return true;
        names[n++] = name;
    }
    return false;
}

static bool read_diff(struct arena *arena, struct view text, struct view *out)
{
    struct view rest = text, line;
    struct diff_marks marks = { 0 };
    size_t n = 0;
    bool found = false;
    char *p = arena_text(arena, text.n + 1);
    while (view_line(&rest, &line)) {
        if (begins_change(line, rest, &marks)) {
            found = true;
            continue;
        }
        if (marks.width && is_of_change(line, &marks)) {
            if (line.n && line.p[0] != marks.brings && (!marks.both || line.p[0] != marks.both))
                continue;
            line = view_from(line, marks.width);
        } else {
            marks.width = 0;
        }
        memcpy(p + n, line.n ? line.p : "", line.n);
        n += line.n;
        p[n++] = '\n';
    }
    *out = (struct view){ .p = p, .n = found && changes_again(text) ? 0 : n };
    return found;
}

/* Most texts are no diff, and need no copy to find it. */
static bool may_be_diff(struct view text)
{
    size_t at;
    return view_find(text, VIEW("@@ -"), &at) || view_find(text, VIEW("\n< "), &at) || view_find(text, VIEW("\n> "), &at);
}

bool is_unresolved_merge(struct view text)
{
    static const struct view marks[] = { VIEW_ROW("<<<<<<< "), VIEW_ROW("======="), VIEW_ROW(">>>>>>> ") };
    struct view line;
    size_t seen = 0;
    while (seen < COUNT_OF(marks) && view_line(&text, &line))
        seen += view_starts(line, marks[seen]);
    return seen == COUNT_OF(marks);
}

/* --- mails in HTML --- */

/* Length of the no-break space at the front: the character, that of Windows-1252, a reference to it. */
static size_t no_break_length(struct view v)
{
    static const struct view forms[] = {
        VIEW_ROW("\xC2\xA0"), VIEW_ROW("\xA0"), VIEW_ROW("&nbsp;"), VIEW_ROW("&#160;"), VIEW_ROW("&#xA0;"),
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (view_eq_nocase(view_first(v, forms[i].n), forms[i]))
            return forms[i].n;
    return 0;
}

/* "-----BEGIN&nbsp;CERTIFICATE-----": a blank for each no-break space of such a line and of an END line. */
static bool read_labels(struct arena *arena, struct view text, struct view *out)
{
    static const struct view hyphens = VIEW_ROW("-----");
    if (!view_has(text, '\xA0') && !view_has(text, '&'))
        return false;
    bool inside = false, found = false;
    char *p = arena_text(arena, text.n);
    size_t n = 0;
    for (size_t i = 0, length; i < text.n; i += length) {
        struct view rest = view_from(text, i), word = view_from(rest, hyphens.n);
        if (view_starts(rest, hyphens))
            inside = view_starts(word, VIEW("BEGIN")) || view_starts(word, VIEW("END"));
        inside = inside && text.p[i] != '\n';
        length = inside ? no_break_length(rest) : 0;
        found = found || length;
        p[n++] = length ? ' ' : text.p[i];
        length += length == 0;
    }
    *out = (struct view){ .p = p, .n = n };
    return found;
}

struct view unwrap(struct arena *arena, struct view bytes, unsigned *oddities)
{
    unsigned form = 0;
    struct view text = text_normal(arena, bytes, &form), inside;
    *oddities |= (form & TEXT_MARK ? (unsigned)FILE_BOM : 0) | (form & TEXT_UTF16 ? (unsigned)FILE_UTF16 : 0) |
                 (form & TEXT_UTF32 ? (unsigned)FILE_UTF32 : 0);
    text = mail_unwrap(arena, text);
    if (view_has(text, '\0'))
        return text;
    if (read_labels(arena, text, &inside)) {
        *oddities |= FILE_ESCAPED;
        text = inside;
    }
    if (may_be_diff(text) && read_diff(arena, text, &inside)) {
        *oddities |= FILE_DIFF;
        return inside;
    }
    if ((looks_like_dump(text) && read_dumps(arena, text, &inside)) || read_plain_hex(arena, text, &inside)) {
        *oddities |= FILE_HEX_DUMP;
        return inside;
    }
    return text;
}
