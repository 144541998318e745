/* os.h - the operating system in words of our own. Nothing above this room calls it, includes its headers or knows its numbers; a system
 * is a set of files beside this one (posix_*.c); what is the same in each stands in os.c, socket.c and address.c.
 *
 * Names:   UTF-8 that ends in NUL. A name is a path, absolute or relative to `in`, an open folder; OS_HERE is the current one.
 * Memory:  handles are values; {0} is none, and closing none does nothing. What is opaque is owned by whoever opened it.
 * Errors:  false with *why filled, unless said otherwise. Interrupted calls are made again; what was written in part is brought to its end.
 * Threads: any, a handle in one at a time; positioned reads and os_folder as `in` in several.
 */
#ifndef OS_OS_H
#define OS_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define OS_MUST_USE __attribute__((warn_unused_result))

/* --- why something failed --- */

enum os_fault_kind {
    OS_FINE,
    OS_MISSING,     /* no such file or folder */
    OS_EXISTS,      /* and may not be replaced */
    OS_DENIED,      /* no permission */
    OS_FULL,        /* no space, or none for this user */
    OS_BUSY,        /* somebody else holds it */
    OS_NAME_LENGTH, /* the name is too long for the system */
    OS_LATE,        /* the moment came first */
    OS_CLOSED,      /* whoever read it has gone */
    OS_ENDED,       /* the file is shorter than what was to be read */
    OS_UNREACHABLE, /* no way leads there */
    OS_OTHER,
};

struct os_fault {
    enum os_fault_kind kind;
    int code; /* the system's own number; for os_fault_text */
};

struct os_text {
    char text[128];
};
/* The system's own words: "No space left on device". */
struct os_text os_fault_text(const struct os_fault *why);
struct os_fault os_fault_of(enum os_fault_kind kind); /* as the system would have said it */

/* --- files --- */

struct os_file {
    intptr_t handle; /* 0: none */
};
struct os_folder; /* below */
#define OS_HERE ((const struct os_folder *)NULL)

enum os_links { OS_FOLLOW, OS_NO_FOLLOW /* a link is not opened */ };
enum os_access { OS_FOR_ALL /* others may read it */, OS_FOR_OWNER /* a secret */ };
enum os_kind { OS_FILE, OS_FOLDER, OS_LINK, OS_SPECIAL /* a pipe, socket, device */ };

struct os_facts {
    enum os_kind kind;
    uint64_t size;          /* of OS_FILE */
    uint64_t volume, index; /* two names are one file when both are equal */
    bool is_own;            /* it belongs to whoever runs the program */
    bool others_write;      /* somebody else may write it */
};

/* For reading. Never waits for the other end of a pipe, never becomes the terminal's. */
OS_MUST_USE bool os_open_read(const struct os_folder *in, const char *name, enum os_links links, struct os_file *out, struct os_fault *why);
/* A handle of its own for standard input. */
OS_MUST_USE bool os_open_input(struct os_file *out, struct os_fault *why);
/* For reading and writing; made when it is missing, with the usual permissions. `is_new`: OS_EXISTS when it is not. No link is followed. */
OS_MUST_USE bool os_open_write(const struct os_folder *in, const char *name, bool is_new, struct os_file *out, struct os_fault *why);
/* A new file for writing, with exactly this access. */
OS_MUST_USE bool os_create_new(const struct os_folder *in, const char *name, enum os_access access, struct os_file *out,
                               struct os_fault *why);
/* The same in the folder of `path` under a name of its own that begins with `prefix`; the name lands in `temporary`. Only its owner may
 * read it until os_set_access. */
OS_MUST_USE bool os_create_beside(const char *path, const char *prefix, char *temporary, size_t size, struct os_file *out,
                                  struct os_fault *why);
/* A file without a name, for reading and writing, that goes when it is closed, whatever ends the program. */
OS_MUST_USE bool os_create_temporary(struct os_file *out, struct os_fault *why);
/* What a message calls it: "a temporary file in /tmp". */
const char *os_temporary_words(void);
OS_MUST_USE bool os_close(struct os_file *file, struct os_fault *why); /* what could not be written may show only here */
static inline void os_drop(struct os_file *file)                       /* the same where nothing was written */
{
    struct os_fault ignored;
    (void)!os_close(file, &ignored);
}

