#include "shared_options.h"

const struct option_row option_environments = { "environments", 0, OPT_FILE, "INVENTORY", SHARED(environments),
    .help = "the environments: LifeTime's JSON or inventory.xml",
    .more = "The answer of LifeTime's API (/lifetimeapi/rest/v2/environments/) as downloaded, or an inventory.xml that also names the "
            "infrastructure, its edition and the contact." };
const struct option_row option_purpose = { "purpose", 0, OPT_CHOICE, "PURPOSE", SHARED(purpose),
    .words = WORDS_PURPOSE,
    .help = "what it is for: {choices} (default: its content tells)",
    .more = "A contradiction between the two is a finding. inbound-mtls, the CAs of those who call your APIs, is never told by the "
            "content: they look like trusted roots." };
const struct option_row option_hosting = { "hosting", 0, OPT_CHOICE, "HOSTING", SHARED(hosting), .choices = "cloud|self-managed",
    .help = "where the environments run: cloud or self-managed (default: as inventory or host name say)" };
const struct option_row option_needed_by = { "needed-by", 0, OPT_DATE, "DATE", SHARED(request.needed_by),
    .help = "the day it must be in place: 2026-12-15",
    .more = "The day by which to submit is counted back from it." };
const struct option_row option_infrastructure = { "infrastructure", 0, OPT_TEXT, "NAME", SHARED(request.infrastructure),
    .help = "its name in the support portal (default: as the inventory says)" };
const struct option_row option_edition = { "edition", 0, OPT_CHOICE, "EDITION", SHARED(edition), .choices = "basic|standard|enterprise",
    .help = "basic, standard or enterprise (default: as the inventory says)" };
const struct option_row option_severity = { "severity", 0, OPT_TEXT, "SEVERITY", SHARED(request.severity),
    .help = "of the case, in the portal's words (default: as the catalog says)",
    .more = "The ticket says why, when the expected delivery is later than the day it is needed." };
const struct option_row option_consumes = { "consumes", 0, OPT_TEXT, "URL", SHARED(request.consumes),
    .help = "the web service that needs the certificate" };
const struct option_row option_reason = { "reason", 0, OPT_TEXT, "TEXT", SHARED(request.reason),
    .help = "why, in a sentence for the ticket" };
const struct option_row option_contact = { "contact", 0, OPT_TEXT, "PERSON", SHARED(request.contact),
    .help = "who answers questions: 'Ana Silva <ana@example.com>'" };
const struct option_row option_password_file = { "password-file", 0, OPT_FILE, "FILE", SHARED(request.password_file),
    .rival = "password-env",
    .help = "read the PFX password from the first line of FILE",
    .more = "- is standard input. A pipe is fine. The password is wiped after use and is never part of a bundle." };
const struct option_row option_password_env = { "password-env", 0, OPT_TEXT, "NAME", SHARED(request.password_env), .rival = "password-file",
    .help = "read the PFX password from this variable" };
const struct option_row option_sign = { "sign", 0, OPT_FILE, "CERT", SHARED(wishes.sign),
    .help = "sign the bundle with this certificate (needs --key)",
    .more = "PEM or DER; further certificates in the file are sent along. One that audit would not trust by any CA is refused: expired, or "
            "not for signing." };
const struct option_row option_key = { "key", 0, OPT_FILE, "KEY", SHARED(wishes.key),
    .help = "the private key to sign with (PEM)" };
const struct option_row option_key_password_file = { "key-password-file", 0, OPT_FILE, "FILE", SHARED(key_password_file),
    .rival = "key-password-env", .needs = "key",
    .help = "read that key's password from the first line of FILE" };
const struct option_row option_key_password_env = { "key-password-env", 0, OPT_TEXT, "NAME", SHARED(key_password_env),
    .rival = "key-password-file", .needs = "key",
    .help = "read that key's password from this variable" };
const struct option_row option_accept = { "accept", 0, OPT_LIST, "RULE", SHARED(wishes.accept), .choices = "@warnings",
    .help = "accept a warning, on the record; repeatable",
    .more = "The acceptance is shown in the ticket and in case.xml. Errors can't be accepted." };
const struct option_row option_convert = { "convert", 0, OPT_FLAG, NULL, SHARED(wishes.convert),
    .help = "encrypt a PFX anew when its receiver doesn't take it as it is",
    .more = "The cloud takes TripleDES-SHA1 alone. Key, certificates and password stay; record and ticket say so, with the digest of the "
            "file as it was given." };
const struct option_row option_jobs = { "jobs", 'j', OPT_NUMBER, "N", SHARED(jobs), INFLUENCE_NONE,
    .help = "work on N at a time (default: by the number of cores)",
    .more = "What is written does not depend on it." };
