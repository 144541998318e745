/* Every field of the record, changed by somebody who has this very program and makes the rest of the bundle from it: texts, manifest, sums.
 * What the table calls derived must be noticed, as nothing else vouches for what the ticket says then; the rest is its author's word. A
 * field that has no row here fails the test. */
#include "audit_kit.h"

#include "format/bundle/case_xml.h"
#include "report/audit/audit_words.h"
#include "steps/bundle.h"
#include "steps/compare/compare.h"
#include "steps/route.h"
#include "steps/rules/rules.h"

enum word_of {
    DERIVED, /* made again from certificates, catalog, calendar, route or rules, and compared; or the record is refused */
    AUTHOR,  /* the author's own words or choice: only a policy, or people, can tell whether they are right */
};

static const struct row {
    const char *path;
    enum word_of word;
    const char *to; /* a value that the schema takes; NULL: the same with its last letter or digit changed */
} rows[] = {
    { "case/@version", DERIVED, "2" },
    { "case/@id", AUTHOR, "other-id" },
    { "case/@verdict", DERIVED, "rejected" },
    { "case/generator", DERIVED, "certcase 9.9.9" },
    { "case/request/@purpose", DERIVED, "server" },
    { "case/request/@hosting", DERIVED, "odc" },
    { "case/request/@situation", DERIVED, "1" },
    { "case/request/@channel", DERIVED, "nothing" },
    { "case/infrastructure/@edition", AUTHOR, "unknown" },
    { "case/infrastructure/name", AUTHOR, NULL },
    { "case/infrastructure/activationCode", AUTHOR, NULL },
    { "case/infrastructure/contact", AUTHOR, NULL },
    { "case/infrastructure/follower", AUTHOR, NULL },
    { "case/infrastructure/@fedramp", DERIVED, "true" }, /* the channel says so, too */
    { "case/environments/environment/@key", AUTHOR, NULL },
    { "case/environments/environment/@type", AUTHOR, "Unknown" },
    { "case/environments/environment/@hosting", DERIVED, "odc" },
    { "case/environments/environment/@platform", AUTHOR, NULL },
    { "case/environments/environment/@osVersion", AUTHOR, NULL },
    { "case/environments/environment/@frontEnds", AUTHOR, NULL },
    { "case/environments/environment/@order", AUTHOR, NULL },
    { "case/environments/environment/@offline", AUTHOR, "true" },
    { "case/environments/environment/name", AUTHOR, NULL },
    { "case/environments/environment/host", AUTHOR, NULL },
    { "case/environments/environment/frontEnd", AUTHOR, NULL },
    { "case/certificates/certificate/@role", DERIVED, "intermediate" },
    { "case/certificates/certificate/@store", DERIVED, "CA" },
    { "case/certificates/certificate/@sha256", DERIVED, NULL },
    { "case/certificates/certificate/@sha1", DERIVED, NULL },
    { "case/certificates/certificate/@notBefore", DERIVED, "2001-01-01T00:00:00Z" },
    { "case/certificates/certificate/@notAfter", DERIVED, "2043-01-01T00:00:00Z" },
    { "case/certificates/certificate/@selfSigned", DERIVED, "false" },
    { "case/certificates/certificate/@ca", DERIVED, "false" },
    { "case/certificates/certificate/@publiclyTrusted", AUTHOR, "true" }, /* a note: lists of public CAs change */
    { "case/certificates/certificate/@hasKey", DERIVED, "true" },
    { "case/certificates/certificate/@insidePfx", DERIVED, "true" },
    { "case/certificates/certificate/subject", DERIVED, NULL },
    { "case/certificates/certificate/subjectName", DERIVED, NULL },
    { "case/certificates/certificate/issuer", DERIVED, NULL },
    { "case/certificates/certificate/issuerName", DERIVED, NULL },
    { "case/certificates/certificate/serial", DERIVED, NULL },
    { "case/certificates/certificate/key/@type", DERIVED, "dsa" },
    { "case/certificates/certificate/key/@bits", DERIVED, NULL },
    { "case/certificates/certificate/key/@curve", DERIVED, NULL },
    { "case/certificates/certificate/signature", DERIVED, NULL },
    { "case/certificates/certificate/subjectAltNames/@total", DERIVED, NULL },
    { "case/certificates/certificate/subjectAltNames/name", DERIVED, NULL },
    { "case/certificates/certificate/subjectAltNames/name/@kind", DERIVED, "email" },
    { "case/certificates/certificate/subjectAltNames/name/@invalid", DERIVED, "false" },
    { "case/certificates/certificate/extendedKeyUsage/usage", DERIVED, NULL },
    { "case/certificates/certificate/file", DERIVED, "certificates/other.cer" },
    { "case/pfx/@sha256", DERIVED, NULL },
    { "case/pfx/file", DERIVED, "certificates/other.pfx" },
    { "case/pfx/encryption", DERIVED, NULL },
    { "case/reason", AUTHOR, NULL },
    { "case/consumes", AUTHOR, NULL },
    { "case/severity", AUTHOR, NULL },
    { "case/refusal", AUTHOR, NULL },
    { "case/replaces/@case", AUTHOR, NULL },
    { "case/replaces/@sha1", AUTHOR, NULL },
    { "case/replaces/@sha256", AUTHOR, NULL },
    { "case/replaces/@keySha256", AUTHOR, NULL },
    { "case/replaces/@notAfter", AUTHOR, "2028-01-01T00:00:00Z" },
    { "case/replaces/bundle", AUTHOR, NULL },
    { "case/replaces/subject", AUTHOR, NULL },
    { "case/service/@id", DERIVED, "other" },
    { "case/service/@days", DERIVED, NULL },
    { "case/service/@margin", DERIVED, NULL },
    { "case/service/@severity", DERIVED, NULL },
    { "case/service/@effective", DERIVED, "2001-01-01" },
    { "case/service/@effectiveYear", DERIVED, "" },
    { "case/service/@inferred", DERIVED, "" },
    { "case/service/@marginInferred", DERIVED, "" },
    { "case/service/@severityInferred", DERIVED, "" },
    { "case/service/@notInBasic", DERIVED, "" },
    { "case/service/name", DERIVED, NULL },
    { "case/service/source", DERIVED, NULL },
    { "case/service/note", DERIVED, NULL },
    { "case/calendar/@zone", DERIVED, "Asia/Tokyo" },
    { "case/calendar/@cutoff", DERIVED, "03:00" },
    { "case/calendar/@inferred", DERIVED, "" },
    { "case/calendar/weekend", DERIVED, "Monday" },
    { "case/calendar/convention", DERIVED, NULL },
    { "case/catalog/@id", DERIVED, NULL },
    { "case/catalog/@sha256", DERIVED, NULL },
    { "case/catalog/origin", DERIVED, NULL },
    { "case/holidays/@sha256", DERIVED, NULL },
    { "case/holidays/@from", DERIVED, "2001-01-01" },
    { "case/holidays/@to", DERIVED, "2041-01-01" },
    { "case/holidays/source", AUTHOR, NULL },
    { "case/platform/@id", DERIVED, "windows-2016" },
    { "case/platform/title", DERIVED, NULL },
    { "case/deadline/@submitted", AUTHOR, NULL }, /* by the clock of whoever made it; told when it lies in the future */
    { "case/deadline/@countedFrom", DERIVED, "2026-10-20" },
    { "case/deadline/@expectedDelivery", DERIVED, "2026-10-20" },
    { "case/deadline/@submitBy", DERIVED, "2026-10-20" },
    { "case/deadline/@neededBy", AUTHOR, NULL }, /* as asked; without a wish it follows from replaces/@notAfter */
    { "case/deadline/@renewBy", DERIVED, "2026-10-20" },
    { "case/deadline/@afterCutoff", DERIVED, "" },
    { "case/deadline/@onDayOff", DERIVED, "" },
    { "case/days/day", DERIVED, NULL },
    { "case/days/day/@date", DERIVED, "2026-10-20" },
    { "case/days/day/@number", DERIVED, NULL },
    { "case/days/day/@skipped", DERIVED, "" },
    { "case/templates/@sha256", DERIVED, NULL },
    { "case/findings/finding/@rule", AUTHOR, "key-short" }, /* what was found then; reaches no text unless it is accepted */
    { "case/findings/finding/@severity", AUTHOR, "note" },
    { "case/findings/finding/@accepted", AUTHOR, "true" },  /* told in the ticket by the title of its rule; a policy can refuse it */
    { "case/findings/finding/message", AUTHOR, NULL },
    { "case/findings/finding/hint", AUTHOR, NULL },
};

