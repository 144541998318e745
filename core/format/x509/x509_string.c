#include <openssl/err.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

/* A text that grows up to LIMIT_NAME_BYTES and then ends in "...", cut between characters. */
struct text {
    char p[LIMIT_NAME_BYTES];
    size_t n, cut;
    bool full;
};

/* A text on its way from foreign octets; `name`: as part of a name; `bad`: octets contradicted their type; `loose`: they did, and can be
 * read all the same. */
struct writer {
    const struct x509_reading *reading;
    struct text *text;
    bool name, bad, loose;
};

static void put_piece(struct text *t, struct view v)
{
    t->full = t->full || v.n > sizeof t->p - t->n;
    if (t->full)
        return;
    view_copy(t->p + t->n, v);
    t->n += v.n;
    if (t->n + 3 <= sizeof t->p)
        t->cut = t->n;
}

static struct view text_done(struct arena *arena, struct text *t)
{
    if (t->full) {
        memcpy(t->p + t->cut, "...", 3);
        t->n = t->cut + 3;
    }
    const struct view text = { .p = t->p, .n = t->n }, safe = text_safe(arena, text);
    return safe.p == text.p ? view_dup(arena, text) : safe;
}

/* Whether a character may stand in a string of this type. What no octet of it can mean is shown as the octet it is. */
static bool type_has(int type, uint32_t code)
{
    bool digit = code < 0x80 && is_digit((char)code), letter = code < 0x80 && is_letter((char)code);
    if (type == V_ASN1_NUMERICSTRING)
        return digit || code == ' ';
    if (type == V_ASN1_PRINTABLESTRING)
        return digit || letter || (code && code < 0x80 && strchr(" '()+,-./:=?", (int)code));
    return code < 0x80 || (type != V_ASN1_IA5STRING && type != V_ASN1_VISIBLESTRING);
}

static bool is_ascii_type(int type)
{
    return type == V_ASN1_NUMERICSTRING || type == V_ASN1_PRINTABLESTRING || type == V_ASN1_IA5STRING || type == V_ASN1_VISIBLESTRING;
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

static void put_char(struct writer *w, uint32_t code)
{
    char raw[4], safe[16];
    const struct view one = { .p = raw, .n = utf8_encode(code, raw) };
    if (code >= 0x20 && code < 0x7F) {
        put_piece(w->text, one);
        return;
    }
    note_odd_char(w, code);
    text_safe_into(safe, sizeof safe, one);
    put_piece(w->text, view_of(safe));
}

static void put_byte(struct writer *w, unsigned byte)
{
    char text[16];
    snprintf(text, sizeof text, "\\x%02X", byte);
    put_piece(w->text, view_of(text));
    w->bad = true;
}

bool x509_is_quoted(struct view value)
{
    if (value.n == 0 || value.p[0] == ' ' || value.p[value.n - 1] == ' ')
        return true;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] && strchr(",+=\"<>#;", value.p[i]))
            return true;
    return false;
}

/* The printable characters at the front that fit with "..." behind them. */
static struct view plain_at_front(const struct text *to, struct view text)
{
    const size_t room = sizeof to->p - to->n;
    return view_first(text, utf8_printable(view_first(text, room > 3 ? room - 3 : 0)));
}

static void put_utf8(struct writer *w, int type, struct view text)
{
    struct view quote = w->name && x509_is_quoted(text) ? VIEW("\"") : VIEW("");
    const bool in_runs = type != V_ASN1_NUMERICSTRING && type != V_ASN1_PRINTABLESTRING && quote.n == 0;
    put_piece(w->text, quote);
    while (text.n) {
        uint32_t code;
        const struct view plain = in_runs ? plain_at_front(w->text, text) : VIEW("");
        if (plain.n) {
            put_piece(w->text, plain);
            text = view_from(text, plain.n);
        } else if (!utf8_take(&text, &code)) {
            put_byte(w, (unsigned char)text.p[0]);
            text = view_from(text, 1);
        } else if (code >= 0x80 && is_ascii_type(type)) {
            put_byte(w, code);
        } else {
            bool loose = type == V_ASN1_PRINTABLESTRING && code > ' ' && code <= '~';
            if (code == '"')
                put_piece(w->text, quote);
            put_char(w, code);
            w->loose = w->loose || (loose && !type_has(type, code));
            w->bad = w->bad || (!loose && !type_has(type, code));
        }
    }
    put_piece(w->text, quote);
}

/* What libcrypto can't take for characters of the type is shown byte by byte. UTF-8 beyond ASCII isn't by accident. */
static void put_string(struct writer *w, int type, const ASN1_STRING *s)
{
    unsigned char *made = NULL;
    struct view octets = x509_octets(s);
    bool disguised = type == V_ASN1_T61STRING && !view_is_ascii(octets) && utf8_valid(octets);
    w->loose = w->loose || disguised;
    int n = type == V_ASN1_UTF8STRING || disguised ? 0 : ASN1_STRING_to_UTF8(&made, s);
    if (type == V_ASN1_UTF8STRING || disguised)
        put_utf8(w, V_ASN1_UTF8STRING, octets);
    else if (n >= 0)
        put_utf8(w, type, (struct view){ .p = (const char *)made, .n = (size_t)n });
    for (size_t i = 0; n < 0 && i < octets.n; i++)
        put_byte(w, (unsigned char)octets.p[i]);
    OPENSSL_free(made);
}

struct view x509_string(const struct x509_reading *r, int type, const ASN1_STRING *s, bool *bad)
{
    struct text text = { .n = 0 };
    struct writer w = { .reading = r, .text = &text };
    put_string(&w, type, s);
    if (bad)
        *bad = w.bad;
    return text_done(r->arena, &text);
}

