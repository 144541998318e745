#include "format/pkcs7.h"