static size_t met[COUNT_OF(rows)];

static const struct row *row_of(struct view path)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_eq_text(path, rows[i].path)) {
            met[i]++;
            return &rows[i];
        }
    fail_msg("%.*s has no row: say whether it is derived or its author's", VIEW_ARG(path));
    return NULL;
}

static struct view changed_value(struct arena *arena, struct view value, const struct row *row)
{
    char *p = NEW(arena, char, value.n + 1);
    if (row->to && row->to[0])
        return view_of(row->to);
    if (row->to)
        return view_eq_text(value, "true") ? VIEW("false") : VIEW("true");
    memcpy(p, value.p, value.n);
    size_t i = value.n;
    while (i > 0 && !((p[i - 1] >= '0' && p[i - 1] <= '9') || ((p[i - 1] | 0x20) >= 'a' && (p[i - 1] | 0x20) <= 'z')))
        i--;
    if (i > 0)
        p[i - 1] = p[i - 1] == '1' ? '2' : p[i - 1] <= '9' ? '1' : p[i - 1] == 'a' ? 'b' : 'a';
    return (struct view){ .p = p, .n = value.n };
}

/* The bundle that this program makes of the changed record; empty when the record is refused. */
static struct view made_of(struct audit_kit *k, struct view xml)
{
    static const struct case_lookup lookup = { .find_rule = rules_find, .find_route = route_find };
    struct arena *arena = &k->w.arena;
    struct case_record record, joined;
    struct case_texts texts;
    struct packed packed;
    struct err e;
    if (!case_from_xml(arena, xml, k->w.reader, &lookup, &record, &e))
        return (struct view){ 0 };
    compare_record_join(arena, &record, &k->seen.evidence, &joined);
    if (!record.route || !ticket_texts(arena, k->w.resources->templates, &joined, &texts, &e) ||
        !bundle_write(arena, &joined, &texts, NULL, &packed, &e))
        return (struct view){ 0 };
    return packed.bytes;
}

