#include "steps/rules.h"

#include "base/limits.h"
#include "base/utf8.h"

static const struct rule_table *const tables[] = {
    &rules_file, &rules_role, &rules_time, &rules_key, &rules_shape, &rules_content, &rules_pfx, &rules_request, &rules_policy,
    &rules_bundle,
};

static void run_files(struct rule_run *run, const struct rule *rule)
{
    const struct evidence *evidence = run->facts->evidence;
    for (size_t i = 0; i < evidence->n_files; i++) {
        run->file = evidence->files[i];
        run->file_index = i;
        rule->check(run);
    }
}

static void run_certs(struct rule_run *run, const struct rule *rule)
{
    const struct evidence *evidence = run->facts->evidence;
    for (size_t i = 0; i < evidence->certs.n; i++) {
        run->cert = evidence->certs.items[i];
        run->cert_index = i;
        run->file_index = run->cert->file;
        run->file = run->cert->file < evidence->n_files ? evidence->files[run->cert->file] : NULL;
        rule->check(run);
    }
}

static void run_rule(const struct facts *facts, struct arena *arena, struct findings *out, const struct rule *rule)
{
    struct rule_run run = {
        .facts = facts, .arena = arena, .out = out, .rule = &rule->info, .file_index = SIZE_MAX, .cert_index = NO_CERT,
    };
    switch (rule->scope) {
    case SCOPE_FILE:
        run_files(&run, rule);
        break;
    case SCOPE_CERT:
        run_certs(&run, rule);
        break;
    case SCOPE_SET:
        rule->check(&run);
        break;
    case SCOPE_REQUEST:
        if (facts->record)
            rule->check(&run);
        break;
    }
}

void rules_run(const struct facts *facts, struct arena *arena, struct findings *out)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t]->n; i++)
            run_rule(facts, arena, out, &tables[t]->rules[i]);
}

PRINTF_LIKE(2, 0) static struct view safe_fmt(struct arena *arena, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    size_t size = n < 0 ? 0 : (size_t)n;
    char *p = NEW(arena, char, size + 1);
    vsnprintf(p, size + 1, fmt, ap);
    return text_safe(arena, (struct view){ .p = p, .n = size });
}

static void fire(struct rule_run *run, size_t cert, size_t file, struct view message)
{
    run->dropped = run->out->n >= LIMIT_FINDINGS;
    if (run->dropped)
        return;
    *LIST_ADD(run->arena, run->out) = (struct finding){
        .rule = run->rule, .severity = run->rule->severity, .message = message, .hint = view_of(run->rule->hint),
        .cert = cert, .file = file,
    };
}

void rule_fire(struct rule_run *run, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fire(run, run->cert_index, run->file_index, safe_fmt(run->arena, fmt, ap));
    va_end(ap);
}

void rule_fire_at(struct rule_run *run, size_t cert, const char *fmt, ...)
{
    va_list ap;
    const struct cert_list *certs = &run->facts->evidence->certs;
    va_start(ap, fmt);
    fire(run, cert, cert < certs->n ? certs->items[cert]->file : run->file_index, safe_fmt(run->arena, fmt, ap));
    va_end(ap);
}

void rule_hint(struct rule_run *run, const char *fmt, ...)
{
    va_list ap;
    if (run->dropped || run->out->n == 0)
        return;
    va_start(ap, fmt);
    run->out->items[run->out->n - 1].hint = safe_fmt(run->arena, fmt, ap);
    va_end(ap);
}

void rule_severity(struct rule_run *run, enum severity severity)
{
    if (run->dropped || run->out->n == 0)
        return;
    struct finding *last = &run->out->items[run->out->n - 1];
    if (severity < last->severity)
        last->severity = severity;
}

const char *rule_name(struct rule_run *run, struct view name)
{
    char text[100];
    text_safe_into(text, sizeof text, name);
    return view_fmt(run->arena, "\"%s\"", text).p;
}

const char *rule_cert_name(struct rule_run *run, const struct cert *cert)
{
    return cert->subject_cn.n ? rule_name(run, cert->subject_cn) : "a certificate without a name";
}

size_t rule_cert_index(const struct rule_run *run, const struct cert *cert)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i] == cert)
            return i;
    return NO_CERT;
}

const struct cert *rule_top(const struct rule_run *run, const struct cert *cert)
{
    /* A ring of certificates that sign each other ends after as many steps as there are certificates. */
    for (size_t i = 0; i < run->facts->evidence->certs.n && cert->issuer_cert && cert->issuer_cert != cert; i++)
        cert = cert->issuer_cert;
    return cert;
}

size_t rules_count(void)
{
    size_t n = 0;
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        n += tables[t]->n;
    return n;
}

const struct rule_info *rules_at(size_t i)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        if (i < tables[t]->n)
            return &tables[t]->rules[i].info;
        i -= tables[t]->n;
    }
    return NULL;
}

const struct rule_info *rules_find(struct view id)
{
    for (size_t i = 0; i < rules_count(); i++)
        if (view_eq_text(id, rules_at(i)->id))
            return rules_at(i);
    return NULL;
}
