#include "os/windows.h"

static const wchar_t *const devices[] = { L"CON", L"PRN", L"AUX", L"NUL", L"CONIN$", L"CONOUT$" };

const enum os_shells os_shells = OS_SHELLS_WINDOWS;

bool os_is_separator(char c)
{
    return c == '/' || c == '\\';
}

const struct os_config_place os_config_places[] = { { "APPDATA", "\\certcase\\certcase.json" }, { NULL, NULL } };
const char os_config_shown[] = "%APPDATA%\\certcase\\certcase.json";

static size_t part_length(const char *path, size_t n)
{
    size_t length = 0;
    while (length < n && !os_is_separator(path[length]))
        length++;
    return length;
}

/* "C:\", "\", and "\\server\share\"; also behind "\\?\". "C:name" is relative to where that drive stands. */
size_t os_root_length(const char *path, size_t n)
{
    if (n >= 3 && path[1] == ':' && os_is_separator(path[2]))
        return 3;
    if (n >= 4 && os_is_separator(path[0]) && os_is_separator(path[1]) && path[2] == '?' && os_is_separator(path[3]))
        return 4 + os_root_length(path + 4, n - 4);
    if (n < 2 || !os_is_separator(path[0]) || !os_is_separator(path[1]))
        return n > 0 && os_is_separator(path[0]) ? 1 : 0;
    size_t at = 2;
    for (int i = 0; i < 2; i++) {
        at += part_length(path + at, n - at);
        at += at < n;
    }
    return at;
}

/* With any ending, and blanks before it: "nul .txt" is NUL. COM1 and LPT1 to 9, also with a raised digit. */
static bool is_device(const wchar_t *part, size_t n)
{
    size_t length = 0;
    while (length < n && part[length] != L'.')
        length++;
    while (length && part[length - 1] == L' ')
        length--;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (wcslen(devices[i]) == length && _wcsnicmp(part, devices[i], length) == 0)
            return true;
    return length == 4 && (_wcsnicmp(part, L"COM", 3) == 0 || _wcsnicmp(part, L"LPT", 3) == 0) &&
           wcschr(L"123456789\u00b9\u00b2\u00b3", part[3]);
}

static bool check_part(const wchar_t *part, size_t n, struct os_fault *why)
{
    enum { LETTERS_MOST = 255 }; /* of NTFS */
    if (is_device(part, n))
        return windows_failed(why, ERROR_BAD_DEVICE);
    if (n > LETTERS_MOST)
        return windows_failed(why, ERROR_FILENAME_EXCED_RANGE);
    bool dots = (n == 1 && part[0] == L'.') || (n == 2 && part[0] == L'.' && part[1] == L'.');
    bool cut = n && !dots && (part[n - 1] == L'.' || part[n - 1] == L' ');
    return (!cut && !wmemchr(part, L':', n)) || windows_failed(why, ERROR_INVALID_NAME);
}

static bool check_parts(const wchar_t *path, size_t root, struct os_fault *why)
{
    const wchar_t *at = path + root;
    if (root == 0 && path[0] && path[1] == L':')
        at = path + 2;
    while (*at) {
        size_t n = wcscspn(at, L"/\\");
        if (!check_part(at, n, why))
            return false;
        at += n + (at[n] != L'\0');
    }
    return true;
}

/* The root is ASCII, but for the names of servers: its length in letters. */
static size_t wide_root(const char *name, const wchar_t *wide)
{
    size_t bytes = os_root_length(name, strlen(name)), n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)name[i] & 0xc0) != 0x80;
    return n < wcslen(wide) ? n : wcslen(wide);
}

static wchar_t *joined(const wchar_t *a, const wchar_t *b, const wchar_t *c)
{
    size_t n = wcslen(a) + wcslen(b) + wcslen(c) + 1;
    wchar_t *out = malloc(n * sizeof *out);
    if (out)
        swprintf(out, n, L"%ls%ls%ls", a, b, c);
    return out;
}

/* From \\?\ on Windows takes a name as it is, so dots and slashes are resolved first. */
static wchar_t *whole(const wchar_t *path)
{
    DWORD n = GetFullPathNameW(path, 0, NULL, NULL);
    wchar_t *full = n ? malloc(n * sizeof *full) : NULL, *out = NULL;
    if (!full)
        return NULL;
    DWORD length = GetFullPathNameW(path, n, full, NULL);
    if (length > 0 && length < n && wcsncmp(full, L"\\\\?\\", 4) != 0) {
        bool is_share = wcsncmp(full, L"\\\\", 2) == 0;
        out = joined(is_share ? L"\\\\?\\UNC" : L"\\\\?\\", is_share ? full + 1 : full, L"");
        free(full);
        return out;
    }
    return full;
}

/* Windows calls it a missing folder. */
static bool drive_is_there(const wchar_t *whole_path)
{
    const wchar_t *at = wcsncmp(whole_path, L"\\\\?\\", 4) == 0 ? whole_path + 4 : whole_path;
    unsigned letter = (at[0] | 0x20u) - L'a';
    return at[1] != L':' || letter >= 26 || (GetLogicalDrives() >> letter & 1);
}

wchar_t *windows_path(const struct os_folder *in, const char *name, struct os_fault *why)
{
    AUTO_WIDE wide = windows_wide(name);
    wchar_t *path = NULL;
    if (!wide || !*wide) {
        windows_failed(why, wide ? ERROR_FILE_NOT_FOUND : ERROR_INVALID_NAME);
    } else if (wcsncmp(wide, L"\\\\.\\", 4) == 0) {
        windows_failed(why, ERROR_BAD_DEVICE);
    } else if (check_parts(wide, wide_root(name, wide), why)) {
        bool relative = in && wide_root(name, wide) == 0;
        AUTO_WIDE from = relative ? joined(in->path, L"\\", wide) : NULL;
        path = relative && !from ? NULL : whole(relative ? from : wide);
        if (!path || !drive_is_there(path)) {
            windows_failed(why, path ? ERROR_INVALID_DRIVE : ERROR_NOT_ENOUGH_MEMORY);
            free(path);
            path = NULL;
        }
    }
    return path;
}
