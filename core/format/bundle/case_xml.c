#include "format/bundle/case_xml.h"

#include "base/limits.h"
#include "format/bundle/case_parts.h"
#include "format/digest.h"
#include "model/words.h"

#define NAMESPACE "urn:certcase:case:1"

/* --- writing --- */

static void put_request(struct xml_out *x, const struct case_record *c)
{
    xml_begin(x, "request");
    xml_put_attr(x, "purpose", view_of(purpose_word(c->purpose)));
    xml_put_attr(x, "hosting", view_of(hosting_word(c->hosting)));
    case_put_number(x, "situation", c->route ? c->route->situation : 0);
    xml_put_attr(x, "channel", view_of(channel_word(c->route ? c->route->channel : CHANNEL_REFUSED)));
    xml_end(x, "request");
}

static void put_infrastructure(struct xml_out *x, const struct case_record *c)
{
    xml_begin(x, "infrastructure");
    xml_put_attr(x, "edition", view_of(edition_word(c->edition)));
    xml_leaf_if(x, "name", c->infrastructure);
    xml_leaf_if(x, "activationCode", c->activation_code);
    xml_leaf_if(x, "contact", c->contact);
    for (size_t i = 0; i < c->n_cc; i++)
        xml_leaf(x, "cc", c->cc[i]);
    xml_end(x, "infrastructure");
}

static void put_environment(struct xml_out *x, const struct environment *env)
{
    xml_begin(x, "environment");
    case_put_attr_if(x, "key", env->key);
    xml_put_attr(x, "type", view_of(environment_type_word(env->type)));
    xml_put_attr(x, "hosting", view_of(hosting_word(env->hosting)));
    case_put_attr_if(x, "platform", env->platform);
    case_put_attr_if(x, "osVersion", env->os_version);
    case_put_number(x, "frontEnds", env->front_ends);
    case_put_number(x, "order", env->order > 0 ? (unsigned long)env->order : 0);
    case_put_flag(x, "offline", env->offline);
    if (env->java)
        case_put_flag(x, "java", true);
    xml_leaf(x, "name", env->name);
    xml_leaf_if(x, "host", env->host);
    for (size_t i = 0; i < env->n_front_end_names; i++)
        xml_leaf(x, "frontEnd", env->front_end_names[i]);
    xml_end(x, "environment");
}

static void put_pfx(struct xml_out *x, const struct case_record *c)
{
    unsigned char sha256[32];
    if (c->pfx_file.n == 0)
        return;
    memcpy(sha256, c->pfx_sha256, sizeof sha256);
    if (c->pfx_bytes.n)
        digest_sha256(c->pfx_bytes, sha256);
    xml_begin(x, "pfx");
    case_put_digest(x, "sha256", sha256, sizeof sha256);
    xml_leaf(x, "file", c->pfx_file);
    xml_leaf_if(x, "encryption", c->pfx_encryption);
    if (c->pfx_came_as.n) {
        xml_begin(x, "convertedFrom");
        case_put_digest(x, "sha256", c->pfx_came_sha256, sizeof c->pfx_came_sha256);
        xml_leaf(x, "encryption", c->pfx_came_as);
        xml_end(x, "convertedFrom");
    }
    xml_end(x, "pfx");
}

static void put_replaced(struct xml_out *x, const struct replaced *old)
{
    if (old->case_id.n == 0)
        return;
    xml_begin(x, "replaces");
    xml_put_attr(x, "case", old->case_id);
    case_put_attr_if(x, "sha1", old->sha1);
    case_put_attr_if(x, "sha256", old->sha256);
    case_put_attr_if(x, "keySha256", old->key_sha256);
    case_put_time(x, "notAfter", old->not_after);
    xml_leaf_if(x, "bundle", old->bundle);
    xml_leaf_if(x, "subject", old->subject);
    xml_end(x, "replaces");
}

static void put_findings(struct xml_out *x, const struct findings *f)
{
    xml_begin(x, "findings");
    for (size_t i = 0; i < f->n; i++) {
        xml_begin(x, "finding");
        xml_put_attr(x, "rule", view_of(f->items[i].rule->id));
        xml_put_attr(x, "severity", view_of(severity_word(f->items[i].severity)));
        case_put_flag(x, "accepted", f->items[i].accepted);
        xml_leaf(x, "message", f->items[i].message);
        xml_leaf_if(x, "hint", f->items[i].hint);
        xml_end(x, "finding");
    }
    xml_end(x, "findings");
}

