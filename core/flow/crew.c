#include "flow/crew.h"

#include "base/limits.h"

enum { TRIES = 2, SLICE_MS = 1000, END_MS = 5000, PIECE = 64 << 10 };
/* Questions that a child has; together what any pipe takes of it while nobody reads, as long as there are several. */
enum { AHEAD_MOST = 16, AHEAD_BYTES = 4096, HELD_MOST = AHEAD_MOST / 4 /* answers that wait for each other */ };

static const char LOST_HINT[] = "don't open it: it may be made to break programs, or need more memory than there is";

/* In front of each question and its answer. */
struct head {
    uint64_t number, n; /* of the question; bytes behind the head */
};

enum { QUESTION_MOST = sizeof(struct head) + LIMIT_PATH_BYTES };

struct asked {
    void *item;
    uint64_t number;
    size_t bytes;   /* of its question */
    unsigned tries; /* children that were at it */
};

struct member {
    struct asked asked[AHEAD_MOST]; /* the first is the one that can be lost */
    size_t n, n_sent, bytes;        /* n_sent: to the child that there is; bytes: of all questions */
    bool is_lost;                   /* the first; `why` says it, and nobody has heard it yet */
    int64_t waited;                 /* milliseconds, for the first */
    struct buf got;
    size_t heard;                   /* bytes of it */
    struct err why;
};

struct crew {
    struct crew_task task;
    size_t most;
    bool full; /* no more children can be had */
    uint64_t count;
    struct member members[OS_CHILDREN_MOST];
    struct os_child children[OS_CHILDREN_MOST]; /* by member */
};

/* --- in the child --- */

/* Bytes as they come: of several questions that wait at once. */
struct inbox {
    char bytes[2 * QUESTION_MOST];
    size_t n, done;
};

/* The next n bytes; NULL when there are no more. */
static char *next_bytes(const struct os_file *from, struct inbox *in, size_t n)
{
    struct os_fault why;
    if (in->done + n > sizeof in->bytes) {
        memmove(in->bytes, in->bytes + in->done, in->n - in->done);
        in->n -= in->done;
        in->done = 0;
    }
    for (size_t got; in->n - in->done < n; in->n += got)
        if (!os_read(from, in->bytes + in->n, sizeof in->bytes - in->n, &got, &why) || got == 0)
            return NULL;
    in->done += n;
    return in->bytes + in->done - n;
}

/* Answers wait for each other while there are questions, some: each word to the parent wakes it, and it has to ask on meanwhile. */
static void serve(void *context, const struct os_file *asked, const struct os_file *answers)
{
    const struct crew_task *task = context;
    struct buf out = { 0 };
    struct inbox in = { 0 };
    struct worker w;
    struct os_fault why;
    const char *bytes;
    size_t held = 0;
    (void)os_confine(&task->needs);
    worker_open(&w, task->resources);
    while ((bytes = next_bytes(asked, &in, sizeof(struct head)))) {
        const size_t at = out.n;
        struct head head;
        memcpy(&head, bytes, sizeof head);
        if (head.n > LIMIT_PATH_BYTES || !(bytes = next_bytes(asked, &in, (size_t)head.n)))
            break;
        out.max = at + sizeof head + LIMIT_ANSWER_BYTES;
        buf_put(&out, (struct view){ .p = (const char *)&head, .n = sizeof head });
        task->answer(task->context, &w, (struct view){ .p = bytes, .n = (size_t)head.n }, &out);
        head.n = out.n - at - sizeof head;
        memcpy(out.p + at, &head, sizeof head);
        if (++held < HELD_MOST && in.done < in.n && out.n < PIECE)
            continue;
        if (out.failed || !os_write_all(answers, out.p, out.n, &why))
            break;
        held = 0;
        buf_clear(&out);
        if (out.cap > LIMIT_SPOOL_MEMORY)
            buf_free(&out);
    }
}

/* --- here --- */

struct crew *crew_open(const struct crew_task *task, size_t most)
{
    struct crew *c = heap_new(sizeof *c);
    c->task = *task;
    c->most = most > OS_CHILDREN_MOST ? OS_CHILDREN_MOST : most;
    if (c->task.ahead == 0 || c->task.ahead > AHEAD_MOST)
        c->task.ahead = c->task.ahead ? AHEAD_MOST : 1;
    if (c->task.patience == 0)
        c->task.patience = (int64_t)LIMIT_ANSWER_SECONDS * 1000;
    for (size_t i = 0; i < c->most; i++)
        c->members[i].got = BUF_INIT(sizeof(struct head) + LIMIT_ANSWER_BYTES + PIECE);
    return c;
}

