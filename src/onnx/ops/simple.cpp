// Constant, Identity, Dropout (inference), Cast, Concat, Pad.
#include "onnx/importer.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::ITensor;

Result<std::vector<Value>> importConstant(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 0, 0));
    if (node.proto().attribute_size() != 1 || node.proto().output_size() != 1)
    {
        return invalidArgument("expected one attribute with the value and one output, found {} and {}", node.proto().attribute_size(),
            node.proto().output_size());
    }
    auto const& attribute = node.proto().attribute(0);
    std::string const& name = node.proto().output(0);
    WeightStore& weights = importer.weights();
    if (attribute.name() == "value" && attribute.type() == ::onnx::AttributeProto::TENSOR)
    {
        TENON_ASSIGN(Constant const* const constant, weights.add(attribute.t()));
        return std::vector<Value>{{nullptr, constant}};
    }
    if (attribute.name() == "value_float")
    {
        return std::vector<Value>{{nullptr, weights.add<float>(name, DataType::kFLOAT, {}, {attribute.f()})}};
    }
    if (attribute.name() == "value_floats")
    {
        std::vector<float> const values(attribute.floats().begin(), attribute.floats().end());
        return std::vector<Value>{{nullptr, weights.add(name, DataType::kFLOAT, {attribute.floats_size()}, values)}};
    }
    if (attribute.name() == "value_int")
    {
        return std::vector<Value>{{nullptr, weights.add<int64_t>(name, DataType::kINT64, {}, {attribute.i()})}};
    }
    if (attribute.name() == "value_ints")
    {
        std::vector<int64_t> const values(attribute.ints().begin(), attribute.ints().end());
        return std::vector<Value>{{nullptr, weights.add(name, DataType::kINT64, {attribute.ints_size()}, values)}};
    }
    return base::notImplemented("Constant with attribute \"{}\"", attribute.name());
}

Result<std::vector<Value>> importIdentity(Importer& importer, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    if (inputs[0].isConstant())
    {
        return std::vector<Value>{inputs[0]};
    }
    return importer.result(importer.network().addIdentity(*inputs[0].tensor));
}

Result<std::vector<Value>> importDropout(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 3));
    if (inputs.size() == 3 && inputs[2])
    {
        bool const off = inputs[2].isConstant() && inputs[2].constant->weights.count == 1
            && *static_cast<uint8_t const*>(inputs[2].constant->weights.values) == 0;
        if (!off)
        {
            return base::notImplemented("Dropout in training mode; export the model for inference");
        }
    }
    return importIdentity(importer, node, inputs.first(1));
}

Result<std::vector<Value>> importCast(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(int64_t const to, node.integer("to", 0));
    TENON_ASSIGN(DataType const type, dataTypeOf(static_cast<int32_t>(to), "attribute \"to\""));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    return importer.result(importer.network().addCast(*input, type));
}

Result<std::vector<Value>> importConcat(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, SIZE_MAX));
    if (node.attribute("axis") == nullptr)
    {
        return invalidArgument("attribute \"axis\": expected an integer, found none");
    }
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    std::vector<ITensor*> tensors;
    for (Value const& input : inputs)
    {
        TENON_ASSIGN(ITensor* const tensor, importer.tensor(input));
        tensors.push_back(tensor);
    }
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, tensors[0]->getDimensions().nbDims));
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConcatenation(tensors.data(), static_cast<int32_t>(tensors.size()))));
    layer->setAxis(axis);
    return importer.result(layer);
}

Result<std::vector<Value>> importPad(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 4));
    TENON_ASSIGN(std::string const mode, node.text("mode", "constant"));
    if (mode != "constant")
    {
        return base::notImplemented("Pad of mode \"{}\"", mode);
    }
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    std::vector<int64_t> pads;
    float value = 0.0F;
    if (node.opset() < 11)
    {
        TENON_ASSIGN(pads, node.integers("pads"));
        TENON_ASSIGN(value, node.number("value", 0.0F));
    }
    else
    {
        if (inputs.size() < 2 || !inputs[1].isConstant() || (inputs.size() > 2 && inputs[2] && !inputs[2].isConstant())
            || (inputs.size() > 3 && inputs[3]))
        {
            return base::notImplemented("Pad with pads or a value computed at run time, or with axes");
        }
        TENON_ASSIGN(pads, integersOf(*inputs[1].constant));
        if (inputs.size() > 2 && inputs[2])
        {
            TENON_ASSIGN(auto const values, floatsOf(*inputs[2].constant));
            value = values.empty() ? 0.0F : values[0];
        }
    }
    auto const rank = static_cast<size_t>(importer.onnxRank(*input));
    if (pads.size() != 2 * rank)
    {
        return invalidArgument("pads: expected {} values, two a dimension, found {}", 2 * rank, pads.size());
    }
    bool const lastTwoOnly = rank >= 2 && std::all_of(pads.begin(), pads.begin() + rank - 2, [](int64_t p) { return p == 0; })
        && std::all_of(pads.begin() + rank, pads.end() - 2, [](int64_t p) { return p == 0; });
    if (!lastTwoOnly || value != 0.0F)
    {
        return base::notImplemented("Pad of other dimensions than the last two, or with another value than 0 (found {})", value);
    }
    Dims const before = base::makeDims({pads[rank - 2], pads[rank - 1]});
    Dims const behind = base::makeDims({pads[2 * rank - 2], pads[2 * rank - 1]});
    return importer.result(importer.network().addPaddingNd(*input, before, behind));
}

} // namespace tenon::onnx