/* The short names of RFC 4514, and of Windows where that names none. */
static const struct attribute {
    int nid;
    struct view name;
} attributes[] = {
    { NID_commonName, VIEW_ROW("CN") },
    { NID_surname, VIEW_ROW("SN") },
    { NID_serialNumber, VIEW_ROW("SERIALNUMBER") },
    { NID_countryName, VIEW_ROW("C") },
    { NID_localityName, VIEW_ROW("L") },
    { NID_stateOrProvinceName, VIEW_ROW("ST") },
    { NID_streetAddress, VIEW_ROW("STREET") },
    { NID_organizationName, VIEW_ROW("O") },
    { NID_organizationalUnitName, VIEW_ROW("OU") },
    { NID_title, VIEW_ROW("T") },
    { NID_description, VIEW_ROW("description") },
    { NID_businessCategory, VIEW_ROW("businessCategory") },
    { NID_postalCode, VIEW_ROW("postalCode") },
    { NID_name, VIEW_ROW("name") },
    { NID_givenName, VIEW_ROW("G") },
    { NID_initials, VIEW_ROW("I") },
    { NID_dnQualifier, VIEW_ROW("dnQualifier") },
    { NID_pseudonym, VIEW_ROW("pseudonym") },
    { NID_organizationIdentifier, VIEW_ROW("organizationIdentifier") },
    { NID_domainComponent, VIEW_ROW("DC") },
    { NID_userId, VIEW_ROW("UID") },
    { NID_pkcs9_emailAddress, VIEW_ROW("E") },
    { NID_pkcs9_unstructuredName, VIEW_ROW("unstructuredName") },
    { NID_jurisdictionLocalityName, VIEW_ROW("jurisdictionL") },
    { NID_jurisdictionStateOrProvinceName, VIEW_ROW("jurisdictionST") },
    { NID_jurisdictionCountryName, VIEW_ROW("jurisdictionC") },
};

bool x509_is_text(int type)
{
    return is_ascii_type(type) || type == V_ASN1_UTF8STRING || type == V_ASN1_T61STRING || type == V_ASN1_UNIVERSALSTRING ||
           type == V_ASN1_BMPSTRING;
}

/* RFC 4514 section 2.4: what is no string is shown in hexadecimal. */
static void put_hex(struct text *t, ASN1_STRING *value)
{
    unsigned char *der = NULL;
    ASN1_TYPE any = { .type = ASN1_STRING_type(value), .value.asn1_string = value };
    int n = i2d_ASN1_TYPE(&any, &der);
    put_piece(t, VIEW("#"));
    for (int i = 0; i < n && !t->full; i++) {
        char hex[3];
        snprintf(hex, sizeof hex, "%02x", der[i]);
        put_piece(t, view_of(hex));
    }
    OPENSSL_free(der);
}

static void put_entry(struct writer *w, const X509_NAME_ENTRY *entry)
{
    struct text *t = w->text;
    const ASN1_OBJECT *oid = X509_NAME_ENTRY_get_object(entry);
    ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
    const struct attribute *known = X509_ROW(attributes, OBJ_obj2nid(oid));
    if (known)
        put_piece(t, known->name);
    else if (!t->full)
        put_piece(t, x509_oid_text(w->reading->arena, oid));
    put_piece(t, VIEW("="));
    if (x509_is_text(ASN1_STRING_type(value)))
        put_string(w, ASN1_STRING_type(value), value);
    else
        put_hex(t, value);
}

struct view x509_attribute(const struct x509_reading *r, const X509_NAME *name, int nid)
{
    const ASN1_STRING *found = NULL;
    for (int i = -1; (i = X509_NAME_get_index_by_NID(name, nid, i)) >= 0;) {
        const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i));
        if (ASN1_STRING_length(value) > 0 && x509_is_text(ASN1_STRING_type(value)))
            found = value;
    }
    return found ? x509_string(r, ASN1_STRING_type(found), found, NULL) : (struct view){ 0 };
}

struct view x509_name(const struct x509_reading *r, const X509_NAME *name, const char *where, struct view *common_name)
{
    struct text text = { .n = 0 };
    struct writer w = { .reading = r, .text = &text, .name = true };
    for (int end = X509_NAME_entry_count(name); end > 0;) {
        int first = end - 1, set = X509_NAME_ENTRY_set(X509_NAME_get_entry(name, first));
        while (first > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, first - 1)) == set)
            first--;
        const char *before = text.n ? ", " : "";
        for (int i = first; i < end; i++, before = " + ") {
            put_piece(&text, view_of(before));
            put_entry(&w, X509_NAME_get_entry(name, i));
        }
        end = first;
    }
    if (w.bad)
        x509_odd(r->cert, ODD_INVALID_STRING, where);
    if (w.loose)
        x509_odd(r->cert, ODD_LOOSE_STRING, "");
    struct view whole = text_done(r->arena, &text);
    if (!common_name)
        return whole;
    *common_name = x509_attribute(r, name, NID_commonName);
    if (common_name->n == 0)
        *common_name = x509_attribute(r, name, NID_organizationName);
    if (common_name->n == 0)
        *common_name = whole;
    return whole;
}

DROP(drop_name, X509_NAME *, X509_NAME_free);

struct view x509_name_text(struct arena *arena, struct view name_der)
{
    struct cert unused = { 0 };
    const struct x509_reading reading = { .arena = arena, .cert = &unused };
    const unsigned char *at = (const unsigned char *)name_der.p;
    ERR_set_mark();
    AUTO(drop_name) X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)name_der.n);
    ERR_pop_to_mark();
    return name ? x509_name(&reading, name, "name", NULL) : (struct view){ 0 };
}