void case_put_xml(struct sink *to, const struct case_record *c)
{
    struct xml_out x = xml_out(to);
    xml_begin(&x, "case");
    xml_put_attr(&x, "xmlns", VIEW(NAMESPACE));
    xml_put_attr(&x, "version", VIEW(CASE_XML_VERSION));
    xml_put_attr(&x, "id", c->id);
    xml_put_attr(&x, "verdict", view_of(verdict_word(c->verdict)));
    xml_leaf(&x, "generator", c->generator);
    put_request(&x, c);
    put_infrastructure(&x, c);
    xml_begin(&x, "environments");
    for (size_t i = 0; i < c->n_environments; i++)
        put_environment(&x, &c->environments[i]);
    xml_end(&x, "environments");
    case_put_certs(&x, c);
    put_pfx(&x, c);
    xml_leaf_if(&x, "reason", c->reason);
    xml_leaf_if(&x, "consumes", c->consumes);
    put_replaced(&x, &c->replaced);
    case_put_plan(&x, c);
    xml_begin(&x, "templates");
    case_put_digest(&x, "sha256", c->templates_sha256, sizeof c->templates_sha256);
    xml_end(&x, "templates");
    put_findings(&x, &c->findings);
    xml_end(&x, "case");
}

/* --- reading --- */

static const struct view *read_texts(struct case_reader *r, const struct xml *node, const char *name, size_t *n)
{
    struct view *items = NEW(r->arena, struct view, xml_count(node, name));
    *n = 0;
    for (const struct xml *child = xml_child(node, name); child; child = xml_next(child, name))
        items[(*n)++] = case_safe(r, child->text);
    return items;
}

/* Two situations share purpose and hosting: the record says which. */
static bool read_request(struct case_reader *r, const struct xml *node, const struct case_lookup *lookup, struct case_record *out)
{
    enum channel channel;
    unsigned situation = case_number(node, "situation");
    if (!purpose_from(xml_attr(node, "purpose"), &out->purpose) || !hosting_from(xml_attr(node, "hosting"), &out->hosting) ||
        !channel_from(xml_attr(node, "channel"), &channel))
        return case_fail(r, node, "an unknown purpose, hosting or channel");
    for (int vendor_owned = 0; vendor_owned < 2 && !out->route; vendor_owned++) {
        const struct route *route = lookup->find_route(out->purpose, out->hosting, vendor_owned == 1);
        if (route && route->situation == situation && route->channel == channel)
            out->route = route;
    }
    return out->route || case_fail(r, node, "the situation and channel don't follow from purpose and hosting");
}

static bool read_infrastructure(struct case_reader *r, const struct xml *node, struct case_record *out)
{
    out->infrastructure = case_safe(r, xml_child_text(node, "name"));
    out->activation_code = case_safe(r, xml_child_text(node, "activationCode"));
    out->contact = case_safe(r, xml_child_text(node, "contact"));
    out->cc = read_texts(r, node, "cc", &out->n_cc);
    return edition_from(xml_attr(node, "edition"), &out->edition) || case_fail(r, node, "an unknown edition");
}

static bool read_environments(struct case_reader *r, const struct xml *list, struct case_record *out)
{
    struct environment *environments = NEW(r->arena, struct environment, xml_count(list, "environment"));
    out->environments = environments;
    for (const struct xml *node = xml_child(list, "environment"); node; node = xml_next(node, "environment")) {
        struct environment *env = &environments[out->n_environments++];
        *env = (struct environment){
            .key = case_safe(r, xml_attr(node, "key")),
            .name = case_safe(r, xml_child_text(node, "name")),
            .host = case_safe(r, xml_child_text(node, "host")),
            .os_version = case_safe(r, xml_attr(node, "osVersion")),
            .platform = case_safe(r, xml_attr(node, "platform")),
            .front_ends = case_number(node, "frontEnds"),
            .order = (long)case_number(node, "order"),
            .offline = case_flag(node, "offline"),
            .java = case_flag(node, "java"),
        };
        env->front_end_names = read_texts(r, node, "frontEnd", &env->n_front_end_names);
        if (!environment_type_from(xml_attr(node, "type"), &env->type) || !hosting_from(xml_attr(node, "hosting"), &env->hosting))
            return case_fail(r, node, "an unknown type or hosting of an environment");
    }
    return true;
}

