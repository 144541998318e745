#include "format/zip_read.h"
