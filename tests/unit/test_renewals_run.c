/* Many files listed: bundles, loose certificates, what can't be read; the same list for any number of workers. */
#include "flow/renewals/renewals.h"

#include "costly_pfx.h"
#include "folder.h"
#include "kit.h"
#include "report/items.h"
#include "report/report.h"

struct state {
    struct folder folder;
    struct test_kit kit;
};

struct heard {
    struct buf text; /* a line a trouble */
    size_t looked;
};

static void hear(void *to, const struct err *e)
{
    struct heard *h = to;
    buf_fmt(&h->text, "%s: %s\n", e->where, e->what);
}

static void look(void *to, size_t files)
{
    struct heard *h = to;
    assert_true(files == h->looked || files == h->looked + 1);
    h->looked = files;
}

/* Makes FOLDER/ID.zip (or ID-cloud.zip and so on) of samples. */
static void make(struct state *s, const char *path, const char *const *samples, const char *const *environments, const char *renews)
{
    struct request request = test_request(&s->folder.arena, samples, environments);
    struct view id = path_name(view_of(path));
    struct worker w;
    struct made made = { 0 };
    struct err e;
    request.id = view_first(id, id.n - 4);
    request.renews = view_of(renews);
    worker_open(&w, &s->kit.resources);
    if (!make_case(&w, &w.arena, &request, &s->kit.inventory, &made, &e))
        fail_msg("%s: %s", e.where, e.what);
    assert_int_equal(made.n, 1);
    assert_int_not_equal(made.items[0].packed.bytes.n, 0);
    folder_write(&s->folder, path, made.items[0].packed.bytes);
    worker_close(&w);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static int set_up(void **state)
{
    struct state *s = calloc(1, sizeof *s);
    folder_open(&s->folder);
    test_kit_open(&s->kit);
    folder_sh(&s->folder, "mkdir -p in/sub loose");
    make(s, "in/old.zip", LIST(SAMPLES "old-root.cer"), LIST("Production", "Test"), NULL);
    make(s, "in/sub/client.zip", LIST(SAMPLES "partner-client-3des.pfx"), LIST("Production"), NULL);
    char old[200], line[800];
    snprintf(old, sizeof old, "%s/in/old.zip", s->folder.path);
    make(s, "in/new.zip", LIST(SAMPLES "partner-root.cer"), LIST("Test"), old);
    snprintf(
        line, sizeof line,
        "echo no > in/broken.zip; echo x > in/note.txt; cp in/old.zip in/z-copy.zip; cp '%s'own-domain.cer '%s'vendor-wildcard.cer loose;"
        " cp '%s'partner-chain.pem loose/chain.crt; cp '%s'signer.key loose/key.pem; cp '%s'partner-cas.pfx loose;"
        " (cd loose; zip -q certs.zip own-domain.cer; zip -q none.zip key.pem)",
        SAMPLES, SAMPLES, SAMPLES, SAMPLES, SAMPLES);
    folder_sh(&s->folder, line);
    assert_int_equal(chdir(s->folder.path), 0);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct state *s = *state;
    assert_int_equal(chdir("/"), 0);
    test_kit_close(&s->kit);
    folder_close(&s->folder);
    free(s);
    return 0;
}

static void run_from(struct state *s, const char *const *paths, unsigned threads, uint64_t rounds, struct heard *heard,
                     struct renewals_run *run)
{
    struct view_list *list = NEW(&s->folder.arena, struct view_list, 1);
    for (size_t i = 0; paths[i]; i++)
        *LIST_ADD(&s->folder.arena, list) = view_of(paths[i]);
    *heard = (struct heard){ .text = BUF_INIT(1 << 20) };
    buf_text(&heard->text, "");
    *run = (struct renewals_run){
        .resources = &s->kit.resources, .files.named = list, .within = 60, .threads = threads, .to = heard, .trouble = hear, .looked = look,
        .rounds = rounds,
    };
    renewals_run(run);
}

static void run_with(struct state *s, const char *const *paths, unsigned threads, struct heard *heard, struct renewals_run *run)
{
    run_from(s, paths, threads, 0, heard, run);
}

static const struct renewal *find(const struct renewals_run *run, const char *name, size_t places)
{
    for (size_t i = 0; i < run->totals.certificates; i++)
        if (view_eq_text(run->rows[i]->name, name) && run->rows[i]->n_places == places)
            return run->rows[i];
    fail_msg("%s for %zu environments isn't listed", name, places);
    return NULL;
}

static void bundles_give_their_certificates_and_what_they_replace(void **state)
{
    struct renewals_run run;
    struct heard heard;
    run_with(*state, LIST("in"), 2, &heard, &run);
    const struct renewal *old = find(&run, "Partner Root CA", 2), *client = find(&run, "outsystems-client", 1);
    assert_int_equal(old->status, RENEWAL_DUE);
    assert_int_equal(old->ask_by, day_of(2026, 11, 27)); /* as the bundle says: by the same catalog */
    assert_int_equal(old->expires, day_of(2026, 12, 20));
    assert_int_equal(old->days_left, 30);
    assert_int_equal(old->copies, 1);
    assert_true(view_eq_text(old->file, "in/old.zip") && old->file_exact);
    assert_false(old->places[0].renewed);
    assert_true(old->places[1].renewed);
    assert_true(view_eq_text(old->renewed_by, "new") && view_eq_text(old->renewed_in, "in/new.zip"));
    assert_int_equal(client->status, RENEWAL_FINE); /* known from the record: nobody gave the password to the bundle's PFX */
    assert_int_equal(client->hosting, HOST_CLOUD);
    assert_true(client->pfx);
    assert_int_equal(find(&run, "Partner Issuing CA 1", 1)->purpose, PURPOSE_CLIENT_SIDE);
    assert_string_equal(heard.text.p, "in/broken.zip: the archive can't be read: no end of a central directory: this is no zip archive, or "
                                      "it was cut off\n");
    assert_int_equal(run.totals.troubles, 1);
    assert_int_equal(run.totals.due, 1);
    assert_int_equal(run.totals.others, 1);
    assert_int_equal(run.totals.files, 5);
    assert_int_equal(run.totals.changed, 0);
    assert_int_equal(old->doubt, CLAIM_NONE);
    buf_free(&heard.text);
    renewals_run_free(&run);
}

static void loose_files_are_listed_by_their_content(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    run_with(s, LIST("loose"), 2, &heard, &run);
    const struct renewal *own = find(&run, "apps.example.com", 0);
    assert_int_equal(own->purpose, PURPOSE_SERVER);
    assert_int_equal(own->ask_by, DAY_NONE);
    assert_int_equal(own->status, RENEWAL_FINE);
    assert_int_equal(own->copies, 1); /* in the zip that is no bundle, too */
    assert_int_equal(find(&run, "*.outsystemsenterprise.com", 0)->status, RENEWAL_VENDORS);
    assert_int_equal(find(&run, "Partner Root CA", 0)->purpose,
                     PURPOSE_TRUSTED_ROOT); /* in the PFX, which the kit's password opens, and in the chain */
    assert_int_equal(run.totals.others, 2); /* a key, and a zip with nothing but it */
    assert_string_equal(heard.text.p, "");
    buf_free(&heard.text);
    renewals_run_free(&run);
    s->kit.wishes.password.get = NULL;
    run_with(s, LIST("loose/partner-cas.pfx", "loose/key.pem", "loose/none.zip", "gone.cer"), 2, &heard, &run);
    assert_string_equal(heard.text.p, "loose/partner-cas.pfx: the PFX could not be opened, so when it expires is not known\n"
                                      "loose/key.pem: it is a private key, so nothing in it expires that could be listed\n"
                                      "loose/none.zip: there is no certificate in it\n"
                                      "gone.cer: can't open: No such file or directory\n");
    assert_int_equal(run.totals.certificates, 0);
    buf_free(&heard.text);
    renewals_run_free(&run);
}

static struct view put_json(struct state *s, const struct renewals_run *run)
{
    struct buf b = BUF_INIT(4 << 20);
    struct sink to = sink_buf(&b);
    struct report_run to_json = { .to = &to, .version = VIEW("0"), .now = s->kit.wishes.now };
    const struct renewal_list list = { .unreadable = &run->unreadable,
                                       .catalog = &s->kit.catalog,
                                       .holidays = s->kit.resources.holidays,
                                       .within = run->within,
                                       .rows = run->rows,
                                       .n = run->totals.certificates,
                                       .totals = &run->totals };
    report_find(&renewal_reports, VIEW("json"))->one.renewals(&to_json, &list);
    struct view out = view_dup(&s->folder.arena, buf_view(&b));
    buf_free(&b);
    return out;
}

static void the_same_list_for_any_number_of_workers(void **state)
{
    struct state *s = *state;
    struct view first = { 0 };
    folder_sh(&s->folder, "mkdir many; for i in $(seq 100 199); do cp in/old.zip many/$i.zip; cp in/broken.zip many/$i-b.zip; done");
    for (unsigned threads = 1; threads <= 9; threads += 4) {
        struct renewals_run run;
        struct heard heard;
        run_with(s, LIST("many", "in", "loose"), threads, &heard, &run);
        struct view text = view_fmt(&s->folder.arena, "%s%s", put_json(s, &run).p, heard.text.p);
        assert_int_equal(run.totals.troubles, 101);
        if (first.n == 0)
            first = text;
        assert_string_equal(text.p, first.p);
        buf_free(&heard.text);
        renewals_run_free(&run);
    }
    folder_sh(&s->folder, "rm -r many");
}

/* One damaged entry costs no other. */
static void what_can_be_unpacked_is_listed(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(
        &s->folder,
        "mkdir half; cd half; cp ../loose/own-domain.cer a.cer; cp ../loose/vendor-wildcard.cer b.cer; zip -q -P secret ../half.zip b.cer;"
        " zip -q ../half.zip a.cer");
    run_with(s, LIST("half.zip"), 1, &heard, &run);
    assert_string_equal(heard.text.p, "half.zip: 1 of its entries can't be read: it is encrypted\n");
    assert_int_equal(run.totals.certificates, 1);
    assert_int_equal(find(&run, "apps.example.com", 0)->status, RENEWAL_FINE);
    buf_free(&heard.text);
    renewals_run_free(&run);
}

/* A record may say anything; the certificate that is shipped counts. */
static void a_record_that_contradicts_its_certificate_is_told(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(
        &s->folder,
        "mkdir odd; cd odd; unzip -q ../in/old.zip; cp ../loose/own-domain.cer certificates/partner-root-ca.cer; zip -q ../odd.zip -r .;"
        " printf '<case/>' > case.xml; zip -q ../bad.zip -r .");
    run_with(s, LIST("odd.zip", "bad.zip"), 1, &heard, &run);
    assert_non_null(strstr(heard.text.p, "odd.zip: its record and certificates/partner-root-ca.cer disagree\n"));
    assert_non_null(strstr(heard.text.p, "bad.zip: its record can't be read: "));
    assert_int_equal(find(&run, "Partner Root CA", 2)->status, RENEWAL_DUE);
    assert_int_equal(find(&run, "apps.example.com", 0)->case_id.n, 0);
    assert_int_equal(find(&run, "Partner Root CA", 2)->doubt, CLAIM_CHANGED);
    assert_int_equal(find(&run, "apps.example.com", 0)->doubt, CLAIM_CHANGED);
    assert_int_equal(run.totals.changed, 2);
    buf_free(&heard.text);
    renewals_run_free(&run);
}

/* The record's own date would make the certificate its own successor. */
static void a_successor_lasts_as_long_as_its_certificate_not_its_record(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(&s->folder,
              "mkdir liar; cd liar; unzip -q ../in/old.zip; digest=$(grep -o 'sha256=\"[0-9a-f]*\"' case.xml | head -n 1);"
              " sed -i -e 's/notAfter=\"2026[^ ]*/notAfter=\"2099-01-01T00:00:00Z\"/'"
              " -e \"s/<service/<replaces case='old' $digest\\/><service/\" case.xml; zip -q ../liar.zip -r .;"
              " cp ../loose/own-domain.cer certificates/partner-root-ca.cer; zip -q ../other.zip -r .");
    run_with(s, LIST("in/old.zip", "liar.zip"), 1, &heard, &run);
    assert_string_equal(heard.text.p, "");
    assert_int_equal(run.totals.certificates, 1);
    assert_int_equal(run.totals.changed, 1);
    assert_int_equal(find(&run, "Partner Root CA", 2)->doubt, CLAIM_NONE); /* the other one says the same */
    assert_int_equal(find(&run, "Partner Root CA", 2)->status, RENEWAL_DUE);
    buf_free(&heard.text);
    renewals_run_free(&run);
    run_with(s, LIST("in/old.zip", "other.zip"), 1, &heard, &run); /* another certificate than the one it speaks of renews nothing */
    assert_string_equal(heard.text.p, "other.zip: its record and certificates/partner-root-ca.cer disagree\n");
    assert_int_equal(find(&run, "Partner Root CA", 2)->status, RENEWAL_DUE);
    buf_free(&heard.text);
    renewals_run_free(&run);
}

/* A small bundle must not become a large list, nor be read for long. */
static void what_one_bundle_may_cost_is_bounded(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(&s->folder,
              "mkdir wide; cd wide; unzip -q ../in/old.zip; cp case.xml ../one.xml;"
              " awk '/<environment /{keep=1} /<certificate /{keep=1} keep{block=block $0 \"\\n\"} !keep{print}"
              " /<.environment>/{keep=0; if (++n % 2 == 0) {for (i = 0; i < 500; i++) printf \"%s\", block; block=\"\"}}"
              " /<.certificate>/{keep=0; for (i = 0; i < 11; i++) printf \"%s\", block; block=\"\"}' ../one.xml > case.xml;"
              " zip -q ../wide.zip -r ."
              "; awk '/<certificate /{keep=1} keep{block=block $0 \"\\n\"} !keep{print}"
              " /<.certificate>/{keep=0; for (i = 0; i < 3; i++) printf \"%s\", block}' ../one.xml > case.xml;"
              " c=certificates/partner-root-ca.cer; openssl x509 -inform DER -in $c -out c.pem;"
              " { seq -w 1000000 1110000; cat c.pem; } > $c; rm c.pem; zip -q -0 ../heavy.zip -r .");
    assert_int_equal(LIMIT_RENEWAL_PLACES, 10 * 1000);
    run_with(s, LIST("wide.zip", "heavy.zip"), 1, &heard, &run); /* the third time the file isn't read */
    assert_string_equal(heard.text.p,
                        "wide.zip: 11 certificates for 1000 environments are too many: only the first 10 are listed\n"
                        "heavy.zip: its record and certificates/partner-root-ca.cer disagree\n");
    buf_free(&heard.text);
    renewals_run_free(&run);
}

/* What each of two files may hold, one archive may not hold twice: all are compared with all. */
static void what_one_archive_of_certificates_may_cost_is_bounded(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(&s->folder,
              "mkdir crowd; cd crowd; openssl x509 -inform DER -in ../loose/own-domain.cer -out one.pem;"
              " for i in $(seq 251); do cat one.pem; done > a.pem; cp a.pem b.pem; zip -q ../crowd.zip a.pem b.pem");
    run_with(s, LIST("crowd.zip"), 1, &heard, &run);
    assert_string_equal(heard.text.p, "crowd.zip: more than 500 certificates: the rest isn't listed\n");
    assert_int_equal(run.totals.certificates, 1);
    buf_free(&heard.text);
    renewals_run_free(&run);
}

/* A PFX may ask for as many rounds as it likes, and an archive may hold many. */
static void all_pfx_of_an_archive_may_cost_what_one_may(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(&s->folder, "mkdir dear");
    folder_write(&s->folder, "dear/a.pfx", costly_pfx(&s->folder, "a", 0x20));
    folder_write(&s->folder, "dear/b.pfx", costly_pfx(&s->folder, "b", 0x1F));
    folder_sh(&s->folder, "cd dear; cp a.pfx c.pfx; zip -q ../dear.zip a.pfx b.pfx c.pfx");
    s->kit.wishes.password.get = NULL;
    run_with(s, LIST("dear.zip", "dear/b.pfx"), 1, &heard, &run);
    assert_string_equal(heard.text.p, "dear.zip: a.pfx: the PFX could not be opened, so when it expires is not known\n"
                                      "dear.zip: b.pfx: the PFX could not be opened, as those before it have taken too many rounds of key "
                                      "derivation, so when it expires is not known\n"
                                      "dear.zip: c.pfx: the PFX could not be opened, so when it expires is not known\n"
                                      "dear/b.pfx: the PFX could not be opened, so when it expires is not known\n");
    buf_free(&heard.text);
    renewals_run_free(&run);
    s->kit.wishes.password.get = test_password;
}

#define CROWDED ": the PFX could not be opened, as those before it have taken too many rounds of key derivation"

/* Each file may cost what one may, but a folder may hold thousands of them. */
static void all_pfx_of_a_run_may_cost_so_much_and_no_more(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    s->kit.wishes.password.get = NULL;
    run_with(s, LIST("dear/b.pfx"), 1, &heard, &run);
    const uint64_t last = LIMIT_RENEWAL_ROUNDS - run.rounds; /* when b.pfx still is within */
    assert_in_range(run.rounds, 0x1F0000, LIMIT_PFX_ITERATIONS);
    for (uint64_t rounds = last - 1; rounds <= last + 1; rounds++) {
        struct view line, rest;
        buf_free(&heard.text);
        renewals_run_free(&run);
        run_from(s, LIST("dear/b.pfx", "dear/a.pfx"), 1, rounds, &heard, &run);
        rest = buf_view(&heard.text);
        assert_true(view_line(&rest, &line));
        assert_int_equal(view_starts(line, VIEW("dear/b.pfx" CROWDED)), rounds > last);
        assert_true(view_starts(rest, VIEW("dear/a.pfx" CROWDED)));
    }
    buf_free(&heard.text);
    renewals_run_free(&run);
    s->kit.wishes.password.get = test_password;
}

static void so_many_unreadable_files_are_named_and_no_more(void **state)
{
    const char *paths[LIMIT_RENEWAL_UNREADABLE + 2] = { NULL };
    struct renewals_run run;
    struct heard heard;
    for (size_t i = 0; i + 1 < COUNT_OF(paths); i++)
        paths[i] = i % 2 ? "gone.zip" : "gone\x01.cer";
    run_with(*state, paths, 2, &heard, &run);
    assert_int_equal(run.totals.troubles, LIMIT_RENEWAL_UNREADABLE + 1);
    assert_int_equal(run.unreadable.n, LIMIT_RENEWAL_UNREADABLE);
    assert_true(view_eq_text(run.unreadable.items[0], "gone\\u0001.cer") && view_eq_text(run.unreadable.items[1], "gone.zip"));
    buf_free(&heard.text);
    renewals_run_free(&run);
}

/* A record that disagrees with each of its certificates would say so hundreds of times. */
static void enough_is_said_of_one_file(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(&s->folder, "mkdir chatty; cd chatty; unzip -q ../in/old.zip; cp case.xml ../one.xml;"
                          " awk '/<certificate /{keep=1} keep{block=block $0 \"\\n\"} !keep{print}"
                          " /<.certificate>/{keep=0; for (i = 0; i < 20; i++) printf \"%s\", block}' ../one.xml > case.xml;"
                          " echo no certificate > certificates/partner-root-ca.cer; zip -q ../chatty.zip -r .");
    run_with(s, LIST("chatty.zip"), 1, &heard, &run);
    assert_int_equal(run.totals.certificates, 1);
    assert_int_equal(run.totals.troubles, 6);
    assert_true(view_ends(buf_view(&heard.text), VIEW("chatty.zip: there is more in it that can't be read or doesn't agree\n")));
    buf_free(&heard.text);
    renewals_run_free(&run);
}

static void long_names_are_cut(void **state)
{
    struct state *s = *state;
    struct renewals_run run;
    struct heard heard;
    folder_sh(&s->folder, "openssl ecparam -name prime256v1 -genkey -noout -out k.key; o=$(printf '/OU=%060d' $(seq 12) | tr -d '\\n');"
                          " openssl req -x509 -new -key k.key -subj \"/CN=long$o\" -days 10 -out long.cer");
    run_with(s, LIST("long.cer"), 1, &heard, &run);
    assert_int_equal(run.totals.certificates, 1);
    assert_in_range(run.rows[0]->subject.n, LIMIT_RENEWAL_TEXT - 10, LIMIT_RENEWAL_TEXT);
    assert_true(view_ends(run.rows[0]->subject, VIEW("...")));
    buf_free(&heard.text);
    renewals_run_free(&run);
}

static void a_stop_ends_the_search(void **state)
{
    struct state *s = *state;
    atomic_bool stop = true;
    struct view named[] = { VIEW("in") };
    const struct view_list paths = { named, 1, 1 };
    struct heard heard = { .text = BUF_INIT(1000) };
    struct renewals_run run = {
        .resources = &s->kit.resources, .files.named = &paths, .threads = 1, .to = &heard, .trouble = hear, .stop = &stop,
    };
    renewals_run(&run);
    assert_int_equal(run.totals.certificates, 0);
    renewals_run_free(&run);
    renewals_run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundles_give_their_certificates_and_what_they_replace),
        cmocka_unit_test(the_same_list_for_any_number_of_workers),
        cmocka_unit_test(a_record_that_contradicts_its_certificate_is_told),
        cmocka_unit_test(what_can_be_unpacked_is_listed),
        cmocka_unit_test(a_successor_lasts_as_long_as_its_certificate_not_its_record),
        cmocka_unit_test(what_one_bundle_may_cost_is_bounded),
        cmocka_unit_test(what_one_archive_of_certificates_may_cost_is_bounded),
        cmocka_unit_test(all_pfx_of_an_archive_may_cost_what_one_may),
        cmocka_unit_test(all_pfx_of_a_run_may_cost_so_much_and_no_more),
        cmocka_unit_test(so_many_unreadable_files_are_named_and_no_more),
        cmocka_unit_test(enough_is_said_of_one_file),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(a_stop_ends_the_search),
        cmocka_unit_test(loose_files_are_listed_by_their_content),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
