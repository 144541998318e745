#include "format/secrets/key_scan.h"

#include "format/secrets/byte_pairs.h"
#include "format/x509/der.h"

static const char *const phrases[] = {
    [FOUND_PKCS8] = "a private key (PKCS#8)",
    [FOUND_TRADITIONAL] = "a private key (PKCS#1 or DSA)",
    [FOUND_SEC1] = "a private key (SEC 1)",
    [FOUND_ENCRYPTED] = "an encrypted private key (PKCS#8)",
    [FOUND_PEM] = "a private key (PEM)",
    [FOUND_SSH] = "a private key (SSH)",
    [FOUND_BASE64] = "a private key in Base64",
    [FOUND_HEX] = "a private key in hexadecimal",
    [FOUND_PVK] = "a private key (PVK)",
    [FOUND_XML] = "a private key (XML)",
    [FOUND_NUMBERS] = "a private key (its numbers)",
    [FOUND_JWK] = "a private key (JWK)",
    [FOUND_PFX] = "a PFX",
    [FOUND_PFX_BASE64] = "a PFX in Base64",
    [FOUND_PFX_HEX] = "a PFX in hexadecimal",
    [FOUND_JAVA_STORE] = "a Java key store",
};
static_assert(COUNT_OF(phrases) == FOUND_COUNT, "a phrase for every form");

/* --- places in text --- */

/* What key_at reads, and the documents that are judged as a whole. What stands between the letters of a key is one bit for all. */
enum { DER_64 = 1, PEM_64 = 2, DER_HEX = 4, PEM_HEX = 8, LINE = 16, NAME = 32, XML = 64, JSON = 128, ANY = 15 };

static const struct byte_pairs marks = {
    .first = { ['M'] = DER_64, ['L'] = PEM_64, ['3'] = DER_HEX, ['2'] = PEM_HEX, ['-'] = LINE, ['P'] = NAME, ['<'] = XML, ['"'] = JSON },
    .second = {
        ['A'] = DER_64, ['B'] = DER_64, ['C'] = DER_64, ['D'] = DER_64 | PEM_HEX | XML, ['E'] = DER_64, ['F'] = DER_64, ['G'] = DER_64,
        ['H'] = DER_64, ['I'] = DER_64, ['J'] = DER_64, ['K'] = DER_64, ['L'] = DER_64, ['M'] = DER_64, ['N'] = DER_64, ['O'] = DER_64,
        ['P'] = DER_64, ['S'] = PEM_64, ['0'] = DER_HEX, ['d'] = PEM_HEX, ['-'] = LINE, ['u'] = NAME, ['r'] = NAME, ['R'] = XML,
        ['k'] = JSON, ['\0'] = ANY | LINE | NAME, [' '] = ANY, ['\t'] = ANY, ['\r'] = ANY, ['\n'] = ANY, ['>'] = ANY, ['|'] = ANY,
        ['"'] = ANY, [','] = ANY, ['\''] = ANY,
    },
};

static bool is_document_mark(struct view v)
{
    return view_starts(v, VIEW("<RSAKeyValue")) || view_starts(v, VIEW("<DSAKeyValue")) || view_starts(v, VIEW("\"kty\"")) ||
           view_starts(v, VIEW("Private-Key:"));
}

static void find_in_text(struct view v, size_t end, struct key_found *out, bool *documents)
{
    for (size_t at = pair_next(&marks, v, 0); at < end; at = pair_next(&marks, v, at + 1)) {
        enum key_form form = key_at(v, at);
        *documents = *documents || is_document_mark(view_from(v, at));
        if (!form)
            continue;
        *out = (struct key_found){ .form = form, .at = at };
        return;
    }
}

/* In each of its forms a key has one of these tags near its front. Texts have neither, so their zeros need not be looked at. */
static void find_der(struct view v, struct key_found *out)
{
    if (!memchr(v.p, DER_INTEGER, v.n) && !memchr(v.p, DER_OID, v.n))
        return;
    for (const char *p = v.p; !out->form && (p = memchr(p, DER_SEQUENCE, v.n - (size_t)(p - v.p))); p++) {
        out->at = (size_t)(p - v.p);
        out->form = key_at(v, out->at);
    }
}

/* --- whole documents and files --- */

static enum key_form judge_magic(struct view v)
{
    if (view_starts(v, VIEW("\x1E\xF1\xB5\xB0")))
        return FOUND_PVK;
    return view_starts(v, VIEW("\xFE\xED\xFE\xED")) || view_starts(v, VIEW("\xCE\xCE\xCE\xCE")) ? FOUND_JAVA_STORE : FOUND_NOTHING;
}

static bool has_both(struct view v, const char *a, const char *b, size_t *at)
{
    size_t other;
    return view_find(v, view_of(a), at) && view_find(v, view_of(b), &other);
}

static enum key_form judge_document(struct view v, size_t *at)
{
    if (has_both(v, "<RSAKeyValue", "<D>", at) || has_both(v, "<DSAKeyValue", "<X>", at))
        return FOUND_XML;
    if (has_both(v, "Private-Key:", "privateExponent:", at) || has_both(v, "Private-Key:", "\npriv:", at)) /* openssl pkey -text */
        return FOUND_NUMBERS;
    return has_both(v, "\"kty\"", "\"d\"", at) ? FOUND_JWK : FOUND_NOTHING;
}

static void find_anywhere(struct view v, struct key_found *out)
{
    bool documents = false; /* marks of them were seen */
    find_der(v, out);
    find_in_text(v, out->form ? out->at : v.n, out, &documents);
    /* What a document is comes before what else it holds. */
    struct key_found document = { 0 };
    if (documents || out->form)
        document.form = judge_document(v, &document.at);
    if (document.form)
        *out = document;
}

bool key_scan(struct view bytes, struct key_found *out)
{
    *out = (struct key_found){ .form = judge_magic(bytes) };
    if (!out->form && bytes.n)
        find_anywhere(bytes, out);
    out->what = phrases[out->form];
    return out->form != FOUND_NOTHING;
}

bool key_scan_bare(struct view bytes, struct key_found *out)
{
    return key_scan(bytes, out) && out->form < FOUND_PFX;
}
