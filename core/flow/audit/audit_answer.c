#include "flow/audit/audit.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "steps/rules/rules.h"

/* One walk over the fields serves both ways: each is written to `out`, or, without one, read from `in` and checked. */
struct crossing {
    struct arena *arena;
    struct buf *out;
    struct view in;
    bool failed;
};

static const int64_t days_most = 4000000; /* either way: past the years that a date has, and far from overflow */

static void cross_bytes(struct crossing *c, void *p, size_t n)
{
    if (c->out) {
        buf_put(c->out, (struct view){ .p = p, .n = n });
    } else if (c->failed || n > c->in.n) {
        c->failed = true;
        memset(p, 0, n);
    } else {
        memcpy(p, c->in.p, n);
        c->in = view_from(c->in, n);
    }
}

static int64_t cross_number(struct crossing *c, int64_t value, int64_t least, int64_t most)
{
    cross_bytes(c, &value, sizeof value);
    if (value >= least && value <= most)
        return value;
    c->failed = true;
    return least;
}

static bool cross_truth(struct crossing *c, bool value)
{
    return cross_number(c, value, 0, 1) != 0;
}

/* A number, or the one that stands for none. */
static int64_t cross_known(struct crossing *c, int64_t value, int64_t none, int64_t least, int64_t most)
{
    bool is_known = cross_truth(c, value != none);
    int64_t number = cross_number(c, is_known ? value : least, least, most);
    return is_known ? number : none;
}

static int32_t cross_day(struct crossing *c, int32_t day)
{
    return (int32_t)cross_known(c, day, DAY_NONE, -days_most, days_most);
}

static int64_t cross_time(struct crossing *c, int64_t time)
{
    return cross_known(c, time, TIME_NONE, -days_most * SECONDS_A_DAY, days_most * SECONDS_A_DAY);
}

static size_t cross_place(struct crossing *c, size_t place)
{
    int64_t known = cross_known(c, place == SIZE_MAX ? -1 : (int64_t)place, -1, 0, INT32_MAX);
    return known < 0 ? SIZE_MAX : (size_t)known;
}

static struct view cross_text(struct crossing *c, struct view text)
{
    size_t n = (size_t)cross_number(c, (int64_t)text.n, 0, LIMIT_ANSWER_BYTES);
    if (c->out) {
        buf_put(c->out, text);
        return text;
    }
    if (c->failed || n > c->in.n) {
        c->failed = true;
        return (struct view){ 0 };
    }
    struct view part = view_first(c->in, n);
    c->in = view_from(c->in, n);
    return text_safe(c->arena, part);
}

/* Items of at least `bytes` each. */
static size_t cross_count(struct crossing *c, size_t n, size_t bytes)
{
    return (size_t)cross_number(c, (int64_t)n, 0, c->out ? INT32_MAX : (int64_t)(c->in.n / bytes));
}

/* A copy of the list that goes out, or a new one to be filled. */
#define CROSS_ITEMS(c, T, items, n) ((T *)arena_grow((c)->arena, (items), sizeof(T), alignof(T), (c)->out ? (n) : 0, (n)))

/* The least bytes of an item, so that a short answer can't ask for much memory. */
enum { NUMBER = sizeof(int64_t), ENVIRONMENT_LEAST = 4 * NUMBER, CERT_LEAST = 5 * NUMBER, FINDING_LEAST = 10 * NUMBER };

static const struct view *cross_texts(struct crossing *c, const struct view *items, size_t *n)
{
    *n = cross_count(c, *n, NUMBER);
    struct view *all = CROSS_ITEMS(c, struct view, items, *n);
    for (size_t i = 0; i < *n; i++)
        all[i] = cross_text(c, all[i]);
    return all;
}

static const struct environment *cross_environments(struct crossing *c, const struct environment *items, size_t *n)
{
    *n = cross_count(c, *n, ENVIRONMENT_LEAST);
    struct environment *all = CROSS_ITEMS(c, struct environment, items, *n);
    for (size_t i = 0; i < *n; i++) {
        all[i].name = cross_text(c, all[i].name);
        all[i].host = cross_text(c, all[i].host);
        all[i].key = cross_text(c, all[i].key);
        all[i].os_version = cross_text(c, all[i].os_version);
        all[i].platform = cross_text(c, all[i].platform);
        all[i].type = (enum environment_type)cross_number(c, all[i].type, 0, ENV_TYPE_COUNT - 1);
        all[i].front_ends = (unsigned)cross_number(c, all[i].front_ends, 0, UINT32_MAX);
        all[i].order = (unsigned)cross_number(c, all[i].order, 0, UINT32_MAX);
        all[i].front_end_names = cross_texts(c, all[i].front_end_names, &all[i].n_front_end_names);
    }
    return all;
}

static struct cert *cross_cert(struct crossing *c, const struct cert *from)
{
    struct cert *cert = CROSS_ITEMS(c, struct cert, from, 1);
    cross_bytes(c, cert->sha256, sizeof cert->sha256);
    cross_bytes(c, cert->sha1, sizeof cert->sha1);
    cert->subject = cross_text(c, cert->subject);
    cert->issuer = cross_text(c, cert->issuer);
    cert->self_signed = cross_truth(c, cert->self_signed);
    cert->ca = cross_truth(c, cert->ca);
    cert->role = (enum role)cross_number(c, cert->role, 0, ROLE_COUNT - 1);
    cert->store = (enum store)cross_number(c, cert->store, 0, STORE_COUNT - 1);
    cert->not_before = cross_time(c, cert->not_before);
    cert->not_after = cross_time(c, cert->not_after);
    return cert;
}

