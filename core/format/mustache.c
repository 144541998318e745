#include "format/mustache.h"
