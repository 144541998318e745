/* The table of a request's fields: it describes the struct, and what goes by it moves each field and nothing else. */
#include "model/request.h"

#include "base/arena.h"
#include "model/case.h"
#include "unit.h"

static const struct request full = {
    .id = VIEW_ROW("an-id"),
    .certificates = { .items = (struct view[]){ VIEW_ROW("a.cer") }, .n = 1 },
    .environments = { .items = (struct view[]){ VIEW_ROW("Test") }, .n = 1 },
    .purpose = PURPOSE_SERVER,
    .hosting = HOST_CLOUD,
    .infrastructure = VIEW_ROW("ACME"),
    .edition = EDITION_STANDARD,
    .front_ends = { .items = (struct view[]){ VIEW_ROW("SRV1") }, .n = 1 },
    .needed_by = 20000,
    .severity = VIEW_ROW("HIGH"),
    .consumes = VIEW_ROW("https://x.example/"),
    .refusal = VIEW_ROW("the chain is wrong"),
    .reason = VIEW_ROW("why\nso"),
    .contact = VIEW_ROW("who"),
    .password_env = VIEW_ROW("PW"),
    .password_file = VIEW_ROW("pw"),
    .renews = VIEW_ROW("old.zip"),
};
static const struct request empty = REQUEST_INIT;

static void every_field_is_found_by_its_name_and_in_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < REQUEST_FIELDS; i++) {
        const struct request_field *f = &request_fields[i];
        assert_ptr_equal(request_field_find(f->name), f);
        assert_true(request_has(&full, f));
        assert_false(request_has(&empty, f));
        assert_true(i == 0 || f->at > f[-1].at);
        assert_true(!f->rival || request_field_find(view_of(f->rival)));
        assert_true(!(f->uses & FIELD_WORDS) || (f->kind == FIELD_TEXT && f->most && f->called && f->uses & FIELD_RECORDED));
        assert_true(!request_field_is_list(f) || f->most);
    }
    assert_null(request_field_find(VIEW("needed-by")));
    /* no member without a row: what comes behind the last one is of the batch's own making */
    assert_int_equal(request_fields[REQUEST_FIELDS - 1].at + sizeof(struct view), offsetof(struct request, repeats));
}

static void only_open_fields_of_the_use_are_completed(void **state)
{
    (void)state;
    static const enum request_use uses[] = { FIELD_DEFAULT, FIELD_RENEWED };
    for (size_t u = 0; u < COUNT_OF(uses); u++) {
        struct request to = empty;
        request_complete(&to, &full, uses[u]);
        for (size_t i = 0; i < REQUEST_FIELDS; i++)
            assert_int_equal(request_has(&to, &request_fields[i]), (request_fields[i].uses & uses[u]) != 0);
    }
    struct request said = { .needed_by = 1, .hosting = HOST_SELF_MANAGED, .purpose = PURPOSE_CLIENT_SIDE, .reason = VIEW_ROW("mine") };
    request_complete(&said, &full, FIELD_DEFAULT);
    assert_true(said.needed_by == 1 && said.hosting == HOST_SELF_MANAGED && said.purpose == PURPOSE_CLIENT_SIDE);
    assert_true(view_eq_text(said.reason, "mine") && view_eq_text(said.contact, "who") && said.id.n == 0);
    request_complete(&said, &empty, FIELD_DEFAULT);
    assert_true(view_eq_text(said.contact, "who"));
}

static void own_words_are_made_safe_in_the_record_and_come_back(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct case_record record = { .id = VIEW_ROW("case"), .purpose = PURPOSE_SERVER, .hosting = HOST_CLOUD, .edition = EDITION_BASIC,
                                  .deadline.needed_by = 7 };
    struct request back;
    request_record(&arena, &full, &record);
    assert_true(view_eq_text(record.reason, "why so") && view_eq_text(record.consumes, "https://x.example/"));
    assert_true(view_eq_text(record.id, "case"));
    request_of_record(&record, &back);
    for (size_t i = 0; i < REQUEST_FIELDS; i++)
        assert_int_equal(request_has(&back, &request_fields[i]), (request_fields[i].uses & FIELD_RECORDED) != 0);
    assert_true(back.purpose == PURPOSE_SERVER && back.hosting == HOST_CLOUD && back.needed_by == 7);
    assert_true(view_eq_text(back.id, "case") && view_eq(back.reason, record.reason) && view_eq_text(back.contact, "who"));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_found_by_its_name_and_in_its_place),
        cmocka_unit_test(only_open_fields_of_the_use_are_completed),
        cmocka_unit_test(own_words_are_made_safe_in_the_record_and_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