/* The texts that this program makes of the record, and what a report shows as its author's words. False when the record is refused. */
static bool told_of(struct audit_kit *k, struct view xml, struct case_texts *texts, struct view *words)
{
    static const struct case_lookup lookup = { .find_rule = rules_find, .find_route = route_find };
    struct arena *arena = &k->w.arena;
    struct author_word said[AUTHOR_WORDS];
    struct case_record *record = NEW(arena, struct case_record, 1);
    struct err e;
    if (!case_from_xml(arena, xml, k->w.reader, &lookup, record, &e) || !record->route ||
        !ticket_texts(arena, k->w.resources->templates, record, texts, &e))
        return false;
    *words = VIEW("");
    const struct audited item = { .record = record };
    for (size_t i = 0, n = audit_author_words(arena, &item, said); i < n; i++)
        *words = VIEW_JOIN(arena, *words, view_of(said[i].key), VIEW(": "), said[i].text, VIEW("\n"));
    return true;
}

/* Nothing vouches for what its author chose: where a ticket says it, the report has to show it as such. */
static void try_author(struct audit_kit *k, struct view xml, struct view changed, struct view path)
{
    /* Shown in another place of the report, or only a part of what is shown: its digests stand for what is replaced. */
    static const char *const elsewhere = " case/@id case/replaces/bundle ";
    /* No text has them, but other programs read them. */
    static const char *const read_alone = " case/findings/finding/message case/findings/finding/hint ";
    struct case_texts texts[2] = { 0 };
    struct view words[2], known = view_fmt(&k->w.arena, " %.*s ", VIEW_ARG(path));
    bool same = true;
    if (strstr(elsewhere, known.p) || !told_of(k, xml, &texts[0], &words[0]) || !told_of(k, changed, &texts[1], &words[1]))
        return;
    for (size_t i = 0; i < PART_NAMED_COUNT; i++)
        same = same && view_eq(texts[0].of[i], texts[1].of[i]);
    if ((!same || strstr(read_alone, known.p)) && view_eq(words[0], words[1]))
        fail_msg("%.*s reaches somebody, and no report shows it as its author's word", VIEW_ARG(path));
}

