#include "flow/kit.h"

void worker_open(struct worker *w, const struct kit *kit)
{
    *w = (struct worker){ .kit = kit, .x509 = x509_new(), .reader = xml_reader_new(kit->case_schema) };
}

void worker_reset(struct worker *w)
{
    arena_reset(&w->arena);
}

void worker_close(struct worker *w)
{
    x509_free(w->x509);
    xml_reader_free(w->reader);
    arena_free(&w->arena);
    arena_free(&w->scratch);
    *w = (struct worker){ 0 };
}
