#include "format/sniff.h"
