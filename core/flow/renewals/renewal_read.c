#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/renewals/renewal_parts.h"
#include "format/bundle/bundle_parts.h"
#include "format/bundle/case_xml.h"
#include "model/words.h"
#include "steps/bundle.h"
#include "steps/certs.h"
#include "steps/compare/compare.h"

/* What could be unpacked of an archive. */
struct unpacked {
    struct zip_entry *entries;
    size_t n;
    size_t read;           /* bytes of certificate files: a record may name the same one again and again */
    struct cert_file *pfx; /* its one PFX, opened once, when a certificate in it was looked for */
};

/* --- certificate files, alone or in a zip that is no case --- */

static void check_file(struct reading *r, const struct cert_file *file, bool alone)
{
    struct view name = alone ? (struct view){ 0 } : file->name;
    const char *between = alone ? "" : ": ";
    if (file->container == CONTAINER_PKCS12 && !pfx_is_open(&file->pfx)) {
        bool many = pfx_is_crowded_out(&file->pfx);
        bool wrong = file->pfx.state == PFX_PASSWORD_WRONG;
        renewal_trouble(r,
                        many && r->group.before     ? "list one folder at a time"
                        : many                      ? "unpack it and give the folder"
                        : pfx_is_locked(&file->pfx) ? "give its password with --password-file or --password-env"
                                                    : "`certcase inspect` says what is wrong with it",
                        "%.*s%sthe PFX could not be opened%s, so when it expires is not known", VIEW_ARG(name), between,
                        many  ? ", as those before it have taken too many rounds of key derivation"
                        : wrong ? " with this password" : "");
    }
    if (file->malformed)
        renewal_trouble(r, "`certcase inspect` says more", "%.*s%s%zu certificate%s of it can't be read: %.*s", VIEW_ARG(name), between,
                        file->malformed, file->malformed == 1 ? "" : "s", VIEW_ARG(view_first(file->malformed_why, 200)));
    if (file->oddities & FILE_TOO_MANY)
        renewal_trouble(r, "split it", "%.*s%sit holds more than %d certificates, and the rest isn't listed", VIEW_ARG(name), between,
                        LIMIT_CERTS);
}

/* What it is used for, where nobody asked for anything: a leaf is somebody's own certificate, not a reason to ask for its root. */
static enum purpose purpose_of(const struct cert *cert, const struct decided *all)
{
    if (cert->role != ROLE_LEAF)
        return cert->role == ROLE_CLIENT ? all->purpose : PURPOSE_TRUSTED_ROOT;
    if (cert->has_eku && (cert->eku & EKU_SERVER))
        return PURPOSE_SERVER;
    return cert->has_eku && (cert->eku & EKU_CLIENT) ? PURPOSE_CLIENT_SIDE : PURPOSE_NONE;
}

/* Rows of what was gathered. */
static void add_evidence(struct reading *r, struct evidence *evidence, bool alone)
{
    struct set set = { .hosting = HOST_UNKNOWN };
    const struct decided decided = inspect_decide(r->w, r->scratch, evidence, PURPOSE_NONE);
    const int64_t now = r->w->resources->wishes->now;
    set.vendors = decided.vendor_owned;
    for (size_t i = 0; i < evidence->certs.n; i++) {
        const struct cert *cert = evidence->certs.items[i];
        if (certs_is_spare(cert, now) || certs_is_renewed(&evidence->certs, cert, now))
            continue;
        set.purpose = purpose_of(cert, &decided);
        renewal_add(r, &set, cert)->bare = alone && cert == decided.main;
    }
}

/* What people keep beside their certificates and nobody has to renew. */
static bool is_companion(enum container c)
{
    return c == CONTAINER_CSR || c == CONTAINER_CRL || c == CONTAINER_PRIVATE_KEY || c == CONTAINER_PUBLIC_KEY || c == CONTAINER_SSH_KEY ||
           c == CONTAINER_PGP;
}

static void read_file(struct reading *r, struct cert_file *file)
{
    struct err e;
    if (!inspect_open(r->w, r->scratch, &r->group, file, &e)) {
        renewal_pass_on(r, &e);
        return;
    }
    if (r->is_found && is_companion(file->container)) {
        r->out->passed_over = true;
        return;
    }
    if (!container_is_certificate(file->container))
        renewal_trouble(r, file->container == CONTAINER_JKS ? "give it as .p12 (keytool -importkeystore -deststoretype PKCS12)" :
                                                              "give bundles, certificate files, or folders of them",
                        file->container == CONTAINER_JKS ? "it is %s, whose certificates can't be read" :
                                                           "it is %s, so nothing in it expires that could be listed",
                        container_phrase(file->container));
    check_file(r, file, true);
    add_evidence(r, &(struct evidence){ .files = &file, .n_files = 1 }, file->container != CONTAINER_PKCS12);
}

