#include "fixture.h"

void fixtures_pfx(struct fixtures *f)
{
    (void)f;
}