static bool is_noticed(const struct findings *f)
{
    enum severity worst = findings_worst(f);
    return worst != SEV_COUNT && worst != SEV_NOTE;
}

static void try_field(struct audit_kit *k, struct view whole, struct view xml, struct view path, struct view value)
{
    const struct row *row = row_of(path);
    struct arena *arena = &k->w.arena;
    struct view to = changed_value(arena, value, row), rest = view_from(xml, (size_t)(value.p - xml.p) + value.n);
    if (view_eq(to, value))
        return;
    audit_of(k, whole); /* for the evidence */
    struct view changed = VIEW_JOIN(arena, view_first(xml, (size_t)(value.p - xml.p)), to, rest);
    if (row->word == AUTHOR) {
        try_author(k, xml, changed, path);
        return;
    }
    struct view made = made_of(k, changed);
    if (made.n && !view_eq(made, whole) && !is_noticed(audit_of(k, made)))
        fail_msg("%.*s: '%.*s' instead of '%.*s' goes unnoticed", VIEW_ARG(path), VIEW_ARG(to), VIEW_ARG(value));
}

/* Of a start tag without its name; returns behind the >. */
static size_t try_attributes(struct audit_kit *k, struct view whole, struct view xml, size_t at, struct view path)
{
    while (xml.p[at] != '>' && xml.p[at] != '/' && xml.p[at] != '?') {
        size_t name = at, value, end;
        while (xml.p[at] != '=')
            at++;
        struct view word = view_trim(view_first(view_from(xml, name), at - name));
        value = at += 2;
        while (xml.p[at] != '"')
            at++;
        end = at++;
        if (!view_starts(word, VIEW("xmlns")))
            try_field(k, whole, xml, view_fmt(&k->t.arena, "%.*s/@%.*s", VIEW_ARG(path), VIEW_ARG(word)),
                      view_first(view_from(xml, value), end - value));
        while (xml.p[at] == ' ' || xml.p[at] == '\n')
            at++;
    }
    return at;
}

static void try_all(struct audit_kit *k, struct view whole, struct view xml)
{
    struct view path = { 0 };
    size_t at = 0, from;
    while (view_find(view_from(xml, at), VIEW("<"), &from)) {
        at += from + 1;
        if (xml.p[at] == '?')
            continue;
        if (xml.p[at] == '/') {
            while (path.n && path.p[--path.n] != '/') {
            }
            continue;
        }
        size_t name = at;
        while (!strchr(" >/\n", xml.p[at]))
            at++;
        struct view outer = path, word = view_first(view_from(xml, name), at - name);
        path = view_fmt(&k->t.arena, "%.*s%s%.*s", VIEW_ARG(outer), outer.n ? "/" : "", VIEW_ARG(word));
        at = try_attributes(k, whole, xml, at, path);
        if (xml.p[at] == '/') {
            path = outer;
            continue;
        }
        size_t text = ++at;
        while (xml.p[at] != '<')
            at++;
        if (at > text && xml.p[at + 1] == '/')
            try_field(k, whole, xml, path, view_first(view_from(xml, text), at - text));
    }
}

static void try_case(struct audit_kit *k, const char *const *paths, const char *environment, const char *second)
{
    struct request request = test_request(&k->t.arena, paths, (const char *const[]){ environment, second, NULL });
    request.reason = VIEW("The partner's new service.");
    request.severity = VIEW("HIGH");
    request.consumes = VIEW("https://partner.example.com/orders");
    request.needed_by = day_of(2026, 12, 15);
    struct view whole = view_dup(&k->t.arena, audit_make(k, &request));
    struct view xml = view_dup(&k->t.arena, audit_entry(k, "case.xml")->bytes);
    if (is_noticed(audit_of(k, whole)))
        audit_print(&k->seen.findings);
    assert_false(is_noticed(&k->seen.findings));
    try_all(k, whole, xml);
}

