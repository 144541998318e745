/* fixtures.c - writes FOLDER/<id>/{bad,good}.<ext>: `fixtures FOLDER` (tests/support/make.sh). */
#include "fixture.h"

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: fixtures FOLDER\n", stderr);
        return 2;
    }
    struct fixtures *f = fixtures_open(argv[1]);
    fixtures_file(f);
    fixtures_role(f);
    fixtures_service(f);
    fixtures_pfx(f);
    fixtures_request(f);
    fixtures_b(f);
    fixtures_close(f);
    return 0;
}
