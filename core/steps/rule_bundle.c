#include "steps/rules.h"

/* Rows stand in the order of enum bundle_problem_kind: a row fires the problems of its own place. */
static void check(struct rule_run *run);

#define JUDGEMENT "our judgement"
#define BUNDLE_FORMAT "the format of certcase bundles"
#define ASK_AGAIN "don't submit it; ask its author for the bundle again"

static const struct rule rules[BUNDLE_PROBLEM_COUNT] = {
    [BUNDLE_ZIP_MALFORMED] = { { "zip-malformed", GROUP_BUNDLE, SEV_ERROR, "The zip archive is damaged or built to deceive",
        "copy or download the bundle again; if it stays so, ask where it comes from",
        "Its structure can't be followed, or means different things to different programs: parts overlap, lie outside, or use features "
        "(several disks, other packings) that no bundle needs. Common zip readers accept most of this without a word.",
        "APPNOTE.TXT 6.3.10 sections 4.3 and 4.4; ISO/IEC 21320-1" }, SCOPE_SET, .check = check },
    [BUNDLE_HEADERS_DISAGREE] = { { "zip-headers-disagree", GROUP_BUNDLE, SEV_ERROR, "The archive says one thing twice, and differently",
        "don't use it: what you see may not be what the next program unpacks; ask where it comes from",
        "A zip archive describes each entry in its directory and again before the data. When the two differ, a checker that reads one "
        "and a program that reads the other see different files.",
        "APPNOTE.TXT 6.3.10 sections 4.3.7 and 4.3.12" }, SCOPE_SET, .check = check },
    [BUNDLE_UNSAFE_NAME] = { { "unsafe-entry-name", GROUP_BUNDLE, SEV_ERROR, "An entry would do harm when it is unpacked",
        "don't unpack it with a program that obeys such names; ask for a bundle with plain file names",
        "Names with \"..\", absolute paths, drive letters or device names write outside the folder they are unpacked to; links point out "
        "of it; control and invisible characters show another name than the real one.",
        "Microsoft: Naming Files, Paths, and Namespaces; Unicode UAX #15" }, SCOPE_SET, .check = check },
    [BUNDLE_DUPLICATE_ENTRY] = { { "duplicate-entry", GROUP_BUNDLE, SEV_ERROR, "Two entries are one file after unpacking",
        "ask for the bundle again, with each file once",
        "Of two entries with the same name one replaces the other, and programs differ in which one. Windows and macOS also take names "
        "for the same that differ only in case or in their Unicode form.",
        "APPNOTE.TXT 6.3.10 section 4.3; Unicode UAX #15 and #21" }, SCOPE_SET, .check = check },
    [BUNDLE_ENCRYPTED_ENTRY] = { { "encrypted-entry", GROUP_BUNDLE, SEV_ERROR, "An entry is encrypted",
        "send the files as they are; only a PFX is protected, by its own password",
        "Nobody can check an encrypted entry, neither this audit nor those who have to install it. A bundle holds nothing secret but the "
        "PFX of a client-side case, which is encrypted by itself.",
        "APPNOTE.TXT 6.3.10 section 4.4.4; " JUDGEMENT }, SCOPE_SET, .check = check },
    [BUNDLE_ENTRY_UNLISTED] = { { "entry-unlisted", GROUP_BUNDLE, SEV_ERROR, "An entry is there that nothing accounts for",
        "take it out, or ask its author what it is for and make the bundle again",
        "manifest.json and SHA256SUMS list every file of a bundle. What they don't list was added later, and nothing says by whom; "
        "a bundle ships only what its record names.",
        BUNDLE_FORMAT }, SCOPE_SET, .check = check },
    [BUNDLE_ENTRY_MISSING] = { { "entry-missing", GROUP_BUNDLE, SEV_ERROR, "An entry is missing",
        ASK_AGAIN,
        "A file that is listed, or that a bundle can't do without, is not in the archive or can't be read. An incomplete request has not "
        "started the clock of the delivery time.",
        BUNDLE_FORMAT "; the vendor's list of service changes (2022)" }, SCOPE_SET, .check = check },
    [BUNDLE_DIGEST_MISMATCH] = { { "digest-mismatch", GROUP_BUNDLE, SEV_ERROR, "An entry is not what its digest says",
        ASK_AGAIN,
        "The digest in SHA256SUMS or manifest.json, or the CRC-32 of the archive, belongs to other bytes: the entry was changed after "
        "the bundle was made, or damaged on the way.",
        "FIPS 180-4; APPNOTE.TXT 6.3.10 section 4.4.7; " BUNDLE_FORMAT }, SCOPE_SET, .check = check },
    [BUNDLE_SIZE_MISMATCH] = { { "size-mismatch", GROUP_BUNDLE, SEV_ERROR, "An entry is not as long as it says",
        ASK_AGAIN,
        "Programs that trust the declared size stop early or run over. A wrong size is damage, or an attempt to show less than there is.",
        "APPNOTE.TXT 6.3.10 sections 4.4.8 and 4.4.9; " BUNDLE_FORMAT }, SCOPE_SET, .check = check },
    [BUNDLE_LIMIT_EXCEEDED] = { { "limit-exceeded", GROUP_BUNDLE, SEV_ERROR, "It is larger than a bundle ever is",
        "check that this is a bundle; make it again from its certificate files",
        "Certificates and their texts are small. An archive of many megabytes, with hundreds of entries, or one that unpacks to hundreds "
        "of times its size is a mistake or a bomb, and is not unpacked.",
        JUDGEMENT "; the ceilings are those of the program" }, SCOPE_SET, .check = check },
    [BUNDLE_DATA_OUTSIDE] = { { "data-outside-archive", GROUP_BUNDLE, SEV_ERROR, "There are bytes that belong to no entry",
        "unpack it, look at the files, and make the bundle again from them",
        "Bytes before, between or behind the entries are seen by no zip program, so they pass every check and hide anything: another "
        "archive, a program, a private key. Comments are shown by few programs.",
        "APPNOTE.TXT 6.3.10 section 4.3.6; " JUDGEMENT }, SCOPE_SET, .check = check },
    [BUNDLE_SCHEMA_VIOLATION] = { { "schema-violation", GROUP_BUNDLE, SEV_ERROR, "A record is not in its format",
        ASK_AGAIN,
        "case.xml and manifest.json have a published format. What doesn't keep to it was written or changed by hand, and can't be relied "
        "on: other programs read it differently, or not at all.",
        "schemas/case.xsd and schemas/manifest.schema.json of certcase" }, SCOPE_SET, .check = check },
    [BUNDLE_CASE_CONTRADICTS_CERTIFICATE] = { { "case-contradicts-certificate", GROUP_BUNDLE, SEV_ERROR,
        "The record contradicts the certificates",
        "don't submit it; make the case again from the certificate that is meant",
        "Everything that case.xml says about a certificate follows from the certificate itself. When the two differ, people agree to one "
        "certificate and get another.",
        BUNDLE_FORMAT "; RFC 5280" }, SCOPE_SET, .check = check },
    [BUNDLE_TICKET_CONTRADICTS_CASE] = { { "ticket-contradicts-case", GROUP_BUNDLE, SEV_ERROR, "A text contradicts the record",
        "don't submit it; make the case again, and say what has to be added in --reason",
        "Ticket, runbook and scripts are written from the record. People act on what they read, so a text that was changed asks for "
        "something that nothing checked; scripts run with all rights on every front-end.",
        BUNDLE_FORMAT }, SCOPE_SET, .check = check, .option = "--reason" },
    [BUNDLE_DEADLINE_CONTRADICTS_CATALOG] = { { "deadline-contradicts-catalog", GROUP_BUNDLE, SEV_ERROR,
        "The dates don't follow from the catalog",
        "make the case again with the catalog in force, or give the one it was made with (--catalog)",
        "Expected delivery and last day to submit are counted in business days from the delivery time in the catalog that the record "
        "names. Other dates promise something that nobody has published.",
        "the vendor's list of service changes (2022); the counting is our convention" }, SCOPE_SET, .check = check, .option = "--catalog" },
    [BUNDLE_SECRET] = { { "secret-in-bundle", GROUP_BUNDLE, SEV_ERROR, "There is a private key in it",
        "don't pass it on; consider the key lost, ask for a new certificate with a new key, and make the bundle again",
        "Support cases are mailed to people and kept for years. A private key belongs in one place only: the PFX of a client-side case, "
        "which a password protects. Whoever has read this bundle can use the key.",
        "the vendor's client-side certificate article; RFC 5958, RFC 8017, RFC 5915" }, SCOPE_SET, .check = check },
    [BUNDLE_PASSWORD] = { { "password-in-bundle", GROUP_BUNDLE, SEV_ERROR, "A password seems to be written in it",
        "take it out, change the password, and tell it on request over a channel that the vendor chooses",
        "Followers get the e-mails of a support case, and cases are kept for years. A password beside its PFX protects nothing: "
        "whoever has read this bundle can use the key.",
        "the vendor's client-side certificate article; " JUDGEMENT }, SCOPE_SET, .check = check },
    [BUNDLE_NOT_REPRODUCIBLE] = { { "not-reproducible", GROUP_BUNDLE, SEV_ERROR, "Made again, the bundle has other bytes",
        "find out who changed it and why; make the case again to be sure",
        "The same record, certificates and templates always give the same bytes. When they don't, another program has written "
        "or changed the bundle, even if nothing that is checked here contradicts another. Where every entry is as it was made, and only "
        "the archive around them is another program's, it is a warning.",
        BUNDLE_FORMAT }, SCOPE_SET, .check = check },
    [BUNDLE_UNSIGNED] = { { "unsigned", GROUP_BUNDLE, SEV_ERROR, "The bundle is not signed, but has to be",
        "make it again with --sign",
        "The policy asks for a signature over SHA256SUMS, so that everybody knows who made the bundle and that nobody has changed it.",
        "the policy given; RFC 5652" }, SCOPE_SET, .check = check, .option = "--sign" },
    [BUNDLE_SIGNATURE_INVALID] = { { "signature-invalid", GROUP_BUNDLE, SEV_ERROR, "The signature is not valid",
        "don't use it; ask its author for the bundle again",
        "SHA256SUMS.p7s was not made over this SHA256SUMS, or can't be read: the list of digests was changed after it was signed, or the "
        "signature belongs to another bundle.",
        "RFC 5652" }, SCOPE_SET, .check = check },
    [BUNDLE_SIGNER_UNTRUSTED] = { { "signer-untrusted", GROUP_BUNDLE, SEV_ERROR, "The signer is not one you trust",
        "ask who signed it; if that is right, give the signer's CA with --trust",
        "The signature is good, but the signer's certificate does not lead to a CA that was given, is not allowed by the policy, or was "
        "not valid. Anybody can sign with a certificate of their own.",
        "RFC 5652; RFC 5280 section 6" }, SCOPE_SET, .check = check, .option = "--trust" },
    [BUNDLE_DUPLICATE_ACROSS] = { { "duplicate-across-bundles", GROUP_BUNDLE, SEV_WARNING, "Bundles repeat or contradict each other",
        "decide which of them is meant, and withdraw the others",
        "The same certificate asked for twice for one environment costs somebody a second case; requests that contradict each other, or "
        "renew something that isn't there, leave it to chance what is installed in the end.",
        JUDGEMENT }, SCOPE_SET, .check = check },
    [BUNDLE_VERSION_UNKNOWN] = { { "format-version-unknown", GROUP_BUNDLE, SEV_ERROR, "It is in a format of another version",
        "use a newer certcase",
        "The record or the manifest names a format version that this program doesn't know, so it can't tell what its fields mean. What "
        "can be checked without them was checked.",
        BUNDLE_FORMAT }, SCOPE_SET, .check = check },
    [BUNDLE_UNREADABLE] = { { "bundle-unreadable", GROUP_BUNDLE, SEV_ERROR, "The file can't be read",
        "check its name and its permissions",
        "It is missing, it is not a regular file, it may not be read, or it breaks what reads it. Nothing can be said about it, so "
        "whoever counts the bundles that were audited must not count it; the run ends with exit code 3.",
        JUDGEMENT }, SCOPE_SET, .check = check },
    [BUNDLE_TEXT_UNCONFIRMED] = { { "text-unconfirmed", GROUP_BUNDLE, SEV_ERROR, "A text can't be made again, so nothing confirms it",
        "give the templates it was made with (--templates), have it signed and give the CA with --trust, or list its maker in the policy",
        "Texts are checked by making them again from the record. Those of another version or of other templates can't be, and say "
        "whatever their author wanted. Scripts and runbooks run with all rights on every front-end, so they are refused; of a ticket the "
        "facts that it must tell were looked for, and the rest is its author's word.",
        BUNDLE_FORMAT "; " JUDGEMENT }, SCOPE_SET, .check = check, .option = "--templates" },
    [BUNDLE_DATES_UNCONFIRMED] = { { "dates-unconfirmed", GROUP_BUNDLE, SEV_WARNING,
        "The dates follow from a catalog or holidays unknown here",
        "give the catalog and the holidays it was made with (--catalog, --holidays), or list their digests in the policy",
        "Delivery time, calendar and holidays of the record are those of a catalog or a list that is neither built in nor given. Its "
        "author may have written anything into them, and the ticket repeats it as if it were the vendor's.",
        JUDGEMENT }, SCOPE_SET, .check = check, .option = "--catalog" },
    [BUNDLE_DATES_UNLIKELY] = { { "dates-unlikely", GROUP_BUNDLE, SEV_WARNING, "The dates are hard to believe",
        "compare them with the calendar and with the vendor's published delivery time; make the case again with a right clock",
        "A case that was submitted after today, or a delivery that takes more than 30 business days, is a wrong clock, a wrong catalog or "
        "an attempt to have something overlooked until it is too late.",
        JUDGEMENT "; the vendor's list of service changes (2022) has 5 business days" }, SCOPE_SET, .check = check },
};
const struct rule_table rules_bundle = { rules, BUNDLE_PROBLEM_COUNT };

