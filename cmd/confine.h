/* confine.h - a command gives up what it doesn't need before it reads what strangers wrote: files that nobody named, sockets, programs,
 * processes, dumps. What it needs its row says (`needs`), and the kind of each option.
 *
 * Threads: main thread, before others are started.
 */
#ifndef CMD_CONFINE_H
#define CMD_CONFINE_H

#include "command.h"

void confine(const struct run *run, const struct command_row *command);
/* What is left to a child that reads the operands for it: them alone, or any file when they are a list, and nothing to write. */
struct os_needs confine_reader(const struct run *run);
/* What is in force on this system, a line each; it is in force from here on. */
void confine_tell(struct sink *to);

#endif
