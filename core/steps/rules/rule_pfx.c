#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "format/text/shell_word.h"
#include "model/words.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

static bool is_open(const struct rule_run *run)
{
    return pfx_is_open(&run->file->pfx);
}

static void check_password_missing(struct rule_run *run)
{
    if (pfx_wants_password(&run->file->pfx) && !(run->file->pfx.oddities & PFX_FOR_ACCOUNTS))
        rule_fire(run, "%s is protected by a password, and none was given", rule_pfx_name(run));
}

static void check_password_wrong(struct rule_run *run)
{
    if (run->file->pfx.state != PFX_PASSWORD_WRONG || (run->file->pfx.oddities & PFX_FOR_ACCOUNTS))
        return;
    if (run->file->pfx.oddities & PFX_EMPTY_GIVEN) {
        rule_fire(run, "the password that was given for %s is empty, and it has another one", rule_pfx_name(run));
        rule_hint(run, "look into the file or variable that should hold it: nothing is in it");
        return;
    }
    bool spaced = run->file->pfx.oddities & PFX_SPACED_GIVEN;
    rule_fire(run, "the password%s doesn't open %s", spaced ? ", which begins or ends with a space," : "", rule_pfx_name(run));
    if (spaced)
        rule_hint(run, "take the space away: `echo PASSWORD > FILE` leaves one in Windows' command prompt; else ask for it again");
}

static bool is_for_accounts(const struct rule_run *run)
{
    return !is_open(run) && run->file->pfx.oddities & PFX_FOR_ACCOUNTS;
}

static void check_for_accounts(struct rule_run *run)
{
    if (is_for_accounts(run))
        rule_fire(run, "%s is protected for Windows accounts or groups (Active Directory), not by a password that somebody knows",
                  rule_pfx_name(run));
}

static bool has_leaf(const struct cert_file *file)
{
    for (size_t i = 0; i < file->certs.n; i++)
        if (file->certs.items[i]->role == ROLE_LEAF)
            return true;
    return false;
}

static void check_without_key(struct rule_run *run)
{
    if (!is_open(run) || run->file->pfx.keys || run->file->certs.n == 0)
        return;
    rule_fire(run, "%s holds no private key", rule_pfx_name(run));
    if (run->facts->asked == PURPOSE_TRUSTED_ROOT || !has_leaf(run->file))
        rule_severity(run, SEV_WARNING);
    if (run->facts->decided.purpose == PURPOSE_TRUSTED_ROOT && !has_leaf(run->file))
        rule_hint(run, "for a trusted root nothing: the bundle gets its CAs in .cer; for a client certificate export it again where "
                       "the key is, with \"Yes, export the private key\"");
}

static void check_key_mismatch(struct rule_run *run)
{
    const struct pfx *pfx = &run->file->pfx;
    if (is_open(run) && pfx->keys == 1 && !pfx->key_matches && run->file->certs.n && !(pfx->oddities & PFX_KEY_UNSUPPORTED))
        rule_fire(run, "the private key in %s belongs to none of its certificates", rule_pfx_name(run));
}

static void check_chain_missing(struct rule_run *run)
{
    const struct cert *cert = cert_with_key(&run->file->certs);
    if (!is_open(run) || !cert || cert->issuer_cert || cert->issuer_publicly_trusted)
        return;
    if (certs_have_ca(&run->facts->evidence->certs)) /* chain-incomplete names the one that is missing */
        return;
    rule_fire_at(run, cert, "%s holds %s alone, without the CAs that issued it", rule_pfx_name(run),
                 rule_cert_name(run, cert));
    if (cert_issuer_url(cert).n)
        rule_hint(run, "export it again with the whole chain, or give %s in .cer too; the certificate names %.*s as its address",
                  rule_name(run, cert->issuer_cn), VIEW_ARG(view_first(cert_issuer_url(cert), 200)));
    else
        rule_hint(run, "export it again with the whole chain, or give %s in .cer too", rule_name(run, cert->issuer_cn));
}

