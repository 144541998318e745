/* ticket.h - a case to its texts: ticket, hints for who submits it, runbook, scripts, reminders, through the templates.
 *
 * Templates are built in (model/assets.h) or come from a folder whose files win by name. {{>dates}} in submit_x.txt is the partial
 * "_dates.txt" of the same set; partials that only the folder has are found there. What a template sees: format/bundle/case_values.h.
 * Memory:  the arena. Errors: ST_FORMAT with template and line; ST_LIMIT; ST_IO for a folder that can't be read or holds no template;
 *          ST_USAGE for one of the folder's that tells a password or a private key.
 * Threads: a template set is read-only after loading.
 */
#ifndef STEPS_TICKET_H
#define STEPS_TICKET_H

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/sink.h"
#include "model/case.h"

struct templates;
struct value;

/* `folder` empty: only the built-in ones; `guard` is told each of its files that is read, and may be NULL. Compiles all of them, so that a
 * broken one is found before any work. */
MUST_USE bool templates_load(struct arena *arena, struct view folder, struct file_guard *guard, struct templates **out,
                             struct err *e);
/* SHA-256 over names and sources of all templates, in order. */
void templates_digest(const struct templates *t, unsigned char out[32]);

/* The template out of the folder in which this password stands as a word that the built-in one doesn't have; empty when there is none. */
struct view templates_tell(const struct templates *t, struct view password);

/* Renders the named template ("ticket_trusted_root.txt") for the case with these values (case_values). */
MUST_USE bool ticket_render(struct arena *arena, const struct templates *t, struct view name, const struct value *values, struct view *out,
                            struct err *e);
/* All that the case's route has, and its reminders. */
MUST_USE bool ticket_texts(struct arena *arena, const struct templates *t, const struct case_record *c, struct case_texts *out,
                           struct err *e);
/* reminders.ics of the case: submit-by, expected delivery, renew-by; empty when it has none of these dates. */
struct view ticket_reminders(struct arena *arena, const struct case_record *c);

#endif
