#include "base/file.h"
#include "base/limits.h"
#include "model/words.h"
#include "steps/rules/rules.h"

/* What needs no request at all, though people send it as one. */
static const char *not_needed(const struct cert_file *file)
{
    size_t at;
    if (file->container == CONTAINER_XML && view_find(file->bytes, VIEW("EntityDescriptor"), &at))
        return "no request is needed: import the identity provider's metadata in the application (Users), where its certificate is in it";
    if ((file->container == CONTAINER_TEXT || file->container == CONTAINER_JSON) &&
        (view_find(file->bytes, VIEW("sha256/"), &at) || view_find(file->bytes, VIEW("pin-sha256"), &at)))
        return "no request is needed: hashes for certificate pinning are part of the mobile app, nothing of them is installed";
    return NULL;
}

/* What stands for a certificate in a text that isn't one. */
static const char *instead_of_it(const struct cert_file *file)
{
    enum { SHA1_DIGITS = 40, SHA256_DIGITS = 64 };
    struct view text = view_trim(file->bytes);
    size_t digits = 0, at;
    if (file->container != CONTAINER_TEXT || view_find(text, VIEW("\n"), &at))
        return NULL;
    if (view_starts(text, VIEW("https://")) || view_starts(text, VIEW("http://")))
        return "it is the address of something: open that in a browser, and give the file that it saves";
    for (size_t i = 0; i < text.n; i++) {
        if (hex_digit(text.p[i]) < 0 && text.p[i] != ':' && text.p[i] != ' ')
            return NULL;
        digits += hex_digit(text.p[i]) >= 0;
    }
    if (digits != SHA1_DIGITS && digits != SHA256_DIGITS)
        return NULL;
    return "it looks like a thumbprint, by which a certificate is compared: ask for the .cer file that has it";
}

static bool is_pfx(const struct cert_file *file)
{
    return file->container == CONTAINER_PKCS12;
}

static bool holds_something(const struct cert_file *file)
{
    return file->certs.n || file->malformed;
}

/* A key beside its certificate: client-needs-pfx says what to make of both. */
static bool belongs_into_a_pfx(const struct rule_run *run)
{
    const struct decided *decided = &run->facts->decided;
    return run->file->container == CONTAINER_PRIVATE_KEY && decided->purpose == PURPOSE_CLIENT_SIDE && decided->main &&
           !decided->main->has_key;
}

static void check_not_a_certificate(struct rule_run *run)
{
    const struct cert_file *file = run->file;
    if (belongs_into_a_pfx(run))
        return;
    if (holds_something(file) || (file->oddities & FILE_UNDECODABLE) || (is_pfx(file) && !pfx_is_open(&file->pfx)))
        return;
    if (container_is_certificate(file->container))
        rule_fire(run, "%s has no certificate in it, though it looks like %s", rule_file_name(run), container_phrase(file->container));
    else if (file->container == CONTAINER_EMPTY || file->container == CONTAINER_PUBLIC_KEY)
        rule_fire(run, "%s is %s", rule_file_name(run), container_phrase(file->container));
    else
        rule_fire(run, "%s is %s, not a certificate", rule_file_name(run), container_phrase(file->container));
    const char *otherwise = not_needed(file) ? not_needed(file) : instead_of_it(file);
    rule_hint(run, "%s", otherwise ? otherwise : container_hint(file->container));
    rule_option(run, file->container == CONTAINER_ZIP ? "audit" : NULL);
}

/* A whole CA bundle, such as ca-bundle.crt, was given for the one root that is missing. */
static void check_list(struct rule_run *run)
{
    enum { LIST_LEAST = 20 };
    const struct cert_list *certs = &run->file->certs;
    size_t n = 0;
    for (size_t i = 0; i < certs->n; i++)
        n += certs->items[i]->publicly_trusted;
    if (n >= LIST_LEAST && purpose_asks_for_cas(run->facts->decided.purpose))
        rule_fire(run, "%s is a list of public CAs: %zu of its %zu certificates are publicly trusted", rule_file_name(run), n, certs->n);
}

