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
