#include "format/container/pem.h"

#include "base/utf8.h"
#include "format/container/sniff.h"
#include "format/container/unwrap.h"
#include "format/text/base64.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"

/* "-----BEGIN" at the front of what is in Base64. */
#define PEM_IN_BASE64 VIEW("LS0tLS1CRUdJTi")

struct scan {
    struct arena *arena;
    struct pem_text *out;
    struct view text;
    size_t stands; /* in it, of the Base64 that the text at hand was, when `depth` isn't 0 */
    size_t most;
    unsigned depth; /* of texts that were Base64 inside of texts */
    bool loose;     /* it is text: blocks may stand anywhere, not at the start of lines alone */
};

/* Lines like "Proc-Type: 4,ENCRYPTED" and the empty line behind them, RFC 1421. */
static struct view without_headers(struct view body)
{
    struct view rest = body;
    struct view line;
    bool headers = false;
    while (view_line(&rest, &line)) {
        size_t at;
        if (view_trim(line).n == 0) {
            if (headers)
                return rest;
        } else if (view_find(line, VIEW(":"), &at)) {
            headers = true;
        } else if (!headers) {
            return body;
        }
    }
    return body;
}

bool pem_find_begin(struct view text, bool inside, bool anywhere, struct pem_begin *out)
{
    enum { LONGEST_LABEL = 63, HYPHENS = 5 };
    static const struct view begin = VIEW_ROW("-----BEGIN ");
    for (size_t from = 0, at, n; view_find(view_from(text, from), begin, &at); from += at + 1) {
        size_t start = from + at;
        struct view tail = view_from(text, start + begin.n), line, head = view_first(tail, LONGEST_LABEL + HYPHENS);
        out->before = view_first(text, start);
        while (start && (text.p[start - 1] == ' ' || text.p[start - 1] == '\t'))
            start--;
        bool at_start = start ? text.p[start - 1] == '\n' || text.p[start - 1] == '\r' : !inside;
        if ((!at_start && !anywhere) || !view_line(&head, &line) || !view_find(line, VIEW("-----"), &n))
            continue;
        out->label = view_first(line, n);
        out->rest = view_from(tail, n + HYPHENS);
        return true;
    }
    return false;
}

static struct view without_hyphens(struct view text)
{
    while (text.n && text.p[0] == '-')
        text = view_from(text, 1);
    while (text.n && text.p[text.n - 1] == '-')
        text.n--;
    return text;
}

/* Cuts the body of a block from *rest, up to and with its end line; false when there is none before another block begins, and then *damage
 * says so. */
static bool take_body(struct view *rest, struct view label, struct view *body, struct pem_damage *damage)
{
    size_t end, next;
    *damage = (struct pem_damage){ VIEW("it has no END line: it was cut off, or that line was altered"), PEM_FAULT_END_LINE };
    /* Never looks past the next block: a file of nothing but begin lines would take for ever. */
    struct view until = view_find(*rest, VIEW("-----BEGIN "), &next) ? view_first(*rest, next) : *rest;
    if (!view_find(until, VIEW("-----END "), &end))
        return false;
    struct view tail = view_from(until, end + VIEW("-----END ").n);
    *body = without_hyphens(view_first(until, end));
    *damage = (struct pem_damage){ VIEW("its END line says something else than its first line"), PEM_FAULT_LABELS };
    if (!view_starts(tail, label) || !view_starts(view_from(tail, label.n), VIEW("-----")))
        return false;
    *damage = (struct pem_damage){ 0 };
    *rest = view_from(*rest, (size_t)(tail.p - rest->p) + label.n + 5);
    return true;
}

static void put_der(struct pem_block *block, struct view bytes)
{
    struct view rest = bytes;
    block->der = bytes;
    if (!ber_any(&rest, NULL, NULL, &block->der))
        rest = (struct view){ 0 };
    block->trailing = rest;
}

static struct pem_block *add_block(struct scan *s)
{
    if (s->out->blocks.n < s->most)
        return LIST_ADD(s->arena, &s->out->blocks);
    s->out->oddities |= FILE_TOO_MANY;
    return NULL;
}

