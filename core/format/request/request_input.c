#include "format/request/request_input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_BYTES = 1024 };

static bool check_kind(int fd, bool is_stdin, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_set(e, ST_IO, "", "can't look at it: %s", strerror(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(e, ST_IO, "name the file inside it", "this is a folder, not a file");
    if (!S_ISREG(st.st_mode) && !is_stdin)
        return err_set(e, ST_IO, "give - and redirect it to standard input", "not a regular file (a pipe, socket or device)");
    return true;
}

bool request_input_open(struct request_input *in, const char *path, struct err *e)
{
    bool is_stdin = strcmp(path, "-") == 0;
    in->cause = 0;
    in->ended = in->after_cr = false;
    in->at = in->n = 0;
    in->line = 1;
    in->fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (in->fd < 0)
        return err_set(e, ST_IO,
                       errno == ENOENT   ? "check the name and the current folder"
                       : errno == EACCES ? "check its permissions"
                                         : "",
                       "can't open: %s", strerror(errno));
    if (check_kind(in->fd, is_stdin, e))
        return true;
    request_input_close(in);
    return false;
}

void request_input_close(struct request_input *in)
{
    if (in->fd >= 0)
        close(in->fd);
    in->fd = -1;
}

static bool more(struct request_input *in)
{
    while (!in->ended) {
        ssize_t got = read(in->fd, in->bytes + in->n, sizeof in->bytes - in->n);
        if (got < 0 && errno == EINTR)
            continue;
        in->cause = got < 0 ? errno : 0;
        in->ended = got <= 0;
        in->n += got > 0 ? (size_t)got : 0;
        return got > 0;
    }
    return false;
}

static bool refill(struct request_input *in)
{
    in->at = in->n = 0;
    return more(in);
}

struct view request_input_first(struct request_input *in)
{
    while (in->n < FIRST_BYTES && more(in))
        continue;
    return (struct view){ .p = in->bytes, .n = in->n };
}

int request_peek(struct request_input *in)
{
    return in->at < in->n || refill(in) ? (unsigned char)in->bytes[in->at] : -1;
}

int request_take(struct request_input *in)
{
    int c = request_peek(in);
    if (c < 0)
        return c;
    in->at++;
    in->line += c == '\r' || (c == '\n' && !in->after_cr);
    in->after_cr = c == '\r';
    return c;
}

void request_skip_space(struct request_input *in)
{
    for (int c = request_peek(in); c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = request_peek(in))
        request_take(in);
}

bool request_input_ok(const struct request_input *in, struct err *e)
{
    return in->cause == 0 || err_set(e, ST_IO, "", "can't read: %s", strerror(in->cause));
}
