#include "os/windows.h"

#include <string.h>

/* Nothing flushes a whole folder or disk for who isn't an administrator: so the names of what was made are kept. */
struct windows_written {
    SRWLOCK lock;
    wchar_t **names;
    size_t n, cap;
};

void windows_remember(const struct os_folder *in, const wchar_t *path)
{
    struct windows_written *w = in ? in->written : NULL;
    if (!w)
        return;
    AcquireSRWLockExclusive(&w->lock);
    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 64;
        wchar_t **more = realloc(w->names, cap * sizeof *more);
        w->cap = more ? cap : w->cap;
        w->names = more ? more : w->names;
    }
    if (w->n < w->cap)
        w->names[w->n++] = _wcsdup(path);
    ReleaseSRWLockExclusive(&w->lock);
}

static bool flush_one(const wchar_t *path, struct os_fault *why)
{
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    HANDLE file = path ? CreateFileW(path, GENERIC_WRITE, share, NULL, OPEN_EXISTING, 0, NULL) : INVALID_HANDLE_VALUE;
    if (file == INVALID_HANDLE_VALUE) /* one that has gone, or has its name already, has nothing to lose */
        return !path ? windows_failed(why, ERROR_NOT_ENOUGH_MEMORY)
                     : GetLastError() == ERROR_FILE_NOT_FOUND || windows_failed(why, GetLastError());
    bool ok = windows_done(FlushFileBuffers(file), why);
    CloseHandle(file);
    return ok;
}

bool os_folder_flush_all(const struct os_folder *folder, struct os_fault *why)
{
    struct windows_written *w = folder->written;
    bool ok = true;
    AcquireSRWLockExclusive(&w->lock);
    for (size_t i = 0; i < w->n; i++) {
        ok = ok && flush_one(w->names[i], why);
        free(w->names[i]);
    }
    w->n = 0;
    ReleaseSRWLockExclusive(&w->lock);
    return ok;
}

/* Names are in the file system's own log, and MOVEFILE_WRITE_THROUGH has waited for it. */
bool os_folder_flush(const struct os_folder *folder, struct os_fault *why)
{
    (void)folder, (void)why;
    return true;
}

static bool open_folder(struct os_folder *folder, const char *name, struct os_fault *why)
{
    BY_HANDLE_FILE_INFORMATION info;
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    folder->path = windows_path(OS_HERE, name, why);
    if (!folder->path)
        return false;
    for (size_t n = wcslen(folder->path); n > 7 && folder->path[n - 1] == L'\\'; n--) /* "\\?\C:\" stays */
        folder->path[n - 1] = L'\0';
    folder->handle = CreateFileW(folder->path, FILE_LIST_DIRECTORY, share, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (folder->handle == INVALID_HANDLE_VALUE || !GetFileInformationByHandle(folder->handle, &info))
        return windows_failed(why, GetLastError());
    return (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || windows_failed(why, ERROR_DIRECTORY);
}

bool os_folder_open(const char *name, struct os_folder **out, struct os_fault *why)
{
    struct os_folder *folder = calloc(1, sizeof *folder);
    *out = NULL;
    if (!folder)
        return windows_failed(why, ERROR_NOT_ENOUGH_MEMORY);
    folder->handle = INVALID_HANDLE_VALUE;
    folder->written = calloc(1, sizeof *folder->written);
    if ((folder->written || windows_failed(why, ERROR_NOT_ENOUGH_MEMORY)) && open_folder(folder, name, why)) {
        *out = folder;
        return true;
    }
    os_folder_close(folder);
    return false;
}

void os_folder_close(struct os_folder *folder)
{
    if (!folder)
        return;
    for (size_t i = 0; folder->written && i < folder->written->n; i++)
        free(folder->written->names[i]);
    if (folder->written)
        free(folder->written->names);
    free(folder->written);
    if (folder->search)
        FindClose(folder->search);
    if (folder->handle != INVALID_HANDLE_VALUE)
        CloseHandle(folder->handle);
    free(folder->path);
    free(folder);
}

static BOOL find_next(struct os_folder *folder)
{
    if (folder->search)
        return FindNextFileW(folder->search, &folder->found);
    wchar_t *all = calloc(wcslen(folder->path) + 3, sizeof *all);
    if (!all) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    wcscat(wcscpy(all, folder->path), L"\\*");
    HANDLE search = FindFirstFileExW(all, FindExInfoBasic, &folder->found, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    folder->search = search == INVALID_HANDLE_VALUE ? NULL : search;
    free(all);
    return folder->search != NULL;
}

static enum os_kind kind_of(const WIN32_FIND_DATAW *found)
{
    if ((found->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) && IsReparseTagNameSurrogate(found->dwReserved0))
        return OS_LINK;
    return found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? OS_FOLDER : OS_FILE;
}

enum os_next os_folder_next(struct os_folder *folder, struct os_entry *out, struct os_fault *why)
{
    for (;;) {
        if (!find_next(folder)) {
            DWORD code = GetLastError();
            if (code == ERROR_NO_MORE_FILES || code == ERROR_FILE_NOT_FOUND)
                return OS_NEXT_END;
            windows_failed(why, code);
            return OS_NEXT_FAILED;
        }
        windows_narrow(folder->found.cFileName, folder->name, sizeof folder->name);
        if (strcmp(folder->name, ".") == 0 || strcmp(folder->name, "..") == 0)
            continue;
        *out = (struct os_entry){ .name = folder->name, .kind = kind_of(&folder->found) };
        return OS_NEXT;
    }
}

bool os_folder_create(const char *name, struct os_fault *why)
{
    AUTO_WIDE path = windows_path(OS_HERE, name, why);
    return path && windows_done(CreateDirectoryW(path, NULL), why);
}
