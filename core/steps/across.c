#include "steps/across.h"

#include "base/buf.h"
#include "base/limits.h"
#include "format/digest.h"
#include "model/words.h"

enum { KEY_BYTES = 16, FIRST_SLOTS = 1024 };

/* A digest, so that nobody can make two things look like one. */
struct mark {
    unsigned char bytes[KEY_BYTES];
};

struct slot {
    struct mark key;
    uint32_t bundle : 29; /* 1 and up; 0: free */
    uint32_t purpose : 3;
};
enum { LAST_BUNDLE = (1 << 29) - 1 };
static_assert(PURPOSE_COUNT <= 8, "a purpose fits into a slot");

/* What is kept of each bundle is kept small: there may be a hundred thousand. */
struct seen {
    struct view path;
    unsigned char sha256[KEY_BYTES];
};

struct successor {
    size_t bundle; /* its place among those seen */
    struct view case_id, old_id;
};

struct across {
    struct arena arena; /* texts and successors */
    struct seen *bundles;
    size_t n, cap;
    struct slot *slots; /* a power of two, at most three quarters full */
    size_t n_slots, used;
    struct {
        struct successor *items;
        size_t n, cap;
    } successors;
    size_t orphan; /* next to look at */
};

struct across *across_new(void)
{
    struct across *a = calloc(1, sizeof *a);
    if (!a)
        die_oom(sizeof *a);
    return a;
}

void across_free(struct across *a)
{
    free(a->slots);
    free(a->bundles);
    arena_free(&a->arena);
    free(a);
}

/* Parts are told apart by their lengths. */
static struct mark mark_of(const char *kind, const struct view *parts, size_t n)
{
    struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    unsigned char digest[32];
    struct mark key;
    buf_text(&text, kind);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&text, "%zu:", parts[i].n);
        buf_put(&text, parts[i]);
    }
    digest_sha256(buf_view(&text), digest);
    buf_free(&text);
    memcpy(key.bytes, digest, sizeof key.bytes);
    return key;
}

static struct slot *slot_of(struct slot *slots, size_t n, const struct mark *key)
{
    size_t at;
    memcpy(&at, key->bytes, sizeof at);
    for (at &= n - 1; slots[at].bundle && memcmp(slots[at].key.bytes, key->bytes, KEY_BYTES) != 0; at = (at + 1) & (n - 1))
        ;
    return &slots[at];
}

static void make_room(struct across *a)
{
    size_t n = a->n_slots ? 2 * a->n_slots : FIRST_SLOTS;
    if (4 * (a->used + 1) <= 3 * a->n_slots)
        return;
    struct slot *slots = calloc(n, sizeof *slots);
    if (!slots)
        die_oom(n * sizeof *slots);
    for (size_t i = 0; i < a->n_slots; i++)
        if (a->slots[i].bundle)
            *slot_of(slots, n, &a->slots[i].key) = a->slots[i];
    free(a->slots);
    a->slots = slots;
    a->n_slots = n;
}

static const struct slot *find(const struct across *a, const struct mark *key)
{
    const struct slot *slot = a->n_slots ? slot_of(a->slots, a->n_slots, key) : NULL;
    return slot && slot->bundle ? slot : NULL;
}

/* The first one stays. */
static void keep(struct across *a, const struct mark *key, size_t bundle, enum purpose purpose)
{
    make_room(a);
    struct slot *slot = slot_of(a->slots, a->n_slots, key);
    if (slot->bundle)
        return;
    *slot = (struct slot){ .key = *key, .bundle = (uint32_t)(bundle + 1) & LAST_BUNDLE, .purpose = (uint32_t)purpose & 7 };
    a->used++;
}

static void put_problem(struct arena *arena, struct bundle_problems *out, struct view detail, const char *hint)
{
    *LIST_ADD(arena, out) = (struct bundle_problem){
        .kind = BUNDLE_DUPLICATE_ACROSS, .detail = detail, .hint = view_of(hint), .severity = -1,
    };
}

static struct view digest_view(const unsigned char *bytes, size_t n)
{
    return (struct view){ .p = (const char *)bytes, .n = n };
}

/* An environment is known by its key and by its names: one inventory may have both, another only the names. */
static size_t ask_marks(struct arena *arena, const struct case_record *record, const struct environment *environment, struct mark out[2])
{
    const unsigned char *sha256 = record->certs[0].cert->sha256;
    const struct view names[] = { digest_view(sha256, 32), record->infrastructure, record->activation_code,
                                  view_lower(arena, environment->name), view_lower(arena, environment->host) };
    const struct view key[] = { digest_view(sha256, 32), view_lower(arena, environment->key) };
    out[0] = mark_of("names", names, COUNT_OF(names));
    if (environment->key.n)
        out[1] = mark_of("key", key, COUNT_OF(key));
    return environment->key.n ? 2 : 1;
}

/* What one earlier bundle asks for as well. */
struct overlap {
    uint32_t bundle;
    enum purpose purpose;
    struct view environment; /* the first */
    size_t more;
};

struct overlaps {
    struct overlap *items;
    size_t n, cap;
};

static void add_overlap(struct arena *arena, struct overlaps *all, const struct slot *slot, struct view environment)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].bundle == slot->bundle && all->items[i].purpose == (enum purpose)slot->purpose) {
            all->items[i].more++;
            return;
        }
    if (all->n < LIMIT_ARCHIVE_PROBLEMS)
        *LIST_ADD(arena, all) =
            (struct overlap){ .bundle = slot->bundle, .purpose = (enum purpose)slot->purpose, .environment = environment };
}

