#include "format/ical.h"
