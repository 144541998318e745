/* How long and how much memory hostile bundles take: limits FOLDER. Each is audited in a process of its own that can't have more than
 * LIMIT_MIB of heap nor LIMIT_SECONDS of processor time; the worst ones are made here, at the largest size that is read. Prints a table;
 * times are for people to read, only what goes past the limits fails. */
#include "../unit/audit_kit.h"

#include <ftw.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RUNNING_UNDER_SANITIZER true
#else
#define RUNNING_UNDER_SANITIZER false
#endif

enum { LIMIT_MIB = 64, LIMIT_SECONDS = 20, BIG = LIMIT_BUNDLE_BYTES - 4096 };

static int failures;
static struct {
    const char *name;
    double milliseconds;
    long kib;
} worst_time, worst_memory;

static void audit_in_child(struct audit_kit *k, const char *path)
{
    const struct rlimit heap = { (rlim_t)LIMIT_MIB << 20, (rlim_t)LIMIT_MIB << 20 }, cpu = { LIMIT_SECONDS, LIMIT_SECONDS };
    struct err e;
    if (setrlimit(RLIMIT_DATA, &heap) != 0 || setrlimit(RLIMIT_CPU, &cpu) != 0)
        _exit(3);
    _exit(audit_file(&k->judge, &k->judge.arena, view_of(path), &k->seen, &e) && k->seen.findings.n ? 0 : 4);
}

static void measure(struct audit_kit *k, const char *name, const char *path)
{
    struct rusage used = { 0 };
    struct timespec from, to;
    int status = 0;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = fork();
    if (child == 0)
        audit_in_child(k, path);
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        status = -1;
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0 && used.ru_maxrss <= (LIMIT_MIB << 10);
    if (!good || ms > 50)
        printf("%-48s %8.1f ms %7ld KiB%s\n", name, ms, used.ru_maxrss, good ? "" : "  PAST THE LIMITS");
    failures += !good;
    if (ms > worst_time.milliseconds)
        worst_time.name = strdup(name), worst_time.milliseconds = ms;
    if (used.ru_maxrss > worst_memory.kib)
        worst_memory.name = strdup(name), worst_memory.kib = used.ru_maxrss;
}

static struct audit_kit *the_kit;

static int measure_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    if (kind == FTW_F && view_ends(view_of(path), VIEW(".zip")))
        measure(the_kit, path + where->base, path);
    return 0;
}

/* Makes in a child, too, so that the parent stays small. */
static void measure_made(struct audit_kit *k, const char *name, void (*make)(struct audit_kit *k))
{
    char path[] = "/tmp/certcase-limits-XXXXXX";
    struct err e;
    int status, fd = mkstemp(path);
    if (fd < 0)
        abort();
    close(fd);
    pid_t child = fork();
    if (child == 0) {
        make(k);
        const struct file_options options = { .access = OS_FOR_OWNER, .overwrite = true };
        _exit(file_write(path, audit_pack(k), &options, &e) ? 0 : 5);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        abort();
    measure(k, name, path);
    remove(path);
}

static size_t room = BIG; /* bytes left in the archive that is being made */

/* Entries of the largest size, filled with one text again and again. */
static void fill(struct audit_kit *k, const char *ending, const char *text, size_t n, size_t size)
{
    for (size_t i = 0, left = room; left > 4096 && k->n < LIMIT_BUNDLE_ENTRIES - 4; i++) {
        size = size < left - 1000 ? size : left - 1000;
        char *p = NEW(&k->w.arena, char, size);
        for (size_t at = 0; at < size; at++)
            p[at] = text[at % n];
        audit_add(k, view_fmt(&k->w.arena, "%zu%s", i, ending).p, (struct view){ .p = p, .n = size });
        left -= size + 400;
    }
}

static void make_zeros(struct audit_kit *k)
{
    fill(k, ".bin", "\0", 1, LIMIT_ENTRY_BYTES);
}

static void make_base64(struct audit_kit *k)
{
    fill(k, ".txt", "MI", 2, LIMIT_ENTRY_BYTES);
}

static void make_hex(struct audit_kit *k)
{
    fill(k, ".txt", "30", 2, LIMIT_ENTRY_BYTES);
}

static void make_passwords(struct audit_kit *k)
{
    fill(k, ".txt", "password of the ", 16, LIMIT_ENTRY_BYTES);
}

static void make_thumbprints(struct audit_kit *k)
{
    fill(k, ".txt", "00112233445566778899aabbccddeeff00112233\n", 41, LIMIT_ENTRY_BYTES);
}

static void make_pem(struct audit_kit *k)
{
    static const char block[] = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    fill(k, ".pem", block, sizeof block - 1, LIMIT_AUDIT_CERT_BYTES - 1000);
}

static void make_certificates(struct audit_kit *k)
{
    struct view pem;
    struct err e;
    if (!file_read(&k->w.arena, SAMPLES "partner-root.pem", LIMIT_INPUT_BYTES, &pem, &e))
        abort();
    fill(k, ".pem", pem.p, pem.n, pem.n * 300);
}

static void make_xml(struct audit_kit *k)
{
    static const char elements[] = "<a b=\"c\"/>";
    size_t size = LIMIT_XML_BYTES - 100;
    char *p = NEW(&k->w.arena, char, size);
    for (size_t at = 0; at < size; at++)
        p[at] = elements[at % (sizeof elements - 1)];
    memcpy(p, "<case>", 6);
    audit_add(k, "case.xml", (struct view){ .p = p, .n = size });
    room -= size;
    fill(k, ".bin", "\0", 1, LIMIT_ENTRY_BYTES);
}

static void make_lists(struct audit_kit *k)
{
    room -= 9 << 20;
    fill(k, ".bin", "x", 1, 60 << 10);
    char *p = NEW(&k->w.arena, char, 4 << 20);
    memset(p, '[', 4 << 20);
    audit_add(k, "manifest.json", (struct view){ .p = p, .n = 4 << 20 });
    memset(p + (2 << 20), '\n', 2 << 20);
    audit_add(k, "SHA256SUMS", (struct view){ .p = p, .n = 4 << 20 });
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*make)(struct audit_kit *k);
    } made[] = {
        { "32 MiB of zeros", make_zeros },
        { "32 MiB like Base64 of keys", make_base64 },
        { "32 MiB like hexadecimal keys", make_hex },
        { "32 MiB about passwords", make_passwords },
        { "32 MiB of thumbprints", make_thumbprints },
        { "PEM blocks", make_pem },
        { "certificates", make_certificates },
        { "a large case.xml", make_xml },
        { "large lists", make_lists },
    };
    void *state;
    if (RUNNING_UNDER_SANITIZER) {
        puts("SKIPPED: sanitizers need more memory than the limit");
        return 77;
    }
    audit_set_up(&state);
    the_kit = state;
    for (int i = 1; i < argc; i++)
        if (nftw(argv[i], measure_file, 16, FTW_PHYS) != 0)
            failures++;
    for (size_t i = 0; i < COUNT_OF(made); i++)
        measure_made(the_kit, made[i].name, made[i].make);
    printf("longest: %.1f ms (%s); most memory: %ld KiB (%s); limits: %d MiB, %d s\n", worst_time.milliseconds, worst_time.name,
           worst_memory.kib, worst_memory.name, LIMIT_MIB, LIMIT_SECONDS);
    audit_tear_down(&state);
    return failures ? 1 : 0;
}
