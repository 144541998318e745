#include "flow/make_case.h"
