/* unit.h - what unit tests call that Windows' C library has under another name; in front of each of them there. */
#ifndef TESTS_WINDOWS_UNIT_H
#define TESTS_WINDOWS_UNIT_H

#include <stdlib.h>

static inline int setenv(const char *name, const char *value, int replace)
{
    (void)replace;
    return _putenv_s(name, value);
}

static inline int unsetenv(const char *name)
{
    return _putenv_s(name, "");
}

#endif
