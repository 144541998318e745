#include "flow/batch/commit.h"

#include "base/arena.h"
#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "os/os.h"

#include <stdatomic.h>

#define PREFIX ".certcase-tmp-"
enum { LOCK_NAME = 80 };

struct commit {
    struct commit_options o;
    struct os_folder *folder;
    struct os_file lock, own_lock; /* of all runs in the folder, which shards hold together; of this label */
    bool empty; /* no file of the ending was there at the beginning: there is nothing to look for */
    atomic_size_t counter;
};

static bool at_name(const struct commit *c, struct view name, struct err *e)
{
    AUTO(arena_free) struct arena arena = { 0 };
    return err_at(e, "%s", name.n ? path_join(&arena, view_of(c->o.folder), name).p : c->o.folder);
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

static void lock_name(struct view label, char out[LOCK_NAME])
{
    snprintf(out, LOCK_NAME, ".certcase%s%.*s.lock", label.n ? "-" : "", VIEW_ARG(label));
}

static bool take_lock(const struct commit *c, struct view label, bool shared, struct os_file *file, struct err *e)
{
    char name[LOCK_NAME];
    struct os_fault why;
    lock_name(label, name);
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

/* The lock that nobody else holds keeps the time, so that a run that was killed before its log says it can go on from it. */
static bool note_time(const struct commit *c, const struct os_file *lock, struct err *e)
{
    char text[TIME_TEXT];
    struct os_fault why;
    size_t n = strlen(time_text(c->o.time, text)), written;
    return (os_write_at(lock, 0, text, n, &written, &why) && os_set_size(lock, n, &why)) || failed(c, VIEW(""), &why, e);
}

static bool take_locks(struct commit *c, struct err *e)
{
    bool alone = c->o.clean_all;
    return take_lock(c, VIEW(""), !alone, &c->lock, e) && (alone || take_lock(c, c->o.label, false, &c->own_lock, e)) &&
           note_time(c, alone ? &c->lock : &c->own_lock, e);
}

int64_t commit_time(const struct commit_options *o)
{
    char name[LOCK_NAME], text[TIME_TEXT];
    struct os_folder *folder;
    struct os_entry entry;
    struct os_file lock;
    struct os_fault ignored;
    size_t got = 0;
    int64_t time;
    bool begun = false;
    if (!os_folder_open(o->folder, &folder, &ignored))
        return TIME_NONE;
    while (!begun && os_folder_next(folder, &entry, &ignored) == OS_NEXT)
        begun = view_ends_nocase(view_of(entry.name), o->ending);
    lock_name(o->clean_all ? VIEW("") : o->label, name);
    if (begun && os_open_read(folder, name, OS_NO_FOLLOW, &lock, &ignored)) {
        if (!os_read_some(&lock, 0, text, sizeof text, &got, &ignored))
            got = 0;
        os_drop(&lock);
    }
    os_folder_close(folder);
    return time_parse((struct view){ .p = text, .n = got }, &time) ? time : TIME_NONE;
}

static bool is_leftover(const struct commit *c, const char *name)
{
    char own[64] = PREFIX;
    if (!c->o.clean_all)
        snprintf(own, sizeof own, PREFIX "%.*s-", VIEW_ARG(c->o.label));
    return strncmp(name, own, strlen(own)) == 0;
}

static bool clean(struct commit *c, struct err *e)
{
    struct os_entry entry;
    struct os_fault why;
    enum os_next next;
    c->empty = c->o.ending.n > 0;
    while ((next = os_folder_next(c->folder, &entry, &why)) == OS_NEXT) {
        if (is_leftover(c, entry.name) && !c->o.only_look)
            (void)!os_remove(c->folder, entry.name, &why); /* if it can't go, writing fails with a better message */
        else if (view_ends_nocase(view_of(entry.name), c->o.ending))
            c->empty = false;
    }
    return next == OS_NEXT_END || failed(c, VIEW(""), &why, e);
}

bool commit_open(const struct commit_options *o, struct commit **out, struct err *e)
{
    struct commit *c = heap_new(sizeof *c);
    c->o = *o;
    struct os_fault why;
    bool opened = os_folder_open(o->folder, &c->folder, &why);
    c->empty = !opened && o->only_look && why.kind == OS_MISSING;
    bool ok = c->empty || ((opened || failed(c, VIEW(""), &why, e)) && (o->only_look || take_locks(c, e)) && clean(c, e));
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
    if (name.n == 0 || name.n >= LIMIT_ENTRY_NAME)
        return false;
    *view_copy(out, name) = '\0';
    return true;
}

/* The bytes under this name; false when they can't be read, or are not `size` bytes (0: any size that a bundle may have). */
static bool read_present(const struct commit *c, struct arena *arena, const char *name, size_t size, struct view *out)
{
    struct os_facts facts;
    struct os_file file;
    struct os_fault why;
    if (!os_open_read(c->folder, name, OS_NO_FOLLOW, &file, &why))
        return false;
    bool ok = os_look(&file, &facts, &why) && facts.kind == OS_FILE && facts.size <= LIMIT_BUNDLE_BYTES &&
              (size == 0 || facts.size == size);
    if (ok) {
        char *bytes = arena_text(arena, (size_t)facts.size);
        *out = (struct view){ .p = bytes, .n = (size_t)facts.size };
        ok = os_read_at(&file, 0, bytes, out->n, &why);
    }
    os_drop(&file);
    return ok;
}

bool commit_read(const struct commit *c, struct arena *arena, struct view name, struct view *bytes)
{
    char text[LIMIT_ENTRY_NAME];
    return name_of(name, text) && read_present(c, arena, text, 0, bytes);
}

static bool may_replace(const struct commit *c, struct view name)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view present;
    return c->o.overwrite || (c->o.made && commit_read(c, &arena, name, &present) && c->o.made(c->o.from, name, present));
}

static bool has_bytes(const struct commit *c, const char *name, struct view bytes)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view present;
    return read_present(c, &arena, name, bytes.n, &present) && view_eq(present, bytes);
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
    s->replaces = c->o.overwrite; /* also what comes in between */
    if (!name_of(s->name, name))
        return failed(c, s->name, &why, e);
    if (is_there(c, name)) {
        if (c->o.overwrite && !file_may_replace(c->folder, name, e))
            return at_name(c, view_of(name), e);
        if (has_bytes(c, name, bytes))
            return true;
        why = os_fault_of(OS_EXISTS);
        if (!may_replace(c, s->name))
            return failed(c, s->name, &why, e);
        s->replaces = true;
    }
    if (c->o.only_look)
        return true;
    size_t number = atomic_fetch_add(&c->counter, 1);
    snprintf(s->temporary, sizeof s->temporary, PREFIX "%.*s-%zu", VIEW_ARG(c->o.label), number);
    if (write_beside(c, s->temporary, bytes, access, &why))
        return true;
    s->temporary[0] = '\0';
    return failed(c, s->name, &why, e);
}

