#include "os/windows.h"

int main(int argc, char **argv);
int wmain(int argc, wchar_t **argv, wchar_t **environment);

char **windows_environment;

static char *narrow(const wchar_t *text)
{
    size_t size = wcslen(text) * 3 + 1;
    char *out = malloc(size);
    if (out)
        windows_narrow(text, out, size);
    return out;
}

/* What there is no memory for ends the list. */
static char **narrow_all(wchar_t **all)
{
    size_t n = 0;
    while (all[n])
        n++;
    char **out = calloc(n + 1, sizeof *out);
    for (size_t i = 0; out && i < n; i++) {
        out[i] = narrow(all[i]);
        if (!out[i])
            break;
    }
    return out;
}

/* The C library begins here (-municode): words as UTF-8, also where Windows does not know the manifest's code page. */
int wmain(int argc, wchar_t **argv, wchar_t **environment)
{
    char **words = narrow_all(argv);
    windows_environment = narrow_all(environment);
    if (!words || !windows_environment)
        return 3;
    return main(argc, words);
}
