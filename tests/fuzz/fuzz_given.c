/* Any bytes as what else a run is given: a policy, a line of a batch's log, certcase.json, a signature with its CAs, what a child says
 * of a bundle, and as text in a .ps1. What is read is safe text; what a script quotes never ends its quotes. */
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/audit/audit.h"
#include "flow/batch/journal.h"
#include "flow/config_file.h"
#include "format/container/cms.h"
#include "format/policy_read.h"
#include "format/text/escape.h"
#include "format/xml/xml.h"
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

static const int64_t now = 1795161600; /* 2026-11-20T08:00:00Z */

static void try_policy(struct arena *arena, struct view bytes)
{
    struct policy policy;
    struct err e;
    if (policy_read(arena, VIEW("fuzz"), bytes, &policy, &e) && !view_eq(text_safe(arena, policy.id), policy.id))
        abort();
}

static void try_log(struct arena *arena, struct view bytes)
{
    struct journal_said said;
    struct journal_row row;
    if (journal_line_read(arena, bytes, &said) && (said.part > said.parts || said.row == 0))
        abort();
    if (journal_read(arena, bytes, &row) && (row.n_cases == 0 || row.n_cases > COUNT_OF(row.cases)))
        abort();
}

static void try_settings(struct arena *arena, struct view bytes)
{
    static int fd = -1;
    static char path[64];
    struct config config;
    struct err e;
    if (fd < 0)
        fd = memfd_create("certcase.json", MFD_CLOEXEC);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes.p, bytes.n, 0) != (ssize_t)bytes.n)
        abort();
    if (config_file_read(arena, path, false, &config, &e))
        for (size_t i = 0; i < config.n; i++)
            if (config.items[i].key.p == NULL)
                abort();
}

/* [regex]::Unescape('...'): inside the quotes ASCII alone, each quote twice, each backslash twice or before a code. */
static void try_script(struct view bytes)
{
    struct buf out = BUF_INIT(16 << 20);
    struct sink to = sink_buf(&out);
    escape_put(&to, ESCAPE_POWERSHELL, bytes);
    for (size_t i = 0; i < out.n; i++) {
        unsigned char c = (unsigned char)out.p[i];
        if (c < ' ' || c > '~' || (c == '\'' && (i + 1 == out.n || out.p[++i] != '\'')))
            abort();
        if (c == '\\' && i + 1 < out.n && out.p[i + 1] != '\\' && out.p[i + 1] != 'u')
            abort();
        i += c == '\\';
    }
    buf_free(&out);
}

/* The first half as CAs and content, the second as the signature; and all of it as a signature alone. */
static void try_signature(struct arena *arena, struct view bytes)
{
    static struct x509_ctx *x;
    struct signer_trust *trust = NULL;
    struct signature signature;
    struct err e;
    struct view half = view_first(bytes, bytes.n / 2), rest = view_from(bytes, bytes.n / 2);
    if (!x)
        x = x509_new();
    if (!signer_trust_load(half, &trust, &e))
        trust = NULL;
    signer_verify(trust, x, arena, half, rest, now, &signature);
    if (signature.state == SIGNATURE_GOOD && !trust)
        abort();
    signer_verify(NULL, x, arena, VIEW("content"), bytes, now, &signature);
    if (signature.state == SIGNATURE_GOOD)
        abort();
    signer_trust_free(trust);
}

/* What is taken is said again in bytes that are taken. */
static void try_answer(struct arena *arena, struct view bytes)
{
    struct audited audited;
    struct err e;
    struct buf again = BUF_INIT(LIMIT_ANSWER_BYTES * 2);
    if (audit_answer_read(arena, bytes, &audited, &e)) {
        audit_answer_put(arena, &audited, &e, &again);
        if (!audit_answer_read(arena, buf_view(&again), &audited, &e))
            abort();
    }
    buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct view bytes = { .p = (const char *)data, .n = size };
    xml_init();
    try_policy(&arena, bytes);
    try_log(&arena, bytes);
    try_settings(&arena, bytes);
    try_script(bytes);
    try_signature(&arena, bytes);
    try_answer(&arena, bytes);
    arena_free(&arena);
    return 0;
}
