// Sequences whose length is known while the model is imported: SequenceConstruct, SequenceEmpty, SequenceInsert, SequenceErase, SequenceAt,
// SequenceLength (opset 11), SplitToSequence (11), ConcatFromSequence (11); and optional values, which are there: Optional (15),
// OptionalGetElement, OptionalHasElement (15, 18). The API has neither, so they are taken apart here.
#include "onnx/ops/compose.h"

#include "base/dims.h"
#include "onnx/sequence.h"

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

Result<Sequence const*> sequenceOf(Value const& value, std::string_view what)
{
    if (value.sequence == nullptr)
    {
        return invalidArgument("{}: expected a sequence that the model makes from tensors, found a tensor", what);
    }
    return value.sequence.get();
}

std::vector<Value> sequenceResult(Sequence elements)
{
    Value value;
    value.sequence = std::make_shared<Sequence const>(std::move(elements));
    return {value};
}

std::vector<Value> sequenceResult(std::vector<Value> elements)
{
    return sequenceResult(Sequence(std::move(elements)));
}

//! A position that the model says; `end` where it is absent. Negative ones count from `size`.
Result<int64_t> positionOf(std::span<Value const> inputs, size_t index, int64_t size, int64_t otherwise)
{
    if (inputs.size() <= index || !inputs[index])
    {
        return otherwise;
    }
    if (!inputs[index].isConstant())
    {
        return base::notImplemented("a position in a sequence that is computed at run time");
    }
    TENON_ASSIGN(auto const numbers, integersOf(*inputs[index].constant));
    int64_t const position = numbers.size() == 1 ? (numbers[0] < 0 ? numbers[0] + size : numbers[0]) : -1;
    if (position < 0 || position > size)
    {
        return invalidArgument(
            "position: expected one from {} to {}, found {}", -size, size, numbers.empty() ? 0 : numbers[0]);
    }
    return position;
}

} // namespace

Result<std::vector<Value>> importSequenceConstruct(Importer&, Node const&, std::span<Value const> inputs)
{
    return sequenceResult(std::vector<Value>(inputs.begin(), inputs.end()));
}

Result<std::vector<Value>> importSequenceEmpty(Importer&, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 0, 0));
    return sequenceResult(std::vector<Value>());
}

Result<std::vector<Value>> importSequenceInsert(Importer&, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_ASSIGN(Sequence const* const sequence, sequenceOf(inputs[0], "input 0"));
    auto const size = static_cast<int64_t>(sequence->size());
    TENON_ASSIGN(int64_t const position, positionOf(inputs, 2, size, size));
    return sequenceResult(sequence->with(static_cast<size_t>(position), inputs[1]));
}

Result<std::vector<Value>> importSequenceErase(Importer&, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_ASSIGN(Sequence const* const sequence, sequenceOf(inputs[0], "input 0"));
    auto const size = static_cast<int64_t>(sequence->size());
    TENON_ASSIGN(int64_t const position, positionOf(inputs, 1, size, size - 1));
    if (position < 0 || position >= size)
    {
        return invalidArgument("position: expected one of {} elements, found {}", size, position);
    }
    std::vector<Value> elements(sequence->elements().begin(), sequence->elements().end());
    elements.erase(elements.begin() + position);
    return sequenceResult(std::move(elements));
}

Result<std::vector<Value>> importSequenceAt(Importer&, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(Sequence const* const sequence, sequenceOf(inputs[0], "input 0"));
    auto const size = static_cast<int64_t>(sequence->size());
    TENON_ASSIGN(int64_t const position, positionOf(inputs, 1, size, 0));
    if (position >= size)
    {
        return invalidArgument("position: expected one of {} elements, found {}", size, position);
    }
    return std::vector<Value>{sequence->elements()[static_cast<size_t>(position)]};
}

Result<std::vector<Value>> importSequenceLength(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(Sequence const* const sequence, sequenceOf(inputs[0], "input 0"));
    return std::vector<Value>{{nullptr,
        importer.weights().add<int64_t>(node.name(), DataType::kINT64, {}, {static_cast<int64_t>(sequence->size())})}};
}

Result<std::vector<Value>> importSplitToSequence(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, x->getDimensions().nbDims));
    TENON_ASSIGN(int64_t const keeps, node.integer("keepdims", 1));
    int64_t const size = x->getDimensions().d[axis];
    bool const given = inputs.size() > 1 && inputs[1];
    if (size < 0 || (given && !inputs[1].isConstant()))
    {
        return base::notImplemented("SplitToSequence into parts that are not known while the model is imported");
    }
    constexpr int64_t kMostParts = 4096;
    if (!given && size > kMostParts)
    {
        return base::notImplemented("SplitToSequence into more than {} parts", kMostParts);
    }
    std::vector<int64_t> parts(static_cast<size_t>(given ? 0 : size), 1);
    if (given)
    {
        TENON_ASSIGN(parts, integersOf(*inputs[1].constant));
        if (inputs[1].constant->shape.empty() && parts.size() == 1 && parts[0] > 0)
        {
            int64_t const most = parts[0];
            if (size / most > kMostParts)
            {
                return base::notImplemented("SplitToSequence into more than {} parts", kMostParts);
            }
            parts.clear();
            for (int64_t begin = 0; begin < size; begin += most)
            {
                parts.push_back(std::min(most, size - begin));
            }
        }
    }
    std::vector<Value> elements;
    int64_t begin = 0;
    for (int64_t const count : parts)
    {
        if (count < 0 || begin + count > size)
        {
            return invalidArgument("input 1 (split): expected parts of {} together, found more", size);
        }
        TENON_ASSIGN(ITensor * piece, part(importer, *x, axis, begin, count));
        if (!given && keeps == 0)
        {
            TENON_ASSIGN(piece, squeeze(importer, *piece, {axis}));
        }
        elements.push_back({piece, nullptr});
        begin += count;
    }
    return sequenceResult(std::move(elements));
}

Result<std::vector<Value>> importConcatFromSequence(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(Sequence const* const sequence, sequenceOf(inputs[0], "input 0"));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(int64_t const stacks, node.integer("new_axis", 0));
    std::vector<ITensor*> tensors;
    for (Value const& element : sequence->elements())
    {
        TENON_ASSIGN(ITensor * tensor, importer.tensor(element));
        if (stacks != 0)
        {
            TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, tensor->getDimensions().nbDims + 1));
            TENON_ASSIGN(tensor, unsqueeze(importer, *tensor, {axis}));
        }
        tensors.push_back(tensor);
    }
    if (tensors.empty())
    {
        return invalidArgument("input 0: expected a sequence with elements, found an empty one");
    }
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, tensors[0]->getDimensions().nbDims));
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConcatenation(tensors.data(), static_cast<int32_t>(tensors.size()))));
    layer->setAxis(axis);
    return importer.result(layer);
}

Result<std::vector<Value>> importOptional(Importer&, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    return std::vector<Value>{inputs[0]};
}

Result<std::vector<Value>> importOptionalHasElement(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    bool const there = !inputs.empty() && inputs[0];
    return std::vector<Value>{{nullptr,
        importer.weights().add<uint8_t>(node.name(), DataType::kBOOL, {}, {there ? uint8_t{1} : uint8_t{0}})}};
}

} // namespace tenon::onnx
