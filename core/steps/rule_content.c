#include "steps/rules.h"
