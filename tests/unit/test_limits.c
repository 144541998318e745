/* Every ceiling in one walk: one below and at it something passes, one above it doesn't. Those of one file alone stand in its own test. */
#include "audit_kit.h"

#include "flow/config_file.h"
#include "flow/walk.h"
#include "folder.h"
#include "format/calendar/holidays.h"
#include "format/container/cms.h"
#include "format/policy_read.h"
#include "format/text/mustache.h"
#include "format/zip/zip_map.h"
#include "secret.h"

struct world {
    struct folder folder; /* the current one */
    struct arena *arena;  /* its own */
    struct err e;
};

static struct view filled(struct arena *arena, size_t n, char with)
{
    char *p = NEW(arena, char, n + 1);
    memset(p, with, n);
    return (struct view){ .p = p, .n = n };
}

/* `text` with so many of `with` behind it that it has n bytes. */
static struct view padded(struct arena *arena, const char *text, size_t n, char with)
{
    struct view tail = filled(arena, n - strlen(text), with);
    return view_fmt(arena, "%s%.*s", text, VIEW_ARG(tail));
}

static bool config_fits(struct world *w, size_t n)
{
    struct config config;
    folder_write(&w->folder, "certcase.json", padded(w->arena, "{\"purpose\":\"server\"}", n, ' '));
    return config_file_read(w->arena, "certcase.json", false, &config, &w->e);
}

static bool policy_fits(struct world *w, size_t n)
{
    struct policy policy;
    struct view text = padded(w->arena, "<policy xmlns='urn:certcase:policy:1' version='1' id='acme'></policy>", n, '\n');
    return policy_read(w->arena, VIEW("policy.xml"), text, &policy, &w->e);
}

static bool password_fits(struct world *w, size_t n)
{
    struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    folder_write(&w->folder, "password", view_fmt(w->arena, "%.*s\nmore", VIEW_ARG(filled(w->arena, n, 'p'))));
    bool ok = secret_from_file("--password-file", "password", &secret, &w->e);
    assert_true(!ok || secret.n == n);
    buf_free(&secret);
    return ok;
}

/* Answers for the texts of a request that go into the record. */
static bool text_fits(struct world *w, const struct request_field *field, size_t n)
{
    struct test_kit t;
    struct worker worker;
    struct made made;
    test_kit_open(&t);
    worker_open(&worker, &t.resources);
    bool refused = view_eq(field->name, VIEW("refusal")); /* which only a case for an own domain's certificate can say */
    const char *const files[] = { refused ? SAMPLES "own-domain.cer" : SAMPLES "partner-root.cer", NULL };
    struct request request = test_request(&t.arena, files, (const char *const[]){ "Test", NULL });
    request.purpose = refused ? PURPOSE_SERVER : request.purpose;
    *(struct view *)(void *)((char *)&request + field->at) = filled(&t.arena, n, 'r');
    bool ok = make_case(&worker, &worker.arena, &request, &t.inventory, &made, &w->e);
    assert_true(!ok || made.items[0].packed.bytes.n > 0);
    worker_close(&worker);
    test_kit_close(&t);
    return ok;
}

static void a_request_says_as_much_as_the_record_takes(void **state)
{
    struct world *w = *state;
    size_t texts = 0;
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++) {
        if (!(f->uses & FIELD_WORDS))
            continue;
        texts++;
        for (size_t n = f->most - 1; n <= f->most + 1; n++)
            if (text_fits(w, f, n) != (n <= f->most))
                fail_msg("%s: %zu", f->name.p, n);
    }
    assert_true(texts >= 3);
    assert_int_equal(request_field_find(VIEW("reason"))->most, LIMIT_REASON_BYTES);
    assert_int_equal(request_field_find(VIEW("contact"))->most, LIMIT_LINE_BYTES);
}

/* Each item costs one step inside the section; the section costs one, and the (empty) indentation in front of it. */
static bool steps_fit(struct world *w, size_t n)
{
    struct mustache *m;
    struct value *root = value_new(w->arena, VALUE_OBJECT), *list = value_list(w->arena, root, "list");
    struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
    struct sink to = sink_buf(&b);
    for (size_t i = 0; i < n - 2; i++)
        value_text(w->arena, list, NULL, VIEW("x"));
    assert_true(mustache_compile(w->arena, VIEW("t"), VIEW("{{#list}}{{gone}}{{/list}}"), &m, &w->e));
    bool ok = mustache_render(m, root, NULL, ESCAPE_TEXT, &to, &w->e);
    buf_free(&b);
    return ok;
}

