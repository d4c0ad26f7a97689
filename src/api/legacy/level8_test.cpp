// A program written for release 8.
#define LEVEL_TEST Level8Test
#include "api/legacy/level_program.h"
