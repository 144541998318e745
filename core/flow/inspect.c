#include "flow/inspect.h"

#include "flow/examine.h"

bool inspect_file(struct worker *w, struct view path, struct view bytes, enum purpose asked, struct inspection *out, struct err *e)
{
    struct cert_file **files = NEW(&w->arena, struct cert_file *, 1);
    struct facts facts;
    if (!examine_file(w, path, bytes, NULL, &files[0], e))
        return false;
    *out = (struct inspection){ .file = files[0], .evidence = { .files = files, .n_files = 1 } };
    examine_evidence(w, &out->evidence, asked, &facts);
    out->purpose = facts.purpose;
    out->verdict = examine_findings(w, &facts, &out->findings);
    return true;
}
