#include "os/os.h"

/* Where a process can't be copied (Windows, WebAssembly), or counts its lines at its end. */
const bool os_has_children = false;

bool os_child_begin(void (*task)(void *context, const struct os_file *asked, const struct os_file *answers), void *context,
                    struct os_child *out, struct os_fault *why)
{
    (void)task;
    (void)context;
    *out = (struct os_child){ 0 };
    *why = os_fault_of(OS_OTHER);
    return false;
}

struct os_text os_child_end(struct os_child *child)
{
    *child = (struct os_child){ 0 };
    return (struct os_text){ "" };
}

void os_children_wait(const struct os_child *children, bool *which, size_t n, int milliseconds)
{
    (void)children;
    (void)which;
    (void)n;
    (void)milliseconds;
}
