/* Which lines tell a password, and which only speak of one. */
#include "seeded.h"
#include "unit.h"

#include "format/secrets/password_scan.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

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
        "<add key=\"pfx-empty-password\" value=\"hunter2\"/>", "<add rule=\"password\" value=\"hunter2\"/>",
        "<finding rule=\"key-short\" password=\"hunter2\">",
        "https://ana:hunter2@api.example/orders",
        "pass=geheim1",  "secret: hunter2", "Token: \"ab12cd34\"", "Password -> hunter2", "Passwort => hunter2!",
        "senha \xE2\x86\x92 segredo1",
        "password \"hunter2\"", "A senha \xC3\xA9 geheim1", "Das Passwort lautet geheim1", "le mot de passe est bonjour1",
        "pw: Sommer2026", "MDP = Soleil2026", "password by phone: hunter2", "password from Ana: x1y2z3", "password: 471199",
        "Authorization: Basic dXNlcjpwYXNz", "curl -H 'authorization: bearer eyJhbGciOiJIUzI1NiJ9'",
        "api_key=8f7a6b5c4d3e2f1a", "apikey=Sommer2026!", "API key: 8f7a6b5c4d3e2f1a", "x-api-key: 8f7a6b5c4d3e2f1a", "api-key = ab12cd34",
        "https://api.partner.example/x?api_key=8f7a6b5c4d3e2f1a", "https://a.b/x?y=1&apikey=8f7a6b5c", "\"api_key\": \"8f7a6b5c\"",
        "PIN: 471199", "pin=4711", "the PIN code: 0815", "AKIAIOSFODNN7EXAMPLE", "key id AKIAIOSFODNN7EXAMPLE, ask Ana",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "https://a.b/?t=ghp_16C7e42F292c6912E7710c838347Ae178B4a", "xoxb-1234567890-abcdefghij",
        "github_pat_11ABCDEFG0abcdefghijkl", "glpat-ABCdef1234567890xyzw", "sk_live_4eC39HqLyjWDarjt", "secret key: abc123def",
        "aws_secret_access_key = wJalrXUtnFEMI7K7MDENG", "AccountKey=Zm9vYmFyMTIz==", "client_secret=ab12cd34ef", "access_token=ab12cd34ef",
        "password - Sommer2026!", "password \xE2\x80\x93 Sommer2026!", "PFX password of Ana \xE2\x80\x94 Sommer2026",
        ("password\xEF\xBC\x9ASommer2026!"), ("PFX Passwort \xE2\x80\x9ESommer2026!\xE2\x80\x9C"), "password Sommer2026!",
        ("password:\xC2\xA0hunter2"), "p/w: Sommer2026!", "p/w Sommer2026!",
        ("\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C: Sommer2026!"), ("\xE5\xAF\x86\xE7\xA0\x81: Sommer2026!"),
        ("\xE3\x83\x91\xE3\x82\xB9\xE3\x83\xAF\xE3\x83\xBC\xE3\x83\x89: Sommer2026!"),
        "<consumes>https://ana:hunter2@api.example</consumes>", "url=\"http://a.b:x@y@h\"",
        "login ana/Sommer2026!", "Login: ana / Sommer2026!", "credentials: ACME\\ana/Sommer2026!",
        "Zugangsdaten ana@acme.example/Sommer2026!", "credenciais: ana/Verao-2026*",
        "pfxPassword: Sommer2026!", "certPwd: Sommer2026!", "clientSecret: Xy7kkq99z", "PFXPassword: hunter2", "partnerApiKey=8f7a6b5c",
        "{\"pfxPassword\":\"hunter2\"}", "$pfxPassword = 'hunter2'", "-PfxPassword 'hunter2'", "pfxpass=Sommer2026!",
        "keypass: changeit1",
        "Passwords: Sommer2026!", "the passwords: hunter2, hunter3", "Senhas = Verao2026",
        "password was Sommer2026!", "password has been set to Sommer2026!", "Its password would be Sommer2026!", "password is now hunter2",
        "The PFX password was changed to Sommer2026", "password set to hunter2", "senha foi Verao2026",
        "password: #Sommer2026!", "password: -Sommer2026!", "password: &Sommer2026!", "password: (Sommer2026!)",
        "Password (PFX) Sommer2026!", "password of its owner: Sommer2026!",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4", "jwt=eyJhbGciOi.eyJzdWIiOi.Sfl",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv", "x-api-key abcd1234efgh5678",
        "Ocp-Apim-Subscription-Key: 0123456789abcdef0123456789abcdef", "OTP: 123456",
        "palavra passe: Xpto2026!", ("c\xC3\xB3" "digo de acesso: Xpto2026!"), "PW Sommer2026!", "secret Sommer2026!",
        "Sommer2026! is the password", "It's \"Sommer2026!\" is the password", "Sommer2026! (password)", "Sommer2026! ist das Kennwort",
        "The PFX opens with Sommer2026!", "it can be opened with Sommer2026!", "protected with \"Sommer2026!\"",
        ("\xEF\xBD\x90\xEF\xBD\x81\xEF\xBD\x93\xEF\xBD\x93\xEF\xBD\x97\xEF\xBD\x8F\xEF\xBD\x92\xEF\xBD\x84: Sommer2026!"),
        ("p\xC2\xAD" "assword: hunter2"), ("pass\xE2\x80\x8Bword: hunter2"), ("pass\xE2\x81\xA0word: hunter2"),
        "pass\\u00ADword: hunter2", ("password\xE3\x80\x80\xEF\xBC\x9D hunter2"),
        "Password policy for the PFX: hunter2", "Password manager: Sommer2026!", "password vault is hunter2", "password / policy: hunter2",
        "password, Sommer2026!", ("\xE2\x80\x9Cpassword\xE2\x80\x9D: hunter2"),
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
        "https://ana@api.example/", "https://api.example:8443/a@b", "https://ana:@api.example", "https://ana:***@api.example",
        "http://USER:PASSWORD@proxy", "https://ana:$SECRET@api.example", "a:b@c", "see https://api.example: ana@example.com",
        "<finding rule=\"pfx-empty-password\" severity=\"warning\" accepted=\"false\">",
        "<finding rule=\"key-without-passphrase\" severity=\"warning\" accepted=\"false\">",
        "<case id=\"trusted-root-acme-password-1a2b3c4d-production\" verdict=\"accepted\">",
        "<environment name=\"Password-Portal\" host=\"acme.example\">", "<key name='Kennwort CA' type='rsa'>",
        "Users see 'password is incorrect' since the CA was renewed", "Login fails: password: wrong", "password is rotated monthly",
        "the tests pass: all of them", "pass: 12, fail: 3", "It is no secret: everybody knows", "token endpoint: https://a.example/v2",
        "token: https://a.example/v2", "Basic authentication, Bearer tokens", "Authorization: Basic authentication is used",
        "secret=<your secret>", "the bearer of this certificate2026", "Settings -> Password -> Change", "the password \"expired\"",
        "Password: please ask Ana Silva",
        "Password policy: AD-2019", "Password manager: Keeper#2026", "password rotation: Q3-2026", "the password vault: \"KV-01\"",
        "Password: see the second mail",
        "PFX password by phone: +351 21 000 00 00", "The password comes from Ana: +351 910 000 000",
        "PFX-Passwort kommt per SMS: 0170 1234567", "Password policy: 12 characters", "Password length = 14", "Password expiry: 90 days",
        "password reset page: https://x.example/reset2", "Password: 12 characters", "Das Kennwort ist 12 Zeichen lang.",
        "Password expires: 2027-01-31", "Password valid until: 2027-01-31", "Password owner: ana.silva@example.com",
        "API key rotation: every 90 days", "api keys: see the wiki", "API key: ask Ana", "the api-key: header is sent by the gateway",
        "certificate pinning: sha256/AbC123", "pin: sha256/47DEQpj8HBSa", "PIN: see the letter", "pin 12: ground", "pins: 4711", "pin: 12",
        "pinned key: 1a2b3c4d5e", "a shipping address: 4711", "Asia Pacific: 2026", "asia-southeast1-docker.pkg.dev", "opinion: 4711",
        "access key rotation: Q4 2026", "https://apikeys.example.com/x?apikeys=1", "ghp_ tokens are refused", "xoxb- tokens: no",
        "https://api.partner.example/api-key/rotate2", "API keys 2026: none", "secret key: never leaves the HSM", "api_key=$API_KEY1",
        "api_key=<your key 1>", "Password - change it every 90 days", "Password - policy of 2026", "password - 12 characters",
        "password \xE2\x80\x93 see Ana", "Password reset 2026!", "forgot the password? Ask 2026", "the password Portal2026 needs it",
        ("\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C"), ("the \xE2\x80\x9Cpassword\xE2\x80\x9D is known"),
        "login page/index2.html", "login screen/OrdersV2026 fails", "Login: https://apps.example/Portal2026/", "login via SAML2/OAuth2.0",
        "Login: ADFS/SAML2", "login/logout2026!", "login: see /Portal2026/Users", "credentials are sent apart/2026", "local/lo2026!",
        "Could not load 'Acme, Version=1.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089'", "minPasswordLength=14",
        "$pfxPassword = $x1",
        "[securestring] $PfxPassword = (Read-Host -AsSecureString 'Password 2')", "-PfxPassword (Get-Content pw1.txt)",
        "isTokenValid2: yes",
        "passwords: 12 of them", "Passwords: see 1Password", "passwords are stored as sha256: no", "Passwords by SMS: +351 910 000 000",
        "password was reset on 2026-11-20", "The password was 12 characters long", "password has been changed to comply with ISO27001",
        "The password will be sent by SMS on 2026-12-01", "password was set to expire on 2026-12-01", "password would be needed for TLS1.2",
        "Password: #1 of the list", "Password: #OSD-47110", "https://a.b/?password=&user=ana12345",
        "password=&#x27;&#x27;", "password: -Path C:\\x12",
        "Password: (see OSD-4711)", "Password: (OSD-47110)", "Password (PFX) Portal2026 needs it", "Password: (at https://a.b/x2026)",
        "the password, Portal2026 and TLS1.2", "lastLogin: 2026-11-20/12:00",
        "login: ana/$PASSWORD1!", "login: orders/step2026", "the logins: ana/Sommer2026!", "Zugangsdaten: siehe Mail/Brief",
        "eyJhbGciOiJIUzI1NiJ9 begins a token", "see eyJ.example.com", "keyJson.eyJx", "the x-api-key header is sent",
        "x-api-key authentication",
        "protected with TLSv1.2+", "protected by AES256-SHA256", "opens with Excel2019", "subscription-key: see the portal", "OTP: by SMS",
        "Team42! is the owner", "(password) is asked", "Portal2026 (password reset)", "TLS1.2 is the password's protection",
        "the secret Portal2026 has", "token \"Stage2\"", ("C:\\users\\u00e9 \xE2\x80\x93 x"),
        "the pw: as before", "MDP: voir le second courriel",
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

