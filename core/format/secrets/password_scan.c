#include "format/secrets/password_scan.h"

#include "format/secrets/password_line.h"
#include "format/secrets/password_words.h"

enum { LINE_BYTES = 160, WORDS_BETWEEN = 40, NAME_BYTES = 24 };
enum judged { IS_NONE, IS_MAYBE, IS_LIKELY };
/* What leads from the word to its value; of changes a verb more often tells what became of a password. */
enum lead { BY_MARK, BY_VERB /* or an arrow */, BY_VERB_OF_CHANGE };

static const struct view arrows[] = { VIEW_ROW("->"), VIEW_ROW("=>"), VIEW_ROW("\xE2\x86\x92") };

static const struct view convert = VIEW_ROW("ConvertTo-SecureString");

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

static bool is_small(char c)
{
    return is_letter(c) && small_letter(c) == c;
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

/* #Sommer2026!, (Sommer2026!): no number of a ticket, field of an address or word in brackets. */
static bool is_mixed_behind_mark(struct view token)
{
    size_t small = 0;
    for (size_t i = 1; i < token.n; i++) {
        small += is_small(token.p[i]);
        if (token.p[i] == '=' || token.p[i] == '/' || token.p[i] == '\\' || token.p[i] == ':')
            return false;
    }
    return small && token.n > 6 && is_mixed(token, false);
}

/* From behind the keyword to the value: some words ("of the PFX") and marks, then what leads to it. */
static bool find_value(struct view v, enum lead *lead, struct view *value)
{
    bool quoted;
    struct view behind;
    for (size_t i = 0; i < v.n && i < WORDS_BETWEEN; i++) {
        char c = v.p[i];
        const struct view rest = view_from(v, i);
        bool by_the_way = false;
        size_t n = password_verb(rest, &by_the_way);
        if (n == 0 && (i == 0 || v.p[i - 1] != '-'))
            n = password_longest(rest, arrows, COUNT_OF(arrows));
        if (n == 0 && view_starts(rest, VIEW(" - ")) && is_mixed(take_token(view_from(rest, 3), &quoted, &behind), false))
            n = 3;
        if (n || c == ':' || c == '=' || c == '|') {
            *lead = n == 0 ? BY_MARK : by_the_way ? BY_VERB_OF_CHANGE : BY_VERB;
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

static bool is_all_digits(struct view token)
{
    size_t n = 0;
    while (n < token.n && is_digit(token.p[n]))
        n++;
    return n == token.n;
}

static bool is_number_or_address(struct view token)
{
    size_t n = 0;
    while (n < token.n && (is_digit(token.p[n]) || strchr("+-/()", token.p[n])))
        n++;
    return n == token.n || view_find(token, VIEW("://"), &n) || (view_find(token, VIEW("@"), &n) && view_has(view_from(token, n), '.'));
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

/* `between`: what stands between its word and what leads to it. */
static enum judged judge_value(struct view between, enum lead lead, struct view value)
{
    bool quoted;
    struct view rest, token = take_token(value, &quoted, &rest);
    if (is_number_or_address(token) && password_says_about(between))
        return IS_NONE;
    if (token.n && !strchr("!#$*+", token.p[token.n - 1]) && password_names_thing(between))
        return IS_NONE;
    if (token.n == 0 || strchr("$<{%", token.p[0]) || (!quoted && token.p[0] == '['))
        return IS_NONE;
    if (!quoted && strchr("(&-#", token.p[0]) && (!is_mixed_behind_mark(token) || view_starts(rest, VIEW(";"))))
        return IS_NONE;
    if (lead == BY_VERB_OF_CHANGE && (token.n < 6 || !is_mixed(token, false)))
        return IS_NONE;
    if (is_placeholder(token) || (!quoted && password_is_none(token)))
        return IS_NONE;
    if (token.n <= 2 && is_all_digits(token)) /* "Password: 12 characters" */
        return IS_NONE;
    if (quoted || has_other_than_letters(token))
        return IS_LIKELY;
    if (lead == BY_VERB)
        return IS_NONE;
    rest = view_trim(rest);
    return rest.n && password_is_letter(rest.p[0]) ? IS_MAYBE : IS_LIKELY;
}

/* ConvertTo-SecureString 'hunter2', -Password "hunter2", $password = 'hunter2': in a script only a literal counts. */
static enum judged judge_script(char before, struct view v)
{
    bool quoted;
    struct view rest;
    if (v.n == 0 || !strchr(" \t=", v.p[0])) /* the end of an attribute, which is no word of a script */
        return IS_NONE;
    v = skip(v, " \t");
    if (before == '$' && (v.n == 0 || v.p[0] != '='))
        return IS_NONE;
    v = skip(v, " \t=");
    if (view_starts(v, VIEW("-String ")))
        v = skip(view_from(v, 8), " \t");
    struct view token = take_token(v, &quoted, &rest);
    return quoted && token.n && token.p[0] != '$' && !is_placeholder(token) ? IS_LIKELY : IS_NONE;
}

static bool has_capital(struct view token)
{
    for (size_t i = 0; i < token.n; i++)
        if (small_letter(token.p[i]) != token.p[i])
            return true;
    return false;
}

/* login ana/Sommer2026!, and maybe login: ana/Sommer2026; not the address of a page. */
static enum judged judge_login(struct view v, size_t least)
{
    bool quoted;
    size_t n = 0, at;
    struct view user = skip(v, " \t:=\"'"), rest;
    bool marked = user.n < v.n && memchr(v.p, ':', v.n - user.n);
    while (n < user.n && (password_is_letter(user.p[n]) || is_digit(user.p[n]) || strchr("._@-\\", user.p[n])))
        n++;
    struct view behind = skip(view_from(user, n), " \t");
    if (n == 0 || behind.n == 0 || behind.p[0] != '/')
        return IS_NONE;
    struct view token = take_token(skip(view_from(behind, 1), " \t"), &quoted, &rest);
    if (token.n < least || strchr("$<{([%", token.p[0]) || view_find(token, VIEW("/"), &at) || !is_mixed(token, false))
        return IS_NONE;
    return strchr("!#$*+", token.p[token.n - 1]) ? IS_LIKELY : marked && has_capital(token) ? IS_MAYBE : IS_NONE;
}

/* password "hunter2", password Sommer2026!, password (PFX) Sommer2026! */
static bool is_told_next(struct view behind, bool in_quotes)
{
    bool quoted;
    size_t end;
    if (view_starts(behind, VIEW(" (")) && view_find(behind, VIEW(")"), &end))
        behind = view_from(behind, end + 1);
    else if (view_starts(behind, VIEW(", ")))
        behind = view_from(behind, 1);
    struct view rest, token = take_token(skip(behind, " \t"), &quoted, &rest);
    if (behind.n == 0 || behind.p[0] != ' ' || token.n == 0 || strchr("$<{%", token.p[0]) || !is_mixed(token, false))
        return false;
    return quoted ? in_quotes && rest.n > 0 : token.n >= 8 && strchr("!#$*+", token.p[token.n - 1]);
}

/* Sommer2026! is the password; Sommer2026! (password) */
static bool is_told_before(struct view before)
{
    static const struct view leads[] = { VIEW_ROW(" is the "), VIEW_ROW(" is its "),   VIEW_ROW(" is our "), VIEW_ROW(" ist das "),
                                         VIEW_ROW(" est le "), VIEW_ROW(" \xC3\xA9 a "), VIEW_ROW(" (") };
    for (size_t i = 0; i < COUNT_OF(leads); i++) {
        if (!view_ends(before, leads[i]))
            continue;
        size_t end = before.n - leads[i].n;
        while (end && strchr("\"'`", before.p[end - 1]))
            end--;
        size_t from = end;
        while (from && !strchr(" \t\"'`", before.p[from - 1]))
            from--;
        const struct view token = view_from(view_first(before, end), from);
        return token.n >= 8 && strchr("!#$*", token.p[token.n - 1]) && is_mixed(token, false);
    }
    return false;
}

/* eyJhbGciOi.eyJzdWIiOi.SflKxwRJ: JSON objects in Base64, which begin with a brace and a quote (RFC 7519). */
static bool is_web_token(struct view v)
{
    size_t n = 0, at;
    while (n < v.n && (is_letter(v.p[n]) || is_digit(v.p[n]) || strchr("-_.", v.p[n])))
        n++;
    return view_starts(v, VIEW("eyJ")) && view_find(view_first(v, n), VIEW(".eyJ"), &at);
}

/* pass=geheim1, secret: hunter2, api_key=8f7a6b5c, PIN: 471199, Authorization: Basic dXNlcjpwYXNz, ghp_ and what follows it */
static enum judged judge_weak(struct view v, const struct weak_word *word)
{
    bool quoted, at_once = word->how == WEAK_AT_ONCE || word->how == WEAK_SIGNED;
    if (word->how == WEAK_BEHIND_USER)
        return judge_login(view_from(v, word->says.n), word->least);
    if (word->how == WEAK_WEB_TOKEN)
        return is_web_token(v) ? IS_LIKELY : IS_NONE;
    struct view value = skip(view_from(v, word->says.n), at_once ? "" : " \t\"'"), rest;
    if (!at_once && (value.n == 0 || !strchr(":=", value.p[0])))
        return word->how == WEAK_BEHIND_MARK && is_told_next(view_from(v, word->says.n), false) ? IS_LIKELY : IS_NONE;
    struct view token = take_token(at_once ? value : skip(view_from(value, 1), " \t"), &quoted, &rest);
    if (token.n < word->least || strchr("$<{([%", token.p[0]))
        return IS_NONE;
    if (word->how == WEAK_SIGNED && !strchr("!#$*", token.p[token.n - 1]))
        return IS_NONE;
    return (word->how == WEAK_DIGITS ? is_all_digits(token) : is_mixed(token, at_once)) ? IS_LIKELY : IS_NONE;
}

/* "://ana:secret@api.example" */
static enum judged judge_url(struct view v)
{
    size_t n = 3, colon = 0, at = 0;
    if (!view_starts(v, VIEW("://")))
        return IS_NONE;
    for (; n < v.n && v.p[n] && !strchr("/?# \t\"'<>|", v.p[n]); n++) {
        colon = v.p[n] == ':' && !colon ? n : colon;
        at = v.p[n] == '@' ? n : at;
    }
    if (!colon || at < colon + 2)
        return IS_NONE;
    struct view token = view_first(view_from(v, colon + 1), at - colon - 1);
    return !strchr("$<{([%", token.p[0]) && !is_placeholder(token) && password_keyword(token) != token.n ? IS_LIKELY : IS_NONE;
}

/* Behind what is no letter, or with a capital as names of settings have it ("pfxPassword"), but for the key of an assembly. */
static bool word_begins(struct view text, size_t at, bool *within)
{
    *within = at > 0 && text.p[at] != ':' && password_is_letter(text.p[at - 1]);
    if (!*within)
        return true;
    bool small_before = is_small(text.p[at - 1]), small_behind = at + 1 < text.n && is_small(text.p[at + 1]);
    return is_letter(text.p[at]) && !is_small(text.p[at]) && (small_before || small_behind) &&
           !view_ends(view_first(text, at), VIEW("PublicKey"));
}

/* What stands in front of the whole name that the word ends. */
static char before_name(struct view line, size_t at)
{
    while (at && (password_is_letter(line.p[at - 1]) || is_digit(line.p[at - 1])))
        at--;
    return at ? line.p[at - 1] : ' ';
}

static enum judged judge_place(struct view line, size_t at, bool within)
{
    char before = within ? before_name(line, at) : at ? line.p[at - 1] : ' ';
    enum lead lead;
    struct view rest = view_from(line, at), value;
    if (rest.p[0] == ':')
        return judge_url(rest);
    if (rest.n > convert.n && view_eq_nocase(view_first(rest, convert.n), convert))
        return judge_script('-', view_from(rest, convert.n));
    size_t n = password_keyword(rest);
    const struct weak_word *weak = n || before == '$' ? NULL : password_weak_word(rest);
    if (weak)
        return within && weak->how >= WEAK_AT_ONCE ? IS_NONE : judge_weak(rest, weak);
    if (n == 0)
        return IS_NONE;
    if (is_told_next(view_from(rest, n), true) || is_told_before(view_first(line, at)))
        return IS_LIKELY;
    enum judged judged = before == '$' || before == '-' ? judge_script(before, view_from(rest, n)) : IS_NONE;
    if (judged || before == '$' || !find_value(view_from(rest, n), &lead, &value))
        return judged;
    bool several = small_letter(rest.p[n - 1]) == 's'; /* what is said of several is more often no password */
    return judge_value(view_first(view_from(rest, n), rest.n - n - value.n), several ? BY_VERB_OF_CHANGE : lead, value);
}

/* The first byte of a piece that goes on is there to tell whether a word begins behind it; a name cut there was whole before. */
static enum judged judge_line(struct view line, bool goes_on)
{
    enum judged worst = IS_NONE;
    bool within;
    for (size_t i = goes_on ? 1 : 0; i < line.n; i++) {
        if (!password_marks.first[(unsigned char)line.p[i]] || !word_begins(line, i, &within) || (within && goes_on && i < NAME_BYTES))
            continue;
        enum judged judged = judge_place(line, i, within);
        worst = judged > worst ? judged : worst;
    }
    return worst;
}

/* Most texts have no such word at all: one pass without copying tells, by the first two letters. Only for text without NULs. */
static bool has_keyword(struct view text)
{
    for (size_t i = pair_next(&password_marks, text, 0); i < text.n; i = pair_next(&password_marks, text, i + 1)) {
        bool within, behind_mark = i > 0 && (unsigned char)text.p[i - 1] >= 0x80; /* of a word processor, maybe */
        if (!behind_mark && !word_begins(text, i, &within))
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
    if (text.n && !view_has(text, '\0') && !password_line_differs(text) && !has_keyword(text))
        return false;
    while (text.n) {
        size_t used = password_line(text, room, sizeof room, &n);
        enum judged judged = judge_line((struct view){ .p = room, .n = n }, !whole);
        if (judged == IS_LIKELY || (judged == IS_MAYBE && out->line == 0))
            *out = (struct password_found){ .line = line, .likely = judged == IS_LIKELY };
        if (judged == IS_LIKELY)
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
    return odd <= first.n / 2 && (odd == 0 || view_has(first, '\0'));
}

bool password_scan_file(struct view bytes, struct password_found *out)
{
    *out = (struct password_found){ 0 };
    return is_text(bytes) && password_scan(bytes, out);
}
