/* hold.c - runs a program while another one (this) has a file open and shares it with nobody: hold FILE PROGRAM ARG... Its exit code is the
 * program's; 99 when the file can't be held.
 */
#include <process.h>
#include <windows.h>

int wmain(int argc, wchar_t **argv);

int wmain(int argc, wchar_t **argv)
{
    HANDLE held = argc > 2 ? CreateFileW(argv[1], GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL) : INVALID_HANDLE_VALUE;
    return held == INVALID_HANDLE_VALUE ? 99 : (int)_wspawnv(_P_WAIT, argv[2], (const wchar_t *const *)argv + 2);
}
