#include "steps/bundle.h"

#include "base/limits.h"
#include "format/bundle/bundle_parts.h"
#include "format/digest.h"
#include "format/zip/zip.h"
#include "steps/route.h"
#include "steps/rules/rules.h"

struct entry_list {
    struct zip_entry *items;
    size_t n, cap;
};

struct writer {
    struct arena *arena;
    const struct case_record *record;
    struct entry_list entries;
    struct manifest listed; /* what manifest.json says: digests that needn't be counted again */
};

static void add_named(struct writer *w, struct view name, struct view bytes)
{
    *LIST_ADD(w->arena, &w->entries) = (struct zip_entry){ .name = name, .bytes = bytes };
}

static void add(struct writer *w, enum bundle_part part, struct view bytes)
{
    add_named(w, bundle_part_name(part), bytes);
}

/* A name that was read from somebody's case.xml must not lead out of the folder, nor hide another entry. */
static bool is_certificate_name(struct view name, const char *ending)
{
    const struct view folder = VIEW("certificates/");
    if (!view_starts(name, folder) || !view_ends(name, view_of(ending)))
        return false;
    struct view slug = view_from(name, folder.n);
    return slug.n > strlen(ending) && slug.p[0] != '.' && view_span(slug, "-_.") == slug.n;
}

static bool add_certificate(struct writer *w, struct view name, const char *ending, struct view bytes, struct err *e)
{
    if (!is_certificate_name(name, ending))
        return err_set(e, ST_FORMAT, "make the case again from its certificate files", "not the name of a certificate in a bundle: %.*s",
                       VIEW_ARG(view_first(name, 150)));
    if (bytes.n == 0)
        return err_set(e, ST_FORMAT, "make the case again from its certificate files", "the bytes of %.*s are missing", VIEW_ARG(name));
    add_named(w, name, bytes);
    return true;
}

static bool add_certificates(struct writer *w, struct err *e)
{
    const struct case_record *c = w->record;
    for (size_t i = 0; i < c->n_certs; i++)
        if (!c->certs[i].inside_pfx && !add_certificate(w, c->certs[i].file, ".cer", c->certs[i].cert->der, e))
            return false;
    return c->pfx_file.n == 0 || add_certificate(w, c->pfx_file, ".pfx", c->pfx_bytes, e);
}

static bool add_record(struct writer *w, struct err *e)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_XML_BYTES); /* what is read back at most */
    struct sink to = sink_buf(&out);
    case_put_xml(&to, w->record);
    if (!sink_ok(&to, "case.xml", e))
        return err_set(e, ST_LIMIT, "split the request", "case.xml gets larger than %d bytes", LIMIT_XML_BYTES);
    add(w, PART_RECORD, view_dup(w->arena, buf_view(&out)));
    return true;
}

static int order(const void *a, const void *b)
{
    const struct zip_entry *x = a, *y = b;
    struct view ticket = bundle_part_name(PART_TICKET);
    bool x_first = view_eq(x->name, ticket), y_first = view_eq(y->name, ticket);
    return x_first != y_first ? (int)y_first - (int)x_first : view_cmp(x->name, y->name);
}

static bool sort(struct entry_list *list, struct err *e)
{
    LIST_SORT(list, order);
    for (size_t i = 1; i < list->n; i++)
        if (view_eq(list->items[i - 1].name, list->items[i].name))
            return err_set(e, ST_INTERNAL, "report this", "two entries are named %.*s", VIEW_ARG(list->items[i].name));
    return true;
}

static void split_generator(struct view generator, struct manifest *m)
{
    size_t at = generator.n;
    while (at > 0 && generator.p[at - 1] != ' ')
        at--;
    m->generator_name = at ? view_first(generator, at - 1) : generator;
    m->generator_version = at ? view_from(generator, at) : view_of("");
}

/* manifest.json lists what stands before it: not itself, nor the sums, which cover it. */
static bool add_manifest(struct writer *w, struct err *e)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_ENTRY_BYTES);
    struct sink to = sink_buf(&out);
    struct manifest m = { .case_id = w->record->id };
    manifest_fill(w->arena, w->entries.items, w->entries.n, &m);
    split_generator(w->record->generator, &m);
    w->listed = m;
    manifest_put(&to, &m);
    if (!sink_ok(&to, "manifest.json", e))
        return false;
    add(w, PART_MANIFEST, view_dup(w->arena, buf_view(&out)));
    return true;
}