static void scan_text(struct scan *s, struct view text);

/* A text inside of a text: in Base64, as Kubernetes and mails have it. */
static void scan_inner(struct scan *s, struct view bytes)
{
    unsigned form = 0;
    s->depth++;
    scan_text(s, text_normal(s->arena, bytes, &form));
    s->depth--;
}

static void note_damage(struct scan *s, struct pem_damage damage)
{
    if (!s->out->damage.why.n)
        s->out->damage = damage;
}

/* A PEM text in a URL or a form. */
static bool take_encoded(struct scan *s, struct view *text, struct view *before)
{
    struct view inner;
    if (!pem_take_url(s->arena, text, before, &inner))
        return false;
    s->out->oddities |= FILE_ESCAPED;
    scan_inner(s, inner);
    return true;
}

static bool take_inner(struct scan *s, struct view *text, struct view *before)
{
    enum { DEEPEST = 2 };
    size_t at;
    struct view bytes;
    if (s->depth == DEEPEST || (s->out->oddities & FILE_TOO_MANY)) /* else many of them are looked for again and again */
        return false;
    if (!view_find(*text, PEM_IN_BASE64, &at))
        return take_encoded(s, text, before);
    *before = view_first(*text, at);
    *text = view_from(*text, at);
    if (s->depth == 0)
        s->stands = (size_t)(text->p - s->text.p);
    struct view run = base64_take_run(text);
    s->out->oddities |= FILE_BASE64_OF_PEM;
    if (base64_decode(s->arena, run, &bytes))
        scan_inner(s, bytes);
    else
        note_damage(s, (struct pem_damage){ VIEW("it is Base64 of a PEM text, and that Base64 is damaged or cut off"), PEM_FAULT_OTHER });
    return true;
}

static bool is_blank(struct view text)
{
    while (view_starts(view_trim(text), VIEW(UTF8_MARK)))
        text = view_from(view_trim(text), strlen(UTF8_MARK));
    return view_trim(text).n == 0;
}

/* What stands before, between and behind the blocks. */
static void scan_gap(struct scan *s, struct view text)
{
    struct view before;
    bool blank = true;
    size_t at;
    if (view_find(text, VIEW(UNVERIFIED_ORIGIN), &at)) {
        s->out->oddities |= FILE_UNVERIFIED;
        return;
    }
    while (s->loose && take_inner(s, &text, &before))
        blank = blank && is_blank(before);
    if (!blank || !is_blank(text))
        s->out->oddities |= FILE_TEXT_AROUND;
    if (s->loose && !s->out->damage.why.n)
        note_damage(s, (struct pem_damage){ pem_damaged_begin(s->arena, text), PEM_FAULT_BEGIN_LINE });
}

static bool decode_body(struct scan *s, struct view before, struct view body, struct view *der)
{
    struct view clean;
    bool quoted = s->loose && pem_without_prefix(s->arena, before, body, &clean) && base64_decode(s->arena, clean, der);
    if (!quoted && base64_decode(s->arena, without_headers(body), der))
        return true;
    bool read = quoted || (s->loose && pem_clean(s->arena, body, &clean) && base64_decode(s->arena, clean, der)) ||
                (s->loose && pem_with_plus(s->arena, body, der) == PEM_BLANKS_READ);
    if (!read)
        return false;
    s->out->oddities |= FILE_ESCAPED;
    return true;
}

/* Behind the last block: text, or a certificate in binary, as where two files were joined. */
static void scan_end(struct scan *s, struct view left)
{
    struct view start = left;
    while (start.n && is_space(*start.p))
        start = view_from(start, 1);
    struct pem_block *block = s->out->blocks.n && sniff_der(start) == CONTAINER_DER ? add_block(s) : NULL;
    if (block)
        put_der(block, start);
    else
        scan_gap(s, left);
}

