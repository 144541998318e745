#include "format/bundle/case_values.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/wrap.h"
#include "format/host_read.h"
#include "model/words.h"

enum { FRONT_ENDS_LISTED = 50, SUBJECT_NAMES_COLUMNS = 30 };

static const char url_marks[] = ":/._~?#%&=+@-";

/* The address itself, or nothing: these characters can't end an attribute or a quoted string. */
static struct view plain_url(struct view v)
{
    bool plain = (view_starts(v, VIEW("https://")) || view_starts(v, VIEW("http://"))) && v.n > 8 && v.n < 2000 && !url_names_user(v);
    return plain && view_span(v, url_marks) == v.n ? v : VIEW("");
}

/* A host name that is nothing but one may stand in an address. */
static struct view plain_host(struct view v)
{
    return view_span(v, ":.-") == v.n ? v : VIEW("");
}

/* "Title, https://..." to its two parts. */
static void put_source(struct arena *arena, struct value *to, struct view source)
{
    size_t at;
    struct view title = source, url = VIEW("");
    if (view_find(source, VIEW("http"), &at)) {
        struct view rest = view_from(source, at);
        size_t n = view_span(rest, url_marks);
        while (n > 0 && (rest.p[n - 1] == '.' || rest.p[n - 1] == ':'))
            n--;
        url = plain_url(view_first(rest, n));
    }
    if (url.n) {
        title = view_trim(view_first(source, at));
        while (title.n && strchr(" ,;:(-<", title.p[title.n - 1]))
            title.n--;
    }
    value_text(arena, to, "source_title", title.n ? title : url);
    value_text(arena, to, "source_url", url);
}

/* "Ana Silva <ana@example.com>" to its address; false when it is not of that shape. */
static bool split_address(struct view person, struct view *name, struct view *address)
{
    size_t at;
    if (!view_find(person, VIEW("<"), &at) || !view_ends(person, VIEW(">")))
        return false;
    *name = view_trim(view_first(person, at));
    *address = view_from(person, at + 1);
    address->n--;
    return address->n > 2 && view_has(*address, '@') && !view_has(*address, '<');
}

/* Puts what was collected under the key and frees it. */
static void put_joined(struct arena *arena, struct value *to, const char *key, struct buf *b)
{
    value_text(arena, to, key, view_dup(arena, buf_view(b)));
    buf_free(b);
}

static void put_people(struct arena *arena, struct value *to, const struct case_record *c)
{
    struct view name, address;
    struct view *followers = NEW(arena, struct view, c->n_followers);
    bool split = split_address(c->contact, &name, &address);
    value_text(arena, to, "contact", split && name.n ? VIEW_JOIN(arena, name, VIEW(" ("), address, VIEW(")")) : c->contact);
    value_text(arena, to, "contact_address", split ? address : c->contact);
    for (size_t i = 0; i < c->n_followers; i++)
        followers[i] = split_address(c->followers[i], &name, &address) ? address : c->followers[i];
    value_text(arena, to, "followers", view_listed(arena, followers, c->n_followers, ", "));
}

/* --- environments --- */

static unsigned work_order(enum environment_type type)
{
    return type == ENV_UNKNOWN ? ENV_TYPE_COUNT : (unsigned)type;
}

static int by_work_order(const void *a, const void *b)
{
    const struct environment *x = *(const struct environment *const *)a, *y = *(const struct environment *const *)b;
    unsigned i = work_order(x->type), j = work_order(y->type);
    if (i != j)
        return i < j ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return view_cmp(x->name, y->name);
}

/* A line each to tick off: by name, else by number. */
static void put_front_ends(struct arena *arena, struct value *list, const struct environment *e, size_t n)
{
    for (size_t i = 0; i < n && i < FRONT_ENDS_LISTED; i++) {
        bool named = i < e->n_front_end_names;
        value_text(arena, list, NULL, named ? e->front_end_names[i] : view_fmt(arena, "front-end %zu of %zu", i + 1, n));
    }
    if (n == 0)
        value_text(arena, list, NULL, VIEW("every front-end (their number is not recorded)"));
    if (n > FRONT_ENDS_LISTED)
        value_text(arena, list, NULL, view_fmt(arena, "and %zu more", n - FRONT_ENDS_LISTED));
}

