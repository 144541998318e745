#include "format/zip_write.h"
