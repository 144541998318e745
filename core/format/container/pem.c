#include "format/container/pem.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/x509/ber.h"

static const struct {
    struct view label;
    enum container kind;
} label_kinds[] = {
    { VIEW_ROW("CERTIFICATE"), CONTAINER_PEM },
    { VIEW_ROW("X509 CERTIFICATE"), CONTAINER_PEM },
    { VIEW_ROW("TRUSTED CERTIFICATE"), CONTAINER_PEM },
    { VIEW_ROW("PKCS7"), CONTAINER_PKCS7 },
    { VIEW_ROW("PKCS #7 SIGNED DATA"), CONTAINER_PKCS7 },
    { VIEW_ROW("CMS"), CONTAINER_PKCS7 },
    { VIEW_ROW("PKCS12"), CONTAINER_PKCS12 },
    { VIEW_ROW("PFX"), CONTAINER_PKCS12 },
    { VIEW_ROW("CERTIFICATE REQUEST"), CONTAINER_CSR },
    { VIEW_ROW("NEW CERTIFICATE REQUEST"), CONTAINER_CSR },
    { VIEW_ROW("X509 CRL"), CONTAINER_CRL },
    { VIEW_ROW("CRL"), CONTAINER_CRL },
    { VIEW_ROW("PUBLIC KEY"), CONTAINER_PUBLIC_KEY },
    { VIEW_ROW("RSA PUBLIC KEY"), CONTAINER_PUBLIC_KEY },
    { VIEW_ROW("OPENSSH PRIVATE KEY"), CONTAINER_SSH_KEY },
};

enum container pem_label_kind(struct view label)
{
    for (size_t i = 0; i < COUNT_OF(label_kinds); i++)
        if (view_eq(label, label_kinds[i].label))
            return label_kinds[i].kind;
    if (view_starts(label, VIEW("PGP ")))
        return CONTAINER_PGP;
    if (view_starts(label, VIEW("SSH2 ")))
        return CONTAINER_SSH_KEY;
    if (view_ends(label, VIEW("PRIVATE KEY")))
        return CONTAINER_PRIVATE_KEY;
    return CONTAINER_TEXT;
}

static unsigned unit_at(struct view bytes, size_t i, bool big_endian)
{
    unsigned first = (unsigned char)bytes.p[i];
    unsigned second = (unsigned char)bytes.p[i + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
}

bool text_is_utf16(struct view bytes, bool *big_endian, size_t *skip)
{
    enum { LOOKED_AT = 32, AT_LEAST = 4 };
    if (bytes.n < 2)
        return false;
    *skip = 2;
    *big_endian = true;
    if (unit_at(bytes, 0, true) == 0xFEFF)
        return true;
    *big_endian = false;
    if (unit_at(bytes, 0, false) == 0xFEFF)
        return true;
    *skip = 0;
    *big_endian = bytes.p[0] == 0;
    size_t units = bytes.n / 2 < LOOKED_AT ? bytes.n / 2 : LOOKED_AT;
    for (size_t i = 0; i < units; i++) {
        unsigned unit = unit_at(bytes, 2 * i, *big_endian);
        if (unit != '\t' && unit != '\n' && unit != '\r' && (unit < ' ' || unit > '~'))
            return false;
    }
    return units >= AT_LEAST;
}

struct view utf16_to_utf8(struct arena *arena, struct view bytes, bool big_endian)
{
    enum { MOST_BYTES_A_UNIT = 3, REPLACEMENT = 0xFFFD };
    char *out = NEW(arena, char, bytes.n / 2 * MOST_BYTES_A_UNIT + 5);
    size_t n = 0;
    for (size_t i = 0; i + 1 < bytes.n; i += 2) {
        uint32_t code = unit_at(bytes, i, big_endian);
        if (code >= 0xD800 && code <= 0xDFFF) {
            unsigned low = i + 3 < bytes.n ? unit_at(bytes, i + 2, big_endian) : 0;
            if (code <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
                code = 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF));
                i += 2;
            } else {
                code = REPLACEMENT;
            }
        }
        n += utf8_encode(code, out + n);
    }
    return (struct view){ .p = out, .n = n };
}

struct view text_normal(struct arena *arena, struct view bytes, unsigned *oddities)
{
    bool big_endian;
    size_t skip;
    if (view_starts(bytes, VIEW("\xEF\xBB\xBF"))) {
        *oddities |= FILE_BOM;
        return view_from(bytes, 3);
    }
    if (!text_is_utf16(bytes, &big_endian, &skip))
        return bytes;
    *oddities |= FILE_UTF16 | (skip ? (unsigned)FILE_BOM : 0);
    return utf16_to_utf8(arena, view_from(bytes, skip), big_endian);
}

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '/')
        return c == '+' ? 62 : 63;
    return -1;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool base64_decode(struct arena *arena, struct view text, struct view *out)
{
    char *decoded = NEW(arena, char, text.n / 4 * 3 + 4);
    size_t n = 0;
    unsigned digits = 0;
    unsigned padding = 0;
    uint32_t group = 0;
    for (size_t i = 0; i < text.n; i++) {
        int digit = digit_of(text.p[i]);
        if (is_space(text.p[i]))
            continue;
        if (text.p[i] == '=' ? digits % 4 < 2 : digit < 0 || padding)
            return false;
        padding += text.p[i] == '=';
        group = group << 6 | (digit < 0 ? 0 : (uint32_t)digit);
        if (++digits % 4)
            continue;
        decoded[n++] = (char)(group >> 16 & 0xFF);
        if (padding < 2)
            decoded[n++] = (char)(group >> 8 & 0xFF);
        if (padding < 1)
            decoded[n++] = (char)(group & 0xFF);
        group = 0;
        if (padding && view_trim(view_from(text, i + 1)).n)
            return false;
    }
    *out = (struct view){ .p = decoded, .n = n };
    return digits > 0 && digits % 4 == 0;
}

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