static size_t front_ends_of(const struct environment *e)
{
    return e->n_front_end_names > e->front_ends ? e->n_front_end_names : e->front_ends;
}

static bool is_all_named(const struct environment *e)
{
    return e->n_front_end_names > 0 && e->n_front_end_names >= e->front_ends;
}

static void put_environment(struct arena *arena, struct value *list, const struct environment *e, size_t number)
{
    struct value *to = value_object(arena, list, NULL);
    size_t front_ends = front_ends_of(e);
    value_text(arena, to, "number", view_digits(arena, number));
    value_text(arena, to, "name", e->name);
    value_text(arena, to, "type", e->type == ENV_UNKNOWN ? VIEW("") : view_of(environment_type_word(e->type)));
    value_text(arena, to, "host", e->host);
    value_text(arena, to, "host_code", plain_host(e->host));
    value_text(arena, to, "front_ends", front_ends ? view_digits(arena, front_ends) : VIEW("all"));
    value_text(arena, to, "front_end_names", view_listed(arena, e->front_end_names, e->n_front_end_names, ", "));
    put_front_ends(arena, value_list(arena, to, "front_end_list"), e, front_ends);
    value_truth(arena, to, "several_front_ends", front_ends != 1);
    value_truth(arena, to, "all_named", is_all_named(e));
    struct value *named = value_list(arena, to, "front_end_names_list");
    for (size_t i = 0; i < e->n_front_end_names; i++)
        value_text(arena, named, NULL, e->front_end_names[i]);
}

/* What was checked for is told as what runs there only where the inventory says so: "not recorded for DC1, DC2; DC3: windows-2016". */
static void put_platform(struct arena *arena, struct value *to, const struct case_record *c)
{
    enum { NAMED_MOST = 5 };
    AUTO(buf_free) struct buf unknown = BUF_INIT(LIMIT_TICKET_BYTES), others = BUF_INIT(LIMIT_TICKET_BYTES);
    size_t n_unknown = 0, n_others = 0;
    for (size_t i = 0; i < c->n_environments; i++) {
        const struct environment *e = &c->environments[i];
        if (e->platform.n == 0 && n_unknown++ < NAMED_MOST)
            buf_fmt(&unknown, "%s%.*s", n_unknown > 1 ? ", " : "", VIEW_ARG(e->name));
        else if (e->platform.n && !view_eq(e->platform, c->platform.id) && n_others++ < NAMED_MOST)
            buf_fmt(&others, "%s%.*s: %.*s", n_others > 1 ? "; " : "", VIEW_ARG(e->name), VIEW_ARG(e->platform));
    }
    if (n_unknown > NAMED_MOST)
        buf_fmt(&unknown, " and %zu more", n_unknown - NAMED_MOST);
    if (n_others > NAMED_MOST)
        buf_fmt(&others, "; and %zu more otherwise", n_others - NAMED_MOST);
    const struct view unsaid = n_unknown == 0                   ? VIEW("") :
                               n_unknown == c->n_environments ? VIEW("assumed, as it is not recorded") :
                                                                view_fmt(arena, "not recorded for %.*s", VIEW_ARG(buf_view(&unknown)));
    value_text(arena, to, "platform", c->platform.title);
    value_text(arena, to, "platform_doubt", view_fmt(arena, "%.*s%s%.*s", VIEW_ARG(unsaid), unsaid.n && n_others ? "; " : "",
                                                     VIEW_ARG(buf_view(&others))));
}

static void put_environments(struct arena *arena, struct value *to, const struct case_record *c)
{
    const struct environment **sorted = NEW(arena, const struct environment *, c->n_environments);
    struct buf names = BUF_INIT(LIMIT_TICKET_BYTES);
    for (size_t i = 0; i < c->n_environments; i++)
        sorted[i] = &c->environments[i];
    qsort(sorted, c->n_environments, sizeof *sorted, by_work_order);
    struct value *list = value_list(arena, to, "environments");
    bool any_unnamed = false;
    for (size_t i = 0; i < c->n_environments; i++) {
        put_environment(arena, list, sorted[i], i + 1);
        any_unnamed = any_unnamed || !is_all_named(sorted[i]);
        buf_text(&names, i == 0 ? "" : i + 1 == c->n_environments ? " and " : ", ");
        buf_put(&names, sorted[i]->name);
    }
    bool short_enough = text_columns(buf_view(&names)) <= SUBJECT_NAMES_COLUMNS;
    value_text(arena, to, "environments_short",
               short_enough ? view_dup(arena, buf_view(&names)) : view_counted(arena, c->n_environments, "environment"));
    put_joined(arena, to, "environment_names", &names);
    value_text(arena, to, "environment_count", view_digits(arena, c->n_environments));
    value_truth(arena, to, "several_environments", c->n_environments > 1);
    value_truth(arena, to, "any_unnamed", any_unnamed);
    value_truth(arena, to, "one_environment", c->n_environments == 1);
}

