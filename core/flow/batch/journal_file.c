#include "flow/batch/journal_file.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/lines.h"
#include "flow/batch/places.h"
#include "format/digest.h"
#include "os/os.h"

enum { HELD_BYTES = 64 << 20, HELD_WHILE_FULL = 4 << 20, COPY_BYTES = 256 << 10, SPANS_LEAST = 1024 };

/* Where each row of this run stands, for putting them in order. */
struct span {
    uint64_t at;
    uint32_t n;
};

struct journal {
    struct os_file file;
    char path[4096];
    size_t end;      /* bytes in the file; what is held comes behind */
    struct buf held;
    struct places rows;    /* by the digests of request and files: where the lines stand, and how long they are */
    struct places repeats; /* by the row's number: the same of rows that repeat another one */
    struct places bundles; /* by name: the first half of the digest */
    bool resumes;
    struct span *spans;
    size_t n_spans, cap_spans;
};

static bool failed(const struct journal *j, const struct os_fault *why, struct err *e)
{
    err_set(e, ST_IO, why->kind == OS_FULL ? "free some space, then go on with --resume" : "check the folder and its permissions",
            "can't write: %s", os_fault_text(why).text);
    return err_at(e, "%s", j->path);
}

static uint64_t number_of(const unsigned char *digest)
{
    uint64_t value;
    memcpy(&value, digest, sizeof value);
    return value;
}

static uint64_t row_key(const unsigned char request[32], const unsigned char files[32])
{
    uint64_t key = number_of(request) ^ (number_of(files) << 1 | number_of(files) >> 63);
    return key ? key : 1;
}

/* Numbers in a row would stand in each other's way; times an odd number they spread, and stay apart. */
static uint64_t repeat_key(size_t row)
{
    return (uint64_t)row * 0x9e3779b97f4a7c15u;
}

static uint64_t bundle_key(struct view name)
{
    unsigned char digest[32];
    digest_sha256(name, digest);
    return number_of(digest) | 1;
}

/* A row that went wrong the last time is forgotten. One that repeats another depends on more than itself. */
static void remember_row(struct journal *j, const struct journal_tail *tail, size_t at, size_t n)
{
    if (tail->repeats && tail->row)
        places_put(&j->repeats, (struct place){ repeat_key(tail->row), at, tail->error ? 0 : n });
    else if (tail->inputs.has_files)
        places_put(&j->rows, (struct place){ row_key(tail->inputs.request, tail->inputs.files), at, tail->error ? 0 : n });
}

static bool no_log(const struct journal *j, size_t number, struct err *e)
{
    err_set(e, ST_FORMAT,
            number == 1 ? "is it the log of a batch? remove it, or give another one with --log"
                        : "give another one with --log, or begin anew with --force",
            "line %zu is not what certcase writes", number);
    return err_at(e, "%s", j->path);
}

/* What is behind the last whole line goes: so it must be the start of one, or what a machine that stopped leaves in its place. */
static bool is_torn(struct view rest)
{
    static const struct view start = VIEW_ROW("{\"id\":");
    return rest.n == 0 || rest.p[0] == '\0' || memcmp(rest.p, start.p, rest.n < start.n ? rest.n : start.n) == 0;
}

/* One pass over the log: where each row stands, and where the last whole one ends. */
static bool scan(struct journal *j, struct err *e)
{
    struct lines lines = lines_open(&j->file);
    struct view line = { 0 };
    size_t at = 0, row_at = 0, number = 0;
    unsigned next_part = 1;
    bool ok = true;
    while (ok && lines_next(&lines, &line) && view_ends(line, VIEW("\n"))) {
        struct journal_tail tail;
        number++;
        ok = (journal_tail(line, &tail) && tail.part == next_part) || no_log(j, number, e);
        if (tail.part == 1)
            row_at = at;
        at += line.n;
        next_part = tail.part == tail.parts ? 1 : tail.part + 1;
        if (ok && tail.bundle.n)
            places_put(&j->bundles, (struct place){ bundle_key(tail.bundle), number_of(tail.bundle_sha256), 0 });
        if (ok && next_part == 1) {
            remember_row(j, &tail, row_at, at - row_at);
            j->end = at;
        }
        line = (struct view){ 0 };
    }
    ok = ok && (!lines.failed || failed(j, &lines.why, e)) && (is_torn(line) || no_log(j, number + 1, e));
    lines_close(&lines);
    return ok;
}