static void read_entries(struct reading *r, const struct zip_entry *entries, size_t n)
{
    struct evidence evidence = { .files = NEW(r->scratch, struct cert_file *, n) };
    size_t total = 0, certs = 0;
    struct err e;
    for (size_t i = 0; i < n; i++) {
        struct cert_file *file = inspect_identify(r->scratch, view_dup(r->scratch, entries[i].name), entries[i].bytes);
        if (!container_is_certificate(file->container))
            continue;
        if (entries[i].bytes.n > LIMIT_AUDIT_CERT_BYTES - total || evidence.n_files == LIMIT_FILES) {
            renewal_trouble(r, "unpack it and give the folder", "more than %d files or %d bytes of certificates: the rest isn't listed",
                            LIMIT_FILES, LIMIT_AUDIT_CERT_BYTES);
            break;
        }
        total += entries[i].bytes.n;
        if (!inspect_open(r->w, r->scratch, &r->group, file, &e)) {
            renewal_pass_on(r, &e);
            continue;
        }
        if (file->certs.n > LIMIT_CERTS - certs) {
            renewal_trouble(r, "unpack it and give the folder", "more than %d certificates: the rest isn't listed", LIMIT_CERTS);
            break;
        }
        certs += file->certs.n;
        evidence.files[evidence.n_files++] = file;
        check_file(r, file, false);
    }
    bool nothing = evidence.n_files == 0 && r->out->troubles.n == 0;
    r->out->passed_over = nothing && r->is_found;
    if (nothing && !r->is_found)
        renewal_trouble(r, "give bundles, certificate files, or folders of them", "there is no certificate in it");
    add_evidence(r, &evidence, false);
}

/* --- cases --- */

static struct cert *find_in_file(struct reading *r, struct unpacked *zip, const struct zip_entry *entry, const struct cert *cert)
{
    struct err e;
    if (!entry || entry->bytes.n > LIMIT_AUDIT_CERT_BYTES - zip->read)
        return NULL;
    zip->read += entry->bytes.n;
    struct cert_file *file = inspect_identify(r->scratch, entry->name, entry->bytes);
    bool one = inspect_open(r->w, r->scratch, &r->group, file, &e) && file->certs.n == 1;
    return one ? cert_find(&file->certs, cert) : NULL;
}

/* The certificate itself; what the record says of it where it is in a PFX that nothing opens; NULL where they disagree. */
static const struct cert *find_cert(struct reading *r, struct unpacked *zip, const struct case_cert *c)
{
    const struct zip_entry *entry = zip_find(zip->entries, zip->n, c->file);
    struct cert_file *file = c->inside_pfx && entry ? inspect_identify(r->scratch, entry->name, entry->bytes) : NULL;
    struct cert *found;
    struct err e;
    if (file && file->container == CONTAINER_PKCS12) {
        if (!zip->pfx) {
            zip->pfx = file;
            (void)!inspect_open(r->w, r->scratch, &r->group, file, &e); /* without its password it stays shut */
        }
        if (!pfx_is_open(&zip->pfx->pfx)) {
            r->out->unopened = true;
            return c->cert;
        }
        found = cert_find(&zip->pfx->certs, c->cert);
    } else {
        found = find_in_file(r, zip, entry, c->cert);
    }
    if (found)
        found->role = c->cert->role;
    else
        renewal_trouble(r, "`certcase audit` says more; what the record says is listed", "its record and %.*s disagree",
                        VIEW_ARG(view_first(c->file, LIMIT_ENTRY_NAME)));
    return found;
}

/* `found`: as find_cert has it, of what the record says of it. */
static void add_successor(struct reading *r, const struct set *set, const unsigned char *replaced, const struct cert *found,
                          const struct cert *said)
{
    const struct case_record *c = set->record;
    if (!found)
        return;
    struct successor *s = LIST_ADD(r->keep, &r->out->successors);
    *s = (struct successor){
        .not_after = found->not_after,
        .unseen = found == said,
        .changed = r->out->changed,
        .kin = renewal_kin(found),
        .case_id = renewal_text(r, c->id),
        .file = text_safe(r->keep, r->path),
        .infrastructure = renewal_text(r, c->infrastructure),
        .places = set->places,
        .n_places = c->n_environments,
    };
    memcpy(s->replaced, replaced, sizeof s->replaced);
}

