#include "format/container.h"
