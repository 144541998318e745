/* Which files a search finds, in which order, and what it passes over. */
#include "flow/walk.h"

#include "folder.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>

/* What the C library's own readdir is made to say. */
static enum { AS_IT_IS, NO_TYPES, BROKEN } reading;

struct dirent *readdir(DIR *folder)
{
    struct dirent *(*next)(DIR *) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "readdir");
    struct dirent *d = reading == BROKEN ? NULL : next(folder);
    if (reading == BROKEN)
        errno = EIO;
    if (d && reading == NO_TYPES)
        d->d_type = DT_UNKNOWN;
    return d;
}

struct found {
    char text[2000]; /* paths, one a line; "!" in front of trouble */
    char links[200]; /* the same of what was passed over */
    size_t others;
    bool searched;
};

static void on_link(void *to, struct view path)
{
    struct found *out = to;
    size_t n = strlen(out->links);
    snprintf(out->links + n, sizeof out->links - n, "%.*s\n", VIEW_ARG(path));
}

static void walk_all(struct folder *f, const char *const *names, FILE *list, struct found *out)
{
    struct view_list named = { 0 };
    for (size_t i = 0; names[i]; i++)
        *LIST_ADD(&f->arena, &named) = view_of(names[i]);
    struct walk *walk = walk_open(&(struct walk_options){ .named = &named, .list = list, .names_most = LIMIT_FOLDER_NAMES,
                                                          .link = on_link, .to = out });
    struct walk_item item;
    *out = (struct found){ 0 };
    while (walk_next(walk, &f->arena, &item)) {
        size_t n = strlen(out->text);
        snprintf(out->text + n, sizeof out->text - n, "%s%.*s\n", item.trouble.status != ST_OK ? "!" : "",
                 (int)view_first(item.path, 60).n, item.path.p);
    }
    out->others = walk_seen(walk)->others;
    out->searched = walk_seen(walk)->searched;
    walk_close(walk);
}

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    assert_int_equal(chdir(f->path), 0);
    folder_sh(f,
              "mkdir -p in/b/c in/.hidden out in/empty.zip; touch in/a.zip in/B.ZIP in/b/2.zip in/b/10.zip in/b/c/x.zip in/.hidden/y.zip"
              " in/note.txt in/zip in/batch.ndjson in/batch-1-of-2.ndjson"
              " out/secret.zip named.bin; ln -s ../out in/link; ln -s ../named.bin in/tool;"
              " ln -s ../out/secret.zip in/link.zip; ln -s in/b linked");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    assert_int_equal(chdir("/"), 0);
    folder_close(*state);
    free(*state);
    return 0;
}

static void a_folder_is_searched_in_byte_order_and_never_left(void **state)
{
    for (int round = 0; round < 2; round++) {
        struct found got;
        reading = round ? NO_TYPES : AS_IT_IS;
        walk_all(*state, (const char *const[]){ "in", NULL }, NULL, &got);
        assert_string_equal(got.text, "in/.hidden/y.zip\nin/B.ZIP\nin/a.zip\nin/b/10.zip\nin/b/2.zip\nin/b/c/x.zip\n");
        assert_int_equal(got.others, 5); /* note.txt, zip, the links */
        assert_string_equal(got.links, "in/link\nin/link.zip\n");
        assert_true(got.searched);
    }
    reading = AS_IT_IS;
}

static void other_endings_are_found_when_they_are_wanted(void **state)
{
    static const char *const endings[] = { ".txt", ".P7B", NULL };
    struct folder *f = *state;
    struct view named[] = { VIEW("named.bin"), VIEW("in") };
    const struct view_list list = { named, 2, 2 };
    struct walk *walk = walk_open(&(struct walk_options){ .named = &list, .endings = endings });
    char text[1000] = "";
    struct walk_item item;
    folder_sh(f, "touch in/b/chain.p7b");
    while (walk_next(walk, &f->arena, &item)) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%.*s\n", item.is_found ? "found " : "", VIEW_ARG(item.path));
    }
    assert_string_equal(text, "named.bin\nfound in/.hidden/y.zip\nfound in/B.ZIP\nfound in/a.zip\nfound in/b/10.zip\nfound in/b/2.zip\n"
                              "found in/b/c/x.zip\nfound in/b/chain.p7b\nfound in/note.txt\n");
    assert_int_equal(walk_seen(walk)->others, 4);
    walk_close(walk);
    folder_sh(f, "rm in/b/chain.p7b");
}

static void what_is_named_is_taken_in_that_order(void **state)
{
    struct found got;
    walk_all(*state, (const char *const[]){ "named.bin", "linked/", "gone.zip", "in/a.zip", NULL }, NULL, &got);
    assert_string_equal(got.text, "named.bin\nlinked/10.zip\nlinked/2.zip\nlinked/c/x.zip\ngone.zip\nin/a.zip\n");
}

