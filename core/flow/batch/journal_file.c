#include "flow/batch/journal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/seen.h"
#include "format/digest.h"
#include "os/os.h"

enum { HELD_BYTES = 64 << 20, HELD_WHILE_FULL = 4 << 20, COPY_BYTES = 256 << 10, SPANS_LEAST = 1024 };

/* Where rows stand, and how long their lines are. */
struct spans {
    struct span {
        uint64_t at;
        uint32_t n; /* 0: it went wrong the last time */
    } *items;
    size_t n, cap;
};

struct journal {
    struct os_file file;
    char path[4096];
    size_t end;      /* bytes in the file; what is held comes behind */
    struct buf held;
    struct seen rows;     /* by the digests of request and files: its number in `earlier` */
    struct seen repeats;  /* by the row's number: the same of rows that repeat another one */
    struct seen bundles;  /* by name and digest */
    struct spans earlier; /* what the log held when it was opened */
    struct spans now;     /* the rows of this run, for putting them in order */
    bool resumes;
};

static bool failed(const struct journal *j, const struct os_fault *why, struct err *e)
{
    return err_set_at(e, ST_IO, j->path,
                      why->kind == OS_FULL ? "free some space, then go on with --resume" : "check the folder and its permissions",
                      "can't write: %s", os_fault_text(why).text);
}

static uint64_t number_of(const unsigned char *digest)
{
    uint64_t value;
    memcpy(&value, digest, sizeof value);
    return value;
}

static uint64_t row_key(const unsigned char request[32], const unsigned char files[32])
{
    return number_of(request) ^ (number_of(files) << 1 | number_of(files) >> 63);
}

/* Numbers in a row would stand in each other's way; times an odd number they spread, and stay apart. */
static uint64_t repeat_key(size_t row)
{
    return (uint64_t)row * 0x9e3779b97f4a7c15u;
}

static uint64_t bundle_key(struct view name, const unsigned char seal[32])
{
    return digest_number(name) ^ number_of(seal);
}

static void add_span(struct spans *all, size_t at, size_t n)
{
    if (all->n == all->cap) {
        all->cap = all->cap ? 2 * all->cap : SPANS_LEAST;
        all->items = heap_grow(all->items, all->cap * sizeof *all->items);
    }
    all->items[all->n++] = (struct span){ .at = at, .n = (uint32_t)n };
}

/* A row that went wrong the last time is forgotten. One that repeats another depends on more than itself. */
static void remember_row(struct journal *j, const struct journal_said *said, size_t at, size_t n)
{
    if (said->repeats)
        seen_put(&j->repeats, repeat_key(said->row), j->earlier.n);
    else if (said->inputs.has_files)
        seen_put(&j->rows, row_key(said->inputs.request, said->inputs.files), j->earlier.n);
    add_span(&j->earlier, at, said->error ? 0 : n);
}

static bool no_log(const struct journal *j, size_t number, struct err *e)
{
    return err_set_at(e, ST_FORMAT, j->path,
                      number == 1 ? "is it the log of a batch? remove it, or give another one with --log"
                                  : "give another one with --log, or begin anew with --force",
                      "line %zu is not what certcase writes", number);
}

/* What is behind the last whole line goes: so it must be the start of one, or what a machine that stopped leaves in its place. */
static bool is_torn(struct view rest)
{
    static const struct view start = VIEW_ROW("{\"id\":");
    return rest.n == 0 || rest.p[0] == '\0' || memcmp(rest.p, start.p, rest.n < start.n ? rest.n : start.n) == 0;
}

/* One pass over the log: where each row stands, and where the last whole one ends. `only_begin`: no further than its first line. */
static bool scan(struct journal *j, bool only_begin, struct err *e)
{
    struct lines lines = lines_open(&j->file);
    struct view line = { 0 };
    AUTO(arena_free) struct arena arena = { 0 };
    size_t at = 0, row_at = 0, number = 0;
    unsigned next_part = 1;
    bool ok = true;
    while (ok && !(only_begin && number) && lines_next(&lines, &line) && view_ends(line, VIEW("\n"))) {
        struct journal_said said;
        number++;
        ok = (journal_line_read(&arena, line, &said) && said.part == next_part) || no_log(j, number, e);
        if (said.part == 1)
            row_at = at;
        at += line.n;
        next_part = said.part == said.parts ? 1 : said.part + 1;
        if (ok && said.bundle.n)
            seen_put(&j->bundles, bundle_key(said.bundle, said.seal), 0);
        if (ok && next_part == 1) {
            remember_row(j, &said, row_at, at - row_at);
            j->end = at;
        }
        line = (struct view){ 0 };
        arena_reset(&arena);
    }
    ok = ok && (!lines.failed || failed(j, &lines.why, e)) && (is_torn(line) || no_log(j, number + 1, e));
    lines_close(&lines);
    return ok;
}

