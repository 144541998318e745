#include "flow/convert/convert.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/digest.h"
#include "format/text/escape.h"
#include "format/x509/x509.h"

static bool holds_already(struct arena *arena, const char *path, struct view bytes)
{
    struct view old;
    struct err ignored;
    return file_exists(path) && file_read(arena, path, LIMIT_INPUT_BYTES, &old, &ignored) && view_eq(old, bytes);
}

struct view cert_file_bytes(struct arena *arena, const struct cert *cert, bool pem)
{
    return pem ? x509_pem(arena, cert->der) : cert->der;
}

bool cert_files_write(struct arena *arena, const struct evidence *evidence, const struct cert_files_wishes *wishes,
                      struct view_list *written, struct err *e)
{
    const struct cert_list *certs = &evidence->certs;
    const struct file_options options = { .access = OS_FOR_ALL, .overwrite = wishes->overwrite };
    if (certs->n && !folder_make(wishes->folder.p, e))
        return false;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *cert = certs->items[i];
        struct view stem = slug(arena, cert->subject_cn), hex = digest_hex(arena, cert->sha256, 4);
        struct view name = view_fmt(arena, "%.*s-%.*s.cer", VIEW_ARG(stem), VIEW_ARG(hex));
        struct view path = path_join(arena, wishes->folder, name), bytes = cert_file_bytes(arena, cert, wishes->pem);
        if (!holds_already(arena, path.p, bytes) && !file_write(path.p, bytes, &options, e))
            return false;
        *LIST_ADD(arena, written) = path;
    }
    return true;
}