static void a_list_gives_paths_and_folders(void **state)
{
    static const char list[] = "in/a.zip\r\n\n-\nin/b/c\nlast";
    FILE *stream = fmemopen((void *)(uintptr_t)list, sizeof list - 1, "r");
    struct found got;
    walk_all(*state, (const char *const[]){ "named.bin", "-", "in/a.zip", NULL }, stream, &got);
    assert_string_equal(got.text, "named.bin\nin/a.zip\n!-\nin/b/c/x.zip\nlast\nin/a.zip\n"); /* "-" would read on in the list */
    fclose(stream);
}

static void a_list_that_cant_be_read_is_trouble(void **state)
{
    FILE *stream = fopen("in", "r");
    struct found got;
    walk_all(*state, (const char *const[]){ "named.bin", "-", "in/a.zip", NULL }, stream, &got);
    assert_string_equal(got.text, "named.bin\n!standard input\nin/a.zip\n");
    fclose(stream);
}

static void paths_that_are_no_paths_are_trouble_and_the_rest_is_found(void **state)
{
    static const size_t lengths[] = { LIMIT_PATH_BYTES - 1, LIMIT_PATH_BYTES, 100000 };
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct found got;
        FILE *stream = tmpfile();
        for (size_t n = 0; n < lengths[i]; n++)
            fputc('x', stream);
        fwrite("\na\0b\nin/a.zip\n", 1, 14, stream);
        rewind(stream);
        walk_all(*state, (const char *const[]){ "-", NULL }, stream, &got);
        assert_int_equal(got.text[0], i == 0 ? 'x' : '!');
        const char *rest = strchr(got.text, '\n');
        assert_string_equal(rest, "\n!a\nin/a.zip\n"); /* printf stops at the NUL */
        fclose(stream);
    }
}

static void folders_too_deep_are_trouble(void **state)
{
    struct found got;
    folder_sh(*state, "p=deep; for i in $(seq 31); do p=$p/d; done; mkdir -p $p/d; touch $p/31.zip $p/d/32.zip deep/end.zip");
    walk_all(*state, (const char *const[]){ "deep", NULL }, NULL, &got);
    assert_non_null(strstr(got.text, "!deep/d/d"));
    assert_null(strstr(got.text, "32.zip"));
    assert_non_null(strstr(got.text, "deep/end.zip\n"));
}

/* a.zip and b: each with what it is and a NUL. */
static void a_folder_with_too_many_names_is_trouble(void **state)
{
    enum { BYTES = 5 + 2 + 1 + 2 };
    struct folder *f = *state;
    struct view named[] = { VIEW("full"), VIEW("named.bin") };
    const struct view_list list = { named, 2, 2 };
    folder_sh(f, "mkdir -p full/b; touch full/a.zip full/other");
    for (size_t most = BYTES - 1; most <= BYTES + 1; most++) {
        struct walk *walk = walk_open(&(struct walk_options){ .named = &list, .names_most = most });
        struct walk_item item;
        assert_true(walk_next(walk, &f->arena, &item));
        assert_int_equal(item.trouble.status, most < BYTES ? ST_LIMIT : ST_OK);
        if (most < BYTES)
            assert_string_equal(item.trouble.where, "full");
        assert_true(walk_next(walk, &f->arena, &item));
        assert_int_equal(item.trouble.status, ST_OK);
        assert_true(view_eq(item.path, VIEW("named.bin")));
        walk_close(walk);
    }
    folder_sh(f, "rm -r full");
}

static void a_folder_that_breaks_off_is_trouble(void **state)
{
    struct found got;
    reading = BROKEN;
    walk_all(*state, (const char *const[]){ "in", "named.bin", NULL }, NULL, &got);
    reading = AS_IT_IS;
    assert_string_equal(got.text, "!in\nnamed.bin\n");
}

static void a_folder_that_cant_be_read_is_trouble(void **state)
{
    struct found got;
    if (geteuid() == 0) {
        print_message("SKIPPED: root reads every folder\n");
        skip();
    }
    folder_sh(*state, "mkdir closed; chmod 000 closed");
    walk_all(*state, (const char *const[]){ "closed", "in/a.zip", NULL }, NULL, &got);
    assert_string_equal(got.text, "!closed\nin/a.zip\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_searched_in_byte_order_and_never_left),
        cmocka_unit_test(other_endings_are_found_when_they_are_wanted),
        cmocka_unit_test(what_is_named_is_taken_in_that_order),
        cmocka_unit_test(a_list_gives_paths_and_folders),
        cmocka_unit_test(a_list_that_cant_be_read_is_trouble),
        cmocka_unit_test(paths_that_are_no_paths_are_trouble_and_the_rest_is_found),
        cmocka_unit_test(folders_too_deep_are_trouble),
        cmocka_unit_test(a_folder_with_too_many_names_is_trouble),
        cmocka_unit_test(a_folder_that_breaks_off_is_trouble),
        cmocka_unit_test(a_folder_that_cant_be_read_is_trouble),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
