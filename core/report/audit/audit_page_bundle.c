#include "base/file.h"
#include "format/digest.h"
#include "model/words.h"
#include "report/audit/audit_page.h"
#include "report/audit/audit_words.h"
#include "report/html.h"

/* GROUP_ROWS: report.css guesses the height of a group from it. */
enum { FEW_ENVIRONMENTS = 3, SHOWN_CERTS = 8, GROUP_ROWS = 25 };

/* Of a path that comes twice the first row counts. */
static void remember_path(struct audit_page *page, struct view path)
{
    const uint64_t key = digest_number(path);
    if (!seen_has(&page->paths, key))
        seen_put(&page->paths, key, page->bundles);
}

/* The row of a path, counted from 1; 0 when there is none. */
static size_t row_of(const struct audit_page *page, struct view path)
{
    size_t row;
    return seen_find(&page->paths, digest_number(path), &row) ? row + 1 : 0;
}

static void add_findings(struct audit_page *page, struct value *to, const struct audited *item)
{
    struct arena *arena = &page->item;
    struct value *list = value_list(arena, to, "findings");
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *finding = &item->findings.items[i];
        struct value *row = value_object(arena, list, NULL);
        value_text(arena, row, "severity", view_of(severity_word(finding->severity)));
        value_text(arena, row, "severity_label", view_of(severity_title(finding->severity)));
        value_text(arena, row, "message", finding->message);
        value_text(arena, row, "hint", finding->hint);
        value_text(arena, row, "id", view_of(finding->rule->id));
        value_text(arena, row, "entry", finding->entry);
        value_truth(arena, row, "accepted", finding->accepted);
    }
}

/* 3 error, 2 warning, 1 note, 0 none: what the page sorts and filters by. */
static void add_verdict(struct audit_page *page, struct value *to, const struct audited *item)
{
    enum severity worst = findings_worst(&item->findings);
    static const struct view labels[VERDICT_COUNT] = {
        [VERDICT_ACCEPTED] = VIEW_ROW("Accepted"), [VERDICT_REJECTED] = VIEW_ROW("Rejected"), [VERDICT_UNVERIFIED] = VIEW_ROW("Unverified"),
    };
    value_text(&page->item, to, "rank", view_grouped(&page->item, worst == SEV_COUNT ? 0 : (size_t)worst + 1));
    value_text(&page->item, to, "verdict", item->unreadable ? VIEW("unreadable") : view_of(verdict_word(item->verdict)));
    value_text(&page->item, to, "verdict_label", item->unreadable ? VIEW("Unreadable") : labels[item->verdict]);
}

static void add_counts(struct arena *arena, struct value *to, const struct audited *item)
{
    struct value *list = value_list(arena, to, "counts");
    for (size_t s = SEV_COUNT; s-- > 0;) {
        size_t n = findings_count(&item->findings, (enum severity)s);
        if (n == 0)
            continue;
        struct value *row = value_object(arena, list, NULL);
        value_text(arena, row, "severity", view_of(severity_word((enum severity)s)));
        value_text(arena, row, "count", view_counted(arena, n, severity_word((enum severity)s)));
    }
}

static void add_headline(struct arena *arena, struct value *to, const struct audited *item)
{
    enum severity worst = findings_worst(&item->findings);
    struct view headline = item->findings.n ? VIEW("Only what was accepted when it was made") :
                           item->verdict == VERDICT_UNVERIFIED ? VIEW("Nothing was found, but nothing says what it is for") :
                                                                 VIEW("Nothing was found");
    const struct finding *head = NULL;
    struct view more = worst != SEV_COUNT && item->findings.n > 1 ? view_fmt(arena, "and %zu more", item->findings.n - 1) : VIEW("");
    for (size_t i = item->findings.n; i-- > 0;)
        if (!item->findings.items[i].accepted && item->findings.items[i].severity == worst)
            head = &item->findings.items[i];
    if (head)
        headline = head->message;
    if (item->wants_password && !(head && (head->rule->traits & RULE_PASSWORD_MISSING)))
        headline = view_fmt(arena, "%.*s; nobody opened its PFX", VIEW_ARG(headline));
    value_text(arena, to, "headline", headline);
    value_text(arena, to, "and_more", more);
    value_truth(arena, to, "has_findings", item->findings.n > 0);
}

static void add_environments(struct arena *arena, struct value *to, const struct case_record *record)
{
    struct value *all = value_list(arena, to, "environments"), *few = value_list(arena, to, "few_environments");
    size_t n = record ? record->n_environments : 0;
    for (size_t i = 0; i < n; i++) {
        value_text(arena, value_object(arena, all, NULL), "name", record->environments[i].name);
        if (i < FEW_ENVIRONMENTS)
            value_text(arena, value_object(arena, few, NULL), "name", record->environments[i].name);
    }
    value_text(arena, to, "more_environments", n > FEW_ENVIRONMENTS ? view_fmt(arena, "and %zu more", n - FEW_ENVIRONMENTS) : VIEW(""));
}

/* The certificate that the request is about: of the evidence when it is there, else as recorded. NULL when there is none. */
static const struct cert *main_cert(const struct audited *item)
{
    const struct cert *recorded = item->record && item->record->n_certs ? item->record->certs[0].cert : NULL;
    const struct cert_list *certs = &item->evidence.certs;
    const struct cert *same = recorded ? cert_find(certs, recorded) : NULL;
    return same ? same : certs->n ? certs->items[0] : recorded;
}

