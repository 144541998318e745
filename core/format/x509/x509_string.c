#include "base/limits.h"
#include "base/utf8.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

/* A text that grows up to LIMIT_NAME_BYTES and then ends in "...", cut between characters. */
struct text {
    char p[LIMIT_NAME_BYTES];
    size_t n, cut;
    bool full;
};

/* A text on its way from foreign octets; `escape`: with the escapes of RFC 4514; `bad`: octets contradicted their type. */
struct writer {
    const struct x509_reading *reading;
    struct text *text;
    bool escape, bad;
};

static void put_piece(struct text *t, const char *p, size_t n)
{
    if (t->full || n > sizeof t->p - t->n) {
        t->full = true;
        return;
    }
    memcpy(t->p + t->n, p, n);
    t->n += n;
    if (t->n + 3 <= sizeof t->p)
        t->cut = t->n;
}

static void put_view(struct text *t, struct view v)
{
    if (v.n)
        put_piece(t, v.p, v.n);
}

static struct view text_done(struct arena *arena, struct text *t)
{
    if (t->full) {
        memcpy(t->p + t->cut, "...", 3);
        t->n = t->cut + 3;
    }
    return view_dup(arena, (struct view){ .p = t->p, .n = t->n });
}

/* Takes one character; false when the front is none of this type: then *code is its first byte. */
static bool take_char(unsigned type, struct view *in, uint32_t *code)
{
    size_t width = type == DER_BMP ? 2 : type == DER_UNIVERSAL ? 4 : 1;
    struct view octets;
    if (type == DER_UTF8 && utf8_take(in, code))
        return true;
    if (type != DER_UTF8 && in->n >= width) {
        uint32_t value = 0;
        for (size_t i = 0; i < width; i++)
            value = value << 8 | (unsigned char)in->p[i];
        bool fits = width > 1 ? value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF) : value < 0x80 || type == DER_T61;
        if (fits && view_take(in, width, &octets)) {
            *code = value;
            return true;
        }
    }
    *code = (unsigned char)in->p[0];
    *in = view_from(*in, 1);
    return false;
}

static bool type_has(unsigned type, uint32_t code)
{
    bool digit = code >= '0' && code <= '9';
    bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    if (type == DER_NUMERIC)
        return digit || code == ' ';
    if (type == DER_PRINTABLE)
        return digit || letter || (code && code < 0x80 && strchr(" '()+,-./:=?", (int)code));
    return true;
}

static void note_odd_char(struct writer *w, uint32_t code)
{
    if (code_is_control(code))
        x509_odd(w->reading->cert, ODD_CONTROL_IN_NAME, "");
    if (code_is_bidi(code))
        x509_odd(w->reading->cert, ODD_BIDI_IN_NAME, "");
    else if (code_is_invisible(code))
        x509_odd(w->reading->cert, ODD_INVISIBLE_IN_NAME, "");
}

static void put_char(struct writer *w, uint32_t code, bool first, bool last)
{
    char raw[6], safe[16];
    bool special = code < 0x80 && code && (strchr("\"+,;<>\\", (int)code) || (first && code == '#') || ((first || last) && code == ' '));
    size_t n = 0;
    if (w->escape && special)
        raw[n++] = '\\';
    n += utf8_encode(code, raw + n);
    if (code >= 0x20 && code < 0x7F) {
        put_piece(w->text, raw, n);
        return;
    }
    note_odd_char(w, code);
    text_safe_into(safe, sizeof safe, (struct view){ .p = raw, .n = n });
    put_piece(w->text, safe, strlen(safe));
}

static void put_string(struct writer *w, unsigned type, struct view octets)
{
    for (bool first = true; octets.n; first = false) {
        uint32_t code;
        bool good = take_char(type, &octets, &code);
        if (!good) {
            char byte[8];
            int n = snprintf(byte, sizeof byte, "\\x%02X", (unsigned)code);
            put_piece(w->text, byte, (size_t)n);
        } else {
            put_char(w, code, first, octets.n == 0);
        }
        if (!good || !type_has(type, code))
            w->bad = true;
    }
}

struct view x509_string(const struct x509_reading *r, unsigned type, struct view octets, bool *bad)
{
    struct text text;
    text.n = text.cut = 0;
    text.full = false;
    struct writer w = { .reading = r, .text = &text };
    put_string(&w, type, octets);
    if (bad)
        *bad = w.bad;
    return text_done(r->arena, &text);
}

