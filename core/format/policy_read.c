#include "format/policy_read.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "format/x509/x509.h"
#include "format/xml/xml_fields.h"
#include "model/words.h"

struct reader {
    struct arena *arena;
    struct err *e;
};

static unsigned number(const struct xml *node, const char *name)
{
    uint64_t value = 0;
    return node && view_number(xml_attr(node, name), UINT16_MAX, &value) ? (unsigned)value : 0;
}

/* The value that is meant: without quotes, and, outside of them, without the escapes of RFC 4514. */
static struct view meant(struct reader *r, struct view written)
{
    char *p = NEW(r->arena, char, written.n + 1);
    size_t n = 0;
    bool quoted = false;
    for (size_t i = 0; i < written.n; i++) {
        unsigned char byte;
        char c = written.p[i], next = i + 1 < written.n ? written.p[i + 1] : '\0';
        bool escape = !quoted && c == '\\' && next, doubled = quoted && c == '"' && next == '"';
        if (escape && hex_read(view_first(view_from(written, i + 1), 2), &byte, 1))
            p[n++] = (char)byte, i += 2;
        else if (doubled || (escape && strchr(",+=\"<>#; \\", next)))
            p[n++] = next, i++;
        else if (c == '"')
            quoted = !quoted;
        else
            p[n++] = c;
    }
    return (struct view){ .p = p, .n = n };
}

/* In quotes where Windows and certcase show them, which then stand twice in it. */
static void put_value(struct buf *to, struct view value)
{
    bool quoted = x509_is_quoted(value);
    buf_text(to, quoted ? "\"" : "");
    for (size_t i = 0; i < value.n; i++)
        buf_fmt(to, value.p[i] == '"' ? "%c\"" : "%c", value.p[i]);
    buf_text(to, quoted ? "\"" : "");
}

/* A distinguished name, however it is written, as certcase writes it; empty when it is none. */
static struct view read_subject(struct reader *r, struct view said)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_POLICY_BYTES);
    struct view one;
    size_t at;
    while (policy_name_attribute(&said, true, &one)) {
        if (!view_find(one, VIEW("="), &at) || at == 0)
            return (struct view){ 0 };
        struct view type = view_trim(view_first(one, at));
        buf_fmt(&out, "%s%.*s=", out.n ? ", " : "", VIEW_ARG(type));
        put_value(&out, meant(r, view_trim(view_from(one, at + 1))));
    }
    return view_dup(r->arena, text_safe(r->arena, buf_view(&out)));
}

static bool read_name(struct reader *r, const struct xml *node, struct policy_name *out)
{
    struct view subject = xml_attr(node, "subject"), digest = xml_attr(node, "sha256");
    if (subject.n == 0 && digest.n == 0)
        return err_set(r->e, ST_FORMAT, "write subject=\"CN=...\" or sha256=\"...\"", "line %u: subject or sha256 must be given",
                       node->line);
    out->subject = read_subject(r, subject);
    if (subject.n && !out->subject.n)
        return err_set(r->e, ST_FORMAT, "write all of it, such as subject=\"CN=Partner Root CA, O=Partner\": `certcase inspect` shows it",
                       "line %u: the subject is no distinguished name", node->line);
    out->has_sha256 = digest.n != 0;
    return !out->has_sha256 || hex_read(digest, out->sha256, 32) || xml_wrong(node, "a digest is 64 hexadecimal digits", r->e);
}

static bool read_names(struct reader *r, const struct xml *list, const char *name, const struct policy_name **out, size_t *n)
{
    struct policy_name *items = NEW(r->arena, struct policy_name, xml_count(list, name));
    *out = items;
    *n = 0;
    for (const struct xml *node = xml_child(list, name); node; node = xml_next(node, name))
        if (!read_name(r, node, &items[(*n)++]))
            return false;
    return true;
}

static bool read_rules(struct reader *r, const struct xml *list, struct policy *out)
{
    struct policy_rule *rules = NEW(r->arena, struct policy_rule, xml_count(list, "rule"));
    out->rules = rules;
    for (const struct xml *node = xml_child(list, "rule"); node; node = xml_next(node, "rule")) {
        struct policy_rule *rule = &rules[out->n_rules];
        rule->id = view_dup(r->arena, xml_attr(node, "id"));
        rule->line = node->line;
        rule->off = !severity_from(xml_attr(node, "severity"), &rule->severity);
        for (size_t i = 0; i < out->n_rules; i++)
            if (view_eq(rules[i].id, rule->id))
                return err_set(r->e, ST_FORMAT, "remove one of them", "line %u: the rule %.*s stands here for the second time", node->line,
                               VIEW_ARG(rule->id));
        out->n_rules++;
    }
    return true;
}

