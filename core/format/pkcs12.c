#include "format/pkcs12.h"