/* Both lists have the same order; manifest.json itself is new. */
static void list_all(const struct writer *w, struct manifest *m)
{
    size_t known = 0;
    m->entries = NEW(w->arena, struct manifest_entry, w->entries.n);
    for (size_t i = 0; i < w->entries.n; i++) {
        struct manifest one;
        if (known < w->listed.n_entries && view_eq(w->listed.entries[known].name, w->entries.items[i].name)) {
            m->entries[m->n_entries++] = w->listed.entries[known++];
            continue;
        }
        manifest_fill(w->arena, &w->entries.items[i], 1, &one);
        m->entries[m->n_entries++] = one.entries[0];
    }
}

static bool add_sums(struct writer *w, struct signer *signer, struct err *e)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_ENTRY_BYTES);
    struct sink to = sink_buf(&out);
    struct manifest m = { 0 };
    list_all(w, &m);
    sums_put(&to, m.entries, m.n_entries);
    if (!sink_ok(&to, "SHA256SUMS", e))
        return false;
    struct view sums = view_dup(w->arena, buf_view(&out)), signature;
    if (signer && !signer_sign(signer, w->arena, sums, &signature, e))
        return false;
    if (signer)
        add(w, PART_SIGNATURE, signature);
    add(w, PART_SUMS, sums);
    return true;
}

static bool check_sizes(const struct entry_list *list, struct err *e)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].bytes.n > LIMIT_ENTRY_BYTES)
            return err_set(e, ST_LIMIT, "split the request", "%.*s is larger than %d bytes", VIEW_ARG(list->items[i].name),
                           LIMIT_ENTRY_BYTES);
    return true;
}

bool bundle_write(struct arena *arena, const struct case_record *c, const struct case_texts *texts, struct signer *signer,
                  struct packed *out, struct err *e)
{
    struct writer w = { .arena = arena, .record = c };
    for (enum bundle_part part = 0; part < PART_NAMED_COUNT; part++)
        if (part == PART_TICKET || texts->of[part].n)
            add(&w, part, texts->of[part]);
    if (!add_record(&w, e) || !add_certificates(&w, e))
        return false;
    if (!sort(&w.entries, e) || !add_manifest(&w, e) || !sort(&w.entries, e) || !add_sums(&w, signer, e) || !sort(&w.entries, e))
        return false;
    *out = (struct packed){ .entries = w.entries.items, .n_entries = w.entries.n };
    return check_sizes(&w.entries, e) && zip_pack(arena, out->entries, out->n_entries, &out->bytes, e);
}

static void seal(struct arena *arena, const struct zip_entry *entries, size_t n, unsigned char out[32])
{
    const struct zip_entry *sums = zip_find(entries, n, bundle_part_name(PART_SUMS));
    const struct zip_entry *signature = zip_find(entries, n, bundle_part_name(PART_SIGNATURE));
    digest_sha256(signature ? VIEW_JOIN(arena, sums->bytes, signature->bytes) : sums->bytes, out);
}

void bundle_seal(struct arena *arena, const struct packed *made, unsigned char out[32])
{
    seal(arena, made->entries, made->n_entries, out);
}

/* The sums are written in the order of the entries. */
bool bundle_seal_of(struct arena *arena, struct view bytes, unsigned char out[32])
{
    struct zip_entry *entries;
    struct manifest listed;
    struct entry_list others = { 0 };
    size_t n;
    struct err e;
    if (!zip_unpack(arena, bytes, &entries, &n, &e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const enum bundle_part part = bundle_part_of(entries[i].name);
        if (part != PART_SUMS && part != PART_SIGNATURE)
            *LIST_ADD(arena, &others) = entries[i];
    }
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_ENTRY_BYTES);
    struct sink to = sink_buf(&text);
    const struct zip_entry *sums = zip_find(entries, n, bundle_part_name(PART_SUMS));
    manifest_fill(arena, others.items, others.n, &listed);
    sums_put(&to, listed.entries, listed.n_entries);
    if (!sums || !view_eq(sums->bytes, buf_view(&text)))
        return false;
    seal(arena, entries, n, out);
    return true;
}

const struct case_lookup bundle_lookup = { .find_rule = rules_find, .find_route = route_find };
