// Reshape (opsets 1, 5, 13, 14, …), Flatten, Squeeze, Unsqueeze (1, 11, 13), Transpose.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>
#include <set>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::Dims;

namespace
{

//! A list that is an attribute in old opsets and a constant input in new ones; empty if neither is there.
Result<std::vector<int64_t>> listOf(
    Node const& node, std::span<Value const> inputs, int64_t inputSince, char const* name)
{
    if (node.opset() < inputSince)
    {
        return node.integers(name);
    }
    if (inputs.size() < 2 || !inputs[1])
    {
        return std::vector<int64_t>{};
    }
    if (!inputs[1].isConstant())
    {
        return base::notImplemented("{} with {} that are computed at run time", node.op(), name);
    }
    return integersOf(*inputs[1].constant);
}

} // namespace

Result<std::vector<Value>> importReshape(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, node.opset() < 5 ? 1 : 2, 2));
    TENON_ASSIGN(int64_t const allowZero, node.integer("allowzero", 0));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    if (node.opset() >= 5 && !inputs[1].isConstant())
    {
        TENON_CHECK(refuseImplicitBatch(importer, node.op()));
        TENON_ASSIGN(ITensor* const shape, importer.tensor(inputs[1]));
        TENON_ASSIGN(auto* const reshape, importer.added(importer.network().addShuffle(*input)));
        reshape->setInput(1, *shape);
        reshape->setZeroIsPlaceholder(allowZero == 0);
        return importer.result(reshape);
    }
    TENON_ASSIGN(auto sizes, node.opset() < 5 ? node.integers("shape") : integersOf(*inputs[1].constant));
    if (importer.implicitBatch())
    {
        // The batch keeps its place: 0 copies it, −1 infers it, 1 is what models exported for one item say.
        if (sizes.empty() || sizes[0] > 1)
        {
            return invalidArgument(
                "shape [{}]: expected a leading 0, 1 or -1 that keeps the batch of an implicit-batch network, found {}",
                fmt::join(sizes, ", "), sizes.empty() ? 0 : sizes[0]);
        }
        sizes.erase(sizes.begin());
    }
    TENON_ASSIGN(Dims const dims, base::makeDims(sizes));
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addShuffle(*input)));
    layer->setReshapeDimensions(dims);
    layer->setZeroIsPlaceholder(allowZero == 0);
    return importer.result(layer);
}

Result<std::vector<Value>> importFlatten(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t axis, node.integer("axis", 1));
    int32_t const rank = importer.onnxRank(*input);
    if (axis < -rank || axis > rank)
    {
        return invalidArgument("attribute \"axis\": expected {} to {}, found {}", -rank, rank, axis);
    }
    axis = axis < 0 ? axis + rank : axis;
    if (importer.implicitBatch())
    {
        if (axis != 1)
        {
            return base::notImplemented(
                "Flatten at axis {} in an implicit-batch network; axis 1 keeps the batch", axis);
        }
        TENON_ASSIGN(ITensor* const flat, importer.reshape(*input, base::makeDims({-1})));
        return std::vector<Value>{{flat, nullptr}};
    }
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, *input));
    Sizes flat{1, 1};
    for (int32_t d = 0; d < rank; ++d)
    {
        Size& product = flat[d < axis ? 0 : 1];
        TENON_ASSIGN(product, combine(importer, product, dims[static_cast<size_t>(d)], ElementWiseOperation::kPROD));
    }
    TENON_ASSIGN(ITensor* const result, reshapeTo(importer, *input, flat));
    return valuesOf(result);
}

Result<std::vector<Value>> importSqueeze(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    Dims const old = input->getDimensions();
    TENON_ASSIGN(auto const onnxAxes, listOf(node, inputs, 13, "axes"));
    std::set<int32_t> axes;
    for (int64_t const each : onnxAxes)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(each, old.nbDims));
        axes.insert(axis);
    }
    std::vector<int64_t> squeezed;
    for (int32_t i = 0; i < old.nbDims; ++i)
    {
        bool const wanted = onnxAxes.empty() ? old.d[i] == 1 : axes.count(i) != 0;
        if (wanted && old.d[i] > 1)
        {
            return invalidArgument(
                "axis {}: expected a dimension of 1, found {} in {}", i, old.d[i], base::toString(old));
        }
        if (wanted)
        {
            squeezed.push_back(i);
        }
    }
    TENON_ASSIGN(ITensor* const result, squeeze(importer, *input, squeezed));
    return valuesOf(result);
}

Result<std::vector<Value>> importUnsqueeze(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    Dims const old = input->getDimensions();
    TENON_ASSIGN(auto const onnxAxes, listOf(node, inputs, 13, "axes"));
    int32_t const rank = old.nbDims + static_cast<int32_t>(onnxAxes.size());
    if (onnxAxes.empty() || rank > base::kMaxDims)
    {
        return invalidArgument("axes [{}]: expected at least one, and at most {} dimensions in all, found {}",
            fmt::join(onnxAxes, ", "), base::kMaxDims, rank);
    }
    std::set<int32_t> axes;
    for (int64_t const each : onnxAxes)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(each, rank));
        axes.insert(axis);
    }
    if (axes.size() != onnxAxes.size())
    {
        return invalidArgument("axes [{}]: expected each once, found one twice", fmt::join(onnxAxes, ", "));
    }
    TENON_ASSIGN(ITensor* const result, unsqueeze(importer, *input, {axes.begin(), axes.end()}));
    return valuesOf(result);
}

Result<std::vector<Value>> importTranspose(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    int32_t const rank = importer.onnxRank(*input);
    std::vector<int64_t> order(rank);
    for (int32_t i = 0; i < rank; ++i)
    {
        order[i] = rank - 1 - i;
    }
    TENON_ASSIGN(order, node.integers("perm", order));
    std::set<int64_t> const distinct(order.begin(), order.end());
    bool const isPermutation = order.size() == static_cast<size_t>(rank) && distinct.size() == order.size()
        && (distinct.empty() || (*distinct.begin() == 0 && *distinct.rbegin() == rank - 1));
    if (!isPermutation)
    {
        return invalidArgument(
            "attribute \"perm\": expected a permutation of 0 to {}, found [{}]", rank - 1, fmt::join(order, ", "));
    }
    nvinfer1::Permutation permutation{};
    int32_t const hidden = importer.implicitBatch() ? 1 : 0;
    if (hidden == 1 && order[0] != 0)
    {
        return invalidArgument(
            "attribute \"perm\": expected the batch to stay first in an implicit-batch network, found [{}]",
            fmt::join(order, ", "));
    }
    for (int32_t i = hidden; i < rank; ++i)
    {
        permutation.order[i - hidden] = static_cast<int32_t>(order[i]) - hidden;
    }
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addShuffle(*input)));
    layer->setFirstTranspose(permutation);
    return importer.result(layer);
}

} // namespace tenon::onnx
