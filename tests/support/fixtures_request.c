#include "fixture.h"

void fixtures_request(struct fixtures *f)
{
    (void)f;
}