static size_t count_children(const struct crew *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->most; i++)
        n += c->children[i].process != 0;
    return n;
}

static struct view question_of(const struct crew *c, const void *item)
{
    return view_first(c->task.question(c->task.context, item), LIMIT_PATH_BYTES);
}

static bool has_room(const struct crew *c, const struct member *m, size_t bytes)
{
    return !m->is_lost && (m->n == 0 || (m->n < c->task.ahead && m->bytes + bytes <= AHEAD_BYTES));
}

/* The one with the least to do; of several one that has a child already, before one that may get one; `most` when there is none. */
static size_t find_room(const struct crew *c, size_t bytes)
{
    size_t found = c->most, least = SIZE_MAX;
    bool may_begin = !c->full || count_children(c) == 0;
    for (size_t i = 0; i < c->most; i++) {
        bool has_child = c->children[i].process != 0;
        size_t load = 2 * c->members[i].n + !has_child;
        if (load >= least || !(has_child || may_begin) || !has_room(c, &c->members[i], bytes))
            continue;
        found = i;
        least = load;
    }
    return found;
}

static void lose(struct member *m, const char *hint, const char *what, const char *how)
{
    m->is_lost = true;
    err_set(&m->why, ST_IO, hint, "%s: %s", what, how);
}

static bool send(struct crew *c, size_t i, const struct asked *asked)
{
    struct view question = question_of(c, asked->item);
    char message[QUESTION_MOST];
    struct os_fault why;
    const struct head head = { .number = asked->number, .n = question.n };
    memcpy(message, &head, sizeof head);
    memcpy(message + sizeof head, question.p, question.n);
    return os_write_all(&c->children[i].to, message, sizeof head + question.n, &why);
}

/* All that its member has; what may have cost a child already is asked alone. */
static bool send_more(struct crew *c, size_t i)
{
    struct member *m = &c->members[i];
    size_t end = m->asked[0].tries > 1 ? 1 : m->n;
    while (m->n_sent < end)
        if (!send(c, i, &m->asked[m->n_sent++]))
            return false;
    return true;
}

static bool begin(struct crew *c, size_t i)
{
    struct os_fault why;
    if (c->children[i].process || os_child_begin(serve, &c->task, &c->children[i], &why))
        return true;
    lose(&c->members[i], "let this user have more processes, or give a smaller number with --jobs",
         "no process to read it in can be started", os_fault_text(&why).text);
    return false;
}

/* Asks what its member has, if need be of a new child, as long as the first has tries left. */
static void ask(struct crew *c, size_t i, struct os_text how)
{
    struct member *m = &c->members[i];
    buf_clear(&m->got);
    m->heard = 0;
    m->waited = 0;
    while (m->asked[0].tries < TRIES) {
        if (!begin(c, i))
            return;
        m->asked[0].tries++;
        m->n_sent = 0;
        if (send_more(c, i))
            return;
        how = os_child_end(&c->children[i]);
    }
    lose(m, LOST_HINT, "what reads it has broken twice", how.text);
}

bool crew_ask(struct crew *c, void *item)
{
    struct asked asked = { .item = item, .bytes = sizeof(struct head) + question_of(c, item).n };
    size_t i = find_room(c, asked.bytes);
    if (i == c->most)
        return false;
    struct member *m = &c->members[i];
    asked.number = ++c->count;
    m->asked[m->n++] = asked;
    m->bytes += asked.bytes;
    if (m->n == 1)
        ask(c, i, (struct os_text){ "" });
    else if (!send_more(c, i))
        ask(c, i, os_child_end(&c->children[i]));
    c->full = m->is_lost && m->asked[0].tries == 0 && count_children(c);
    if (c->full) { /* those that there are will do */
        m->is_lost = false;
        m->n = m->bytes = 0;
    }
    return !c->full;
}

/* What came so far: more is to come, it is whole, or nothing that a child with this task says. */
static enum heard { MORE, WHOLE, NONSENSE } look(const struct member *m, struct view *answer)
{
    struct view came = view_from(buf_view(&m->got), m->heard);
    struct head head;
    if (came.n < sizeof head)
        return m->got.failed ? NONSENSE : MORE;
    memcpy(&head, came.p, sizeof head);
    came = view_from(came, sizeof head);
    if (m->got.failed || head.number != m->asked[0].number || head.n > LIMIT_ANSWER_BYTES || (came.n > head.n && m->n_sent == 1))
        return NONSENSE;
    *answer = view_first(came, (size_t)head.n);
    return answer->n == head.n ? WHOLE : MORE;
}

