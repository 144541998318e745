/* Bundles: which entries, in which order, nothing else; sums and manifest that hold; the same bytes after reading. */
#include "steps/bundle.h"

#include "case_sample.h"
#include "folder.h"
#include "format/bundle/bundle_parts.h"
#include "format/bundle/manifest.h"
#include "format/digest.h"
#include "format/zip/zip.h"

#define OF_EVERY_CASE                                                                                                                  \
    [PART_TICKET] = VIEW_ROW("Ticket\r\n"), [PART_SUBMIT] = VIEW_ROW("Submit\r\n"),                                                    \
    [PART_REMINDERS] = VIEW_ROW("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
static const struct case_texts texts = { .of = { OF_EVERY_CASE } };
static const struct case_texts of_change = { .of = {
    OF_EVERY_CASE,
    [PART_RUNBOOK] = VIEW_ROW("<!doctype html>\n"),
    [PART_INSTALL] = VIEW_ROW("install\n"),
    [PART_INSTALL_ALL] = VIEW_ROW("install all\n"),
    [PART_VERIFY] = VIEW_ROW("verify\n"),
} };

struct fixture {
    struct arena arena;
    struct sample sample;
    struct packed packed;
    const struct case_texts *texts;
    struct err e;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    fill_sample(&f->sample);
    f->texts = &texts;
    f->sample.certs[0].der = VIEW("the client's certificate");
    f->sample.certs[1].der = VIEW("\x30\x03root");
    digest_sha256(f->sample.record.pfx_bytes, f->sample.record.pfx_sha256);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    free(f);
    return 0;
}

static bool write_with(struct fixture *f, struct signer *signer)
{
    return bundle_write(&f->arena, &f->sample.record, f->texts, signer, &f->packed, &f->e);
}

static void must_write(struct fixture *f, struct signer *signer)
{
    if (!write_with(f, signer))
        fail_msg("%s", f->e.what);
}

static const char *names_of(struct fixture *f)
{
    struct view text = VIEW("");
    for (size_t i = 0; i < f->packed.n_entries; i++)
        text = view_fmt(&f->arena, "%.*s%s%.*s", VIEW_ARG(text), i ? " " : "", VIEW_ARG(f->packed.entries[i].name));
    return text.p;
}

static struct view entry(const struct fixture *f, const char *name)
{
    const struct zip_entry *hit = zip_find(f->packed.entries, f->packed.n_entries, view_of(name));
    if (!hit)
        fail_msg("no entry %s", name);
    return hit->bytes;
}

static struct signer *open_signer(struct fixture *f)
{
    struct view cert, key;
    struct signer *signer = NULL;
    if (!file_read(&f->arena, TESTS_DIR "/support/samples/signer.pem", LIMIT_INPUT_BYTES, &cert, &f->e) ||
        !file_read(&f->arena, TESTS_DIR "/support/samples/signer.key", LIMIT_INPUT_BYTES, &key, &f->e) ||
        !signer_open(cert, key, NULL, &signer, &f->e))
        fail_msg("%s: %s", f->e.where, f->e.what);
    return signer;
}

static void entries_are_those_of_the_contract_in_its_order(void **state)
{
    struct fixture *f = *state;
    must_write(f, NULL);
    assert_string_equal(names_of(f), "TICKET.txt SHA256SUMS SUBMIT.txt case.xml certificates/client.pfx certificates/root-1a2b3c4d.cer "
                                     "manifest.json reminders.ics");
    f->sample.record.pfx_file = VIEW("");
    f->sample.shipped[0] = (struct case_cert){ .cert = &f->sample.certs[0], .file = VIEW("certificates/client.cer") };
    must_write(f, NULL);
    assert_string_equal(names_of(f), "TICKET.txt SHA256SUMS SUBMIT.txt case.xml certificates/client.cer certificates/root-1a2b3c4d.cer "
                                     "manifest.json reminders.ics");
    f->texts = &of_change;
    must_write(f, NULL);
    assert_string_equal(names_of(f), "TICKET.txt RUNBOOK.html SHA256SUMS SUBMIT.txt case.xml certificates/client.cer "
                                     "certificates/root-1a2b3c4d.cer install-all.ps1 install.ps1 manifest.json reminders.ics verify.ps1");
    assert_true(view_eq(entry(f, "certificates/client.cer"), f->sample.certs[0].der));
    assert_true(view_eq(entry(f, "RUNBOOK.html"), of_change.of[PART_RUNBOOK]));
    assert_true(view_eq(entry(f, "install.ps1"), of_change.of[PART_INSTALL]));
    assert_true(view_eq(entry(f, "install-all.ps1"), of_change.of[PART_INSTALL_ALL]));
    assert_true(view_eq(entry(f, "verify.ps1"), of_change.of[PART_VERIFY]));
}

static void what_is_shipped_is_what_was_given(void **state)
{
    struct fixture *f = *state;
    struct zip_entry *read;
    size_t n;
    must_write(f, NULL);
    assert_true(view_eq(entry(f, "TICKET.txt"), texts.of[PART_TICKET]));
    assert_true(view_eq(entry(f, "SUBMIT.txt"), texts.of[PART_SUBMIT]));
    assert_true(view_eq(entry(f, "reminders.ics"), texts.of[PART_REMINDERS]));
    assert_true(view_eq(entry(f, "certificates/client.pfx"), f->sample.record.pfx_bytes));
    assert_true(view_eq(entry(f, "certificates/root-1a2b3c4d.cer"), f->sample.certs[1].der));
    assert_true(zip_unpack(&f->arena, f->packed.bytes, &read, &n, &f->e));
    assert_int_equal(n, f->packed.n_entries);
    for (size_t i = 0; i < n; i++)
        assert_true(view_eq(read[i].name, f->packed.entries[i].name) && view_eq(read[i].bytes, f->packed.entries[i].bytes));
}

/* True when the list names each entry but the excepted ones, once, with its size and digest, in the archive's order. */
static void check_list(const struct fixture *f, const struct manifest_entry *list, size_t n, const char *except, bool sizes)
{
    size_t at = 0;
    for (size_t i = 0; i < f->packed.n_entries; i++) {
        unsigned char sha256[32];
        struct view name = f->packed.entries[i].name;
        if (view_starts(name, VIEW("SHA256SUMS")) || view_eq_text(name, except))
            continue;
        assert_true(at < n && view_eq(list[at].name, name));
        digest_sha256(f->packed.entries[i].bytes, sha256);
        assert_memory_equal(list[at].sha256, sha256, 32);
        assert_true(!sizes || list[at].size == f->packed.entries[i].bytes.n);
        at++;
    }
    assert_int_equal(at, n);
}

static void sums_and_manifest_name_every_other_entry(void **state)
{
    struct fixture *f = *state;
    struct manifest m;
    struct manifest_entry *sums;
    size_t n;
    struct signer *signer = open_signer(f);
    for (int signs = 0; signs <= 1; signs++) {
        must_write(f, signs ? signer : NULL);
        assert_true(manifest_read(&f->arena, entry(f, "manifest.json"), &m, &f->e));
        assert_true(view_eq(m.case_id, f->sample.record.id));
        assert_true(view_eq_text(m.generator_name, "certcase") && view_eq_text(m.generator_version, "0.1.0"));
        check_list(f, m.entries, m.n_entries, "manifest.json", true);
        for (size_t i = 0; i < m.n_entries; i++)
            assert_int_equal(view_eq_text(m.entries[i].media_type, "application/xml"), view_ends(m.entries[i].name, VIEW(".xml")));
        assert_true(sums_read(&f->arena, entry(f, "SHA256SUMS"), &sums, &n, &f->e));
        check_list(f, sums, n, "", false);
    }
    signer_close(signer);
}

static void the_same_case_is_the_same_bytes(void **state)
{
    static const char *const zones[] = { "UTC0", "Asia/Tokyo", "America/New_York" };
    struct fixture *f = *state;
    struct signer *signer = open_signer(f);
    struct view first = { 0 };
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        setenv("TZ", zones[i], 1);
        tzset();
        must_write(f, signer);
        if (i && !view_eq(f->packed.bytes, first))
            fail_msg("other bytes in %s", zones[i]);
        first = f->packed.bytes;
    }
    setenv("TZ", "UTC0", 1);
    tzset();
    signer_close(signer);
}