/* --- dates --- */

static void put_in_brackets(struct buf *b, struct view text)
{
    buf_text(b, " (");
    buf_put(b, text);
    buf_text(b, ")");
}

static void put_counted_days(struct arena *arena, struct value *to, const struct case_record *c)
{
    struct buf counted = BUF_INIT(LIMIT_TICKET_BYTES), skipped = BUF_INIT(LIMIT_TICKET_BYTES);
    for (size_t i = 0; i < c->deadline.n_days; i++) {
        const struct counted_day *day = &c->deadline.days[i];
        struct view weekday = view_of(weekday_name(day_weekday(day->day)));
        char date[DAY_PHRASE];
        struct buf *b = day->skipped ? &skipped : &counted;
        buf_text(b, b->n ? ", " : "");
        buf_text(b, day_phrase(day->day, date));
        if (!day->skipped)
            put_in_brackets(b, view_digits(arena, day->number));
        else if (!view_eq(day->why, weekday))
            put_in_brackets(b, day->why);
    }
    put_joined(arena, to, "days_counted", &counted);
    put_joined(arena, to, "days_skipped", &skipped);
}

static void put_dates(struct arena *arena, struct value *to, const struct case_record *c)
{
    const struct deadline *d = &c->deadline;
    case_put_moment(arena, to, "submitted", d->submitted);
    case_put_day(arena, to, "counted_from", d->counted_from);
    case_put_day(arena, to, "expected_delivery", d->expected_delivery);
    case_put_day(arena, to, "submit_by", d->submit_by);
    case_put_day(arena, to, "needed_by", d->needed_by);
    case_put_day(arena, to, "renew_by", d->renew_by);
    value_truth(arena, to, "submit_passed", deadline_submit_passed(d));
    value_truth(arena, to, "needed_passed", deadline_needed_passed(d));
    value_truth(arena, to, "renew_passed", deadline_renew_passed(d));
    const struct cert *first = case_first_to_expire(c, d->submitted);
    if (first && first != c->certs[0].cert) {
        struct value *renew_for = value_object(arena, to, "renew_for");
        value_text(arena, renew_for, "name", cert_name_shown(first));
        case_put_moment(arena, renew_for, "valid_until", first->not_after);
    }
    const struct cert *last = case_last_to_begin(c, d->submitted);
    if (last) {
        struct value *later = value_object(arena, to, "valid_later");
        value_text(arena, later, "name", cert_name_shown(last));
        case_put_moment(arena, later, "valid_from", last->not_before);
    }
    value_truth(arena, to, "after_cutoff", d->after_cutoff);
    value_truth(arena, to, "on_day_off", d->on_day_off);
    value_truth(arena, to, "late", deadline_is_late(d));
    value_truth(arena, to, "beyond_holidays", case_is_beyond_holidays(c));
    put_counted_days(arena, to, c);
    value_text(arena, to, "catalog_id", c->catalog_id);
    value_text(arena, to, "catalog_origin", c->catalog_origin);

    struct value *calendar = value_object(arena, to, "calendar");
    value_text(arena, calendar, "convention", c->calendar.convention);
    value_text(arena, calendar, "zone", c->calendar.zone);
    value_truth(arena, calendar, "inferred", c->calendar.inferred);
    struct value *holidays = value_object(arena, to, "holidays");
    value_truth(arena, holidays, "given", c->holidays_source.n > 0);
    value_text(arena, holidays, "source", c->holidays_source);
    case_put_day(arena, holidays, "from", c->holidays_from);
    case_put_day(arena, holidays, "to", c->holidays_to);
}

