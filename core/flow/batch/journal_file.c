#include "flow/batch/journal_file.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/limits.h"
#include "flow/batch/places.h"
#include "format/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HELD_BYTES = 64 << 20, HELD_WHILE_FULL = 4 << 20, COPY_BYTES = 256 << 10, SPANS_LEAST = 1024 };

/* Where each row of this run stands, for putting them in order. */
struct span {
    uint64_t at;
    uint32_t n;
};

struct journal {
    int fd;
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

static bool failed(const struct journal *j, int cause, struct err *e)
{
    bool full = cause == ENOSPC || cause == EDQUOT;
    err_set(e, ST_IO, full ? "free some space, then go on with --resume" : "check the folder and its permissions",
            "can't write: %s", strerror(cause));
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
static bool is_torn(const char *text, ssize_t n)
{
    static const struct view start = VIEW_ROW("{\"id\":");
    return n <= 0 || text[0] == '\0' || memcmp(text, start.p, (size_t)n < start.n ? (size_t)n : start.n) == 0;
}

/* One pass over the log: where each row stands, and where the last whole one ends. */
static bool scan(struct journal *j, struct err *e)
{
    FILE *in = fopen(j->path, "re");
    char *text = NULL;
    size_t cap = 0, at = 0, row_at = 0, number = 0;
    unsigned next_part = 1;
    ssize_t n;
    bool ok = in != NULL || failed(j, errno, e);
    while (ok && (n = getline(&text, &cap, in)) > 0 && text[n - 1] == '\n') {
        struct view line = { .p = text, .n = (size_t)n };
        struct journal_tail tail;
        number++;
        ok = (journal_tail(line, &tail) && tail.part == next_part) || no_log(j, number, e);
        if (tail.part == 1)
            row_at = at;
        at += (size_t)n;
        next_part = tail.part == tail.parts ? 1 : tail.part + 1;
        if (ok && tail.bundle.n)
            places_put(&j->bundles, (struct place){ bundle_key(tail.bundle), number_of(tail.bundle_sha256), 0 });
        if (ok && next_part == 1) {
            remember_row(j, &tail, row_at, at - row_at);
            j->end = at;
        }
    }
    ok = ok && (feof(in) || failed(j, errno, e)) && (is_torn(text, n) || no_log(j, number + 1, e));
    if (in)
        fclose(in);
    free(text);
    return ok;
}

/* Only a log is begun anew: any other file is somebody's, and was named by mistake. */
static bool begins_as_log(const struct journal *j, struct err *e)
{
    FILE *in = fopen(j->path, "re");
    char *text = NULL;
    size_t cap = 0;
    struct journal_tail tail;
    if (!in)
        return failed(j, errno, e);
    ssize_t n = getline(&text, &cap, in);
    bool whole = n > 0 && text[n - 1] == '\n';
    bool ok = whole ? journal_tail((struct view){ .p = text, .n = (size_t)n }, &tail) : is_torn(text, n);
    fclose(in);
    free(text);
    return ok || no_log(j, 1, e);
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
    struct stat st;
    if (fstat(j->fd, &st) != 0)
        return failed(j, errno, e);
    if (S_ISREG(st.st_mode))
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
    j->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (mode == JOURNAL_NEW ? O_EXCL : 0), 0666);
    bool ok = j->fd >= 0;
    if (!ok && errno == EEXIST) {
        err_set(e, ST_IO, "--resume goes on with it, --force begins anew; or give another folder with -o",
                "the log of an earlier run exists already");
        err_at(e, "%s", path);
    } else if (!ok) {
        failed(j, errno, e);
    }
    ok = ok && is_regular(j, e) && read_earlier(j, mode, e);
    if (ok && ftruncate(j->fd, (off_t)j->end) != 0)
        ok = failed(j, errno, e);
    if (ok)
        *out = j;
    else
        journal_close(j);
    return ok;
}

void journal_close(struct journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
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
    struct stat st;
    FILE *in = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "re") : NULL;
    char *text = NULL;
    size_t cap = 0, at;
    ssize_t n;
    int64_t time = TIME_NONE;
    while (in && time == TIME_NONE && (n = getline(&text, &cap, in)) > 0) {
        struct view line = { .p = text, .n = (size_t)n };
        if (view_find(line, word, &at) && !time_parse(view_first(view_from(line, at + word.n), TIME_TEXT - 1), &time))
            time = TIME_NONE;
    }
    if (in)
        fclose(in);
    free(text);
    return time;
}

