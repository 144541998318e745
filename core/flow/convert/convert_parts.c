#include "flow/convert/convert_parts.h"

#include "base/file.h"

bool convert_put(struct conversion *c, struct view path, struct view bytes, enum os_access access, struct converted *out)
{
    const struct file_options options = { .access = access, .overwrite = c->wishes->force, .durable = true };
    struct view back;
    os_hold();
    bool ok = file_write(path.p, bytes, &options, c->e);
    os_release();
    if (!ok || !file_read(c->arena, path.p, bytes.n, &back, c->e))
        return false;
    if (!view_eq(back, bytes))
        return err_set_at(c->e, ST_IO, path.p, "look at the disk", "what was written reads back differently");
    *LIST_ADD(c->arena, &out->written) = path;
    return true;
}