static void put_service(struct arena *arena, struct value *to, const struct service *s)
{
    char date[DAY_PHRASE];
    if (s->id.n == 0)
        return;
    struct value *service = value_object(arena, to, "service");
    value_text(arena, service, "name", s->name);
    value_text(arena, service, "days", s->days ? view_digits(arena, s->days) : VIEW(""));
    value_text(arena, service, "severity", s->severity);
    value_truth(arena, service, "severity_inferred", s->severity_inferred);
    put_source(arena, service, s->source);
    value_text(arena, service, "effective", view_dup(arena, view_of(dated_phrase(s->effective, s->effective_year, date))));
    value_text(arena, service, "note", s->note);
    value_text(arena, service, "margin", s->margin ? view_digits(arena, s->margin) : VIEW(""));
    value_truth(arena, service, "margin_inferred", s->margin_inferred);
    value_truth(arena, service, "inferred", s->inferred);
    value_truth(arena, service, "not_in_basic", s->not_in_basic);
}

static void put_findings(struct arena *arena, struct value *to, const struct findings *f)
{
    bool any = false, unverified = false;
    struct value *list = value_list(arena, to, "accepted");
    for (size_t i = 0; i < f->n; i++) {
        if (!f->items[i].accepted) { /* what nobody has compared yet: the record's word is enough to ask for it */
            unverified = unverified || (f->items[i].rule->traits & RULE_UNVERIFIED_ORIGIN);
            continue;
        }
        struct value *item = value_object(arena, list, NULL);
        value_text(arena, item, "id", view_of(f->items[i].rule->id));
        /* Never a record's words: anybody can have written them. */
        value_text(arena, item, "message", view_of(rule_explanation(f->items[i].rule)->title));
        any = true;
    }
    value_truth(arena, to, "any_accepted", any);
    value_truth(arena, to, "unverified_origin", unverified);
}

const struct value *case_values(struct arena *arena, const struct case_record *c)
{
    const struct explanation *told = route_explanation(c->route);
    struct value *root = value_new(arena, VALUE_OBJECT);
    bool is_inbound = c->purpose == PURPOSE_INBOUND_MTLS;
    value_text(arena, root, "id", c->id);
    value_text(arena, root, "generator", c->generator);
    value_text(arena, root, "purpose", view_of(purpose_word(c->purpose)));
    value_text(arena, root, "purpose_noun", view_of(purpose_noun(c->purpose)));
    value_truth(arena, root, "is_change", c->route->channel == CHANNEL_CHANGE);
    value_truth(arena, root, "needs_pfx", purpose_uses_key(c->purpose));
    value_truth(arena, root, "is_inbound", is_inbound);
    value_truth(arena, root, "placed_by_vendor", case_placed_by_vendor(c));
    value_truth(arena, root, "key_elsewhere", c->purpose == PURPOSE_SERVER);
    value_text(arena, root, "hosting", view_of(hosting_phrase(c->hosting)));
    value_text(arena, root, "title", view_of(told->title));
    value_text(arena, root, "todo", view_of(told->hint));
    value_text(arena, root, "situation", view_digits(arena, c->route->situation));
    value_text(arena, root, "link", plain_url(view_of(told->source)));
    value_text(arena, root, "infrastructure", c->infrastructure);
    value_text(arena, root, "activation_code", c->activation_code);
    value_text(arena, root, "edition", c->edition == EDITION_UNKNOWN ? VIEW("") : view_of(edition_word(c->edition)));
    value_truth(arena, root, "edition_unknown", c->edition == EDITION_UNKNOWN);
    value_truth(arena, root, "fedramp", c->fedramp);
    value_truth(arena, root, "is_lifetime", case_is_lifetime(c));
    put_people(arena, root, c);
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->uses & FIELD_TOLD)
            value_text(arena, root, f->name.p, request_recorded(c, f));
    value_text(arena, root, "consumes_url", is_inbound ? VIEW("") : plain_url(c->consumes)); /* there it is what others call */
    put_platform(arena, root, c);
    put_environments(arena, root, c);
    case_cert_values(arena, root, c);
    put_service(arena, root, &c->service);
    put_dates(arena, root, c);
    put_findings(arena, root, &c->findings);
    return root;
}
