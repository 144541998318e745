#include "format/bundle/case_parts.h"

#include "model/words.h"

static void put_names(struct xml_out *x, const struct cert *cert)
{
    if (!cert->has_san)
        return;
    xml_begin(x, "subjectAltNames");
    case_put_number(x, "total", cert->n_names_in_all);
    for (size_t i = 0; i < cert->n_names; i++) {
        const struct alt_name *name = &cert->names[i];
        xml_begin(x, "name");
        xml_put_attr(x, "kind", view_of(name_kind_word(name->kind)));
        if (name->invalid)
            case_put_flag(x, "invalid", true);
        if (name->text.n)
            xml_text(x, name->text);
        xml_end(x, "name");
    }
    xml_end(x, "subjectAltNames");
}

static void put_usages(struct xml_out *x, const struct cert *cert)
{
    if (!cert->has_eku)
        return;
    xml_begin(x, "extendedKeyUsage");
    for (size_t i = 0; i < cert->n_eku_names; i++)
        xml_leaf(x, "usage", cert->eku_names[i]);
    xml_end(x, "extendedKeyUsage");
}

static void put_key(struct xml_out *x, const struct key *key)
{
    xml_begin(x, "key");
    xml_put_attr(x, "type", view_of(key_type_word(key->type)));
    case_put_number(x, "bits", key->bits);
    case_put_attr_if(x, "curve", key->curve);
    xml_end(x, "key");
}

static void put_cert(struct xml_out *x, const struct case_cert *shipped)
{
    const struct cert *cert = shipped->cert;
    xml_begin(x, "certificate");
    xml_put_attr(x, "role", view_of(role_word(cert->role)));
    xml_put_attr(x, "store", view_of(store_word(cert->store)));
    case_put_digest(x, "sha256", cert->sha256, sizeof cert->sha256);
    case_put_digest(x, "sha1", cert->sha1, sizeof cert->sha1);
    case_put_time(x, "notBefore", cert->not_before);
    case_put_time(x, "notAfter", cert->not_after);
    case_put_flag(x, "selfSigned", cert->self_signed);
    case_put_flag(x, "ca", cert->ca);
    case_put_flag(x, "publiclyTrusted", cert->publicly_trusted);
    case_put_flag(x, "hasKey", cert->has_key);
    case_put_flag(x, "insidePfx", shipped->inside_pfx);
    xml_leaf(x, "subject", cert->subject);
    xml_leaf_if(x, "subjectName", cert->subject_cn);
    xml_leaf(x, "issuer", cert->issuer);
    xml_leaf_if(x, "issuerName", cert->issuer_cn);
    xml_leaf(x, "serial", cert->serial);
    put_key(x, &cert->key);
    xml_leaf(x, "signature", cert->signature);
    put_names(x, cert);
    put_usages(x, cert);
    xml_leaf_if(x, "file", shipped->file);
    xml_end(x, "certificate");
}

void case_put_certs(struct xml_out *x, const struct case_record *c)
{
    xml_begin(x, "certificates");
    for (size_t i = 0; i < c->n_certs; i++)
        put_cert(x, &c->certs[i]);
    xml_end(x, "certificates");
}

static bool read_names(struct case_reader *r, const struct xml *list, struct cert *out)
{
    struct alt_name *names = NEW(r->arena, struct alt_name, xml_count(list, "name"));
    out->has_san = list != NULL;
    out->names = names;
    out->n_names_in_all = case_number(list, "total");
    for (const struct xml *node = xml_child(list, "name"); node; node = xml_next(node, "name")) {
        struct alt_name *name = &names[out->n_names++];
        name->text = case_safe(r, node->text);
        name->invalid = case_flag(node, "invalid");
        if (!name_kind_from(xml_attr(node, "kind"), &name->kind))
            return case_fail(r, node, "an unknown kind of name");
    }
    return out->n_names <= out->n_names_in_all || case_fail(r, list, "more names are listed than there are in total");
}

static void read_usages(struct case_reader *r, const struct xml *list, struct cert *out)
{
    struct view *usages = NEW(r->arena, struct view, xml_count(list, "usage"));
    out->has_eku = list != NULL;
    out->eku_names = usages;
    for (const struct xml *node = xml_child(list, "usage"); node; node = xml_next(node, "usage"))
        usages[out->n_eku_names++] = case_safe(r, node->text);
}

static bool read_key(struct case_reader *r, const struct xml *node, struct key *out)
{
    out->bits = case_number(node, "bits");
    out->curve = case_safe(r, xml_attr(node, "curve"));
    return key_type_from(xml_attr(node, "type"), &out->type) || case_fail(r, node, "an unknown type of key");
}

static bool read_cert(struct case_reader *r, const struct xml *node, struct case_cert *shipped)
{
    struct cert *cert = NEW(r->arena, struct cert, 1);
    shipped->cert = cert;
    shipped->file = case_safe(r, xml_child_text(node, "file"));
    shipped->inside_pfx = case_flag(node, "insidePfx");
    cert->self_signed = case_flag(node, "selfSigned");
    cert->ca = case_flag(node, "ca");
    cert->publicly_trusted = case_flag(node, "publiclyTrusted");
    cert->has_key = case_flag(node, "hasKey");
    cert->subject = case_safe(r, xml_child_text(node, "subject"));
    cert->subject_cn = case_safe(r, xml_child_text(node, "subjectName"));
    cert->issuer = case_safe(r, xml_child_text(node, "issuer"));
    cert->issuer_cn = case_safe(r, xml_child_text(node, "issuerName"));
    cert->serial = case_safe(r, xml_child_text(node, "serial"));
    cert->signature = case_safe(r, xml_child_text(node, "signature"));
    read_usages(r, xml_child(node, "extendedKeyUsage"), cert);
    if (!role_from(xml_attr(node, "role"), &cert->role) || !store_from(xml_attr(node, "store"), &cert->store))
        return case_fail(r, node, "an unknown role or store");
    return case_digest(r, node, "sha256", cert->sha256, sizeof cert->sha256) &&
           case_digest(r, node, "sha1", cert->sha1, sizeof cert->sha1) && case_time(r, node, "notBefore", &cert->not_before) &&
           case_time(r, node, "notAfter", &cert->not_after) && read_key(r, xml_child(node, "key"), &cert->key) &&
           read_names(r, xml_child(node, "subjectAltNames"), cert);
}

bool case_read_certs(struct case_reader *r, const struct xml *list, struct case_record *out)
{
    struct case_cert *certs = NEW(r->arena, struct case_cert, xml_count(list, "certificate"));
    out->certs = certs;
    for (const struct xml *node = xml_child(list, "certificate"); node; node = xml_next(node, "certificate"))
        if (!read_cert(r, node, &certs[out->n_certs++]))
            return false;
    return true;
}
