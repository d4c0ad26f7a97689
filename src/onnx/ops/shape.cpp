// Shape (opsets 1, 13, 15), Size, ConstantOfShape (9), EyeLike (9), Range (11).
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>
#include <cmath>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! Numbers become a constant of the model, which operations with fixed parameters can take; tensors stay tensors.
Result<std::vector<Value>> resultOf(Importer& importer, Node const& node, Sizes const& sizes)
{
    if (!allNumbers(sizes))
    {
        TENON_ASSIGN(ITensor* const tensor, tensorOf(importer, sizes));
        return valuesOf(tensor);
    }
    std::vector<int64_t> numbers;
    std::transform(
        sizes.begin(), sizes.end(), std::back_inserter(numbers), [](Size const& size) { return size.number; });
    auto const count = static_cast<int64_t>(numbers.size());
    return std::vector<Value>{
        {nullptr, importer.weights().add<int64_t>(node.name(), DataType::kINT64, {count}, numbers)}};
}

Result<Sizes> shapeOf(Importer& importer, Value const& value)
{
    if (value.isConstant())
    {
        return Sizes(value.constant->shape.begin(), value.constant->shape.end());
    }
    return sizesOf(importer, *value.tensor);
}

} // namespace

Result<std::vector<Value>> importShape(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(Sizes const sizes, shapeOf(importer, inputs[0]));
    auto const rank = static_cast<int64_t>(sizes.size());
    TENON_ASSIGN(int64_t start, node.integer("start", 0));
    TENON_ASSIGN(int64_t end, node.integer("end", rank));
    start = std::clamp<int64_t>(start < 0 ? start + rank : start, 0, rank);
    end = std::clamp<int64_t>(end < 0 ? end + rank : end, start, rank);
    return resultOf(importer, node, Sizes(sizes.begin() + start, sizes.begin() + end));
}

Result<std::vector<Value>> importSize(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(Sizes const sizes, shapeOf(importer, inputs[0]));
    Size volume = 1;
    for (Size const& size : sizes)
    {
        TENON_ASSIGN(volume, combine(importer, volume, size, ElementWiseOperation::kPROD));
    }
    if (volume.isNumber())
    {
        return std::vector<Value>{
            {nullptr, importer.weights().add<int64_t>(node.name(), DataType::kINT64, {}, {volume.number})}};
    }
    TENON_ASSIGN(ITensor* const scalar, squeeze(importer, *volume.tensor, {0}));
    return valuesOf(scalar);
}

Result<std::vector<Value>> importConstantOfShape(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, inputs[0]));
    Constant const* value = nullptr;
    if (auto const* const attribute = node.attribute("value"))
    {
        TENON_ASSIGN(value, importer.weights().add(attribute->t()));
        if (value->weights.count != 1)
        {
            return invalidArgument("attribute \"value\": expected one element, found {}", value->weights.count);
        }
    }
    else
    {
        value = importer.weights().add<float>(node.name() + " value", DataType::kFLOAT, {}, {0.0F});
    }
    Constant const* const scalar = importer.weights().view(*value, {});
    TENON_ASSIGN(ITensor* const number, importer.tensor({nullptr, scalar}));
    if (sizes.empty())
    {
        return std::vector<Value>{{nullptr, scalar}};
    }
    TENON_ASSIGN(ITensor* const filled, expandTo(importer, *number, sizes));
    return valuesOf(filled);
}

Result<std::vector<Value>> importEyeLike(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const like, importer.tensor(inputs[0]));
    nvinfer1::Dims const dims = like->getDimensions();
    if (dims.nbDims != 2 || dims.d[0] < 0 || dims.d[1] < 0)
    {
        return base::notImplemented(
            "EyeLike of anything but a matrix of fixed dimensions (found {})", base::toString(dims));
    }
    DataType type = like->getType();
    if (node.attribute("dtype") != nullptr)
    {
        TENON_ASSIGN(int64_t const number, node.integer("dtype", 0));
        TENON_ASSIGN(type, dataTypeOf(static_cast<int32_t>(number), "attribute \"dtype\""));
    }
    TENON_ASSIGN(int64_t const k, node.integer("k", 0));
    std::vector<double> values(static_cast<size_t>(dims.d[0] * dims.d[1]), 0.0);
    for (int64_t i = 0; i < dims.d[0]; ++i)
    {
        if (i + k >= 0 && i + k < dims.d[1])
        {
            values[static_cast<size_t>(i * dims.d[1] + i + k)] = 1.0;
        }
    }
    TENON_ASSIGN(ITensor* const eye, constantOf(importer, node.name(), type, {dims.d[0], dims.d[1]}, values));
    return valuesOf(eye);
}