const struct option_row option_shard = { "shard", 0, OPT_TEXT, "I/N", SHARED(shard),
    .help = "only the I-th of N parts, or auto: as Slurm, Kubernetes or Bazel say",
    .more = "Which part a row belongs to depends on its id alone, for a bundle on its file name. auto reads SLURM_ARRAY_TASK_ID, _MIN "
            "and _COUNT, JOB_COMPLETION_INDEX (with --shards), or TEST_SHARD_INDEX and TEST_TOTAL_SHARDS." };
const struct option_row option_shards = { "shards", 0, OPT_NUMBER, "N", SHARED(shards),
    .help = "how many parts there are, for --shard auto in a Kubernetes job" };
#define INTO OPT_WRITTEN, "FILE", SHARED(into), \
    .help = "write the report into this file, whole or not at all", \
    .more = "An earlier one is replaced at once, so that nobody reads half of it. In PowerShell 5 it takes the place of >, which writes " \
            "another encoding."
const struct option_row option_into = { "into", 'o', INTO };
const struct option_row option_into_long = { "into", 0, INTO };
const struct option_row option_separator = { "separator", 0, OPT_CHOICE, "NAME", SHARED(separator), INFLUENCE_SHOWN,
    .choices = "comma|semicolon|tab", .needs = "format=csv|example=csv|prepare",
    .help = "between the columns of CSV: comma (default), semicolon or tab",
    .more = "Spreadsheets of many languages open only the one with semicolons as columns. Files that are read may have any of them." };
const struct option_row option_force = { "force", 'f', OPT_FLAG, NULL, SHARED(force), .needs = "extract|save",
    .help = "overwrite files that exist" };
const struct option_row option_catalog = { "catalog", 0, OPT_FILE, "FILE", SHARED(wishes.catalog), .rival = "check",
    .help = "services and delivery times, instead of the built-in ones" };
const struct option_row option_holidays = { "holidays", 0, OPT_FILE, "FILE", SHARED(wishes.holidays),
    .help = "days off: iCalendar, Outlook's .hol, or lines of 2026-12-25 NAME" };
const struct option_row option_templates = { "templates", 0, OPT_FOLDER, "DIR", SHARED(wishes.templates),
    .help = "your own wording: files here win over the built-in ones" };
const struct option_row option_platform = { "platform", 0, OPT_TEXT, "PROFILE", SHARED(wishes.platform),
    .help = "the Windows it must work on: windows-2022",
    .more = "`certcase catalog` lists the profiles." };
const struct option_row option_ca_bundle = { "ca-bundle", 0, OPT_FILE, "FILE", SHARED(wishes.ca_bundle),
    .help = "public CAs (default: the system's bundle)" };
const struct option_row option_windows_roots = { "windows-roots", 0, OPT_FILE, "FILE", SHARED(wishes.windows_roots),
    .help = "the roots that Windows trusts and blocks, instead of the built-in list",
    .more = "Lines of tabs as in templates/windows-roots.tsv of the source; for a root that is newer than that, a copy with its line added "
            "is enough. `certcase catalog` says which list is in force, and of which day." };
const struct option_row option_policy = { "policy", 0, OPT_FILE, "FILE", SHARED(wishes.policy), INFLUENCE_STRICT,
    .help = "what your organisation asks beyond the rules (XML)",
    .more = "Raises, lowers or switches off rules, and names who may sign, which issuers and environments are allowed, the least key "
            "and the longest validity. `certcase policy --example` prints one; audit, build and batch find the same by it." };
const struct option_row option_fail_on = { "fail-on", 0, OPT_CHOICE, "LEVEL", SHARED(fail_on), INFLUENCE_STRICT,
    .choices = "error|warning|note",
    .help = "exit with 1 from error (default), warning or note on" };
const struct option_row option_at = { "at", 0, OPT_TIME, "TIME", SHARED(at),
    .help = "the time to count from (default: now, or SOURCE_DATE_EPOCH)",
    .more = "RFC 3339 (2026-11-20T08:00:00Z), a date, or @SECONDS. Where SOURCE_DATE_EPOCH is set and this isn't given, text says so." };
const struct option_row option_no_input = { "no-input", 0, OPT_FLAG, NULL, SHARED(no_input),
    .help = "never ask" };
const struct option_row option_quiet = { "quiet", 'q', OPT_FLAG, NULL, SHARED(quiet), INFLUENCE_NONE,
    .help = "print nothing when all is well",
    .more = "That is when the exit code is 0. What only prints what it is asked for (show, explain, catalog, completion) prints it." };
const struct option_row option_all = { "all", 0, OPT_FLAG, NULL, SHARED(all), INFLUENCE_SHOWN,
    .help = "text tells also what needs nothing" };
const struct option_row option_color = { "color", 0, OPT_CHOICE, "WHEN", SHARED(color), INFLUENCE_NONE,
    .choices = "auto|always|never",
    .help = "auto (default), always or never",
    .more = "auto is off when standard output is no terminal, when NO_COLOR is set, or when TERM is dumb." };
const struct option_row option_help = { "help", 'h', OPT_FLAG, NULL, SHARED(help),
    .help = "this help" };
