#include "steps/bundle.h"
