#include "base/file.h"
#include "base/utf8.h"
#include "format/inventory_read.h"
#include "steps/rules/rules.h"

/* environments named in a hint; unknown ones that are compared with all there are; front-ends named twice that are told */
enum { FIRST_NAMES = 8, SUGGESTIONS = 8, FRONT_ENDS_TOLD = 8 };

static const char *inventory_name(struct rule_run *run)
{
    const struct inventory *inventory = run->facts->inventory;
    return inventory && inventory->path.n ? rule_name(run, path_name(inventory->path)) : "the inventory";
}

/* The name (or key) nearest to the word; empty when none is near. */
static struct view nearest(struct rule_run *run, struct view word)
{
    const struct inventory *inventory = run->facts->inventory;
    size_t n = inventory ? inventory->n_environments : 0;
    struct view *words = NEW(run->arena, struct view, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        words[i] = inventory->environments[i].name;
        words[n + i] = inventory->environments[i].key;
    }
    return view_nearest(word, words, 2 * n);
}

/* One whose own name a list of names is parted in, so that only a part of it arrived; NULL when there is none. */
static const struct environment *parted(const struct inventory *inventory, struct view word)
{
    for (size_t i = 0; inventory && i < inventory->n_environments; i++) {
        struct view rest = inventory->environments[i].name;
        for (struct view part, entry; view_cut(&rest, ';', &part);)
            while (view_cut(&part, '|', &entry))
                if (entry.n < inventory->environments[i].name.n && text_same(view_trim(entry), word))
                    return &inventory->environments[i];
    }
    return NULL;
}

static const char *all_names(struct rule_run *run)
{
    const struct inventory *inventory = run->facts->inventory;
    const char *list = "";
    size_t n = inventory ? inventory->n_environments : 0;
    for (size_t i = 0; i < n && i < FIRST_NAMES; i++)
        list = view_fmt(run->arena, "%s%s%s", list, i ? ", " : "", rule_name(run, inventory->environments[i].name)).p;
    return n > FIRST_NAMES ? view_fmt(run->arena, "%s and %zu more", list, n - FIRST_NAMES).p : list;
}

static void check_unknown(struct rule_run *run)
{
    const struct view_list *unknown = run->facts->unknown_environments;
    for (size_t i = 0; unknown && i < unknown->n; i++) {
        struct view near = i < SUGGESTIONS ? nearest(run, unknown->items[i]) : VIEW("");
        const struct environment *whole = i < SUGGESTIONS ? parted(run->facts->inventory, unknown->items[i]) : NULL;
        rule_fire(run, "no environment in %s has the name or key %s", inventory_name(run), rule_name(run, unknown->items[i]));
        if (whole)
            rule_hint(run, whole->key.n ? "; and | part the names of a list: for %s write its key, %s"
                                        : "; and | part the names of a list: give %s a key in the inventory, and write that%s",
                      rule_name(run, whole->name), whole->key.n ? rule_name(run, whole->key) : "");
        else if (near.n)
            rule_hint(run, "did you mean %s?", rule_name(run, near));
        else if (all_names(run)[0])
            rule_hint(run, "it has %s", all_names(run));
        else if (run->facts->inventory && run->facts->inventory->path.n)
            rule_hint(run, "it lists no environment at all: LifeTime shows those alone that the token's account may see");
    }
}

static void check_missing(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    if (facts->record->n_environments || (facts->unknown_environments && facts->unknown_environments->n) || !facts->decided.main)
        return;
    rule_fire(run, "no environment is named, so nobody knows where to install it");
    if (all_names(run)[0])
        rule_hint(run, "name them with -e; %s has %s", inventory_name(run), all_names(run));
    rule_option(run, "-e");
}

static void check_java(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    for (size_t i = 0; i < record->n_environments; i++)
        if (record->environments[i].java)
            rule_fire(run, "%s runs on a Java application server, and all that is known here is about IIS on Windows",
                      rule_name(run, record->environments[i].name));
}

/* "11.9" is older than "11.20.0.1"; what is no number is not judged. */
static bool is_older(struct view version, struct view than)
{
    struct view a, b;
    uint64_t x, y;
    while (version.n && than.n) {
        if (!view_cut(&version, '.', &a) || !view_cut(&than, '.', &b) || !view_number(a, UINT32_MAX, &x) || !view_number(b, UINT32_MAX, &y))
            return false;
        if (x != y)
            return x < y;
    }
    return false;
}

