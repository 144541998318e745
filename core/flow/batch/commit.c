#include "flow/batch/commit.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "format/digest.h"
#include "os/os.h"

#include <stdatomic.h>

#define PREFIX ".certcase-tmp-"

struct commit {
    struct os_folder *folder;
    struct os_file lock, own_lock; /* of all runs in the folder, which shards hold together; of this label */
    bool overwrite, only_look;
    bool empty; /* no file of the ending was there at the beginning: there is nothing to look for */
    bool (*made)(const void *from, struct view name, const unsigned char sha256[32]);
    const void *from;
    char path[4096], label[32];
    atomic_size_t counter;
};

static bool at_name(const struct commit *c, struct view name, struct err *e)
{
    AUTO(arena_free) struct arena arena = { 0 };
    return err_at(e, "%s", name.n ? path_join(&arena, view_of(c->path), name).p : c->path);
}

static bool failed(const struct commit *c, struct view name, const struct os_fault *why, struct err *e)
{
    const char *hint = why->kind == OS_EXISTS    ? "give --force to replace it, or another folder with -o"
                       : why->kind == OS_FULL    ? "free some space, then go on with --resume"
                       : why->kind == OS_BUSY    ? "close it there, then go on with --resume"
                       : why->kind == OS_MISSING ? "the folder is gone: make it again, then go on with --resume"
                                                 : "check the folder and its permissions";
    err_set(e, ST_IO, hint, why->kind == OS_EXISTS ? "exists already, with other content" : "can't write: %s", os_fault_text(why).text);
    return at_name(c, name, e);
}

static bool take_lock(const struct commit *c, const char *label, bool shared, struct os_file *file, struct err *e)
{
    char name[80];
    struct os_fault why;
    snprintf(name, sizeof name, ".certcase%s%s.lock", label[0] ? "-" : "", label);
    if (!os_open_write(c->folder, name, false, file, &why))
        err_set(e, ST_IO, "check the folder and its permissions, or give another one with -o", "can't write: %s", os_fault_text(&why).text);
    else if (os_lock(file, shared, &why))
        return true;
    else if (why.kind == OS_BUSY)
        err_set(e, ST_IO, "wait for it to end, or give another folder with -o", "another run is at work in this folder");
    else
        err_set(e, ST_IO, "give a folder on another file system with -o", "can't lock: %s", os_fault_text(&why).text);
    return at_name(c, view_of(name), e);
}

static bool take_locks(struct commit *c, bool alone, struct err *e)
{
    return take_lock(c, "", !alone, &c->lock, e) && (alone || take_lock(c, c->label, false, &c->own_lock, e));
}

static bool is_leftover(const struct commit *c, const char *name, bool all)
{
    char own[64];
    snprintf(own, sizeof own, PREFIX "%s-", c->label);
    return strncmp(name, all ? PREFIX : own, strlen(all ? PREFIX : own)) == 0;
}

static bool clean(struct commit *c, const struct commit_options *o, struct err *e)
{
    struct os_entry entry;
    struct os_fault why;
    enum os_next next;
    c->empty = o->ending.n > 0;
    while ((next = os_folder_next(c->folder, &entry, &why)) == OS_NEXT) {
        bool leftover = is_leftover(c, entry.name, o->clean_all);
        if (leftover && !c->only_look)
            (void)!os_remove(c->folder, entry.name, &why); /* if it can't go, writing fails with a better message */
        else if (view_ends_nocase(view_of(entry.name), o->ending))
            c->empty = false;
    }
    return next == OS_NEXT_END || failed(c, VIEW(""), &why, e);
}

bool commit_open(const struct commit_options *o, struct commit **out, struct err *e)
{
    struct commit *c = calloc(1, sizeof *c);
    if (!c)
        die_oom(sizeof *c);
    snprintf(c->path, sizeof c->path, "%s", o->folder);
    snprintf(c->label, sizeof c->label, "%.*s", VIEW_ARG(o->label));
    c->overwrite = o->overwrite;
    c->only_look = o->only_look;
    c->made = o->made;
    c->from = o->from;
    struct os_fault why;
    bool opened = os_folder_open(o->folder, &c->folder, &why);
    bool missing = !opened && c->only_look && why.kind == OS_MISSING;
    c->empty = missing;
    bool ok = missing || ((opened || failed(c, VIEW(""), &why, e)) && (c->only_look || take_locks(c, o->clean_all, e)) && clean(c, o, e));
    if (ok)
        *out = c;
    else
        commit_close(c);
    return ok;
}

void commit_close(struct commit *c)
{
    os_drop(&c->own_lock);
    os_drop(&c->lock);
    os_folder_close(c->folder);
    free(c);
}

/* Names come from case ids, so they are short; a longer one can't have been written either. */
static bool name_of(struct view name, char out[LIMIT_ENTRY_NAME])
{
    int n = snprintf(out, LIMIT_ENTRY_NAME, "%.*s", VIEW_ARG(name));
    return n > 0 && n < LIMIT_ENTRY_NAME;
}

