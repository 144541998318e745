#include "format/trust.h"