static void each_word_for_a_password_is_known_in_any_case(void **state)
{
    static const char *const words[] = {
        "password", "passwd", "passphrase", "passwort", "passcode", "pwd", "kennwort", "senha", "palavra-passe", ("contrase\xC3\xB1" "a"),
        "mot de passe", "wachtwoord", "parola", "l\xC3\xB6senord", "has\xC5\x82o", "heslo", "salasana", "adgangskode",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        for (int form = 0; form < 4; form++) {
            char word[32] = { 0 };
            for (size_t k = 0; words[i][k]; k++) {
                bool raise = form == 1 || (form == 2 && k == 0) || (form == 3 && k == 1);
                char c = words[i][k];
                word[k] = raise && c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
            }
            char text[80];
            snprintf(text, sizeof text, "%s: hunter2", word);
            if (judge(view_of(text)) != LIKELY)
                fail_msg("not found: %s", text);
            snprintf(text, sizeof text, "the %s: hunter2", word);
            if (judge(view_of(text)) != LIKELY)
                fail_msg("not found: %s", text);
            snprintf(text, sizeof text, "the%s: hunter2", word);
            /* "thePassword", as settings have it */
            if (judge(view_of(text)) != (form == 1 || form == 2 ? LIKELY : NONE))
                fail_msg("judged wrongly: %s", text);
        }
    assert_int_equal(judge(VIEW("cONVERTTO-sECUREsTRING 'hunter2'")), LIKELY);
}

static const char *const pieces[] = {
    "password", "Passwd", "PWD", "pwd", "kennwort", "senha", "palavra-passe", ("contrase\xC3\xB1" "a"), "mot de passe", "parola", "heslo",
    ("l\xC3\xB6senord"), ("has\xC5\x82o"), "ConvertTo-SecureString", "$", "-", " ", " ", ": ", "=", "|", " is ", "hunter2", "secret",
    "'x1'", "the", "pa", "se", "\n", "\n", "\r\n", "1", "\xC3", "a", "api key", "x-api-key", "apikey", "PIN", "4711",
    "AKIAIOSFODNN7EXAMPLE", "ghp_", "xoxb-", "pfxPassword", "Keypass", "was ", "16C7e42F292c6912E7710c838347Ae178B4a", " - ",
    "Sommer2026!", "p/w", "eyJhbGciOi", ".eyJ", "OTP", "opens with ", "\xC2\xAD", "\xEF\xBD\x90", "\\u200B", " is the ", "x-api-key ",
    "\xE5\xAF\x86\xE7\xA0\x81", "SharedAccessKey", "sk_live_", "github_pat_", "login", "Credentials", "zugangsdaten", "/",
};

/* A NUL behind the text, which says nothing itself, makes every line be judged: the quick look must not pass over any of them. */
static void the_quick_look_passes_over_no_line(void **state)
{
    uint64_t seed = 20261120;
    size_t n_found = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct password_found quick, full;
        struct buf b = BUF_INIT(4096);
        for (uint32_t n = below(&seed, 14); n-- > 0;)
            buf_text(&b, pieces[below(&seed, COUNT_OF(pieces))]);
        if (b.n && below(&seed, 2))
            b.p[below(&seed, b.n)] = (char)(1 + below(&seed, 255));
        struct view v = buf_view(&b), own = { .p = malloc(v.n + 1), .n = v.n };
        memcpy((void *)(uintptr_t)own.p, v.p, v.n);
        bool found = password_scan(own, &quick);
        buf_put(&b, VIEW("\n\0"));
        if (found != password_scan(buf_view(&b), &full) || quick.line != full.line || quick.likely != full.likely)
            fail_msg("round %d: %s", round, b.p);
        n_found += found;
        free((void *)(uintptr_t)own.p);
        buf_free(&b);
    }
    assert_in_range(n_found, 1000, 19000); /* both answers were tried */
}

