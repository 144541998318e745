#include "command.h"
#include "os/os.h"

int main(int argc, char **argv)
{
    struct session s = { .out = stdout, .err = stderr, .clock = (int64_t)time(NULL) };
    if (!os_begin())
        return EXIT_BUG;
    s.environment = os_environment();
    session_look(&s);
    return (int)certcase(&s, argc, argv);
}
