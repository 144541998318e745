#include "format/der.h"
