#include "command.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/inspect.h"
#include "flow/convert/convert.h"
#include "os/os.h"

struct inspect_settings {
    struct settings shared;
    struct view extract;
    bool letter;
};

#define OWN(name) offsetof(struct inspect_settings, name)
static const struct option_row option_extract = { "extract", 0, OPT_FILLED, "DIR", OWN(extract),
    .help = "write each certificate as DER .cer into this folder",
    .more = "Names are made from the subject and the SHA-256." };
static const struct option_row option_format = { FORMAT_OF(inspect_reports), .rival = "letter" };
static const struct option_row option_letter = { "letter", 0, OPT_FLAG, NULL, OWN(letter), INFLUENCE_SHOWN,
    .rival = "format",
    .help = "an e-mail that asks the certificate's owner for the right file",
    .more = "The same as --format letter. A file that needs nothing from its owner is said to." };

static bool extract(const struct run *run, struct worker *w, const struct inspection *item, struct err *e)
{
    const struct inspect_settings *set = (const struct inspect_settings *)run->set;
    struct view_list written = { 0 };
    if (set->extract.n == 0)
        return true;
    os_hold();
    const struct cert_files_wishes wishes = { .folder = set->extract, .overwrite = run->set->force };
    bool ok = cert_files_write(&w->arena, &item->evidence, &wishes, &written, e);
    os_release();
    for (size_t i = 0; i < written.n && !run->set->quiet; i++)
        fprintf(run->session->err, "wrote %.*s\n", VIEW_ARG(text_safe(&w->arena, written.items[i])));
    return ok;
}

static void inspect_one(struct run *run, struct worker *w, const struct report *report, struct report_run *to, struct view path)
{
    struct inspection item;
    struct view bytes;
    struct err e;
    if (!file_read(&w->arena, path.p, LIMIT_INPUT_BYTES, &bytes, &e) ||
        !inspect_file(w, path, bytes, run_request(run).purpose, &item, &e)) {
        complain(run, &e);
        return;
    }
    report->one.inspection(to, &item);
    run->working = true;
    run_finds(run, findings_worst(&item.findings));
    if (!extract(run, w, &item, &e))
        complain(run, &e);
}

static void inspect_all(struct run *run)
{
    const bool asks = ((const struct inspect_settings *)run->set)->letter;
    const struct report *report = asks ? report_find(&inspect_reports, VIEW("letter")) : run_report(run, &inspect_reports);
    struct report_run to = run_report_to(run, run->resources.wishes->now);
    struct worker worker;
    to.password_file = run->set->request.password_file;
    to.password_env = run->set->request.password_env;
    worker_open(&worker, &run->resources);
    report_begin(report, &to);
    for (size_t i = 0; i < run->set->operands.n; i++) {
        inspect_one(run, &worker, report, &to, run->set->operands.items[i]);
        arena_reset(&worker.arena);
    }
    report_end(report, &to);
    worker_close(&worker);
}

static bool command(struct run *run, struct err *e)
{
    const struct settings *set = run->set;
    /* Without a platform named nothing of the catalog is asked, and reading it costs a third of the whole run. */
    unsigned parts = RESOURCE_TRUST | (set->wishes.platform.n || set->wishes.catalog.n ? RESOURCE_CATALOG : 0u);
    if (!run_resources(run, parts, e))
        return false;
    inspect_all(run);
    return true;
}

const struct command_row command_inspect = {
    .name = "inspect",
    .operands = "FILE...",
    .summary = "what a file is, what is wrong with it, what it is for",
    .about = "FILE may be a .cer, .crt, .pem, .p7b or .pfx; its content tells. - is standard input.",
    .least = 1,
    .most = SIZE_MAX,
    .missing = "the file to look at",
    .examples = {
        "certcase inspect partner.cer\tis it the right file?",
        "certcase inspect client.pfx --password-file password.txt\tlook into a PFX",
        "certcase inspect chain.p7b --extract certificates\tsave each certificate as a .cer of its own",
        "certcase inspect partner.cer --letter\twhat to write to its owner",
        "certcase inspect *.cer --fail-on warning --format json\tfor a pipeline",
    },
    .options = OPTIONS(&option_purpose, OPTIONS_PASSWORD, &option_extract, &option_force, &option_platform, &option_ca_bundle,
        &option_windows_roots, &option_fail_on, &option_into, &option_format, &option_letter, OPTIONS_ALL),
    .settings = sizeof(struct inspect_settings),
    .run = command,
};
