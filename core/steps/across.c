#include "steps/across.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/seen.h"
#include "base/spool.h"
#include "base/utf8.h"
#include "format/digest.h"
#include "model/words.h"
#include "steps/certs.h"

enum { MARK_BYTES = 16, PLACE_BYTES = 16 };
static const size_t NOWHERE = SIZE_MAX;

/* What is kept of a bundle, in front of its texts. */
struct kept {
    unsigned char sha256[MARK_BYTES];
    enum purpose purpose;
    struct view path, id, old; /* the last two of renewals */
    uint64_t replaced;         /* the mark of that case's certificate; 0: not known */
};

struct across {
    uint64_t salt;
    struct seen marks;
    struct spool log;      /* of bundles: where one begins, in PLACE_BYTES, is its place, so that 32 bits of it reach far */
    size_t n, next_orphan; /* bundles; the place to look at next */
};

struct across *across_new(uint64_t salt)
{
    struct across *a = heap_new(sizeof *a);
    a->salt = salt;
    spool_open(&a->log);
    return a;
}

void across_free(struct across *a)
{
    seen_free(&a->marks);
    spool_close(&a->log);
    free(a);
}

static uint64_t mark_of(const struct across *a, const char *kind, const struct view *parts, size_t n)
{
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    buf_put(&text, (struct view){ .p = (const char *)&a->salt, .n = sizeof a->salt });
    buf_text(&text, kind);
    for (size_t i = 0; i < n; i++)
        digest_part(&text, parts[i]);
    return digest_number(buf_view(&text));
}

static size_t place_behind(size_t place, const struct kept *kept)
{
    size_t bytes = sizeof *kept + kept->path.n + kept->id.n + kept->old.n;
    return place + (bytes + PLACE_BYTES - 1) / PLACE_BYTES;
}

static bool read_again(struct across *a, struct arena *arena, size_t place, struct kept *out)
{
    size_t at = place * PLACE_BYTES, texts = at + sizeof *out;
    return spool_read(&a->log, at, out, sizeof *out) && spool_read_text(&a->log, &texts, arena, &out->path) &&
           spool_read_text(&a->log, &texts, arena, &out->id) && spool_read_text(&a->log, &texts, arena, &out->old);
}

static uint64_t mark_of_cert(const struct across *a, struct view id, const unsigned char sha256[32], const unsigned char sha1[20])
{
    const struct view parts[] = { id, { .p = (const char *)sha256, .n = 32 }, { .p = (const char *)sha1, .n = 20 } };
    return mark_of(a, "certificate", parts, COUNT_OF(parts));
}

static uint64_t mark_of_replaced(const struct across *a, const struct replaced *replaced)
{
    unsigned char sha256[32], sha1[20];
    if (replaced->case_id.n == 0 || !hex_read(replaced->sha256, sha256, sizeof sha256) || !hex_read(replaced->sha1, sha1, sizeof sha1))
        return 0;
    return mark_of_cert(a, replaced->case_id, sha256, sha1);
}

static void remember(struct across *a, const struct across_bundle *b)
{
    static const char zeros[PLACE_BYTES];
    struct view old = b->record->replaced.case_id, id = old.n ? b->record->id : VIEW("");
    struct kept kept = { .purpose = b->record->purpose, .path = b->path, .id = id, .old = old };
    kept.replaced = mark_of_replaced(a, &b->record->replaced);
    memcpy(kept.sha256, b->sha256, sizeof kept.sha256);
    size_t end = place_behind(a->log.n / PLACE_BYTES, &kept) * PLACE_BYTES;
    put(&a->log.sink, (struct view){ .p = (const char *)&kept, .n = sizeof kept });
    put(&a->log.sink, b->path);
    put(&a->log.sink, id);
    put(&a->log.sink, old);
    put(&a->log.sink, (struct view){ .p = zeros, .n = end - a->log.n });
    a->n++;
}

static void mark_certs(struct across *a, const struct case_record *record, size_t place)
{
    for (size_t i = 0; i < record->n_certs; i++) {
        const struct cert *cert = record->certs[i].cert;
        if (cert)
            seen_first(&a->marks, mark_of_cert(a, record->id, cert->sha256, cert->sha1), place);
    }
}

static void put_problem(struct arena *arena, struct bundle_problems *out, struct view detail, const char *hint)
{
    *LIST_ADD(arena, out) = (struct bundle_problem){
        .kind = BUNDLE_DUPLICATE_ACROSS, .detail = detail, .hint = view_of(hint), .severity = -1,
    };
}

/* The old case may have been carried out long ago. */
static void put_removal(struct arena *arena, struct bundle_problems *out, struct view detail)
{
    *LIST_ADD(arena, out) = (struct bundle_problem){
        .kind = BUNDLE_DUPLICATE_ACROSS, .detail = detail, .severity = SEV_NOTE,
        .hint = VIEW("where the old certificate is installed already, submit the renewal alone"),
    };
}

enum relation { ASKS_THE_SAME, REMOVES_THIS, IS_REMOVED };