/* Only a log is begun anew: any other file is somebody's, and was named by mistake. */
static bool begins_as_log(const struct journal *j, struct err *e)
{
    struct lines lines = lines_open(&j->file);
    struct view line = { 0 };
    struct journal_tail tail;
    bool whole = lines_next(&lines, &line) && view_ends(line, VIEW("\n"));
    bool ok = lines.failed ? failed(j, &lines.why, e) : (whole ? journal_tail(line, &tail) : is_torn(line)) || no_log(j, 1, e);
    lines_close(&lines);
    return ok;
}

static bool read_earlier(struct journal *j, enum journal_mode mode, struct err *e)
{
    switch (mode) {
    case JOURNAL_NEW:
        return true;
    case JOURNAL_ANEW:
        return begins_as_log(j, e);
    case JOURNAL_RESUME:
        return scan(j, e);
    }
    return false;
}

/* Reading anything else may never end, and it can't be cut. */
static bool is_regular(const struct journal *j, struct err *e)
{
    struct os_facts facts;
    struct os_fault why;
    if (!os_look(&j->file, &facts, &why))
        return failed(j, &why, e);
    if (facts.kind == OS_FILE)
        return true;
    err_set(e, ST_IO, "give the name of a file with --log", "not a regular file (a pipe, socket or device)");
    return err_at(e, "%s", j->path);
}

bool journal_open(const char *path, enum journal_mode mode, struct journal **out, struct err *e)
{
    struct journal *j = calloc(1, sizeof *j);
    if (!j)
        die_oom(sizeof *j);
    *j = (struct journal){ .held = BUF_INIT(HELD_BYTES), .resumes = mode == JOURNAL_RESUME };
    snprintf(j->path, sizeof j->path, "%s", path);
    struct os_fault why;
    bool ok = os_open_write(OS_HERE, path, mode == JOURNAL_NEW, &j->file, &why);
    if (!ok && why.kind == OS_EXISTS) {
        err_set(e, ST_IO, "--resume goes on with it, --force begins anew; or give another folder with -o",
                "the log of an earlier run exists already");
        err_at(e, "%s", path);
    } else if (!ok) {
        failed(j, &why, e);
    }
    ok = ok && is_regular(j, e) && read_earlier(j, mode, e) && (os_set_size(&j->file, j->end, &why) || failed(j, &why, e));
    if (ok)
        *out = j;
    else
        journal_close(j);
    return ok;
}

void journal_close(struct journal *j)
{
    os_drop(&j->file);
    buf_free(&j->held);
    places_free(&j->rows);
    places_free(&j->repeats);
    places_free(&j->bundles);
    free(j->spans);
    free(j);
}

/* Rows that ended with an error have no time. */
int64_t journal_time(const char *path)
{
    const struct view word = VIEW("\"submitted\":\"");
    struct os_file file;
    struct view line;
    struct os_fault ignored;
    int64_t time = TIME_NONE;
    size_t at;
    if (!file_is_regular(path) || !os_open_read(OS_HERE, path, OS_FOLLOW, &file, &ignored))
        return TIME_NONE;
    struct lines lines = lines_open(&file);
    while (time == TIME_NONE && lines_next(&lines, &line))
        if (view_find(line, word, &at) && !time_parse(view_first(view_from(line, at + word.n), TIME_TEXT - 1), &time))
            time = TIME_NONE;
    lines_close(&lines);
    os_drop(&file);
    return time;
}

bool journal_find(const struct journal *j, struct arena *arena, const unsigned char request[32], const unsigned char files[32],
                  struct view *lines, size_t *at)
{
    const struct place *p = places_find(&j->rows, row_key(request, files));
    if (!p || p->n == 0)
        return false;
    char *text = NEW(arena, char, p->n + 1);
    struct os_fault ignored;
    if (!os_read_at(&j->file, p->value, text, p->n, &ignored))
        return false;
    *lines = (struct view){ .p = text, .n = p->n };
    *at = p->value;
    return true;
}

