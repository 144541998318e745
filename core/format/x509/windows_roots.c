#include "format/x509/windows_roots.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/search.h"
#include "base/utf8.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "format/text/escape.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

#define HINT_LIST "each line: trusted or blocked, a tab, the SHA-256 of the certificate, a tab, the SHA-256 of its SubjectPublicKeyInfo"

enum { DIGEST = 32, LONGEST_NAME = 128 };

struct root_list {
    struct windows_root *items;
    size_t n, cap;
};

/* Letters that fonts draw alike are one: "GIobal", "G1obal" and "Global", "R00t", "Arnazon". */
static char drawn_as(char c)
{
    c = small_letter(c);
    return c == 'i' || c == '1' || c == '|' ? 'l' : c == '0' ? 'o' : c;
}

/* Into `out`; empty where it is longer than any. */
static struct view name_letters(struct view name, char out[LONGEST_NAME])
{
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = drawn_as(name.p[i]);
        if (!is_letter(c) && !is_digit(c))
            continue;
        if (c == 'n' && n && out[n - 1] == 'r') {
            out[n - 1] = 'm';
            continue;
        }
        if (n == LONGEST_NAME)
            return VIEW("");
        out[n++] = c;
    }
    return (struct view){ .p = out, .n = n };
}

static int by_key(const void *a, const void *b)
{
    const struct windows_root *x = a, *y = b;
    int order = memcmp(x->key, y->key, DIGEST);
    return order ? order : memcmp(x->certificate, y->certificate, DIGEST);
}

static bool take_digest(struct view *line, unsigned char out[DIGEST])
{
    struct view field;
    if (!view_cut(line, '\t', &field))
        field = *line;
    return hex_read(field, out, DIGEST);
}

static bool take_root(struct view line, struct windows_root *out, struct view *name)
{
    struct view status;
    if (!view_cut(&line, '\t', &status))
        return false;
    bool blocked = view_eq_text(status, "blocked");
    out->trust = blocked ? WINDOWS_BLOCKED : WINDOWS_TRUSTED;
    if ((!blocked && !view_eq_text(status, "trusted")) || !take_digest(&line, out->certificate) || !take_digest(&line, out->key))
        return false;
    if (!view_cut(&line, '\t', name /* not_after */) || !view_cut(&line, '\t', name))
        *name = VIEW("");
    return true;
}

static void add_name(struct arena *arena, struct view name, struct view_list *names)
{
    char letters[LONGEST_NAME];
    struct view kept = name_letters(name, letters);
    if (kept.n)
        *LIST_ADD(arena, names) = view_dup(arena, kept);
}

/* "# dated: 2026-07-19"; other comments are for people. */
static bool take_comment(struct arena *arena, struct view line, struct windows_roots *out)
{
    const struct view dated = VIEW("# dated:"), source = VIEW("# source:");
    if (view_starts(line, dated))
        return day_parse(view_trim(view_from(line, dated.n)), &out->dated);
    if (view_starts(line, source))
        out->source = text_safe(arena, view_trim(view_from(line, source.n)));
    return true;
}

static bool read_lines(struct arena *arena, struct view bytes, struct root_list *list, struct windows_roots *out, struct err *e)
{
    struct view_list names = { 0 };
    struct view line, name;
    for (size_t number = 1; view_line(&bytes, &line); number++) {
        struct windows_root root = { 0 };
        if (view_trim(line).n == 0 || view_starts(line, VIEW("status\t")))
            continue;
        if (view_starts(line, VIEW("#"))) {
            if (!take_comment(arena, line, out))
                return err_set(e, ST_FORMAT, "write it as 2026-07-19", "line %zu: the date of the list is none", number);
            continue;
        }
        if (!take_root(line, &root, &name))
            return err_set(e, ST_FORMAT, HINT_LIST, "line %zu is no root", number);
        *LIST_ADD(arena, list) = root;
        out->n_blocked += root.trust == WINDOWS_BLOCKED;
        if (root.trust == WINDOWS_TRUSTED)
            add_name(arena, name, &names);
    }
    LIST_SORT(&names, view_order);
    out->names = names.items;
    out->n_names = names.n;
    return true;
}

