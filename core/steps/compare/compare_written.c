#include "steps/compare/compare.h"

#include "base/utf8.h"
#include "format/host_read.h"

static void contradict(const struct bundle_parts *p, enum severity severity, struct view entry, struct view name)
{
    const struct bundle_problem like = { .kind = BUNDLE_CASE_CONTRADICTS_CERTIFICATE, .severity = (int)severity };
    problem_add_as(p->problems, like, entry, "",
                   "a bundle names it after its certificate, '%.*s'; under another name people take it for another one, and on a server it "
                   "may replace another's file", VIEW_ARG(name));
}

/* Scripts install a PFX's certificate under its file's name, and people read of a root what its file is called. */
void compare_file_names(const struct bundle_parts *p, const struct case_record *record, bool made_here)
{
    const enum severity severity = made_here ? SEV_ERROR : SEV_WARNING; /* another version may have made another name */
    for (size_t i = 0; i < record->n_certs; i++) {
        const struct case_cert *shipped = &record->certs[i];
        struct view name = bundle_cert_name(p->arena, record->certs, i, shipped->cert);
        if (!shipped->inside_pfx && !view_eq(shipped->file, name))
            contradict(p, severity, shipped->file, name);
    }
    struct view name = record->n_certs ? bundle_pfx_name(p->arena, record->certs[0].cert) : (struct view){ 0 };
    if (record->pfx_file.n && name.n && !view_eq(record->pfx_file, name))
        contradict(p, severity, record->pfx_file, name);
}

static bool check_environment(const struct bundle_parts *p, const struct environment *at)
{
    const struct view entry = bundle_part_name(PART_RECORD);
    if (at->host.n && !host_is_name(at->host)) {
        problem_add(p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, entry, "the host of the environment '%s', '%s', is no name of a host",
                    text_cut(p->arena, at->name, 100), text_cut(p->arena, at->host, 100));
        return false;
    }
    for (size_t i = 0; i < at->n_front_end_names; i++)
        if (!host_is_name(at->front_end_names[i])) {
            problem_add(p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, entry,
                        "a front-end of the environment '%s', '%s', is no name of a computer", text_cut(p->arena, at->name, 100),
                        text_cut(p->arena, at->front_end_names[i], 100));
            return false;
        }
    return true;
}

/* A page links the service's address and a script opens it, as an administrator on a server; another goes to each front-end. */
void compare_addresses(const struct bundle_parts *p, const struct case_record *record)
{
    const struct view entry = bundle_part_name(PART_RECORD);
    struct err e;
    if (!url_of_service(record->consumes, &e))
        problem_add(p->problems, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, entry, "%s", e.what);
    for (size_t i = 0; i < record->n_environments; i++)
        if (!check_environment(p, &record->environments[i]))
            return;
}
