// A program written for release 7.
#define LEVEL_TEST Level7Test
#include "api/testing/level_program.h"
#include "support/covers.h"

TENON_COVERS("IBuilder::createNetwork", "IBuilder::setMaxWorkspaceSize", "IBuilder::getMaxWorkspaceSize",
    "IBuilder::buildCudaEngine");
