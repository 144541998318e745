#include "format/secrets/password_scan.h"

#include "format/secrets/password_words.h"

enum { LINE_BYTES = 160, WORDS_BETWEEN = 40 };

/* Verbs of saying, with the spaces around them. */
static const struct view verbs[] = {
    VIEW_ROW(" is "), VIEW_ROW(" ist "), VIEW_ROW(" lautet "), VIEW_ROW(" est "), VIEW_ROW(" es "), VIEW_ROW(" \xC3\xA9 "),
    VIEW_ROW(" \xC3\xA8 "),
};
static const struct view arrows[] = { VIEW_ROW("->"), VIEW_ROW("=>"), VIEW_ROW("\xE2\x86\x92") };

/* What word processors and other keyboards write for a mark of ASCII. */
static const struct { struct view written; char stands_for; } other_marks[] = {
    { VIEW_ROW("\xE2\x80\x93"), '-' }, { VIEW_ROW("\xE2\x80\x94"), '-' },  { VIEW_ROW("\xEF\xBC\x9A"), ':' }, { VIEW_ROW("\xC2\xA0"), ' ' },
    { VIEW_ROW("\xE2\x80\x9C"), '"' }, { VIEW_ROW("\xE2\x80\x9D"), '"' },  { VIEW_ROW("\xE2\x80\x9E"), '"' },
    { VIEW_ROW("\xE2\x80\x98"), '\'' }, { VIEW_ROW("\xE2\x80\x99"), '\'' }, { VIEW_ROW("\xE2\x80\x9A"), '\'' },
};

static const struct view convert = VIEW_ROW("ConvertTo-SecureString");

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
    "by", "per", "via", "from", "von", "por", "par", "policy", "length", "expiry", "reset", "page", "phone", "sms",
};

static struct view skip(struct view v, const char *set)
{
    while (v.n && v.p[0] != '\0' && strchr(set, v.p[0]))
        v = view_from(v, 1);
    return v;
}

/* Behind the end of an attribute: verdict="accepted" says nothing of what went before it, value="hunter2" does. */
static bool begins_other_attribute(struct view v, char quote)
{
    size_t n = 0;
    struct view name = skip(v, " \t");
    while (n < name.n && password_is_letter(name.p[n]))
        n++;
    return name.n < v.n && n && n + 1 < name.n && name.p[n] == '=' && name.p[n + 1] == quote &&
           !(n >= 3 && view_eq_nocase(view_first(name, 3), VIEW("val")));
}

static struct view take_token(struct view value, bool *quoted, struct view *rest)
{
    char quote = value.n ? value.p[0] : '\0';
    size_t n = 0;
    *quoted = quote == '"' || quote == '\'' || quote == '`';
    if (*quoted) {
        value = view_from(value, 1);
        while (n < value.n && value.p[n] != quote)
            n++;
    } else {
        while (n < value.n && !strchr(" \t|<,;", value.p[n]))
            n++;
    }
    *rest = view_from(value, n);
    return view_first(value, n);
}

/* Letters with digits, or with capitals behind small ones where names of things aren't written so; and no address. */
static bool is_mixed(struct view token, bool by_capitals)
{
    size_t digits = 0, letters = 0, capitals = 0, at;
    for (size_t i = 0; i < token.n; i++) {
        digits += is_digit(token.p[i]);
        letters += password_is_letter(token.p[i]);
        capitals += i && small_letter(token.p[i]) != token.p[i] && small_letter(token.p[i - 1]) == token.p[i - 1];
    }
    return letters && (digits || (by_capitals && capitals)) && !view_find(token, VIEW("://"), &at);
}