static void check_extension(struct rule_run *run)
{
    const struct cert_file *file = run->file;
    struct view extension = path_extension(file->name);
    bool named_pkcs7 = view_eq_nocase(extension, VIEW(".p7b")) || view_eq_nocase(extension, VIEW(".p7c"));
    bool named_pfx = name_is_pfx(file->name);
    if (view_eq_text(file->path, "-") || !container_is_certificate(file->container) || (!holds_something(file) && !is_pfx(file)))
        return;
    const char *has = extension.n ? rule_name(run, extension) : "no extension";
    if (is_pfx(file) && (file->oddities & FILE_MAIL))
        return; /* pfx-is-base64 says what to do */
    if (is_pfx(file) != named_pfx) {
        rule_fire(run, "%s is %s, but its name has %s", rule_file_name(run), container_phrase(file->container), has);
        rule_hint(run, "rename it so that its name says what it is: .pfx for a PFX, .cer for a certificate");
        return;
    }
    bool fine = named_pfx || view_eq_nocase(extension, VIEW(".cer")) || run->facts->decided.purpose == PURPOSE_SERVER ||
                (file->container == CONTAINER_PKCS7 && named_pkcs7);
    if (fine)
        return;
    rule_fire(run, "%s has %s where the vendor asks for .cer", rule_file_name(run), has);
    rule_severity(run, SEV_NOTE);
}

static void check_bom(struct rule_run *run)
{
    if ((run->file->oddities & FILE_BOM) && !(run->file->oddities & FILE_UTF16) && run->file->certs.n)
        rule_fire(run, "%s starts with a byte-order mark", rule_file_name(run));
}

static void check_wide(struct rule_run *run)
{
    unsigned oddities = run->file->oddities;
    if (oddities & (FILE_UTF16 | FILE_UTF32))
        rule_fire(run, "%s is text in UTF-%d", rule_file_name(run), oddities & FILE_UTF16 ? 16 : 32);
}

static void check_diff(struct rule_run *run)
{
    if ((run->file->oddities & FILE_DIFF) && holds_something(run->file))
        rule_fire(run, "%s is a diff: what it takes away was left out", rule_file_name(run));
}

static void check_commented(struct rule_run *run)
{
    if (!(run->file->oddities & FILE_COMMENTED))
        return;
    if (run->file->oddities & FILE_COMMENTED_OUT) {
        rule_fire(run, "%s has certificates that are commented out: they were left out", rule_file_name(run));
        return;
    }
    rule_fire(run, "all that %s holds is commented out, and was read all the same", rule_file_name(run));
    rule_hint(run, "ask whoever commented it out whether it is still meant");
}

static void check_attached(struct rule_run *run)
{
    if (run->file->unread.n && (holds_something(run->file) || is_pfx(run->file)))
        rule_fire(run, "what is attached to %s isn't all read: %.*s", rule_file_name(run), VIEW_ARG(run->file->unread));
}

static void check_origin(struct rule_run *run)
{
    char hex[65];
    for (size_t i = 0; (run->file->oddities & FILE_UNVERIFIED) && i < run->file->certs.n; i++) {
        const struct cert *cert = run->file->certs.items[i];
        rule_fire_at(run, cert, "%s came over a connection that nothing verified; its SHA-256 is %s", rule_cert_name(run, cert),
                     hex_text(cert->sha256, sizeof cert->sha256, hex));
    }
}

static void check_bare_base64(struct rule_run *run)
{
    if ((run->file->oddities & FILE_BARE_BASE64) && !is_pfx(run->file) && run->file->certs.n)
        rule_fire(run, "%s is Base64 without the BEGIN CERTIFICATE and END CERTIFICATE lines", rule_file_name(run));
}

static void check_several(struct rule_run *run)
{
    const struct cert_file *file = run->file;
    if (file->oddities & FILE_TOO_MANY) {
        rule_fire(run, "%s holds more than %d certificates, and only the first ones were read", rule_file_name(run), LIMIT_CERTS);
        rule_hint(run, "send only the certificates that the connection needs: usually one root, and its intermediates");
    } else if (file->certs.n > 1 && file->container != CONTAINER_PKCS7 && !is_pfx(file)) {
        rule_fire(run, "%s holds %zu certificates", rule_file_name(run), file->certs.n);
        rule_severity(run, SEV_NOTE);
    }
}

