#include "format/cms.h"
