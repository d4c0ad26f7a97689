// Gather (opsets 1, 11, 13), GatherElements, GatherND, Scatter, ScatterElements, ScatterND, Compress, OneHot, CumSum.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::GatherMode;
using nvinfer1::ScatterMode;

namespace
{

//! Elements of a constant list, so that what shapes are made of stays known while the model is imported; nullopt where they are not.
Result<std::optional<Value>> gatheredConstant(
    Importer& importer, Node const& node, std::span<Value const> inputs, int64_t axis)
{
    bool const fixed = inputs[0].isConstant() && inputs[1].isConstant() && axis == 0
        && inputs[0].constant->shape.size() == 1 && inputs[0].constant->weights.type == DataType::kINT64
        && inputs[0].constant->weights.count <= 64;
    if (!fixed)
    {
        return std::optional<Value>{};
    }
    TENON_ASSIGN(auto const data, integersOf(*inputs[0].constant));
    TENON_ASSIGN(auto const indices, integersOf(*inputs[1].constant));
    auto const count = static_cast<int64_t>(data.size());
    std::vector<int64_t> taken;
    for (int64_t const index : indices)
    {
        if (index < -count || index >= count)
        {
            return invalidArgument(
                "input 1 (indices): expected each from {} to {}, found {}", -count, count - 1, index);
        }
        taken.push_back(data[static_cast<size_t>(index < 0 ? index + count : index)]);
    }
    return std::optional<Value>(Value{
        nullptr, importer.weights().add<int64_t>(node.name(), DataType::kINT64, inputs[1].constant->shape, taken)});
}

} // namespace

Result<std::vector<Value>> importGather(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(auto const known, gatheredConstant(importer, node, inputs, onnxAxis));
    if (known)
    {
        return std::vector<Value>{*known};
    }
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const data, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const indices, importer.tensor(inputs[1]));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, data->getDimensions().nbDims));
    return importer.result(importer.network().addGather(*data, *indices, axis));
}

Result<std::vector<Value>> importGatherElements(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const data, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const indices, importer.tensor(inputs[1]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, data->getDimensions().nbDims));
    TENON_ASSIGN(
        auto* const layer, importer.added(importer.network().addGatherV2(*data, *indices, GatherMode::kELEMENT)));
    layer->setGatherAxis(axis);
    return importer.result(layer);
}

Result<std::vector<Value>> importGatherND(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const data, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const indices, importer.tensor(inputs[1]));
    TENON_ASSIGN(int64_t const batchDims, node.integer("batch_dims", 0));
    if (batchDims < 0 || batchDims >= data->getDimensions().nbDims)
    {
        return invalidArgument(
            "attribute \"batch_dims\": expected 0 to {}, found {}", data->getDimensions().nbDims - 1, batchDims);
    }
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addGatherV2(*data, *indices, GatherMode::kND)));
    layer->setNbElementWiseDims(static_cast<int32_t>(batchDims));
    return importer.result(layer);
}

