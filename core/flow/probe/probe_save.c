#include "flow/probe/probe.h"

#include "base/file.h"
#include "format/digest.h"
#include "format/text/escape.h"

/* As text with a note before it where nothing vouched for the server: whoever gets the file, and `build`, read it there. */
static struct view file_of(struct arena *arena, const struct probe_result *result, const struct cert *cert)
{
    if (result->anchor)
        return cert->der;
    return view_fmt(arena,
                    "certcase probe " CERTCASE_VERSION ", from %.*s\n" UNVERIFIED_ORIGIN "\nSHA-256 %.*s: " PROBE_COMPARE ".\n\n%.*s",
                    VIEW_ARG(result->target->text), VIEW_ARG(digest_hex(arena, cert->sha256, sizeof cert->sha256)),
                    VIEW_ARG(x509_pem(arena, cert->der)));
}

static bool save_one(struct arena *arena, const struct probe_plan *plan, struct probe_result *result, struct probe_saved one,
                     struct err *e)
{
    const struct file_options options = { .access = OS_FOR_ALL, .overwrite = plan->force };
    struct view bytes = file_of(arena, result, one.cert);
    if (!file_holds(one.path.p, bytes) && !file_write(one.path.p, bytes, &options, e))
        return false;
    result->saved[result->n_saved++] = one;
    return true;
}

/* partner-root.cer; a name that is taken by another certificate gets the digest behind it. */
static struct view ask_path(struct arena *arena, const struct probe_plan *plan, const struct probe_result *result)
{
    const struct cert *cert = result->ask_cert;
    struct view path = path_join(arena, plan->save, x509_file_name(arena, cert, 0, ".cer"));
    bool free = !file_exists(path.p) || plan->force || file_holds(path.p, file_of(arena, result, cert));
    return free ? path : path_join(arena, plan->save, x509_file_name(arena, cert, 4, ".cer"));
}

/* Named by server and place, so that nobody takes a leaf for the answer. */
static bool save_chain(struct arena *arena, const struct probe_plan *plan, struct probe_result *result, struct err *e)
{
    struct view server = slug(arena, result->target->text);
    for (size_t i = 0; i < result->n_certs; i++) {
        struct probe_saved one = { .cert = result->certs[i] };
        one.what = i == 0 ? "server" : one.cert->self_signed ? "root" : "intermediate";
        one.path = path_join(arena, plan->save, view_fmt(arena, "%.*s-chain-%zu-%s.cer", VIEW_ARG(server), i + 1, one.what));
        if (!save_one(arena, plan, result, one, e))
            return false;
    }
    return true;
}

static const char *why_unsaved(const struct probe_result *result)
{
    if (result->n_certs == 0)
        return "no certificate was seen";
    if (probe_is_cured(result))
        return "what is to be asked for is what --with gave";
    return result->ask == ASK_NOTHING ? "there is no certificate to ask for" : "the server doesn't send what to ask for";
}

bool probe_save(struct arena *arena, const struct probe_plan *plan, struct probe_result *result, struct err *e)
{
    bool ask = result->ask == ASK_ROOT || result->ask == ASK_SELF;
    if (plan->save.n == 0)
        return true;
    if (!ask && !(plan->save_chain && result->n_certs)) {
        result->unsaved = why_unsaved(result);
        return true;
    }
    result->saved = NEW(arena, struct probe_saved, result->n_certs + 1);
    if (!folder_make(plan->save.p, e))
        return false;
    if (ask) {
        const char *what = result->ask == ASK_ROOT ? "root" : "self-signed";
        if (!save_one(arena, plan, result, (struct probe_saved){ ask_path(arena, plan, result), result->ask_cert, what }, e))
            return false;
    }
    if (plan->save_chain && !save_chain(arena, plan, result, e))
        return false;
    result->next = probe_next(arena, plan, result);
    return true;
}
