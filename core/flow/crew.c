#include "flow/crew.h"

#include "base/limits.h"

enum { TRIES = 2, SLICE_MS = 1000, END_MS = 5000, PIECE = 64 << 10 };

static const char LOST_HINT[] = "don't open it: it may be made to break programs, or need more memory than there is";

/* In front of each question and its answer. */
struct head {
    uint64_t number, n; /* of the question; bytes behind the head */
};

enum state { FREE, ASKED, LOST /* `why` says it, and nobody has heard it yet */ };

struct member {
    enum state state;
    void *item;
    uint64_t number;
    unsigned tries;
    int64_t waited; /* milliseconds */
    struct buf got;
    struct err why;
};

struct crew {
    struct crew_task task;
    size_t most;
    bool full; /* no more children can be had */
    uint64_t asked;
    struct member members[OS_CHILDREN_MOST];
    struct os_child children[OS_CHILDREN_MOST]; /* by member */
};

/* --- in the child --- */

static bool read_all(const struct os_file *from, void *p, size_t n)
{
    char *at = p;
    struct os_fault why;
    for (size_t got; n; at += got, n -= got)
        if (!os_read(from, at, n, &got, &why) || got == 0)
            return false;
    return true;
}

static void serve(void *context, const struct os_file *asked, const struct os_file *answers)
{
    const struct crew_task *task = context;
    struct buf out = BUF_INIT(sizeof(struct head) + LIMIT_ANSWER_BYTES);
    char question[LIMIT_PATH_BYTES + 1];
    struct worker w;
    struct head head;
    struct os_fault why;
    (void)os_confine(&task->needs);
    worker_open(&w, task->resources);
    while (read_all(asked, &head, sizeof head) && head.n <= LIMIT_PATH_BYTES && read_all(asked, question, (size_t)head.n)) {
        question[head.n] = '\0';
        buf_clear(&out);
        buf_put(&out, (struct view){ .p = (const char *)&head, .n = sizeof head });
        task->answer(task->context, &w, (struct view){ .p = question, .n = (size_t)head.n }, &out);
        head.n = out.n - sizeof head;
        memcpy(out.p, &head, sizeof head);
        if (out.failed || !os_write_all(answers, out.p, out.n, &why))
            break;
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
    if (c->task.patience == 0)
        c->task.patience = (int64_t)LIMIT_ANSWER_SECONDS * 1000;
    for (size_t i = 0; i < c->most; i++)
        c->members[i].got = BUF_INIT(sizeof(struct head) + LIMIT_ANSWER_BYTES);
    return c;
}

static size_t count_children(const struct crew *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->most; i++)
        n += c->children[i].process != 0;
    return n;
}

/* One that has a child already; then one that may get one; `most` when there is none. */
static size_t find_free(const struct crew *c)
{
    size_t found = c->most;
    for (size_t i = 0; i < c->most; i++) {
        if (c->members[i].state != FREE)
            continue;
        if (c->children[i].process)
            return i;
        if (found == c->most && (!c->full || count_children(c) == 0))
            found = i;
    }
    return found;
}

static void lose(struct member *m, const char *hint, const char *what, const char *how)
{
    m->state = LOST;
    err_set(&m->why, ST_IO, hint, "%s: %s", what, how);
}