static bool read_pfx(struct case_reader *r, const struct xml *node, struct case_record *out)
{
    out->pfx_file = case_safe(r, xml_child_text(node, "file"));
    out->pfx_encryption = case_safe(r, xml_child_text(node, "encryption"));
    const struct xml *came = xml_child(node, "convertedFrom");
    out->pfx_came_as = case_safe(r, xml_child_text(came, "encryption"));
    return case_digest(r, node, "sha256", out->pfx_sha256, sizeof out->pfx_sha256) &&
           case_digest(r, came, "sha256", out->pfx_came_sha256, sizeof out->pfx_came_sha256);
}

static bool read_replaced(struct case_reader *r, const struct xml *node, struct replaced *out)
{
    out->case_id = case_safe(r, xml_attr(node, "case"));
    out->sha1 = case_safe(r, xml_attr(node, "sha1"));
    out->sha256 = case_safe(r, xml_attr(node, "sha256"));
    out->key_sha256 = case_safe(r, xml_attr(node, "keySha256"));
    out->bundle = case_safe(r, xml_child_text(node, "bundle"));
    out->subject = case_safe(r, xml_child_text(node, "subject"));
    return case_time(r, node, "notAfter", &out->not_after);
}

static bool read_findings(struct case_reader *r, const struct xml *list, const struct case_lookup *lookup, struct findings *out)
{
    for (const struct xml *node = xml_child(list, "finding"); node; node = xml_next(node, "finding")) {
        struct finding *finding = LIST_ADD(r->arena, out);
        finding->rule = lookup->find_rule(xml_attr(node, "rule"));
        finding->message = case_safe(r, xml_child_text(node, "message"));
        finding->hint = case_safe(r, xml_child_text(node, "hint"));
        finding->accepted = case_flag(node, "accepted");
        finding->cert = NO_CERT;
        finding->file = SIZE_MAX;
        if (!finding->rule)
            return case_fail(r, node, "a rule that this certcase does not know");
        if (!severity_from(xml_attr(node, "severity"), &finding->severity))
            return case_fail(r, node, "an unknown severity");
    }
    return true;
}

static bool check_counts(struct case_reader *r, const struct xml *root)
{
    static const struct {
        const char *list, *item;
        size_t limit;
    } rows[] = {
        { "environments", "environment", LIMIT_ENVIRONMENTS },
        { "certificates", "certificate", LIMIT_CERTS },
        { "findings", "finding", LIMIT_FINDINGS },
        { "days", "day", LIMIT_DEADLINE_DAYS + 1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct xml *list = xml_child(root, rows[i].list);
        if (xml_count(list, rows[i].item) > rows[i].limit)
            return err_set(r->e, ST_LIMIT, "split the request", "line %u: more than %zu %s", list->line, rows[i].limit, rows[i].list);
    }
    return true;
}

bool case_from_xml(struct arena *arena, struct view bytes, struct xml_reader *reader, const struct case_lookup *lookup,
                   struct case_record *out, struct err *e)
{
    struct case_reader r = { .arena = arena, .e = e };
    struct xml *root;
    *out = (struct case_record){ 0 };
    if (!xml_reader_read(reader, arena, bytes, &root, e) || !check_counts(&r, root))
        return false;
    const struct xml *replaces = xml_child(root, "replaces");
    out->id = case_safe(&r, xml_attr(root, "id"));
    out->generator = case_safe(&r, xml_child_text(root, "generator"));
    out->reason = case_safe(&r, xml_child_text(root, "reason"));
    out->consumes = case_safe(&r, xml_child_text(root, "consumes"));
    if (!verdict_from(xml_attr(root, "verdict"), &out->verdict))
        return case_fail(&r, root, "an unknown verdict");
    return read_request(&r, xml_child(root, "request"), lookup, out) &&
           read_infrastructure(&r, xml_child(root, "infrastructure"), out) &&
           read_environments(&r, xml_child(root, "environments"), out) &&
           case_read_certs(&r, xml_child(root, "certificates"), out) && read_pfx(&r, xml_child(root, "pfx"), out) &&
           (!replaces || read_replaced(&r, replaces, &out->replaced)) && case_read_plan(&r, root, out) &&
           case_digest(&r, xml_child(root, "templates"), "sha256", out->templates_sha256, sizeof out->templates_sha256) &&
           read_findings(&r, xml_child(root, "findings"), lookup, &out->findings);
}
