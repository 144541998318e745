#include "format/json.h"
