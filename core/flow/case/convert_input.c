#include "flow/case/make_case.h"

#include "flow/convert/convert.h"
#include "format/container/pkcs12.h"
#include "format/digest.h"
#include "steps/route.h"

/* The encryption that this receiver wants instead; PFX_OTHER_ENCRYPTION: it takes the file as it is. */
static enum pfx_encryption wanted_by(const struct resources *resources, const struct case_input *input,
                                     const struct environment_group *group, const struct cert_file *file)
{
    const struct pfx *pfx = &file->pfx;
    const struct route *route = route_find(input->decided.purpose, group->hosting, DOMAIN_OWN);
    const struct platform platform = pick_platform(resources, group);
    unsigned accepted = catalog_pfx_accepted(resources->catalog, view_of(route->service));
    bool wanting = pfx_is_refused(pfx, accepted) || !platform_reads(&platform, pfx) ||
                   (pfx->oddities & (PFX_WEAK_ENCRYPTION | PFX_KEY_CLAIMED_TWICE)) || (file->oddities & FILE_PFX_BASE64);
    return wanting ? pfx_encryption_for(accepted) : PFX_OTHER_ENCRYPTION;
}

static bool encrypt_anew(struct arena *keep, struct cert_file *file, enum pfx_encryption encryption, const struct opened_password *password,
                         struct err *e)
{
    struct view bytes, utf8 = buf_view(&password->utf8);
    struct pfx_opened got;
    if (!convert_pfx(keep, file, password, encryption, &bytes, e))
        return false;
    if (!file->came_as.n) {
        file->came_as = file->pfx.encryption;
        memcpy(file->came_sha256, file->sha256, sizeof file->came_sha256);
    }
    file->bytes = bytes;
    file->oddities &= ~((unsigned)FILE_TRAILING_DATA | FILE_PFX_BASE64);
    digest_sha256(bytes, file->sha256);
    pkcs12_read(keep, bytes, &utf8, 0, NULL, &got);
    file->pfx = got.pfx;
    file->pfx.der = bytes;
    return true;
}

bool convert_input(struct worker *w, struct arena *keep, struct case_input *input, const struct opened_password *password, struct err *e)
{
    const struct cert *main = input->decided.main;
    if (input->decided.purpose != PURPOSE_CLIENT_SIDE || !main || !main->has_key)
        return true;
    struct cert_file *file = input->evidence.files[main->file];
    bool has_password = password->utf8.n && !pfx_has_no_password(&file->pfx); /* one in clear opens with any */
    bool can = has_password && pfx_is_open(&file->pfx) && file->pfx.keys == 1 && file->pfx.key_matches;
    for (size_t i = 0; can && i < input->groups.n; i++) {
        enum pfx_encryption wanted = wanted_by(w->resources, input, &input->groups.items[i], file);
        if (wanted != PFX_OTHER_ENCRYPTION && !encrypt_anew(keep, file, wanted, password, e))
            return false;
    }
    return true;
}
