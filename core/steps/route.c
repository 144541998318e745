#include "steps/route.h"