namespace
{

//! A Range of numbers that the model says.
template <typename T>
Result<std::vector<Value>> fixedRange(
    Importer& importer, Node const& node, std::span<Value const> inputs, DataType type)
{
    T const start = *static_cast<T const*>(inputs[0].constant->weights.values);
    T const limit = *static_cast<T const*>(inputs[1].constant->weights.values);
    T const delta = *static_cast<T const*>(inputs[2].constant->weights.values);
    if (delta == T{})
    {
        return invalidArgument("input 2 (delta): expected a number other than 0, found 0");
    }
    double const steps =
        std::ceil((static_cast<double>(limit) - static_cast<double>(start)) / static_cast<double>(delta));
    constexpr double kMost = 1 << 26;
    if (!(steps <= kMost))
    {
        return invalidArgument("expected a range of at most {} numbers, found {}", kMost, steps);
    }
    std::vector<T> values;
    for (int64_t i = 0; i < static_cast<int64_t>(steps); ++i)
    {
        values.push_back(static_cast<T>(start + static_cast<T>(i) * delta));
    }
    auto const count = static_cast<int64_t>(values.size());
    return std::vector<Value>{{nullptr, importer.weights().add<T>(node.name(), type, {count}, values)}};
}

//! A Range of integers, some of which are computed: its length is a shape tensor.
Result<std::vector<Value>> computedRange(Importer& importer, std::span<Value const> inputs, DataType type)
{
    Sizes numbers;
    for (size_t i = 0; i < 3; ++i)
    {
        TENON_ASSIGN(Sizes const one, sizesOf(importer, inputs[i]));
        if (one.size() != 1)
        {
            return invalidArgument("input {}: expected one number, found {}", i, one.size());
        }
        numbers.push_back(one[0]);
    }
    // ceil(a / b) = −floor(−a / b)
    TENON_ASSIGN(Size length, combine(importer, numbers[0], numbers[1], ElementWiseOperation::kSUB));
    TENON_ASSIGN(length, combine(importer, length, numbers[2], ElementWiseOperation::kFLOOR_DIV));
    TENON_ASSIGN(length, combine(importer, Size(0), length, ElementWiseOperation::kSUB));
    TENON_ASSIGN(length, combine(importer, length, Size(0), ElementWiseOperation::kMAX));
    TENON_ASSIGN(auto* const layer,
        importer.added(
            importer.network().addFill(nvinfer1::Dims{1, {0}}, nvinfer1::FillOperation::kLINSPACE, DataType::kINT64)));
    TENON_ASSIGN(ITensor* const dims, tensorOf(importer, {length}));
    layer->setInput(0, *dims);
    TENON_ASSIGN(ITensor * start, tensorOf(importer, {numbers[0]}));
    TENON_ASSIGN(start, squeeze(importer, *start, {0}));
    layer->setInput(1, *start);
    TENON_ASSIGN(ITensor* const step, tensorOf(importer, {numbers[2]}));
    layer->setInput(2, *step);
    TENON_ASSIGN(ITensor * range, importer.output(layer));
    TENON_ASSIGN(range, cast(importer, *range, type));
    return valuesOf(range);
}

} // namespace

Result<std::vector<Value>> importRange(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    DataType const type = inputs[0].isConstant() ? inputs[0].constant->weights.type : inputs[0].tensor->getType();
    bool const fixed = std::all_of(inputs.begin(), inputs.end(), [&](Value const& value) {
        return value.isConstant() && value.constant->weights.count == 1 && value.constant->weights.type == type;
    });
    if (fixed && type == DataType::kFLOAT)
    {
        return fixedRange<float>(importer, node, inputs, type);
    }
    if (fixed && type == DataType::kINT64)
    {
        return fixedRange<int64_t>(importer, node, inputs, type);
    }
    if (fixed && type == DataType::kINT32)
    {
        return fixedRange<int32_t>(importer, node, inputs, type);
    }
    if (type != DataType::kINT64 && type != DataType::kINT32)
    {
        return base::notImplemented(
            "Range of floating numbers that are computed at run time: its length is no shape tensor");
    }
    return computedRange(importer, inputs, type);
}

} // namespace tenon::onnx