/* Where the next "-----BEGIN LABEL-----" at the start of a line is: *before gets what stands in front of it, *label and *rest follow.
 * `text` starts `inside` a line when what was cut from it didn't end one. */
static bool find_begin(struct view text, bool inside, struct view *before, struct view *label, struct view *rest)
{
    size_t from = 0;
    size_t at;
    while (view_find(view_from(text, from), VIEW("-----BEGIN "), &at)) {
        at += from;
        from = at + 1;
        size_t start = at;
        while (start && (text.p[start - 1] == ' ' || text.p[start - 1] == '\t'))
            start--;
        if (start ? text.p[start - 1] != '\n' && text.p[start - 1] != '\r' : inside)
            continue;
        struct view tail = view_from(text, at + VIEW("-----BEGIN ").n);
        struct view line = tail;
        size_t n;
        if (!view_line(&tail, &line) || !view_find(line, VIEW("-----"), &n))
            continue;
        *before = view_first(text, at);
        *label = view_first(line, n);
        *rest = view_from(text, (size_t)(line.p - text.p) + n + 5);
        return true;
    }
    return false;
}

/* Cuts the body of a block from *rest, up to and with its end line; false when there is none before another block begins. */
static bool take_body(struct view *rest, struct view label, struct view *body)
{
    size_t end, next;
    /* Never looks past the next block: a file of nothing but begin lines would take for ever. */
    struct view until = view_find(*rest, VIEW("-----BEGIN "), &next) ? view_first(*rest, next) : *rest;
    if (!view_find(until, VIEW("-----END "), &end))
        return false;
    struct view tail = view_from(until, end + VIEW("-----END ").n);
    *body = view_first(until, end);
    if (!view_starts(tail, label) || !view_starts(view_from(tail, label.n), VIEW("-----")))
        return false;
    *rest = view_from(*rest, (size_t)(tail.p - rest->p) + label.n + 5);
    return true;
}

static void put_der(struct pem_block *block, struct view bytes)
{
    struct view rest = bytes;
    struct view content;
    unsigned tag;
    block->der = bytes;
    if (!ber_any(&rest, &tag, &content, &block->der))
        rest = (struct view){ 0 };
    block->trailing = rest;
}

static struct pem_block *add_block(struct arena *arena, struct pem_text *out, size_t *cap)
{
    if (out->n_blocks == LIMIT_CERTS) {
        out->oddities |= FILE_TOO_MANY;
        return NULL;
    }
    if (out->n_blocks == *cap) {
        *cap = *cap ? 2 * *cap : 8;
        out->blocks = arena_grow(arena, out->blocks, sizeof *out->blocks, alignof(struct pem_block), out->n_blocks, *cap);
    }
    return &out->blocks[out->n_blocks++];
}

static void read_bare(struct arena *arena, struct view text, struct pem_text *out)
{
    size_t cap = 0;
    struct view trimmed = view_trim(text);
    for (size_t i = 0; i < trimmed.n; i++)
        if (digit_of(trimmed.p[i]) < 0 && trimmed.p[i] != '=' && !is_space(trimmed.p[i]))
            return;
    /* Every SEQUENCE of a sensible size starts with one of 30 8x: "MI". */
    if (!view_starts(trimmed, VIEW("M")))
        return;
    struct view der;
    out->oddities |= FILE_BARE_BASE64;
    struct pem_block *block = add_block(arena, out, &cap);
    if (base64_decode(arena, trimmed, &der))
        put_der(block, der);
    else
        out->oddities |= FILE_UNDECODABLE;
}

struct pem_text pem_read(struct arena *arena, struct view bytes)
{
    struct pem_text out = { 0 };
    struct view text = text_normal(arena, bytes, &out.oddities);
    struct view before, label, rest;
    struct view left = text;
    size_t cap = 0;
    while (find_begin(left, left.n < text.n, &before, &label, &rest)) {
        struct view body, der;
        struct pem_block *block = add_block(arena, &out, &cap);
        if (!block)
            return out;
        if (view_trim(before).n)
            out.oddities |= FILE_TEXT_AROUND;
        block->label = label;
        if (take_body(&rest, label, &body) && base64_decode(arena, without_headers(body), &der))
            put_der(block, der);
        else
            out.oddities |= FILE_UNDECODABLE;
        left = rest;
    }
    if (out.n_blocks == 0)
        read_bare(arena, text, &out);
    else if (view_trim(left).n)
        out.oddities |= FILE_TEXT_AROUND;
    return out;
}
