// A program written for release 7.
#define LEVEL_TEST Level7Test
#include "api/legacy/level_program.h"

TENON_COVERS("IBuilder::createNetwork", "IBuilder::setMaxWorkspaceSize", "IBuilder::getMaxWorkspaceSize",
    "IBuilder::buildCudaEngine");