/* The first is done: the next one is what its child is at. */
static void *shift(struct member *m)
{
    void *item = m->asked[0].item;
    m->bytes -= m->asked[0].bytes;
    m->n_sent -= m->n_sent > 0;
    memmove(m->asked, m->asked + 1, --m->n * sizeof m->asked[0]);
    m->waited = 0;
    m->is_lost = false;
    return item;
}

static void *take(struct crew *c, size_t i, struct view answer)
{
    struct member *m = &c->members[i];
    if (!c->task.take(c->task.context, m->asked[0].item, answer))
        return NULL;
    m->heard += sizeof(struct head) + answer.n;
    if (m->heard == m->got.n && m->got.cap > LIMIT_SPOOL_MEMORY) {
        buf_free(&m->got);
        m->heard = 0;
    }
    void *item = shift(m);
    if (m->n) {
        m->asked[0].tries++;
        if (!send_more(c, i))
            ask(c, i, os_child_end(&c->children[i]));
    }
    return item;
}

static void *tell_lost(struct crew *c, size_t i)
{
    struct member *m = &c->members[i];
    void *item = shift(m);
    c->task.lose(c->task.context, item, &m->why);
    if (m->n)
        ask(c, i, (struct os_text){ "" });
    return item;
}

/* Of what a child has said so far: its item that is taken, or lost; NULL. A child that lies makes room for another. */
static void *hear_one(struct crew *c, size_t i)
{
    struct member *m = &c->members[i];
    struct view answer;
    if (m->n && !m->is_lost) {
        enum heard heard = look(m, &answer);
        void *item = heard == WHOLE ? take(c, i, answer) : NULL;
        if (item || heard == MORE)
            return item;
        (void)os_child_end(&c->children[i]);
        ask(c, i, (struct os_text){ "an answer that makes no sense" });
    }
    return m->is_lost ? tell_lost(c, i) : NULL;
}

/* Reads what a child says; one that has ended makes room for another. */
static void listen(struct crew *c, size_t i)
{
    struct member *m = &c->members[i];
    struct os_fault why;
    char piece[PIECE];
    size_t got;
    if (!os_read(&c->children[i].from, piece, sizeof piece, &got, &why) || got == 0) {
        ask(c, i, os_child_end(&c->children[i]));
        return;
    }
    if (m->heard) {
        m->got.n -= m->heard;
        memmove(m->got.p, m->got.p + m->heard, m->got.n);
        m->heard = 0;
    }
    buf_put(&m->got, (struct view){ .p = piece, .n = got });
}

static bool is_waited_for(const struct member *m)
{
    return m->n && !m->is_lost;
}

/* Those whose patience has run out. Slices are counted, not hours: a machine that slept has waited for nobody. */
static void count_slice(struct crew *c, int64_t milliseconds)
{
    for (size_t i = 0; i < c->most; i++) {
        struct member *m = &c->members[i];
        if (!is_waited_for(m) || (m->waited += milliseconds < SLICE_MS ? milliseconds : SLICE_MS) < c->task.patience)
            continue;
        struct os_text how = os_child_end(&c->children[i]);
        if (m->n_sent > 1)
            ask(c, i, how);
        else
            lose(m, LOST_HINT, "what reads it was ended", "there was no answer for too long");
    }
}

void *crew_hear(struct crew *c)
{
    for (;;) {
        bool which[OS_CHILDREN_MOST];
        for (size_t i = 0; i < c->most; i++) {
            void *item = hear_one(c, i);
            if (item)
                return item;
            which[i] = is_waited_for(&c->members[i]);
        }
        int64_t began = os_clock();
        os_children_wait(c->children, which, c->most, c->task.patience < SLICE_MS ? (int)c->task.patience : SLICE_MS);
        count_slice(c, os_clock() - began);
        for (size_t i = 0; i < c->most; i++)
            if (which[i] && is_waited_for(&c->members[i]))
                listen(c, i);
    }
}

/* A child ends by itself when nobody can ask it any more, so that whoever measures it hears of it; one that doesn't is ended. */
void crew_close(struct crew *c)
{
    int64_t until = os_clock() + END_MS;
    for (size_t i = 0; i < c->most; i++)
        os_drop(&c->children[i].to);
    for (size_t i = 0; i < c->most; i++) {
        int64_t left = until - os_clock();
        bool which = true;
        if (c->children[i].process && left > 0)
            os_children_wait(&c->children[i], &which, 1, (int)left);
        (void)os_child_end(&c->children[i]);
        buf_free(&c->members[i].got);
    }
    free(c);
}