static struct overlaps find_overlaps(struct across *a, struct arena *arena, const struct case_record *record, size_t number)
{
    struct overlaps all = { 0 };
    for (size_t i = 0; i < record->n_environments; i++) {
        const struct slot *slot = NULL;
        struct mark keys[2];
        size_t n = ask_marks(arena, record, &record->environments[i], keys);
        for (size_t k = n; k-- > 0 && !slot;)
            slot = find(a, &keys[k]);
        if (slot && slot->bundle != number + 1)
            add_overlap(arena, &all, slot, record->environments[i].name);
        for (size_t k = 0; k < n; k++)
            keep(a, &keys[k], number, record->purpose);
    }
    return all;
}

static void put_overlap(struct across *a, struct arena *arena, const struct overlap *o, enum purpose purpose, struct bundle_problems *out)
{
    const struct seen *earlier = &a->bundles[o->bundle - 1];
    char more[60] = "";
    if (o->more)
        snprintf(more, sizeof more, " and %zu more environment%s", o->more, o->more == 1 ? "" : "s");
    if (o->purpose == purpose)
        put_problem(arena, out,
                    view_fmt(arena, "the same certificate is requested for %.*s%s by %.*s", VIEW_ARG(o->environment), more,
                             VIEW_ARG(earlier->path)),
                    "submit one of them");
    else
        put_problem(arena, out,
                    view_fmt(arena, "it asks for %s; for the same certificate and %.*s%s %.*s asks for %s", purpose_word(purpose),
                             VIEW_ARG(o->environment), more, VIEW_ARG(earlier->path), purpose_word(o->purpose)),
                    "ask their authors which of them is meant");
}

/* The number of an earlier bundle that has the same case id, plus one; 0 when none. */
static uint32_t check_case(struct across *a, struct arena *arena, const struct across_bundle *b, size_t number,
                           struct bundle_problems *out)
{
    struct mark key = mark_of("case", &b->record->id, 1);
    const struct slot *slot = find(a, &key);
    keep(a, &key, number, b->record->purpose);
    if (!slot)
        return 0;
    const struct seen *earlier = &a->bundles[slot->bundle - 1];
    if (view_eq(earlier->path, b->path))
        return slot->bundle; /* named twice, it is still one bundle */
    if (memcmp(earlier->sha256, b->sha256, sizeof earlier->sha256) == 0)
        put_problem(arena, out, view_fmt(arena, "it is a copy of %.*s", VIEW_ARG(earlier->path)), "submit one of them");
    else
        put_problem(arena, out,
                    view_fmt(arena, "%.*s has the same case id %.*s with other content", VIEW_ARG(earlier->path), VIEW_ARG(b->record->id)),
                    "find out which of them is in force, and remove the other");
    return slot->bundle;
}

static void remember(struct across *a, const struct across_bundle *b)
{
    const struct replaced *old = &b->record->replaced;
    if (a->n == a->cap) {
        a->cap = a->cap ? 2 * a->cap : FIRST_SLOTS;
        a->bundles = realloc(a->bundles, a->cap * sizeof *a->bundles);
        if (!a->bundles)
            die_oom(a->cap * sizeof *a->bundles);
    }
    a->bundles[a->n] = (struct seen){ .path = view_dup(&a->arena, b->path) };
    memcpy(a->bundles[a->n].sha256, b->sha256, sizeof a->bundles[a->n].sha256);
    if (old->case_id.n)
        *LIST_ADD(&a->arena, &a->successors) = (struct successor){
            .bundle = a->n,
            .case_id = view_dup(&a->arena, b->record->id),
            .old_id = view_dup(&a->arena, old->case_id),
        };
    a->n++;
}

void across_add(struct across *a, struct arena *arena, const struct across_bundle *bundle, struct bundle_problems *out)
{
    const struct case_record *record = bundle->record;
    size_t number = a->n;
    if (!record || number == LAST_BUNDLE)
        return;
    remember(a, bundle);
    uint32_t same_case = check_case(a, arena, bundle, number, out);
    if (record->n_certs == 0 || !record->certs[0].cert)
        return;
    struct overlaps overlaps = find_overlaps(a, arena, record, number);
    for (size_t i = 0; i < overlaps.n; i++)
        if (overlaps.items[i].bundle != same_case || overlaps.items[i].purpose != record->purpose)
            put_overlap(a, arena, &overlaps.items[i], record->purpose, out);
}

bool across_next_orphan(struct across *a, struct arena *arena, struct across_orphan *out)
{
    while (a->n > 1 && a->orphan < a->successors.n) {
        const struct successor *successor = &a->successors.items[a->orphan++];
        struct mark key = mark_of("case", &successor->old_id, 1);
        if (find(a, &key))
            continue;
        *out = (struct across_orphan){ .path = a->bundles[successor->bundle].path, .case_id = successor->case_id };
        out->problem = (struct bundle_problem){
            .kind = BUNDLE_DUPLICATE_ACROSS,
            .detail = view_fmt(arena, "it renews the case %.*s, which is not among these bundles", VIEW_ARG(successor->old_id)),
            .hint = VIEW("audit it together with its predecessor, so that what it replaces can be checked"),
            .severity = SEV_NOTE,
        };
        return true;
    }
    return false;
}
