#include "flow/inspect.h"

#include "flow/examine.h"

bool inspect_file(struct worker *w, struct view path, struct view bytes, enum purpose asked, struct inspection *out, struct err *e)
{
    struct cert_file **files = NEW(&w->arena, struct cert_file *, 1);
    if (!examine_file(w, &w->arena, path, bytes, NULL, &files[0], e))
        return false;
    *out = (struct inspection){ .file = files[0], .evidence = { .files = files, .n_files = 1 } };
    const struct decided decided = examine_evidence(w, &w->arena, &out->evidence, asked);
    const struct facts known = { .evidence = &out->evidence, .asked = asked, .decided = decided };
    const struct facts facts = examine_facts(w, &w->arena, &known);
    out->purpose = decided.purpose;
    out->verdict = examine_findings(w, &w->arena, &facts, &out->findings);
    return true;
}