struct bundle {
    struct zip_entry *entries;
    size_t n_entries;
    struct case_record record;
};

static bool read_back(struct fixture *f, struct xml_reader *reader, struct bundle *out)
{
    if (!zip_unpack(&f->arena, f->packed.bytes, &out->entries, &out->n_entries, &f->e))
        return false;
    const struct zip_entry *record = zip_find(out->entries, out->n_entries, bundle_part_name(PART_RECORD));
    return record && case_from_xml(&f->arena, record->bytes, reader, &bundle_lookup, &out->record, &f->e);
}

/* What the record alone does not hold comes from the entries. */
static void join(struct fixture *f, struct bundle *b, struct case_texts *out)
{
    struct case_record *c = &b->record;
    struct case_cert *shipped = NEW(&f->arena, struct case_cert, c->n_certs);
    for (size_t i = 0; i < c->n_certs; i++) {
        struct cert *cert = NEW(&f->arena, struct cert, 1);
        const struct zip_entry *hit = zip_find(b->entries, b->n_entries, c->certs[i].file);
        *cert = *c->certs[i].cert;
        cert->der = hit ? hit->bytes : cert->der;
        shipped[i] = c->certs[i];
        shipped[i].cert = cert;
    }
    c->certs = shipped;
    if (c->pfx_file.n)
        c->pfx_bytes = zip_find(b->entries, b->n_entries, c->pfx_file)->bytes;
    for (enum bundle_part part = 0; part < PART_NAMED_COUNT; part++) {
        const struct zip_entry *hit = zip_find(b->entries, b->n_entries, bundle_part_name(part));
        out->of[part] = bundle_part_is_text(part) && hit ? hit->bytes : (struct view){ 0 };
    }
}

