/* assets.h - templates and schemas that are built into the program, by name ("ticket_trusted_root.txt", "case.xsd").
 *
 * Memory:  static. Generated at build time from templates/ and schemas/ by core/model/embed.cmake.
 */
#ifndef MODEL_ASSETS_H
#define MODEL_ASSETS_H

#include "base/view.h"

struct asset {
    const char *name; /* file name without a folder */
    struct view bytes;
};
extern const struct asset assets[]; /* sorted by name */
extern const size_t n_assets;

bool asset_find(struct view name, struct view *bytes);
/* Of one that the program names itself: it is always there. */
struct view asset_get(const char *name);

#endif
