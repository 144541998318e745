/* case_compare.h - two records, the second of which was read from the first one's case.xml: every field is the same. */
#ifndef TESTS_CASE_COMPARE_H
#define TESTS_CASE_COMPARE_H

#include "model/case.h"
#include "unit.h"

#define SAME_TEXT(a, b)                                                                                                        \
    do {                                                                                                                       \
        if (!view_eq((a), (b)))                                                                                                \
            fail_msg(#a ": \"%.*s\" is not \"%.*s\"", VIEW_ARG(a), VIEW_ARG(b));                                             \
    } while (0)
#define SAME_BYTES(a, b) assert_memory_equal((a), (b), sizeof(a))

static inline void compare_texts(const struct view *a, size_t n_a, const struct view *b, size_t n_b)
{
    assert_int_equal(n_a, n_b);
    for (size_t i = 0; i < n_a; i++)
        SAME_TEXT(a[i], b[i]);
}

static inline void compare_certs(const struct case_record *a, const struct case_record *b)
{
    assert_int_equal(a->n_certs, b->n_certs);
    for (size_t i = 0; i < a->n_certs; i++) {
        const struct cert *x = a->certs[i].cert, *y = b->certs[i].cert;
        SAME_TEXT(a->certs[i].file, b->certs[i].file);
        assert_int_equal(a->certs[i].inside_pfx, b->certs[i].inside_pfx);
        SAME_BYTES(x->sha256, y->sha256);
        SAME_BYTES(x->sha1, y->sha1);
        SAME_TEXT(x->subject, y->subject);
        SAME_TEXT(x->subject_cn, y->subject_cn);
        SAME_TEXT(x->issuer, y->issuer);
        SAME_TEXT(x->issuer_cn, y->issuer_cn);
        SAME_TEXT(x->serial, y->serial);
        SAME_TEXT(x->signature, y->signature);
        SAME_TEXT(x->key.curve, y->key.curve);
        assert_true(x->not_before == y->not_before && x->not_after == y->not_after);
        assert_true(x->key.type == y->key.type && x->key.bits == y->key.bits);
        assert_true(x->role == y->role && x->store == y->store && x->has_key == y->has_key && x->ca == y->ca);
        assert_true(x->self_signed == y->self_signed && x->publicly_trusted == y->publicly_trusted);
        assert_true(x->has_san == y->has_san && x->has_eku == y->has_eku && x->n_names_in_all == y->n_names_in_all);
        compare_texts(x->eku_names, x->n_eku_names, y->eku_names, y->n_eku_names);
        assert_int_equal(x->n_names, y->n_names);
        for (size_t k = 0; k < x->n_names; k++) {
            SAME_TEXT(x->names[k].text, y->names[k].text);
            assert_true(x->names[k].kind == y->names[k].kind && x->names[k].invalid == y->names[k].invalid);
        }
    }
}

static inline void compare_people(const struct case_record *a, const struct case_record *b)
{
    SAME_TEXT(a->infrastructure, b->infrastructure);
    SAME_TEXT(a->activation_code, b->activation_code);
    SAME_TEXT(a->contact, b->contact);
    SAME_TEXT(a->reason, b->reason);
    SAME_TEXT(a->consumes, b->consumes);
    SAME_TEXT(a->severity, b->severity);
    SAME_TEXT(a->refusal, b->refusal);
    SAME_TEXT(a->replaced.case_id, b->replaced.case_id);
    SAME_TEXT(a->replaced.bundle, b->replaced.bundle);
    SAME_TEXT(a->replaced.subject, b->replaced.subject);
    SAME_TEXT(a->replaced.sha1, b->replaced.sha1);
    SAME_TEXT(a->replaced.sha256, b->replaced.sha256);
    SAME_TEXT(a->replaced.key_sha256, b->replaced.key_sha256);
    assert_true(a->replaced.not_after == b->replaced.not_after && a->edition == b->edition && a->fedramp == b->fedramp);
    compare_texts(a->followers, a->n_followers, b->followers, b->n_followers);
    assert_int_equal(a->n_environments, b->n_environments);
    for (size_t i = 0; i < a->n_environments; i++) {
        const struct environment *x = &a->environments[i], *y = &b->environments[i];
        SAME_TEXT(x->key, y->key);
        SAME_TEXT(x->name, y->name);
        SAME_TEXT(x->host, y->host);
        SAME_TEXT(x->os_version, y->os_version);
        SAME_TEXT(x->platform, y->platform);
        assert_true(x->type == y->type && x->hosting == y->hosting && x->front_ends == y->front_ends);
        assert_true(x->order == y->order && x->offline == y->offline && x->java == y->java);
        compare_texts(x->front_end_names, x->n_front_end_names, y->front_end_names, y->n_front_end_names);
    }
}

static inline void compare_dates(const struct case_record *a, const struct case_record *b)
{
    const struct service *s = &a->service, *t = &b->service;
    const struct deadline *d = &a->deadline, *f = &b->deadline;
    SAME_TEXT(s->id, t->id);
    SAME_TEXT(s->name, t->name);
    SAME_TEXT(s->severity, t->severity);
    SAME_TEXT(s->source, t->source);
    SAME_TEXT(s->note, t->note);
    assert_true(s->days == t->days && s->margin == t->margin && s->inferred == t->inferred && s->effective == t->effective);
    assert_true(s->margin_inferred == t->margin_inferred && s->severity_inferred == t->severity_inferred);
    assert_true(s->effective_year == t->effective_year && s->not_in_basic == t->not_in_basic);
    SAME_BYTES(a->calendar.weekend, b->calendar.weekend);
    SAME_TEXT(a->calendar.zone, b->calendar.zone);
    SAME_TEXT(a->calendar.convention, b->calendar.convention);
    assert_true(a->calendar.cutoff_minute == b->calendar.cutoff_minute && a->calendar.inferred == b->calendar.inferred);
    SAME_TEXT(a->catalog_id, b->catalog_id);
    SAME_TEXT(a->catalog_origin, b->catalog_origin);
    SAME_TEXT(a->holidays_source, b->holidays_source);
    SAME_BYTES(a->catalog_sha256, b->catalog_sha256);
    SAME_BYTES(a->holidays_sha256, b->holidays_sha256);
    SAME_BYTES(a->templates_sha256, b->templates_sha256);
    assert_true(a->holidays_from == b->holidays_from && a->holidays_to == b->holidays_to);
    SAME_TEXT(a->platform.id, b->platform.id);
    SAME_TEXT(a->platform.title, b->platform.title);
    assert_true(d->submitted == f->submitted && d->counted_from == f->counted_from && d->expected_delivery == f->expected_delivery);
    assert_true(d->submit_by == f->submit_by && d->needed_by == f->needed_by && d->renew_by == f->renew_by);
    assert_true(d->after_cutoff == f->after_cutoff && d->on_day_off == f->on_day_off);
    assert_int_equal(a->deadline.n_days, b->deadline.n_days);
    for (size_t i = 0; i < a->deadline.n_days; i++) {
        SAME_TEXT(a->deadline.days[i].why, b->deadline.days[i].why);
        assert_true(a->deadline.days[i].day == b->deadline.days[i].day && a->deadline.days[i].number == b->deadline.days[i].number);
        assert_int_equal(a->deadline.days[i].skipped, b->deadline.days[i].skipped);
    }
}

static inline void compare_records(const struct case_record *a, const struct case_record *b)
{
    SAME_TEXT(a->id, b->id);
    SAME_TEXT(a->generator, b->generator);
    assert_true(a->purpose == b->purpose && a->hosting == b->hosting && a->route == b->route && a->verdict == b->verdict);
    SAME_TEXT(a->pfx_file, b->pfx_file);
    SAME_TEXT(a->pfx_encryption, b->pfx_encryption);
    SAME_TEXT(a->pfx_came_as, b->pfx_came_as);
    SAME_BYTES(a->pfx_came_sha256, b->pfx_came_sha256);
    SAME_BYTES(a->pfx_sha256, b->pfx_sha256);
    compare_certs(a, b);
    compare_people(a, b);
    compare_dates(a, b);
    assert_int_equal(a->findings.n, b->findings.n);
    for (size_t i = 0; i < a->findings.n; i++) {
        const struct finding *x = &a->findings.items[i], *y = &b->findings.items[i];
        SAME_TEXT(x->message, y->message);
        SAME_TEXT(x->hint, y->hint);
        assert_true(x->rule == y->rule && x->severity == y->severity && x->accepted == y->accepted);
        assert_true(y->cert == NO_CERT && y->file == SIZE_MAX);
    }
}

#endif