static bool send(struct crew *c, size_t i)
{
    struct member *m = &c->members[i];
    struct view question = view_first(c->task.question(c->task.context, m->item), LIMIT_PATH_BYTES);
    char message[sizeof(struct head) + LIMIT_PATH_BYTES];
    struct os_fault why;
    const struct head head = { .number = m->number, .n = question.n };
    memcpy(message, &head, sizeof head);
    memcpy(message + sizeof head, question.p, question.n);
    buf_clear(&m->got);
    m->waited = 0;
    m->state = ASKED;
    return os_write_all(&c->children[i].to, message, sizeof head + question.n, &why);
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

/* Asks, if need be of a new child, as long as the item has tries left. */
static void ask(struct crew *c, size_t i, struct os_text how)
{
    struct member *m = &c->members[i];
    while (m->tries < TRIES) {
        if (!begin(c, i))
            return;
        m->tries++;
        if (send(c, i))
            return;
        how = os_child_end(&c->children[i]);
    }
    lose(m, LOST_HINT, "what reads it has broken twice", how.text);
}

bool crew_ask(struct crew *c, void *item)
{
    size_t i = find_free(c);
    if (i == c->most)
        return false;
    struct member *m = &c->members[i];
    m->item = item;
    m->number = ++c->asked;
    m->tries = 0;
    ask(c, i, (struct os_text){ "" });
    c->full = m->state == LOST && m->tries == 0 && count_children(c);
    if (c->full) /* those that there are will do */
        m->state = FREE;
    return !c->full;
}

/* What came so far: more is to come, it is whole, or nothing that a child with this task says. */
static enum heard { MORE, WHOLE, NONSENSE } look(const struct member *m)
{
    struct head head;
    if (m->got.n < sizeof head)
        return m->got.failed ? NONSENSE : MORE;
    memcpy(&head, m->got.p, sizeof head);
    if (m->got.failed || head.number != m->number || head.n > LIMIT_ANSWER_BYTES || m->got.n - sizeof head > head.n)
        return NONSENSE;
    return m->got.n - sizeof head == head.n ? WHOLE : MORE;
}

/* Reads what a child has said; true when its item is taken. A child that has ended, or lies, makes room for another. */
static bool listen(struct crew *c, size_t i)
{
    struct member *m = &c->members[i];
    struct os_fault why;
    char piece[PIECE];
    size_t got;
    if (!os_read(&c->children[i].from, piece, sizeof piece, &got, &why) || got == 0) {
        ask(c, i, os_child_end(&c->children[i]));
        return false;
    }
    buf_put(&m->got, (struct view){ .p = piece, .n = got });
    enum heard heard = look(m);
    if (heard == MORE)
        return false;
    if (heard == WHOLE && c->task.take(c->task.context, m->item, view_from(buf_view(&m->got), sizeof(struct head)))) {
        m->state = FREE;
        if (m->got.cap > LIMIT_SPOOL_MEMORY)
            buf_free(&m->got);
        return true;
    }
    (void)os_child_end(&c->children[i]);
    ask(c, i, (struct os_text){ "an answer that makes no sense" });
    return false;
}

/* Those whose patience has run out. Slices are counted, not hours: a machine that slept has waited for nobody. */
static void count_slice(struct crew *c, int64_t milliseconds)
{
    for (size_t i = 0; i < c->most; i++) {
        struct member *m = &c->members[i];
        if (m->state != ASKED || (m->waited += milliseconds < SLICE_MS ? milliseconds : SLICE_MS) < c->task.patience)
            continue;
        (void)os_child_end(&c->children[i]);
        lose(m, LOST_HINT, "what reads it was ended", "there was no answer for too long");
    }
}

/* The first that is lost; NULL. */
static void *tell_lost(struct crew *c)
{
    for (size_t i = 0; i < c->most; i++) {
        struct member *m = &c->members[i];
        if (m->state != LOST)
            continue;
        m->state = FREE;
        c->task.lose(c->task.context, m->item, &m->why);
        return m->item;
    }
    return NULL;
}

void *crew_hear(struct crew *c)
{
    for (;;) {
        bool which[OS_CHILDREN_MOST];
        void *lost = tell_lost(c);
        if (lost)
            return lost;
        for (size_t i = 0; i < c->most; i++)
            which[i] = c->members[i].state == ASKED;
        int64_t began = os_clock();
        os_children_wait(c->children, which, c->most, c->task.patience < SLICE_MS ? (int)c->task.patience : SLICE_MS);
        count_slice(c, os_clock() - began);
        for (size_t i = 0; i < c->most; i++)
            if (which[i] && c->members[i].state == ASKED && listen(c, i))
                return c->members[i].item;
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
