#include "os/windows.h"

#include <string.h>

#define TEMPORARY_WORDS "a temporary file in %TEMP%"

enum { PART_MOST = 1 << 24, TRIES = 64, RANDOM_LETTERS = 6, LOCK_AT = 0x7fffffff /* times 4 GiB: bytes there are locked by nobody else */ };
enum { RENAME_TRIES = 8, RENAME_WAIT_MS = 25 }; /* while a virus scanner looks at what is new */

/* Everybody may read, write, rename and remove it while it is open, as elsewhere. */
static HANDLE open_at(const wchar_t *path, DWORD access, DWORD how, DWORD flags, SECURITY_DESCRIPTOR *rights)
{
    SECURITY_ATTRIBUTES attributes = { .nLength = sizeof attributes, .lpSecurityDescriptor = rights };
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    return CreateFileW(path, access, share, rights ? &attributes : NULL, how, flags, NULL);
}

static bool give(HANDLE handle, struct os_file *out, struct os_fault *why)
{
    bool ok = handle != INVALID_HANDLE_VALUE;
    *out = (struct os_file){ .handle = ok ? (intptr_t)handle : 0 };
    return ok || windows_failed(why, GetLastError());
}

/* A file in the cloud is a reparse point, too, but its name is its own. */
static bool is_link(HANDLE handle)
{
    FILE_ATTRIBUTE_TAG_INFO info;
    return GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) &&
           (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) && IsReparseTagNameSurrogate(info.ReparseTag);
}

static bool refuse_link(struct os_file *file, enum os_links links, struct os_fault *why)
{
    if (links == OS_FOLLOW || !is_link(windows_handle(file)))
        return true;
    os_drop(file);
    return windows_failed(why, ERROR_CANT_ACCESS_FILE);
}

static DWORD flags_for(enum os_links links)
{
    return FILE_FLAG_BACKUP_SEMANTICS | (links == OS_NO_FOLLOW ? FILE_FLAG_OPEN_REPARSE_POINT : 0);
}

bool os_open_read(const struct os_folder *in, const char *name, enum os_links links, struct os_file *out, struct os_fault *why)
{
    AUTO_WIDE path = windows_path(in, name, why);
    *out = (struct os_file){ 0 };
    return path && give(open_at(path, GENERIC_READ, OPEN_EXISTING, flags_for(links), NULL), out, why) && refuse_link(out, links, why);
}

bool os_open_input(struct os_file *out, struct os_fault *why)
{
    HANDLE copy, self = GetCurrentProcess();
    *out = (struct os_file){ 0 };
    return windows_done(DuplicateHandle(self, GetStdHandle(STD_INPUT_HANDLE), self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS), why) &&
           give(copy, out, why);
}

bool os_open_write(const struct os_folder *in, const char *name, bool is_new, struct os_file *out, struct os_fault *why)
{
    AUTO_WIDE path = windows_path(in, name, why);
    *out = (struct os_file){ 0 };
    const DWORD access = GENERIC_READ | GENERIC_WRITE, how = is_new ? CREATE_NEW : OPEN_ALWAYS;
    return path && give(open_at(path, access, how, FILE_FLAG_OPEN_REPARSE_POINT, NULL), out, why) && refuse_link(out, OS_NO_FOLLOW, why);
}

static bool create(const wchar_t *path, enum os_access access, struct os_file *out, struct os_fault *why)
{
    SECURITY_DESCRIPTOR *rights = access == OS_FOR_OWNER ? windows_owner_only() : NULL;
    *out = (struct os_file){ 0 };
    bool ok = access != OS_FOR_OWNER || rights ? true : windows_failed(why, GetLastError());
    ok = ok && give(open_at(path, GENERIC_WRITE | READ_CONTROL | WRITE_DAC, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, rights), out, why);
    LocalFree(rights);
    return ok;
}

bool os_create_new(const struct os_folder *in, const char *name, enum os_access access, struct os_file *out, struct os_fault *why)
{
    AUTO_WIDE path = windows_path(in, name, why);
    *out = (struct os_file){ 0 };
    if (!path || !create(path, access, out, why))
        return false;
    windows_remember(in, path);
    return true;
}

static bool random_letters(char *to)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char bytes[RANDOM_LETTERS];
    if (!os_random(bytes, sizeof bytes))
        return false;
    for (size_t i = 0; i < RANDOM_LETTERS; i++)
        to[i] = letters[bytes[i] % 32];
    return true;
}

bool os_create_beside(const char *path, const char *prefix, char *temporary, size_t size, struct os_file *out, struct os_fault *why)
{
    size_t folder = strlen(path);
    while (folder && !os_is_separator(path[folder - 1]))
        folder--;
    int n = snprintf(temporary, size, "%.*s%sXXXXXX", (int)folder, path, prefix);
    *out = (struct os_file){ 0 };
    if (n < 0 || (size_t)n >= size)
        return windows_failed(why, ERROR_FILENAME_EXCED_RANGE);
    for (int i = 0; i < TRIES; i++) {
        if (!random_letters(temporary + n - RANDOM_LETTERS))
            return windows_failed(why, ERROR_GEN_FAILURE);
        AUTO_WIDE name = windows_path(OS_HERE, temporary, why);
        if (name && create(name, OS_FOR_OWNER, out, why))
            return true;
        if (why->kind != OS_EXISTS)
            return false;
    }
    return false;
}

