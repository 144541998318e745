/* vectors.h - real certificates for tests: the system's CA files and the X.509 vectors of Debian's python3-cryptography-vectors. */
#ifndef TESTS_VECTORS_H
#define TESTS_VECTORS_H

#include <sys/stat.h>
#include <sys/types.h>

#include <fts.h>

#include "base/file.h"
#include "base/limits.h"
#include "unit.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define VECTORS "/usr/lib/python3/dist-packages/cryptography_vectors/x509"
#define SYSTEM_CERTS "/etc/ssl/certs"

struct vector {
    char path[300];
    struct view der;
};

struct vectors {
    struct vector *items;
    size_t n, cap;
    struct arena *arena;
};

static inline void vectors_add(struct vectors *to, const char *path, const void *p, size_t n)
{
    struct vector *v = LIST_ADD(to->arena, to);
    snprintf(v->path, sizeof v->path, "%s", path);
    v->der = view_dup(to->arena, (struct view){ .p = p, .n = n });
}

/* Every PEM block, whatever its label, or else the file as it is. */
static inline void vectors_add_file(struct vectors *to, const char *path)
{
    struct view bytes;
    struct err e;
    if (!file_read(to->arena, path, LIMIT_INPUT_BYTES, &bytes, &e))
        return;
    size_t before = to->n;
    BIO *bio = BIO_new_mem_buf(bytes.p, (int)bytes.n);
    char *name, *header;
    unsigned char *data;
    long n;
    while (PEM_read_bio(bio, &name, &header, &data, &n)) {
        vectors_add(to, path, data, (size_t)n);
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    ERR_clear_error();
    BIO_free(bio);
    if (to->n == before)
        vectors_add(to, path, bytes.p, bytes.n);
}

/* The files under a folder; links are followed, so that /etc/ssl/certs has its files. */
static inline void vectors_add_folder(struct vectors *to, const char *folder)
{
    char *roots[] = { NULL, NULL };
    struct view copy = view_dup(to->arena, view_of(folder));
    roots[0] = NEW(to->arena, char, copy.n + 1);
    memcpy(roots[0], copy.p, copy.n);
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; tree && (entry = fts_read(tree));)
        if (entry->fts_info == FTS_F)
            vectors_add_file(to, entry->fts_path);
    if (tree)
        fts_close(tree);
}

/* What libcrypto says: one certificate, and nothing behind it. */
static inline bool openssl_accepts(struct view der)
{
    const unsigned char *at = (const unsigned char *)der.p;
    X509 *x = d2i_X509(NULL, &at, (long)der.n);
    bool good = x && (const char *)at == der.p + der.n;
    X509_free(x);
    ERR_clear_error();
    return good;
}

static inline struct vectors vectors_of(struct arena *arena, const char *folder)
{
    struct vectors v = { .arena = arena };
    vectors_add_folder(&v, folder);
    return v;
}

static inline bool vectors_missing(const struct vectors *v, const char *folder, const char *package)
{
    if (v->n == 0)
        print_message("SKIPPED: %s is empty (Debian package %s)\n", folder, package);
    return v->n == 0;
}

#endif
