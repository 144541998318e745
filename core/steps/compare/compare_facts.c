#include "steps/compare/compare.h"

#include "base/civil.h"
#include "base/search.h"
#include "base/utf8.h"
#include "format/digest.h"

enum { SHOWN_BYTES = 90 };

struct fact {
    const char *what;
    struct view text;
};

struct fact_list {
    struct fact *items;
    size_t n, cap;
};

/* A text by its letters and digits alone, in lower case: thumbprints are written with and without colons and spaces, names with and
 * without escapes. */
struct bare {
    struct view text;
    bool *edges;     /* text.n + 1: whether a word begins or ends between two of its bytes */
    uint32_t *lines; /* of each byte, from 0 */
    size_t n_lines;
};

static char bare_byte(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ? small_letter(c) : '\0';
}

/* Behind a comment that begins here (one without an end hides the rest), or behind the case's id, which is made of names. */
static size_t behind_hidden(struct view text, struct view id, size_t at)
{
    size_t end;
    struct view rest = view_from(text, at);
    if (id.n && view_starts(rest, id))
        return at + id.n;
    if (!view_starts(rest, VIEW("<!--")))
        return at;
    return view_find(view_from(rest, 4), VIEW("-->"), &end) ? at + 4 + end + 3 : text.n;
}

static void make_bare(struct arena *arena, struct view text, struct view id, struct bare *out)
{
    char *p = NEW(arena, char, text.n + 1);
    size_t n = 0;
    uint32_t line = 0;
    *out = (struct bare){ .edges = NEW(arena, bool, text.n + 1), .lines = NEW(arena, uint32_t, text.n + 1) };
    out->edges[0] = true;
    for (size_t i = 0; i < text.n;) {
        size_t behind = behind_hidden(text, id, i);
        char c = behind > i ? '\0' : bare_byte(text.p[i]);
        if (behind == i && text.p[i] == '\n')
            line++;
        i = behind > i ? behind : i + 1;
        if (c == '\0') {
            out->edges[n] = true;
            continue;
        }
        out->lines[n] = line;
        p[n++] = c;
    }
    out->edges[n] = true;
    out->text = (struct view){ .p = p, .n = n };
    out->n_lines = line + 1;
}

/* --- what a ticket can't do without --- */

static void want(struct arena *arena, struct fact_list *all, const char *what, struct view text)
{
    if (text.n)
        *LIST_ADD(arena, all) = (struct fact){ .what = what, .text = text };
}

static void want_day(struct arena *arena, struct fact_list *all, const char *what, int32_t day)
{
    char text[DATE_TEXT];
    if (day != DAY_NONE)
        want(arena, all, what, view_dup(arena, view_of(day_text(day, text))));
}

/* Digests and dates: nothing but them looks so, whatever stands right beside. */
static struct fact_list facts_of(struct arena *arena, const struct case_record *c)
{
    struct fact_list all = { 0 };
    for (size_t i = 0; i < c->n_certs; i++) {
        const struct cert *cert = c->certs[i].cert;
        want(arena, &all, "the thumbprint", digest_hex(arena, cert->sha1, sizeof cert->sha1));
        want(arena, &all, "the SHA-256", digest_hex(arena, cert->sha256, sizeof cert->sha256));
        want_day(arena, &all, "the last day of validity", cert->not_after == TIME_NONE ? DAY_NONE : day_of_time(cert->not_after));
    }
    want_day(arena, &all, "the expected delivery", c->deadline.expected_delivery);
    if (!c->route || c->route->channel == CHANNEL_CHANGE) /* a case's is for who submits it alone */
        want_day(arena, &all, "the last day to start", c->deadline.submit_by);
    want_day(arena, &all, "the day it is needed", c->deadline.needed_by);
    want(arena, &all, "the thumbprint of what is replaced", c->replaced.sha1);
    return all;
}

static struct fact_list names_of(struct arena *arena, const struct case_record *c)
{
    struct fact_list all = { 0 };
    for (size_t i = 0; i < c->n_certs; i++)
        want(arena, &all, "the serial number", cert_serial_shown(arena, c->certs[i].cert));
    for (size_t i = 0; i < c->n_environments; i++)
        want(arena, &all, "the environment", c->environments[i].name);
    want(arena, &all, "the infrastructure", c->infrastructure);
    want(arena, &all, "the contact", c->contact);
    return all;
}

/* --- the search --- */

static void say_missing(const struct bundle_parts *p, const struct fact *fact)
{
    problem_add(p->problems, BUNDLE_TICKET_CONTRADICTS_CASE, bundle_part_name(PART_TICKET), "it doesn't say %s '%s'", fact->what,
                text_cut(p->arena, fact->text, SHOWN_BYTES));
}

static void find(const struct bundle_parts *p, const struct bare *in, bool whole, const struct fact_list *facts, bool *telling,
                 struct facts_told *out)
{
    struct search_word *words = NEW(p->arena, struct search_word, facts->n);
    for (size_t i = 0; i < facts->n; i++) {
        struct bare word;
        make_bare(p->arena, facts->items[i].text, (struct view){ 0 }, &word);
        words[i].word = word.text;
    }
    search_words(p->arena, in->text, whole ? in->edges : NULL, words, facts->n);
    for (size_t i = 0; i < facts->n; i++) {
        out->facts++;
        out->told += words[i].at != NOT_FOUND;
        if (words[i].at == NOT_FOUND)
            say_missing(p, &facts->items[i]);
        else if (words[i].word.n)
            telling[in->lines[words[i].at]] = true;
    }
}

static size_t lines_of(struct view text)
{
    struct view line;
    size_t n = 0;
    while (view_line(&text, &line))
        n += view_trim(line).n != 0;
    return n;
}

void compare_facts(const struct bundle_parts *p, const struct case_record *c, struct facts_told *out)
{
    const struct zip_entry *entry = p->named[PART_TICKET];
    const struct fact_list facts = facts_of(p->arena, c), names = names_of(p->arena, c);
    struct bare bare;
    *out = (struct facts_told){ 0 };
    if (!entry)
        return;
    make_bare(p->arena, entry->bytes, c->id, &bare);
    bool *telling = NEW(p->arena, bool, bare.n_lines);
    find(p, &bare, false, &facts, telling, out);
    find(p, &bare, true, &names, telling, out);
    out->lines = lines_of(entry->bytes);
    for (size_t i = 0; i < bare.n_lines; i++)
        out->telling += telling[i];
}