OS_MUST_USE bool os_look(const struct os_file *file, struct os_facts *out, struct os_fault *why);
OS_MUST_USE bool os_look_at(const struct os_folder *in, const char *name, enum os_links links, struct os_facts *out, struct os_fault *why);
/* The next bytes, at most n; *got is 0 at the end. */
OS_MUST_USE bool os_read(const struct os_file *file, void *p, size_t n, size_t *got, struct os_fault *why);
/* The same, but waits for `milliseconds` at most: OS_LATE. */
OS_MUST_USE bool os_read_within(const struct os_file *file, int milliseconds, void *p, size_t n, size_t *got, struct os_fault *why);
/* The same from `at` on, wherever the file stands. */
OS_MUST_USE bool os_read_some(const struct os_file *file, uint64_t at, void *p, size_t n, size_t *got, struct os_fault *why);
/* All n bytes from `at` on: OS_ENDED when there are less. */
OS_MUST_USE bool os_read_at(const struct os_file *file, uint64_t at, void *p, size_t n, struct os_fault *why);
OS_MUST_USE bool os_write_all(const struct os_file *file, const void *p, size_t n, struct os_fault *why);
/* *written says how much arrived, also when it is not all. */
OS_MUST_USE bool os_write_at(const struct os_file *file, uint64_t at, const void *p, size_t n, size_t *written, struct os_fault *why);
OS_MUST_USE bool os_set_size(const struct os_file *file, uint64_t n, struct os_fault *why);
OS_MUST_USE bool os_set_access(const struct os_file *file, enum os_access access, struct os_fault *why);
OS_MUST_USE bool os_copy_access(const struct os_file *from, const struct os_file *to, struct os_fault *why);
OS_MUST_USE bool os_flush(const struct os_file *file, struct os_fault *why); /* the bytes survive a power cut */
/* Until it is closed, or the process ends: alone, or with others that share it. OS_BUSY when that can't be had now. */
OS_MUST_USE bool os_lock(const struct os_file *file, bool shared, struct os_fault *why);

/* `from` becomes `to` at once, whatever stood there. */
OS_MUST_USE bool os_replace(const struct os_folder *in, const char *from, const char *to, struct os_fault *why);
/* The same where nothing may stand: OS_EXISTS. The check and the act are one. */
OS_MUST_USE bool os_publish(const struct os_folder *in, const char *from, const char *to, struct os_fault *why);
OS_MUST_USE bool os_remove(const struct os_folder *in, const char *name, struct os_fault *why);

/* --- folders --- */

OS_MUST_USE bool os_folder_open(const char *name, struct os_folder **out, struct os_fault *why);
void os_folder_close(struct os_folder *folder);
struct os_entry {
    const char *name; /* until the next call */
    enum os_kind kind;
};
enum os_next { OS_NEXT, OS_NEXT_END, OS_NEXT_FAILED };
/* Each entry once, in no order, without "." and "..". */
enum os_next os_folder_next(struct os_folder *folder, struct os_entry *out, struct os_fault *why);
OS_MUST_USE bool os_folder_create(const char *name, struct os_fault *why);              /* its parent is there */
OS_MUST_USE bool os_folder_flush(const struct os_folder *folder, struct os_fault *why); /* names in it survive a power cut */
/* The bytes of all files that were written below it since the last time: cheaper than os_flush for each of a group. */
OS_MUST_USE bool os_folder_flush_all(const struct os_folder *folder, struct os_fault *why);

/* --- names --- */

bool os_is_separator(char c);
/* How much of the path is its root ("/"): 0 when it is relative. */
size_t os_root_length(const char *path, size_t n);
/* The shells that a command which is printed for copying is pasted into: a POSIX one; cmd or PowerShell, whichever is open. */
enum os_shells { OS_SHELL_POSIX, OS_SHELLS_WINDOWS };
extern const enum os_shells os_shells;
/* Where a user's own files of settings may lie: in `below` of the folder that the first variable names that holds a whole path. */
struct os_config_place {
    const char *variable, *below;
};
extern const struct os_config_place os_config_places[]; /* .variable NULL ends */
extern const char os_config_shown[];                    /* the last of them, with the file in it, as people write it */

/* --- whom everybody trusts --- */

/* Files of CA certificates in PEM: the first that is there. NULL ends. */
extern const char *const os_trust_paths[];
/* The same where the system keeps them elsewhere; false where it does not. What a company has added for itself is not among them. */
bool os_trusted(void (*each)(void *to, const void *der, size_t n), void *to);

/* --- memory, chance, time --- */

/* Zeroed, straight from the system and back to it; NULL when there is none. */
void *os_pages(size_t bytes);
void os_pages_free(void *pages, size_t bytes);
void os_wipe(void *p, size_t n); /* not optimised away */
OS_MUST_USE bool os_random(void *out, size_t n);
int64_t os_clock(void); /* milliseconds that only go forward */
unsigned os_cores(void);
const void *os_find(const void *in, size_t n, const void *what, size_t length); /* the first place; NULL */
/* Like os_pages, and as far as the system allows it neither swapped out nor part of a dump. */
void *os_secret_pages(size_t bytes);

/* --- streams of the C library --- */

OS_MUST_USE bool os_stream_write(void *stream, const void *p, size_t n, struct os_fault *why); /* a FILE *: what a sink calls */
OS_MUST_USE bool os_stream_flush(FILE *stream, struct os_fault *why);
struct os_fault os_stream_fault(void); /* why a stream failed, right after it did; OS_FINE when it does so without a word */
bool os_is_terminal(FILE *stream);
unsigned os_columns(FILE *stream); /* 0 when it is no terminal, or doesn't tell */
bool os_draws_colors(void);        /* terminals do here, though no variable TERM says so */

/* --- the network --- */

