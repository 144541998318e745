#include "os/windows.h"

#include <string.h>

/* In the words that other systems have, so that what is written about a message holds everywhere. */
static const struct {
    enum os_fault_kind kind;
    DWORD code;
    const char *words;
} kinds[] = {
    { OS_MISSING, ERROR_FILE_NOT_FOUND, "No such file or directory" },
    { OS_MISSING, ERROR_PATH_NOT_FOUND, "No such file or directory" },
    { OS_MISSING, ERROR_INVALID_DRIVE, "There is no such drive" },
    { OS_MISSING, ERROR_NOT_READY, "The drive is not ready" },
    { OS_MISSING, ERROR_BAD_NETPATH, "The network path was not found" },
    { OS_MISSING, ERROR_BAD_NET_NAME, "The network name cannot be found" },
    { OS_EXISTS, ERROR_FILE_EXISTS, "File exists" },
    { OS_EXISTS, ERROR_ALREADY_EXISTS, "File exists" },
    { OS_DENIED, ERROR_ACCESS_DENIED, "Permission denied" },
    { OS_DENIED, ERROR_WRITE_PROTECT, "The disk is write-protected" },
    { OS_FULL, ERROR_DISK_FULL, "No space left on device" },
    { OS_FULL, ERROR_HANDLE_DISK_FULL, "No space left on device" },
    { OS_FULL, 1295 /* ERROR_DISK_QUOTA_EXCEEDED */, "Disk quota exceeded" },
    { OS_BUSY, ERROR_LOCK_VIOLATION, "Another program holds a lock on it" },
    { OS_BUSY, ERROR_SHARING_VIOLATION, "Another program has it open" },
    { OS_NAME_LENGTH, ERROR_FILENAME_EXCED_RANGE, "File name too long" },
    { OS_NAME_LENGTH, ERROR_BUFFER_OVERFLOW, "File name too long" },
    { OS_LATE, WSAETIMEDOUT, "Connection timed out" },
    { OS_CLOSED, ERROR_BROKEN_PIPE, "Broken pipe" },
    { OS_CLOSED, ERROR_NO_DATA, "Broken pipe" },
    { OS_ENDED, ERROR_HANDLE_EOF, "Input/output error" },
    { OS_OTHER, ERROR_GEN_FAILURE, "Input/output error" },
    { OS_OTHER, ERROR_INVALID_NAME, "Windows has no such file names" },
    { OS_OTHER, ERROR_BAD_DEVICE, "Windows keeps this name for a device" },
    { OS_OTHER, ERROR_NOT_ENOUGH_MEMORY, "Cannot allocate memory" },
    { OS_OTHER, WSAECONNREFUSED, "Connection refused" },
    { OS_UNREACHABLE, WSAEHOSTUNREACH, "No route to host" },
    { OS_OTHER, WSAENETUNREACH, "Network is unreachable" },
    { OS_OTHER, WSAECONNRESET, "Connection reset by peer" },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

bool windows_failed(struct os_fault *why, DWORD code)
{
    *why = (struct os_fault){ .kind = OS_OTHER, .code = (int)code };
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].code == code)
            why->kind = kinds[i].kind;
    return false;
}

bool windows_done(BOOL ok, struct os_fault *why)
{
    return ok || windows_failed(why, GetLastError());
}

struct os_fault os_fault_of(enum os_fault_kind kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].kind == kind)
            return (struct os_fault){ .kind = kind, .code = (int)kinds[i].code };
    return (struct os_fault){ .kind = OS_FINE };
}

struct os_text os_fault_text(const struct os_fault *why)
{
    struct os_text out = { "" };
    wchar_t words[sizeof out.text];
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].code == (DWORD)why->code) {
            (void)snprintf(out.text, sizeof out.text, "%s", kinds[i].words);
            return out;
        }
    const DWORD how = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    if (FormatMessageW(how, NULL, (DWORD)why->code, 0, words, sizeof words / sizeof *words, NULL))
        windows_narrow(words, out.text, sizeof out.text);
    else
        (void)snprintf(out.text, sizeof out.text, "Windows error %d", why->code);
    out.text[strcspn(out.text, "\r\n")] = '\0';
    for (size_t n = strlen(out.text); n && (out.text[n - 1] == ' ' || out.text[n - 1] == '.'); n--)
        out.text[n - 1] = '\0';
    return out;
}
