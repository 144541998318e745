#include "format/catalog_read.h"