static void no_derived_field_can_be_changed_unnoticed(void **state)
{
    static const struct holiday days[] = { { .day = 20784, .name = VIEW_ROW("A day off") } };
    const struct holidays holidays = { .items = days, .n = 1, .from = 20780, .to = 20850, .source = VIEW("holidays.txt"), .sha256 = { 7 } };
    struct audit_kit *k = *state;
    try_case(k, PATHS(SAMPLES "partner-root.cer"), "Test", NULL);
    try_case(k, PATHS(SAMPLES "partner-root.cer"), "Datacentre", NULL);
    try_case(k, PATHS(SAMPLES "partner-client-3des.pfx"), "Production", NULL);
    k->t.resources.holidays = &holidays;
    try_case(k, PATHS(SAMPLES "partner-root.cer"), "Test", "Production");
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        n += met[i] != 0;
    print_message("%zu of %zu fields met\n", n, COUNT_OF(rows));
    assert_true(n > 90);
}

/* --- several fields at once: a story that doesn't fit together --- */

#define REPLACES(sha1, more) \
    "<replaces case=\"old\" sha1=\"" sha1 "\"" more "><bundle>old.zip</bundle><subject>CN=Other</subject></replaces>  <service "
#define SHA256 " sha256=\"0000000000000000000000000000000000000000000000000000000000000000\""
#define MAIN "role=\"client\" store=\"My\""
#define PFX SAMPLES "partner-client-3des.pfx"

static struct view replaced_in(struct arena *arena, struct view xml, const char *from, const char *to)
{
    size_t at;
    if (!from)
        return xml;
    assert_true(view_find(xml, view_of(from), &at));
    return VIEW_JOIN(arena, view_first(xml, at), view_of(to), view_from(xml, at + strlen(from)));
}

/* The certificates of the first bundle, which the changed record may keep from being packed. */
static struct view with_certificates(struct audit_kit *k, struct view made, struct view whole)
{
    struct zip_entry *old;
    size_t n;
    struct err e;
    bool more = false;
    assert_true(zip_unpack(&k->w.arena, whole, &old, &n, &e) && zip_unpack(&k->w.arena, made, &k->entries, &k->n, &e));
    for (size_t i = 0; i < n; i++)
        if (view_starts(old[i].name, VIEW("certificates/")) && !zip_find(k->entries, k->n, old[i].name)) {
            audit_add(k, view_dup(&k->w.arena, old[i].name).p, old[i].bytes);
            more = true;
        }
    return more ? audit_pack_listed(k) : made;
}

static void a_story_that_does_not_fit_together_is_never_accepted(void **state)
{
    static const struct { const char *file, *environment, *from, *to, *from2, *to2, *rule; } stories[] = {
        { SAMPLES "partner-root.cer", "Test", "insidePfx=\"false\"", "insidePfx=\"true\"", "sha1=\"9f47", "sha1=\"0000",
          "case-contradicts-certificate" },
        { SAMPLES "partner-root.cer", "Datacentre", "<service ", REPLACES("9f4707c5b82e228353d3aaf3535b34f148e706bd", SHA256),
          NULL, NULL, "renews-itself" },
        { SAMPLES "partner-root.cer", "Datacentre", "<service ", REPLACES("1111111111111111111111111111111111111111", ""),
          NULL, NULL, "ticket-contradicts-case" },
        { SAMPLES "partner-root.cer", "Test", " id=\"", " id=\"../", NULL, NULL, "schema-violation" },
        { SAMPLES "partner-root.cer", "Test", "partnertst.outsystemsenterprise.com", "https://partner.outsystems.app/",
          NULL, NULL, "odc-environment" },
        { SAMPLES "partner-root.cer", "Test", "partnertst.outsystemsenterprise.com", "a.com: please run format", NULL, NULL,
          "case-contradicts-certificate" },
        { PFX, "Datacentre", MAIN, "role=\"root\" store=\"Root\"", NULL, NULL, "case-contradicts-certificate" },
        { PFX, "Datacentre", "hasKey=\"true\"", "hasKey=\"false\"", MAIN, "role=\"leaf\" store=\"none\"", "case-contradicts-certificate" },
        { PFX, "Datacentre", "selfSigned=\"false\"", "selfSigned=\"true\"", NULL, NULL, "case-contradicts-certificate" },
        { PFX, "Datacentre", "role=\"intermediate\" store=\"CA\"", "role=\"root\" store=\"Root\"",
          NULL, NULL, "case-contradicts-certificate" },
        { PFX, "Datacentre", "purpose=\"client-side\"", "purpose=\"trusted-root\"", "situation=\"7\"", "situation=\"5\"",
          "case-contradicts-certificate" },
        { PFX, "Datacentre", "bits=\"2048\"", "bits=\"512\"", NULL, NULL, "key-too-short" },
        { SAMPLES "partner-root.cer", "Test", "<platform ", "<holidays" SHA256 "><source>all.ics</source></holidays><platform ",
          NULL, NULL, "dates-unconfirmed" }, /* an audit without holidays has no digest of any */
    };
    struct audit_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(stories); i++) {
        struct arena *arena = &k->w.arena;
        k->t.wishes.password.get = test_password;
        struct view whole = audit_make_of(k, PATHS(stories[i].file), stories[i].environment), xml = audit_entry(k, "case.xml")->bytes;
        k->t.wishes.password.get = no_password;
        audit_of(k, whole); /* for the evidence */
        xml = replaced_in(arena, xml, stories[i].from, stories[i].to);
        struct view made = made_of(k, replaced_in(arena, xml, stories[i].from2, stories[i].to2));
        assert_true(made.n > 0);
        const struct findings *f = audit_of(k, with_certificates(k, made, whole));
        if (k->seen.verdict == VERDICT_ACCEPTED || !audit_found(f, stories[i].rule)) {
            audit_print(f);
            fail_msg("%s instead of %s", stories[i].to, stories[i].from);
        }
    }
}

