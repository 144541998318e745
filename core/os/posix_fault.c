#include "os/posix.h"

#include <string.h>

static const struct {
    int code;
    enum os_fault_kind kind;
} kinds[] = {
    { ENOENT, OS_MISSING },      { EEXIST, OS_EXISTS }, { EACCES, OS_DENIED },   { ENOSPC, OS_FULL }, { EPIPE, OS_CLOSED },
    { EDQUOT, OS_FULL },         { EAGAIN, OS_BUSY },   { ETIMEDOUT, OS_LATE },  { ENAMETOOLONG, OS_NAME_LENGTH },
    { ENODATA, OS_ENDED },       { EIO, OS_OTHER },     { EHOSTUNREACH, OS_UNREACHABLE },
};

bool posix_failed(struct os_fault *why, int code)
{
    *why = (struct os_fault){ .kind = OS_OTHER, .code = code };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].code == code)
            why->kind = kinds[i].kind;
    return false;
}

bool posix_done(int result, struct os_fault *why)
{
    return result == 0 || posix_failed(why, errno);
}

struct os_fault os_fault_of(enum os_fault_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return (struct os_fault){ .kind = kind, .code = kinds[i].code };
    return (struct os_fault){ .kind = OS_FINE };
}

struct os_text os_fault_text(const struct os_fault *why)
{
    struct os_text out;
    const char *words = strerror_r(why->kind == OS_ENDED ? EIO : why->code, out.text, sizeof out.text);
    if (words != out.text)
        (void)snprintf(out.text, sizeof out.text, "%s", words);
    return out;
}