static void add_day(struct audit_page *page, struct value *to, const char *key, int32_t day, bool late)
{
    if (day == DAY_NONE)
        return;
    struct value *date = value_object(&page->item, to, key);
    value_text(&page->item, date, "day", report_day(&page->item, day));
    value_text(&page->item, date, "away", page_away(&page->item, page->timeline.today, day));
    value_truth(&page->item, date, "late", late);
}

static void add_fact(struct arena *arena, struct value *list, const char *label, struct view text, bool code)
{
    if (text.n == 0)
        return;
    struct value *fact = value_object(arena, list, NULL);
    value_text(arena, fact, "label", view_of(label));
    value_text(arena, fact, "text", text);
    value_truth(arena, fact, "code", code);
}

static void add_day_fact(struct arena *arena, struct value *list, const char *label, int32_t day)
{
    char text[DAY_PHRASE];
    add_fact(arena, list, label, view_dup(arena, view_of(day_phrase(day, text))), false);
}

static void add_record_facts(struct arena *arena, struct value *list, const struct case_record *record)
{
    add_fact(arena, list, "Purpose", view_of(purpose_word(record->purpose)), false);
    add_fact(arena, list, "Hosting", view_of(hosting_phrase(record->hosting)), false);
    add_day_fact(arena, list, "Expected delivery", record->deadline.expected_delivery);
    add_day_fact(arena, list, "Needed by", record->deadline.needed_by);
    add_day_fact(arena, list, "Renew by", record->deadline.renew_by);
    add_fact(arena, list, "Made by", record->generator, false);
}

static void add_author_words(struct arena *arena, struct value *to, const struct audited *item)
{
    struct value *list = value_list(arena, to, "author_words");
    struct author_word words[AUTHOR_WORDS];
    size_t n = item->record ? audit_author_words(arena, item, words) : 0;
    for (size_t i = 0; i < n; i++)
        add_fact(arena, list, words[i].label, words[i].text, false);
    value_truth(arena, to, "has_author_words", n > 0);
}

static void add_facts(struct arena *arena, struct value *to, const struct audited *item, const struct cert *first)
{
    struct value *list = value_list(arena, to, "facts");
    if (first) {
        add_fact(arena, list, "Certificate", first->subject, false);
        add_fact(arena, list, "Issuer", first->self_signed ? VIEW("itself") : first->issuer, false);
        add_fact(arena, list, "Thumbprint (SHA-1)", digest_thumbprint(arena, first->sha1, sizeof first->sha1), true);
    }
    for (size_t i = 0, shown = 0; i < item->evidence.certs.n && shown < SHOWN_CERTS; i++) {
        const struct cert *cert = item->evidence.certs.items[i];
        if (cert == first)
            continue;
        add_fact(arena, list, "With it", cert->subject, false);
        shown++;
    }
    if (item->record)
        add_record_facts(arena, list, item->record);
    value_truth(arena, to, "has_facts", list->first != NULL);
}

static void count_submit_by(struct audit_page *page, int32_t day)
{
    if (day == DAY_NONE || day < page->timeline.today)
        return;
    if (page->next == DAY_NONE || day < page->next) {
        page->next = day;
        page->next_row = page->bundles;
        page->next_bundles = 1;
    } else if (day == page->next) {
        page->next_bundles++;
    }
}

struct value *page_bundle(struct audit_page *page, const struct audited *item, enum audit_rank rank)
{
    struct arena *arena = &page->item;
    struct value *to = value_new(arena, VALUE_OBJECT);
    const struct cert *cert = main_cert(item);
    int32_t expires = cert && cert->not_after != TIME_NONE ? day_of_time(cert->not_after) : DAY_NONE;
    int32_t submit_by = item->record ? item->record->deadline.submit_by : DAY_NONE;
    struct view file = path_name(item->path);
    remember_path(page, item->path);
    page->bundles++;
    page->by_worst[findings_worst(&item->findings)]++;
    page->with_warnings += findings_count(&item->findings, SEV_WARNING) > 0;
    count_submit_by(page, submit_by);
    page_count_day(&page->timeline, LANE_SUBMIT, submit_by);
    page_count_day(&page->timeline, LANE_EXPIRY, expires);

    value_text(arena, to, "number", view_fmt(arena, "%zu", page->bundles));
    value_truth(arena, to, "next_group", page->gathered.rows[rank] % GROUP_ROWS == 1);
    value_text(arena, to, "folder", view_first(item->path, item->path.n - file.n));
    value_text(arena, to, "file", file);
    /* Bundles are named by their case: said once. */
    value_text(arena, to, "case_id", view_starts(file, item->case_id) && file.n == item->case_id.n + 4 ? VIEW("") : item->case_id);
    value_text(arena, to, "needs", item->complete ? VIEW("") : item->needs);
    add_verdict(page, to, item);
    add_headline(arena, to, item);
    add_counts(arena, to, item);
    add_environments(arena, to, item->record);
    add_day(page, to, "submit_by", submit_by, submit_by < page->timeline.today);
    add_day(page, to, "expires", expires, cert && cert_has_expired(cert, page->now));
    add_findings(page, to, item);
    add_facts(arena, to, item, cert);
    add_author_words(arena, to, item);
    return to;
}

struct value *page_across(struct audit_page *page, const struct audited *item)
{
    struct arena *arena = &page->item;
    struct value *to = value_new(arena, VALUE_OBJECT);
    size_t row = row_of(page, item->path);
    page->across++;
    value_text(arena, to, "number", view_fmt(arena, "%zu", page->across));
    value_text(arena, to, "bundle_number", row ? view_fmt(arena, "%zu", row) : VIEW(""));
    value_text(arena, to, "path", item->path);
    add_verdict(page, to, item);
    add_findings(page, to, item);
    return to;
}
