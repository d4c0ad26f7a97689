// MaxUnpool (opsets 9, 11, 22): a scatter of the maxima into zeros.
#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;

Result<std::vector<Value>> importMaxUnpool(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const indices, importer.tensor(inputs[1]));
    nvinfer1::Dims const dims = x->getDimensions();
    auto const isOpen = [](int64_t size) { return size < 0 || size > kMostMatrixElements; };
    if (dims.nbDims < 3 || std::any_of(dims.d, dims.d + dims.nbDims, isOpen))
    {
        return base::notImplemented(
            "MaxUnpool of a tensor {}: it must have spatial dimensions and sizes that are known while the model is imported",
            base::toString(dims));
    }
    int32_t const spatial = dims.nbDims - 2;
    TENON_ASSIGN(auto const kernel, node.integers("kernel_shape"));
    TENON_ASSIGN(nvinfer1::Dims const kernelDims, spatialDims(kernel, spatial, "kernel_shape"));
    TENON_ASSIGN(Window const window, windowOf(node, spatial));
    std::vector<int64_t> shape{dims.d[0], dims.d[1]};
    for (int32_t d = 0; d < spatial; ++d)
    {
        shape.push_back((dims.d[2 + d] - 1) * window.strides.d[d] - window.prePadding.d[d] - window.postPadding.d[d]
            + kernelDims.d[d]);
    }
    int64_t volume = 1;
    for (int64_t const size : shape)
    {
        if (size < 1 || size > kMostMatrixElements / volume)
        {
            return invalidArgument("expected an output of 1 to {} elements, found one of [{}]", kMostMatrixElements,
                fmt::join(shape, ", "));
        }
        volume *= size;
    }
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, node.name() + " zero", x->getType(), {1}, {0.0}));
    TENON_ASSIGN(ITensor* const zeros, expandTo(importer, *zero, {volume}));
    TENON_ASSIGN(ITensor* const values, reshapeTo(importer, *x, {-1}));
    TENON_ASSIGN(ITensor* const places, reshapeTo(importer, *indices, {-1}));
    TENON_ASSIGN(auto* const scatter,
        importer.added(importer.network().addScatter(*zeros, *places, *values, nvinfer1::ScatterMode::kELEMENT)));
    scatter->setAxis(0);
    TENON_ASSIGN(ITensor * y, importer.output(scatter));
    TENON_ASSIGN(y, reshapeTo(importer, *y, Sizes(shape.begin(), shape.end())));
    if (inputs.size() > 2 && inputs[2])
    {
        // Indices count in the smaller tensor; what is asked for beyond it is 0.
        TENON_ASSIGN(Sizes const wanted, sizesOf(importer, inputs[2]));
        if (wanted.size() != shape.size())
        {
            return invalidArgument("input 2 (output_shape): expected {} sizes, found {}", shape.size(), wanted.size());
        }
        TENON_ASSIGN(ITensor* const fill, constantOf(importer, "zero", x->getType(), {}, {0.0}));
        TENON_ASSIGN(y,
            slice(importer, *y, Sizes(shape.size(), 0), wanted, Sizes(shape.size(), 1), nvinfer1::SampleMode::kFILL,
                fill));
    }
    return valuesOf(y);
}

} // namespace tenon::onnx
