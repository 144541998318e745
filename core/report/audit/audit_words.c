#include "report/audit/audit_words.h"

#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "model/words.h"

struct view audit_message(struct arena *arena, const struct finding *finding)
{
    bool names_it = finding->entry.n == 0 || view_starts(finding->message, finding->entry);
    return names_it ? finding->message : VIEW_JOIN(arena, finding->entry, VIEW(": "), finding->message);
}

/* What else of it is told in a ticket, which goes by order: " (Production; 2 front-ends)", or nothing. */
static struct view more_of(struct arena *arena, const struct environment *at, bool alone)
{
    struct view_list all = { 0 };
    if (at->type != ENV_UNKNOWN)
        *LIST_ADD(arena, &all) = view_of(environment_type_word(at->type));
    if (at->front_ends)
        *LIST_ADD(arena, &all) = view_counted(arena, at->front_ends, "front-end");
    if (at->os_version.n)
        *LIST_ADD(arena, &all) = VIEW_JOIN(arena, VIEW("Platform Server "), at->os_version);
    if (at->platform.n)
        *LIST_ADD(arena, &all) = VIEW_JOIN(arena, VIEW("platform "), at->platform);
    if (at->order && !alone)
        *LIST_ADD(arena, &all) = view_fmt(arena, "order %u", at->order);
    if (at->key.n)
        *LIST_ADD(arena, &all) = VIEW_JOIN(arena, VIEW("key "), at->key);
    return all.n ? VIEW_JOIN(arena, VIEW(" ("), view_listed(arena, all.items, all.n, "; "), VIEW(")")) : VIEW("");
}

static struct view environments_of(struct arena *arena, const struct case_record *record)
{
    AUTO(buf_free) struct buf names = BUF_INIT(LIMIT_TICKET_BYTES);
    for (size_t i = 0; i < record->n_environments; i++) {
        const struct environment *at = &record->environments[i];
        buf_fmt(&names, "%s%.*s%s%.*s", i ? ", " : "", VIEW_ARG(at->name), at->host.n ? " at " : "", VIEW_ARG(at->host));
        buf_put(&names, more_of(arena, at, record->n_environments == 1));
    }
    return view_dup(arena, buf_view(&names));
}

/* install-all.ps1 goes to each of them. */
static struct view front_ends_of(struct arena *arena, const struct case_record *record)
{
    struct view_list all = { 0 };
    for (size_t i = 0; i < record->n_environments; i++)
        for (size_t k = 0; k < record->environments[i].n_front_end_names; k++)
            *LIST_ADD(arena, &all) = record->environments[i].front_end_names[k];
    return view_listed(arena, all.items, all.n, ", ");
}

/* By the thumbprint install.ps1 -RemoveReplaced and the vendor find what to take out; by its end the day is counted that it is needed. */
static struct view replaced_of(struct arena *arena, const struct replaced *old)
{
    const char *from = old->case_id.n ? view_fmt(arena, " of the case %.*s", VIEW_ARG(old->case_id)).p : "";
    char until[MOMENT_PHRASE];
    if (old->sha1.n == 0)
        return old->case_id;
    return view_fmt(arena, "%.*s%s, thumbprint %.*s, SHA-256 %.*s, valid until %s", VIEW_ARG(old->subject), from,
                    VIEW_ARG(view_upper(arena, old->sha1)), VIEW_ARG(old->sha256), moment_phrase(old->not_after, until));
}

static struct view needed_by(struct arena *arena, const struct deadline *d)
{
    char day[DAY_PHRASE];
    return d->needed_by == DAY_NONE ? (struct view){ 0 } : view_dup(arena, view_of(day_phrase(d->needed_by, day)));
}

static struct view submitted(struct arena *arena, const struct deadline *d)
{
    char moment[MOMENT_PHRASE];
    return view_dup(arena, view_of(moment_phrase(d->submitted, moment)));
}

/* A ticket says what is wrong and yet meant: whether it was found, or made up, shows by what is found here. */
static struct view accepted_of(struct arena *arena, const struct findings *recorded)
{
    AUTO(buf_free) struct buf ids = BUF_INIT(LIMIT_TICKET_BYTES);
    for (size_t i = 0; i < recorded->n; i++)
        if (recorded->items[i].accepted)
            buf_fmt(&ids, "%s%s", ids.n ? ", " : "", recorded->items[i].rule->id);
    return view_dup(arena, buf_view(&ids));
}

