#include "format/container/sniff.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "format/container/der_list.h"
#include "format/container/mail.h"
#include "format/container/pem.h"
#include "format/text/base64.h"
#include "format/container/unwrap.h"
#include "format/x509/der.h"
#include "model/words.h"

enum { HEAD_BYTES = 1024, BASE64_LOOK = 4096 };

struct look {
    struct view bytes;
    struct view text; /* unwrapped */
    unsigned oddities; /* of its wrapping */
    bool wide;         /* it was in UTF-16 */
    struct view start; /* of the text, in lower case, from the first character that is no white space */
    enum container der;    /* by structure; CONTAINER_BINARY: none */
    bool sequence;         /* one SEQUENCE that fits, whatever is in it */
    enum container armour; /* what PEM blocks carry; CONTAINER_TEXT: none known */
    enum container bare;   /* what bare Base64 carries; CONTAINER_BINARY: it is none */
    bool is_text;
    enum container asked; /* the kind that a bid is for */
};

/* --- text --- */

static int over_padding(char c)
{
    return is_space(c) || c == '=' ? BASE64_OVER : BASE64_END;
}

/* RFC 4648 section 5 has two other letters. */
static int of_urls(char c)
{
    return c == '-' ? 62 : c == '_' ? 63 : over_padding(c);
}

/* What the Base64 at the front carries, up to `end` or (with no end) as long as nothing else stands there. */
static enum container base64_of(struct view text, char end)
{
    char der[BASE64_LOOK];
    if (!view_starts(view_trim(text), VIEW("M"))) /* no SEQUENCE otherwise */
        return CONTAINER_BINARY;
    struct base64_front f = base64_front(text, end ? over_padding : of_urls, der, sizeof der);
    struct view rest = view_from(text, f.end);
    for (size_t i = 0; i < rest.n && !end; i++)
        if (base64_digit(rest.p[i]) < 0 && of_urls(rest.p[i]) == BASE64_END)
            return CONTAINER_BINARY;
    if (end && rest.n && rest.p[0] != end && f.letters * 3 / 4 < sizeof der)
        return CONTAINER_BINARY;
    return sniff_der((struct view){ .p = der, .n = f.letters / 4 * 3 });
}

/* What the PEM blocks of a text carry: a certificate if there is one, else what comes first. Tools exist that write CERTIFICATE over
 * everything. */
static enum container armour_of(struct view text, bool anywhere)
{
    enum container found = CONTAINER_TEXT;
    struct pem_begin at;
    for (struct view left = text; pem_find_begin(left, left.n < text.n, anywhere, &at); left = at.rest) {
        enum container kind = pem_label_kind(at.label);
        if (kind == CONTAINER_PEM && base64_of(at.rest, '-') != CONTAINER_PKCS12)
            return kind;
        if (found == CONTAINER_TEXT)
            found = kind == CONTAINER_PEM ? CONTAINER_PKCS12 : kind;
    }
    return found;
}

static bool looks_like_text(struct view text)
{
    struct view left = view_first(text, BASE64_LOOK);
    size_t n = left.n, bad = 0; /* Latin-1 is text too, as long as most of it is ASCII */
    uint32_t code;
    for (size_t i = 0; i < n; i++) {
        char c = left.p[i];
        if ((c >= 0 && c < ' ' && !is_space(c) && c != 0x1B) || c == 0x7F)
            return false;
    }
    while (left.n) {
        if (utf8_take(&left, &code))
            continue;
        left = view_from(left, 1);
        bad++;
    }
    return bad * 8 <= n;
}

static void look_at(struct look *l, struct arena *arena, struct view bytes)
{
    struct view rest = bytes;
    l->bytes = bytes;
    l->text = sniff_der(bytes) == CONTAINER_BINARY ? unwrap(arena, bytes, &l->oddities) : bytes;
    l->wide = l->oddities & FILE_UTF16;
    l->der = sniff_der(l->wide ? bytes : l->text);
    l->sequence = der_next_is(rest, DER_SEQUENCE) && ber_any(&rest, NULL, NULL, NULL) && rest.n == 0;
    /* Text inside of a DER value is its own business. */
    l->is_text = looks_like_text(l->text);
    l->armour = l->der == CONTAINER_BINARY ? armour_of(l->text, l->is_text) : CONTAINER_TEXT;
    l->bare = l->der == CONTAINER_BINARY ? base64_of(l->text, '\0') : CONTAINER_BINARY;
    l->start = view_lower(arena, view_first(view_trim(l->text), HEAD_BYTES));
}

