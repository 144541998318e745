/* Lines of texts that are tried on a locked PFX beside them: how many, and what they may take. */
#include "audit_kit.h"

#include "folder.h"
#include "format/container/pkcs12_write.h"

#define PASSWORD "geheim99"

/* Whose friendly name has so many letters, which each try reads again. */
static struct view make_pfx(struct audit_kit *k, size_t letters)
{
    struct folder f;
    struct view out;
    struct err e;
    folder_open(&f);
    folder_sh(&f, "openssl req -x509 -newkey rsa:2048 -nodes -keyout a.key -outform DER -out a.cer -subj /CN=a -days 9;"
                  "openssl pkcs8 -topk8 -nocrypt -in a.key -outform DER -out a.p8");
    const struct view cert = folder_read(&f, "a.cer");
    char *name = NEW(&f.arena, char, letters);
    memset(name, 'n', letters);
    const struct pfx_recipe recipe = {
        .encryption = PFX_TRIPLEDES_SHA1, .key = folder_read(&f, "a.p8"), .certs = &cert, .n_certs = 1,
        .friendly_name = { .p = name, .n = letters }, .password = VIEW(PASSWORD),
    };
    if (!pkcs12_write(&k->w.arena, &recipe, &out, &e))
        fail_msg("%s", e.what);
    folder_close(&f);
    return out;
}

/* Whether the password in this line, behind others, is found. */
static bool is_found(struct audit_kit *k, struct view pfx, size_t line)
{
    struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
    size_t at;
    for (size_t i = 1; i < line; i++)
        buf_fmt(&b, "no-%zu\n", i);
    buf_text(&b, PASSWORD "\n");
    k->n = 0;
    audit_add(k, "client.pfx", pfx);
    audit_add(k, "notes.txt", buf_view(&b));
    const struct finding *found = audit_found(audit_of(k, audit_pack(k)), "password-in-bundle");
    if (found)
        assert_true(view_find(found->message, view_fmt(&k->w.arena, "line %zu is the password of client.pfx", line), &at));
    buf_free(&b);
    return found;
}

static void tries_on_a_large_pfx_neither_pile_up_in_memory_nor_go_on_for_long(void **state)
{
    struct audit_kit *k = *state;
    const struct view ordinary = make_pfx(k, 10), large = make_pfx(k, 200 * 1000);
    k->t.wishes.password.get = no_password;
    assert_true(is_found(k, ordinary, 100));
    assert_true(is_found(k, large, 60));
    assert_false(is_found(k, large, 100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tries_on_a_large_pfx_neither_pile_up_in_memory_nor_go_on_for_long, audit_set_up, audit_tear_down),
    };
    return cmocka_run_group_tests_name("audit_passwords", tests, NULL, NULL);
}
