#include "base/limits.h"
#include "base/utf8.h"
#include "flow/renewals/renewal_parts.h"
#include "format/calendar/ical.h"
#include "format/digest.h"
#include "steps/deadline.h"

enum { TROUBLES_MOST = 5 }; /* that are told of one path */

void renewal_pass_on(struct reading *r, const struct err *from)
{
    size_t n = r->out->troubles.n;
    if (n > TROUBLES_MOST)
        return;
    struct err *e = LIST_ADD(r->keep, &r->out->troubles);
    *e = *from;
    if (n == TROUBLES_MOST)
        err_set(e, ST_FORMAT, "`certcase audit` lists all of it", "there is more in it that can't be read or doesn't agree");
    e->where[0] = '\0';
    err_at(e, "%.*s", VIEW_ARG(view_first(r->path, LIMIT_PATH_BYTES)));
}

void renewal_trouble(struct reading *r, const char *hint, const char *fmt, ...)
{
    struct err e;
    char what[sizeof e.what];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    err_set(&e, ST_FORMAT, hint, "%s", what);
    renewal_pass_on(r, &e);
}

static int32_t local_day(const struct calendar *calendar, int64_t time)
{
    int64_t offset = 0;
    int32_t day = time == TIME_NONE ? DAY_NONE : day_of_time(time);
    if (day == DAY_NONE || !zone_offset(calendar->zone, time, &offset))
        return day;
    int32_t local = day_of_time(time + offset);
    return local == DAY_NONE ? day : local; /* the zone moved it past the end */
}

static void date(struct reading *r, const struct set *set, struct renewal *row)
{
    static const struct service none;
    const struct resources *resources = r->w->resources;
    const struct calendar *calendar = &resources->catalog->calendar;
    const struct service *service = set->service ? set->service : &none;
    const struct deadline_question q = { service, calendar, resources->holidays, resources->wishes->now, DAY_NONE, TIME_NONE,
                                         row->not_after };
    struct deadline counted;
    struct err e;
    if (!deadline_find(r->scratch, &q, &counted, &e)) {
        renewal_pass_on(r, &e);
        counted = (struct deadline){ .renew_by = DAY_NONE, .counted_from = DAY_NONE };
    }
    const struct renewal_dates dates = {
        .now = resources->wishes->now,
        .not_after = row->not_after,
        .today = local_day(calendar, resources->wishes->now),
        .expires = local_day(calendar, row->not_after),
        .counted_from = counted.counted_from,
        .ask_by = counted.renew_by,
    };
    row->expires = dates.expires;
    row->ask_by = dates.ask_by;
    row->days_left = days_left(dates.today, dates.expires);
    row->status = set->vendors && row->role == ROLE_LEAF ? RENEWAL_VENDORS : renewal_status_of(&dates, r->within);
}

struct view renewal_text(struct reading *r, struct view text)
{
    return text.n <= LIMIT_RENEWAL_TEXT ? view_dup(r->keep, text) : view_of(text_cut(r->keep, text, LIMIT_RENEWAL_TEXT + 1));
}

struct renewal_kin renewal_kin(const struct cert *cert)
{
    struct renewal_kin kin = { 0 };
    unsigned char digest[32];
    digest_sha256(cert->subject, digest);
    if (cert->subject.n)
        memcpy(kin.subject, digest, sizeof kin.subject);
    digest_sha256(cert->authority_key_id, digest);
    if (cert->authority_key_id.n)
        memcpy(kin.issuer_key, digest, sizeof kin.issuer_key);
    memcpy(kin.key, cert->spki_sha256, sizeof kin.key);
    return kin;
}

struct renewal_place *renewal_places(struct reading *r, const struct case_record *c)
{
    struct renewal_place *places = NEW(r->keep, struct renewal_place, c->n_environments);
    for (size_t i = 0; i < c->n_environments; i++) {
        const struct environment *env = &c->environments[i];
        places[i] = (struct renewal_place){ renewal_text(r, env->name), renewal_text(r, env->key), renewal_text(r, env->host),
                                            .cut = env->name.n > LIMIT_RENEWAL_TEXT };
    }
    return places;
}

struct renewal *renewal_add(struct reading *r, const struct set *set, const struct cert *cert)
{
    struct renewal *row = LIST_ADD(r->keep, &r->out->rows);
    const struct case_record *c = set->record;
    *row = (struct renewal){
        .name = renewal_text(r, cert->subject_cn),
        .subject = renewal_text(r, cert->subject),
        .role = cert->role,
        .purpose = set->purpose,
        .hosting = set->hosting,
        .not_after = cert->not_after,
        .file = text_safe(r->keep, r->path),
        .pfx = cert->has_key,
        .doubt = r->out->changed ? CLAIM_CHANGED : CLAIM_NONE,
    };
    memcpy(row->sha256, cert->sha256, sizeof row->sha256);
    memcpy(row->sha1, cert->sha1, sizeof row->sha1);
    if (row->role == ROLE_INTERMEDIATE)
        digest_sha256(VIEW_JOIN(r->scratch, cert->subject, VIEW("\n"), cert->issuer), row->names);
    row->kin = renewal_kin(cert);
    row->file_exact = view_eq(row->file, r->path);
    if (c) {
        row->infrastructure = renewal_text(r, c->infrastructure);
        row->contact = renewal_text(r, c->contact);
        row->places = set->places;
        row->n_places = c->n_environments;
        row->case_id = renewal_text(r, c->id);
        row->case_not_after = set->main->not_after;
        row->by_case = c->fedramp || case_is_lifetime(c); /* what was refused once may be taken now */
        row->case_kin = renewal_kin(set->main);
        memcpy(row->case_sha256, c->certs[0].cert->sha256, sizeof row->case_sha256);
    }
    date(r, set, row);
    return row;
}
