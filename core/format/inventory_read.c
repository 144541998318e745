#include "format/inventory_read.h"