/* From behind the keyword to the value: some words ("of the PFX") and marks, then a separator; 's' stands for a verb or arrow. */
static bool find_value(struct view v, char *separator, struct view *value)
{
    bool quoted;
    struct view behind;
    for (size_t i = 0; i < v.n && i < WORDS_BETWEEN; i++) {
        char c = v.p[i];
        const struct view rest = view_from(v, i);
        size_t n = password_longest(rest, verbs, COUNT_OF(verbs));
        if (n == 0 && (i == 0 || v.p[i - 1] != '-'))
            n = password_longest(rest, arrows, COUNT_OF(arrows));
        if (n == 0 && view_starts(rest, VIEW(" - ")) && is_mixed(take_token(view_from(rest, 3), &quoted, &behind), false))
            n = 3;
        if (n || c == ':' || c == '=' || c == '|') {
            *separator = n ? 's' : c;
            *value = skip(view_from(rest, n ? n : 1), n ? " \t*_`:" : " \t*_`|=:");
            return true;
        }
        if ((c == '"' || c == '\'') && begins_other_attribute(view_from(rest, 1), c))
            return false;
        if (!password_is_letter(c) && !is_digit(c) && !strchr(" \t*_`\"')(-./]", c))
            return false;
    }
    return false;
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

static bool is_number_or_address(struct view token)
{
    size_t n = 0;
    while (n < token.n && (is_digit(token.p[n]) || strchr("+-/()", token.p[n])))
        n++;
    return n == token.n || view_find(token, VIEW("://"), &n);
}

static bool says_about(struct view between)
{
    struct view word;
    while (view_cut(&between, ' ', &word))
        if (word.n > 1 && is_among(word, abouts, COUNT_OF(abouts)))
            return true;
    return false;
}

/* Stars, dots, underscores, or one letter again and again. */
static bool is_placeholder(struct view token)
{
    for (size_t i = 1; i < token.n; i++)
        if (small_letter(token.p[i]) != small_letter(token.p[0]))
            return false;
    return true;
}

static bool has_other_than_letters(struct view token)
{
    for (size_t i = 0; i + 1 < token.n; i++) /* a full stop at the end says nothing */
        if (!password_is_letter(token.p[i]) && token.p[i] != '\'')
            return true;
    return token.n && is_digit(token.p[token.n - 1]);
}

/* 0: no password; 1: maybe; 2: likely. `between`: what stands between its word and the separator. */
static int judge_value(struct view between, char separator, struct view value)
{
    bool quoted;
    struct view rest, token = take_token(value, &quoted, &rest);
    if (is_number_or_address(token) && says_about(between))
        return 0;
    if (token.n == 0 || (!quoted && strchr("$<{([%&-#", token.p[0])) || (quoted && strchr("$<{%", token.p[0])))
        return 0;
    if (is_placeholder(token) || (!quoted && is_among(token, no_passwords, COUNT_OF(no_passwords))))
        return 0;
    if (quoted || has_other_than_letters(token))
        return 2;
    if (separator == 's')
        return 0;
    rest = view_trim(rest);
    return rest.n && password_is_letter(rest.p[0]) ? 1 : 2;
}

/* ConvertTo-SecureString 'hunter2', -Password "hunter2", $password = 'hunter2': in a script only a literal counts. */
static int judge_script(char before, struct view v)
{
    bool quoted;
    struct view rest;
    if (v.n == 0 || !strchr(" \t=", v.p[0])) /* the end of an attribute, which is no word of a script */
        return 0;
    v = skip(v, " \t");
    if (before == '$' && (v.n == 0 || v.p[0] != '='))
        return 0;
    v = skip(v, " \t=");
    if (view_starts(v, VIEW("-String ")))
        v = skip(view_from(v, 8), " \t");
    struct view token = take_token(v, &quoted, &rest);
    return quoted && token.n && token.p[0] != '$' && !is_placeholder(token) ? 2 : 0;
}

static bool is_all_digits(struct view token)
{
    size_t n = 0;
    while (n < token.n && is_digit(token.p[n]))
        n++;
    return n == token.n;
}

static bool has_capital(struct view token)
{
    for (size_t i = 0; i < token.n; i++)
        if (small_letter(token.p[i]) != token.p[i])
            return true;
    return false;
}

/* login ana/Sommer2026!, and maybe login: ana/Sommer2026; not the address of a page. */
static int judge_login(struct view v, size_t least)
{
    bool quoted;
    size_t n = 0, at;
    struct view user = skip(v, " \t:=\"'"), rest;
    bool marked = user.n < v.n && memchr(v.p, ':', v.n - user.n);
    while (n < user.n && (password_is_letter(user.p[n]) || is_digit(user.p[n]) || strchr("._@-\\", user.p[n])))
        n++;
    struct view behind = skip(view_from(user, n), " \t");
    if (n == 0 || behind.n == 0 || behind.p[0] != '/')
        return 0;
    struct view token = take_token(skip(view_from(behind, 1), " \t"), &quoted, &rest);
    if (token.n < least || strchr("$<{([%", token.p[0]) || view_find(token, VIEW("/"), &at) || !is_mixed(token, false))
        return 0;
    return strchr("!#$*+", token.p[token.n - 1]) ? 2 : marked && has_capital(token);
}

/* pass=geheim1, secret: hunter2, api_key=8f7a6b5c, PIN: 471199, Authorization: Basic dXNlcjpwYXNz, ghp_ and what follows it */
static int judge_weak(struct view v, const struct weak_word *word)
{
    bool quoted, at_once = word->how == WEAK_AT_ONCE;
    if (word->how == WEAK_BEHIND_USER)
        return judge_login(view_from(v, word->says.n), word->least);
    struct view value = skip(view_from(v, word->says.n), at_once ? "" : " \t\"'"), rest;
    if (!at_once && (value.n == 0 || !strchr(":=", value.p[0])))
        return 0;
    struct view token = take_token(at_once ? value : skip(view_from(value, 1), " \t"), &quoted, &rest);
    if (token.n < word->least || strchr("$<{([%", token.p[0]))
        return 0;
    return (word->how == WEAK_DIGITS ? is_all_digits(token) : is_mixed(token, at_once)) ? 2 : 0;
}

/* password "hunter2", password Sommer2026! */
static bool is_told_next(struct view behind)
{
    bool quoted;
    struct view rest, token = take_token(skip(behind, " \t"), &quoted, &rest);
    if (behind.n == 0 || behind.p[0] != ' ' || token.n == 0 || strchr("$<{%", token.p[0]) || !is_mixed(token, false))
        return false;
    return quoted ? rest.n > 0 : token.n >= 8 && strchr("!#$*+", token.p[token.n - 1]);
}

/* "://ana:secret@api.example" */
static int judge_url(struct view v)
{
    size_t n = 3, colon = 0, at = 0;
    if (!view_starts(v, VIEW("://")))
        return 0;
    for (; n < v.n && v.p[n] && !strchr("/?# \t\"'<>|", v.p[n]); n++) {
        colon = v.p[n] == ':' && !colon ? n : colon;
        at = v.p[n] == '@' ? n : at;
    }
    if (!colon || at < colon + 2)
        return 0;
    struct view token = view_first(view_from(v, colon + 1), at - colon - 1);
    return !strchr("$<{([%", token.p[0]) && !is_placeholder(token) && password_keyword(token) != token.n ? 2 : 0;
}

static int judge_place(struct view line, size_t at)
{
    char before = at ? line.p[at - 1] : ' ', separator;
    struct view rest = view_from(line, at), value;
    if (rest.p[0] == ':')
        return judge_url(rest);
    if (rest.n > convert.n && view_eq_nocase(view_first(rest, convert.n), convert))
        return judge_script('-', view_from(rest, convert.n));
    size_t n = password_keyword(rest);
    const struct weak_word *weak = n || before == '$' ? NULL : password_weak_word(rest);
    if (weak)
        return judge_weak(rest, weak);
    if (n == 0)
        return 0;
    if (is_told_next(view_from(rest, n)))
        return 2;
    int judged = before == '$' || before == '-' ? judge_script(before, view_from(rest, n)) : 0;
    if (judged || before == '$' || !find_value(view_from(rest, n), &separator, &value))
        return judged;
    return judge_value(view_first(view_from(rest, n), rest.n - n - value.n), separator, value);
}

/* The first byte of a piece that goes on is there to tell whether a word begins behind it. */
static int judge_line(struct view line, bool goes_on)
{
    int worst = 0;
    for (size_t i = goes_on ? 1 : 0; i < line.n; i++) {
        if (!password_marks.first[(unsigned char)line.p[i]] || (line.p[i] != ':' && i > 0 && password_is_letter(line.p[i - 1])))
            continue;
        int judged = judge_place(line, i);
        worst = judged > worst ? judged : worst;
    }
    return worst;
}

static char mark_at(struct view v, size_t *n)
{
    for (size_t i = 0; (unsigned char)v.p[0] >= 0x80 && i < COUNT_OF(other_marks); i++)
        if (view_starts(v, other_marks[i].written)) {
            *n = other_marks[i].written.n;
            return other_marks[i].stands_for;
        }
    *n = 1;
    return v.p[0];
}

/* Long lines in overlapping pieces, UTF-16 without its NULs, marks of word processors as those of ASCII. */
static size_t take_line(struct view text, char room[LINE_BYTES], size_t *n)
{
    size_t at = 0, mark;
    *n = 0;
    while (at < text.n && *n < LINE_BYTES) {
        char c = mark_at(view_from(text, at), &mark);
        at += mark;
        if (c == '\n' || c == '\r')
            break;
        if (c != '\0')
            room[(*n)++] = c;
    }
    return at;
}

/* Most texts have no such word at all: one pass without copying tells, by the first two letters. Only for text without NULs. */
static bool has_keyword(struct view text)
{
    for (size_t i = pair_next(&password_marks, text, 0); i < text.n; i = pair_next(&password_marks, text, i + 1)) {
        if (text.p[i] != ':' && i > 0 && password_is_letter(text.p[i - 1]))
            continue;
        struct view rest = view_from(text, i);
        if (password_keyword(rest) || password_weak_word(rest) || judge_url(rest) || view_eq_nocase(view_first(rest, convert.n), convert))
            return true;
    }
    return false;
}

bool password_scan(struct view text, struct password_found *out)
{
    char room[LINE_BYTES];
    size_t n;
    unsigned line = 1;
    bool whole = true;
    *out = (struct password_found){ 0 };
    if (text.n && !memchr(text.p, '\0', text.n) && !has_keyword(text))
        return false;
    while (text.n) {
        size_t used = take_line(text, room, &n);
        int judged = judge_line((struct view){ .p = room, .n = n }, !whole);
        if (judged == 2 || (judged == 1 && out->line == 0))
            *out = (struct password_found){ .line = line, .likely = judged == 2 };
        if (judged == 2)
            return true;
        whole = used && (text.p[used - 1] == '\n' || text.p[used - 1] == '\r');
        line += used && text.p[used - 1] == '\n';
        text = view_from(text, whole || used <= LINE_BYTES / 2 || text.n == used ? used : used - LINE_BYTES / 2);
    }
    return out->line != 0;
}

/* Nobody writes passwords into binary files; a NUL in every second place is UTF-16. */
static bool is_text(struct view bytes)
{
    struct view first = view_first(bytes, 512);
    size_t odd = 0;
    for (size_t i = 0; i < first.n; i++)
        odd += (unsigned char)first.p[i] < 0x20 && !memchr("\t\r\n", first.p[i], 4); /* NUL is judged apart */
    return odd <= first.n / 2 && (odd == 0 || memchr(first.p, '\0', first.n));
}

bool password_scan_file(struct view bytes, struct password_found *out)
{
    *out = (struct password_found){ 0 };
    return is_text(bytes) && password_scan(bytes, out);
}