static bool ticket_fits(struct world *w, size_t n)
{
    struct mustache *m;
    struct value *root = value_new(w->arena, VALUE_OBJECT);
    struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
    struct sink to = sink_buf(&b);
    value_text(w->arena, root, "text", filled(w->arena, n, 't'));
    assert_true(mustache_compile(w->arena, VIEW("t"), VIEW("{{text}}"), &m, &w->e));
    bool ok = mustache_render(m, root, NULL, ESCAPE_TEXT, &to, &w->e);
    assert_true(!ok || b.n == n);
    buf_free(&b);
    return ok;
}

static bool problem_fits(struct world *w, size_t n)
{
    struct bundle_problems problems = { .arena = w->arena };
    for (size_t i = 0; i < n; i++)
        problem_add(&problems, BUNDLE_SECRET, VIEW("a"), "number %zu", i);
    problem_add(&problems, BUNDLE_PASSWORD, VIEW("a"), "another kind has room of its own");
    return problems.n == n + 1;
}

static bool name_fits(struct world *w, size_t n)
{
    struct bundle_problems problems = { .arena = w->arena };
    zip_check_name(w->arena, &(struct archive_entry){ .name = filled(w->arena, n, 'n') }, &problems);
    return problems.n == 0;
}

/* A declared size over the ceiling keeps the entry shut, whatever it holds. */
static bool ratio_fits(struct world *w, size_t times)
{
    struct bundle_problems problems = { .arena = w->arena };
    struct archive_entry entry = { .name = VIEW("a"), .packed = VIEW("\x4b\x04\x00"), .method = 8, .readable = true };
    struct archive archive = { .entries = &entry, .n_entries = 1, .usable = true };
    entry.packed_size = (uint32_t)entry.packed.n;
    entry.size = (uint32_t)(entry.packed.n * times);
    zip_bytes(w->arena, &archive, &problems);
    return entry.unpacked;
}

/* Two packed entries; the second one has what is left, and one byte less or more. */
static bool inflated_fits(struct world *w, size_t n)
{
    struct bundle_problems problems = { .arena = w->arena };
    struct view packed = filled(w->arena, LIMIT_ENTRY_BYTES / 100, 'x'); /* no deflate data; the sizes are looked at before */
    struct archive_entry entries[2] = { { .name = VIEW("a") }, { .name = VIEW("b") } };
    for (size_t i = 0; i < 2; i++) {
        entries[i].packed = packed;
        entries[i].packed_size = (uint32_t)packed.n;
        entries[i].size = i == 0 ? LIMIT_ENTRY_BYTES : (uint32_t)(n - LIMIT_ENTRY_BYTES);
        entries[i].method = 8;
        entries[i].readable = true;
    }
    zip_bytes(w->arena, &(struct archive){ .entries = entries, .n_entries = 2, .usable = true }, &problems);
    for (size_t i = 0; i < problems.n; i++)
        if (problems.items[i].kind == BUNDLE_LIMIT_EXCEEDED)
            return false;
    return true;
}

static bool folders_fit(struct world *w, size_t n)
{
    struct view_list named = { 0 };
    struct view path = VIEW("deep");
    *LIST_ADD(w->arena, &named) = path;
    for (size_t i = 1; i < n; i++)
        path = view_fmt(w->arena, "%.*s/f", VIEW_ARG(path));
    assert_true(folder_make(path.p, &w->e));
    folder_write(&w->folder, view_fmt(w->arena, "%.*s/a.zip", VIEW_ARG(path)).p, VIEW("x"));
    struct walk *walk = walk_open(&(struct walk_options){ .named = &named });
    bool ok = true;
    struct walk_item found;
    while (walk_next(walk, w->arena, &found))
        ok = ok && found.trouble.status == ST_OK;
    walk_close(walk);
    folder_sh(&w->folder, "rm -r deep");
    return ok;
}

static bool signature_fits(struct world *w, size_t n)
{
    struct signature got;
    struct x509_ctx *x = x509_new();
    size_t at;
    signer_verify(NULL, x, w->arena, VIEW("sums"), filled(w->arena, n, '0'), 0, &got);
    x509_free(x);
    assert_int_equal(got.state, SIGNATURE_INVALID);
    return !view_find(got.why, VIEW("at most"), &at);
}

static bool signature_certs_fit(struct world *w, size_t n)
{
    struct signature got;
    struct x509_ctx *x = x509_new();
    struct view command = view_fmt(w->arena,
                                   "rm -f more.pem; i=1; while [ $i -lt %zu ]; do openssl req -x509 -new -key k.pem -subj /CN=s -days 9 "
                                   ">>more.pem; i=$((i + 1)); done; openssl cms -sign -binary -outform DER -in sums -nosmimecap "
                                   "-signer signer.pem -inkey k.pem -certfile more.pem -out p7s",
                                   n);
    folder_write(&w->folder, "sums", VIEW("sums"));
    folder_sh(&w->folder, "[ -s k.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -subj /CN=s "
                          "-days 9 -out signer.pem");
    folder_sh(&w->folder, command.p);
    signer_verify(NULL, x, w->arena, VIEW("sums"), folder_read(&w->folder, "p7s"), (int64_t)time(NULL), &got);
    x509_free(x);
    return got.state == SIGNATURE_UNCHECKED;
}