const char *os_temporary_words(void)
{
    return TEMPORARY_WORDS;
}

/* %TEMP% is the user's own. GetTempPath falls back to the Windows folder, never to a drive's root. */
bool os_create_temporary(struct os_file *out, struct os_fault *why)
{
    wchar_t folder[MAX_PATH + 2], name[MAX_PATH + 32];
    char letters[RANDOM_LETTERS + 1] = "";
    SECURITY_DESCRIPTOR *rights = windows_owner_only();
    DWORD n = GetTempPathW(MAX_PATH + 1, folder);
    *out = (struct os_file){ 0 };
    bool ok = rights && n > 0 && n <= MAX_PATH ? true : windows_failed(why, ERROR_PATH_NOT_FOUND);
    for (int i = 0; ok && !out->handle && i < TRIES; i++) {
        ok = random_letters(letters) || windows_failed(why, ERROR_GEN_FAILURE);
        swprintf(name, sizeof name / sizeof *name, L"%lscertcase-%hs", folder, letters);
        const DWORD flags = FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE;
        ok = ok &&
             (give(open_at(name, GENERIC_READ | GENERIC_WRITE | DELETE, CREATE_NEW, flags, rights), out, why) || why->kind == OS_EXISTS);
    }
    LocalFree(rights);
    return ok && out->handle;
}

bool os_close(struct os_file *file, struct os_fault *why)
{
    HANDLE handle = windows_handle(file);
    *file = (struct os_file){ 0 };
    return !handle || windows_done(CloseHandle(handle), why);
}

/* Old file systems and shares know only the short form. */
static bool identify(HANDLE handle, struct os_facts *out)
{
    FILE_ID_INFO whole;
    BY_HANDLE_FILE_INFORMATION old;
    uint64_t halves[2];
    if (GetFileInformationByHandleEx(handle, FileIdInfo, &whole, sizeof whole)) {
        memcpy(halves, &whole.FileId, sizeof halves);
        out->volume = whole.VolumeSerialNumber;
        out->index = halves[0] ^ halves[1];
        return true;
    }
    if (!GetFileInformationByHandle(handle, &old))
        return false;
    out->volume = old.dwVolumeSerialNumber;
    out->index = (uint64_t)old.nFileIndexHigh << 32 | old.nFileIndexLow;
    return true;
}

bool os_look(const struct os_file *file, struct os_facts *out, struct os_fault *why)
{
    HANDLE handle = windows_handle(file);
    FILE_STANDARD_INFO info;
    *out = (struct os_facts){ .kind = OS_SPECIAL, .is_own = true };
    if (GetFileType(handle) != FILE_TYPE_DISK)
        return true;
    if (!GetFileInformationByHandleEx(handle, FileStandardInfo, &info, sizeof info) || !identify(handle, out))
        return windows_failed(why, GetLastError());
    out->kind = is_link(handle) ? OS_LINK : info.Directory ? OS_FOLDER : OS_FILE;
    if (out->kind == OS_FILE)
        out->size = (uint64_t)info.EndOfFile.QuadPart;
    windows_look_at_rights(handle, out);
    return true;
}

bool os_look_at(const struct os_folder *in, const char *name, enum os_links links, struct os_facts *out, struct os_fault *why)
{
    struct os_file file = { 0 };
    AUTO_WIDE path = windows_path(in, name, why);
    bool ok =
        path && (give(open_at(path, FILE_READ_ATTRIBUTES | READ_CONTROL, OPEN_EXISTING, flags_for(links), NULL), &file, why) ||
                 (why->kind == OS_DENIED && give(open_at(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, flags_for(links), NULL), &file, why)));
    ok = ok && os_look(&file, out, why);
    os_drop(&file);
    return ok;
}

/* The end of a pipe and of a file are told as errors by some kinds of handles. */
static bool was_read(BOOL ok, DWORD now, size_t *got, struct os_fault *why)
{
    DWORD code = ok ? 0 : GetLastError();
    *got = ok ? now : 0;
    return ok || code == ERROR_BROKEN_PIPE || code == ERROR_HANDLE_EOF || windows_failed(why, code);
}

static DWORD part_of(size_t n)
{
    return n < PART_MOST ? (DWORD)n : PART_MOST;
}

bool os_read(const struct os_file *file, void *p, size_t n, size_t *got, struct os_fault *why)
{
    DWORD now = 0;
    BOOL ok = ReadFile(windows_handle(file), p, part_of(n), &now, NULL);
    return was_read(ok, now, got, why);
}

