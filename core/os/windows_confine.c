#include "os/windows.h"

/* Windows lets a process refuse itself other programs, and code that others put in; files and sockets it can't be refused. */
struct os_confines os_confine(const struct os_needs *needs)
{
    PROCESS_MITIGATION_CHILD_PROCESS_POLICY children = { .NoChildProcessCreation = 1 };
    PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY hooks = { .DisableExtensionPoints = 1 };
    PROCESS_MITIGATION_IMAGE_LOAD_POLICY images = { .NoRemoteImages = 1, .NoLowMandatoryLabelImages = 1, .PreferSystem32Images = 1 };
    (void)needs;
    SetProcessMitigationPolicy(ProcessExtensionPointDisablePolicy, &hooks, sizeof hooks);
    SetProcessMitigationPolicy(ProcessImageLoadPolicy, &images, sizeof images);
    return (struct os_confines){
        .programs = SetProcessMitigationPolicy(ProcessChildProcessPolicy, &children, sizeof children),
    };
}
