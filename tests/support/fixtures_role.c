#include "fixture.h"

void fixtures_role(struct fixtures *f)
{
    (void)f;
}
