#include "flow/kit.h"
