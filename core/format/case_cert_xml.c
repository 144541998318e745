#include "format/case_xml.h"