namespace
{

//! What is made of elements that meet at one place.
std::optional<std::pair<ElementWiseOperation, ReduceOperation>> meetingOf(std::string const& reduction)
{
    if (reduction == "add") return std::pair(ElementWiseOperation::kSUM, ReduceOperation::kSUM);
    if (reduction == "mul") return std::pair(ElementWiseOperation::kPROD, ReduceOperation::kPROD);
    if (reduction == "max") return std::pair(ElementWiseOperation::kMAX, ReduceOperation::kMAX);
    if (reduction == "min") return std::pair(ElementWiseOperation::kMIN, ReduceOperation::kMIN);
    return std::nullopt;
}

//! Where each update goes: [updates, 1], as places among `places` rows of the data.
Result<ITensor*> placesOf(
    Importer& importer, Node const& node, ITensor& indices, nvinfer1::Dims const& data, ScatterMode mode, int32_t axis)
{
    std::vector<int64_t> strides;
    int32_t const depth = mode == ScatterMode::kND
        ? static_cast<int32_t>(indices.getDimensions().d[indices.getDimensions().nbDims - 1])
        : data.nbDims;
    int64_t stride = 1;
    for (int32_t d = depth; d-- > 0;)
    {
        strides.insert(strides.begin(), stride);
        stride *= data.d[d];
    }
    TENON_ASSIGN(ITensor * wide, cast(importer, indices, DataType::kINT64));
    nvinfer1::Dims const dims = indices.getDimensions();
    int64_t const count = base::volumeUnchecked(dims) / (mode == ScatterMode::kND ? std::max(depth, 1) : 1);
    ITensor* sum = nullptr;
    for (int32_t d = 0; d < depth; ++d)
    {
        ITensor* at = nullptr;
        if (mode == ScatterMode::kND)
        {
            TENON_ASSIGN(at, part(importer, *wide, dims.nbDims - 1, d, 1));
        }
        else if (d == axis)
        {
            at = wide;
        }
        if (at != nullptr)
        {
            // Negative ones count from the end.
            TENON_ASSIGN(ITensor* const zero, numberLike(importer, *at, 0.0));
            TENON_ASSIGN(ITensor* const behind,
                elementWise(importer, *at, static_cast<double>(data.d[d]), ElementWiseOperation::kSUM));
            TENON_ASSIGN(ITensor* const negative, elementWise(importer, *at, *zero, ElementWiseOperation::kLESS));
            TENON_ASSIGN(at, select(importer, *negative, *behind, *at));
        }
        else
        {
            // An element's own coordinate.
            std::vector<int64_t> own(static_cast<size_t>(count));
            int64_t inner = 1;
            for (int32_t e = d + 1; e < dims.nbDims; ++e)
            {
                inner *= dims.d[e];
            }
            for (int64_t i = 0; i < count; ++i)
            {
                own[static_cast<size_t>(i)] = i / inner % dims.d[d];
            }
            TENON_ASSIGN(at,
                importer.tensor({nullptr,
                    importer.weights().add<int64_t>(node.name() + " places", DataType::kINT64,
                        std::vector<int64_t>(dims.d, dims.d + dims.nbDims), own)}));
        }
        TENON_ASSIGN(at,
            elementWise(
                importer, *at, static_cast<double>(strides[static_cast<size_t>(d)]), ElementWiseOperation::kPROD));
        TENON_ASSIGN(
            sum, sum == nullptr ? Result<ITensor*>(at) : elementWise(importer, *sum, *at, ElementWiseOperation::kSUM));
    }
    return reshapeTo(importer, *sum, {count, 1});
}

//! The Scatter layer replaces. What adds, multiplies or compares instead is a reduction over all updates, each at its place.
Result<std::vector<Value>> scatterReduced(
    Importer& importer, Node const& node, std::span<Value const> inputs, ScatterMode mode, std::string const& reduction)
{
    auto const meeting = meetingOf(reduction);
    TENON_ASSIGN(ITensor* const data, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const indices, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const updates, importer.tensor(inputs[2]));
    nvinfer1::Dims const dims = data->getDimensions();
    nvinfer1::Dims const places = indices->getDimensions();
    auto const isFixed = [](nvinfer1::Dims const& each) {
        return std::all_of(each.d, each.d + each.nbDims, [](int64_t size) { return size > 0; });
    };
    if (!meeting || !isFixed(dims) || !isFixed(places) || !isFixed(updates->getDimensions()))
    {
        return base::notImplemented("{} with reduction \"{}\" on dynamic dimensions", node.op(), reduction);
    }
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, dims.nbDims));
    int32_t const depth = mode == ScatterMode::kND ? static_cast<int32_t>(places.d[places.nbDims - 1]) : dims.nbDims;
    int64_t rows = 1;
    int64_t columns = 1;
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        (d < depth ? rows : columns) *= dims.d[d];
    }
    int64_t const count = base::volumeUnchecked(updates->getDimensions()) / columns;
    constexpr int64_t kMost = int64_t{1} << 26;
    if (rows > kMost / columns / count)
    {
        return base::notImplemented(
            "{} with reduction \"{}\" of {} updates in {} elements, which the Scatter layer does not have", node.op(),
            reduction, count, rows * columns);
    }
    TENON_ASSIGN(ITensor* const where, placesOf(importer, node, *indices, dims, mode, axis));
    std::vector<int64_t> numbers(static_cast<size_t>(rows));
    std::iota(numbers.begin(), numbers.end(), 0);
    TENON_ASSIGN(ITensor* const all,
        importer.tensor(
            {nullptr, importer.weights().add<int64_t>(node.name() + " rows", DataType::kINT64, {1, rows}, numbers)}));
    TENON_ASSIGN(ITensor * meets, elementWise(importer, *where, *all, ElementWiseOperation::kEQUAL));
    TENON_ASSIGN(meets, unsqueeze(importer, *meets, {2}));
    DataType const type = data->getType();
    bool const isFloat = type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kBF16;
    double const least = isFloat   ? -std::numeric_limits<double>::infinity()
        : type == DataType::kINT64 ? -9.2e18
                                   : -2147483648.0;
    double const most = isFloat    ? std::numeric_limits<double>::infinity()
        : type == DataType::kINT64 ? 9.2e18
                                   : 2147483647.0;
    double const neutral = reduction == "add" ? 0.0 : reduction == "mul" ? 1.0 : reduction == "max" ? least : most;
    TENON_ASSIGN(ITensor* const nothing, constantOf(importer, node.name() + " neutral", type, {1, 1, 1}, {neutral}));
    TENON_ASSIGN(ITensor* const each, reshapeTo(importer, *updates, {count, 1, columns}));
    TENON_ASSIGN(ITensor * spread, select(importer, *meets, *each, *nothing));
    TENON_ASSIGN(spread, reduce(importer, *spread, meeting->second, 1U, false));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *data));
    TENON_ASSIGN(spread, reshapeTo(importer, *spread, sizes));
    TENON_ASSIGN(ITensor* const result, elementWise(importer, *data, *spread, meeting->first));
    return valuesOf(result);
}

