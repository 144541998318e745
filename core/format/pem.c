#include "format/pem.h"
