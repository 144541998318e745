#include "os/windows.h"

#include <string.h>

wchar_t *windows_wide(const char *text)
{
    int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    wchar_t *wide = n > 0 ? malloc((size_t)n * sizeof *wide) : NULL;
    if (wide)
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, n);
    return wide;
}

/* One letter after another, as a cut must not go through one. */
void windows_narrow(const wchar_t *text, char *out, size_t size)
{
    size_t n = 0;
    while (*text) {
        char letter[4];
        int units = (*text & 0xfc00) == 0xd800 && (text[1] & 0xfc00) == 0xdc00 ? 2 : 1;
        int bytes = WideCharToMultiByte(CP_UTF8, 0, text, units, letter, sizeof letter, NULL, NULL);
        if (bytes <= 0 || n + (size_t)bytes >= size)
            break;
        memcpy(out + n, letter, (size_t)bytes);
        n += (size_t)bytes;
        text += units;
    }
    out[n] = '\0';
}
