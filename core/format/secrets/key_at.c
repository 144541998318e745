#include "format/secrets/key_scan.h"

#include "format/text/base64.h"
#include "format/x509/der.h"

/* So much of a key is decoded as tells what it is. */
enum { HEAD_BYTES = 96, HEAD_LEAST = 12, HEAD_FIRST = 9 };

struct head {
    unsigned char bytes[HEAD_BYTES];
    size_t n;
};

/* --- a key by its first bytes --- */

/* Tag and length; the content may go on behind what is at hand. */
static bool take_header(struct view *in, unsigned tag, size_t *length)
{
    const unsigned char *p = (const unsigned char *)in->p;
    if (in->n < 2 || p[0] != tag)
        return false;
    size_t more = p[1] < 0x80 ? 0 : p[1] & 0x7Fu;
    if (more > 3 || in->n < 2 + more || p[1] == 0x80)
        return false;
    *length = more ? 0 : p[1];
    for (size_t i = 0; i < more; i++)
        *length = *length << 8 | p[2 + i];
    *in = view_from(*in, 2 + more);
    return true;
}

static bool is_key_algorithm(struct view oid, bool *of_keys_alone)
{
    *of_keys_alone = view_starts(oid, VIEW("\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01")) ||
                     view_starts(oid, VIEW("\x06\x07\x2A\x86\x48\xCE\x38\x04\x01")) ||
                     view_starts(oid, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01")) ||
                     view_starts(oid, VIEW("\x06\x07\x2A\x86\x48\xCE\x3E\x02\x01"));
    return *of_keys_alone || view_starts(oid, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01")) ||
           view_starts(oid, VIEW("\x06\x03\x2B\x65"));
}

/* SEQUENCE { INTEGER 0 or 1, AlgorithmIdentifier, OCTET STRING }. A version 1 certificate begins nearly so: its third part differs. */
static bool is_pkcs8(struct view v)
{
    size_t length;
    bool of_keys_alone;
    if (!view_starts(v, VIEW("\x02\x01\x00")) && !view_starts(v, VIEW("\x02\x01\x01")))
        return false;
    v = view_from(v, 3);
    if (!take_header(&v, DER_SEQUENCE, &length) || !is_key_algorithm(v, &of_keys_alone))
        return false;
    return length < v.n ? (unsigned char)v.p[length] == DER_OCTET_STRING : of_keys_alone;
}

/* SEQUENCE { INTEGER 0, INTEGER of 256 bits and more, ... }: RSA and DSA keys as OpenSSL has always written them. */
static bool is_traditional(struct view v)
{
    size_t length;
    if (!view_starts(v, VIEW("\x02\x01\x00\x02")))
        return false;
    v = view_from(v, 3);
    return take_header(&v, DER_INTEGER, &length) && length >= 32 && length <= 4096;
}

/* SEQUENCE { INTEGER 1, OCTET STRING, [0] curve, [1] public key } */
static bool is_sec1(struct view v)
{
    size_t length;
    if (!view_starts(v, VIEW("\x02\x01\x01\x04")))
        return false;
    v = view_from(v, 3);
    if (!take_header(&v, DER_OCTET_STRING, &length) || length < 20 || length > 80 || length >= v.n)
        return false;
    unsigned next = (unsigned char)v.p[length];
    return next == DER_CONTEXT_CONSTRUCTED(0) || next == DER_CONTEXT_CONSTRUCTED(1);
}

static bool is_encrypted_pkcs8(struct view v)
{
    size_t length;
    if (!take_header(&v, DER_SEQUENCE, &length))
        return false;
    return view_starts(v, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05")) ||
           view_starts(v, VIEW("\x06\x0A\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01"));
}

static bool is_pfx(struct view v)
{
    size_t length;
    if (!view_starts(v, VIEW("\x02\x01\x03")))
        return false;
    v = view_from(v, 3);
    if (view_starts(v, VIEW("\x30\x80")))
        v = view_from(v, 2);
    else if (!take_header(&v, DER_SEQUENCE, &length))
        return false;
    return view_starts(v, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")) ||
           view_starts(v, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"));
}

/* `size`: of all that follows, of which `v` is the first part. */
static enum key_form judge_der(struct view v, size_t size)
{
    size_t length, before = v.n;
    if (view_starts(v, VIEW("\x30\x80")) && is_pfx(view_from(v, 2)))
        return FOUND_PFX;
    if (!take_header(&v, DER_SEQUENCE, &length) || length < HEAD_LEAST || length > size - (before - v.n))
        return FOUND_NOTHING;
    if (is_pkcs8(v))
        return FOUND_PKCS8;
    if (is_traditional(v))
        return FOUND_TRADITIONAL;
    if (is_sec1(v))
        return FOUND_SEC1;
    if (is_encrypted_pkcs8(v))
        return FOUND_ENCRYPTED;
    return is_pfx(v) ? FOUND_PFX : FOUND_NOTHING;
}

static enum key_form judge_pem(struct view v)
{
    struct view rest = v, line;
    size_t at;
    if (!view_starts(v, VIEW("-----BEGIN ")) || !view_cut(&rest, '\n', &line))
        return FOUND_NOTHING;
    return view_find(line, VIEW("PRIVATE KEY"), &at) ? FOUND_PEM : FOUND_NOTHING;
}

/* --- its first bytes in text --- */

/* What stands between the characters of a key that was quoted, wrapped, listed, or written in UTF-16. */
static bool is_between(unsigned char c)
{
    return c == '\0' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '>' || c == '|' || c == '"' || c == ',' || c == '\'';
}

/* URL-safe Base64 has two other letters. */
static int other_letter(char c)
{
    return c == '-' ? 62 : c == '_' ? 63 : is_between((unsigned char)c) ? BASE64_OVER : BASE64_END;
}

static void decode_base64(struct view v, size_t most, struct head *out)
{
    out->n = base64_front(v, other_letter, (char *)out->bytes, most).letters * 3 / 4;
}

static void decode_hex(struct view v, size_t most, struct head *out)
{
    int high = -1;
    out->n = 0;
    for (size_t i = 0; i < v.n && out->n < most; i++) {
        unsigned char c = (unsigned char)v.p[i];
        int value = hex_digit(v.p[i]);
        bool escaped = (c == 'x' || c == 'X') && high == 0; /* 0x30 */
        if (escaped || is_between(c) || c == ':' || c == '-' || c == '\\') {
            high = escaped ? -1 : high;
            continue;
        }
        if (value < 0)
            break;
        if (high >= 0)
            out->bytes[out->n++] = (unsigned char)(high << 4 | value);
        high = high >= 0 ? -1 : value;
    }
}

static struct view view_of_head(const struct head *h)
{
    return (struct view){ .p = (const char *)h->bytes, .n = h->n };
}

static bool may_be_der(struct view v)
{
    size_t length;
    if (view_starts(v, VIEW("\x30\x80\x02\x01")))
        return true;
    if (!take_header(&v, DER_SEQUENCE, &length))
        return false;
    return view_starts(v, VIEW("\x02\x01")) || (take_header(&v, DER_SEQUENCE, &length) && view_starts(v, VIEW("\x06")));
}

/* Few places that begin like a key go on like one: a look at some bytes first keeps what was made to look so from taking four times as
 * long. */
static bool decode(void (*by)(struct view v, size_t most, struct head *out), struct view v, struct head *out)
{
    by(v, HEAD_FIRST, out);
    if (out->n < HEAD_FIRST)
        return false;
    if (!may_be_der(view_of_head(out)) && !view_starts(view_of_head(out), VIEW("-----BEGI")))
        return false;
    by(v, HEAD_BYTES, out);
    return out->n >= HEAD_LEAST;
}

/* The next character that counts; 0 when none is near. */
static unsigned char near_next(struct view v, size_t at)
{
    enum { BETWEEN_MOST = 4 }; /* of a place that is worth decoding: keeps a sea of spaces from being crossed at each letter */
    v = view_first(v, at + 1 + BETWEEN_MOST);
    for (at++; at < v.n && is_between((unsigned char)v.p[at]);)
        at++;
    return at < v.n ? (unsigned char)v.p[at] : 0;
}

/* A text in UTF-16 without its NULs: enough for a header line. */
static struct view plain(struct view v, char room[HEAD_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < v.n && n < HEAD_BYTES; i++)
        if (v.p[i] != '\0')
            room[n++] = v.p[i];
    return (struct view){ .p = room, .n = n };
}

/* `v` begins with the mark, in UTF-8 or UTF-16. */
static bool starts_plain(struct view v, struct view mark)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n && n < mark.n; i++)
        if (v.p[i] != '\0' && v.p[i] != mark.p[n++])
            return false;
    return n == mark.n;
}

static enum key_form judge_text(struct view v)
{
    char room[HEAD_BYTES];
    v = view_first(v, 2 * HEAD_BYTES);
    if (starts_plain(v, VIEW("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY")) || starts_plain(v, VIEW("PuTTY-User-Key-File-")))
        return FOUND_SSH;
    return starts_plain(v, VIEW("-----BEGIN ")) ? judge_pem(plain(v, room)) : FOUND_NOTHING;
}

static enum key_form judge_base64(struct view v, size_t at)
{
    struct head head;
    unsigned char next = near_next(v, at);
    bool der = v.p[at] == 'M' && next >= 'A' && next <= 'P'; /* 0x30 and a length below 0x80, or 0x8x */
    bool pem = v.p[at] == 'L' && next == 'S';                /* "--" */
    if (!der && !pem)
        return FOUND_NOTHING;
    if (!decode(decode_base64, view_from(v, at), &head))
        return FOUND_NOTHING;
    enum key_form form = der ? judge_der(view_of_head(&head), (v.n - at) * 3 / 4) : judge_pem(view_of_head(&head));
    return form == FOUND_PFX ? FOUND_PFX_BASE64 : form ? FOUND_BASE64 : FOUND_NOTHING;
}

static enum key_form judge_hex(struct view v, size_t at)
{
    struct head head;
    unsigned char next = near_next(v, at);
    if (!(v.p[at] == '3' && next == '0') && !(v.p[at] == '2' && (next == 'd' || next == 'D')))
        return FOUND_NOTHING;
    if (!decode(decode_hex, view_from(v, at), &head))
        return FOUND_NOTHING;
    enum key_form form = judge_der(view_of_head(&head), (v.n - at) / 2);
    if (form == FOUND_PFX)
        return FOUND_PFX_HEX;
    return form || judge_pem(view_of_head(&head)) ? FOUND_HEX : FOUND_NOTHING;
}

enum key_form key_at(struct view v, size_t at)
{
    if (at >= v.n)
        return FOUND_NOTHING;
    switch (v.p[at]) {
    case 'M':
    case 'L':
        return judge_base64(v, at);
    case '-': /* a line that a diff takes away has one more in front */
    case 'P':
        return judge_text(view_from(v, at));
    case '2':
    case '3':
        return judge_hex(v, at);
    case '0': /* the tag of a SEQUENCE */
        return judge_der(view_first(view_from(v, at), HEAD_BYTES), v.n - at);
    default:
        return FOUND_NOTHING;
    }
}
