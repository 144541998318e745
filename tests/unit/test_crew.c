/* Children that answer: each item is taken or lost, whatever a child does or says, and costs nobody else. */
#include "flow/crew.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit.h"

/* Shared by all processes. */
static int *tries;

struct item {
    const char *question;
    size_t taken, lost;
    char why[400];
};

/* The pipe to the parent is all that a child may write to. */
static int pipe_to_parent(void)
{
    for (int fd = 3; fd < 4096; fd++)
        if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY && fcntl(fd, F_GETFL) != -1)
            return fd;
    _exit(99);
}

static void say(const void *p, size_t n)
{
    struct os_file to = { .handle = pipe_to_parent() + 1 };
    struct os_fault why;
    if (!os_write_all(&to, p, n, &why))
        _exit(98);
}

static void say_head(uint64_t number, uint64_t n)
{
    const uint64_t head[] = { number, n };
    say(head, sizeof head);
}

static void say_without_end(void)
{
    static char noise[1 << 16];
    say_head(1, LIMIT_ANSWER_BYTES);
    for (;;)
        say(noise, sizeof noise);
}

static _Noreturn void close_and_stay(void)
{
    close(pipe_to_parent());
    for (;;)
        pause();
}

/* cmocka's own handler, where it has one, would go on with the tests in the child. */
static _Noreturn void crash(void)
{
    (void)signal(SIGSEGV, SIG_DFL);
    (void)kill(getpid(), SIGKILL);
    (void)raise(SIGSEGV);
    _exit(1);
}

/* Each is asked as the first question of its crew, so its number is 1. */
static void answer(void *context, struct worker *w, struct view question, struct buf *out)
{
    (void)context, (void)w;
    if (view_eq(question, VIEW("crash")) || (view_eq(question, VIEW("crash once")) && (*tries)++ == 0))
        crash();
    if (view_eq(question, VIEW("end")))
        _exit(70);
    if (view_eq(question, VIEW("other number")))
        say_head(2, 0), pause();
    if (view_eq(question, VIEW("too long")))
        say_head(1, (uint64_t)LIMIT_ANSWER_BYTES + 1), pause();
    if (view_eq(question, VIEW("longer than memory")))
        say_head(1, UINT64_MAX), pause();
    if (view_eq(question, VIEW("half a head")))
        say("12345", 5), _exit(0);
    if (view_eq(question, VIEW("half an answer")))
        say_head(1, 10), say("12345", 5), _exit(0);
    if (view_eq(question, VIEW("two at once")))
        say("\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0x\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0x", 34), pause();
    if (view_eq(question, VIEW("noise")))
        say_without_end();
    if (view_eq(question, VIEW("stay")))
        close_and_stay();
    if (view_eq(question, VIEW("silence")))
        for (;;)
            pause();
    if (view_eq(question, VIEW("as long as may be")) || view_eq(question, VIEW("longer than may be")))
        for (size_t i = 0; i <= LIMIT_ANSWER_BYTES - (view_starts(question, VIEW("as")) ? 1u : 0u); i++)
            buf_putc(out, 'x');
    else
        buf_put(out, question);
}

static struct view question_of(void *context, const void *item)
{
    (void)context;
    return view_of(((const struct item *)item)->question);
}

static bool take(void *context, void *item, struct view bytes)
{
    struct item *i = item;
    size_t *n_taken = context;
    if (view_eq(bytes, VIEW("refused")) || strcmp(i->question, "noise") == 0)
        return false;
    assert_true(view_eq_text(bytes, i->question) || bytes.n == LIMIT_ANSWER_BYTES || strlen(i->question) > LIMIT_PATH_BYTES);
    i->taken++;
    ++*n_taken;
    return true;
}

static void lose(void *context, void *item, const struct err *why)
{
    struct item *i = item;
    (void)context;
    i->lost++;
    assert_true(why->hint[0]);
    (void)snprintf(i->why, sizeof i->why, "%s", why->what);
}

static struct crew_task task_of(size_t *n_taken, int64_t patience)
{
    static const struct resources resources;
    return (struct crew_task){
        .resources = &resources, .context = n_taken, .question = question_of, .answer = answer, .take = take, .lose = lose,
        .patience = patience,
    };
}

