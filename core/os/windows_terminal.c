#include "os/windows.h"

#include <errno.h>
#include <io.h>
#include <string.h>

/* What the console was like: it stays when the program goes. */
static UINT input_page, output_page;
static struct {
    DWORD which, mode;
    bool changed;
} consoles[] = { { .which = STD_OUTPUT_HANDLE }, { .which = STD_ERROR_HANDLE } };
static bool draws; /* escape sequences are drawn, not shown */

static void give_back(void)
{
    for (size_t i = 0; i < 2; i++)
        if (consoles[i].changed)
            SetConsoleMode(GetStdHandle(consoles[i].which), consoles[i].mode);
    if (input_page)
        SetConsoleCP(input_page);
    if (output_page)
        SetConsoleOutputCP(output_page);
}

/* With the code that the manual promises. */
void windows_interrupt(void)
{
    enum { INTERRUPTED = 130 };
    give_back();
    ExitProcess(INTERRUPTED);
}

bool windows_console_begin(void)
{
    input_page = GetConsoleCP();
    output_page = GetConsoleOutputCP();
    SetConsoleCP(CP_UTF8);
    SetConsoleOutputCP(CP_UTF8);
    for (size_t i = 0; i < 2; i++) {
        HANDLE console = GetStdHandle(consoles[i].which);
        const DWORD wanted = ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
        if (!GetConsoleMode(console, &consoles[i].mode))
            continue;
        consoles[i].changed = SetConsoleMode(console, consoles[i].mode | wanted);
        draws = draws || consoles[i].changed;
    }
    return atexit(give_back) == 0;
}

bool os_draws_colors(void)
{
    return draws;
}

/* The C library keeps its own numbers. */
struct os_fault os_stream_fault(void)
{
    struct os_fault why = { .kind = OS_FINE };
    if (errno)
        windows_failed(&why, errno == ENOSPC   ? ERROR_DISK_FULL
                             : errno == EPIPE  ? ERROR_BROKEN_PIPE
                             : errno == EACCES ? ERROR_ACCESS_DENIED
                                               : ERROR_GEN_FAILURE);
    return why;
}

static bool console_of(FILE *stream, HANDLE *out)
{
    DWORD mode;
    intptr_t handle = _get_osfhandle(_fileno(stream));
    *out = (HANDLE)handle;
    return handle != -1 && handle != -2 && GetConsoleMode(*out, &mode); /* NUL is a character device, too */
}

bool os_is_terminal(FILE *stream)
{
    HANDLE console;
    return console_of(stream, &console);
}

unsigned os_columns(FILE *stream)
{
    HANDLE console;
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!console_of(stream, &console) || !GetConsoleScreenBufferInfo(console, &info))
        return 0;
    return (unsigned)(info.srWindow.Right - info.srWindow.Left + 1);
}

enum { LETTERS_MOST = 4096, INTERRUPTED = 3, END_OF_INPUT = 26 };

/* Letter by letter, as Ctrl-C has to leave the console as it was. Returns how many, or -1 at its end. */
static int read_letters(HANDLE in, wchar_t *line)
{
    int n = 0;
    DWORD got;
    while (ReadConsoleW(in, line + n, 1, &got, NULL) && got == 1) {
        wchar_t c = line[n];
        if (c == L'\r' || c == L'\n')
            return n;
        if (c == INTERRUPTED || c == END_OF_INPUT)
            return c == INTERRUPTED ? -2 : -1;
        if (c == L'\b')
            n -= n > 0;
        else if (n < LETTERS_MOST - 1)
            n++;
    }
    return -1;
}

static bool write_console(const wchar_t *text)
{
    DWORD done;
    HANDLE out = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    bool ok = out != INVALID_HANDLE_VALUE && WriteConsoleW(out, text, (DWORD)wcslen(text), &done, NULL);
    if (out != INVALID_HANDLE_VALUE)
        CloseHandle(out);
    return ok;
}

static int read_silently(HANDLE in, wchar_t *line)
{
    DWORD mode;
    if (!GetConsoleMode(in, &mode) || !SetConsoleMode(in, 0))
        return -1;
    FlushConsoleInputBuffer(in);
    int n = read_letters(in, line);
    SetConsoleMode(in, mode);
    (void)write_console(L"\r\n");
    return n;
}

bool os_ask_silently(const char *question, char *line, size_t size, size_t *n, struct os_fault *why)
{
    wchar_t letters[LETTERS_MOST];
    *n = 0;
    HANDLE in = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (in == INVALID_HANDLE_VALUE) {
        *why = os_fault_of(OS_MISSING);
        return false;
    }
    AUTO_WIDE wide = windows_wide(question);
    int got = wide && write_console(wide) ? read_silently(in, letters) : -1;
    CloseHandle(in);
    if (got == -2)
        windows_interrupt();
    int bytes = got > 0 ? WideCharToMultiByte(CP_UTF8, 0, letters, got, NULL, 0, NULL, NULL) : 0;
    if (bytes > 0 && (size_t)bytes <= size)
        WideCharToMultiByte(CP_UTF8, 0, letters, got, line, (int)size, NULL, NULL);
    *n = (size_t)bytes <= size ? (size_t)bytes : size + 1;
    os_wipe(letters, sizeof letters);
    return got >= 0 || windows_failed(why, ERROR_GEN_FAILURE);
}
