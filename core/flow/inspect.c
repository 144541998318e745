#include "flow/inspect.h"
