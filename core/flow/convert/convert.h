/* convert.h - files made right: a PFX in the encryption that the receiver takes, from a PFX or from key, certificate and chain; or the
 * certificates of any container as .cer.
 *
 * files, key --> certificates, key --> own certificate --> its chain --> PFX, opened again and compared --> file
 *
 * A PFX is made when the output is named .pfx or .p12, certificates under every other name. The key goes nowhere but into the PFX; the
 * caller wipes the worker's arena, which the files went through.
 * Memory:  the worker's arena.
 * Errors:  ST_IO, ST_FORMAT, ST_LIMIT, ST_USAGE with the file in `where`: a wrong password, no key or several, a certificate that doesn't
 *          belong, an output that exists. Nothing is written then.
 */
#ifndef FLOW_CONVERT_H
#define FLOW_CONVERT_H

#include "flow/resources.h"
#include "flow/password.h"

struct convert_wishes {
    const struct view_list *files;
    struct view key;    /* file of the private key; empty: it is in one of the files */
    struct view output; /* a file; for certificates also a folder */
    enum pfx_encryption encryption;
    bool pem, force;
    struct password_source key_password; /* of `key` */
    struct password_source new_password; /* of the PFX that is written; none: the one that opened key or PFX */
    bool is_new_said; /* in words, so it counts even where one has opened key or PFX; else it is asked of somebody where none has */
};

struct converted {
    struct view_list written; /* paths */
    struct view encryption;   /* of the PFX, for people; empty for certificates */
    struct view subject;      /* of its own certificate; safe text */
    size_t n_cas;             /* certificates beside it */
    bool is_ca;               /* that may issue others */
    unsigned char sha256[32]; /* of the PFX */
};

MUST_USE bool convert_files(struct worker *w, const struct convert_wishes *wishes, struct converted *out, struct err *e);
/* A PFX that is open, encrypted anew with the same password: the bytes alone. */
MUST_USE bool convert_pfx(struct arena *arena, const struct cert_file *file, const struct opened_password *password,
                          enum pfx_encryption encryption, struct view *out, struct err *e);

/* --- certificates alone, also of `inspect --extract` --- */

struct cert_files_wishes {
    struct view folder; /* made when it doesn't exist */
    bool overwrite, pem;
};
/* Each certificate as a file of its own, <subject slug>-<first 8 of the SHA-256>.cer; adds the paths that now hold them to *written.
 * Without wishes->overwrite an existing file with other bytes is an error, and one that has the very bytes already is fine. */
MUST_USE bool cert_files_write(struct arena *arena, const struct evidence *evidence, const struct cert_files_wishes *wishes,
                               struct view_list *written, struct err *e);

#endif
