#include "format/secrets/password_words.h"

static const struct view keywords[] = {
    VIEW_ROW("password"),   VIEW_ROW("passwd"),   VIEW_ROW("passphrase"), VIEW_ROW("passwort"),      VIEW_ROW("passcode"),
    VIEW_ROW("pwd"),        VIEW_ROW("kennwort"),   VIEW_ROW("senha"),         VIEW_ROW("palavra-passe"),
    VIEW_ROW("palavra passe"), VIEW_ROW("c\xC3\xB3" "digo de acesso"),
    VIEW_ROW("contrase\xC3\xB1" "a"), VIEW_ROW("mot de passe"), VIEW_ROW("wachtwoord"), VIEW_ROW("parola"),
    VIEW_ROW("l\xC3\xB6senord"), VIEW_ROW("has\xC5\x82o"), VIEW_ROW("heslo"), VIEW_ROW("salasana"), VIEW_ROW("adgangskode"),
    VIEW_ROW("\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C"), VIEW_ROW("\xD0\x9F\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C"),
    VIEW_ROW("\xE5\xAF\x86\xE7\xA0\x81"), VIEW_ROW("\xE5\xAF\x86\xE7\xA2\xBC"),
    VIEW_ROW("\xE3\x83\x91\xE3\x82\xB9\xE3\x83\xAF\xE3\x83\xBC\xE3\x83\x89"), VIEW_ROW("p/w"),
};