enum severity rules_problem_severity(const struct bundle_problem *problem)
{
    bool has_own = problem->severity >= 0 && problem->severity < SEV_COUNT;
    return has_own ? (enum severity)problem->severity : rules[problem->kind].info.severity;
}

static enum bundle_problem_kind kind_of(const struct rule_info *rule)
{
    size_t kind = 0;
    while (&rules[kind].info != rule)
        kind++;
    return (enum bundle_problem_kind)kind;
}

static void fire(struct rule_run *run, const struct bundle_problem *problem)
{
    if (problem->entry.n)
        rule_fire(run, "%.*s: %.*s", VIEW_ARG(problem->entry), VIEW_ARG(problem->detail));
    else
        rule_fire(run, "%.*s", VIEW_ARG(problem->detail));
    if (run->dropped)
        return;
    struct finding *finding = &run->out->items[run->out->n - 1];
    finding->entry = problem->entry;
    if (problem->hint.n) {
        finding->hint = problem->hint;
        finding->option = problem->option;
    }
    finding->severity = rules_problem_severity(problem);
}

static void check(struct rule_run *run)
{
    const struct bundle_problems *problems = run->facts->problems;
    enum bundle_problem_kind kind = kind_of(run->rule);
    for (size_t i = 0; problems && i < problems->n; i++)
        if (problems->items[i].kind == kind)
            fire(run, &problems->items[i]);
}
