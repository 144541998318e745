#include "steps/deadline.h"
