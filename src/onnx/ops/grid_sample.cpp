// GridSample (opsets 16, 20), ReverseSequence (10), LRN (1, 13).
#include "onnx/ops/compose.h"

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::InterpolationMode;
using nvinfer1::SampleMode;

Result<std::vector<Value>> importGridSample(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const grid, importer.tensor(inputs[1]));
    TENON_ASSIGN(std::string const mode, node.text("mode", node.opset() < 20 ? "bilinear" : "linear"));
    TENON_ASSIGN(std::string const padding, node.text("padding_mode", "zeros"));
    TENON_ASSIGN(int64_t const alignCorners, node.integer("align_corners", 0));
    bool const linear = mode == "bilinear" || mode == "linear";
    bool const cubic = mode == "bicubic" || mode == "cubic";
    if (!linear && !cubic && mode != "nearest")
    {
        return invalidArgument("attribute \"mode\": expected nearest, linear or cubic, found \"{}\"", mode);
    }
    if (padding != "zeros" && padding != "border" && padding != "reflection")
    {
        return invalidArgument(
            "attribute \"padding_mode\": expected zeros, border or reflection, found \"{}\"", padding);
    }
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addGridSample(*x, *grid)));
    layer->setInterpolationMode(linear ? InterpolationMode::kLINEAR
            : cubic                    ? InterpolationMode::kCUBIC
                                       : InterpolationMode::kNEAREST);
    layer->setSampleMode(padding == "zeros" ? SampleMode::kFILL
            : padding == "border"           ? SampleMode::kCLAMP
                                            : SampleMode::kREFLECT);
    layer->setAlignCorners(alignCorners != 0);
    return importer.result(layer);
}

Result<std::vector<Value>> importReverseSequence(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const lengths, importer.tensor(inputs[1]));
    TENON_ASSIGN(int64_t const batchAxis, node.integer("batch_axis", 1));
    TENON_ASSIGN(int64_t const timeAxis, node.integer("time_axis", 0));
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addReverseSequence(*x, *lengths)));
    layer->setBatchAxis(static_cast<int32_t>(batchAxis));
    layer->setSequenceAxis(static_cast<int32_t>(timeAxis));
    return importer.result(layer);
}

Result<std::vector<Value>> importLrn(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const size, node.integer("size", 0));
    TENON_ASSIGN(float const alpha, node.number("alpha", 1e-4F));
    TENON_ASSIGN(float const beta, node.number("beta", 0.75F));
    TENON_ASSIGN(float const bias, node.number("bias", 1.0F));
    int32_t const rank = x->getDimensions().nbDims;
    if (size < 1 || rank < 3)
    {
        return invalidArgument(
            "expected a size of at least 1 and an input of rank 3 or more, found {} and {}", size, rank);
    }
    // x / (bias + alpha / size · Σ x²)^beta over a window of channels: padded squares, summed by shifted slices.
    TENON_ASSIGN(ITensor* const square, elementWise(importer, *x, *x, ElementWiseOperation::kPROD));
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, *square));
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, node.name() + " zero", x->getType(), {}, {0.0}));
    ITensor* sum = nullptr;
    for (int64_t i = 0; i < size; ++i)
    {
        Sizes start(dims.size(), 0);
        start[1] = i - (size - 1) / 2;
        TENON_ASSIGN(ITensor* const shifted,
            slice(importer, *square, start, dims, Sizes(dims.size(), 1), SampleMode::kFILL, zero));
        TENON_ASSIGN(sum,
            sum == nullptr ? Result<ITensor*>(shifted)
                           : elementWise(importer, *sum, *shifted, ElementWiseOperation::kSUM));
    }
    TENON_ASSIGN(ITensor * base,
        elementWise(
            importer, *sum, static_cast<double>(alpha) / static_cast<double>(size), ElementWiseOperation::kPROD));
    TENON_ASSIGN(base, elementWise(importer, *base, bias, ElementWiseOperation::kSUM));
    TENON_ASSIGN(base, elementWise(importer, *base, beta, ElementWiseOperation::kPOW));
    TENON_ASSIGN(ITensor* const y, elementWise(importer, *x, *base, ElementWiseOperation::kDIV));
    return valuesOf(y);
}

} // namespace tenon::onnx