/* Only a log is begun anew: any other file is somebody's, and was named by mistake. */
static bool read_earlier(struct journal *j, enum journal_mode mode, struct err *e)
{
    bool ok = mode == JOURNAL_NEW || scan(j, mode == JOURNAL_ANEW, e);
    if (mode == JOURNAL_ANEW)
        j->end = 0;
    return ok;
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
    return err_set_at(e, ST_IO, j->path, "give the name of a file with --log", "not a regular file (a pipe, socket or device)");
}

static bool exists_already(const char *path, const char *hint, struct err *e)
{
    return err_set_at(e, ST_IO, path, hint, "the log of an earlier run exists already");
}

bool journal_is_free(const char *path, struct err *e)
{
    return !file_exists(path) ||
           exists_already(path, "leave -o out to look at the rows alone; the run goes on with --resume, or begins anew with --force", e);
}

bool journal_open(const char *path, enum journal_mode mode, struct journal **out, struct err *e)
{
    struct journal *j = heap_new(sizeof *j);
    *j = (struct journal){ .held = BUF_INIT(HELD_BYTES), .resumes = mode == JOURNAL_RESUME };
    snprintf(j->path, sizeof j->path, "%s", path);
    struct os_fault why;
    bool ok = os_open_write(OS_HERE, path, mode == JOURNAL_NEW, &j->file, &why);
    if (!ok && why.kind == OS_EXISTS && !file_may_replace(OS_HERE, path, e)) {
        err_at(e, "%s", path);
    } else if (!ok && why.kind == OS_EXISTS) {
        exists_already(path, "--resume goes on with it, --force begins anew; or give another folder with -o", e);
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
    seen_free(&j->rows);
    seen_free(&j->repeats);
    seen_free(&j->bundles);
    free(j->earlier.items);
    free(j->now.items);
    free(j);
}

/* Rows that ended with an error have no time. */
int64_t journal_time(const char *path)
{
    struct os_file file;
    struct view line;
    struct os_fault ignored;
    AUTO(arena_free) struct arena arena = { 0 };
    struct journal_said said = { .submitted = TIME_NONE };
    if (!file_is_regular(path) || !os_open_read(OS_HERE, path, OS_FOLLOW, &file, &ignored))
        return TIME_NONE;
    struct lines lines = lines_open(&file);
    while (said.submitted == TIME_NONE && lines_next(&lines, &line) && journal_line_read(&arena, line, &said))
        arena_reset(&arena);
    lines_close(&lines);
    os_drop(&file);
    return said.submitted;
}

/* The lines of an earlier row, by its key. */
static bool read_earlier_row(const struct journal *j, struct arena *arena, const struct seen *by, uint64_t key, struct view *lines,
                             size_t *at)
{
    struct os_fault ignored;
    size_t number;
    if (!seen_find(by, key, &number) || j->earlier.items[number].n == 0)
        return false;
    const struct span *span = &j->earlier.items[number];
    char *text = arena_text(arena, span->n);
    *lines = (struct view){ .p = text, .n = span->n };
    *at = (size_t)span->at;
    return os_read_at(&j->file, span->at, text, span->n, &ignored);
}

bool journal_find(const struct journal *j, struct arena *arena, const unsigned char request[32], const unsigned char files[32],
                  struct view *lines, size_t *at)
{
    return read_earlier_row(j, arena, &j->rows, row_key(request, files), lines, at);
}

bool journal_has(const struct journal *j, struct arena *arena, size_t row, struct view lines, size_t *at)
{
    struct view earlier;
    return read_earlier_row(j, arena, &j->repeats, repeat_key(row), &earlier, at) && view_eq(earlier, lines);
}

bool journal_made(const struct journal *j, struct view bundle, const unsigned char seal[32])
{
    return seen_has(&j->bundles, bundle_key(bundle, seal));
}

void journal_add(struct journal *j, struct view lines)
{
    if (j->resumes)
        add_span(&j->now, j->end + j->held.n, lines.n);
    buf_put(&j->held, lines);
}

void journal_keep(struct journal *j, size_t at, size_t n)
{
    add_span(&j->now, at, n);
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
    for (size_t i = 0; i < j->now.n; i++) {
        if (j->now.items[i].at != at)
            return false;
        at += j->now.items[i].n;
    }
    return at == j->end;
}

static bool copy_spans(const struct journal *j, const struct os_file *to, struct os_fault *why)
{
    char *piece = heap_take(COPY_BYTES);
    bool ok = true;
    for (size_t i = 0; ok && i < j->now.n; i++) {
        uint64_t at = j->now.items[i].at, end = at + j->now.items[i].n;
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
