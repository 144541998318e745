#include "format/xml.h"
