#include "flow/audit/audit_parts.h"

#include "base/limits.h"
#include "flow/inspect.h"
#include "flow/password.h"
#include "format/container/container.h"
#include "format/container/sniff.h"
#include "format/secrets/password_scan.h"
#include "format/text/text_read.h"
#include "model/finding.h"
#include "steps/compare/compare.h"

enum { TEXT_BYTES = 16 << 10, LINE_BYTES = 128 };
/* What is computed beside a PFX's own rounds, in rounds: its bytes are digested, decrypted and searched again each time. */
enum { OTHER_ROUNDS = 1000, BYTES_A_ROUND = 32 };

struct tries {
    struct audit *a;
    struct arena one; /* what a single one takes, which may be many times the PFX */
    uint64_t rounds;  /* that may still be computed in this bundle */
};

static uint64_t cost_of(const struct cert_file *file)
{
    const uint64_t read = file->bytes.n / BYTES_A_ROUND;
    return file->pfx.iterations + (read > OTHER_ROUNDS ? read : OTHER_ROUNDS);
}

static bool opens(struct tries *t, const struct cert_file *file, struct view text)
{
    const struct password_forms forms = password_forms(&t->one, text);
    const uint64_t cost = cost_of(file);
    bool open = false;
    for (size_t i = 0; i < forms.n && !open && t->rounds >= cost; i++) {
        t->rounds -= cost;
        struct cert_file *attempt = inspect_identify(&t->one, file->path, file->bytes);
        container_read(t->a->w->x509, &t->one, &forms.items[i], attempt);
        open = pfx_is_open(&attempt->pfx);
    }
    arena_reset(&t->one);
    return open;
}

/* A text of one word, which opened nothing. */
static bool is_one_word(struct view text)
{
    text = view_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] <= ' ')
            return false;
    return text.n >= 6 && text.n <= LINE_BYTES;
}

/* A line that is nothing but the password, or ends in it. */
static void try_lines(struct tries *t, const struct cert_file *file, const struct zip_entry *entry)
{
    struct audit *a = t->a;
    unsigned form = 0, number = 0;
    const struct bundle_problem maybe = { .kind = BUNDLE_PASSWORD, .severity = SEV_WARNING };
    struct view text = text_normal(&a->w->scratch, entry->bytes, &form), rest = text, line;
    while (t->rounds >= cost_of(file) && view_line(&rest, &line)) {
        size_t word = 0;
        line = view_trim(line);
        number++;
        for (size_t i = 0; i < line.n; i++)
            word = strchr(" :=\t", line.p[i]) ? i + 1 : word;
        if (line.n == 0 || line.n > LINE_BYTES)
            continue;
        if (opens(t, file, line) || (word && opens(t, file, view_from(line, word)))) {
            problem_add(&a->problems, BUNDLE_PASSWORD, entry->name, "line %u is the password of %.*s", number,
                        VIEW_ARG(view_first(file->path, LIMIT_ENTRY_NAME)));
            return;
        }
    }
    if (is_one_word(text))
        problem_add_as(&a->problems, maybe, entry->name, "if it is one, take it out and change it",
                       "its one word may be a password, though not that of %.*s", VIEW_ARG(view_first(file->path, LIMIT_ENTRY_NAME)));
}

/* Of letters alone it may be any word of the texts that certcase writes; in what people say it is meant. */
static bool is_plain_word(struct view password)
{
    for (size_t i = 0; i < password.n; i++)
        if (!is_letter(password.p[i]))
            return false;
    return true;
}

/* Findings name files between quotes, and certificates likewise: these may have any word in their names. */
static bool is_in_file_name(const struct findings *recorded, struct view password)
{
    for (size_t i = 0; i < recorded->n; i++) {
        struct view rest = recorded->items[i].message, part;
        for (bool quoted = false; view_cut(&rest, '"', &part); quoted = !quoted)
            if (quoted && sniff_is_file_name(part) && password_in_name(part, password))
                return true;
    }
    return false;
}

/* The password that was given and opens the PFX. What is made again to the byte has no words but the record's and the templates'. */
static void look_for_given(struct audit *a, bool same)
{
    const struct view password = buf_view(&a->password.utf8);
    const bool plain = is_plain_word(password);
    same = same && templates_tell(a->w->resources->templates, password).n == 0;
    size_t left = LIMIT_AUDIT_NAMES;
    for (size_t i = 0; i < a->parts.n_entries; i++) {
        const struct zip_entry *entry = &a->parts.entries[i];
        const struct cert_file *file = bundle_file_of(&a->evidence, entry);
        unsigned form = 0;
        if ((file && file->container == CONTAINER_PKCS12) || ((same || plain) && bundle_part_of(entry->name) != PART_OTHER) ||
            bundle_has_problem(&a->parts, BUNDLE_PASSWORD, entry->name))
            continue;
        const struct view text = text_normal(&a->w->scratch, entry->bytes, &form);
        if (password_told(text, password) && password_told(compare_without_names(&a->w->scratch, text, &a->evidence, &left), password))
            problem_add(&a->problems, BUNDLE_PASSWORD, entry->name, "the password that was given for its PFX stands in it");
    }
    if (a->record && is_in_file_name(&a->record->findings, password))
        problem_add(&a->problems, BUNDLE_PASSWORD, bundle_part_name(PART_RECORD),
                    "the password that was given for its PFX stands in the name of a file, in its findings");
}

/* A warning may be about another line. */
static bool is_rejected_for_record(const struct audit *a)
{
    for (size_t i = 0; i < a->problems.n; i++)
        if (a->problems.items[i].kind == BUNDLE_PASSWORD && a->problems.items[i].severity != SEV_WARNING &&
            view_eq(a->problems.items[i].entry, bundle_part_name(PART_RECORD)))
            return true;
    return false;
}

/* Each of the author's words by itself, as `build` asks them: a certificate's name that is the same word hides nothing in them. */
static void look_at_words(struct audit *a, const struct password_said *said)
{
    if (said->how < SAID_LIKELY || is_rejected_for_record(a))
        return;
    problem_add(&a->problems, BUNDLE_PASSWORD, bundle_part_name(PART_RECORD),
                said->how == SAID_KNOWN ? "the password that was given for its PFX stands in the %s" : "the %s tells a password",
                said->called);
}

void audit_passwords(struct audit *a, const struct password_said *said, bool same)
{
    struct tries t = { .a = a, .rounds = LIMIT_PFX_ITERATIONS };
    if (a->password.utf8.n >= PASSWORD_WORD_BYTES)
        look_for_given(a, same);
    look_at_words(a, said);
    for (size_t i = 0; i < a->evidence.n_files; i++) {
        const struct cert_file *file = a->evidence.files[i];
        bool wanted = file->container == CONTAINER_PKCS12 && pfx_wants_password(&file->pfx);
        for (size_t k = 0; k < a->parts.n_entries && wanted; k++) {
            const struct zip_entry *entry = &a->parts.entries[k];
            if (bundle_part_of(entry->name) == PART_OTHER && entry->bytes.n <= TEXT_BYTES && !bundle_file_of(&a->evidence, entry) &&
                !bundle_has_problem(&a->parts, BUNDLE_PASSWORD, entry->name))
                try_lines(&t, file, entry);
            arena_reset(&a->w->scratch);
        }
    }
    arena_free(&t.one);
    arena_reset(&a->w->scratch);
}