bool windows_roots_read(struct arena *arena, struct view origin, struct view bytes, struct windows_roots *out, struct err *e)
{
    struct root_list list = { 0 };
    struct view text;
    *out = (struct windows_roots){ .origin = origin, .dated = DAY_NONE };
    if (!sniff_check_wanted(bytes, LIMIT_WINDOWS_ROOTS_BYTES, "a list of Windows' roots", HINT_LIST, e) ||
        !text_read(arena, bytes, &text, e) || !read_lines(arena, text, &list, out, e))
        return false;
    if (list.n == 0)
        return err_set(e, ST_FORMAT, HINT_LIST, "there is no root in the list");
    LIST_SORT(&list, by_key);
    out->items = list.items;
    out->n = list.n;
    digest_sha256(bytes, out->sha256);
    return true;
}

/* The first root of the key; n when there is none. */
static size_t first_of(const struct windows_roots *roots, const unsigned char key[DIGEST])
{
    struct windows_root least = { 0 };
    memcpy(least.key, key, DIGEST);
    return first_row(roots->items, roots->n, sizeof *roots->items, &least, by_key);
}

enum windows_trust windows_roots_say(const struct windows_roots *roots, const struct cert *cert)
{
    size_t first = first_of(roots, cert->spki_sha256);
    for (size_t i = first; i < roots->n && memcmp(roots->items[i].key, cert->spki_sha256, DIGEST) == 0; i++)
        if (memcmp(roots->items[i].certificate, cert->sha256, DIGEST) == 0)
            return roots->items[i].trust;
    return windows_roots_say_key(roots, cert->spki_sha256);
}

enum windows_trust windows_roots_say_key(const struct windows_roots *roots, const unsigned char spki_sha256[DIGEST])
{
    enum windows_trust found = WINDOWS_UNKNOWN;
    for (size_t i = first_of(roots, spki_sha256); i < roots->n && memcmp(roots->items[i].key, spki_sha256, DIGEST) == 0; i++)
        if (found != WINDOWS_TRUSTED)
            found = roots->items[i].trust;
    return found;
}

bool windows_roots_trust(const struct windows_roots *roots, const unsigned char sha256[DIGEST])
{
    for (size_t i = 0; i < roots->n; i++)
        if (memcmp(roots->items[i].certificate, sha256, DIGEST) == 0)
            return roots->items[i].trust == WINDOWS_TRUSTED;
    return false;
}

static bool has_letters(const struct windows_roots *roots, struct view name)
{
    char letters[LONGEST_NAME];
    struct view key = name_letters(name, letters);
    return key.n && roots->n_names && bsearch(&key, roots->names, roots->n_names, sizeof *roots->names, view_order);
}

/* "D\u00ECgiCert", "G\u00B2", and what has no accent that can be taken off: the i without its dot, o and d with a stroke. */
static bool has_plain_letters(const struct windows_roots *roots, struct view name)
{
    enum { DOTLESS_I = 0x131 };
    char plain[LONGEST_NAME];
    size_t n = 0;
    for (uint32_t code; name.n && n < sizeof plain;) {
        if (!utf8_take(&name, &code))
            name = view_from(name, 1);
        else
            plain[n++] = code < 0x80 ? (char)code : code == DOTLESS_I ? 'i' : code_plain(code) ? code_plain(code) : without_accent(code);
    }
    return name.n == 0 && has_letters(roots, (struct view){ .p = plain, .n = n });
}

bool windows_roots_have_name(const struct windows_roots *roots, struct view name)
{
    return has_letters(roots, name) || (!view_is_ascii(name) && has_plain_letters(roots, name));
}

/* Windows shows the first common name of several, or, where there is none, the unit or whatever else there is. In strings of wide
 * characters what isn't their letters is passed over like any mark. */
bool windows_roots_call(const struct windows_roots *roots, const struct cert *cert)
{
    struct view name = cert->subject_der, sets, set, attribute, type, value;
    bool has_common = false, common = false, other = false;
    if (!der_take(&name, DER_SEQUENCE, &sets))
        sets = VIEW("");
    while (der_take(&sets, DER_SET, &set))
        while (der_take(&set, DER_SEQUENCE, &attribute) && der_take(&attribute, DER_OID, &type) &&
               der_any(&attribute, NULL, &value, NULL)) {
            bool is_common = view_eq(type, VIEW("\x55\x04\x03")), is_named = windows_roots_have_name(roots, value);
            has_common = has_common || is_common;
            common = common || (is_common && is_named);
            other = other || is_named;
        }
    return common || (other && !has_common) || windows_roots_have_name(roots, cert->subject_cn);
}
