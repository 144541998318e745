#include "format/manifest.h"
