#include "flow/show.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/bundle/bundle_parts.h"
#include "format/zip/zip.h"

/* The first line is the subject, what follows behind an empty line the description. */
static void split_ticket(struct view ticket, struct view *subject, struct view *body)
{
    struct view rest = ticket;
    *subject = (struct view){ 0 };
    if (view_line(&rest, subject))
        while (rest.n && (rest.p[0] == '\r' || rest.p[0] == '\n'))
            rest = view_from(rest, 1);
    *body = rest;
}

static bool no_such_entry(struct arena *arena, const struct zip_entry *entries, size_t n, struct view entry, struct err *e)
{
    struct view *names = NEW(arena, struct view, n);
    for (size_t i = 0; i < n; i++)
        names[i] = entries[i].name;
    err_set(e, ST_USAGE, VIEW_JOIN(arena, VIEW("it has "), view_listed(arena, names, n, ", ")).p, "no entry '%.*s' in this bundle",
            VIEW_ARG(entry));
    return err_meant(e, "", view_nearest(entry, names, n), "?");
}

bool show_find(struct arena *arena, struct view bundle, struct view entry, struct entry_shown *out, struct err *e)
{
    struct view archive;
    struct zip_entry *entries;
    size_t n;
    struct view wanted = entry.n ? entry : bundle_part_name(PART_TICKET);
    if (!file_read(arena, bundle.p, LIMIT_BUNDLE_BYTES, &archive, e))
        return false;
    if (!zip_unpack(arena, archive, &entries, &n, e))
        return err_at(e, "%s", bundle.p);
    const struct zip_entry *found = zip_find(entries, n, wanted);
    for (size_t i = 0; i < n && !found; i++)
        if (view_eq_nocase(path_name(entries[i].name), wanted))
            found = &entries[i];
    if (!found)
        return no_such_entry(arena, entries, n, wanted, e) || err_at(e, "%s", bundle.p);
    *out = (struct entry_shown){ .name = found->name, .bytes = found->bytes };
    out->is_ticket = view_eq(out->name, bundle_part_name(PART_TICKET));
    split_ticket(out->bytes, &out->subject, &out->body);
    return true;
}

bool show_find_part(struct arena *arena, struct view bundle, struct view part, struct entry_shown *out, struct err *e)
{
    if (!show_find(arena, bundle, bundle_part_name(view_eq(part, VIEW("submit")) ? PART_SUBMIT : PART_TICKET), out, e))
        return false;
    if (view_eq(part, VIEW("subject")))
        out->bytes = VIEW_JOIN(arena, out->subject, VIEW("\n"));
    else if (view_eq(part, VIEW("body")))
        out->bytes = out->body;
    return true;
}

bool show_is_text(const struct entry_shown *s)
{
    return utf8_valid(s->bytes) && !view_has(s->bytes, '\0');
}
