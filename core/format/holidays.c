#include "format/holidays.h"
