/* shell_word.h - a word of a command that somebody will paste into a shell.
 *
 * Threads: pure. Memory: the buf's.
 * Source:  POSIX.1-2017 Shell Command Language, 2.2.2 single quotes.
 */
#ifndef FORMAT_SHELL_WORD_H
#define FORMAT_SHELL_WORD_H

#include "base/buf.h"

/* Whether it stands in a command as it is. */
bool shell_plain(struct view word);
/* As it is when it is plain, else between single quotes. What can't be shown can't be pasted: `otherwise` stands for it. */
void shell_word(struct buf *to, struct view word, const char *otherwise);
/* The same for the path of a file: ./ in front of a dash, which would begin an option. */
void shell_path(struct buf *to, struct view path, const char *otherwise);

#endif
