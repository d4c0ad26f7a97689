// Softmax, LogSoftmax and Hardmax: along one axis from opset 13 on; before, along all dimensions from an axis on, as if flattened.
#pragma once

#include "onnx/ops/compose.h"

namespace tenon::onnx
{

//! Calls apply(tensor, axis), with the tensor flattened to two dimensions around it where the old definition asks for that.
template <typename Apply>
Result<std::vector<Value>> alongOldOrNewAxis(Importer& importer, Node const& node, ITensor& x, Apply const& apply)
{
    bool const old = node.opset() < 13;
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", old ? 1 : -1));
    int32_t const rank = x.getDimensions().nbDims;
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, rank));
    if (!old || axis == rank - 1)
    {
        TENON_ASSIGN(ITensor* const result, apply(x, axis));
        return valuesOf(result);
    }
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, x));
    Sizes flat{1, 1};
    for (int32_t d = 0; d < rank; ++d)
    {
        Size& product = flat[d < axis ? 0 : 1];
        TENON_ASSIGN(product, combine(importer, product, dims[static_cast<size_t>(d)], ElementWiseOperation::kPROD));
    }
    TENON_ASSIGN(ITensor* const matrix, reshapeTo(importer, x, flat));
    TENON_ASSIGN(ITensor* const computed, apply(*matrix, 1));
    TENON_ASSIGN(ITensor* const result, reshapeTo(importer, *computed, dims));
    return valuesOf(result);
}

} // namespace tenon::onnx
