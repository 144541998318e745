#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/extract.h"
#include "flow/inspect.h"
#include "report/report.h"
#include "setup.h"
#include "term.h"

static bool extract(const struct run *run, struct worker *w, const struct inspection *item, struct err *e)
{
    struct view_list written = { 0 };
    if (run->set->extract.n == 0)
        return true;
    term_hold();
    bool ok = extract_certs(&w->arena, item, run->set->extract, run->set->force, &written, e);
    term_release();
    for (size_t i = 0; i < written.n && !run->set->quiet; i++)
        fprintf(run->session->err, "wrote %.*s\n", VIEW_ARG(text_safe(&w->arena, written.items[i])));
    return ok;
}

static enum exit_code inspect_one(struct run *run, struct worker *w, const struct inspect_report *report, struct report_run *to,
                                  struct view path)
{
    struct inspection item;
    struct view bytes;
    struct err e;
    enum exit_code code = EXIT_FINE;
    if (!file_read(&w->arena, path.p, LIMIT_INPUT_BYTES, &bytes, &e) ||
        !inspect_file(w, path, bytes, setup_request(run->set).purpose, &item, &e))
        return complain(run, &e);
    report->one(to, &item);
    enum severity worst = findings_worst(&item.findings);
    if (worst != SEV_COUNT && worst >= w->kit->fail_on)
        code = EXIT_FINDINGS;
    if (!extract(run, w, &item, &e))
        code = worse(code, complain(run, &e));
    return code;
}

enum exit_code cmd_inspect(struct run *run)
{
    const struct settings *set = run->set;
    const struct inspect_report *report = inspect_report_find(set->format.n ? set->format : VIEW("text"));
    struct setup setup;
    struct worker worker;
    struct err e;
    enum exit_code code = EXIT_FINE;
    /* Without a platform named nothing of the catalog is asked, and reading it costs a third of the whole run. */
    unsigned parts = SETUP_TRUST | (set->platform.n || set->catalog.n ? SETUP_CATALOG : 0u);
    if (!setup_open(&setup, run, parts, &e)) {
        setup_close(&setup);
        return complain(run, &e);
    }
    struct report_run to = { .to = run->out, .version = setup.kit.version, .color = run->color, .quiet = set->quiet,
                             .width = term_text_width(run->session), .now = setup.kit.now };
    worker_open(&worker, &setup.kit);
    report->begin(&to);
    for (size_t i = 0; i < set->operands.n; i++) {
        code = worse(code, inspect_one(run, &worker, report, &to, set->operands.items[i]));
        worker_reset(&worker);
    }
    report->end(&to);
    worker_close(&worker);
    setup_close(&setup);
    return code;
}