static void check_server_version(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct platform *platform = run->facts->platform;
    for (size_t i = 0; platform && i < record->n_environments; i++)
        if (is_older(record->environments[i].os_version, platform->needs_server))
            rule_fire(run, "%s runs Platform Server %.*s, and %.*s needs at least %.*s: its front-ends run an older Windows",
                      rule_name(run, record->environments[i].name), VIEW_ARG(view_first(record->environments[i].os_version, 40)),
                      VIEW_ARG(platform->title), VIEW_ARG(platform->needs_server));
}

static void check_hosting(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    for (size_t i = 0; i < record->n_environments; i++) {
        const struct environment *at = &record->environments[i];
        if (at->hosting == HOST_SELF_MANAGED && hosting_of_host(at->host) == HOST_CLOUD)
            rule_fire(run, "%s is called self-managed, and %s is a host of OutSystems Cloud", rule_name(run, at->name),
                      rule_name(run, at->host));
    }
}

/* Front-ends behind one address are one environment; that two share it is known of none. */
static void check_same_host(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct environment *all = record->environments;
    for (size_t i = 1; i < record->n_environments; i++)
        for (size_t k = 0; k < i; k++)
            if (all[i].host.n && view_eq_nocase(all[i].host, all[k].host)) {
                rule_fire(run, "%s and %s have the same host, %s", rule_name(run, all[k].name), rule_name(run, all[i].name),
                          rule_name(run, all[i].host));
                break;
            }
}

struct front_end {
    struct view name;
    struct view environment; /* that it is named for */
};

/* A host name's case means nothing; whoever copied a line names a server twice, and another one never. */
static void check_front_ends(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    size_t n = 0, told = 0;
    for (size_t i = 0; i < record->n_environments; i++)
        n += record->environments[i].n_front_end_names;
    struct front_end *all = NEW(run->arena, struct front_end, n);
    struct view_at *list = NEW(run->arena, struct view_at, n);
    n = 0;
    for (size_t i = 0; i < record->n_environments; i++)
        for (size_t k = 0; k < record->environments[i].n_front_end_names; k++, n++) {
            all[n] = (struct front_end){ record->environments[i].front_end_names[k], record->environments[i].name };
            list[n] = (struct view_at){ .word = text_folded(run->arena, all[n].name), .at = n };
        }
    qsort(list, n, sizeof *list, view_at_order);
    for (size_t i = 1; i < n && told < FRONT_ENDS_TOLD; i++) {
        const struct front_end *first = &all[list[i - 1].at], *second = &all[list[i].at];
        bool again = i > 1 && view_eq(list[i - 2].word, list[i].word) && view_eq(all[list[i - 2].at].environment, second->environment);
        if (!view_eq(list[i - 1].word, list[i].word) || again)
            continue;
        told++;
        if (view_eq(first->environment, second->environment))
            rule_fire(run, "%s is named twice among the front-ends of %s", rule_name(run, second->name),
                      rule_name(run, second->environment));
        else
            rule_fire(run, "%s is named as a front-end of %s and of %s", rule_name(run, second->name),
                      rule_name(run, first->environment), rule_name(run, second->environment));
    }
}

static void check_edition(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    const struct service *service = &facts->record->service;
    if (facts->record->edition == EDITION_BASIC && service->id.n && service->not_in_basic)
        rule_fire(run, "the service \"%.*s\" is not part of the Basic edition", VIEW_ARG(service->name));
}

static const struct rule rules[] = {
    { { "environment-unknown", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_unknown },
    { { "environment-missing", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_missing, .option = "-e" },
    { { "odc-environment", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .mark = 1u << HOST_ODC,
      .says = "%s is in OutSystems Developer Cloud (ODC), where no certificates are installed" },
    { { "personal-environment", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .mark = 1u << HOST_PERSONAL,
      .says = "%s is a Personal Environment, for which no certificates are installed" },
    { { "hosting-unknown", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .mark = 1u << HOST_UNKNOWN,
      .says = "%s may be in OutSystems Cloud or self-managed: neither host nor inventory says which", .option = "--hosting" },
    { { "hosting-contradicts-host", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_hosting, .option = "--hosting" },
    { { "environments-on-one-host", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_same_host },
    { { "front-end-named-twice", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_front_ends, .option = "--front-end" },
    { { "java-application-server", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_java },
    { { "platform-contradicts-server", GROUP_REQUEST, SEV_WARNING }, SCOPE_REQUEST, .check = check_server_version,
      .option = "--platform" },
    { { "service-not-in-edition", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_edition },
};
const struct rule_table rules_environment = { rules, COUNT_OF(rules) };
