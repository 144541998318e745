#include "steps/certs.h"
