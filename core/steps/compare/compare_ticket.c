#include "steps/compare/compare.h"

#include "base/utf8.h"
#include "format/digest.h"
#include "format/text/text_read.h"

enum { SHOWN_BYTES = 90, SHOWN_BEFORE = 20, SHA1_DIGITS = 40, SHA256_DIGITS = 64, THUMBPRINTS_MOST = 20 };

/* --- the text as the templates make it --- */

/* Where to begin showing two long lines, so that what differs is seen. */
static size_t shown_from(struct view a, struct view b)
{
    size_t at = 0;
    while (at < a.n && at < b.n && a.p[at] == b.p[at])
        at++;
    if (at <= SHOWN_BYTES / 2)
        return 0;
    at -= SHOWN_BEFORE;
    while (at > 0 && ((unsigned char)a.p[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static void report_line(const struct bundle_parts *p, struct view name, unsigned number, struct view said, struct view want)
{
    size_t from = shown_from(said, want);
    const char *cut = from ? "..." : "", *is = text_cut(p->arena, view_from(said, from), SHOWN_BYTES);
    problem_add(p->problems, BUNDLE_TICKET_CONTRADICTS_CASE, name, "line %u is '%s%s'; from the record it would be '%s%s'",
                number, cut, is, cut, text_cut(p->arena, view_from(want, from), SHOWN_BYTES));
}

/* A line of a text, empty behind the last one, and what follows it. */
struct place {
    struct view line, rest;
};

static bool next_line(struct place *at)
{
    bool more = view_line(&at->rest, &at->line);
    at->line = more ? at->line : (struct view){ 0 };
    return more;
}

/* An empty line shows nothing: what stands behind it does. */
static void report_behind(const struct bundle_parts *p, struct view name, unsigned number, struct place said, struct place want)
{
    struct view a = said.line, b = want.line, words = a, wanted = b;
    unsigned at = number;
    while (view_trim(words).n == 0 && view_line(&said.rest, &words))
        at++;
    while (words.n == 0 && wanted.n == 0 && view_line(&want.rest, &wanted))
        continue;
    if (words.n == 0 && wanted.n == 0)
        problem_add(p->problems, BUNDLE_TICKET_CONTRADICTS_CASE, name,
                    "from line %u on it has other empty lines than it was written with", number);
    else if (view_eq(words, wanted))
        report_line(p, name, number, a, b);
    else
        report_line(p, name, at, words, wanted);
}

static void report_first_line(const struct bundle_parts *p, struct view name, struct place said, struct place want)
{
    for (unsigned number = 1;; number++) {
        bool more = next_line(&said), more_wanted = next_line(&want);
        if (!more && !more_wanted) {
            problem_add(p->problems, BUNDLE_TICKET_CONTRADICTS_CASE, name, "its line ends are not those it was written with");
            return;
        }
        if (more != more_wanted || !view_eq(said.line, want.line)) {
            report_behind(p, name, number, said, want);
            return;
        }
    }
}

bool compare_presence(const struct bundle_parts *p, enum bundle_part part, bool wanted)
{
    struct view name = bundle_part_name(part);
    if (wanted && !bundle_has_entry(p, name) && !bundle_has_problem(p, BUNDLE_ENTRY_MISSING, name))
        problem_add(p->problems, BUNDLE_ENTRY_MISSING, name, "a case like this one has it");
    if (!wanted && p->named[part])
        problem_add(p->problems, BUNDLE_TICKET_CONTRADICTS_CASE, name, "a case like this one has no such text");
    return wanted && p->named[part];
}

void compare_text(const struct bundle_parts *p, enum bundle_part part, struct view rendered)
{
    const struct zip_entry *entry = p->named[part];
    if (compare_presence(p, part, rendered.n != 0) && !view_eq(entry->bytes, rendered))
        report_first_line(p, bundle_part_name(part), (struct place){ .rest = entry->bytes }, (struct place){ .rest = rendered });
}

/* --- no record --- */

static bool is_hex(char c)
{
    return hex_digit(c) >= 0;
}

/* A run of hex digits, in pairs with colons or spaces between or in one piece; moves *at behind it. */
static size_t take_digits(struct view text, size_t *at, char out[SHA256_DIGITS + 1])
{
    size_t n = 0, i = *at;
    for (; i < text.n; i++) {
        char c = text.p[i];
        bool joins =
            (c == ':' || c == ' ' || c == '-') && n && n % 2 == 0 && i + 2 < text.n && is_hex(text.p[i + 1]) && is_hex(text.p[i + 2]);
        if (joins)
            continue;
        if (!is_hex(c) || n > SHA256_DIGITS)
            break;
        if (n < SHA256_DIGITS)
            out[n] = small_letter(c);
        n++;
    }
    *at = i > *at ? i : *at + 1;
    return n;
}

static struct view without_zeros(struct view number)
{
    while (number.n && number.p[0] == '0')
        number = view_from(number, 1);
    return number;
}

/* A serial number can be as long as a thumbprint; it is known without its leading zeros. */
static void add_numbers(struct arena *arena, const struct cert_list *certs, struct view_list *known)
{
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *cert = certs->items[i];
        *LIST_ADD(arena, known) = digest_hex(arena, cert->sha1, sizeof cert->sha1);
        *LIST_ADD(arena, known) = digest_hex(arena, cert->sha256, sizeof cert->sha256);
        *LIST_ADD(arena, known) = without_zeros(cert->serial);
    }
}

/* Sorted. What stands in clear in a PFX that nobody opened is seen, too. */
static struct view_list known_numbers(const struct bundle_parts *p, const struct evidence *evidence)
{
    struct view_list known = { 0 };
    unsigned char sha256[32];
    add_numbers(p->arena, &evidence->certs, &known);
    for (size_t i = 0; i < evidence->n_files; i++)
        add_numbers(p->arena, &evidence->files[i]->in_clear, &known);
    for (size_t i = 0; i < p->n_entries; i++) {
        digest_sha256(p->entries[i].bytes, sha256);
        *LIST_ADD(p->arena, &known) = digest_hex(p->arena, sha256, sizeof sha256);
    }
    LIST_SORT(&known, view_order);
    return known;
}

static bool is_known(const struct view_list *known, struct view hex)
{
    struct view number = without_zeros(hex);
    if (known->n == 0)
        return false;
    return bsearch(&hex, known->items, known->n, sizeof hex, view_order) ||
           bsearch(&number, known->items, known->n, sizeof number, view_order);
}

static bool is_word_start(struct view text, size_t at)
{
    return is_hex(text.p[at]) && (at == 0 || !(is_hex(text.p[at - 1]) || (text.p[at - 1] >= 'g' && text.p[at - 1] <= 'z')));
}

/* As people see it: in UTF-8, with common spaces for those that Word puts between words that it keeps on one line. */
static struct view seen_text(struct arena *arena, struct view bytes)
{
    static const struct view kept = VIEW_ROW("\xC2\xA0");
    unsigned form = 0;
    struct view text = text_normal(arena, bytes, &form);
    size_t n = 0, at;
    if (!utf8_valid(text))
        return (struct view){ 0 };
    if (!view_find(text, kept, &at))
        return text;
    char *out = NEW(arena, char, text.n);
    for (size_t i = 0; i < text.n; i++) {
        bool is_kept = view_starts(view_from(text, i), kept);
        out[n++] = is_kept ? ' ' : text.p[i];
        i += is_kept;
    }
    return (struct view){ .p = out, .n = n };
}

static void check_text(const struct bundle_parts *p, const struct zip_entry *entry, const struct view_list *known)
{
    const struct view text = seen_text(p->arena, entry->bytes);
    const struct bundle_problem warning = { .kind = BUNDLE_TICKET_CONTRADICTS_CASE, .severity = SEV_WARNING };
    char digits[SHA256_DIGITS + 1];
    size_t found = 0;
    for (size_t at = 0; at < text.n && found < THUMBPRINTS_MOST;) {
        if (!is_word_start(text, at)) {
            at++;
            continue;
        }
        size_t n = take_digits(text, &at, digits);
        struct view hex = { .p = digits, .n = n };
        if ((n != SHA1_DIGITS && n != SHA256_DIGITS) || is_known(known, hex))
            continue;
        found++;
        problem_add_as(p->problems, warning, entry->name, "compare it with the certificate that is meant",
                       "it names the %s %.*s, which is of no certificate or file here", n == SHA1_DIGITS ? "thumbprint" : "SHA-256", (int)n,
                       digits);
    }
}

/* In a folder of its own it is nobody's text: it names the digests of templates and catalog, too. */
static bool is_record(struct view name)
{
    return view_ends(name, VIEW("/case.xml"));
}

void compare_thumbprints(const struct bundle_parts *p, const struct evidence *evidence)
{
    const struct view_list known = known_numbers(p, evidence);
    for (size_t i = 0; i < p->n_entries; i++) {
        const struct zip_entry *entry = &p->entries[i];
        if (!bundle_file(evidence, entry->name) && !is_record(entry->name))
            check_text(p, entry, &known);
    }
}