static void check_several_keys(struct rule_run *run)
{
    if (run->file->oddities & FILE_SECOND_PFX) {
        rule_fire(run, "%s has more than one PFX in it, and only the first was read", rule_file_name(run));
        rule_hint(run, "save each as a file, and give the one that is meant: each makes a request of its own");
    }
    if (is_open(run) && run->file->pfx.keys > 1)
        rule_fire(run, "%s holds %u private keys", rule_pfx_name(run), run->file->pfx.keys);
    const struct cert *main = run->facts->decided.main, *own = cert_with_key(&run->file->certs);
    if (run->facts->decided.purpose != PURPOSE_CLIENT_SIDE || !main || !own || cert_same(own, main))
        return;
    rule_fire_at(run, own, "%s holds the private key of %s, and another PFX that of %s", rule_pfx_name(run),
                 rule_cert_name(run, own), rule_cert_name(run, main));
    rule_hint(run, "make a request for each PFX");
}

/* The whole command that makes it right. It asks for the password: a hint names no file of one, as records keep it. What a record keeps
 * of a warning names no path either: from another folder it would be another bundle, and in a bundle the file has another name. */
static void hint_convert(struct rule_run *run)
{
    if (run->facts->record && run->rule->severity != SEV_ERROR)
        return;
    const enum pfx_encryption encryption = pfx_encryption_for(run->facts->pfx_accepted);
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_LINE_BYTES);
    struct view path = run->file->path, stem = run->file->pfx.attached.n ? path_name(run->file->pfx.attached) : run->file->name;
    if (name_is_pfx(stem))
        stem.n -= 4;
    buf_text(&text, "certcase convert ");
    shell_path(&text, path, "FILE");
    if (encryption != PFX_TRIPLEDES_SHA1)
        buf_fmt(&text, " --encryption %s", pfx_encryption_word(encryption));
    buf_text(&text, " -o ");
    struct view made = view_fmt(run->arena, "%.*s-%s.pfx", VIEW_ARG(view_first(stem, 100)), pfx_encryption_word(encryption));
    shell_path(&text, view_eq_text(path, "-") ? VIEW("client.pfx") : made, "client.pfx");
    bool can_on_the_way = !(run->file->pfx.oddities & PFX_EMPTY_PASSWORD); /* another password has to be given */
    rule_hint(run, "%s%s", buf_view(&text).p, can_on_the_way ? "; or --convert, which does it on the way into the bundle" : "");
    rule_convert(run, can_on_the_way ? VIEW("") : view_dup(run->arena, buf_view(&text)));
}

static void check_empty_password(struct rule_run *run)
{
    if (!(run->file->pfx.oddities & PFX_EMPTY_PASSWORD))
        return;
    rule_fire(run, "%s opens with the empty password", rule_pfx_name(run));
    if (run->facts->decided.purpose != PURPOSE_CLIENT_SIDE || run->file->pfx.keys == 0)
        rule_severity(run, SEV_WARNING); /* this file isn't sent, or holds no secret */
    else
        hint_convert(run);
}

/* The one that is shipped; while none is open, whichever was given. */
static bool may_be_shipped(const struct rule_run *run)
{
    const struct decided *decided = &run->facts->decided;
    const struct cert *main = decided->main;
    if (main && main->has_key)
        return decided->purpose == PURPOSE_CLIENT_SIDE && main->file == run->file_index;
    return decided->purpose == PURPOSE_CLIENT_SIDE && (run->file->pfx.keys || !is_open(run));
}

/* Windows finds the key's certificate by the public half and by the number: what loads the PFX without a store fails at two of them, an
 * import into a store gives the key to both. */
static void check_claimed_twice(struct rule_run *run)
{
    if (!is_open(run) || !(run->file->pfx.oddities & PFX_KEY_CLAIMED_TWICE) || !run->file->pfx.key_matches || !may_be_shipped(run))
        return;
    rule_fire(run, "%s has its private key twice, or two certificates that claim it: the same one twice, or another one with the key's "
                   "localKeyID", rule_pfx_name(run));
    hint_convert(run);
}

/* What is visible without the password can't be wrong; what isn't may be. Where nobody has said yet where it goes, the cloud is the place
 * that takes least. */
