#include "fixture.h"

void fixtures_b(struct fixtures *f)
{
    (void)f;
}