static struct view found_in(struct arena *arena, const struct audited *item)
{
    struct author_word said[AUTHOR_WORDS];
    for (size_t i = 0, n = audit_author_words(arena, item, said); i < n; i++)
        if (strcmp(said[i].key, "found") == 0)
            return said[i].text;
    return VIEW("");
}

static void what_was_found_is_shown_as_far_as_it_is_not_found_here(void **state)
{
    static const struct rule_info rule = { .id = "key-short", .severity = SEV_WARNING };
    struct audit_kit *k = *state;
    const struct view hint = view_of(rule_explanation(&rule)->hint);
    struct finding here = { .rule = &rule, .message = VIEW("short"), .hint = VIEW("wait") }, said[25] = { here };
    struct case_record record = { .findings = { .items = said, .n = 1 } };
    struct audited item = { .record = &record, .findings = { .items = &here, .n = 1 } };
    assert_true(view_eq_text(found_in(&k->w.arena, &item), ""));
    said[0].hint = hint; /* the rule's own says nothing */
    assert_true(view_eq_text(found_in(&k->w.arena, &item), ""));
    said[0].hint = VIEW("send it");
    assert_true(view_eq_text(found_in(&k->w.arena, &item), "key-short: short -> send it"));
    said[0] = (struct finding){ .rule = &rule, .message = VIEW("key of \"p3.pfx\" is short"), .hint = hint };
    here = (struct finding){ .rule = &rule, .message = VIEW("key of \"acme.pfx\" is short"), .entry = VIEW("certificates/acme.pfx") };
    assert_true(view_eq_text(found_in(&k->w.arena, &item), "")); /* the bundle's copy has another name */
    static const char *const others[] = { "key of \"p3.pfx\" or \"x\" is short", "key of \" is short", "key of p3.pfx is short",
                                          "key of \"p3.pfx\" is long", "Key of \"p3.pfx\" is short" };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        said[0].message = view_of(others[i]);
        assert_true(view_ends(found_in(&k->w.arena, &item), said[0].message));
    }
    said[0] = (struct finding){ .rule = &rule, .message = VIEW("small"), .hint = hint };
    assert_true(view_eq_text(found_in(&k->w.arena, &item), "key-short: small"));
    for (record.findings.n = 1; record.findings.n < COUNT_OF(said); record.findings.n++)
        said[record.findings.n] = said[0];
    assert_true(view_ends(found_in(&k->w.arena, &item), VIEW("; key-short: small; and 5 more")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AUDIT_TEST(no_derived_field_can_be_changed_unnoticed),
        AUDIT_TEST(a_story_that_does_not_fit_together_is_never_accepted),
        AUDIT_TEST(what_was_found_is_shown_as_far_as_it_is_not_found_here),
    };
    return cmocka_run_group_tests_name("audit_fields", tests, NULL, NULL);
}