static void check_pkcs7(struct rule_run *run)
{
    size_t n = run->file->certs.n;
    if ((run->file->oddities & FILE_PKCS7) && n)
        rule_fire(run, "%s is a PKCS#7 collection of %.*s", rule_file_name(run), VIEW_ARG(view_counted(run->arena, n, "certificate")));
}

static void check_trailing(struct rule_run *run)
{
    const struct pfx *pfx = &run->file->pfx;
    if (run->file->oddities & FILE_TRAILING_DATA)
        rule_fire(run, "%s has bytes behind the end of %s", rule_file_name(run), pfx->state == PFX_NONE ? "a certificate" : "the PFX");
    else if (pfx->oddities & PFX_TRAILING)
        rule_fire(run, "%s has bytes behind the end of the PFX", rule_file_name(run));
}

static void check_malformed(struct rule_run *run)
{
    static const char *const hints[] = {
        [PEM_FAULT_BEGIN_LINE] = "write that line anew in a plain-text editor, with five hyphens on both sides: -----BEGIN "
                                 "CERTIFICATE-----",
        [PEM_FAULT_END_LINE] = "if its Base64 is whole, write that line anew in a plain-text editor: -----END CERTIFICATE-----; else fetch "
                               "the file again",
        [PEM_FAULT_LABELS] = "if its Base64 is whole, make both lines say the same, as they should: -----BEGIN CERTIFICATE----- and "
                             "-----END CERTIFICATE-----; else fetch the file again",
        [PEM_FAULT_MERGE] = "resolve the merge, so that the certificate that is meant stays: ask for the .cer file when you can't tell "
                            "which",
    };
    const struct cert_file *file = run->file;
    const enum pem_fault fault = file->malformed_by;
    const bool is_too_large = file->pfx.state == PFX_BROKEN && (file->pfx.oddities & PFX_TOO_LARGE);
    if (file->malformed > 1)
        rule_fire(run, "%zu certificates in %s can't be decoded; the first one: %.*s", file->malformed, rule_file_name(run),
                  VIEW_ARG(file->malformed_why));
    else if (file->malformed)
        rule_fire(run, "a certificate in %s can't be decoded: %.*s", rule_file_name(run), VIEW_ARG(file->malformed_why));
    else if (file->pfx.state == PFX_BROKEN)
        rule_fire(run, "%s is a %s: %.*s", rule_file_name(run), is_too_large ? "PFX that certcase doesn't read" : "broken PFX",
                  VIEW_ARG(file->pfx.problem));
    else if (file->oddities & FILE_UNDECODABLE)
        rule_fire(run, "%s has a block whose Base64 is damaged", rule_file_name(run));
    bool of_diff = file->malformed && (file->oddities & FILE_DIFF) && fault != PEM_FAULT_BEGIN_LINE && fault != PEM_FAULT_MERGE;
    if (of_diff || hints[fault])
        rule_hint(run, "%s", of_diff ? container_hint(CONTAINER_DIFF) : hints[fault]);
    else if (is_too_large)
        rule_hint(run, "export one certificate with its key and its chain alone");
    else if (file->pfx.state == PFX_BROKEN && (file->pfx.oddities & PFX_TWO_PASSWORDS))
        rule_hint(run, "export it again with one password for the file and for its key (keytool: -destkeypass as -deststorepass); if it "
                       "has one, fetch it again, as a file rather than as copied text");
}

static void check_private_key(struct rule_run *run)
{
    if (run->file->oddities & FILE_KEY_INSIDE) {
        rule_fire(run, "%s has a certificate that carries a private key in itself", rule_file_name(run));
        rule_hint(run, "ask the certificate's owner for another one: whoever has this one has that key, which must be replaced");
        return;
    }
    if (!(run->file->oddities & FILE_PRIVATE_KEY))
        return;
    rule_fire(run, "%s holds a private key", rule_file_name(run));
    if (run->facts->decided.purpose == PURPOSE_CLIENT_SIDE)
        rule_hint(run, "put key and certificate into a .pfx with a password, and delete this file wherever it was copied");
}

