#include "base/limits.h"
#include "format/container/pkcs12_opening.h"

enum { FEW_ITERATIONS = 2000 /* what Windows itself writes */ };

enum pfx_state pfx_fail(struct opening *o, enum pfx_state state, const char *problem)
{
    o->out->pfx.problem = view_of(problem);
    return state;
}

/* Remembers how a part is encrypted, and what rules want to know about it. */
static enum pfx_state survey_scheme(struct opening *o, const X509_ALGOR *algorithm)
{
    struct pbe pbe;
    if (!pbe_read(o->arena, algorithm, &pbe, &o->out->pfx.problem))
        return PFX_BROKEN;
    if (__builtin_add_overflow(o->iterations, pbe.iterations, &o->iterations))
        o->iterations = UINT64_MAX;
    o->too_much = o->too_much || pbe.too_much;
    o->told |= pfx_algorithm_tells(o->arena, algorithm, o->given);
    o->out->pfx.oddities |= pbe.outdated ? (unsigned)PFX_WEAK_ENCRYPTION : 0;
    o->out->pfx.oddities |= pbe.modern ? (unsigned)PFX_MODERN : 0;
    if (pbe.iterations && pbe.iterations < FEW_ITERATIONS)
        o->out->pfx.oddities |= PFX_LOW_ITERATIONS;
    pfx_schemes_add(&o->schemes, &pbe);
    return PFX_OPEN;
}

enum pfx_state pfx_each_bag(struct opening *o, const STACK_OF(PKCS12_SAFEBAG) *list,
                            enum pfx_state (*visit)(struct opening *o, PKCS12_SAFEBAG *bag))
{
    enum pfx_state state = PFX_OPEN;
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(list) && state == PFX_OPEN; i++) {
        PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(list, i);
        if (o->bags++ == LIMIT_PFX_BAGS)
            return pfx_too_large(o->arena, &o->out->pfx, LIMIT_PFX_BAGS, "entries");
        state = PKCS12_SAFEBAG_get_nid(bag) == NID_safeContentsBag ? pfx_each_bag(o, PKCS12_SAFEBAG_get0_safes(bag), visit) : visit(o, bag);
    }
    return state;
}

enum pfx_state pfx_survey_bag(struct opening *o, PKCS12_SAFEBAG *bag)
{
    const X509_ALGOR *algorithm;
    int kind = PKCS12_SAFEBAG_get_nid(bag);
    bool is_key = kind == NID_keyBag || kind == NID_pkcs8ShroudedKeyBag;
    if (kind == NID_secretBag && pfx_bag_is_for_accounts(bag))
        o->out->pfx.oddities |= PFX_FOR_ACCOUNTS;
    else if (pfx_bag_is_cert(bag) ? pfx_bag_has_more(o->arena, bag) : !is_key)
        o->out->pfx.oddities |= PFX_OTHER_ENTRIES;
    o->told |= pfx_bag_tells(o->arena, bag, o->given);
    if (kind != NID_pkcs8ShroudedKeyBag)
        return PFX_OPEN;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, NULL);
    return survey_scheme(o, algorithm);
}

static enum pfx_state survey_open_bag(struct opening *o, PKCS12_SAFEBAG *bag)
{
    if (PKCS12_SAFEBAG_get_nid(bag) == NID_keyBag)
        o->out->pfx.oddities |= PFX_KEY_NOT_ENCRYPTED;
    return pfx_survey_bag(o, bag);
}

bool pfx_within_limits(const struct opening *o)
{
    return !o->too_much && o->iterations <= LIMIT_PFX_ITERATIONS && o->out->pfx.before <= LIMIT_PFX_ITERATIONS - o->iterations;
}

enum pfx_state pfx_survey(struct opening *o)
{
    enum pfx_state state = PFX_OPEN;
    if (pfx_has_mac(&o->parts)) {
        o->iterations = o->mac.rounds;
        o->told |= pfx_mac_tells(o->arena, o->parts.outer->mac, o->given);
        o->out->pfx.oddities |= o->mac.pbmac1 ? (unsigned)PFX_PBMAC1 : 0;
        o->out->pfx.oddities |= o->mac.modern ? (unsigned)PFX_MODERN : 0;
        o->out->pfx.oddities |= o->mac.iterations < FEW_ITERATIONS ? (unsigned)PFX_LOW_ITERATIONS : 0;
    } else {
        o->out->pfx.oddities |= PFX_NO_MAC;
    }
    for (int i = 0; i < sk_PKCS7_num(o->parts.safes) && state == PFX_OPEN; i++) {
        if (pfx_encrypted(&o->parts, i)) {
            state = survey_scheme(o, pfx_encrypted(&o->parts, i)->algorithm);
            continue;
        }
        o->lists[i] = pfx_clear_bags(&o->parts, i);
        if (!o->lists[i])
            return pfx_fail(o, PFX_BROKEN, "a list of keys and certificates can't be read");
        state = pfx_each_bag(o, o->lists[i], survey_open_bag);
    }
    return state != PFX_OPEN || pfx_within_limits(o) ? state : PFX_EXCESSIVE;
}