/* The short names of RFC 4514, and of Windows where that names none. */
static const struct attribute {
    struct view oid, name;
} attributes[] = {
    { VIEW_ROW("\x55\x04\x03"), VIEW_ROW("CN") },
    { VIEW_ROW("\x55\x04\x04"), VIEW_ROW("SN") },
    { VIEW_ROW("\x55\x04\x05"), VIEW_ROW("SERIALNUMBER") },
    { VIEW_ROW("\x55\x04\x06"), VIEW_ROW("C") },
    { VIEW_ROW("\x55\x04\x07"), VIEW_ROW("L") },
    { VIEW_ROW("\x55\x04\x08"), VIEW_ROW("ST") },
    { VIEW_ROW("\x55\x04\x09"), VIEW_ROW("STREET") },
    { VIEW_ROW("\x55\x04\x0A"), VIEW_ROW("O") },
    { VIEW_ROW("\x55\x04\x0B"), VIEW_ROW("OU") },
    { VIEW_ROW("\x55\x04\x0C"), VIEW_ROW("T") },
    { VIEW_ROW("\x55\x04\x0D"), VIEW_ROW("description") },
    { VIEW_ROW("\x55\x04\x0F"), VIEW_ROW("businessCategory") },
    { VIEW_ROW("\x55\x04\x11"), VIEW_ROW("postalCode") },
    { VIEW_ROW("\x55\x04\x29"), VIEW_ROW("name") },
    { VIEW_ROW("\x55\x04\x2A"), VIEW_ROW("G") },
    { VIEW_ROW("\x55\x04\x2B"), VIEW_ROW("I") },
    { VIEW_ROW("\x55\x04\x2E"), VIEW_ROW("dnQualifier") },
    { VIEW_ROW("\x55\x04\x41"), VIEW_ROW("pseudonym") },
    { VIEW_ROW("\x55\x04\x61"), VIEW_ROW("organizationIdentifier") },
    { VIEW_ROW("\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x19"), VIEW_ROW("DC") },
    { VIEW_ROW("\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x01"), VIEW_ROW("UID") },
    { VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01"), VIEW_ROW("E") },
    { VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x02"), VIEW_ROW("unstructuredName") },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x3C\x02\x01\x01"), VIEW_ROW("jurisdictionL") },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x3C\x02\x01\x02"), VIEW_ROW("jurisdictionST") },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x3C\x02\x01\x03"), VIEW_ROW("jurisdictionC") },
};

static const struct view common_name_oid = VIEW_ROW("\x55\x04\x03"), organisation_oid = VIEW_ROW("\x55\x04\x0A");

static bool is_string_type(unsigned type)
{
    return type == DER_UTF8 || type == DER_NUMERIC || type == DER_PRINTABLE || type == DER_T61 || type == DER_IA5 || type == DER_VISIBLE ||
           type == DER_UNIVERSAL || type == DER_BMP;
}

struct pair {
    struct view oid, octets, whole;
    unsigned type;
};

static bool take_pair(struct view *set, struct pair *out)
{
    struct view pair;
    return der_take(set, DER_SEQUENCE, &pair) && der_take(&pair, DER_OID, &out->oid) &&
           der_any(&pair, &out->type, &out->octets, &out->whole);
}

static void put_pair(struct writer *w, const struct pair *pair)
{
    struct text *t = w->text;
    size_t i = 0;
    while (i < COUNT_OF(attributes) && !view_eq(attributes[i].oid, pair->oid))
        i++;
    if (i < COUNT_OF(attributes))
        put_view(t, attributes[i].name);
    else if (!t->full)
        put_view(t, der_oid_text(w->reading->arena, pair->oid));
    put_view(t, VIEW("="));
    if (is_string_type(pair->type)) {
        put_string(w, pair->type, pair->octets);
        return;
    }
    put_view(t, VIEW("#")); /* RFC 4514 section 2.4: what is no string is shown in hexadecimal */
    for (size_t i_byte = 0; i_byte < pair->whole.n && !t->full; i_byte++) {
        char hex[3];
        snprintf(hex, sizeof hex, "%02x", (unsigned char)pair->whole.p[i_byte]);
        put_piece(t, hex, 2);
    }
}

struct sets {
    struct view *items;
    size_t n, cap;
};

/* The last of the common names, else of the organisations. */
static struct view best_name(const struct x509_reading *r, const struct sets *sets, struct view otherwise)
{
    struct pair pair, best = { 0 };
    bool found = false;
    for (size_t i = 0; i < sets->n; i++) {
        for (struct view set = sets->items[i]; set.n && take_pair(&set, &pair);) {
            bool common = view_eq(pair.oid, common_name_oid);
            bool organisation = view_eq(pair.oid, organisation_oid) && !(found && view_eq(best.oid, common_name_oid));
            if (!(common || organisation) || pair.octets.n == 0 || !is_string_type(pair.type))
                continue;
            best = pair;
            found = true;
        }
    }
    return found ? x509_string(r, best.type, best.octets, NULL) : otherwise;
}

struct view x509_name(const struct x509_reading *r, struct view name, const char *where, struct view *common_name)
{
    struct sets sets = { 0 };
    struct text text;
    struct view list, set;
    struct pair pair;
    text.n = text.cut = 0;
    text.full = false;
    struct writer w = { .reading = r, .text = &text, .escape = true };
    if (der_take(&name, DER_SEQUENCE, &list))
        while (list.n && der_take(&list, DER_SET, &set))
            *LIST_ADD(r->arena, &sets) = set;
    for (size_t i = sets.n; i > 0; i--) {
        const char *before = text.n ? ", " : "";
        for (set = sets.items[i - 1]; set.n && take_pair(&set, &pair); before = "+") {
            put_view(&text, view_of(before));
            put_pair(&w, &pair);
        }
    }
    if (w.bad)
        x509_odd(r->cert, ODD_INVALID_STRING, where);
    struct view whole = text_done(r->arena, &text);
    if (common_name)
        *common_name = best_name(r, &sets, whole);
    return whole;
}

struct view x509_name_text(struct arena *arena, struct view name_der)
{
    struct cert unused = { 0 };
    const struct x509_reading reading = { .arena = arena, .cert = &unused };
    return x509_name(&reading, name_der, "name", NULL);
}
