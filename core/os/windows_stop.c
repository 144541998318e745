#include "os/windows.h"

/* Windows tells an interruption in a thread of its own. `writing` is held while a file is written, `stop` is who wants to hear. */
static SRWLOCK writing = SRWLOCK_INIT, listening = SRWLOCK_INIT;
static bool is_held; /* of the main thread alone */

struct os_stop {
    void (*heard)(void *to);
    void *to;
    HANDLE over;
};
static struct os_stop *stop;

/* A window that is closed, a session that ends: Windows ends the program as soon as this returns, after some seconds anyway. */
static bool tell(DWORD event)
{
    HANDLE over = NULL;
    AcquireSRWLockShared(&listening);
    bool listens = stop != NULL;
    if (listens) {
        stop->heard(stop->to);
        if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
            DuplicateHandle(GetCurrentProcess(), stop->over, GetCurrentProcess(), &over, SYNCHRONIZE, FALSE, 0);
    }
    ReleaseSRWLockShared(&listening);
    if (over) {
        WaitForSingleObject(over, INFINITE);
        CloseHandle(over);
    }
    return listens;
}

static BOOL WINAPI on_event(DWORD event)
{
    if (tell(event))
        return TRUE;
    AcquireSRWLockExclusive(&writing);
    windows_interrupt();
    return TRUE;
}

bool windows_hear_interruptions(void)
{
    return SetConsoleCtrlHandler(on_event, TRUE);
}

void os_hold(void)
{
    if (!is_held)
        AcquireSRWLockExclusive(&writing);
    is_held = true;
}

void os_release(void)
{
    if (is_held)
        ReleaseSRWLockExclusive(&writing);
    is_held = false;
}

struct os_stop *os_stop_begin(void (*heard)(void *to), void *to)
{
    struct os_stop *s = calloc(1, sizeof *s);
    HANDLE over = s ? CreateEventW(NULL, TRUE, FALSE, NULL) : NULL;
    if (!over) {
        free(s);
        return NULL;
    }
    *s = (struct os_stop){ .heard = heard, .to = to, .over = over };
    AcquireSRWLockExclusive(&listening);
    stop = s;
    ReleaseSRWLockExclusive(&listening);
    return s;
}

void os_stop_end(struct os_stop *s)
{
    if (!s)
        return;
    AcquireSRWLockExclusive(&listening);
    stop = NULL;
    ReleaseSRWLockExclusive(&listening);
    SetEvent(s->over);
    CloseHandle(s->over);
    free(s);
}