/* Nothing waits for a pipe with a time. */
bool os_read_within(const struct os_file *file, int milliseconds, void *p, size_t n, size_t *got, struct os_fault *why)
{
    enum { STEP_MS = 10 };
    HANDLE handle = windows_handle(file);
    const int64_t until = os_clock() + milliseconds;
    DWORD ready = 0;
    while (GetFileType(handle) == FILE_TYPE_PIPE && PeekNamedPipe(handle, NULL, 0, NULL, &ready, NULL) && ready == 0) {
        if (os_clock() >= until)
            return windows_failed(why, WSAETIMEDOUT);
        Sleep(STEP_MS);
    }
    if (GetFileType(handle) == FILE_TYPE_CHAR && WaitForSingleObject(handle, (DWORD)milliseconds) == WAIT_TIMEOUT)
        return windows_failed(why, WSAETIMEDOUT);
    return os_read(file, p, n, got, why);
}

static OVERLAPPED place(uint64_t at)
{
    return (OVERLAPPED){ .Offset = (DWORD)at, .OffsetHigh = (DWORD)(at >> 32) };
}

bool os_read_some(const struct os_file *file, uint64_t at, void *p, size_t n, size_t *got, struct os_fault *why)
{
    OVERLAPPED from = place(at);
    DWORD now = 0;
    BOOL ok = ReadFile(windows_handle(file), p, part_of(n), &now, &from);
    return was_read(ok, now, got, why);
}

bool os_write_all(const struct os_file *file, const void *p, size_t n, struct os_fault *why)
{
    DWORD now = 0;
    for (size_t done = 0; done < n; done += now)
        if (!WriteFile(windows_handle(file), (const char *)p + done, part_of(n - done), &now, NULL))
            return windows_failed(why, GetLastError());
    return true;
}

bool os_write_at(const struct os_file *file, uint64_t at, const void *p, size_t n, size_t *written, struct os_fault *why)
{
    DWORD now = 0;
    for (*written = 0; *written < n; *written += now) {
        OVERLAPPED to = place(at + *written);
        if (!WriteFile(windows_handle(file), (const char *)p + *written, part_of(n - *written), &now, &to))
            return windows_failed(why, GetLastError());
    }
    return true;
}

bool os_set_size(const struct os_file *file, uint64_t n, struct os_fault *why)
{
    FILE_END_OF_FILE_INFO end = { .EndOfFile.QuadPart = (LONGLONG)n };
    return windows_done(SetFileInformationByHandle(windows_handle(file), FileEndOfFileInfo, &end, sizeof end), why);
}

/* What is no file has nothing to lose. */
bool os_flush(const struct os_file *file, struct os_fault *why)
{
    HANDLE handle = windows_handle(file);
    return GetFileType(handle) != FILE_TYPE_DISK || windows_done(FlushFileBuffers(handle), why);
}

bool os_lock(const struct os_file *file, bool shared, struct os_fault *why)
{
    OVERLAPPED at = { .OffsetHigh = LOCK_AT };
    const DWORD how = LOCKFILE_FAIL_IMMEDIATELY | (shared ? 0 : LOCKFILE_EXCLUSIVE_LOCK);
    if (LockFileEx(windows_handle(file), how, 0, 1, 0, &at))
        return true;
    DWORD code = GetLastError();
    return windows_failed(why, code == ERROR_IO_PENDING ? ERROR_LOCK_VIOLATION : code);
}

/* What is open elsewhere is told as a matter of rights where it would be replaced. */
static bool is_held(const wchar_t *path)
{
    HANDLE handle = open_at(path, DELETE, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    bool held = handle == INVALID_HANDLE_VALUE && GetLastError() == ERROR_SHARING_VIOLATION;
    if (handle != INVALID_HANDLE_VALUE)
        CloseHandle(handle);
    return held;
}

static bool move(const struct os_folder *in, const char *from, const char *to, DWORD how, struct os_fault *why)
{
    AUTO_WIDE a = windows_path(in, from, why);
    AUTO_WIDE b = a ? windows_path(in, to, why) : NULL;
    bool ok = false;
    for (int i = 0; b && !ok && i < RENAME_TRIES; i++) {
        if (i)
            Sleep(RENAME_WAIT_MS);
        ok = windows_done(MoveFileExW(a, b, how | MOVEFILE_WRITE_THROUGH), why);
        if (!ok && why->code != ERROR_SHARING_VIOLATION && why->code != ERROR_ACCESS_DENIED)
            break;
    }
    if (b && !ok && why->code == ERROR_ACCESS_DENIED && is_held(b))
        windows_failed(why, ERROR_SHARING_VIOLATION);
    return ok;
}

bool os_replace(const struct os_folder *in, const char *from, const char *to, struct os_fault *why)
{
    return move(in, from, to, MOVEFILE_REPLACE_EXISTING, why);
}

bool os_publish(const struct os_folder *in, const char *from, const char *to, struct os_fault *why)
{
    return move(in, from, to, 0, why);
}

bool os_remove(const struct os_folder *in, const char *name, struct os_fault *why)
{
    AUTO_WIDE path = windows_path(in, name, why);
    return path && windows_done(DeleteFileW(path), why);
}