/* So many certificates in a bundle's two files, and none of them large. */
static bool certificates_counted_fit(struct world *w, size_t n)
{
    struct view pem;
    void *state;
    assert_true(file_read(w->arena, SAMPLES "partner-root.pem", LIMIT_INPUT_BYTES, &pem, &w->e));
    struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
    for (size_t i = 0; i < n / 2; i++)
        buf_put(&b, pem);
    audit_set_up(&state);
    struct audit_kit *k = state;
    audit_add(k, "certificates/a.pem", buf_view(&b));
    if (n % 2)
        buf_put(&b, pem);
    audit_add(k, "certificates/b.pem", buf_view(&b));
    bool ok = !audit_found(audit_of(k, audit_pack(k)), "limit-exceeded");
    assert_int_equal(k->seen.evidence.certs.n, ok ? n : n / 2);
    assert_null(audit_found(&k->seen.findings, "entry-unlisted")); /* what is left out is no stranger */
    audit_tear_down(&state);
    buf_free(&b);
    return ok;
}

/* A bundle that others made, of two files named as certificates. */
static bool certificates_fit(struct world *w, size_t n)
{
    void *state;
    audit_set_up(&state);
    struct audit_kit *k = state;
    audit_add(k, "certificates/a.cer", filled(w->arena, n / 2, '0'));
    audit_add(k, "certificates/b.cer", filled(w->arena, n - n / 2, '0'));
    bool ok = !audit_found(audit_of(k, audit_pack(k)), "limit-exceeded");
    audit_tear_down(&state);
    return ok;
}

/* A repetition costs ten years and those it is followed for; the last one takes what is left. */
static bool years_fit(struct world *w, size_t n)
{
    struct holidays holidays;
    struct buf b = BUF_INIT(LIMIT_ICAL_BYTES);
    buf_text(&b, "BEGIN:VCALENDAR\n");
    for (size_t i = 0; i < n / 10; i++)
        buf_fmt(&b, "BEGIN:VEVENT\nDTSTART:20270101\nRRULE:FREQ=YEARLY;UNTIL=%zu0110\nEND:VEVENT\n", 2027 + (i == 0 ? n % 10 : 0));
    buf_text(&b, "END:VCALENDAR\n");
    bool ok = holidays_read(w->arena, VIEW("feed"), buf_view(&b), 1795161600, &holidays, &w->e);
    buf_free(&b);
    return ok;
}

static const struct {
    const char *name;
    size_t ceiling;
    bool (*fits)(struct world *w, size_t n);
} rows[] = {
    { "configuration", LIMIT_CONFIG_BYTES, config_fits },
    { "policy", LIMIT_POLICY_BYTES, policy_fits },
    { "password", LIMIT_PASSWORD_BYTES, password_fits },
    { "template steps", LIMIT_TEMPLATE_STEPS, steps_fit },
    { "ticket", LIMIT_TICKET_BYTES, ticket_fits },
    { "problems", LIMIT_ARCHIVE_PROBLEMS, problem_fits },
    { "entry name", LIMIT_ENTRY_NAME, name_fits },
    { "ratio", LIMIT_INFLATE_RATIO, ratio_fits },
    { "inflated", LIMIT_INFLATED_BYTES, inflated_fits },
    { "bytes of a bundle's certificates", LIMIT_AUDIT_CERT_BYTES, certificates_fit },
    { "certificates of a bundle", LIMIT_CERTS, certificates_counted_fit },
    { "years of repetitions", LIMIT_REPEAT_YEARS, years_fit },
    { "folders", LIMIT_FOLDER_DEPTH, folders_fit },
    { "signature", LIMIT_SIGNATURE_BYTES, signature_fits },
    { "certificates of a signature", LIMIT_SIGNATURE_CERTS, signature_certs_fit },
};

static void a_ceiling_is_kept_to_the_byte(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n = rows[i].ceiling - 1; n <= rows[i].ceiling + 1; n++) {
            bool want = n <= rows[i].ceiling;
            if (rows[i].fits(w, n) != want)
                fail_msg("%s: %zu %s (%s)", rows[i].name, n, want ? "is refused" : "passes", want ? w->e.what : "");
            arena_reset(w->arena);
        }
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    folder_open(&w->folder);
    assert_int_equal(chdir(w->folder.path), 0);
    w->arena = &w->folder.arena;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    assert_int_equal(chdir("/"), 0);
    folder_close(&w->folder);
    free(w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ceiling_is_kept_to_the_byte),
        cmocka_unit_test(a_request_says_as_much_as_the_record_takes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
