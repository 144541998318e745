#include "flow/batch/batch_parts.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/digest.h"
#include "model/words.h"

static void add_list(struct buf *b, const struct view_list *list, bool paths)
{
    char text[DECIMAL_TEXT];
    buf_putc(b, '[');
    buf_text(b, decimal_text(list->n, text));
    buf_putc(b, ']');
    for (size_t i = 0; i < list->n; i++)
        digest_part(b, paths ? path_name(list->items[i]) : list->items[i]);
}

static void add_word(struct buf *b, const char *word)
{
    buf_text(b, word);
    buf_putc(b, ' ');
}

static void add_field(struct buf *b, const struct request *request, const struct request_field *f)
{
    switch (f->kind) {
    case FIELD_TEXT:
        digest_part(b, request_text(request, f));
        break;
    case FIELD_PATH:
        digest_part(b, path_name(request_text(request, f)));
        break;
    case FIELD_TEXTS:
    case FIELD_PATHS:
        add_list(b, request_list(request, f), f->kind == FIELD_PATHS);
        break;
    case FIELD_PURPOSE:
        add_word(b, purpose_word(request->purpose));
        break;
    case FIELD_HOSTING:
        add_word(b, hosting_word(request->hosting));
        break;
    case FIELD_EDITION:
        add_word(b, edition_word(request->edition));
        break;
    case FIELD_DAY:
        buf_fmt(b, "%d ", (int)request_day(request, f));
        break;
    }
}

void identity_request(const struct request *request, unsigned char out[32])
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < REQUEST_FIELDS; i++)
        add_field(&b, request, &request_fields[i]);
    digest_sha256(buf_view(&b), out);
}

struct digests {
    unsigned char (*items)[32];
    size_t n;
};

static bool finish(struct arena *arena, const struct request *request, struct digests *d, unsigned char out[32], struct err *e)
{
    struct view bytes;
    if (request->renews.n) {
        if (!file_read(arena, request->renews.p, LIMIT_BUNDLE_BYTES, &bytes, e))
            return false;
        digest_sha256(bytes, d->items[d->n++]);
    }
    digest_sha256((struct view){ .p = (const char *)d->items, .n = 32 * d->n }, out);
    return true;
}

bool identity_files(struct arena *arena, const struct request *request, unsigned char out[32], struct err *e)
{
    const struct view_list *paths = &request->certificates;
    struct digests d = { .items = arena_alloc(arena, 32, 1, paths->n + 1) };
    struct view bytes;
    for (size_t i = 0; i < paths->n; i++) {
        if (!file_read(arena, paths->items[i].p, LIMIT_INPUT_BYTES, &bytes, e))
            return false;
        digest_sha256(bytes, d.items[d.n++]);
    }
    return finish(arena, request, &d, out, e);
}

/* Of the file as it was given. */
static const unsigned char *given_digest(const struct cert_file *file)
{
    return file->came_as.n ? file->came_sha256 : file->sha256;
}

bool identity_evidence(struct arena *arena, const struct request *request, const struct evidence *evidence, unsigned char out[32],
                       struct err *e)
{
    struct digests d = { .items = arena_alloc(arena, 32, 1, evidence->n_files + 1) };
    for (size_t i = 0; i < evidence->n_files; i++)
        memcpy(d.items[d.n++], given_digest(evidence->files[i]), 32);
    return finish(arena, request, &d, out, e);
}

/* A PFX stands for its certificate: its bytes are at hand without the password. */
static bool find_subject(const struct case_input *input, unsigned char out[32], enum purpose *purpose)
{
    const struct evidence *evidence = &input->evidence;
    *purpose = input->decided.purpose;
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->container == CONTAINER_PKCS12) {
            memcpy(out, given_digest(evidence->files[i]), 32);
            *purpose = PURPOSE_CLIENT_SIDE;
            return true;
        }
    if (input->subject)
        memcpy(out, input->subject->sha256, 32);
    return input->subject != NULL;
}

/* One of its name in another infrastructure has another host; only where neither has one, the infrastructures tell. */
static void add_environment(struct arena *arena, struct buf *b, const struct case_input *input, const struct environment *env)
{
    struct view infrastructure = input->request.infrastructure;
    if (infrastructure.n == 0 && input->inventory)
        infrastructure = input->inventory->infrastructure;
    digest_part(b, env->key);
    digest_part(b, text_folded(arena, env->name));
    digest_part(b, env->host.n ? view_lower(arena, env->host) : text_folded(arena, infrastructure));
}

void identity_keys(struct arena *arena, const struct case_input *input, struct identity_keys *out)
{
    unsigned char subject[32], digest[32];
    enum purpose purpose;
    if (!find_subject(input, subject, &purpose))
        return;
    for (size_t i = 0; i < input->groups.n; i++)
        for (size_t j = 0; j < input->groups.items[i].n; j++) {
            const struct environment *env = &input->groups.items[i].items[j];
            AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
            struct identity_key *key = LIST_ADD(arena, out);
            buf_put(&b, (struct view){ .p = (const char *)subject, .n = sizeof subject });
            buf_text(&b, purpose_word(purpose));
            add_environment(arena, &b, input, env);
            digest_sha256(buf_view(&b), digest);
            key->environment = view_dup(arena, env->name);
            for (size_t k = 0; k < 8; k++)
                key->hash = key->hash << 8 | digest[k];
        }
}

static void add_digest(struct buf *b, const unsigned char digest[32])
{
    digest_part(b, (struct view){ .p = (const char *)digest, .n = 32 });
}

/* A file's digest, or nothing of it: then a change is not noticed, but what needs the file says so itself. */
static void add_file(struct buf *b, struct view path)
{
    AUTO(arena_free) struct arena arena = { 0 };
    unsigned char digest[32] = { 0 };
    struct view bytes;
    struct err ignored;
    if (path.n && file_read(&arena, path.p, LIMIT_BUNDLE_BYTES, &bytes, &ignored))
        digest_sha256(bytes, digest);
    add_digest(b, digest);
}

void identity_run(const struct batch_options *o, unsigned char out[32])
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_OUTPUT_BYTES);
    unsigned char templates[32];
    templates_digest(o->resources->templates, templates);
    digest_part(&b, o->resources->wishes->version);
    buf_fmt(&b, "%jd ", (intmax_t)o->resources->wishes->now);
    add_digest(&b, o->inventory ? o->inventory->sha256 : templates);
    add_digest(&b, o->resources->catalog->sha256);
    add_digest(&b, o->resources->holidays->sha256);
    add_digest(&b, templates);
    digest_part(&b, o->resources->wishes->platform);
    if (o->resources->wishes->convert)
        digest_part(&b, VIEW("convert"));
    for (size_t i = 0; i < o->resources->wishes->accept.n; i++)
        digest_part(&b, o->resources->wishes->accept.items[i]);
    if (o->resources->policy)
        add_digest(&b, o->resources->policy->sha256);
    add_file(&b, o->resources->roots.bundle ? o->resources->ca_bundle : VIEW(""));
    if (o->resources->roots.windows)
        add_digest(&b, o->resources->roots.windows->sha256);
    add_file(&b, o->resources->wishes->sign);
    digest_sha256(buf_view(&b), out);
}