static void the_largest_entry_is_crossed(void **state)
{
    static const char *const waves[] = { "p", "pa", "pa pw ", "-----", "passwor ", "\n" };
    (void)state;
    for (size_t w = 0; w < COUNT_OF(waves); w++) {
        size_t n = LIMIT_ENTRY_BYTES, length = strlen(waves[w]);
        char *p = malloc(n);
        assert_non_null(p);
        for (size_t i = 0; i < n; i++)
            p[i] = waves[w][i % length];
        assert_int_equal(judge((struct view){ .p = p, .n = n }), NONE);
        free(p);
    }
}

static void several_words_may_be_a_sentence(void **state)
{
    (void)state;
    assert_int_equal(judge(VIEW("password: correct horse battery staple")), MAYBE);
    assert_int_equal(judge(VIEW("Login: ana/Sommer2026")), MAYBE);
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

/* Where a long line is cut into pieces must not matter. */
static void a_word_is_judged_alike_wherever_it_stands_in_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int judged;
    } rows[] = { { "password: hunter2 ", LIKELY }, { " password: hunter2 ", LIKELY }, { "xpassword: hunter2 ", NONE },
               { "pfxPassword: hunter2 ", LIKELY }, { "$pfxPassword = hunter2 ", NONE },
               { "PublicKeyToken=b77a5c561934e089 ", NONE } };
    char line[1000], wide[2000];
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t at = 0; at < 400; at++) {
            size_t n = strlen(rows[i].text);
            memset(line, '-', sizeof line);
            memcpy(line + at, rows[i].text, n);
            for (size_t k = 0; k < sizeof line; k++)
                wide[2 * k] = line[k], wide[2 * k + 1] = '\0';
            int narrow_judged = judge((struct view){ .p = line, .n = sizeof line });
            int wide_judged = judge((struct view){ .p = wide, .n = sizeof wide });
            if (narrow_judged != rows[i].judged || wide_judged != rows[i].judged)
                fail_msg("'%s' at %zu: %d, in UTF-16 %d", rows[i].text, at, narrow_judged, wide_judged);
        }
}

