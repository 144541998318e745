#include "model/assets.h"

bool asset_find(struct view name, struct view *bytes)
{
    for (size_t i = 0; i < n_assets; i++)
        if (view_eq_text(name, assets[i].name)) {
            *bytes = assets[i].bytes;
            return true;
        }
    return false;
}

struct view asset_get(const char *name)
{
    struct view bytes = { 0 };
    if (!asset_find(view_of(name), &bytes)) /* the program was built wrongly */
        abort();
    return bytes;
}