static void what_was_read_is_written_to_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct xml_schema *schema = NULL;
    struct xml_reader *reader;
    struct packed again;
    struct view xsd;
    struct bundle b;
    struct case_texts back;
    assert_true(asset_find(VIEW("case.xsd"), &xsd) && xml_schema_load(xsd, &schema, &f->e));
    reader = xml_reader_new(schema);
    must_write(f, NULL);
    if (!read_back(f, reader, &b))
        fail_msg("%s", f->e.what);
    assert_true(b.n_entries == f->packed.n_entries);
    join(f, &b, &back);
    assert_true(bundle_write(&f->arena, &b.record, &back, NULL, &again, &f->e));
    assert_true(view_eq(again.bytes, f->packed.bytes));
    xml_reader_free(reader);
    xml_schema_free(schema);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    static const struct view names[] = {
        VIEW_ROW(""),
        VIEW_ROW("root.cer"),
        VIEW_ROW("certificates/"),
        VIEW_ROW("certificates/.cer"),
        VIEW_ROW("certificates/x.CER"),
        VIEW_ROW("certificates/../case.cer"),
        VIEW_ROW("/certificates/x.cer"),
        VIEW_ROW("certificates/a/x.cer"),
        VIEW_ROW("certificates/x.pem"),
        VIEW_ROW("certificates/x\0.cer"),
        VIEW_ROW("certificates/x y.cer"),
        VIEW_ROW("certificates\\x.cer"),
        VIEW_ROW("certificates/..x.cer"),
        VIEW_ROW("certificates/x.pfx"),
        VIEW_ROW("TICKET.txt"),
        VIEW_ROW("certificates/\xC3\xA9.cer"),
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        f->sample.shipped[1].file = names[i];
        if (write_with(f, NULL))
            fail_msg("row %zu is accepted", i);
        assert_int_equal(f->e.status, ST_FORMAT);
        assert_true(f->e.what[0] && f->e.hint[0]);
    }
    f->sample.shipped[1].file = VIEW("certificates/root.cer");
    f->sample.record.pfx_file = VIEW("certificates/client.cer");
    assert_false(write_with(f, NULL));
}

static void incomplete_cases_are_refused(void **state)
{
    struct fixture *f = *state;
    f->sample.certs[1].der = VIEW("");
    assert_false(write_with(f, NULL));
    assert_int_equal(f->e.status, ST_FORMAT);
    f->sample.certs[1].der = VIEW("x");
    f->sample.record.pfx_bytes = VIEW("");
    assert_false(write_with(f, NULL));
    assert_int_equal(f->e.status, ST_FORMAT);
    f->sample.record.pfx_bytes = VIEW("x");
    f->sample.shipped[0] = f->sample.shipped[1];
    assert_false(write_with(f, NULL));
    assert_int_equal(f->e.status, ST_INTERNAL);
}