/* --- bids --- */

enum { BID_NONE = 0, BID_LAST = 1, BID_TEXT = 5, BID_NAME = 10, BID_WEAK = 50, BID_LIKELY = 70, BID_STRUCTURE = 90, BID_SURE = 95 };

static unsigned bid_empty(const struct look *l)
{
    return l->bytes.n == 0 ? 100 : BID_NONE;
}

/* DER by structure. A SEQUENCE of nothing known is a tie that the name breaks. */
static unsigned bid_der(const struct look *l)
{
    if (l->der == l->asked)
        return BID_STRUCTURE;
    return l->sequence && l->der == CONTAINER_BINARY ? BID_NAME : BID_NONE;
}

/* The same, or what its PEM or Base64 carries. */
static unsigned bid_carried(const struct look *l)
{
    return l->armour == l->asked || l->bare == l->asked ? BID_SURE : bid_der(l);
}

/* A certificate in text. */
static unsigned bid_pem(const struct look *l)
{
    bool pem = l->armour == CONTAINER_PEM;
    enum container named = l->wide ? CONTAINER_UTF16_PEM : pem ? CONTAINER_PEM : CONTAINER_BASE64;
    return named == l->asked && (pem || l->bare == CONTAINER_DER) ? BID_SURE : BID_NONE;
}

static unsigned bid_ssh(const struct look *l)
{
    static const struct view starts[] = { VIEW_ROW("ssh-rsa "), VIEW_ROW("ssh-dss "), VIEW_ROW("ssh-ed25519 "), VIEW_ROW("ecdsa-sha2-"),
                                          VIEW_ROW("sk-ssh-"), VIEW_ROW("---- begin ssh2 "), VIEW_ROW("putty-user-key-file-") };
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (view_starts(l->start, starts[i]))
            return BID_STRUCTURE;
    return l->armour == l->asked ? BID_SURE : BID_NONE;
}

/* A transferable key, RFC 4880 section 4.2: its first packet is a key packet of a known version. */
static unsigned bid_pgp(const struct look *l)
{
    if (l->armour == l->asked)
        return BID_SURE;
    if (l->bytes.n < 8)
        return BID_NONE;
    unsigned first = (unsigned char)l->bytes.p[0];
    bool old = (first & 0xC0) == 0x80;
    unsigned tag = old ? first >> 2 & 0x0F : first & 0x3F;
    unsigned length = (unsigned char)l->bytes.p[1];
    size_t at = old ? 2 + (first & 1) : length < 192 ? 2 : 3;
    unsigned version = (unsigned char)l->bytes.p[at];
    bool sane = first >= 0x80 && (first & 3) <= (old ? 1 : 3);
    return sane && (tag == 5 || tag == 6) && version >= 3 && version <= 6 ? BID_LIKELY : BID_NONE;
}

static unsigned bid_store(const struct look *l)
{
    bool registry = view_starts(l->start, VIEW("windows registry editor ")) || view_starts(l->start, VIEW("regedit4"));
    return registry || windows_store_is(l->bytes) ? BID_STRUCTURE : BID_NONE;
}

static unsigned bid_html(const struct look *l)
{
    static const struct view starts[] = { VIEW_ROW("<!doctype html"), VIEW_ROW("<html"), VIEW_ROW("<head"), VIEW_ROW("<body"),
                                          VIEW_ROW("<title"), VIEW_ROW("<script"), VIEW_ROW("<meta") };
    size_t at;
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (view_starts(l->start, starts[i]))
            return BID_STRUCTURE;
    return view_starts(l->start, VIEW("<")) && view_find(l->start, VIEW("<html"), &at) ? BID_STRUCTURE : BID_NONE;
}

static unsigned bid_xml(const struct look *l)
{
    if (view_starts(l->start, VIEW("<?xml")))
        return BID_LIKELY;
    bool element = l->start.n > 2 && l->start.p[0] == '<' && ((l->start.p[1] >= 'a' && l->start.p[1] <= 'z') || l->start.p[1] == '!');
    return element && l->is_text ? BID_WEAK : BID_NONE;
}

static unsigned bid_json(const struct look *l)
{
    if (l->start.n < 2 || !l->is_text || (l->start.p[0] != '{' && l->start.p[0] != '['))
        return BID_NONE;
    struct view inside = view_trim(view_from(l->start, 1));
    const char *may = l->start.p[0] == '{' ? "\"}" : "\"{[]-0123456789";
    return inside.n && strchr(may, inside.p[0]) && inside.p[0] ? BID_WEAK : BID_NONE;
}

