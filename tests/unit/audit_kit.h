/* audit_kit.h - for tests of audit: a kit, a bundle made from samples, the bundle packed again with changes, and what was found. */
#ifndef TESTS_AUDIT_KIT_H
#define TESTS_AUDIT_KIT_H

#include "kit.h"

#include "flow/audit/audit.h"
#include "format/bundle/bundle_parts.h"
#include "format/digest.h"
#include "format/zip/zip.h"

struct audit_kit {
    struct test_kit t;
    struct worker w;     /* makes */
    struct worker judge; /* audits; reset before each audit */
    struct audited seen;
    struct zip_entry *entries; /* of the bundle at hand */
    size_t n;
};

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static inline bool no_password(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e)
{
    (void)from, (void)path, (void)request, (void)secret, (void)e;
    return false;
}

static inline int audit_set_up(void **state)
{
    struct audit_kit *k = calloc(1, sizeof *k);
    setenv("TZ", "UTC0", 1);
    tzset();
    test_kit_open(&k->t);
    worker_open(&k->w, &k->t.resources);
    worker_open(&k->judge, &k->t.resources);
    *state = k;
    return 0;
}

static inline int audit_tear_down(void **state)
{
    struct audit_kit *k = *state;
    worker_close(&k->w);
    worker_close(&k->judge);
    test_kit_close(&k->t);
    free(k);
    return 0;
}

/* Makes the bundle of a request and takes it apart. */
static inline struct view audit_make(struct audit_kit *k, const struct request *request)
{
    struct made made;
    struct err e = { 0 };
    if (!make_case(&k->w, &k->w.arena, request, &k->t.inventory, &made, &e) || made.items[0].packed.bytes.n == 0)
        fail_msg("no bundle of %s: %s %s", request->certificates.items[0].p, e.where, e.what);
    struct view archive = view_dup(&k->w.arena, made.items[0].packed.bytes);
    if (!zip_unpack(&k->w.arena, archive, &k->entries, &k->n, &e))
        fail_msg("%s", e.what);
    return archive;
}

static inline struct view audit_make_of(struct audit_kit *k, const char *const *paths, const char *environment)
{
    const struct request request = test_request(&k->t.arena, paths, (const char *const[]){ environment, NULL });
    return audit_make(k, &request);
}

static inline const struct findings *audit_of(struct audit_kit *k, struct view archive)
{
    struct err e = { 0 };
    arena_reset(&k->judge.arena);
    if (!audit_bundle(&k->judge, &k->judge.arena, VIEW("test.zip"), archive, &k->seen, &e))
        fail_msg("%s: %s", e.where, e.what);
    return &k->seen.findings;
}

static inline const struct finding *audit_found(const struct findings *f, const char *rule)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->items[i].rule->id, rule) == 0)
            return &f->items[i];
    return NULL;
}

static inline void audit_print(const struct findings *f)
{
    for (size_t i = 0; i < f->n; i++)
        print_error("  %d %s: %.*s\n", (int)f->items[i].severity, f->items[i].rule->id, VIEW_ARG(f->items[i].message));
}

/* Only findings of the group bundle count here, without notes. */
static inline size_t audit_count(const struct findings *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->items[i].rule->group == GROUP_BUNDLE && f->items[i].severity != SEV_NOTE;
    return n;
}

static inline struct zip_entry *audit_entry(struct audit_kit *k, const char *name)
{
    for (size_t i = 0; i < k->n; i++)
        if (view_eq_text(k->entries[i].name, name))
            return &k->entries[i];
    fail_msg("no entry %s", name);
    return NULL;
}

static inline void audit_add(struct audit_kit *k, const char *name, struct view bytes)
{
    struct zip_entry *more = NEW(&k->w.arena, struct zip_entry, k->n + 1);
    if (k->n)
        memcpy(more, k->entries, k->n * sizeof *more);
    more[k->n] = (struct zip_entry){ .name = view_of(name), .bytes = bytes };
    k->entries = more;
    k->n++;
}

static inline void audit_drop(struct audit_kit *k, const char *name)
{
    struct zip_entry *entry = audit_entry(k, name);
    size_t at = (size_t)(entry - k->entries);
    memmove(entry, entry + 1, (k->n - at - 1) * sizeof *entry);
    k->n--;
}

/* Every `from` in the entry becomes `to`. */
static inline void audit_replace(struct audit_kit *k, const char *name, const char *from, const char *to)
{
    struct zip_entry *entry = audit_entry(k, name);
    struct buf b = BUF_INIT(LIMIT_ENTRY_BYTES);
    struct view rest = entry->bytes;
    size_t at, hits = 0;
    for (; view_find(rest, view_of(from), &at); hits++) {
        buf_put(&b, view_first(rest, at));
        buf_text(&b, to);
        rest = view_from(rest, at + strlen(from));
    }
    buf_put(&b, rest);
    entry->bytes = view_dup(&k->w.arena, buf_view(&b));
    buf_free(&b);
    if (hits == 0)
        fail_msg("'%s' is not in %s", from, name);
}

static inline struct view audit_pack(struct audit_kit *k)
{
    struct view archive;
    struct err e;
    if (!zip_pack(&k->w.arena, k->entries, k->n, &archive, &e))
        fail_msg("%s", e.what);
    return archive;
}

static inline struct view audit_sink_text(struct audit_kit *k, struct buf *b)
{
    struct view text = view_dup(&k->w.arena, buf_view(b));
    buf_free(b);
    return text;
}

/* Lists everything anew, as somebody would who knows the format: manifest first, then the sums over it. */
static inline struct view audit_pack_listed(struct audit_kit *k)
{
    struct manifest m;
    struct err e;
    struct buf b = BUF_INIT(LIMIT_ENTRY_BYTES);
    struct sink to = sink_buf(&b);
    if (!manifest_read(&k->w.arena, audit_entry(k, "manifest.json")->bytes, &m, &e))
        fail_msg("%s", e.what);
    struct zip_entry *listed = NEW(&k->w.arena, struct zip_entry, k->n);
    size_t n = 0, n_all = 0;
    for (size_t i = 0; i < k->n; i++)
        if (bundle_part_of(k->entries[i].name) != PART_MANIFEST && !view_starts(k->entries[i].name, VIEW("SHA256SUMS")))
            listed[n++] = k->entries[i];
    manifest_fill(&k->w.arena, listed, n, &m);
    manifest_put(&to, &m);
    audit_entry(k, "manifest.json")->bytes = audit_sink_text(k, &b);
    for (size_t i = 0; i < k->n; i++)
        if (!view_starts(k->entries[i].name, VIEW("SHA256SUMS")))
            listed[n_all++] = k->entries[i];
    manifest_fill(&k->w.arena, listed, n_all, &m);
    b = BUF_INIT(LIMIT_ENTRY_BYTES);
    sums_put(&to, m.entries, m.n_entries);
    audit_entry(k, "SHA256SUMS")->bytes = audit_sink_text(k, &b);
    return audit_pack(k);
}

#define AUDIT_TEST(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)

#endif
