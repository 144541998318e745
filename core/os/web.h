/* web.h - what Emscripten's C library lacks of what the program calls; included before each of its files. */
#ifndef OS_WEB_H
#define OS_WEB_H

#ifdef __EMSCRIPTEN__

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define RENAME_NOREPLACE 1u
#define M_TOP_PAD (-2)

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags);
int mallopt(int name, int value);

/* The list of public CAs in the npm package, for systems that have none of their own; empty in a page, which brings it as a file. */
enum { WEB_PATH = 4096 };
extern char web_trust_path[WEB_PATH];
#define OS_TRUST_BROUGHT web_trust_path,

/* The GNU form, which returns the words. */
char *web_strerror_r(int code, char *words, size_t size);
#define strerror_r web_strerror_r

#endif
#endif