static bool read_at(const struct journal *j, char *p, size_t n, size_t at)
{
    while (n) {
        ssize_t got = pread(j->fd, p, n, (off_t)at);
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
        at += (size_t)got;
    }
    return true;
}

bool journal_find(const struct journal *j, struct arena *arena, const unsigned char request[32], const unsigned char files[32],
                  struct view *lines, size_t *at)
{
    const struct place *p = places_find(&j->rows, row_key(request, files));
    if (!p || p->n == 0)
        return false;
    char *text = NEW(arena, char, p->n + 1);
    if (!read_at(j, text, p->n, p->value))
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
    *at = p->value;
    return read_at(j, text, lines.n, p->value) && memcmp(text, lines.p, lines.n) == 0;
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

/* Writes as much as goes; 0 or the reason why not all. */
static int write_at(int fd, struct view *bytes, size_t *end)
{
    while (bytes->n) {
        ssize_t n = pwrite(fd, bytes->p, bytes->n, (off_t)*end);
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0) {
            *bytes = view_from(*bytes, (size_t)n);
            *end += (size_t)n;
        }
    }
    return 0;
}

bool journal_flush(struct journal *j, struct err *e)
{
    struct view bytes = buf_view(&j->held);
    if (j->held.failed)
        return failed(j, ENOSPC, e);
    int cause = write_at(j->fd, &bytes, &j->end);
    if (bytes.n)
        memmove(j->held.p, bytes.p, bytes.n);
    j->held.n = bytes.n;
    return cause == 0 || (cause == ENOSPC && j->held.n < HELD_WHILE_FULL) || failed(j, cause, e);
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

static bool copy_spans(const struct journal *j, int to, size_t *end, int *cause)
{
    char *piece = malloc(COPY_BYTES);
    bool ok = piece != NULL;
    for (size_t i = 0; ok && i < j->n_spans; i++) {
        size_t at = j->spans[i].at, left = j->spans[i].n;
        while (ok && left) {
            struct view bytes = { .p = piece, .n = left < COPY_BYTES ? left : COPY_BYTES };
            size_t n = bytes.n;
            ok = read_at(j, piece, n, at);
            *cause = ok ? write_at(to, &bytes, end) : EIO;
            ok = *cause == 0;
            at += n;
            left -= n;
        }
    }
    free(piece);
    return ok;
}

static bool put_in_order(struct journal *j, struct err *e)
{
    char temporary[sizeof j->path + 32];
    struct stat st;
    int cause = 0;
    size_t end = 0;
    const char *slash = strrchr(j->path, '/');
    snprintf(temporary, sizeof temporary, "%.*s.certcase-tmp-log-XXXXXX", slash ? (int)(slash - j->path) + 1 : 0, j->path);
    int to = mkostemp(temporary, O_CLOEXEC);
    if (to < 0)
        return failed(j, errno, e);
    bool ok = copy_spans(j, to, &end, &cause);
    if (ok && (fstat(j->fd, &st) != 0 || fchmod(to, st.st_mode & 07777) != 0 || fsync(to) != 0 || rename(temporary, j->path) != 0)) {
        cause = errno;
        ok = false;
    }
    if (!ok) {
        unlink(temporary);
        close(to);
        return failed(j, cause, e);
    }
    close(j->fd);
    j->fd = to;
    j->end = end;
    return true;
}

bool journal_finish(struct journal *j, bool complete, struct err *e)
{
    if (!journal_flush(j, e))
        return false;
    if (j->held.n)
        return failed(j, ENOSPC, e);
    if (complete && j->resumes && !in_order(j) && !put_in_order(j, e))
        return false;
    return fsync(j->fd) == 0 || errno == EINVAL || failed(j, errno, e);
}