static void expect_no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void whatever_a_child_does_its_item_is_lost_with_a_reason_and_the_next_one_is_not(void **state)
{
    static const struct {
        const char *question, *why; /* NULL: it is taken */
    } rows[] = {
        { "fine", NULL },
        { "", NULL },
        { "crash once", NULL },
        { "as long as may be", NULL },
        { "longer than may be", "what reads it has broken twice: exit code 0" },
        { "crash", "what reads it has broken twice: signal" },
        { "end", "what reads it has broken twice: exit code 70" },
        { "other number", "what reads it has broken twice: an answer that makes no sense" },
        { "too long", "what reads it has broken twice: an answer that makes no sense" },
        { "longer than memory", "what reads it has broken twice: an answer that makes no sense" },
        { "half a head", "what reads it has broken twice: exit code 0" },
        { "half an answer", "what reads it has broken twice: exit code 0" },
        { "two at once", "what reads it has broken twice: an answer that makes no sense" },
        { "noise", "what reads it has broken twice: an answer that makes no sense" },
        { "refused", "what reads it has broken twice: an answer that makes no sense" },
        { "stay", "what reads it has broken twice: signal 9" },
        { "silence", "what reads it was ended: there was no answer for too long" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t n_taken = 0;
        bool is_silent = strcmp(rows[i].question, "silence") == 0;
        const struct crew_task task = task_of(&n_taken, is_silent ? 100 : 0);
        struct item item = { .question = rows[i].question }, next = { .question = "next" };
        struct crew *crew = crew_open(&task, 1);
        *tries = 0;
        assert_true(crew_ask(crew, &item));
        assert_false(crew_ask(crew, &next));
        assert_ptr_equal(crew_hear(crew), &item);
        assert_true(crew_ask(crew, &next));
        assert_ptr_equal(crew_hear(crew), &next);
        if (item.taken != (rows[i].why == NULL) || item.lost != (rows[i].why != NULL) ||
            (rows[i].why && !view_starts(view_of(item.why), view_of(rows[i].why))))
            fail_msg("'%s': taken %zu, lost %zu: %s", rows[i].question, item.taken, item.lost, item.why);
        assert_true(is_silent || next.taken == 1);
        crew_close(crew);
        expect_no_children();
    }
}

static void several_children_share_many_items_with_those_that_break_among_them(void **state)
{
    enum { MANY = 60 };
    static struct item items[MANY];
    (void)state;
    for (size_t round = 0; round < 6; round++) {
        size_t most = 1 + round / 2 * 3, ahead = round % 2 ? 16 : 0, n_taken = 0, asked = 0, heard = 0, lost = 0;
        struct crew_task task = task_of(&n_taken, 0);
        task.ahead = ahead;
        struct crew *crew = crew_open(&task, most);
        for (size_t i = 0; i < MANY; i++)
            items[i] = (struct item){ .question = i == 7 ? "crash" : i == 9 ? "end" : i == 31 ? "noise" : "fine" };
        while (heard < MANY) {
            while (asked < MANY && crew_ask(crew, &items[asked]))
                asked++;
            assert_true(asked - heard <= most * (ahead ? ahead : 1));
            assert_non_null(crew_hear(crew));
            heard++;
        }
        crew_close(crew);
        for (size_t i = 0; i < MANY; i++) {
            assert_int_equal(items[i].taken + items[i].lost, 1);
            assert_int_equal(items[i].taken, strcmp(items[i].question, "fine") == 0);
            lost += items[i].lost;
        }
        assert_int_equal(lost, 3);
        assert_int_equal(n_taken, MANY - 3);
        expect_no_children();
    }
}

/* Their answers may have waited in the child for its: they are lost with it, and asked again. */
static void what_a_child_has_beside_one_that_breaks_it_is_taken(void **state)
{
    static const char *const breaks[] = { "crash", "end", "noise", "silence", "stay", "half an answer", "refused" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(breaks) * 4; i++) {
        enum { FEW = 4 };
        size_t n_taken = 0, at = i % FEW;
        struct crew_task task = task_of(&n_taken, 200);
        struct item items[FEW];
        task.ahead = FEW;
        struct crew *crew = crew_open(&task, 1);
        for (size_t k = 0; k < FEW; k++) {
            items[k] = (struct item){ .question = k == at ? breaks[i / FEW] : "fine" };
            assert_true(crew_ask(crew, &items[k]));
        }
        for (size_t k = 0; k < FEW; k++)
            assert_ptr_equal(crew_hear(crew), &items[k]);
        for (size_t k = 0; k < FEW; k++)
            if (items[k].taken != (k != at) || items[k].lost != (k == at))
                fail_msg("%s at %zu: %zu is taken %zu, lost %zu: %s", breaks[i / FEW], at, k, items[k].taken, items[k].lost, items[k].why);
        crew_close(crew);
        expect_no_children();
    }
}

/* A pipe might not take them while nobody reads. */
static void questions_that_are_long_together_wait(void **state)
{
    static char text[2000];
    size_t n_taken = 0;
    struct crew_task task = task_of(&n_taken, 0);
    struct item items[3];
    (void)state;
    (void)memset(text, 'x', sizeof text - 1);
    task.ahead = COUNT_OF(items);
    struct crew *crew = crew_open(&task, 1);
    for (size_t i = 0; i < COUNT_OF(items); i++)
        items[i] = (struct item){ .question = text };
    assert_true(crew_ask(crew, &items[0]));
    assert_true(crew_ask(crew, &items[1]));
    assert_false(crew_ask(crew, &items[2]));
    assert_ptr_equal(crew_hear(crew), &items[0]);
    crew_close(crew);
    expect_no_children();
}

static void a_question_longer_than_a_path_is_cut(void **state)
{
    static char text[3 * LIMIT_PATH_BYTES];
    size_t n_taken = 0;
    const struct crew_task task = task_of(&n_taken, 0);
    struct item item = { .question = memset(text, 'x', sizeof text - 1) };
    struct crew *crew = crew_open(&task, 1);
    (void)state;
    assert_true(crew_ask(crew, &item));
    assert_ptr_equal(crew_hear(crew), &item);
    assert_int_equal(n_taken, 1);
    crew_close(crew);
}

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    tries = mmap(NULL, sizeof *tries, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return tries == MAP_FAILED;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_child_does_its_item_is_lost_with_a_reason_and_the_next_one_is_not),
        cmocka_unit_test(several_children_share_many_items_with_those_that_break_among_them),
        cmocka_unit_test(what_a_child_has_beside_one_that_breaks_it_is_taken),
        cmocka_unit_test(questions_that_are_long_together_wait),
        cmocka_unit_test(a_question_longer_than_a_path_is_cut),
    };
    return os_has_children ? cmocka_run_group_tests(tests, set_up, NULL) : 0;
}
