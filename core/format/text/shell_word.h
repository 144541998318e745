/* shell_word.h - a word of a command that somebody will paste into a shell.
 *
 * Threads: pure. Memory: the buf's.
 * Source:  POSIX.1-2017 Shell Command Language, 2.2.2 single quotes; PowerShell about_Quoting_Rules and about_Parsing; cmd /?; the rules by
 *          which the C library of Windows parts a command line into words.
 */
#ifndef FORMAT_SHELL_WORD_H
#define FORMAT_SHELL_WORD_H

#include "base/buf.h"
#include "os/os.h"

/* Whether it stands in a command as it is. */
bool shell_plain(struct view word);
/* As it is when it is plain, else between quotes: single ones for a POSIX shell, double ones for cmd and PowerShell alike. What can't be
 * shown can't be pasted, nor what both of these would read otherwise (" % $ ` and a backslash at the end): `otherwise` stands for it. */
void shell_word(struct buf *to, struct view word, const char *otherwise);
void shell_word_in(struct buf *to, enum os_shells shells, struct view word, const char *otherwise); /* as another system has it */
/* The same for the path of a file: ./ in front of a dash, which would begin an option; - alone is standard input, which has no name. */
void shell_path(struct buf *to, struct view path, const char *otherwise);

#endif