/* The name as text or as an attribute. */
static bool read_environments(struct reader *r, const struct xml *list, struct policy *out)
{
    struct policy_environment *items = NEW(r->arena, struct policy_environment, xml_count(list, "environment"));
    out->environments = items;
    for (const struct xml *node = xml_child(list, "environment"); node; node = xml_next(node, "environment")) {
        struct view name = xml_attr(node, "name"), text = view_trim(node->text);
        if ((name.n != 0) == (text.n != 0))
            return err_set(r->e, ST_FORMAT, "write <environment name=\"...\" key=\"...\" host=\"...\"/>; key and host may be left out",
                           "line %u: the environment's name must be given, once", node->line);
        items[out->n_environments++] = (struct policy_environment){
            .name = text_safe(r->arena, name.n ? name : text),
            .key = text_safe(r->arena, xml_attr(node, "key")),
            .host = text_safe(r->arena, xml_attr(node, "host")),
        };
    }
    return true;
}

static void read_known(struct reader *r, const struct xml *list, struct policy *out)
{
    size_t n = 0;
    for (enum policy_known_kind kind = 0; kind < KNOWN_COUNT; kind++)
        n += xml_count(list, policy_known_kind_word(kind));
    struct policy_known *items = NEW(r->arena, struct policy_known, n);
    out->known = items;
    for (enum policy_known_kind kind = 0; kind < KNOWN_COUNT; kind++) {
        const char *element = policy_known_kind_word(kind);
        for (const struct xml *node = xml_child(list, element); node; node = xml_next(node, element)) {
            struct policy_known *known = &items[out->n_known++];
            known->kind = kind;
            if (kind == KNOWN_GENERATOR)
                known->generator = text_safe(r->arena, xml_attr(node, "name"));
            else
                (void)!hex_read(xml_attr(node, "sha256"), known->sha256, 32); /* the schema has seen to it */
        }
    }
}

static void read_acceptances(struct reader *r, const struct xml *list, struct policy *out)
{
    struct policy_rule *items = NEW(r->arena, struct policy_rule, xml_count(list, "acceptance"));
    out->acceptances_listed = list != NULL;
    out->acceptable = items;
    for (const struct xml *node = xml_child(list, "acceptance"); node; node = xml_next(node, "acceptance"))
        items[out->n_acceptable++] = (struct policy_rule){ .id = view_dup(r->arena, xml_attr(node, "rule")), .line = node->line };
}

static bool is_true(const struct xml *node, const char *name)
{
    return node && view_eq_text(xml_attr(node, name), "true");
}

static bool read_document(struct reader *r, const struct xml *root, struct policy *out)
{
    const struct xml *signers = xml_child(root, "signers"), *keys = xml_child(root, "keys"), *validity = xml_child(root, "validity");
    out->id = view_dup(r->arena, xml_attr(root, "id"));
    out->signature_required = is_true(signers, "required");
    out->min_rsa_bits = number(keys, "minRsaBits");
    out->min_ec_bits = number(keys, "minEcBits");
    out->max_validity_days = number(validity, "maxDays");
    out->max_ca_validity_days = number(validity, "maxCaDays");
    out->max_delivery_days = number(xml_child(root, "delivery"), "maxDays");
    out->pfx_opened = is_true(xml_child(root, "pfx"), "opened");
    read_known(r, xml_child(root, "known"), out);
    read_acceptances(r, xml_child(root, "acceptances"), out);
    return read_environments(r, xml_child(root, "environments"), out) && read_rules(r, xml_child(root, "rules"), out) &&
           read_names(r, signers, "signer", &out->signers, &out->n_signers) &&
           read_names(r, xml_child(root, "issuers"), "issuer", &out->issuers, &out->n_issuers);
}

bool policy_read(struct arena *arena, struct view origin, struct view bytes, struct policy *out, struct err *e)
{
    struct reader r = { .arena = arena, .e = e };
    struct xml *root;
    *out = (struct policy){ .origin = text_safe(arena, origin) };
    digest_sha256(bytes, out->sha256);
    if (sniff_check_wanted(bytes, LIMIT_POLICY_BYTES, "a policy", "give an XML file; `certcase policy --example` begins one", e) &&
        xml_read_by(arena, bytes, "policy.xsd", &root, e) && read_document(&r, root, out))
        return true;
    return err_at(e, "%.*s", VIEW_ARG(origin));
}
