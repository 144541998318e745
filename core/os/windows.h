/* windows.h - what the windows_*.c files share. Windows 10 and Server 2016 at least. */
#ifndef OS_WINDOWS_H
#define OS_WINDOWS_H

#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00

#include "os/os.h"

#include <winsock2.h>

#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

struct windows_written; /* windows_folder.c */

struct os_folder {
    wchar_t *path; /* as windows_path gives it */
    HANDLE handle; /* while it is open nobody renames or removes the folder */
    HANDLE search; /* NULL until the first entry is asked for */
    WIN32_FIND_DATAW found;
    char name[MAX_PATH * 3];         /* of the entry that was told last */
    struct windows_written *written; /* files that were made in it since os_folder_flush_all */
};

/* Fills *why from the number (of GetLastError, or of winsock); always false. */
bool windows_failed(struct os_fault *why, DWORD code);
bool windows_done(BOOL ok, struct os_fault *why);

/* UTF-8 to UTF-16 on the heap; NULL when it isn't UTF-8, or there is no memory. And back, cut to `size`. */
wchar_t *windows_wide(const char *text);
void windows_narrow(const wchar_t *text, char *out, size_t size);

/* The whole name of a file, on the heap, in the form that may be longer than 260 letters. NULL, with *why filled, for what Windows would
 * take for something else: devices (CON, NUL.txt), streams (a.pem:b), names that end in a dot or a blank. */
wchar_t *windows_path(const struct os_folder *in, const char *name, struct os_fault *why);

#define AUTO_WIDE __attribute__((cleanup(windows_drop_wide))) wchar_t * /* ends with its scope */
static inline void windows_drop_wide(wchar_t **path)
{
    free(*path);
}

/* Only for who runs the program. To be freed with LocalFree; NULL with GetLastError. */
SECURITY_DESCRIPTOR *windows_owner_only(void);

/* is_own and others_write of an open file. */
void windows_look_at_rights(HANDLE handle, struct os_facts *out);

/* The file `path` of a folder was made: os_folder_flush_all is to flush it. */
void windows_remember(const struct os_folder *in, const wchar_t *path);

extern char **windows_environment; /* in UTF-8 */

/* The console speaks UTF-8 and draws colours until the program ends. */
bool windows_console_begin(void);
bool windows_hear_interruptions(void);
void windows_interrupt(void); /* ends the program as Ctrl-C does */

static inline HANDLE windows_handle(const struct os_file *file)
{
    return (HANDLE)file->handle;
}

#endif