static unsigned bid_magic(const struct look *l)
{
    static const struct {
        enum container kind;
        struct view magic;
    } rows[] = {
        { CONTAINER_JKS, VIEW_ROW("\xFE\xED\xFE\xED") },       { CONTAINER_JKS, VIEW_ROW("\xCE\xCE\xCE\xCE") },
        { CONTAINER_ZIP, VIEW_ROW("PK\x03\x04") },             { CONTAINER_ZIP, VIEW_ROW("PK\x05\x06") },
        { CONTAINER_PDF, VIEW_ROW("%PDF-") },                  { CONTAINER_IMAGE, VIEW_ROW("\x89PNG\r\n\x1A\n") },
        { CONTAINER_IMAGE, VIEW_ROW("\xFF\xD8\xFF") },         { CONTAINER_IMAGE, VIEW_ROW("GIF87a") },
        { CONTAINER_IMAGE, VIEW_ROW("GIF89a") },               { CONTAINER_EXECUTABLE, VIEW_ROW("\x7F" "ELF") },
        { CONTAINER_EXECUTABLE, VIEW_ROW("MZ") },              { CONTAINER_ARCHIVE, VIEW_ROW("7z\xBC\xAF\x27\x1C") },
        { CONTAINER_ARCHIVE, VIEW_ROW("Rar!\x1A\x07") },       { CONTAINER_ARCHIVE, VIEW_ROW("\x1F\x8B\x08") },
        { CONTAINER_ARCHIVE, VIEW_ROW("\xFD" "7zXZ\0") },      { CONTAINER_ARCHIVE, VIEW_ROW("MSCF\0\0\0\0") },
        { CONTAINER_ARCHIVE, VIEW_ROW("ITSF\x03\0\0\0") },     { CONTAINER_ARCHIVE, VIEW_ROW("\x28\xB5\x2F\xFD") },
        { CONTAINER_SHORTCUT, VIEW_ROW("L\0\0\0\x01\x14\x02\0") },
        { CONTAINER_OLE, VIEW_ROW("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].kind == l->asked && view_starts(l->bytes, rows[i].magic))
            return rows[i].magic.n > 2 ? BID_STRUCTURE : l->is_text ? BID_NONE : BID_WEAK;
    return BID_NONE;
}

/* In the first header of a tar; bzip2 has a digit behind its name, and then the digits of pi. */
static unsigned bid_archive(const struct look *l)
{
    enum { TAR_MAGIC = 257 };
    bool bzip2 = view_starts(l->bytes, VIEW("BZh")) && view_starts(view_from(l->bytes, 4), VIEW("1AY&SY"));
    return bzip2 || view_starts(view_from(l->bytes, TAR_MAGIC), VIEW("ustar")) ? BID_SURE : bid_magic(l);
}

static unsigned bid_shortcut(const struct look *l)
{
    return view_starts(l->start, VIEW("[internetshortcut]")) ? BID_STRUCTURE : bid_magic(l);
}

static unsigned bid_mail(const struct look *l)
{
    return l->is_text && mail_is(l->text) ? BID_WEAK : BID_NONE;
}

static unsigned bid_dump(const struct look *l)
{
    bool unknown = (l->oddities & FILE_HEX_DUMP) && l->der == CONTAINER_BINARY;
    return unknown || (l->is_text && looks_like_dump(l->text)) ? BID_WEAK : BID_NONE;
}

static unsigned bid_diff(const struct look *l)
{
    return l->oddities & FILE_DIFF ? BID_WEAK : BID_NONE;
}

/* As openssl, certutil, keytool and certtool begin it. */
static unsigned bid_printout(const struct look *l)
{
    static const struct view marks[] = { VIEW_ROW("certificate:\n    data:"), VIEW_ROW("certificate:\r\n    data:"),
                                         VIEW_ROW("x509 certificate:"), VIEW_ROW("x.509 certificate information:"),
                                         VIEW_ROW("certificate fingerprints:") };
    size_t at;
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (l->is_text && view_find(l->start, marks[i], &at))
            return BID_WEAK;
    return BID_NONE;
}

static unsigned bid_text(const struct look *l)
{
    return l->is_text ? BID_TEXT : BID_NONE;
}

static unsigned bid_binary(const struct look *l)
{
    return l->sequence ? BID_NAME : BID_LAST;
}

struct bidder {
    enum container kind;
    unsigned (*bid)(const struct look *l);
    const char *extensions; /* that break a tie */
};

/* Of equal bids without a fitting extension the first row wins. */
static const struct bidder bidders[] = {
    { CONTAINER_EMPTY, bid_empty, "" },
    { CONTAINER_BINARY, bid_binary, "" },
    { CONTAINER_PEM, bid_pem, ".pem .crt" },
    { CONTAINER_BASE64, bid_pem, "" },
    { CONTAINER_UTF16_PEM, bid_pem, "" },
    { CONTAINER_DER, bid_der, ".cer .crt .der .cert" },
    { CONTAINER_PKCS7, bid_carried, ".p7b .p7c .spc" },
    { CONTAINER_PKCS12, bid_carried, ".pfx .p12" },
    { CONTAINER_WINDOWS_STORE, bid_store, ".sst" },
    { CONTAINER_CMS, bid_carried, ".p7m .p7s" },
    { CONTAINER_CSR, bid_carried, ".csr .req .p10" },
    { CONTAINER_CRL, bid_carried, ".crl" },
    { CONTAINER_PRIVATE_KEY, bid_carried, ".key .p8" },
    { CONTAINER_PUBLIC_KEY, bid_carried, ".pub" },
    { CONTAINER_SSH_KEY, bid_ssh, "" },
    { CONTAINER_PGP, bid_pgp, "" },
    { CONTAINER_JKS, bid_magic, "" },
    { CONTAINER_ZIP, bid_magic, "" },
    { CONTAINER_PDF, bid_magic, "" },
    { CONTAINER_IMAGE, bid_magic, "" },
    { CONTAINER_EXECUTABLE, bid_magic, "" },
    { CONTAINER_ARCHIVE, bid_archive, "" },
    { CONTAINER_SHORTCUT, bid_shortcut, "" },
    { CONTAINER_OLE, bid_magic, "" },
    { CONTAINER_MAIL, bid_mail, ".eml" },
    { CONTAINER_HTML, bid_html, "" },
    { CONTAINER_XML, bid_xml, "" },
    { CONTAINER_JSON, bid_json, "" },
    { CONTAINER_DUMP, bid_dump, "" },
    { CONTAINER_DIFF, bid_diff, "" },
    { CONTAINER_PRINTOUT, bid_printout, "" },
    { CONTAINER_TEXT, bid_text, "" },
};

static bool extension_fits(struct view name, const char *extensions)
{
    struct view left = view_of(extensions);
    struct view one;
    while (view_cut(&left, ' ', &one))
        if (view_ends_nocase(name, one))
            return true;
    return false;
}

bool sniff_is_file_name(struct view name)
{
    for (size_t i = 0; i < COUNT_OF(bidders); i++)
        if (extension_fits(name, bidders[i].extensions))
            return true;
    return false;
}

enum container sniff(struct view bytes, struct view name)
{
    struct look l = { 0 };
    const struct bidder *best = &bidders[0];
    unsigned highest = BID_NONE;
    bool named = false;
    struct arena arena = { 0 };
    look_at(&l, &arena, bytes);
    for (size_t i = 0; i < COUNT_OF(bidders); i++) {
        l.asked = bidders[i].kind;
        unsigned bid = bidders[i].bid(&l);
        bool fits = extension_fits(name, bidders[i].extensions);
        if (bid > highest || (bid == highest && bid && fits && !named)) {
            best = &bidders[i];
            named = fits;
            highest = bid;
        }
    }
    arena_free(&arena);
    return best->kind;
}

bool sniff_check_wanted(struct view bytes, size_t most, const char *wanted, const char *hint, struct err *e)
{
    const struct view front = view_trim(bytes);
    if (bytes.n > most)
        return err_set(e, ST_LIMIT, hint, "%zu bytes are too many for %s (at most %zu are read)", bytes.n, wanted, most);
    if (front.n && strchr("<[{", *front.p))
        return true;
    enum container kind = sniff(bytes, (struct view){ 0 });
    switch (kind) {
    case CONTAINER_HTML:
    case CONTAINER_XML:
    case CONTAINER_JSON:
    case CONTAINER_MAIL:
    case CONTAINER_DUMP:
    case CONTAINER_DIFF:
    case CONTAINER_PRINTOUT:
    case CONTAINER_TEXT:
    case CONTAINER_BINARY:
    case CONTAINER_EMPTY:
        return true;
    case CONTAINER_ZIP:
    case CONTAINER_OLE:
        return err_set(e, ST_FORMAT, hint, "it is a zip archive or a spreadsheet, not %s", wanted);
    default:
        return err_set(e, ST_FORMAT, hint, "it is %s, not %s", container_phrase(kind), wanted);
    }
}
