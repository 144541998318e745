#include "command.h"

#define FIELD(name) offsetof(struct settings, name)
#define FINDING_LEVELS "error|warning|note"

/* In the order of help: what the command is about first, what all commands share last. */
const struct option_row option_rows[] = {
    { "environments", 0, OPT_FILE, CMD_BUILD, "INVENTORY", NULL, NULL, "the environments: LifeTime's JSON or inventory.xml",
      "The answer of LifeTime's API (/lifetimeapi/rest/v2/environments/) as downloaded, or an inventory.xml that also names the "
      "infrastructure, its edition and the contact.", FIELD(environments) },
    { "environment", 'e', OPT_LIST, CMD_BUILD, "NAME", NULL, NULL, "an environment of the inventory, by name or key; repeatable",
      "Asked for on a terminal when none is given.", FIELD(environment) },
    { "output", 'o', OPT_FOLDER, CMD_BUILD, "DIR", NULL, NULL, "write the bundles into this folder (default: here)",
      "It is made when it doesn't exist.", FIELD(output) },
    { "purpose", 0, OPT_CHOICE, CMD_INSPECT | CMD_BUILD, "PURPOSE", "trusted-root|client-side|server", NULL,
      "what it is for: trusted-root, client-side or server (default: its content tells)",
      "A contradiction between the two is a finding.", FIELD(purpose) },
    { "hosting", 0, OPT_CHOICE, CMD_BUILD, "HOSTING", "cloud|self-managed", NULL,
      "where the environments run: cloud or self-managed (default: as the inventory says)", NULL, FIELD(hosting) },
    { "needed-by", 0, OPT_DATE, CMD_BUILD | CMD_CATALOG, "DATE", NULL, NULL, "the day it must be in place: 2026-12-15",
      "The day by which to submit is counted back from it.", FIELD(needed_by) },
    { "renews", 0, OPT_FILE, CMD_BUILD, "OLD.zip", NULL, NULL, "the bundle that this one replaces",
      "Environments, contact and reason are taken from it, and its certificate is named for removal.", FIELD(renews) },
    { "consumes", 0, OPT_TEXT, CMD_BUILD, "URL", NULL, NULL, "the web service that needs the certificate", NULL, FIELD(consumes) },
    { "reason", 0, OPT_TEXT, CMD_BUILD, "TEXT", NULL, NULL, "why, in a sentence for the ticket", NULL, FIELD(reason) },
    { "contact", 0, OPT_TEXT, CMD_BUILD, "PERSON", NULL, NULL, "who answers questions: 'Ana Silva <ana@example.com>'", NULL,
      FIELD(contact) },
    { "id", 0, OPT_TEXT, CMD_BUILD, "ID", NULL, NULL, "name of the case and its bundle (default: made from the certificate)", NULL,
      FIELD(id) },
    { "password-file", 0, OPT_FILE, CMD_INSPECT | CMD_BUILD, "FILE", NULL, "password-env",
      "read the PFX password from the first line of FILE",
      "- is standard input. A pipe is fine. The password is wiped after use and is never part of a bundle.", FIELD(password_file) },
    { "password-env", 0, OPT_TEXT, CMD_INSPECT | CMD_BUILD, "NAME", NULL, "password-file", "read the PFX password from this variable", NULL,
      FIELD(password_env) },
    { "sign", 0, OPT_FILE, CMD_BUILD, "CERT", NULL, NULL, "sign the bundle with this certificate (needs --key)",
      "PEM or DER; further certificates in the file are sent along.", FIELD(sign) },
    { "key", 0, OPT_FILE, CMD_BUILD, "KEY", NULL, NULL, "the private key to sign with (PEM)", NULL, FIELD(key) },
    { "key-password-file", 0, OPT_FILE, CMD_BUILD, "FILE", NULL, "key-password-env", "read that key's password from the first line of FILE",
      NULL, FIELD(key_password_file) },
    { "key-password-env", 0, OPT_TEXT, CMD_BUILD, "NAME", NULL, "key-password-file", "read that key's password from this variable", NULL,
      FIELD(key_password_env) },
    { "accept", 0, OPT_LIST, CMD_BUILD, "RULE", "@warnings", NULL, "accept a warning, on the record; repeatable",
      "The acceptance is shown in the ticket and in case.xml. Errors can't be accepted.", FIELD(accept) },
    { "extract", 0, OPT_FOLDER, CMD_INSPECT, "DIR", NULL, NULL, "write each certificate as DER .cer into this folder",
      "Names are made from the subject and the SHA-256.", FIELD(extract) },
    { "dry-run", 'n', OPT_FLAG, CMD_BUILD, NULL, NULL, NULL, "write nothing; list what would be in the bundle", NULL, FIELD(dry_run) },
    { "force", 'f', OPT_FLAG, CMD_INSPECT | CMD_BUILD, NULL, NULL, NULL, "overwrite files that exist", NULL, FIELD(force) },
    { "check", 0, OPT_FILE, CMD_CATALOG, "FILE", NULL, NULL, "check a catalog of your own and say what is wrong with it", NULL,
      FIELD(check) },
    { "explain-deadline", 0, OPT_FLAG, CMD_CATALOG, NULL, NULL, NULL, "show every counted and skipped day", NULL,
      FIELD(explain_deadline) },
    { "catalog", 0, OPT_FILE, CMD_BUILD | CMD_CATALOG, "FILE", NULL, NULL, "services and delivery times, instead of the built-in ones",
      NULL, FIELD(catalog) },
    { "holidays", 0, OPT_FILE, CMD_BUILD | CMD_CATALOG, "FILE", NULL, NULL, "days off: iCalendar, or lines of 2026-12-25 NAME", NULL,
      FIELD(holidays) },
    { "templates", 0, OPT_FOLDER, CMD_BUILD, "DIR", NULL, NULL, "your own wording: files here win over the built-in ones", NULL,
      FIELD(templates) },
    { "platform", 0, OPT_TEXT, CMD_INSPECT | CMD_BUILD, "PROFILE", NULL, NULL, "the Windows it must work on: windows-2022",
      "`certcase catalog` lists the profiles.", FIELD(platform) },
    { "ca-bundle", 0, OPT_FILE, CMD_INSPECT | CMD_BUILD, "FILE", NULL, NULL, "public CAs (default: the system's bundle)", NULL,
      FIELD(ca_bundle) },
    { "fail-on", 0, OPT_CHOICE, CMD_INSPECT | CMD_BUILD, "LEVEL", FINDING_LEVELS, NULL,
      "exit with 1 from error (default), warning or note on", NULL, FIELD(fail_on) },
    { "format", 0, OPT_CHOICE, CMD_INSPECT | CMD_BUILD | CMD_EXPLAIN | CMD_CATALOG, "FORMAT", "text|json", NULL, "text (default) or json",
      NULL, FIELD(format) },
    { "format", 0, OPT_CHOICE, CMD_SHOW, "FORMAT", "md|text|html", NULL, "md (default: as it is), text or html", NULL, FIELD(format) },
    { "at", 0, OPT_TIME, CMD_ALL, "TIME", NULL, NULL, "the time to count from (default: now)",
      "RFC 3339 (2026-11-20T08:00:00Z), a date, or @SECONDS. Without it SOURCE_DATE_EPOCH is used when it is set.", FIELD(at) },
    { "no-input", 0, OPT_FLAG, CMD_ALL, NULL, NULL, NULL, "never ask", NULL, FIELD(no_input) },
    { "quiet", 'q', OPT_FLAG, CMD_ALL, NULL, NULL, NULL, "print nothing when all is well", NULL, FIELD(quiet) },
    { "color", 0, OPT_CHOICE, CMD_ALL, "WHEN", "auto|always|never", NULL, "auto (default), always or never",
      "auto is off when standard output is no terminal, when NO_COLOR is set, or when TERM is dumb.", FIELD(color) },
    { "help", 'h', OPT_FLAG, CMD_ALL, NULL, NULL, NULL, "this help", NULL, FIELD(help) },
};
const size_t n_option_rows = COUNT_OF(option_rows);
static_assert(COUNT_OF(option_rows) <= OPTION_ROWS_MAX, "room for every option");

struct option_table option_table_of(unsigned command)
{
    return (struct option_table){ .rows = option_rows, .n = n_option_rows, .command = command };
}
