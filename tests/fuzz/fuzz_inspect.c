/* Any bytes as a file: identified, read, judged, and printed by every report. What is printed is valid UTF-8 without control characters. */
#include "base/utf8.h"
#include "flow/inspect.h"
#include "fuzz.h"
#include "model/finding.h"
#include "report/report.h"

static bool no_password_twice(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e)
{
    (void)from, (void)path, (void)request, (void)e;
    buf_text(secret, "test");
    return true;
}

static const struct holidays no_holidays = { .from = DAY_NONE, .to = DAY_NONE };
static const struct wishes wishes = {
    .now = 1795161600, /* 2026-11-20T08:00:00Z */
    .version = VIEW_ROW("fuzz"),
    .password = { .get = no_password_twice },
};
static const struct resources resources = { .wishes = &wishes, .holidays = &no_holidays };

static void check_text(struct view text)
{
    uint32_t code;
    while (text.n) {
        if (!utf8_take(&text, &code) || (code_is_control(code) && code != '\n') || code_is_bidi(code)) {
            fprintf(stderr, "unsafe output before: %.*s\n", VIEW_ARG(view_first(text, 80)));
            abort();
        }
    }
}

static void print_all(const struct inspection *item)
{
    struct buf out = BUF_INIT((size_t)64 << 20);
    for (size_t i = 0; i < inspect_reports.n; i++) {
        const struct report *report = inspect_reports.rows[i];
        struct sink to = sink_buf(&out);
        struct report_run run = { .to = &to, .version = wishes.version, .now = wishes.now };
        report_begin(report, &run);
        report->one.inspection(&run, item);
        report_end(report, &run);
        check_text(buf_view(&out));
        buf_clear(&out);
    }
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct worker w;
    struct inspection item;
    struct err e;
    if (!w.x509)
        worker_open(&w, &resources);
    struct view bytes = view_dup(&w.arena, (struct view){ .p = (const char *)data, .n = size });
    if (inspect_file(&w, VIEW("fuzz.cer"), bytes, PURPOSE_NONE, &item, &e))
        print_all(&item);
    arena_reset(&w.arena);
    return 0;
}
