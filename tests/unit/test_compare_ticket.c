/* Texts against what they should be: the first line that differs, the facts that are missing, thumbprints of nothing. */
#include "parts_kit.h"

#include "steps/compare/compare.h"

static struct bundle_parts *ticket(struct parts_kit *k, struct view bytes)
{
    const struct zip_entry entries[] = { { .name = VIEW("TICKET.txt"), .bytes = bytes } };
    return parts_of(k, entries, 1);
}

static void the_first_line_that_differs_is_named(void **state)
{
    static const struct { const char *is, *should, *says; } rows[] = {
        { "a\nb\nc\n", "a\nB\nc\n", "line 2 is 'b'; from the record it would be 'B'" },
        { "a\nb\n", "a\nb\nc\n", "line 3 is ''; from the record it would be 'c'" },
        { "a\nb\nc\n", "a\nb\n", "line 3 is 'c'; from the record it would be ''" },
        { "a\n\n\nSwitch it off.\n", "a\n", "line 4 is 'Switch it off.'; from the record it would be ''" },
        { "a\n \nSwitch it off.\nb\n", "a\nb\n", "line 3 is 'Switch it off.'; from the record it would be 'b'" },
        { "a\n\nb\n", "a\nb\n", "line 2 is ''; from the record it would be 'b'" },
        { "a\nx\n", "a\n\nb\n", "line 2 is 'x'; from the record it would be ''" },
        { "a\n", "a\n\nb\n", "line 2 is ''; from the record it would be 'b'" },
        { "a\n\n", "a\n", "from line 2 on it has other empty lines" },
        { "a\r\nb\r\n", "a\nb\n", "line ends" },
        { "", "a\n", "line 1 is ''" },
        { "\x1b[2J\n", "a\n", "\\u001B[2J" },
        { "Please add the certificates below to the stores of the Local Computer on every front-end server of Test.\n",
          "Please add the certificates below to the stores of the Local Computer on every front-end server of Production.\n",
          "line 1 is '...front-end server of Test.'; from the record it would be '...front-end server of Production.'" },
    };
    struct parts_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        compare_text(ticket(k, view_of(rows[i].is)), PART_TICKET, view_of(rows[i].should));
        parts_one(k, BUNDLE_TICKET_CONTRADICTS_CASE, "TICKET.txt", rows[i].says);
    }
    compare_text(ticket(k, VIEW("same\n")), PART_TICKET, VIEW("same\n"));
    assert_int_equal(k->problems.n, 0);
}

static void a_text_too_much_or_too_few_is_named(void **state)
{
    struct parts_kit *k = *state;
    compare_text(ticket(k, VIEW("x")), PART_RUNBOOK, VIEW("runbook\n"));
    parts_one(k, BUNDLE_ENTRY_MISSING, "RUNBOOK.html", "has it");
    compare_text(ticket(k, VIEW("x")), PART_TICKET, VIEW(""));
    parts_one(k, BUNDLE_TICKET_CONTRADICTS_CASE, "TICKET.txt", "no such text");
    compare_text(ticket(k, VIEW("x")), PART_RUNBOOK, VIEW(""));
    assert_int_equal(k->problems.n, 0);
}

static void a_thumbprint_of_nothing_here_is_named(void **state)
{
    struct parts_kit *k = *state;
    struct cert cert = { 0 }, *certs[] = { &cert };
    const struct evidence evidence = { .certs = { .items = certs, .n = 1 } };
    memset(cert.sha1, 0xAB, 20);
    compare_thumbprints(ticket(k, VIEW("thumbprint abababababababababababababababababababab, or AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:"
                                       "AB:AB:AB:AB:AB:AB:AB:AB. Call 0800 123456; id 849515f2-b4ff-4aca-a9d6-9407bea655f4")),
                        &evidence);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    compare_thumbprints(ticket(k, VIEW("part of a word: xcdababababababababababababababababababab; "
                                       "odd numbers: 1234567890123456789012345678901234567 890")),
                        &evidence);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    cert.sha1[0] = 0;
    compare_thumbprints(ticket(k, VIEW("thumbprint 00ababababababababababababababababababab")), &evidence);
    assert_int_equal(k->problems.n, 0);
    cert.serial = VIEW("0abd0000000000000000000000000000ababab");
    compare_thumbprints(ticket(k, VIEW("serial 000abd0000000000000000000000000000ababab")), &evidence);
    assert_int_equal(k->problems.n, 0);
    cert.serial = VIEW("0cd00000000000000000000000000000000000ab");
    const struct zip_entry packed[] = {
        { .name = VIEW("x/TICKET.txt"), .bytes = VIEW("serial 0CD00000000000000000000000000000000000AB") },
        { .name = VIEW("x/a.txt"), .bytes = VIEW("abc") },
        { .name = VIEW("x/SHA256SUMS"), .bytes = VIEW("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n") },
        { .name = VIEW("x/case.xml"),
          .bytes = VIEW("<templates sha256=\"cd7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"/>") },
    };
    compare_thumbprints(parts_of(k, packed, COUNT_OF(packed)), &evidence);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    compare_thumbprints(ticket(k, VIEW("thumbprint: cdababababababababababababababababababab\n")), &evidence);
    parts_one(k, BUNDLE_TICKET_CONTRADICTS_CASE, "TICKET.txt", "cdabab");
    struct cert_file locked = { .in_clear = { .items = certs, .n = 1 } }, *files[] = { &locked };
    const struct evidence shut = { .files = files, .n_files = 1 };
    compare_thumbprints(ticket(k, VIEW("thumbprint 00ababababababababababababababababababab")), &shut);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    struct buf word = BUF_INIT(1000), wide = BUF_INIT(1000);
    for (size_t i = 0; i < 20; i++)
        buf_fmt(&word, "%sCD", i ? "\xC2\xA0" : "");
    compare_thumbprints(ticket(k, buf_view(&word)), &evidence);
    parts_one(k, BUNDLE_TICKET_CONTRADICTS_CASE, "TICKET.txt", "cdcdcdcd");
    buf_put(&wide, VIEW("\xFF\xFE"));
    for (size_t i = 0; i < 40; i++)
        buf_put(&wide, VIEW("E\0"));
    compare_thumbprints(ticket(k, buf_view(&wide)), &evidence);
    parts_one(k, BUNDLE_TICKET_CONTRADICTS_CASE, "TICKET.txt", "eeeeeeee");
    buf_free(&word);
    buf_free(&wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(the_first_line_that_differs_is_named),
        PARTS_TEST(a_text_too_much_or_too_few_is_named),
        PARTS_TEST(a_thumbprint_of_nothing_here_is_named),
    };
    return cmocka_run_group_tests_name("compare_ticket", tests, NULL, NULL);
}