/* The bytes under this name, on the heap; false when they can't be read, or are not `size` bytes (0: any size that a bundle may have). */
static bool read_present(const struct commit *c, const char *name, size_t size, char **bytes, size_t *n)
{
    struct os_facts facts;
    struct os_file file;
    struct os_fault why;
    *bytes = NULL;
    if (!os_open_read(c->folder, name, OS_NO_FOLLOW, &file, &why))
        return false;
    bool ok = os_look(&file, &facts, &why) && facts.kind == OS_FILE && facts.size <= LIMIT_BUNDLE_BYTES &&
              (size == 0 || facts.size == size);
    *n = ok ? (size_t)facts.size : 0;
    *bytes = ok ? malloc(*n + 1) : NULL;
    if (ok && !*bytes)
        die_oom(*n);
    ok = ok && os_read_at(&file, 0, *bytes, *n, &why);
    os_drop(&file);
    if (!ok)
        free(*bytes);
    return ok;
}

static bool digest_of(const struct commit *c, struct view name, unsigned char sha256[32])
{
    char text[LIMIT_ENTRY_NAME], *bytes;
    size_t n;
    if (!name_of(name, text) || !read_present(c, text, 0, &bytes, &n))
        return false;
    digest_sha256((struct view){ .p = bytes, .n = n }, sha256);
    free(bytes);
    return true;
}

bool commit_has(const struct commit *c, struct view name, const unsigned char sha256[32])
{
    unsigned char present[32];
    return digest_of(c, name, present) && memcmp(present, sha256, sizeof present) == 0;
}

static bool may_replace(const struct commit *c, struct view name)
{
    unsigned char present[32];
    return c->overwrite || (c->made && digest_of(c, name, present) && c->made(c->from, name, present));
}

static bool has_bytes(const struct commit *c, const char *name, struct view bytes)
{
    char *present;
    size_t n;
    if (!read_present(c, name, bytes.n, &present, &n))
        return false;
    bool same = memcmp(present, bytes.p, n) == 0;
    free(present);
    return same;
}

static bool write_beside(const struct commit *c, const char *temporary, struct view bytes, enum os_access access, struct os_fault *why)
{
    struct os_file file;
    struct os_fault ignored;
    if (!os_create_new(c->folder, temporary, access, &file, why))
        return false;
    bool ok = os_write_all(&file, bytes.p, bytes.n, why);
    if (!ok)
        os_drop(&file);
    ok = ok && os_close(&file, why);
    if (!ok)
        (void)!os_remove(c->folder, temporary, &ignored);
    return ok;
}

static bool is_there(const struct commit *c, const char *name)
{
    struct os_facts facts;
    struct os_fault missing;
    return !c->empty && os_look_at(c->folder, name, OS_NO_FOLLOW, &facts, &missing);
}

bool commit_stage(struct commit *c, struct staged *s, struct view bytes, enum os_access access, struct err *e)
{
    char name[LIMIT_ENTRY_NAME];
    struct os_fault why = os_fault_of(OS_NAME_LENGTH);
    s->temporary[0] = '\0';
    s->replaces = c->overwrite; /* also what comes in between */
    if (!name_of(s->name, name))
        return failed(c, s->name, &why, e);
    if (is_there(c, name)) {
        if (c->overwrite && !file_may_replace(c->folder, name, e))
            return at_name(c, view_of(name), e);
        if (has_bytes(c, name, bytes))
            return true;
        why = os_fault_of(OS_EXISTS);
        if (!may_replace(c, s->name))
            return failed(c, s->name, &why, e);
        s->replaces = true;
    }
    if (c->only_look)
        return true;
    size_t number = atomic_fetch_add(&c->counter, 1);
    snprintf(s->temporary, sizeof s->temporary, PREFIX "%s-%zu", c->label, number);
    if (write_beside(c, s->temporary, bytes, access, &why))
        return true;
    s->temporary[0] = '\0';
    return failed(c, s->name, &why, e);
}

void commit_drop(struct commit *c, struct staged *s)
{
    struct os_fault ignored;
    if (s->temporary[0] != '\0')
        (void)!os_remove(c->folder, s->temporary, &ignored);
    s->temporary[0] = '\0';
}

bool commit_sync(struct commit *c, struct err *e)
{
    struct os_fault why;
    return os_folder_flush_all(c->folder, &why) || failed(c, VIEW(""), &why, e);
}

/* What came in between is no trouble when it is the very same. */
static bool came_already(const struct commit *c, const char *temporary, const char *name)
{
    char *bytes;
    size_t n;
    if (!read_present(c, temporary, 0, &bytes, &n))
        return false;
    bool same = has_bytes(c, name, (struct view){ .p = bytes, .n = n });
    free(bytes);
    return same;
}

bool commit_rename(struct commit *c, struct staged *s, struct err *e)
{
    char name[LIMIT_ENTRY_NAME];
    if (s->temporary[0] == '\0')
        return true;
    struct os_fault why = os_fault_of(OS_NAME_LENGTH);
    bool named = name_of(s->name, name);
    bool renamed = named && (s->replaces ? os_replace(c->folder, s->temporary, name, &why)
                                         : os_publish(c->folder, s->temporary, name, &why));
    bool ok = renamed || (named && why.kind == OS_EXISTS && came_already(c, s->temporary, name));
    if (renamed)
        s->temporary[0] = '\0';
    else
        commit_drop(c, s);
    return ok || failed(c, s->name, &why, e);
}

bool commit_finish(struct commit *c, struct err *e)
{
    struct os_fault why;
    return os_folder_flush(c->folder, &why) || failed(c, VIEW(""), &why, e);
}
