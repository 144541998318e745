#include "format/x509.h"
