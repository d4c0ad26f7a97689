// TopK (opsets 1, 10, 11), ArgMax, ArgMin (1, 11, 12, 13), Hardmax (1, 11, 13): a TopK layer each.
#include "onnx/ops/compose.h"

#include "base/dims.h"
#include "onnx/ops/flattened.h"

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::TopKOperation;

Result<std::vector<Value>> importTopK(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, node.opset() < 10 ? 1 : 2, 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", -1));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, x->getDimensions().nbDims));
    TENON_ASSIGN(int64_t const largest, node.integer("largest", 1));
    TENON_ASSIGN(int64_t k, node.integer("k", 0));
    Sizes count{k};
    if (node.opset() >= 10)
    {
        TENON_ASSIGN(count, sizesOf(importer, inputs[1]));
        if (count.size() != 1)
        {
            return invalidArgument("input 1 (K): expected one number, found {}", count.size());
        }
        k = count[0].isNumber() ? count[0].number : 1;
    }
    if (k < 0 || k > INT32_MAX)
    {
        return invalidArgument("K: expected 0 to {}, found {}", INT32_MAX, k);
    }
    auto const operation = largest != 0 ? TopKOperation::kMAX : TopKOperation::kMIN;
    TENON_ASSIGN(auto* const layer,
        importer.added(
            importer.network().addTopK(*x, operation, static_cast<int32_t>(k), 1U << axis, DataType::kINT64)));
    if (!count[0].isNumber())
    {
        TENON_ASSIGN(ITensor* const number, squeeze(importer, *count[0].tensor, {0}));
        layer->setInput(1, *number);
    }
    TENON_ASSIGN(ITensor* const values, importer.output(layer));
    return std::vector<Value>{{values, nullptr}, {layer->getOutput(1), nullptr}};
}

namespace
{

//! Places of the largest or smallest element along an axis, which stays with size 1; of equal ones the last where `last`.
Result<ITensor*> bestPlaces(Importer& importer, ITensor& x, int32_t axis, TopKOperation operation, bool last)
{
    ITensor* searched = &x;
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, x));
    auto const at = static_cast<size_t>(axis);
    Size end = dims[at];
    if (last)
    {
        // The first of the reversed elements.
        TENON_ASSIGN(end, combine(importer, dims[at], Size(1), ElementWiseOperation::kSUB));
        Sizes start(dims.size(), 0);
        Sizes stride(dims.size(), 1);
        start[at] = end;
        stride[at] = -1;
        TENON_ASSIGN(searched, slice(importer, x, start, dims, stride));
    }
    if (searched->getType() == DataType::kBOOL)
    {
        TENON_ASSIGN(searched, cast(importer, *searched, DataType::kINT32));
    }
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addTopK(*searched, operation, 1, 1U << axis, DataType::kINT64)));
    TENON_CHECK(importer.output(layer));
    ITensor* const places = layer->getOutput(1);
    if (!last)
    {
        return places;
    }
    TENON_ASSIGN(ITensor* const from, tensorOf(importer, {end}));
    return elementWise(importer, *from, *places, ElementWiseOperation::kSUB);
}

} // namespace

Result<std::vector<Value>> importArgMax(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, x->getDimensions().nbDims));
    TENON_ASSIGN(int64_t const keep, node.integer("keepdims", 1));
    TENON_ASSIGN(int64_t const last, node.integer("select_last_index", 0));
    auto const operation = node.op() == "ArgMax" ? TopKOperation::kMAX : TopKOperation::kMIN;
    TENON_ASSIGN(ITensor * places, bestPlaces(importer, *x, axis, operation, last != 0));
    if (keep == 0)
    {
        TENON_ASSIGN(places, squeeze(importer, *places, {axis}));
    }
    return valuesOf(places);
}

Result<std::vector<Value>> importHardmax(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    return alongOldOrNewAxis(importer, node, *x, [&](ITensor& data, int32_t axis) -> Result<ITensor*> {
        TENON_ASSIGN(ITensor * places, bestPlaces(importer, data, axis, TopKOperation::kMAX, false));
        TENON_ASSIGN(places, squeeze(importer, *places, {axis}));
        TENON_ASSIGN(
            ITensor* const values, constantOf(importer, node.name() + " values", data.getType(), {2}, {0.0, 1.0}));
        TENON_ASSIGN(Sizes const dims, sizesOf(importer, data));
        TENON_ASSIGN(ITensor * depth, tensorOf(importer, {dims[static_cast<size_t>(axis)]}));
        TENON_ASSIGN(depth, squeeze(importer, *depth, {0}));
        return importer.output(importer.network().addOneHot(*places, *values, *depth, axis));
    });
}

} // namespace tenon::onnx
