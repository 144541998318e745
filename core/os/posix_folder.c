#include "os/posix.h"

#include <stdlib.h>
#include <string.h>

bool os_folder_open(const char *name, struct os_folder **out, struct os_fault *why)
{
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct os_folder *folder = fd < 0 ? NULL : calloc(1, sizeof *folder);
    *out = folder;
    if (folder) {
        folder->fd = fd;
        return true;
    }
    posix_failed(why, fd < 0 ? errno : ENOMEM);
    if (fd >= 0)
        close(fd);
    return false;
}

void os_folder_close(struct os_folder *folder)
{
    if (!folder)
        return;
    if (folder->entries)
        closedir(folder->entries);
    close(folder->fd);
    free(folder);
}

/* With a handle of its own: reading moves it. */
static bool begin(struct os_folder *folder, struct os_fault *why)
{
    int again = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    folder->entries = again < 0 ? NULL : fdopendir(again);
    if (folder->entries)
        return true;
    posix_failed(why, errno);
    if (again >= 0)
        close(again);
    return false;
}

/* DT_UNKNOWN is what some file systems say about everything. */
static enum os_kind kind_of(const struct os_folder *folder, const struct dirent *entry)
{
    struct stat st;
    if (entry->d_type == DT_UNKNOWN)
        return fstatat(folder->fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? posix_kind(st.st_mode) : OS_SPECIAL;
    return posix_kind((mode_t)DTTOIF(entry->d_type));
}

enum os_next os_folder_next(struct os_folder *folder, struct os_entry *out, struct os_fault *why)
{
    if (!folder->entries && !begin(folder, why))
        return OS_NEXT_FAILED;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder->entries);
        if (!entry && errno == 0)
            return OS_NEXT_END;
        if (!entry) {
            posix_failed(why, errno);
            return OS_NEXT_FAILED;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        *out = (struct os_entry){ .name = entry->d_name, .kind = kind_of(folder, entry) };
        return OS_NEXT;
    }
}

bool os_folder_create(const char *name, struct os_fault *why)
{
    return posix_done(mkdir(name, 0777), why);
}

bool os_folder_flush(const struct os_folder *folder, struct os_fault *why)
{
    return fsync(folder->fd) == 0 || errno == EINVAL || posix_failed(why, errno);
}

/* Waits for what other programs have written to the file system, too. */
bool os_folder_flush_all(const struct os_folder *folder, struct os_fault *why)
{
    return posix_done(syncfs(folder->fd), why);
}

const enum os_shells os_shells = OS_SHELL_POSIX;

bool os_is_separator(char c)
{
    return c == '/';
}

size_t os_root_length(const char *path, size_t n)
{
    return n > 0 && os_is_separator(path[0]) ? 1 : 0;
}

const struct os_config_place os_config_places[] = {
    { "XDG_CONFIG_HOME", "/certcase/certcase.json" },
    { "HOME", "/.config/certcase/certcase.json" },
    { NULL, NULL },
};
const char os_config_shown[] = "~/.config/certcase/certcase.json";

#ifndef OS_TRUST_BROUGHT /* what a program brings along, where its system may have none (os/web.h) */
#define OS_TRUST_BROUGHT
#endif
const char *const os_trust_paths[] = {
    "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Ubuntu, Arch, Alpine */
    "/etc/pki/tls/certs/ca-bundle.crt",                  /* Red Hat, Fedora */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* the same, newer */
    "/etc/ssl/ca-bundle.pem",                            /* SUSE */
    "/etc/ssl/cert.pem",                                 /* Alpine without ca-certificates, macOS */
    OS_TRUST_BROUGHT NULL,
};

bool os_trusted(void (*each)(void *to, const void *der, size_t n), void *to)
{
    (void)each, (void)to;
    return false;
}
