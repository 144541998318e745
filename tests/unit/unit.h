/* unit.h - cmocka with what it needs in front of it. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include "base/base.h"

#include <setjmp.h>

#include <cmocka.h>

#include "model/assets.h"

#endif