static void check_accepted(struct rule_run *run)
{
    const struct pfx *pfx = &run->file->pfx;
    bool has_place = run->facts->record != NULL;
    unsigned accepted = has_place ? run->facts->pfx_accepted : 1u << PFX_TRIPLEDES_SHA1;
    bool locked = pfx_is_locked(pfx) && (pfx->oddities & PFX_MODERN) && !run->facts->converts && !is_for_accounts(run);
    if (!(is_open(run) || locked) || !pfx_is_refused(pfx, accepted) || !may_be_shipped(run))
        return;
    const enum pfx_encryption wanted = pfx_encryption_for(accepted);
    bool plain = view_starts(pfx->encryption, VIEW("not encrypted")), but_mac = view_starts(pfx->encryption, VIEW("TripleDES-SHA1, MAC"));
    rule_fire(run, "%s is %s%.*s, and %s takes a PFX only in %s%s", rule_pfx_name(run), plain ? "" : "encrypted with ",
              VIEW_ARG(view_first(pfx->encryption, 200)), has_place ? "the vendor" : "OutSystems Cloud", pfx_encryption_phrase(wanted),
              but_mac && wanted == PFX_TRIPLEDES_SHA1 ? " with MAC SHA-1" : "");
    if (!has_place)
        rule_severity(run, SEV_NOTE);
    hint_convert(run);
}

static void check_platform(struct rule_run *run)
{
    const struct platform *platform = run->facts->platform;
    const struct pfx *pfx = &run->file->pfx;
    if (!platform || platform_reads(platform, pfx) || (run->facts->converts && pfx_is_locked(pfx)))
        return;
    rule_fire(run, "%.*s can't read %s (%.*s): it answers that the password is incorrect", VIEW_ARG(platform->title), rule_pfx_name(run),
              VIEW_ARG(view_first(pfx->encryption, 200)));
    hint_convert(run);
}

static void check_weak_encryption(struct rule_run *run)
{
    if (!(run->file->pfx.oddities & PFX_WEAK_ENCRYPTION))
        return;
    rule_fire(run, "%s is encrypted with a cipher that is easily broken (%.*s)", rule_pfx_name(run),
              VIEW_ARG(view_first(run->file->pfx.encryption, 200)));
    if (may_be_shipped(run))
        hint_convert(run);
}

static void check_key_unsupported(struct rule_run *run)
{
    if (is_open(run) && (run->file->pfx.oddities & PFX_KEY_UNSUPPORTED))
        rule_fire(run, "%s holds a private key of a kind that Windows can't use", rule_pfx_name(run));
}

static void check_legacy(struct rule_run *run)
{
    if (run->file->pfx.state == PFX_NEEDS_LEGACY)
        rule_fire(run, "%s is encrypted with an old cipher (%.*s), which needs OpenSSL's legacy provider to be read here",
                  rule_pfx_name(run), VIEW_ARG(view_first(run->file->pfx.encryption, 200)));
}

static void check_excessive(struct rule_run *run)
{
    const struct pfx *pfx = &run->file->pfx;
    const uintmax_t rounds = pfx->iterations;
    if (pfx->state != PFX_EXCESSIVE)
        return;
    if (pfx_is_too_costly(pfx)) {
        rule_fire(run, "%s asks for %ju rounds of key derivation, and certcase computes at most %d", rule_pfx_name(run), rounds,
                  LIMIT_PFX_ITERATIONS);
    } else if (pfx_is_crowded_out(pfx)) {
        rule_fire(run, "%s asks for %ju rounds of key derivation, which with the %ju of other PFX beside it are more than the %d that "
                       "certcase computes for all together, so it was not opened", rule_pfx_name(run), rounds, (uintmax_t)pfx->before,
                  LIMIT_PFX_ITERATIONS);
        rule_hint(run, "leave out the PFX that aren't needed, as a request has one, or inspect this one by itself");
    } else {
        rule_fire(run, "%s asks scrypt for more memory than certcase gives it", rule_pfx_name(run));
    }
}

static void check_base64(struct rule_run *run)
{
    if (!(run->file->oddities & FILE_PFX_BASE64))
        return;
    if (run->file->oddities & FILE_MAIL) {
        rule_fire(run, "%s is a mail with a PFX attached", rule_file_name(run));
        rule_hint(run, "save all that is attached, and give those files; or --convert, which takes the PFX out of the mail");
        rule_convert(run, VIEW(""));
        return;
    }
    rule_fire(run, "%s is a PFX written as %s", rule_pfx_name(run),
              run->file->oddities & FILE_HEX_DUMP ? "a hexadecimal dump" : "Base64 text");
    if (run->file->pfx.keys)
        hint_convert(run);
    else if (run->file->oddities & FILE_HEX_DUMP)
        rule_hint(run, "turn it back into bytes: certutil -decodehex FILE client.pfx, or xxd -r FILE client.pfx");
}

