/* Which lines tell a password, and which only speak of one. */
#include "unit.h"

#include "format/password_scan.h"

#include "base/arena.h"

enum { NONE, MAYBE, LIKELY };

static int judge(struct view text)
{
    struct password_found found;
    return !password_scan(text, &found) ? NONE : found.likely ? LIKELY : MAYBE;
}

static void lines_that_tell_a_password_are_found(void **state)
{
    static const char *const rows[] = {
        "password: hunter2",           "Password = hunter2",          "PFX password: S3cret!",         "password:hunter2",
        "The password is hunter2",     "The password is \"secret\"",  "Password for the PFX: abc123",  "Passwort: geheim",
        "Kennwort: geheim1",           "senha: segredo",              "palavra-passe: x9",             "mot de passe : bonjour1",
        ("contrase\xC3\xB1" "a: hola"),  "wachtwoord: geheim",          "| Password | hunter2 |",        "**Password:** hunter2",
        "<p>password: hunter2</p>",    "password=\"hunter2\"",        "$password = 'hunter2'",         "-Password 'hunter2'",
        "ConvertTo-SecureString 'hunter2' -AsPlainText -Force",       "ConvertTo-SecureString -String \"x1\" -Force",
        "passphrase: 12345",           "pwd: letmein",                "PASSWORD: LETMEIN",             "- password: `hunter2`",
        "Passwort (PFX): geheim",      "password of the file: abc",   "lozinka, password: abc.",       "password: secret.",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (judge(view_of(rows[i])) != LIKELY)
            fail_msg("not found: %s", rows[i]);
}

static void lines_that_speak_of_one_are_left_alone(void **state)
{
    static const char *const rows[] = {
        "The PFX password is not in this case. It is available on request over a channel you choose: please ask Ana",
        "Password: available on request",
        "Password: please ask Ana Silva",
        "Password: see the second mail",
        "Password: ********",
        "Password: ......",
        "Password: <your password>",
        "Password: {{password}}",
        "Password: $PFX_PASSWORD",
        "$password = Read-Host -AsSecureString -Prompt \"Password of $Path\"",
        "Import-PfxCertificate -FilePath $Path -Password $password | Out-Null",
        "Import-PfxCertificate -FilePath x.pfx -Password (Read-Host -AsSecureString)",
        "The password you entered is incorrect",
        "password protected",
        "The password of the PFX, from Ana Silva <ana@example.com>. It is typed on each server",
        "its password is not in this bundle",
        "compass: north",
        "passwordless: yes",
        "Password:",
        "password",
        "Passwort: siehe zweite Mail",
        "",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (judge(view_of(rows[i])) != NONE)
            fail_msg("found in: %s", rows[i]);
}

static void several_words_may_be_a_sentence(void **state)
{
    (void)state;
    assert_int_equal(judge(VIEW("password: correct horse battery staple")), MAYBE);
}

static void the_line_is_counted_and_the_likely_one_wins(void **state)
{
    struct password_found found;
    (void)state;
    assert_true(password_scan(VIEW("one\r\ntwo\nPassword: correct horse\nfour\npassword: x1\n"), &found));
    assert_int_equal(found.line, 5);
    assert_true(found.likely);
}

static void utf_16_and_long_lines_are_read(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    assert_int_equal(judge(VIEW("p\0a\0s\0s\0w\0o\0r\0d\0:\0 \0x\0" "1\0")), LIKELY);
    for (int n = 0; n < 700; n += 7) {
        struct view text = view_fmt(&arena, "%*s password: hunter2", n, "x");
        if (judge(text) != LIKELY)
            fail_msg("not found behind %d bytes", n);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_tell_a_password_are_found),
        cmocka_unit_test(lines_that_speak_of_one_are_left_alone),
        cmocka_unit_test(several_words_may_be_a_sentence),
        cmocka_unit_test(the_line_is_counted_and_the_likely_one_wins),
        cmocka_unit_test(utf_16_and_long_lines_are_read),
    };
    return cmocka_run_group_tests_name("password_scan", tests, NULL, NULL);
}