/* What one earlier bundle asks for as well, or to the contrary. */
struct overlap {
    size_t place;
    enum relation relation;
    struct view environment; /* the first */
    size_t more;
};

struct overlaps {
    struct overlap *items;
    size_t n, cap;
};

/* One bundle against those before it. */
struct comparison {
    struct across *a;
    struct arena *arena;
    const struct case_record *record;
    size_t place;
    struct overlaps found;
};

/* A certificate in one environment, which is known by its key, by its host and by its names: one inventory may have all of them, another
 * only the names. */
struct marks {
    uint64_t of[3];
    size_t n;
};

static struct marks marks_of(const struct comparison *c, const struct environment *environment, const char *what, struct view sha256)
{
    const struct view host = view_lower(c->arena, environment->host);
    const struct view names[] = { view_of(what), sha256, text_folded(c->arena, c->record->infrastructure), c->record->activation_code,
                                  text_folded(c->arena, environment->name), host };
    const struct view key[] = { view_of(what), sha256, view_lower(c->arena, environment->key) }, at[] = { view_of(what), sha256, host };
    struct marks out = { .of = { mark_of(c->a, "names", names, COUNT_OF(names)) }, .n = 1 };
    if (environment->key.n)
        out.of[out.n++] = mark_of(c->a, "key", key, COUNT_OF(key));
    if (host.n)
        out.of[out.n++] = mark_of(c->a, "host", at, COUNT_OF(at));
    return out;
}

/* The place of the bundle that asked for the same first; NOWHERE when this one is it. */
static size_t first_that_asked(const struct comparison *c, const struct marks *marks)
{
    size_t first = NOWHERE;
    for (size_t i = 0; i < marks->n; i++) {
        size_t by_this = seen_first(&c->a->marks, marks->of[i], c->place);
        if (by_this != c->place)
            first = by_this;
    }
    return first;
}

static size_t earlier_that_asked(const struct comparison *c, const struct marks *marks)
{
    size_t first;
    for (size_t i = 0; i < marks->n; i++)
        if (seen_find(&c->a->marks, marks->of[i], &first) && first != c->place)
            return first;
    return NOWHERE;
}

static void add_overlap(struct comparison *c, enum relation relation, size_t place, struct view environment)
{
    struct overlaps *all = &c->found;
    if (place == NOWHERE)
        return;
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].place == place && all->items[i].relation == relation) {
            all->items[i].more++;
            return;
        }
    if (all->n < LIMIT_ARCHIVE_PROBLEMS)
        *LIST_ADD(c->arena, all) = (struct overlap){ .place = place, .relation = relation, .environment = environment };
}

static void compare_removals(struct comparison *c, const struct environment *environment, struct view sha256)
{
    struct marks removed = marks_of(c, environment, "remove", sha256);
    unsigned char bytes[sizeof c->record->certs[0].cert->sha256];
    struct view old = { .p = (const char *)bytes, .n = sizeof bytes };
    add_overlap(c, REMOVES_THIS, earlier_that_asked(c, &removed), environment->name);
    if (!hex_read(c->record->replaced.sha256, bytes, sizeof bytes))
        return;
    removed = marks_of(c, environment, "remove", old);
    first_that_asked(c, &removed);
    const struct marks installed = marks_of(c, environment, "install", old);
    add_overlap(c, IS_REMOVED, earlier_that_asked(c, &installed), environment->name);
}

/* The main certificate; of a renewal what comes in the place of the old one, beside which the main one may have stayed the same. */
static const struct cert *subject_of(const struct case_record *record)
{
    const struct replaced *old = &record->replaced;
    for (size_t i = 0; old->subject.n && i < record->n_certs; i++)
        if (record->certs[i].cert && certs_follows(record->certs[i].cert, old->subject, old->key_sha256))
            return record->certs[i].cert;
    return record->certs[0].cert;
}

static struct overlaps find_overlaps(struct across *a, struct arena *arena, const struct case_record *record, size_t place)
{
    const struct cert *subject = subject_of(record);
    const struct view sha256 = { .p = (const char *)subject->sha256, .n = sizeof subject->sha256 };
    struct comparison c = { .a = a, .arena = arena, .record = record, .place = place };
    for (size_t i = 0; i < record->n_environments; i++) {
        const struct environment *environment = &record->environments[i];
        const struct marks installed = marks_of(&c, environment, "install", sha256);
        add_overlap(&c, ASKS_THE_SAME, first_that_asked(&c, &installed), environment->name);
        compare_removals(&c, environment, sha256);
    }
    return c.found;
}

