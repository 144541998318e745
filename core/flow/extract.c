#include "flow/extract.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/digest.h"
#include "format/text/escape.h"

static bool holds_already(struct arena *arena, const char *path, struct view bytes)
{
    struct view old;
    struct err ignored;
    return file_exists(path) && file_read(arena, path, LIMIT_CERT_BYTES, &old, &ignored) && view_eq(old, bytes);
}

bool extract_certs(struct arena *arena, const struct inspection *item, struct view folder, bool overwrite, struct view_list *written,
                   struct err *e)
{
    const struct cert_list *certs = &item->evidence.certs;
    const struct file_options options = { .access = OS_FOR_ALL, .overwrite = overwrite };
    if (certs->n && !folder_make(folder.p, e))
        return false;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *cert = certs->items[i];
        struct view stem = slug(arena, cert->subject_cn), hex = digest_hex(arena, cert->sha256, 4);
        struct view name = view_fmt(arena, "%.*s-%.*s.cer", VIEW_ARG(stem), VIEW_ARG(hex));
        struct view path = path_join(arena, folder, name);
        if (!holds_already(arena, path.p, cert->der) && !file_write(path.p, cert->der, &options, e))
            return false;
        *LIST_ADD(arena, written) = path;
    }
    return true;
}
