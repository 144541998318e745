#include "fixture.h"

void fixtures_file(struct fixtures *f)
{
    (void)f;
}