/* Then pfx-key-claimed-twice says what to do about it. */
static bool both_claim_key(const struct rule_run *run, const struct cert *other)
{
    return other->file == run->cert->file && (other->has_key || run->cert->has_key) && other->in_pfx && run->cert->in_pfx && run->file &&
           (run->file->pfx.oddities & PFX_KEY_CLAIMED_TWICE);
}

static void check_duplicate(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    for (size_t i = 0; i < run->cert_index; i++) {
        const struct cert *other = evidence->certs.items[i];
        if (!cert_same(other, run->cert))
            continue;
        if (both_claim_key(run, other))
            return;
        if (other->file == run->cert->file || other->file >= evidence->n_files || !run->file)
            rule_fire(run, "%s is there more than once", rule_cert_name(run, run->cert));
        else
            rule_fire(run, "%s is both in %s and in %s", rule_cert_name(run, run->cert),
                      rule_name(run, evidence->files[other->file]->name), rule_name(run, run->file->name));
        return;
    }
}

static const struct rule rules[] = {
    { { "list-of-public-cas", GROUP_FILE, SEV_ERROR, .send = SEND_ONE_ROOT, .traits = RULE_LIST_OF_CAS }, SCOPE_FILE, .check = check_list },
    { { "not-a-certificate", GROUP_FILE, SEV_ERROR, .send = SEND_WHOLE, .traits = RULE_NO_CERTIFICATE }, SCOPE_FILE,
      .check = check_not_a_certificate },
    { { "extension-not-cer", GROUP_FILE, SEV_WARNING }, SCOPE_FILE, .check = check_extension },
    { { "byte-order-mark", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .check = check_bom },
    { { "utf16-text", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .check = check_wide },
    { { "base64-without-header", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .check = check_bare_base64 },
    { { "text-around-certificate", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .mark = FILE_TEXT_AROUND,
      .says = "%s has other text before, between or behind its certificates" },
    { { "attachment-not-read", GROUP_FILE, SEV_WARNING }, SCOPE_FILE, .check = check_attached },
    { { "unverified-origin", GROUP_FILE, SEV_WARNING, .send = SEND_WHOLE, .traits = RULE_UNVERIFIED_ORIGIN }, SCOPE_FILE,
      .check = check_origin, .option = "--accept" },
    { { "escaped-certificate", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .mark = FILE_ESCAPED,
      .says = "%s has other marks between the letters of a certificate, such as \\n for a line break, or quotes" },
    { { "commented-certificate", GROUP_FILE, SEV_WARNING }, SCOPE_FILE, .check = check_commented },
    { { "base64-of-pem", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .mark = FILE_BASE64_OF_PEM,
      .says = "%s holds a PEM text that is itself in Base64" },
    { { "hex-dump", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .mark = FILE_HEX_DUMP,
      .says = "%s is a hexadecimal dump, which was turned back into bytes" },
    { { "diff-of-certificate", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .check = check_diff },
    { { "trust-settings-dropped", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .mark = FILE_TRUST_SETTINGS,
      .says = "%s has OpenSSL's own trust settings behind its certificate, which are left out" },
    { { "several-certificates-in-file", GROUP_FILE, SEV_WARNING }, SCOPE_FILE, .check = check_several },
    { { "certificate-in-pkcs7", GROUP_FILE, SEV_NOTE }, SCOPE_FILE, .check = check_pkcs7 },
    { { "certificate-of-signature", GROUP_FILE, SEV_WARNING }, SCOPE_FILE, .mark = FILE_SIGNATURE,
      .says = "%s is the signature of a mail or a file: its certificates are those of whoever signed", .option = "--accept" },
    { { "trailing-data", GROUP_FILE, SEV_WARNING, .send = SEND_WHOLE }, SCOPE_FILE, .check = check_trailing },
    { { "malformed-certificate", GROUP_FILE, SEV_ERROR, .send = SEND_WHOLE }, SCOPE_FILE, .check = check_malformed },
    { { "contains-private-key", GROUP_FILE, SEV_WARNING, .send = SEND_WITHOUT_KEY }, SCOPE_FILE, .check = check_private_key },
    { { "duplicate-certificate", GROUP_FILE, SEV_NOTE }, SCOPE_CERT, .check = check_duplicate },
};
const struct rule_table rules_file = { rules, COUNT_OF(rules) };