static void add_case(struct reading *r, struct unpacked *zip, const struct case_record *c)
{
    const struct service *service = catalog_service(r->w->resources->catalog, view_of(c->route->service));
    struct set set = { .purpose = c->purpose, .hosting = c->hosting, .record = c, .service = service ? service : &c->service };
    if (c->route->service[0] == '\0')
        set.service = NULL;
    if (c->n_certs == 0) {
        renewal_trouble(r, "`certcase audit` says what it lacks", "its record names no certificate");
        return;
    }
    r->out->prepared = c->deadline.submitted;
    set.places = renewal_places(r, c);
    const struct cert *main = NULL;
    for (size_t i = 0; i < c->n_certs; i++) {
        if (i && (i + 1) * c->n_environments > LIMIT_RENEWAL_PLACES) {
            renewal_trouble(r, "`certcase audit` says more",
                            "%zu certificates for %zu environments are too many: only the first %zu are listed", c->n_certs,
                            c->n_environments, i);
            break;
        }
        if (i && case_is_renewed(c, c->certs[i].cert, r->w->resources->wishes->now))
            continue;
        const struct cert *said = c->certs[i].cert, *found = find_cert(r, zip, &c->certs[i]), *cert = found ? found : said;
        if (i == 0) {
            main = found;
            set.main = cert;
        }
        struct renewal *row = renewal_add(r, &set, cert);
        row->pfx = i == 0 && c->pfx_file.n;
        if (row->role == ROLE_INTERMEDIATE)
            add_successor(r, &set, row->names, found, said);
    }
    unsigned char replaced[32];
    if (hex_read(c->replaced.sha256, replaced, sizeof replaced))
        add_successor(r, &set, replaced, main, c->certs[0].cert);
}

/* What can't be unpacked may be a certificate. */
static void name_closed(struct reading *r, const struct archive *archive, const struct bundle_problems *problems)
{
    size_t closed = 0;
    for (size_t i = 0; i < archive->n_entries; i++)
        closed += !archive->entries[i].unpacked && !view_ends(archive->entries[i].name, VIEW("/"));
    if (archive->usable && closed == 0)
        return;
    struct view why = problems->n ? view_first(problems->items[0].detail, 200) : VIEW("it is damaged");
    if (archive->usable)
        renewal_trouble(r, "`certcase audit` says more; the rest is listed", "%zu of its entries can't be read: %.*s", closed,
                        VIEW_ARG(why));
    else
        renewal_trouble(r, "download or copy it again; `certcase audit` says more", "the archive can't be read: %.*s", VIEW_ARG(why));
}

static void read_zip(struct reading *r, struct view bytes)
{
    struct arena *arena = r->scratch;
    struct archive archive;
    struct bundle_problems problems = { .arena = arena };
    struct bundle_parts parts;
    struct case_record record;
    struct err e;
    bundle_open(arena, bytes, &archive, &problems, &parts);
    name_closed(r, &archive, &problems);
    if (!archive.usable)
        return;
    r->out->changed = compare_change(&parts).n != 0;
    struct unpacked zip = { .entries = parts.entries, .n = parts.n_entries };
    const struct zip_entry *entry = parts.named[PART_RECORD];
    if (entry && case_from_xml(arena, entry->bytes, r->w->reader, &bundle_lookup, &record, &e)) {
        add_case(r, &zip, &record);
        return;
    }
    if (entry)
        renewal_trouble(r, "`certcase audit` says more; its certificates are listed without environments", "its record can't be read: %s",
                        e.what);
    read_entries(r, zip.entries, zip.n);
}

static void read_path(struct reading *r)
{
    struct view bytes;
    struct err e;
    if (!file_read(r->scratch, r->path.p, LIMIT_BUNDLE_BYTES, &bytes, &e)) {
        renewal_pass_on(r, &e);
        return;
    }
    struct cert_file *file = inspect_identify(r->scratch, r->path, bytes);
    if (file->container == CONTAINER_ZIP || view_ends_nocase(r->path, VIEW(".zip")))
        read_zip(r, bytes);
    else if (bytes.n > LIMIT_INPUT_BYTES)
        renewal_trouble(r, "give certificates, not data", "it is larger than %d bytes, so it is no certificate file", LIMIT_INPUT_BYTES);
    else
        read_file(r, file);
}

/* Of the rounds that a file may take, those that the run has none left for. */
static uint64_t missing(uint64_t taken)
{
    const uint64_t left = taken < LIMIT_RENEWAL_ROUNDS ? LIMIT_RENEWAL_ROUNDS - taken : 0;
    return left < LIMIT_PFX_ITERATIONS ? LIMIT_PFX_ITERATIONS - left : 0;
}

void renewal_read(struct worker *w, struct arena *keep, const struct renewal_task *task, struct renewal_found *out)
{
    struct reading r = {
        .w = w,
        .keep = keep,
        .scratch = &w->scratch,
        .out = out,
        .is_found = task->is_found,
        .within = task->within,
        .group.before = missing(atomic_load(task->rounds)),
    };
    r.path = view_dup(r.keep, task->path);
    *out = (struct renewal_found){ .prepared = TIME_NONE };
    read_path(&r);
    for (size_t i = 0; i < r.group.pfx.n; i++)
        atomic_fetch_add(task->rounds, r.group.pfx.items[i]->pfx.taken);
    arena_reset(r.scratch);
}