static void cross_certs(struct crossing *c, struct cert_list *list)
{
    size_t n = cross_count(c, list->n, CERT_LEAST);
    struct cert **all = CROSS_ITEMS(c, struct cert *, list->items, n);
    for (size_t i = 0; i < n; i++)
        all[i] = cross_cert(c, all[i]);
    *list = (struct cert_list){ .items = all, .n = n, .cap = n };
}

static const struct case_cert *cross_shipped(struct crossing *c, const struct case_cert *items, size_t *n)
{
    *n = cross_count(c, *n, CERT_LEAST);
    struct case_cert *all = CROSS_ITEMS(c, struct case_cert, items, *n);
    for (size_t i = 0; i < *n; i++) {
        all[i].cert = cross_cert(c, all[i].cert);
        all[i].inside_pfx = cross_truth(c, all[i].inside_pfx);
    }
    return all;
}

/* A text of the program's own, or none. */
static const char *cross_words(struct crossing *c, const char *words)
{
    struct view text = cross_text(c, view_of(words));
    return c->out ? words : text.n ? view_dup(c->arena, text).p : NULL;
}

static void cross_finding(struct crossing *c, struct finding *finding)
{
    finding->rule = rules_find(cross_text(c, finding->rule ? view_of(finding->rule->id) : VIEW("")));
    c->failed = c->failed || !finding->rule;
    finding->severity = (enum severity)cross_number(c, finding->severity, 0, SEV_COUNT - 1);
    finding->accepted = cross_truth(c, finding->accepted);
    finding->message = cross_text(c, finding->message);
    finding->hint = cross_text(c, finding->hint);
    finding->option = cross_words(c, finding->option);
    finding->entry = cross_text(c, finding->entry);
    finding->cert = cross_place(c, finding->cert);
    finding->file = cross_place(c, finding->file);
}

static void cross_findings(struct crossing *c, struct findings *list)
{
    size_t n = cross_count(c, list->n, FINDING_LEAST);
    struct finding *all = CROSS_ITEMS(c, struct finding, list->items, n);
    for (size_t i = 0; i < n && !c->failed; i++)
        cross_finding(c, &all[i]);
    *list = (struct findings){ .items = all, .n = n, .cap = n };
}

static const struct case_record *cross_record(struct crossing *c, const struct case_record *from)
{
    if (!cross_truth(c, from != NULL))
        return NULL;
    struct case_record *record = CROSS_ITEMS(c, struct case_record, from, 1);
    struct view *const texts[] = {
        &record->id, &record->generator, &record->infrastructure, &record->activation_code, &record->contact, &record->reason,
        &record->consumes, &record->severity, &record->refusal, &record->pfx_came_as, &record->replaced.case_id, &record->replaced.subject,
        &record->replaced.sha1, &record->replaced.sha256, &record->holidays_source, &record->catalog_origin, &record->calendar.zone,
    };
    int32_t *const days[] = {
        &record->deadline.expected_delivery, &record->deadline.submit_by, &record->deadline.needed_by, &record->deadline.renew_by,
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = cross_text(c, *texts[i]);
    for (size_t i = 0; i < COUNT_OF(days); i++)
        *days[i] = cross_day(c, *days[i]);
    record->purpose = (enum purpose)cross_number(c, record->purpose, 0, PURPOSE_COUNT - 1);
    record->hosting = (enum hosting)cross_number(c, record->hosting, 0, HOST_COUNT - 1);
    record->followers = cross_texts(c, record->followers, &record->n_followers);
    record->environments = cross_environments(c, record->environments, &record->n_environments);
    record->certs = cross_shipped(c, record->certs, &record->n_certs);
    record->deadline.submitted = cross_time(c, record->deadline.submitted);
    record->replaced.not_after = cross_time(c, record->replaced.not_after);
    record->fedramp = cross_truth(c, record->fedramp);
    record->edition = (enum edition)cross_number(c, record->edition, 0, EDITION_COUNT - 1);
    cross_findings(c, &record->findings);
    return record;
}

static void cross_audited(struct crossing *c, struct audited *item)
{
    item->verdict = (enum verdict)cross_number(c, item->verdict, 0, VERDICT_COUNT - 1);
    item->complete = cross_truth(c, item->complete);
    item->wants_password = cross_truth(c, item->wants_password);
    cross_bytes(c, item->sha256, sizeof item->sha256);
    item->needs = cross_text(c, item->needs);
    item->case_id = cross_text(c, item->case_id);
    item->record = cross_record(c, item->record);
    cross_certs(c, &item->evidence.certs);
    cross_findings(c, &item->findings);
}

static void cross_err(struct crossing *c, struct err *e)
{
    struct view what = cross_text(c, view_of(e->what)), hint = cross_text(c, view_of(e->hint));
    if (c->out)
        return;
    text_safe_into(e->what, sizeof e->what, what);
    text_safe_into(e->hint, sizeof e->hint, hint);
}

static void cross(struct crossing *c, struct audited *item, struct err *e)
{
    e->status = (enum status)cross_number(c, e->status, 0, ST_COUNT - 1);
    if (e->status == ST_OK)
        cross_audited(c, item);
    else
        cross_err(c, e);
}

void audit_answer_put(struct arena *arena, const struct audited *item, const struct err *e, struct buf *out)
{
    struct audited copy = *item;
    struct err error = *e;
    cross(&(struct crossing){ .arena = arena, .out = out }, &copy, &error);
}

bool audit_answer_read(struct arena *arena, struct view bytes, struct audited *item, struct err *e)
{
    struct crossing c = { .arena = arena, .in = view_dup(arena, bytes) };
    *item = (struct audited){ 0 };
    *e = (struct err){ 0 };
    cross(&c, item, e);
    bool wrong = findings_count(&item->findings, SEV_ERROR) && item->verdict != VERDICT_REJECTED;
    return !c.failed && c.in.n == 0 && !wrong;
}