Result<std::vector<Value>> scatter(
    Importer& importer, Node const& node, std::span<Value const> inputs, ScatterMode mode)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(std::string const reduction, node.text("reduction", "none"));
    if (reduction != "none")
    {
        return scatterReduced(importer, node, inputs, mode, reduction);
    }
    TENON_ASSIGN(ITensor* const data, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const indices, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const updates, importer.tensor(inputs[2]));
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addScatter(*data, *indices, *updates, mode)));
    if (mode == ScatterMode::kELEMENT)
    {
        TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
        TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, data->getDimensions().nbDims));
        layer->setAxis(axis);
    }
    return importer.result(layer);
}

} // namespace

Result<std::vector<Value>> importScatterElements(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    return scatter(importer, node, inputs, ScatterMode::kELEMENT);
}

Result<std::vector<Value>> importScatterND(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    return scatter(importer, node, inputs, ScatterMode::kND);
}

Result<std::vector<Value>> importCompress(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * data, importer.tensor(inputs[0]));
    int32_t axis = 0;
    if (node.attribute("axis") == nullptr)
    {
        TENON_ASSIGN(data, importer.reshape(*data, nvinfer1::Dims{1, {-1}}));
    }
    else
    {
        TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
        TENON_ASSIGN(axis, importer.axis(onnxAxis, data->getDimensions().nbDims));
    }
    if (!inputs[1].isConstant() || inputs[1].constant->weights.type != DataType::kBOOL)
    {
        // How many are kept depends on data.
        TENON_ASSIGN(ITensor* const condition, importer.tensor(inputs[1]));
        TENON_ASSIGN(ITensor * found, importer.output(importer.network().addNonZero(*condition, DataType::kINT64)));
        TENON_ASSIGN(found, squeeze(importer, *found, {0}));
        return importer.result(importer.network().addGather(*data, *found, axis));
    }
    std::vector<int64_t> kept;
    for (int64_t i = 0; i < inputs[1].constant->weights.count; ++i)
    {
        if (static_cast<uint8_t const*>(inputs[1].constant->weights.values)[i] != 0)
        {
            kept.push_back(i);
        }
    }
    TENON_ASSIGN(ITensor* const places, listOf(importer, kept));
    return importer.result(importer.network().addGather(*data, *places, axis));
}

Result<std::vector<Value>> importOneHot(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * indices, importer.tensor(inputs[0]));
    TENON_ASSIGN(indices,
        cast(importer, *indices, indices->getType() == DataType::kINT32 ? DataType::kINT32 : DataType::kINT64));
    TENON_ASSIGN(ITensor * depth, importer.tensor(inputs[1]));
    // Depth may be of any type; a constant one is a number.
    if (inputs[1].isConstant() && inputs[1].constant->weights.type == DataType::kFLOAT)
    {
        TENON_ASSIGN(auto const number, floatsOf(*inputs[1].constant));
        TENON_ASSIGN(depth,
            constantOf(importer, node.name() + " depth", DataType::kINT64, {}, {number.empty() ? 0.0 : number[0]}));
    }
    else
    {
        TENON_ASSIGN(depth, cast(importer, *depth, DataType::kINT64));
    }
    if (depth->getDimensions().nbDims == 1)
    {
        TENON_ASSIGN(depth, squeeze(importer, *depth, {0}));
    }
    TENON_ASSIGN(ITensor* const values, importer.tensor(inputs[2]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", -1));
    return importer.result(importer.network().addOneHot(*indices, *values, *depth, static_cast<int32_t>(onnxAxis)));
}

Result<std::vector<Value>> importCumSum(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * axis, importer.tensor(inputs[1]));
    if (axis->getDimensions().nbDims == 1)
    {
        TENON_ASSIGN(axis, squeeze(importer, *axis, {0}));
    }
    TENON_ASSIGN(int64_t const exclusive, node.integer("exclusive", 0));
    TENON_ASSIGN(int64_t const reverse, node.integer("reverse", 0));
    return importer.result(
        importer.network().addCumulative(*x, *axis, nvinfer1::CumulativeOperation::kSUM, exclusive != 0, reverse != 0));
}

} // namespace tenon::onnx