static const struct rule rules[] = {
    { { "pfx-password-missing", GROUP_PFX, SEV_ERROR, .send = SEND_PASSWORD, .traits = RULE_PASSWORD_MISSING }, SCOPE_PFX,
      .check = check_password_missing, .option = "--password-file" },
    { { "pfx-password-wrong", GROUP_PFX, SEV_ERROR, .send = SEND_PASSWORD, .traits = RULE_PASSWORD_WRONG }, SCOPE_PFX,
      .check = check_password_wrong, .option = "--password-file" },
    { { "pfx-without-key", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .check = check_without_key },
    { { "pfx-key-mismatch", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .check = check_key_mismatch },
    { { "pfx-key-claimed-twice", GROUP_PFX, SEV_WARNING, .send = SEND_PFX }, SCOPE_PFX, .check = check_claimed_twice,
      .option = "--convert" },
    { { "pfx-chain-missing", GROUP_PFX, SEV_WARNING, .send = SEND_CAS }, SCOPE_PFX, .check = check_chain_missing },
    { { "pfx-several-keys", GROUP_PFX, SEV_ERROR, .send = SEND_PFX, .traits = RULE_OF_MAILS }, SCOPE_PFX, .check = check_several_keys },
    { { "pfx-empty-password", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .check = check_empty_password },
    { { "pfx-encryption-not-accepted", GROUP_PFX, SEV_ERROR, .send = SEND_PFX, .traits = RULE_NOT_TAKEN }, SCOPE_PFX,
      .check = check_accepted, .option = "--convert" },
    { { "pfx-unreadable-on-platform", GROUP_PFX, SEV_ERROR, .send = SEND_PFX, .traits = RULE_NOT_TAKEN }, SCOPE_PFX,
      .check = check_platform, .option = "--convert" },
    { { "pfx-key-unsupported", GROUP_PFX, SEV_ERROR, .send = SEND_USABLE }, SCOPE_PFX, .check = check_key_unsupported },
    { { "pfx-pbmac1", GROUP_PFX, SEV_NOTE }, SCOPE_PFX, .mark = PFX_PBMAC1, .says = "%s is protected by PBMAC1%s" },
    { { "pfx-weak-encryption", GROUP_PFX, SEV_WARNING, .send = SEND_PFX }, SCOPE_PFX, .check = check_weak_encryption,
      .option = "--convert" },
    { { "pfx-legacy-provider-missing", GROUP_PFX, SEV_ERROR }, SCOPE_PFX, .check = check_legacy },
    { { "pfx-iterations-excessive", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .check = check_excessive },
    { { "pfx-low-iterations", GROUP_PFX, SEV_NOTE }, SCOPE_PFX, .mark = PFX_LOW_ITERATIONS,
      .says = "%s derives its keys from the password in fewer than 2000 rounds" },
    { { "pfx-no-mac", GROUP_PFX, SEV_WARNING, .send = SEND_PFX }, SCOPE_PFX, .mark = PFX_NO_MAC,
      .says = "%s has no integrity check (MAC)" },
    { { "pfx-key-not-encrypted", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .mark = PFX_KEY_NOT_ENCRYPTED,
      .says = "the private key in %s is not encrypted" },
    { { "pfx-for-accounts", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .check = check_for_accounts },
    { { "pfx-other-entries", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .mark = PFX_OTHER_ENTRIES,
      .says = "%s holds something else beside keys and certificates, such as a secret or a CRL" },
    { { "pfx-tells-secret", GROUP_PFX, SEV_ERROR, .send = SEND_PFX }, SCOPE_PFX, .mark = PFX_TELLS_SECRET,
      .says = "%s tells a password or a private key in its friendly name or another attribute" },
    { { "pfx-is-base64", GROUP_PFX, SEV_ERROR, .send = SEND_PFX, .traits = RULE_OF_MAILS }, SCOPE_PFX, .check = check_base64 },
};
const struct rule_table rules_pfx = { rules, COUNT_OF(rules) };