static void scan_text(struct scan *s, struct view text)
{
    struct pem_begin at;
    struct view left = text;
    bool hidden = false;
    while (pem_find_begin(left, left.n < text.n, s->loose, &at)) {
        struct view body, der;
        scan_gap(s, at.before);
        struct pem_block *block = add_block(s);
        if (!block)
            return;
        block->label = at.label;
        block->stands = s->depth ? s->stands : (size_t)(at.before.p + at.before.n - s->text.p);
        bool whole = take_body(&at.rest, at.label, &body, &block->damage);
        block->commented = pem_is_commented(at.before, whole ? body : (struct view){ 0 }, &hidden);
        if (whole && decode_body(s, at.before, body, &der)) {
            put_der(block, der);
        } else {
            s->out->oddities |= FILE_UNDECODABLE;
            if (whole && pem_with_plus(s->arena, body, &der) == PEM_BLANKS)
                block->damage.why = VIEW("its Base64 has blanks between its letters, as where a form lost the plus signs");
        }
        left = at.rest;
    }
    scan_end(s, left);
}

/* Base64 and nothing else, one block up to each padding. */
static void read_bare(struct scan *s, struct view text)
{
    struct view left = view_trim(text);
    struct view url;
    if (pem_bare_url(s->arena, left, &url)) {
        put_der(add_block(s), url);
        s->out->oddities = FILE_BARE_BASE64;
        return;
    }
    for (size_t i = 0; i < left.n; i++)
        if (base64_digit(left.p[i]) < 0 && left.p[i] != '=' && left.p[i] != ' ' && (left.p[i] < '\t' || left.p[i] > '\r'))
            return;
    /* Every SEQUENCE of a sensible size starts with one of 30 8x: "MI". */
    if (!view_starts(left, VIEW("M")))
        return;
    s->out->oddities = FILE_BARE_BASE64 | (s->out->oddities & ~(unsigned)FILE_TEXT_AROUND);
    while (left.n) {
        struct view der;
        size_t n = 0;
        while (n < left.n && left.p[n] != '=')
            n++;
        while (n < left.n && base64_digit(left.p[n]) < 0)
            n++;
        struct pem_block *block = add_block(s);
        if (!block)
            return;
        if (base64_decode(s->arena, view_first(left, n), &der))
            put_der(block, der);
        else
            s->out->oddities |= FILE_UNDECODABLE;
        left = view_trim(view_from(left, n));
    }
}

/* Whether bytes that begin with a value are those of a block. */
static bool has_block(const struct scan *s, struct view bytes)
{
    for (size_t i = 0; i < s->out->blocks.n; i++)
        if (s->out->blocks.items[i].der.n && view_starts(bytes, s->out->blocks.items[i].der))
            return true;
    return false;
}

/* An attached text, read as a file is that holds the same; a mail among them is a quarter smaller than the one that it is attached to. */
static bool read_attached_text(struct scan *s, const struct mail_part *part)
{
    unsigned form = 0;
    struct view text = unwrap(s->arena, part->bytes, &form);
    if (view_has(text, '\0'))
        return false;
    struct pem_text inner = pem_read(s->arena, text, s->most);
    if ((inner.oddities & FILE_BARE_BASE64) && sniff_der(inner.blocks.items[0].der) == CONTAINER_BINARY)
        return false; /* words: "Many thanks" */
    for (size_t i = 0; i < inner.blocks.n; i++) {
        struct pem_block *block = add_block(s);
        if (!block)
            return true;
        *block = inner.blocks.items[i];
        if (!block->attached.n)
            block->attached = part->name;
    }
    for (size_t i = 0; i < inner.unread.n; i++)
        *LIST_ADD(s->arena, &s->out->unread) = inner.unread.items[i];
    s->out->oddities |= (inner.oddities & ~(unsigned)FILE_BARE_BASE64) | (inner.blocks.n ? (unsigned)FILE_MAIL : 0);
    note_damage(s, inner.damage);
    return inner.blocks.n || inner.damage.why.n || inner.unread.n;
}

