#include "steps/purpose.h"
