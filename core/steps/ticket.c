#include "steps/ticket.h"