void commit_drop(struct commit *c, struct staged *staged, size_t n)
{
    struct os_fault ignored;
    for (size_t i = 0; i < n; i++) {
        if (staged[i].temporary[0] != '\0')
            (void)!os_remove(c->folder, staged[i].temporary, &ignored);
        staged[i].temporary[0] = '\0';
    }
}

bool commit_sync(struct commit *c, struct err *e)
{
    struct os_fault why;
    return os_folder_flush_all(c->folder, &why) || failed(c, VIEW(""), &why, e);
}

/* What came in between is no trouble when it is the very same. */
static bool came_already(const struct commit *c, const char *temporary, const char *name)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view bytes;
    return read_present(c, &arena, temporary, 0, &bytes) && has_bytes(c, name, bytes);
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
        commit_drop(c, s, 1);
    return ok || failed(c, s->name, &why, e);
}

bool commit_finish(struct commit *c, struct err *e)
{
    struct os_fault why;
    return os_folder_flush(c->folder, &why) || failed(c, VIEW(""), &why, e);
}

size_t commit_others(const struct commit *c, struct arena *arena, bool (*asked)(const void *from, struct view name), const void *from,
                     struct view *first)
{
    struct os_folder *folder;
    struct os_entry entry;
    struct os_fault why;
    size_t n = 0;
    *first = VIEW("");
    if (!os_folder_open(c->o.folder, &folder, &why))
        return 0;
    while (os_folder_next(folder, &entry, &why) == OS_NEXT) {
        struct view name = view_of(entry.name);
        if (!view_ends_nocase(name, c->o.ending) || asked(from, name))
            continue;
        if (n++ == 0 || view_cmp(name, *first) < 0)
            *first = view_dup(arena, name);
    }
    os_folder_close(folder);
    return n;
}
