// All types of the CUDA runtime's interface.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_BUILTIN_TYPES_H
#define TENON_CUDA_HOST_BUILTIN_TYPES_H

#include "driver_types.h"
#include "library_types.h"
#include "vector_types.h"
#endif