/* Those that were found in what is attached. */
static void name_blocks(struct scan *s, const struct mail_part *part)
{
    size_t from = (size_t)(part->base64.p - s->text.p);
    for (size_t i = 0; i < s->out->blocks.n; i++) {
        struct pem_block *block = &s->out->blocks.items[i];
        if (block->stands >= from && block->stands < from + part->base64.n) {
            block->attached = part->name;
            s->out->oddities |= FILE_MAIL;
        }
    }
}

/* What is attached to a mail. Text that begins like PEM at a place where its Base64 shows it was found in the mail's own text. */
static void read_mail(struct scan *s, struct view text)
{
    struct mail_part part;
    struct view all = text;
    size_t at;
    while (s->loose && mail_next_uuencoded(&all, &part))
        *LIST_ADD(s->arena, &s->out->unread) = part;
    while (s->loose && mail_next(s->arena, &text, &part)) {
        enum container kind = sniff_der(part.bytes);
        if (view_find(part.base64, PEM_IN_BASE64, &at)) {
            name_blocks(s, &part);
            continue;
        }
        if (part.is_smime || (part.bytes.n && has_block(s, part.bytes)))
            continue;
        if (kind == CONTAINER_DER || kind == CONTAINER_PKCS7 || kind == CONTAINER_PKCS12 || kind == CONTAINER_PRIVATE_KEY) {
            struct pem_block *block = add_block(s);
            if (!block)
                return;
            put_der(block, part.bytes);
            block->attached = part.name;
            s->out->oddities |= FILE_MAIL;
        } else if (kind != CONTAINER_BINARY || !read_attached_text(s, &part)) {
            *LIST_ADD(s->arena, &s->out->unread) = part;
        }
    }
}

/* Values of settings and directories that are a certificate in Base64: "caBundle: MII...". XML and JSON are named as what they are. */
static void read_values(struct scan *s, struct view text)
{
    enum { LEAST = 200 };
    static const struct view start = VIEW_ROW("MII"); /* of every SEQUENCE of a sensible size */
    struct view first = view_trim(text);
    size_t at;
    bool list = first.n > 1 && first.p[0] == '[' && !is_letter(first.p[1]); /* else it is a section of settings */
    if (!s->loose || !first.n || list || strchr("<{", first.p[0]))
        return;
    while (view_find(text, start, &at)) {
        bool begins = at == 0 || base64_digit(text.p[at - 1]) < 0;
        struct view bytes;
        text = view_from(text, at);
        struct view run = begins ? base64_take_run(&text) : (struct view){ 0 };
        text = view_from(text, begins ? 0 : start.n);
        if (run.n < LEAST || !base64_decode(s->arena, run, &bytes) || sniff_der(bytes) != CONTAINER_DER || has_block(s, bytes))
            continue;
        struct pem_block *block = add_block(s);
        if (!block)
            return;
        put_der(block, bytes);
    }
}

struct pem_text pem_read(struct arena *arena, struct view text, size_t most)
{
    struct pem_text out = { 0 };
    struct scan s = { .arena = arena, .out = &out, .text = text, .most = most, .loose = text.n && !view_has(text, '\0') };
    scan_text(&s, text);
    pem_leave_commented(&out);
    bool scanned = out.blocks.n || out.damage.why.n, whole = !(out.oddities & (FILE_UNDECODABLE | FILE_TOO_MANY)) && !out.damage.why.n;
    if (!scanned)
        read_bare(&s, text);
    if (whole && (out.blocks.n == 0 || (out.oddities & FILE_TEXT_AROUND)))
        read_mail(&s, text);
    bool beside = whole && (scanned || (out.oddities & FILE_MAIL)) && (out.oddities & FILE_TEXT_AROUND);
    if (out.blocks.n == 0 ? !out.damage.why.n : beside)
        read_values(&s, text);
    if (out.blocks.n == 0 && !out.damage.why.n)
        out.oddities = 0;
    else if (mail_is(text))
        out.oddities |= FILE_MAIL;
    return out;
}
