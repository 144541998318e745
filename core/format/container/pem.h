/* pem.h - text that carries DER: PEM with anything around it, bare Base64, CRLF, CR.
 *
 * Blocks are found wherever they stand: in mid-line, quoted, in JSON, YAML or a saved mail, in Base64 themselves (Kubernetes), in URLs
 * (proxies, browsers); and certificates that are values of settings, without such lines.
 * Neither OpenSSL nor GnuTLS reads those or bare Base64, so this is our own.
 * Memory:  in the arena.
 * Errors:  none; what can't be decoded is counted and marked.
 * Threads: pure.
 * Source:  RFC 7468, RFC 4648 sections 4 and 5.
 */
#ifndef FORMAT_PEM_H
#define FORMAT_PEM_H

#include "base/arena.h"
#include "format/container/mail.h"
#include "model/cert.h"

/* Why something has no body, or no block begins; empty words: it has, or nothing is wrong. */
struct pem_damage {
    struct view why;
    enum pem_fault fault;
};

struct pem_block {
    struct view label;    /* "CERTIFICATE"; "" for bare Base64 */
    struct view der;      /* empty when its Base64 is broken */
    struct view trailing; /* bytes behind the first DER value */
    struct pem_damage damage;
    bool commented;       /* comment marks stand in front of its lines, or around it */
    struct view attached; /* the name of a mail's attachment that it is in, not made safe; empty where it has none */
    size_t stands;        /* where in the text it begins; of one in Base64, where that begins */
};

struct pem_text {
    struct {
        struct pem_block *items;
        size_t n, cap;
    } blocks;
    unsigned oddities;  /* FILE_BARE_BASE64 (with one block at least), FILE_TEXT_AROUND, FILE_UNDECODABLE, FILE_TOO_MANY,
                         * FILE_ESCAPED, FILE_BASE64_OF_PEM, FILE_UNVERIFIED, FILE_COMMENTED, FILE_COMMENTED_OUT */
    struct pem_damage damage; /* of a BEGIN line that could not be read */
    struct {
        struct mail_part *items;
        size_t n, cap;
    } unread; /* what is attached to a mail, and holds no block */
};

/* Every block of an unwrapped text (unwrap.h), in order, up to `most` of them, which is one at least. */
struct pem_text pem_read(struct arena *arena, struct view text, size_t most);

struct pem_begin {
    struct view before, label, rest; /* rest: behind its line's hyphens */
};

/* The next "-----BEGIN LABEL-----" that stands at the start of a line, or `anywhere`. `text` starts `inside` of a line when what was cut
 * from it didn't end one. */
MUST_USE bool pem_find_begin(struct view text, bool inside, bool anywhere, struct pem_begin *out);

/* What a label promises: CONTAINER_PEM for a certificate, CONTAINER_PKCS7, _PKCS12, _CSR, _CRL, _PRIVATE_KEY, _PUBLIC_KEY, _SSH_KEY, _PGP;
 * CONTAINER_TEXT for any other. */
enum container pem_label_kind(struct view label);

/* --- pem_clean.c, for pem.c alone --- */

/* The body of a block without what other formats put between its letters: JSON and C strings (\n, \u000A), quoted-printable (RFC 2045
 * section 6.7), URLs (RFC 3986 section 2.1), XML references. False when there is something in it that no format puts there. */
MUST_USE bool pem_clean(struct arena *arena, struct view body, struct view *out);
/* The body without what stands in front of each of its lines as in front of BEGIN ("+", "// ", "> "), or a number of its own there.
 * False when nothing does. `before`: all up to BEGIN. */
MUST_USE bool pem_without_prefix(struct arena *arena, struct view before, struct view body, struct view *out);
/* Whether a block is commented out: by marks in front of each of its lines ("# ", "// ", "; ", "-- ", "rem "), or inside of a comment of
 * HTML or XML; *hidden is whether such a one is open, up to `before` and then behind it. */
bool pem_is_commented(struct view before, struct view body, bool *hidden);
/* Takes away the certificates that are commented out where there are others, and notes that there are some. */
void pem_leave_commented(struct pem_text *text);
/* What is wrong with the first line that was a BEGIN line of a certificate once; empty when there is none. */
struct view pem_damaged_begin(struct arena *arena, struct view text);

/* --- pem_url.c, for pem.c alone: what a way through the web makes of a PEM text --- */

/* Takes the next one that is a part of a URL (RFC 3986 section 2.1) or a form (application/x-www-form-urlencoded) from the text, decoded.
 * False when there is none. */
MUST_USE bool pem_take_url(struct arena *arena, struct view *text, struct view *before, struct view *inner);
enum pem_plus_read { PEM_NO_BLANKS, PEM_BLANKS, PEM_BLANKS_READ };
/* The body with a plus for each blank, as where a form was decoded that had never been encoded: read when it is one whole value then. */
enum pem_plus_read pem_with_plus(struct arena *arena, struct view body, struct view *der);
/* Base64 for URLs (RFC 4648 section 5), seldom padded, and nothing else: false when it isn't, or not of one whole value. */
MUST_USE bool pem_bare_url(struct arena *arena, struct view text, struct view *der);

#endif