static void an_entry_has_a_ceiling(void **state)
{
    struct fixture *f = *state;
    char *p = NEW(&f->arena, char, LIMIT_ENTRY_BYTES + 1);
    for (int more = -1; more <= 1; more++) {
        f->sample.record.pfx_bytes = (struct view){ .p = p, .n = (size_t)(LIMIT_ENTRY_BYTES + more) };
        assert_int_equal(write_with(f, NULL), more <= 0);
        assert_true(more <= 0 || f->e.status == ST_LIMIT);
    }
}

/* The bundle packed again, as somebody may do it. */
static bool seal_without(struct fixture *f, enum bundle_part left_out, struct view more, unsigned char out[32])
{
    struct zip_entry entries[16];
    struct view bytes;
    size_t n = 0;
    for (size_t i = 0; i < f->packed.n_entries; i++)
        if (bundle_part_of(f->packed.entries[i].name) != left_out)
            entries[n++] = f->packed.entries[i];
    entries[n - 1].bytes = VIEW_JOIN(&f->arena, entries[n - 1].bytes, more);
    assert_true(zip_pack(&f->arena, entries, n, &bytes, &f->e));
    return bundle_seal_of(&f->arena, bytes, out);
}

static void a_seal_stands_for_all_that_the_bundle_holds(void **state)
{
    struct fixture *f = *state;
    struct signer *signer = open_signer(f);
    unsigned char made[32], read[32], bare[32];
    must_write(f, signer);
    bundle_seal(&f->arena, &f->packed, made);
    assert_true(bundle_seal_of(&f->arena, f->packed.bytes, read));
    assert_memory_equal(read, made, sizeof made);
    assert_true(seal_without(f, PART_SIGNATURE, VIEW(""), bare));
    assert_memory_not_equal(bare, made, sizeof made);
    digest_sha256(entry(f, "SHA256SUMS"), read);
    assert_memory_equal(bare, read, sizeof read);
    assert_false(seal_without(f, PART_SIGNATURE, VIEW("\n"), read));
    assert_false(seal_without(f, PART_SUBMIT, VIEW(""), read));
    assert_false(seal_without(f, PART_SUMS, VIEW(""), read));
    assert_false(bundle_seal_of(&f->arena, VIEW("no bundle"), read));
    signer_close(signer);
}

static void other_programs_accept_sums_and_signature(void **state)
{
    struct fixture *f = *state;
    struct folder folder;
    struct signer *signer = open_signer(f);
    folder_open(&folder);
    must_write(f, signer);
    signer_close(signer);
    folder_write(&folder, "b.zip", f->packed.bytes);
    if (folder_try(&folder, "command -v unzip && command -v sha256sum && command -v openssl")) {
        folder_sh(&folder, "unzip -q b.zip; sha256sum --strict -c SHA256SUMS; test \"$(wc -l < SHA256SUMS)\" = 7");
        folder_sh(&folder, "openssl cms -verify -binary -inform DER -content SHA256SUMS -in SHA256SUMS.p7s -CAfile '" TESTS_DIR
                           "/support/samples/signer-ca.pem' -purpose any -no_check_time -out /dev/null");
        folder_close(&folder);
    } else {
        print_message("SKIPPED: unzip, sha256sum or openssl is not installed\n");
        folder_close(&folder);
        skip();
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(entries_are_those_of_the_contract_in_its_order),
        TEST(what_is_shipped_is_what_was_given),
        TEST(sums_and_manifest_name_every_other_entry),
        TEST(the_same_case_is_the_same_bytes),
        TEST(what_was_read_is_written_to_the_same_bytes),
        TEST(names_that_lead_elsewhere_are_refused),
        TEST(incomplete_cases_are_refused),
        TEST(an_entry_has_a_ceiling),
        TEST(a_seal_stands_for_all_that_the_bundle_holds),
        TEST(other_programs_accept_sums_and_signature),
    };
    xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