/* A PFX has another name in the bundle than its owner's file: that name between quotes may be any other. */
static bool says_the_same(struct arena *arena, const struct finding *here, struct view recorded)
{
    const struct view name = VIEW_JOIN(arena, VIEW("\""), path_name(here->entry), VIEW("\""));
    size_t at;
    if (view_eq(here->message, recorded))
        return true;
    if (here->entry.n == 0 || !view_find(here->message, name, &at))
        return false;
    const struct view before = view_first(here->message, at), behind = view_from(here->message, at + name.n);
    if (recorded.n < before.n + 2 + behind.n || !view_starts(recorded, before) || !view_ends(recorded, behind))
        return false;
    const struct view other = view_from(view_first(recorded, recorded.n - behind.n), at);
    return other.p[0] == '"' && view_ends(other, VIEW("\"")) && view_count(other, '"') == 2;
}

static bool is_found_here(struct arena *arena, const struct findings *here, const struct finding *recorded)
{
    const bool own_hint = view_eq_text(recorded->hint, rule_explanation(recorded->rule)->hint);
    for (size_t i = 0; i < here->n; i++)
        if (here->items[i].rule == recorded->rule && (own_hint || view_eq(here->items[i].hint, recorded->hint)) &&
            says_the_same(arena, &here->items[i], recorded->message))
            return true;
    return false;
}

/* No text has them, but other programs read them. Of the files as they were given, and of that day, nobody else can say it. */
static struct view found_of(struct arena *arena, const struct audited *item)
{
    enum { MOST = 20, SHOWN_BYTES = 400 };
    AUTO(buf_free) struct buf all = BUF_INIT(LIMIT_TICKET_BYTES);
    size_t n = 0;
    for (size_t i = 0; i < item->record->findings.n; i++) {
        const struct finding *f = &item->record->findings.items[i];
        if (is_found_here(arena, &item->findings, f) || n++ >= MOST)
            continue;
        buf_fmt(&all, "%s%s: %s", all.n ? "; " : "", f->rule->id, text_cut(arena, f->message, SHOWN_BYTES));
        if (!view_eq_text(f->hint, rule_explanation(f->rule)->hint))
            buf_fmt(&all, " -> %s", text_cut(arena, f->hint, SHOWN_BYTES));
    }
    if (n > MOST)
        buf_fmt(&all, "; and %zu more", n - MOST);
    return view_dup(arena, buf_view(&all));
}

size_t audit_author_words(struct arena *arena, const struct audited *item, struct author_word out[AUTHOR_WORDS])
{
    const struct case_record *record = item->record;
    const struct author_word all[AUTHOR_WORDS] = {
        { "environments", "Environments", environments_of(arena, record) },
        { "frontEnds", "Front-ends", front_ends_of(arena, record) },
        { "infrastructure", "Infrastructure", record->infrastructure },
        { "activationCode", "Activation code", record->activation_code },
        { "fedramp", "FedRAMP", record->fedramp ? VIEW("yes") : VIEW("") },
        { "edition", "Edition", record->edition == EDITION_UNKNOWN ? (struct view){ 0 } : view_of(edition_word(record->edition)) },
        { "submitted", "Submitted", submitted(arena, &record->deadline) },
        { "catalog", "Catalog", view_eq_text(record->catalog_origin, "built in") ? VIEW("") : record->catalog_origin },
        { "holidays", "Holidays", record->holidays_source },
        { "neededBy", "Needed by", needed_by(arena, &record->deadline) },
        { "accepts", "Accepts", accepted_of(arena, &record->findings) },
        { "found", "Found, and not here", found_of(arena, item) },
        { "reason", "Reason", record->reason },
        { "severity", "Severity", record->severity },
        { "refusal", "Refused by LifeTime", record->refusal },
        { "consumes", "Consumes", record->consumes },
        { "contact", "Contact", record->contact },
        { "followers", "Followers", view_listed(arena, record->followers, record->n_followers, ", ") },
        { "givenAs", "PFX as it was given", record->pfx_came_as },
        { "replaces", "Replaces", replaced_of(arena, &record->replaced) },
    };
    size_t n = 0;
    for (size_t i = 0; i < AUTHOR_WORDS; i++)
        if (all[i].text.n)
            out[n++] = all[i];
    return n;
}

bool audit_is_unverified(const struct audited *item)
{
    return !item->unreadable && !item->across && item->verdict == VERDICT_UNVERIFIED;
}

/* By the day in the record's own zone. */
bool audit_is_overdue(const struct audited *item, int64_t now)
{
    const struct case_record *c = item->across ? NULL : item->record;
    int64_t offset;
    if (!c || c->deadline.submit_by == DAY_NONE)
        return false;
    return c->deadline.submit_by < day_of_time(zone_offset(c->calendar.zone, now, &offset) ? now + offset : now);
}

struct view audit_overdue(struct arena *arena, const struct audited *item)
{
    char day[DAY_PHRASE];
    return view_fmt(arena, "it had to be submitted by %s", day_phrase(item->record->deadline.submit_by, day));
}
