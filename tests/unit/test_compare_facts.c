/* The facts that a ticket of other templates must tell: found however they are written, but not where nobody sees them. */
#include "parts_kit.h"

#include "base/civil.h"
#include "base/limits.h"
#include "steps/compare/compare.h"

static struct bundle_parts *ticket(struct parts_kit *k, struct view bytes)
{
    const struct zip_entry entries[] = { { .name = VIEW("TICKET.txt"), .bytes = bytes } };
    return parts_of(k, entries, 1);
}

static void facts_are_found_however_they_are_written(void **state)
{
    static const char good[] = "| Thumbprint | `00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13` |\n"
                               "SHA-256 2021222324252627 28292a2b2c2d2e2f 3031323334353637 38393a3b3c3d3e3f\n"
                               "serial 1A:2B, until 2030-01-01, in My\\_Env, by 2026-11-27\n"
                               "Infra One, Ana Silva, at the latest 2026-11-20, needed by 2026-12-15, instead of EE:FF\n";
    struct parts_kit *k = *state;
    struct facts_told told;
    struct cert cert = { .serial = VIEW("1a2b"), .not_after = time_of_day(day_of(2030, 1, 1)) };
    for (size_t i = 0; i < 20; i++)
        cert.sha1[i] = (unsigned char)i;
    for (size_t i = 0; i < 32; i++)
        cert.sha256[i] = (unsigned char)(0x20 + i);
    const struct case_cert certs[] = { { .cert = &cert } };
    const struct environment env = { .name = VIEW("My_Env") };
    struct case_record c = { .certs = certs, .n_certs = 1, .environments = &env, .n_environments = 1 };
    c.infrastructure = VIEW("Infra One"), c.contact = VIEW("Ana Silva"), c.replaced.sha1 = VIEW("eeff");
    c.deadline = (struct deadline){ .expected_delivery = day_of(2026, 11, 27), .submit_by = day_of(2026, 11, 20),
                                    .needed_by = day_of(2026, 12, 15) };
    compare_facts(ticket(k, view_of(good)), &c, &told);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    assert_int_equal(told.facts, 11);
    assert_int_equal(told.told, 11);
    assert_int_equal(told.lines, 4);
    assert_int_equal(told.telling, 4);
    const struct case_record right = c;
    const struct cert as_it_is = cert;
    for (int i = 0; i < 11; i++) {
        const char *says = NULL;
        struct environment other = env;
        cert = as_it_is, c = right, c.environments = &other;
        switch (i) {
        case 0: cert.sha1[3] = 9, says = "the thumbprint '00010209"; break;
        case 1: cert.sha256[3] = 9, says = "the SHA-256 '20212209"; break;
        case 2: cert.serial = VIEW("1a2c"), says = "the serial number '1a2c'"; break;
        case 3: cert.not_after -= 1, says = "the last day of validity '2029-12-31'"; break;
        case 4: other.name = VIEW("My_Box"), says = "the environment 'My_Box'"; break;
        case 5: c.infrastructure = VIEW("Infra Two"), says = "the infrastructure 'Infra Two'"; break;
        case 6: c.contact = VIEW("Ana Costa"), says = "the contact 'Ana Costa'"; break;
        case 7: c.deadline.expected_delivery++, says = "the expected delivery '2026-11-28'"; break;
        case 8: c.deadline.submit_by++, says = "the last day to start '2026-11-21'"; break;
        case 9: c.deadline.needed_by++, says = "the day it is needed '2026-12-16'"; break;
        default: c.replaced.sha1 = VIEW("eefe"), says = "the thumbprint of what is replaced 'eefe'"; break;
        }
        compare_facts(ticket(k, view_of(good)), &c, &told);
        parts_one(k, BUNDLE_TICKET_CONTRADICTS_CASE, "TICKET.txt", says);
    }
}

/* One environment, asked for in a ticket that says this. */
static void names_are_whole_words_that_are_shown(void **state)
{
    static const struct { const char *name, *ticket; bool told; } rows[] = {
        { "Test", "For Test.\n", true },
        { "Test", "test", true },
        { "Test", "the latest news\n", false },
        { "Test", "Test2", false },
        { "Test", "<!-- Test -->\nProduction\n", false },
        { "Test", "<!-- Test", false },
        { "Test", "<!-- other --> Test", true },
        { "Test", "<!-- a -- b --> Test <!-- c -->", true },
        { "Test", "Te<!-- -->st", true },
        { "My Env", "my-env", true },
        { "\xc3\x89vora", "em \xc3\x89vora", true },
        { "--", "", true },
    };
    struct parts_kit *k = *state;
    struct facts_told told;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct environment env = { .name = view_of(rows[i].name) };
        const struct case_record c = { .environments = &env, .n_environments = 1,
                                       .deadline = { .expected_delivery = DAY_NONE, .submit_by = DAY_NONE, .needed_by = DAY_NONE } };
        compare_facts(ticket(k, view_of(rows[i].ticket)), &c, &told);
        if (told.told != rows[i].told || k->problems.n != !rows[i].told)
            fail_msg("row %zu: %zu of %zu told, %zu problems", i, told.told, told.facts, k->problems.n);
    }
}

/* As many environments as a record may have, in the longest ticket: some hundredths of a second, where one search each took minutes. */
static void a_long_ticket_of_many_environments_is_read_once(void **state)
{
    struct parts_kit *k = *state;
    struct environment *all = NEW(&k->arena, struct environment, LIMIT_ENVIRONMENTS);
    char *text = NEW(&k->arena, char, LIMIT_TICKET_BYTES);
    struct facts_told told;
    for (size_t i = 0; i < LIMIT_TICKET_BYTES; i++)
        text[i] = "aaab "[i % 5];
    for (size_t i = 0; i < LIMIT_ENVIRONMENTS; i++)
        all[i].name = view_fmt(&k->arena, "aaab aaab aaab aaab %zu", i);
    const struct case_record c = { .environments = all, .n_environments = LIMIT_ENVIRONMENTS,
                                   .deadline = { .expected_delivery = DAY_NONE, .submit_by = DAY_NONE, .needed_by = DAY_NONE } };
    compare_facts(ticket(k, (struct view){ .p = text, .n = LIMIT_TICKET_BYTES }), &c, &told);
    assert_int_equal(told.facts, LIMIT_ENVIRONMENTS);
    assert_int_equal(told.told, 0);
    assert_int_equal(k->problems.n, LIMIT_ARCHIVE_PROBLEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(facts_are_found_however_they_are_written),
        PARTS_TEST(names_are_whole_words_that_are_shown),
        PARTS_TEST(a_long_ticket_of_many_environments_is_read_once),
    };
    return cmocka_run_group_tests_name("compare_facts", tests, NULL, NULL);
}
