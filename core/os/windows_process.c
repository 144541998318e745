#include "os/windows.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SystemFunction036 NTAPI SystemFunction036 /* RtlGenRandom: in advapi32, which every process has already */
#include <ntsecapi.h>
#undef SystemFunction036

/* What Windows loads before the program begins comes from its own folder alone; cmd/windows/load_config.py tells it so. */
__attribute__((section(".lconfig"))) static const IMAGE_LOAD_CONFIG_DIRECTORY64 load_config = {
    .Size = sizeof load_config,
    .Reserved1 = LOAD_LIBRARY_SEARCH_SYSTEM32, /* DependentLoadFlags */
};

/* The same for what is loaded later: never from where the program lies, nor from the current folder. */
static void load_from_system_only(void)
{
    (void)*(const volatile DWORD *)&load_config.Size; /* so that the linker keeps it */
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    SetDllDirectoryW(L"");
}

/* What is written is what is read: LF stays LF. */
static void plain_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        _setmode(fd, _O_BINARY);
}

bool os_begin(void)
{
    load_from_system_only();
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX); /* a drive without a disk is an error, not a question */
    plain_streams();
    _putenv("TZ=UTC0"); /* the zip library asks for local time with each entry; the answer must be the same everywhere */
    _tzset();
    return windows_console_begin() && windows_hear_interruptions();
}

const char *const *os_environment(void)
{
    return (const char *const *)windows_environment;
}

void *os_pages(size_t bytes)
{
    return VirtualAlloc(NULL, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void *os_secret_pages(size_t bytes)
{
    void *pages = os_pages(bytes);
    if (pages)
        VirtualLock(pages, bytes);
    return pages;
}

void os_pages_free(void *pages, size_t bytes)
{
    (void)bytes;
    VirtualFree(pages, 0, MEM_RELEASE);
}

void os_wipe(void *p, size_t n)
{
    SecureZeroMemory(p, n);
}

bool os_random(void *out, size_t n)
{
    return RtlGenRandom(out, (ULONG)n);
}

int64_t os_clock(void)
{
    return (int64_t)GetTickCount64();
}

unsigned os_cores(void)
{
    DWORD n = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
    return n < 1 ? 1 : n;
}

const void *os_find(const void *in, size_t n, const void *what, size_t length)
{
    const char *at = in, *end = at + n;
    if (length == 0)
        return in;
    while ((size_t)(end - at) >= length) {
        at = memchr(at, *(const char *)what, (size_t)(end - at) - length + 1);
        if (!at || memcmp(at, what, length) == 0)
            return at;
        at++;
    }
    return NULL;
}
