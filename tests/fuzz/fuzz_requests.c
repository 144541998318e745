/* Any bytes as a request file: whatever comes, it ends, rows are counted, and a request has what every request must have. */
#include "base/base.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/civil.h"
#include "format/request/request_read.h"
#include "format/xml/xml.h"
#include "fuzz.h"

static bool is_text(struct view v)
{
    return v.n == 0 || (v.p[v.n] == '\0' && strlen(v.p) == v.n);
}

static void check_row(const struct request_row *row, size_t before)
{
    const struct request *q = &row->request;
    bool ok = row->number == before + 1 && q->certificates.n > 0 && !(q->password_env.n && q->password_file.n) && is_text(q->id) &&
              is_text(q->reason) && is_text(q->renews) && (q->needed_by == DAY_NONE || q->needed_by >= day_of(1, 1, 1));
    for (size_t i = 0; i < q->certificates.n; i++)
        ok = ok && q->certificates.items[i].n && is_text(q->certificates.items[i]);
    if (!ok)
        abort();
}

static void read_all(const char *path)
{
    struct request_reader *r;
    struct request_row row;
    struct arena arena = { 0 };
    struct err e = { 0 };
    enum request_result result = REQUEST_ROW;
    size_t number = 0;
    if (!request_open(path, &r, &e)) {
        if (r || !e.what[0] || !e.where[0])
            abort();
        return;
    }
    while ((result = request_next(r, &arena, &row, &e)) != REQUEST_END) {
        if (result == REQUEST_ROW)
            check_row(&row, number);
        else if (!e.what[0] || !e.where[0] || (result == REQUEST_BAD_ROW && row.number != number + 1))
            abort();
        number = row.number;
        arena_reset(&arena);
    }
    arena_free(&arena);
    request_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    int fd = memfd_create("requests", MFD_CLOEXEC);
    xml_init();
    if (fd < 0)
        return 0;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size)
        read_all(path);
    close(fd);
    return 0;
}