static const struct weak_word weak_words[] = {
    { VIEW_ROW("pass"), 6, WEAK_BEHIND_MARK },        { VIEW_ROW("pfxpass"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("keypass"), 6, WEAK_BEHIND_MARK },     { VIEW_ROW("secret"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("token"), 6, WEAK_BEHIND_MARK },       { VIEW_ROW("pw"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("mdp"), 6, WEAK_BEHIND_MARK },         { VIEW_ROW("api key"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("api-key"), 6, WEAK_BEHIND_MARK },     { VIEW_ROW("api_key"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("apikey"), 6, WEAK_BEHIND_MARK },      { VIEW_ROW("access key"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("access_key"), 6, WEAK_BEHIND_MARK },  { VIEW_ROW("accesskey"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("accountkey"), 6, WEAK_BEHIND_MARK },  { VIEW_ROW("secret key"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("secret_key"), 6, WEAK_BEHIND_MARK },  { VIEW_ROW("sharedaccesskey"), 6, WEAK_BEHIND_MARK },
    { VIEW_ROW("subscription-key"), 16, WEAK_BEHIND_MARK },
    { VIEW_ROW("pin"), 4, WEAK_DIGITS },  { VIEW_ROW("pin code"), 4, WEAK_DIGITS }, { VIEW_ROW("otp"), 4, WEAK_DIGITS },
    { VIEW_ROW("login"), 8, WEAK_BEHIND_USER },            { VIEW_ROW("credentials"), 8, WEAK_BEHIND_USER },
    { VIEW_ROW("credenciais"), 8, WEAK_BEHIND_USER },      { VIEW_ROW("zugangsdaten"), 8, WEAK_BEHIND_USER },
    { VIEW_ROW("bearer "), 16, WEAK_AT_ONCE },             { VIEW_ROW("authorization: basic "), 6, WEAK_AT_ONCE },
    { VIEW_ROW("akia"), 16, WEAK_AT_ONCE },
    { VIEW_ROW("ghp_"), 20, WEAK_AT_ONCE },                { VIEW_ROW("gho_"), 20, WEAK_AT_ONCE },
    { VIEW_ROW("ghs_"), 20, WEAK_AT_ONCE },                { VIEW_ROW("github_pat_"), 20, WEAK_AT_ONCE },
    { VIEW_ROW("glpat-"), 16, WEAK_AT_ONCE },              { VIEW_ROW("xoxb-"), 10, WEAK_AT_ONCE },
    { VIEW_ROW("xoxp-"), 10, WEAK_AT_ONCE },               { VIEW_ROW("sk_live_"), 10, WEAK_AT_ONCE },
    { VIEW_ROW("aiza"), 30, WEAK_AT_ONCE },                { VIEW_ROW("x-api-key "), 12, WEAK_AT_ONCE },
    { VIEW_ROW("eyj"), 0, WEAK_WEB_TOKEN },
    { VIEW_ROW("opens with "), 8, WEAK_SIGNED },           { VIEW_ROW("opened with "), 8, WEAK_SIGNED },
    { VIEW_ROW("open it with "), 8, WEAK_SIGNED },         { VIEW_ROW("protected with "), 8, WEAK_SIGNED },
    { VIEW_ROW("protected by "), 8, WEAK_SIGNED },
};

/* Verbs of saying, with the spaces around them. */
static const struct view verbs[] = {
    VIEW_ROW(" is "), VIEW_ROW(" ist "), VIEW_ROW(" lautet "), VIEW_ROW(" est "), VIEW_ROW(" es "), VIEW_ROW(" \xC3\xA9 "),
    VIEW_ROW(" \xC3\xA8 "),
};
/* Those that tell as often what became of it. */
static const struct view other_verbs[] = {
    VIEW_ROW(" was "), VIEW_ROW(" was set to "), VIEW_ROW(" was changed to "), VIEW_ROW(" is now "), VIEW_ROW(" is set to "),
    VIEW_ROW(" set to "), VIEW_ROW(" has been set to "), VIEW_ROW(" has been changed to "),
    VIEW_ROW(" changed to "), VIEW_ROW(" would be "),
    VIEW_ROW(" will be "), VIEW_ROW(" war "), VIEW_ROW(" wurde auf "), VIEW_ROW(" foi "), VIEW_ROW(" era "),
};

/* Words that begin a sentence about a password, or stand for one. */
static const char *const no_passwords[] = {
    "a", "and", "as", "ask", "at", "available", "by", "call", "contact", "empty", "for", "from", "given", "in", "is", "it", "known",
    "later", "missing", "n/a", "na", "never", "no", "none", "not", "null", "on", "or", "over", "per", "phone", "please", "protected",
    "provided", "read-host", "required", "same", "see", "sent", "separate", "separately", "set", "shared", "string", "tbd", "the",
    "through", "to", "true", "false", "unknown", "upon", "via", "we", "will", "with", "yes", "you", "your", "auf", "siehe", "wird", "sob",
    "por", "sur", "voir", "op", "wrong", "incorrect", "invalid", "expired", "rejected", "changed", "falsch", "get-credential",
    "get-content", "convertto-securestring", "securestring", "new-object", "redacted",
};

/* Between the word and a number or an address: how it comes, or what is asked of it ("PFX password by phone: +351 21 000 00 00"). */
static const char *const abouts[] = {
    "by", "per", "via", "from", "von", "por", "par", "policy", "length", "expiry", "expires", "until", "owner", "contact", "reset", "page",
    "phone", "sms",
};

/* Right behind the word: what is called by it and has a name of its own ("password manager: Keeper#2026"). */
static const char *const things[] = { "policy", "manager", "rotation", "vault" };

/* The first two letters of keywords, in groups that have second letters in common. */
enum { OF_A = 1, OF_P = 2, OF_S = 4, THEN_A = 8, THEN_E = 16, THEN_O = 32, OTHERS = 64, FOREIGN = 128 };

const struct byte_pairs password_marks = {
    .first = {
        ['e'] = OTHERS,            ['E'] = OTHERS,            ['o'] = OTHERS,            ['O'] = OTHERS,
        ['a'] = OF_A,              ['A'] = OF_A,              ['b'] = THEN_E,            ['B'] = THEN_E,
        ['c'] = THEN_O | FOREIGN,  ['C'] = THEN_O | FOREIGN,  ['g'] = OTHERS,            ['G'] = OTHERS,
        ['h'] = THEN_A | THEN_E,   ['H'] = THEN_A | THEN_E,   ['k'] = THEN_E,            ['K'] = THEN_E,
        ['l'] = THEN_O | OTHERS,   ['L'] = THEN_O | OTHERS,   ['m'] = THEN_O | OTHERS,   ['M'] = THEN_O | OTHERS,
        ['p'] = OF_P,              ['P'] = OF_P,              ['s'] = OF_S,              ['S'] = OF_S,
        ['t'] = THEN_O,            ['T'] = THEN_O,            ['w'] = THEN_A,            ['W'] = THEN_A,
        ['x'] = THEN_O | OTHERS,   ['X'] = THEN_O | OTHERS,            ['z'] = OF_A,              ['Z'] = OF_A,
        [':'] = OTHERS,            [0xD0] = FOREIGN,          [0xE3] = FOREIGN,          [0xE5] = FOREIGN,
    },
    .second = {
        ['a'] = THEN_A | OF_P | OF_S, ['A'] = THEN_A | OF_P | OF_S, ['c'] = OF_A, ['C'] = OF_A, ['d'] = OF_A | OTHERS,
        ['D'] = OF_A | OTHERS, ['e'] = THEN_E | OF_S, ['E'] = THEN_E | OF_S, ['h'] = OF_S | OTHERS, ['H'] = OF_S | OTHERS,
        ['i'] = OF_A | OF_P | OTHERS, ['I'] = OF_A | OF_P | OTHERS, ['k'] = OF_A | OF_S, ['K'] = OF_A | OF_S,
        ['l'] = OTHERS, ['L'] = OTHERS,
        ['o'] = THEN_O, ['O'] = THEN_O, ['p'] = OF_A | OTHERS, ['P'] = OF_A | OTHERS,
        ['r'] = FOREIGN | OF_P, ['R'] = FOREIGN | OF_P,
        ['s'] = OF_A, ['S'] = OF_A, ['t'] = OTHERS, ['T'] = OTHERS, ['u'] = OF_A | OF_S, ['U'] = OF_A | OF_S, ['-'] = OTHERS,
        ['y'] = OTHERS, ['Y'] = OTHERS, ['f'] = OF_P, ['F'] = OF_P,
        ['w'] = OF_P, ['W'] = OF_P, ['/'] = OF_P | OTHERS, [0x83] = FOREIGN, [0x9F] = FOREIGN, [0xAF] = FOREIGN, [0xBF] = FOREIGN,
        [0xC3] = OTHERS | FOREIGN,
    },
};

/* A text that many words are tried on: two letters tell nearly all of them. */
struct start {
    struct view text;
    char first, second;
};

static struct start start_of(struct view v)
{
    return (struct start){ v, v.n ? small_letter(v.p[0]) : '\0', v.n > 1 ? small_letter(v.p[1]) : '\0' };
}

static inline bool begins(const struct start *s, struct view word)
{
    return s->first == word.p[0] && s->second == word.p[1] && s->text.n >= word.n && view_eq_nocase(view_first(s->text, word.n), word);
}

size_t password_longest(struct view v, const struct view *words, size_t n)
{
    const struct start start = start_of(v);
    size_t longest = 0;
    for (size_t i = 0; i < n; i++)
        if (begins(&start, words[i]) && words[i].n > longest)
            longest = words[i].n;
    return longest;
}

/* Marks of word processors, no-break spaces and full-width marks begin with these bytes, and letters of no language with a word here. */
static bool ends_there(struct view v, size_t n)
{
    return n == v.n || (!password_is_letter(v.p[n]) && !is_digit(v.p[n])) || strchr("\xC2\xE2\xEF", v.p[n]);
}

size_t password_keyword(struct view v)
{
    size_t n = password_longest(v, keywords, COUNT_OF(keywords));
    n += n && n < v.n && small_letter(v.p[n]) == 's' && ends_there(v, n + 1);
    return n && ends_there(v, n) ? n : 0;
}

const struct weak_word *password_weak_word(struct view v)
{
    const struct start start = start_of(v);
    const struct weak_word *found = NULL;
    for (const struct weak_word *w = weak_words; w < weak_words + COUNT_OF(weak_words); w++)
        if (begins(&start, w->says) && (w->how >= WEAK_AT_ONCE || ends_there(v, w->says.n)) &&
            (!found || w->says.n > found->says.n))
            found = w;
    return found;
}

size_t password_verb(struct view v, bool *by_the_way)
{
    size_t n = password_longest(v, verbs, COUNT_OF(verbs)), other = password_longest(v, other_verbs, COUNT_OF(other_verbs));
    *by_the_way = other > n;
    return other > n ? other : n;
}

/* Whatever mark ends it. */
static bool is_among(struct view word, const char *const *words, size_t n)
{
    while (word.n && strchr(".,;:!?)=", word.p[word.n - 1]))
        word.n--;
    for (size_t i = 0; i < n; i++)
        if (view_eq_nocase(word, view_of(words[i])))
            return true;
    return word.n == 0;
}

bool password_is_none(struct view word)
{
    return is_among(word, no_passwords, COUNT_OF(no_passwords));
}

bool password_says_about(struct view between)
{
    struct view word;
    while (view_cut(&between, ' ', &word))
        if (word.n > 1 && is_among(word, abouts, COUNT_OF(abouts)))
            return true;
    return false;
}

bool password_names_thing(struct view between)
{
    between = view_trim(between);
    return between.n > 1 && is_among(between, things, COUNT_OF(things));
}
