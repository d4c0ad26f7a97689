// One source for releases 7 and 8: what they differ in goes into macros, as projects of the time had them.
#ifndef ERA_RELEASE_MACROS_H
#define ERA_RELEASE_MACROS_H

#include "NvInfer.h"

#if NV_TENSORRT_MAJOR < 8
#define TRT_NOEXCEPT
#define TRT_CONST_ENQUEUE
#else
#define TRT_NOEXCEPT noexcept
#define TRT_CONST_ENQUEUE const
#endif

#endif