bool journal_has(const struct journal *j, struct arena *arena, size_t row, struct view lines, size_t *at)
{
    const struct place *p = places_find(&j->repeats, repeat_key(row));
    if (!p || p->n != lines.n)
        return false;
    char *text = NEW(arena, char, lines.n + 1);
    struct os_fault ignored;
    *at = p->value;
    return os_read_at(&j->file, p->value, text, lines.n, &ignored) && memcmp(text, lines.p, lines.n) == 0;
}

bool journal_made(const void *from, struct view bundle, const unsigned char sha256[32])
{
    const struct journal *j = from;
    const struct place *p = places_find(&j->bundles, bundle_key(bundle));
    return p && p->value == number_of(sha256);
}

static void add_span(struct journal *j, size_t at, size_t n)
{
    if (!j->resumes || n > UINT32_MAX)
        return;
    if (j->n_spans == j->cap_spans) {
        j->cap_spans = j->cap_spans ? 2 * j->cap_spans : SPANS_LEAST;
        j->spans = realloc(j->spans, j->cap_spans * sizeof *j->spans);
        if (!j->spans)
            die_oom(j->cap_spans * sizeof *j->spans);
    }
    j->spans[j->n_spans++] = (struct span){ .at = at, .n = (uint32_t)n };
}

void journal_add(struct journal *j, struct view lines)
{
    add_span(j, j->end + j->held.n, lines.n);
    buf_put(&j->held, lines);
}

void journal_keep(struct journal *j, size_t at, size_t n)
{
    add_span(j, at, n);
}

bool journal_flush(struct journal *j, struct err *e)
{
    struct os_fault why = os_fault_of(OS_FULL);
    size_t written;
    if (j->held.failed)
        return failed(j, &why, e);
    bool ok = os_write_at(&j->file, j->end, j->held.p, j->held.n, &written, &why);
    j->end += written;
    j->held.n -= written;
    if (j->held.n)
        memmove(j->held.p, j->held.p + written, j->held.n);
    return ok || (why.kind == OS_FULL && j->held.n < HELD_WHILE_FULL) || failed(j, &why, e);
}

static bool in_order(const struct journal *j)
{
    size_t at = 0;
    for (size_t i = 0; i < j->n_spans; i++) {
        if (j->spans[i].at != at)
            return false;
        at += j->spans[i].n;
    }
    return at == j->end;
}

static bool copy_spans(const struct journal *j, const struct os_file *to, struct os_fault *why)
{
    char *piece = malloc(COPY_BYTES);
    if (!piece)
        die_oom(COPY_BYTES);
    bool ok = true;
    for (size_t i = 0; ok && i < j->n_spans; i++) {
        uint64_t at = j->spans[i].at, end = at + j->spans[i].n;
        while (ok && at < end) {
            size_t n = end - at < COPY_BYTES ? (size_t)(end - at) : COPY_BYTES;
            ok = os_read_at(&j->file, at, piece, n, why) && os_write_all(to, piece, n, why);
            at += n;
        }
    }
    free(piece);
    return ok;
}

static bool put_in_order(struct journal *j, struct err *e)
{
    char temporary[sizeof j->path + 32];
    struct os_file to;
    struct os_fault why, ignored;
    if (!os_create_beside(j->path, ".certcase-tmp-log-", temporary, sizeof temporary, &to, &why))
        return failed(j, &why, e);
    bool ok = copy_spans(j, &to, &why) && os_copy_access(&j->file, &to, &why) && os_flush(&to, &why);
    if (!ok)
        os_drop(&to);
    os_drop(&j->file); /* some systems replace no open file */
    ok = ok && os_close(&to, &why) && os_replace(OS_HERE, temporary, j->path, &why);
    if (!ok)
        (void)!os_remove(OS_HERE, temporary, &ignored);
    return ok || failed(j, &why, e);
}

bool journal_finish(struct journal *j, bool complete, struct err *e)
{
    struct os_fault why = os_fault_of(OS_FULL);
    if (!journal_flush(j, e))
        return false;
    if (j->held.n)
        return failed(j, &why, e);
    if (complete && j->resumes && !in_order(j))
        return put_in_order(j, e);
    return os_flush(&j->file, &why) || failed(j, &why, e);
}
