#include "os/posix.h"

#ifdef __linux__

#include <assert.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum { PATH_MOST = 4096 };

/* --- calls: seccomp --- */

#if defined(__x86_64__)
static const uint32_t architecture = AUDIT_ARCH_X86_64, other_numbers = 0x40000000; /* x32 */
#elif defined(__aarch64__)
static const uint32_t architecture = AUDIT_ARCH_AARCH64, other_numbers = UINT32_MAX;
#elif defined(__riscv) && __riscv_xlen == 64
static const uint32_t architecture = AUDIT_ARCH_RISCV64, other_numbers = UINT32_MAX;
#else
static const uint32_t architecture = 0, other_numbers = 0; /* not known: no filter */
#endif

static const int of_sockets[] = { SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4 };

/* io_uring could make every other call unseen. */
static const int of_nobody[] = {
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl,
    SYS_add_key, SYS_request_key, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_open_tree,
    SYS_move_mount, SYS_fsopen, SYS_fsmount, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
    SYS_swapon, SYS_swapoff, SYS_personality, SYS_open_by_handle_at, SYS_quotactl, SYS_acct, SYS_pidfd_getfd, SYS_kcmp,
    SYS_process_vm_writev, SYS_pidfd_send_signal, SYS_rt_sigqueueinfo, SYS_process_madvise, SYS_setuid, SYS_setgid, SYS_setgroups,
};

/* What sanitizers have a use for. */
static const int of_programs[] = {
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv,
#ifdef SYS_fork
    SYS_fork, SYS_vfork,
#endif
};

/* What ends children. */
static const int of_children[] = { SYS_kill };

enum { STEPS_MOST = 192 };
static_assert(sizeof of_nobody + sizeof of_sockets + sizeof of_programs + sizeof of_children <= (STEPS_MOST - 32) / 2 * sizeof(int),
              "the filter has room");

struct program {
    struct sock_filter steps[STEPS_MOST];
    unsigned short n;
};

static void add(struct program *p, unsigned short code, uint32_t k, unsigned char yes, unsigned char no)
{
    p->steps[p->n++] = (struct sock_filter){ .code = code, .k = k, .jt = yes, .jf = no };
}

static void add_load(struct program *p, size_t offset)
{
    add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void add_refusal(struct program *p, int code)
{
    add(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)code, 0, 0);
}

static void refuse(struct program *p, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i], 0, 1);
        add_refusal(p, EPERM);
    }
}

/* Where that bit of the argument is not set, or where it has that value. Its lower half is what counts, and stands first: all processors in
 * question are little-endian. */
static void refuse_with(struct program *p, int call, size_t argument, unsigned short test, uint32_t value)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 4);
    add_load(p, offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t));
    add(p, BPF_JMP | test | BPF_K, value, test == BPF_JSET, test != BPF_JSET);
    add_refusal(p, EPERM);
    add_load(p, offsetof(struct seccomp_data, nr));
}

/* Threads are made, processes are not. clone3 has its flags in memory, where a filter can't look: the C library then takes clone. */
static void refuse_processes(struct program *p)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
    add_refusal(p, ENOSYS);
    refuse_with(p, SYS_clone, 0, BPF_JSET, CLONE_THREAD);
}

static bool confine_calls(const struct os_needs *needs)
{
    struct program p = { .n = 0 };
    if (architecture == 0)
        return false;
    add_load(&p, offsetof(struct seccomp_data, arch));
    add(&p, BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
    add_load(&p, offsetof(struct seccomp_data, nr));
    add(&p, BPF_JMP | BPF_JGE | BPF_K, other_numbers, 0, 1);
    add_refusal(&p, ENOSYS);
    refuse(&p, of_nobody, sizeof of_nobody / sizeof *of_nobody);
    if (!needs->sockets)
        refuse(&p, of_sockets, sizeof of_sockets / sizeof *of_sockets);
    refuse_with(&p, SYS_ioctl, 1, BPF_JEQ, TIOCSTI); /* typing into the terminal for whoever comes next */
    if (!IS_CHECKED)
        refuse(&p, of_programs, sizeof of_programs / sizeof *of_programs);
    if (!IS_CHECKED && !needs->children) {
        refuse(&p, of_children, sizeof of_children / sizeof *of_children);
        refuse_processes(&p);
    }
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    const struct sock_fprog all = { .len = p.n, .filter = p.steps };
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all) == 0;
}

