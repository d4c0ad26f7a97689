// The element-wise kernels for the CPU.
#pragma once

#include "ops/element_wise/element_wise.h"

namespace tenon::ops
{

//! kEQUAL, kGREATER, kLESS: those that give bool from other types.
bool isComparison(nvinfer1::ElementWiseOperation operation);

std::unique_ptr<graph::Kernel> makeElementWiseCpu(
    nvinfer1::ElementWiseOperation operation, base::DataType a, base::DataType b, base::DataType out);

//! Which operands of a row are one value for the whole row.
enum class RowForm
{
    kBOTH,      //!< a[i], b[i]
    kLEFT_ONE,  //!< a[0], b[i]
    kRIGHT_ONE, //!< a[i], b[0]
};

//! One row of `count` results on the calling thread. `a` and `b` are of `type` (fp32, int32, int64, bool); `out` is bool for comparisons, else
//! of `type`. `out` may be `a` or `b` where those have as many elements.
void elementWiseRow(nvinfer1::ElementWiseOperation operation, base::DataType type, RowForm form, void const* a,
    void const* b, void* out, int64_t count);

} // namespace tenon::ops