static void put_overlap(struct arena *arena, const struct overlap *o, const struct kept *earlier, const struct case_record *record,
                        struct bundle_problems *out)
{
    const char *more = o->more ? VIEW_JOIN(arena, VIEW(" and "), view_counted(arena, o->more, "more environment")).p : "";
    const struct view where = view_fmt(arena, "%.*s%s", VIEW_ARG(o->environment), more);
    const struct view path = earlier->path;
    if (o->relation == REMOVES_THIS)
        put_removal(arena, out,
                    view_fmt(arena, "for %.*s %.*s asks to remove the certificate that this one asks to install", VIEW_ARG(where),
                             VIEW_ARG(path)));
    else if (o->relation == IS_REMOVED)
        put_removal(arena, out,
                    view_fmt(arena, "for %.*s it asks to remove the certificate that %.*s asks to install", VIEW_ARG(where),
                             VIEW_ARG(path)));
    else if (earlier->purpose == record->purpose)
        put_problem(arena, out, view_fmt(arena, "the same certificate is requested for %.*s by %.*s", VIEW_ARG(where), VIEW_ARG(path)),
                    "submit one of them");
    else
        put_problem(arena, out,
                    view_fmt(arena, "it asks for %s; for the same certificate and %.*s %.*s asks for %s", purpose_word(record->purpose),
                             VIEW_ARG(where), VIEW_ARG(path), purpose_word(earlier->purpose)),
                    "ask their authors which of them is meant");
}

/* A renewal and its predecessor belong together, whichever comes first; what they both ask for stays. */
static bool is_renewal_of(const struct across *a, const struct overlap *o, const struct kept *earlier, const struct case_record *record)
{
    const struct view old = record->replaced.case_id;
    size_t place;
    bool is_followed = earlier->old.n && view_eq(earlier->old, record->id);
    bool follows = old.n && seen_find(&a->marks, mark_of(a, "case", &old, 1), &place) && place == o->place;
    return (is_followed && o->relation != IS_REMOVED) || (follows && o->relation != REMOVES_THIS);
}

/* The place of an earlier bundle that has the same case id; NOWHERE when none. */
static size_t check_case(struct across *a, struct arena *arena, const struct across_bundle *b, size_t place, struct bundle_problems *out)
{
    struct kept earlier;
    size_t first = seen_first(&a->marks, mark_of(a, "case", &b->record->id, 1), place);
    if (first == place)
        return NOWHERE;
    if (!read_again(a, arena, first, &earlier) || view_eq(earlier.path, b->path))
        return first; /* named twice, it is still one bundle */
    if (memcmp(earlier.sha256, b->sha256, sizeof earlier.sha256) == 0)
        put_problem(arena, out, view_fmt(arena, "it is a copy of %.*s", VIEW_ARG(earlier.path)), "submit one of them");
    else
        put_problem(arena, out,
                    view_fmt(arena, "%.*s has the same case id %.*s with other content", VIEW_ARG(earlier.path), VIEW_ARG(b->record->id)),
                    "find out which of them is in force, and remove the other");
    return first;
}

void across_add(struct across *a, struct arena *arena, const struct across_bundle *bundle, struct bundle_problems *out)
{
    const struct case_record *record = bundle->record;
    struct overlaps overlaps = { 0 };
    size_t place = a->log.n / PLACE_BYTES, same_case;
    if (!record || place >= UINT32_MAX)
        return;
    remember(a, bundle);
    mark_certs(a, record, place);
    same_case = check_case(a, arena, bundle, place, out);
    if (record->n_certs && record->certs[0].cert)
        overlaps = find_overlaps(a, arena, record, place);
    for (size_t i = 0; i < overlaps.n; i++) {
        const struct overlap *o = &overlaps.items[i];
        struct kept earlier;
        if (!read_again(a, arena, o->place, &earlier))
            break;
        if ((o->place != same_case || earlier.purpose != record->purpose) && !is_renewal_of(a, o, &earlier, record))
            put_overlap(arena, o, &earlier, record, out);
    }
}

static void fill_orphan(struct arena *arena, const struct kept *renewal, bool lost, struct across_orphan *out)
{
    const struct view old = renewal->old;
    *out = (struct across_orphan){ .path = renewal->path, .case_id = renewal->id };
    out->problem = (struct bundle_problem){ .kind = BUNDLE_DUPLICATE_ACROSS, .severity = lost ? SEV_NOTE : -1 };
    if (lost) {
        out->problem.detail = view_fmt(arena, "it renews the case %.*s, which is not among these bundles", VIEW_ARG(old));
        out->problem.hint = VIEW("audit it together with its predecessor, so that what it replaces can be checked");
    } else {
        out->problem.detail = view_fmt(arena, "it replaces a certificate that the case %.*s, which it renews, doesn't have", VIEW_ARG(old));
        out->problem.hint = VIEW("make it again with --renews and the bundle of that case");
    }
}

bool across_next_orphan(struct across *a, struct arena *arena, struct across_orphan *out)
{
    struct kept earlier;
    while (a->n > 1 && a->next_orphan < a->log.n / PLACE_BYTES) {
        if (!read_again(a, arena, a->next_orphan, &earlier))
            return false;
        a->next_orphan = place_behind(a->next_orphan, &earlier);
        if (earlier.old.n == 0)
            continue;
        bool lost = !seen_has(&a->marks, mark_of(a, "case", &earlier.old, 1));
        if (!lost && (earlier.replaced == 0 || seen_has(&a->marks, earlier.replaced)))
            continue;
        fill_orphan(arena, &earlier, lost, out);
        return true;
    }
    return false;
}

bool across_ok(struct across *a, struct err *e)
{
    return spool_ok(&a->log, e);
}