/* --- files: Landlock --- */

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
static const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;
static const uint64_t writing = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REFER;
static const uint64_t never = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                              LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                              LANDLOCK_ACCESS_FS_MAKE_SYM;

/* Programs' parts, what OpenSSL is set up by, the calendar of time zones, how many processors there are. */
static const char *const of_libraries[] = {
    "/usr", "/lib", "/lib64", "/nix/store", "/etc/ld.so.cache", "/etc/ssl/openssl.cnf", "/etc/ssl/certs", "/etc/pki/tls/openssl.cnf",
    "/etc/crypto-policies", "/etc/localtime", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom",
};

/* An open set of rules, and which rights this kernel knows. */
struct rules {
    int fd;
    uint64_t handled;
};

static void allow_fd(const struct rules *r, int fd, uint64_t rights)
{
    struct stat st;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rights &= of_files; /* others say nothing of a file, and are refused */
    const struct landlock_path_beneath_attr rule = { .allowed_access = rights & r->handled, .parent_fd = fd };
    (void)!syscall(SYS_landlock_add_rule, r->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

static bool allow(const struct rules *r, const char *path, uint64_t rights)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return false;
    allow_fd(r, fd, rights);
    close(fd);
    return true;
}

/* The folder, or the nearest above it that is there: it will be made in that. */
static void allow_writing(const struct rules *r, const char *path)
{
    char folder[PATH_MOST];
    size_t n = strlen(path);
    if (n >= sizeof folder)
        return;
    memcpy(folder, path, n + 1);
    while (!allow(r, n ? folder : ".", writing) && n) {
        while (n && folder[n - 1] == '/')
            n--;
        while (n && folder[n - 1] != '/')
            n--;
        folder[n] = '\0';
    }
}

static struct rules begin_rules(bool reads_all)
{
    struct rules r = { .fd = -1, .handled = writing | never };
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return r;
    if (version < 2)
        r.handled &= ~LANDLOCK_ACCESS_FS_REFER; /* then nothing is moved between folders */
    if (version < 3)
        r.handled &= ~LANDLOCK_ACCESS_FS_TRUNCATE;
    if (reads_all)
        r.handled &= ~reading;
    const struct landlock_ruleset_attr all = { .handled_access_fs = r.handled };
    r.fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    return r;
}

static bool confine_files(const struct os_needs *needs)
{
    struct rules r = begin_rules(needs->reads_all);
    if (r.fd < 0)
        return false;
    for (size_t i = 0; !needs->reads_all && i < sizeof of_libraries / sizeof *of_libraries; i++)
        allow(&r, of_libraries[i], reading);
    if (IS_CHECKED)
        allow(&r, "/proc", reading);
    for (const char *const *path = needs->reads; !needs->reads_all && path && *path; path++)
        allow(&r, *path, reading);
    for (const char *const *path = needs->writes; path && *path; path++)
        allow_writing(&r, *path);
    if (needs->temporary)
        allow(&r, P_tmpdir, writing);
    if (!needs->no_terminal)
        allow(&r, "/dev/tty", of_files);
    bool ok = syscall(SYS_landlock_restrict_self, r.fd, 0) == 0;
    close(r.fd);
    return ok;
}

/* --- dumps, and how much --- */

static bool confine_dumps(void)
{
    const struct rlimit none = { 0 };
    return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
}

static void confine_number(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_max <= FILES_MOST)
        return;
    files.rlim_max = FILES_MOST;
    if (files.rlim_cur > FILES_MOST)
        files.rlim_cur = FILES_MOST;
    (void)!setrlimit(RLIMIT_NOFILE, &files);
}

struct os_confines os_confine(const struct os_needs *needs)
{
    struct os_confines c = { .is_checked = IS_CHECKED, .privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 };
    confine_number();
    if (!IS_CHECKED)
        c.dumps = confine_dumps();
#ifdef CERTCASE_COVERAGE
    (void)confine_files; /* its counts are written at the end, wherever its objects lie */
#else
    c.files = confine_files(needs);
#endif
    bool calls = confine_calls(needs);
    c.sockets = calls && !needs->sockets;
    c.programs = calls && !IS_CHECKED && !needs->children;
    return c;
}

#else

struct os_confines os_confine(const struct os_needs *needs)
{
    (void)needs;
    return (struct os_confines){ .is_checked = IS_CHECKED };
}

#endif