static void a_known_password_is_found_in_the_name_of_a_file(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool found;
    } rows[] = {
        { "client_secret1.pfx", true }, { "secret1.pfx", true },    { "acme-secret1-2026.p12", true }, { "client (pw secret1).cer", true },
        { "secret12_secret1", true },   { "secret12.pfx", false },  { "mysecret1.pfx", false },        { "Secret1.pfx", false },
        { "client.pfx", false },        { "client SECRET1.pfx", false }, { "\xC3\xA9secret1", false }, { "", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (password_in_name(view_of(rows[i].name), VIEW("secret1")) != rows[i].found)
            fail_msg("%s", rows[i].name);
    assert_false(password_in_name(VIEW("short.pfx"), VIEW("short")));
    assert_true(password_in_name(VIEW("client_SOMMER26.pfx"), VIEW("Sommer26")));
}

static void a_known_password_is_found_as_a_word_of_its_own(void **state)
{
    (void)state;
    static const struct {
        const char *text, *password;
        bool told;
    } rows[] = {
        { "secret1", "secret1", true },       { "needs secret1 to open", "secret1", true }, { "it is \"secret1\".", "secret1", true },
        { "?key=secret1&x", "secret1", true },  { "secret12 or secret1.", "secret1", true },  { "secret12", "secret1", false },
        { "my-secret1", "secret1", false },   { "secret1.example.com", "secret1", false },  { "ana@secret1", "secret1", false },
        { "is two words, here", "two words", true }, { "Test", "Test", false },            { "", "secret1", false },
        { "Secret1", "secret1", false },      { "secret1!!", "secret1", true },             { "secret1", "", false },
        /* eight bytes and more than letters: in any case */
        { "SOMMER26", "Sommer26", true },     { "it is sOMMER26.", "Sommer26", true },      { "mysommer26", "Sommer26", false },
        { "Production", "production", false }, { "Sommer27 SOMMER26", "Sommer26", true },   { "sommer2", "Sommer2", false },
        /* wrapped, with two spaces, with that of a word processor */
        { "Two  words", "Two words", true },  { "is Two\r\n words", "Two words", true },     { "Two\xC2\xA0words", "Two words", true },
        { "two WORDS", "Two words", true },   { "Twowords", "Two words", false },           { "Two. words", "Two words", false },
        { "a b c d e", "a  b  c d e", true }, { "Two\xE3\x80\x80words", "Two\xC2\xA0words", true }, { "Two", "Two words", false },
        { "secret1 x", " secret1\t", true },  { "Two ", "Two words", false },               { " a", "      ", false },
        /* marks of word processors and of Markdown around it */
        { "\xE2\x80\x9Esecret1\xE2\x80\x9C", "secret1", true }, { "is\xC2\xA0secret1\xC2\xA0now", "secret1", true },
        { "**secret1**", "secret1", true },   { "\xC2\xABsecret1\xC2\xBB", "secret1", true }, { "login ana/secret1", "secret1", true },
        /* encoded for an address or for HTML, with another hyphen, in full width, with what nobody sees */
        { "/?pw=Sommer%2D26%21&x", "Sommer-26!", true }, { "p=Sommer%2d26%21", "Sommer-26!", true },
        { "<p>Sommer&#45;26&#x21;</p>", "Sommer-26!", true }, { "&#83;&#x6F;mmer&amp;26", "Sommer&26", true },
        { "Sommer\xE2\x80\x91" "26!", "Sommer-26!", true }, { "Sommer\xE2\x88\x92" "26!", "Sommer-26!", true },
        { "Som\xE2\x80\x8Bmer-26!", "Sommer-26!", true }, { "\xEF\xBC\xB3ommer-26!", "Sommer-26!", true },
        { "mySommer%2D26%21", "Sommer-26!", false }, { "Sommer%2D26%212", "Sommer-26!", false },
        { "Sommer%2G26!", "Sommer-26!", false }, { "Sommer&#45 26!", "Sommer-26!", false }, { "Sommer&#x2D", "Sommer-26!", false },
        { "Sommer%2", "Sommer%2D26", false }, { "abc and &#97;bc", "%61%62%63", false },
        { "Caf&#233;-2026 or", "Caf\xC3\xA9-2026", true }, { "Caf&#xE9;&#8211;20&#8203;26", "Caf\xC3\xA9-2026", true },
        { "Caf&#xE9;-2026 &#9999999999;", "Caf\xC3\xA8-2026", false }, { "&#x1F511;key-2026", "\xF0\x9F\x94\x91key-2026", true },
        { "&#x2014; abc", "\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B", false },
        { "\xC3\xA9secret1", "secret1", false }, { "secret1\xC3\xA9", "secret1", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (password_told(view_of(rows[i].text), view_of(rows[i].password)) != rows[i].told)
            fail_msg("'%s' in '%s'", rows[i].password, rows[i].text);
    assert_true(password_stands_in(VIEW("\x30\x0Cxx-ACME-CLIENT1yy"), VIEW("acme-client1")));
    assert_false(password_stands_in(VIEW("\x30\x0Cxx-ACME-CLIENT2yy"), VIEW("acme-client1")));
}

/* Wherever the pieces end in which a text is read. */
static void a_known_password_is_found_anywhere_in_a_long_text(void **state)
{
    static const struct { const char *text; bool told; } rows[] = {
        { " SOMMER\n  zweitausend26 ", true }, { "\xE2\x80\x9CSOMMER zweitausend26\xE2\x80\x9D", true },
        { "xSommer zweitausend26 ", false },
        { " Sommer zweitausend26x", false },   { " Sommer zweitausend26\xC3\xA9", false },
    };
    char text[9000];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t at = 3800; at < 4300; at++) {
            memset(text, 'y', sizeof text);
            memcpy(text + at, rows[i].text, strlen(rows[i].text));
            if (password_told((struct view){ .p = text, .n = sizeof text }, VIEW("Sommer Zweitausend26")) != rows[i].told)
                fail_msg("row %zu at %zu", i, at);
        }
}

/* It is looked for in every text; a password that repeats itself is told almost everywhere. */
static void a_long_password_takes_no_longer_than_its_text(void **state)
{
    (void)state;
    for (size_t length = 64; length <= LIMIT_PASSWORD_BYTES; length *= 4) {
        char *text = malloc(LIMIT_ENTRY_BYTES), *password = malloc(length);
        assert_true(text && password);
        for (size_t i = 0; i < LIMIT_ENTRY_BYTES; i++)
            text[i] = i % 2 ? ' ' : 'a';
        memcpy(password, text, length);
        password[length - 1] = '1';
        assert_false(password_told((struct view){ .p = text, .n = LIMIT_ENTRY_BYTES }, (struct view){ .p = password, .n = length }));
        free(text);
        free(password);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_tell_a_password_are_found),
        cmocka_unit_test(lines_that_speak_of_one_are_left_alone),
        cmocka_unit_test(each_word_for_a_password_is_known_in_any_case),
        cmocka_unit_test(the_quick_look_passes_over_no_line),
        cmocka_unit_test(the_largest_entry_is_crossed),
        cmocka_unit_test(several_words_may_be_a_sentence),
        cmocka_unit_test(the_line_is_counted_and_the_likely_one_wins),
        cmocka_unit_test(utf_16_and_long_lines_are_read),
        cmocka_unit_test(a_known_password_is_found_as_a_word_of_its_own),
        cmocka_unit_test(a_known_password_is_found_anywhere_in_a_long_text),
        cmocka_unit_test(a_long_password_takes_no_longer_than_its_text),
        cmocka_unit_test(a_known_password_is_found_in_the_name_of_a_file),
        cmocka_unit_test(a_word_is_judged_alike_wherever_it_stands_in_a_line),
    };
    return cmocka_run_group_tests_name("password_scan", tests, NULL, NULL);
}
