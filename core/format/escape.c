#include "format/escape.h"
