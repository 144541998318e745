#include "os/os.h"

#include <errno.h>

bool os_read_at(const struct os_file *file, uint64_t at, void *p, size_t n, struct os_fault *why)
{
    for (size_t have = 0, got; have < n; have += got) {
        if (!os_read_some(file, at + have, (char *)p + have, n - have, &got, why))
            return false;
        if (got == 0) {
            *why = os_fault_of(OS_ENDED);
            return false;
        }
    }
    return true;
}

bool os_stream_write(void *stream, const void *p, size_t n, struct os_fault *why)
{
    errno = 0;
    if (fwrite(p, 1, n, stream) == n)
        return true;
    *why = os_stream_fault();
    return false;
}

bool os_stream_flush(FILE *stream, struct os_fault *why)
{
    errno = 0;
    if (fflush(stream) == 0)
        return true;
    *why = os_stream_fault();
    return false;
}
