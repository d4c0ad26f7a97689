// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_UTILS_H
#define NV_UTILS_H

//! \file
//! Rearranging weights, as releases 7 and 8 offered it.

#include "NvInfer.h"

#if TENON_API_LEVEL >= 10
#error "NvUtils.h: needs TENON_API_LEVEL 7 or 8"
#endif

namespace nvinfer1
{
namespace utils
{
//! Permutes the dimensions of weights: output dimension i is input dimension shapeOrder[i].
//!
//! \param input the weights, row-major, of kFLOAT, kHALF, kINT32 or kINT8
//! \param shape their extents, `nbDims` of them, 1 to 8, whose product is input.count
//! \param shapeOrder a permutation of 0 to nbDims - 1
//! \param data receives input.count elements of input.type; must not overlap the weights
//! \return false, with a message to the library's logger and nothing written, where an argument is wrong
TENSORRTAPI bool reshapeWeights(
    const Weights& input, const int32_t* shape, const int32_t* shapeOrder, void* data, int32_t nbDims) TENON_NOEXCEPT;

//! Reorders `num` consecutive buffers of `size` bytes in place: afterwards buffer i holds what buffer order[i] held.
//!
//! \return false, with a message and nothing changed, where an argument is wrong or memory runs out
TENSORRTAPI bool reorderSubBuffers(void* input, const int32_t* order, int32_t num, int32_t size) TENON_NOEXCEPT;

//! Transposes `num` consecutive row-major matrices of height x width elements in place.
//!
//! \return false, with a message and nothing changed, where an argument is wrong or memory runs out
TENSORRTAPI bool transposeSubBuffers(void* input, DataType type, int32_t num, int32_t height, int32_t width) TENON_NOEXCEPT;
} // namespace utils
} // namespace nvinfer1

#endif // NV_UTILS_H
