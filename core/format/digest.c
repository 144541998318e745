#include "format/digest.h"