enum { OS_IP_MOST = 16 };
/* "192.0.2.1" or "2001:db8::1" to 4 or 16 bytes; returns how many, 0 when it is neither. */
size_t os_ip_read(const char *p, size_t n, unsigned char out[OS_IP_MOST]);
struct os_text os_ip_text(const unsigned char *address, size_t n);

struct os_address {
    unsigned char bytes[128]; /* the system's own form */
    size_t n;
};
struct os_socket {
    intptr_t handle; /* 0: none */
};

enum os_found { OS_FOUND, OS_NO_ADDRESS, OS_NO_ANSWER /* in time */ };
/* A name or an IP address to addresses in the resolver's order. `until` and those below are of os_clock. *reason is for OS_NO_ADDRESS. */
enum os_found os_addresses(const char *host, uint16_t port, int64_t until, struct os_address *out, size_t most, size_t *n,
                           struct os_text *reason);
struct os_text os_address_text(const struct os_address *address); /* "" when it can't be told */
/* OS_LATE when it is not made or refused in time. */
OS_MUST_USE bool os_connect(const struct os_address *address, int64_t until, struct os_socket *out, struct os_fault *why);
enum os_ready { OS_READY, OS_READY_LATE, OS_READY_NEVER };
enum os_ready_for { OS_TO_READ, OS_TO_WRITE };
enum os_ready os_wait(const struct os_socket *s, enum os_ready_for what, int64_t until);
enum os_moved { OS_MOVED /* 0 bytes received: the other side has ended */, OS_MOVED_NOTHING_YET, OS_MOVED_NEVER };
enum os_moved os_receive(const struct os_socket *s, void *p, size_t n, size_t *got);
enum os_moved os_send(const struct os_socket *s, const void *p, size_t n, size_t *sent);
void os_socket_close(struct os_socket *s);

/* --- the process --- */

/* First thing in main: the three streams are open, time is UTC for every library, a closed pipe is a write error. False: end at once. */
OS_MUST_USE bool os_begin(void);
const char *const *os_environment(void); /* NAME=value in UTF-8; NULL ends */
/* Asks on the terminal itself, whatever the streams are, and reads a line that isn't shown. More than `size` is cut, and *n says size + 1.
 * False when there is no terminal (OS_MISSING) or no line. Who interrupts it ends the program, with the terminal as it was. Main thread. */
OS_MUST_USE bool os_ask_silently(const char *question, char *line, size_t size, size_t *n, struct os_fault *why);
/* While a file is written: who interrupts the program is heard after os_release. Main thread. */
void os_hold(void);
void os_release(void);
/* From here on an interruption ends nothing: `heard` is called for each, in a thread of its own. Main thread, before others are started and
 * (os_stop_end) after they are gone. NULL when that can't be had; os_stop_end takes it. */
struct os_stop;
struct os_stop *os_stop_begin(void (*heard)(void *to), void *to);
void os_stop_end(struct os_stop *stop);

/* --- giving up rights --- */

/* What a process keeps: all else that the system lets it give up is refused from then on, to it and to all threads that it starts. */
struct os_needs {
    bool sockets;
    bool children;             /* of os_child_begin */
    bool temporary;            /* files of os_create_temporary */
    bool no_terminal;          /* nobody is asked anything */
    bool reads_all;            /* files, wherever they are; else `reads`, and what the system's libraries read */
    const char *const *reads;  /* files and folders; NULL ends. One that isn't there is passed over */
    const char *const *writes; /* folders in which files are made, replaced and removed; where one isn't there, in the nearest that is */
};
/* What is in force. A system, a kernel, a container may lack any of it. */
struct os_confines {
    bool privileges; /* no program started from here gets more rights */
    bool dumps;      /* no memory in core files, none for debuggers of the same user */
    bool programs;   /* none is started; and no process, debugger, mount or other thing that no command has a use for */
    bool sockets;    /* none is made */
    bool files;      /* those that were needed, alone */
    bool is_checked; /* the program is built with sanitizers, which need some of these rights themselves */
};
/* Before any other thread is started. It can't be undone, only be narrowed. */
struct os_confines os_confine(const struct os_needs *needs);

/* --- children: copies of this process that do one task and end with it --- */

enum { OS_CHILDREN_MOST = 256 };
extern const bool os_has_children; /* where they can't be had, threads do what they would */
struct os_child {
    struct os_file to, from; /* pipes. Writing to a child never waits: OS_BUSY */
    intptr_t process;        /* 0: none */
};
/* `task` runs with its ends of the pipes. It keeps standard input, unless that is a terminal, and no other open file; what it writes to the
 * other streams is lost, and so is what it writes to files. No other thread may run then but that of os_stop_begin. */
OS_MUST_USE bool os_child_begin(void (*task)(void *context, const struct os_file *asked, const struct os_file *answers), void *context,
                                struct os_child *out, struct os_fault *why);
/* At once, whatever it does; says how it ended when it had already: "signal 11 (Segmentation fault)". */
struct os_text os_child_end(struct os_child *child);
/* Waits until one of those that are set in `which` has answered or is gone: these stay set. None: the time was up. */
void os_children_wait(const struct os_child *children, bool *which, size_t n, int milliseconds);

#endif
