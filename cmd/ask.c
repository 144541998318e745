#include "ask.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/words.h"
#include "os/os.h"

bool ask_possible(const struct run *run)
{
    return run->session->in_terminal && run->session->err_terminal && !run->set->no_input;
}

struct view ask_line(const struct run *run, const char *question)
{
    char line[4096];
    fprintf(run->session->err, "%s ", question);
    fflush(run->session->err);
    if (!fgets(line, sizeof line, stdin))
        return (struct view){ 0 };
    return view_dup(run->arena, view_trim(view_of(line)));
}

static bool take_range(struct view part, bool *chosen, size_t n)
{
    struct view rest = part, first;
    uint64_t from, to;
    if (!view_cut(&rest, '-', &first) || !view_number(first, n, &from) || from == 0)
        return false;
    if (rest.n == 0)
        to = from;
    else if (!view_number(rest, n, &to) || to < from)
        return false;
    if (first.n + 1 == part.n) /* "3-" */
        return false;
    for (uint64_t i = from; i <= to; i++)
        chosen[i - 1] = true;
    return true;
}

/* "1 3-4" */
static bool take_numbers(struct view text, bool *chosen, size_t n)
{
    struct view part;
    while (view_cut(&text, ' ', &part))
        if (part.n && !take_range(part, chosen, n))
            return false;
    return true;
}

/* A name wins over what else it could mean. False when a name or number isn't there, or the list is empty. */
static bool choose(const struct inventory *inventory, struct view line, bool *chosen)
{
    size_t n = inventory->n_environments;
    struct view part;
    bool all = view_eq_nocase(line, VIEW("all")) && !inventory_find(inventory, line), any = all;
    for (size_t i = 0; i < n; i++)
        chosen[i] = all;
    while (!all && view_cut(&line, ',', &part)) {
        const struct environment *env = inventory_find(inventory, view_trim(part));
        if (env)
            chosen[env - inventory->environments] = true;
        else if (!take_numbers(part, chosen, n))
            return false;
        any = any || view_trim(part).n;
    }
    return any;
}

static void show_environments(const struct run *run, const struct inventory *inventory)
{
    FILE *err = run->session->err;
    size_t widest = 0;
    for (size_t i = 0; i < inventory->n_environments; i++)
        widest = inventory->environments[i].name.n > widest ? inventory->environments[i].name.n : widest;
    int column = (int)(widest < 40 ? widest : 40);
    fprintf(err, "Environments of %.*s:\n", VIEW_ARG(inventory->path));
    for (size_t i = 0; i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        fprintf(err, "  %2zu  %-*.*s  %-11s  %s%s%.*s\n", i + 1, column, VIEW_ARG(env->name), environment_type_word(env->type),
                hosting_word(env->hosting), env->host.n ? ", " : "", VIEW_ARG(env->host));
    }
}

bool ask_environments(const struct run *run, const struct inventory *inventory, struct view_list *out, struct err *e)
{
    enum { TRIES = 3 };
    size_t n = inventory->n_environments;
    show_environments(run, inventory);
    for (int i = 0; i < TRIES; i++) {
        bool *chosen = NEW(run->arena, bool, n);
        struct view line = ask_line(run, "For which of them? (names, numbers as in 1,3 or 2-4, or all)");
        if (line.n == 0)
            break;
        if (!choose(inventory, line, chosen)) {
            fprintf(run->session->err, "That is no list of names, or of numbers from 1 to %zu.\n", n);
            continue;
        }
        for (size_t j = 0; j < n; j++)
            if (chosen[j])
                *LIST_ADD(run->arena, out) = environment_word(&inventory->environments[j]);
        return true;
    }
    return err_set(e, ST_USAGE, "name them with -e NAME", "no environment was chosen");
}

bool ask_password(const struct run *run, const char *what, struct view about, struct buf *secret, struct err *e)
{
    char name[200], question[320], line[LIMIT_PASSWORD_BYTES + 1];
    struct os_fault why;
    size_t n;
    e->status = ST_OK;
    if (run->set->no_input || !run->session->err_terminal)
        return false;
    text_safe_into(name, sizeof name, about);
    snprintf(question, sizeof question, "%s %s (not shown): ", what, name);
    bool ok = os_ask_silently(question, line, sizeof line, &n, &why);
    buf_put(secret, (struct view){ .p = line, .n = n < sizeof line ? n : sizeof line });
    os_wipe(line, sizeof line);
    if (!ok && why.kind == OS_MISSING)
        return false;
    if (!ok)
        return err_set(e, ST_IO, "use --password-file", "the password can't be read from the terminal");
    return secret->failed ? err_set(e, ST_LIMIT, "", "the password is longer than %d bytes", LIMIT_PASSWORD_BYTES) : true;
}

bool ask_new_password(const struct run *run, struct view about, struct buf *secret, struct err *e)
{
    AUTO(buf_free) struct buf again = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    if (!ask_password(run, "New password of", about, secret, e))
        return false;
    if (!ask_password(run, "Once more, the password of", about, &again, e))
        return false;
    return view_eq(buf_view(secret), buf_view(&again)) || err_set(e, ST_USAGE, "run it again", "the two passwords differ");
}
